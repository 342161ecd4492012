//! One client: its connection to a driver, its registrations.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use libvir::Connect;
use libvir::admin::Admin;
use tokio::task::AbortHandle;
use vir_driver::Caller;
use vir_protocol::qemu;
use vir_protocol::remote::{PROGRAM, Proc};
use vir_rpc::server::{Call, CallFuture, Outbox, Service};
use vir_types::{ConnectFlags, Error, Origin, Result};

use crate::config::Limits;
use crate::daemon::Shared;
use crate::dispatch;
use crate::server::{Member, Purpose};

/// What the daemon knows of one client.
pub(crate) struct Session {
    shared: Arc<Shared>,
    outbox: Outbox,
    member: Arc<Member>,
    connect: OnceLock<Connect>,
    registrations: Mutex<Registrations>,
}

/// The events that a client has asked for.
#[derive(Default)]
pub(crate) struct Registrations {
    next_id: i32,
    /// By callback number.
    callbacks: BTreeMap<i32, AbortHandle>,
    /// By event number, for clients that do not number their callbacks.
    legacy: BTreeMap<i32, AbortHandle>,
}

impl Session {
    pub(crate) fn new(shared: Arc<Shared>, member: Arc<Member>, outbox: Outbox) -> Self {
        member.connected(outbox.clone());
        Self { shared, outbox, member, connect: OnceLock::new(), registrations: Mutex::default() }
    }

    /// Opens the connection that all later calls use; once.
    pub(crate) async fn open(&self, uri: &str, flags: ConnectFlags) -> Result<()> {
        let already = || Error::internal("connection already open").or_origin(Origin::REMOTE);
        if self.connect.get().is_some() {
            return Err(already());
        }
        let mut identity = self.member.identity.clone();
        identity.read_only |= flags.contains(ConnectFlags::RO);
        let connect = self.shared.drivers.open(uri, Caller::client(identity)).await?;
        self.connect.set(connect).map_err(|_| already())
    }

    /// Opens the connection to the daemon itself; once.
    pub(crate) fn open_admin(&self) -> Result<()> {
        let already = || Error::internal("connection already open").or_origin(Origin::ADMIN);
        let driver = self.shared.clone().admin_driver();
        self.connect.set(libvir::server::connect(driver, false)).map_err(|_| already())
    }

    /// The open connection to the daemon itself.
    pub(crate) fn admin(&self) -> Result<Admin> {
        Ok(libvir::server::admin(self.connect()?))
    }

    /// Ends the connection; the client usually hangs up next.
    pub(crate) async fn close(&self) {
        self.registrations().end();
        if let Some(connect) = self.connect.get() {
            connect.close().await;
        }
    }

    /// The open connection.
    pub(crate) fn connect(&self) -> Result<Connect> {
        let not_open = || Error::internal("connection not open").or_origin(Origin::REMOTE);
        self.connect.get().cloned().ok_or_else(not_open)
    }

    pub(crate) fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.shared.server_for(self.member.purpose).limits
    }

    pub(crate) fn registrations(&self) -> MutexGuard<'_, Registrations> {
        // Nothing in here can panic half-way through a change.
        self.registrations.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Registrations {
    /// The number of the next callback.
    pub(crate) fn new_id(&mut self) -> i32 {
        let id = self.next_id;
        self.next_id = self.next_id.wrapping_add(1) & i32::MAX;
        id
    }

    pub(crate) fn has_legacy(&self, event: i32) -> bool {
        self.legacy.contains_key(&event)
    }

    pub(crate) fn add(&mut self, id: i32, task: AbortHandle) {
        self.callbacks.insert(id, task);
    }

    pub(crate) fn add_legacy(&mut self, event: i32, task: AbortHandle) {
        self.legacy.insert(event, task);
    }

    /// Ends a registration; whether there was one.
    pub(crate) fn remove(&mut self, id: i32) -> bool {
        self.callbacks.remove(&id).inspect(AbortHandle::abort).is_some()
    }

    pub(crate) fn remove_legacy(&mut self, event: i32) -> bool {
        self.legacy.remove(&event).inspect(AbortHandle::abort).is_some()
    }

    fn end(&mut self) {
        for task in self.callbacks.values().chain(self.legacy.values()) {
            task.abort();
        }
        self.callbacks.clear();
        self.legacy.clear();
    }
}

impl Service for Session {
    fn programs(&self) -> &[(u32, u32)] {
        match self.member.purpose {
            Purpose::Drivers => dispatch::PROGRAMS,
            Purpose::Admin => dispatch::ADMIN_PROGRAMS,
        }
    }

    fn call(self: Arc<Self>, call: Call) -> CallFuture {
        dispatch::call(self, call)
    }

    fn runs_to_end(&self, prog: u32, proc: i32) -> bool {
        dispatch::runs_to_end(prog, proc)
    }

    fn holds_events(&self, prog: u32, proc: i32) -> bool {
        let remote = prog == PROGRAM
            && matches!(
                Proc(proc),
                Proc::CONNECT_DOMAIN_EVENT_REGISTER
                    | Proc::CONNECT_DOMAIN_EVENT_REGISTER_ANY
                    | Proc::CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY
                    | Proc::CONNECT_NETWORK_EVENT_REGISTER_ANY
                    | Proc::CONNECT_STORAGE_POOL_EVENT_REGISTER_ANY
                    | Proc::CONNECT_NODE_DEVICE_EVENT_REGISTER_ANY
                    | Proc::CONNECT_SECRET_EVENT_REGISTER_ANY
            );
        remote
            || (prog == qemu::PROGRAM
                && qemu::Proc(proc) == qemu::Proc::CONNECT_DOMAIN_MONITOR_EVENT_REGISTER)
    }

    fn closed(&self) {
        self.registrations().end();
        self.shared.server_for(self.member.purpose).leave(self.member.id);
    }
}
