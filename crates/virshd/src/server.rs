//! The daemon's servers: who is connected to each, and how many may be.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::UNIX_EPOCH;

use tokio::sync::Notify;
use tokio::sync::futures::Notified;
use vir_driver::Identity;
use vir_rpc::server::Outbox;
use vir_types::{Error, Origin, Result};

use crate::config::Limits;

/// What a server's sockets are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Virtual machines and what belongs to them.
    Drivers,
    /// The daemon itself.
    Admin,
}

/// One of the daemon's servers.
pub(crate) struct Server {
    pub(crate) name: &'static str,
    pub(crate) purpose: Purpose,
    pub(crate) limits: Limits,
    state: Mutex<State>,
    /// Somebody came or went, or the limits are others.
    changed: Notify,
}

struct State {
    max_clients: u32,
    max_anonymous: u32,
    last_id: u64,
    clients: BTreeMap<u64, Arc<Member>>,
}

/// A client of a server.
pub(crate) struct Member {
    pub(crate) id: u64,
    /// When it came, in seconds since 1970.
    pub(crate) since_s: i64,
    pub(crate) identity: Identity,
    pub(crate) purpose: Purpose,
    outbox: OnceLock<Outbox>,
    unwanted: AtomicBool,
}

impl Member {
    /// Its connection stands.
    pub(crate) fn connected(&self, outbox: Outbox) {
        let _ = self.outbox.set(outbox);
        if self.unwanted.load(Ordering::Acquire) {
            self.turn_out();
        }
    }

    /// Ends its connection, now or as soon as there is one.
    pub(crate) fn turn_out(&self) {
        self.unwanted.store(true, Ordering::Release);
        if let Some(outbox) = self.outbox.get() {
            outbox.close();
        }
    }
}

/// How many there are and may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) max_clients: u32,
    pub(crate) clients: u32,
    pub(crate) max_anonymous: u32,
    /// Those who have still to prove who they are. No socket here asks for that yet.
    pub(crate) anonymous: u32,
}

impl Server {
    pub(crate) fn new(name: &'static str, purpose: Purpose, limits: Limits) -> Self {
        let state = State {
            max_clients: limits.max_clients,
            max_anonymous: limits.max_anonymous_clients,
            last_id: 0,
            clients: BTreeMap::new(),
        };
        Self { name, purpose, limits, state: Mutex::new(state), changed: Notify::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing in here can panic half-way through a change.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the next change after this call.
    pub(crate) fn changed(&self) -> Notified<'_> {
        self.changed.notified()
    }

    /// Whether one more client may come.
    pub(crate) fn has_room(&self) -> bool {
        let state = self.state();
        u32::try_from(state.clients.len()).is_ok_and(|clients| clients < state.max_clients)
    }

    /// A client has come; `None` if there is no room for it.
    pub(crate) fn join(&self, identity: &Identity) -> Option<Arc<Member>> {
        let since = vir_util::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let mut state = self.state();
        if u32::try_from(state.clients.len()).is_ok_and(|clients| clients >= state.max_clients) {
            return None;
        }
        state.last_id = state.last_id.wrapping_add(1);
        let member = Arc::new(Member {
            id: state.last_id,
            since_s: i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
            identity: identity.clone(),
            purpose: self.purpose,
            outbox: OnceLock::new(),
            unwanted: AtomicBool::new(false),
        });
        state.clients.insert(member.id, member.clone());
        drop(state);
        self.changed.notify_waiters();
        Some(member)
    }

    /// A client's connection has ended.
    pub(crate) fn leave(&self, id: u64) {
        self.state().clients.remove(&id);
        self.changed.notify_waiters();
    }

    pub(crate) fn members(&self) -> Vec<Arc<Member>> {
        self.state().clients.values().cloned().collect()
    }

    pub(crate) fn member(&self, id: u64) -> Option<Arc<Member>> {
        self.state().clients.get(&id).cloned()
    }

    pub(crate) fn counts(&self) -> Counts {
        let state = self.state();
        Counts {
            max_clients: state.max_clients,
            clients: u32::try_from(state.clients.len()).unwrap_or(u32::MAX),
            max_anonymous: state.max_anonymous,
            anonymous: 0,
        }
    }

    /// Sets other limits, which act at once; who is there may stay.
    pub(crate) fn limit(&self, max_clients: Option<u32>, max_anonymous: Option<u32>) -> Result<()> {
        let mut state = self.state();
        let clients = max_clients.unwrap_or(state.max_clients);
        let anonymous = max_anonymous.unwrap_or(state.max_anonymous);
        if clients < anonymous {
            return Err(Error::invalid_arg(
                "The overall maximum number of clients must not be less than the number of clients waiting for authentication",
            )
            .or_origin(Origin::RPC));
        }
        (state.max_clients, state.max_anonymous) = (clients, anonymous);
        drop(state);
        self.changed.notify_waiters();
        Ok(())
    }

    /// Waits until nobody is connected.
    pub(crate) async fn empty(&self) {
        loop {
            let changed = self.changed();
            if self.state().clients.is_empty() {
                return;
            }
            changed.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(max_clients: u32) -> Server {
        let mut limits = Limits::of_drivers();
        (limits.max_clients, limits.max_anonymous_clients) = (max_clients, 1);
        Server::new("s", Purpose::Drivers, limits)
    }

    #[test]
    fn there_is_room_until_there_is_none() {
        let server = server(2);
        let first = server.join(&Identity::new()).unwrap();
        assert_eq!(server.join(&Identity::new()).unwrap().id, 2);
        assert!(!server.has_room() && server.join(&Identity::new()).is_none());
        server.limit(Some(3), None).unwrap();
        assert_eq!(server.join(&Identity::new()).unwrap().id, 3);
        server.limit(Some(1), None).unwrap();
        assert_eq!(server.counts().clients, 3, "nobody is turned out");
        server.leave(first.id);
        assert!(!server.has_room());
        assert!(server.member(first.id).is_none() && server.members().len() == 2);
    }

    #[test]
    fn more_may_not_wait_than_may_come() {
        let server = server(2);
        assert!(server.limit(None, Some(3)).is_err() && server.limit(Some(0), None).is_err());
        server.limit(Some(5), Some(5)).unwrap();
        assert_eq!((server.counts().max_clients, server.counts().max_anonymous), (5, 5));
    }
}
