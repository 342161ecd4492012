//! One client: its connection to a driver, its registrations.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use libvir::Connect;
use libvir::admin::Admin;
use vir_driver::{Caller, Identity};
use vir_protocol::qemu;
use vir_protocol::remote::{PROGRAM, Proc};
use vir_rpc::server::{Call, CallFuture, Outbox, Service, SourceHandle};
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
    opened: RwLock<Option<Opened>>,
    registrations: Mutex<Registrations>,
}

/// A connection, and what it takes to open it again.
struct Opened {
    uri: Arc<str>,
    read_only: bool,
    connect: Connect,
}

/// The events that a client has asked for.
#[derive(Default)]
pub(crate) struct Registrations {
    next_id: i32,
    /// By callback number.
    callbacks: BTreeMap<i32, SourceHandle>,
    /// By event number, for clients that do not number their callbacks.
    legacy: BTreeMap<i32, SourceHandle>,
}

impl Session {
    pub(crate) fn new(shared: Arc<Shared>, member: Arc<Member>, outbox: Outbox) -> Self {
        member.connected(outbox.clone());
        Self { shared, outbox, member, opened: RwLock::default(), registrations: Mutex::default() }
    }

    /// Opens the connection that all later calls use; once.
    pub(crate) async fn open(&self, uri: &str, flags: ConnectFlags) -> Result<()> {
        if self.opened().is_some() {
            return Err(already(Origin::REMOTE));
        }
        let mut identity = self.member.identity.clone();
        identity.read_only |= flags.contains(ConnectFlags::RO);
        let read_only = identity.read_only;
        let connect = self.shared.drivers.open(uri, Caller::client(identity)).await?;
        self.keep(Opened { uri: uri.into(), read_only, connect }, Origin::REMOTE)
    }

    fn keep(&self, connection: Opened, origin: Origin) -> Result<()> {
        let mut opened = self.opened.write().unwrap_or_else(PoisonError::into_inner);
        if opened.is_some() {
            return Err(already(origin));
        }
        *opened = Some(connection);
        Ok(())
    }

    /// From now on the client speaks for somebody else, who may do no more on a read-only connection than the client.
    /// What it has registered for stays as it is.
    pub(crate) async fn act_for(&self, mut identity: Identity) -> Result<()> {
        let (uri, read_only) = {
            let opened = self.opened();
            let opened = opened.as_ref().ok_or_else(not_open)?;
            (opened.uri.clone(), opened.read_only)
        };
        identity.read_only = read_only;
        let connect = self.shared.drivers.open(&uri, Caller::client(identity)).await?;
        let mut opened = self.opened.write().unwrap_or_else(PoisonError::into_inner);
        opened.as_mut().ok_or_else(not_open)?.connect = connect;
        Ok(())
    }

    fn opened(&self) -> RwLockReadGuard<'_, Option<Opened>> {
        // Nothing in here can panic half-way through a change.
        self.opened.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens the connection to the daemon itself; once.
    pub(crate) fn open_admin(&self) -> Result<()> {
        let connect = libvir::server::connect(self.shared.clone().admin_driver(), false);
        self.keep(Opened { uri: "virshd:///system".into(), read_only: false, connect }, Origin::ADMIN)
    }

    /// The open connection to the daemon itself.
    pub(crate) fn admin(&self) -> Result<Admin> {
        Ok(libvir::server::admin(self.connect()?))
    }

    /// Ends the connection; the client usually hangs up next.
    pub(crate) async fn close(&self) {
        self.registrations().end();
        if let Ok(connect) = self.connect() {
            connect.close().await;
        }
    }

    /// The open connection.
    pub(crate) fn connect(&self) -> Result<Connect> {
        self.opened().as_ref().map(|opened| opened.connect.clone()).ok_or_else(not_open)
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

fn already(origin: Origin) -> Error {
    Error::internal("connection already open").or_origin(origin)
}

fn not_open() -> Error {
    Error::internal("connection not open").or_origin(Origin::REMOTE)
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

    pub(crate) fn add(&mut self, id: i32, source: SourceHandle) {
        self.callbacks.insert(id, source);
    }

    pub(crate) fn add_legacy(&mut self, event: i32, source: SourceHandle) {
        self.legacy.insert(event, source);
    }

    /// Ends a registration; whether there was one.
    pub(crate) fn remove(&mut self, id: i32) -> bool {
        self.callbacks.remove(&id).inspect(SourceHandle::end).is_some()
    }

    pub(crate) fn remove_legacy(&mut self, event: i32) -> bool {
        self.legacy.remove(&event).inspect(SourceHandle::end).is_some()
    }

    fn end(&mut self) {
        for source in self.callbacks.values().chain(self.legacy.values()) {
            source.end();
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
