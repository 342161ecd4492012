//! What a server's clients may do at once.

use anyhow::{Result, bail};
use vir_util::settings::Setting;

use super::number;

/// What a server's clients may do at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Limits {
    /// How many clients may be connected; when there are as many, nobody is accepted until one goes.
    pub(crate) max_clients: u32,
    /// How many may wait to be accepted.
    pub(crate) max_queued_clients: u32,
    /// How many may be connected that have not proved who they are, where a socket asks for that.
    pub(crate) max_anonymous_clients: u32,
    /// Whether the file says that.
    anonymous_said: bool,
    /// How many calls of one client may be in progress.
    pub(crate) max_client_requests: usize,
    /// Seconds between two pings; -1 for never.
    pub(crate) keepalive_interval: i64,
    pub(crate) keepalive_count: u32,
}

impl Limits {
    /// Of the sockets for clients, unless the file says otherwise.
    pub(crate) fn of_drivers() -> Self {
        Self {
            max_clients: 5000,
            max_queued_clients: 1000,
            max_anonymous_clients: 20,
            anonymous_said: false,
            max_client_requests: 5,
            keepalive_interval: 5,
            keepalive_count: 5,
        }
    }

    /// Of the admin socket, whose permissions are all that is asked for.
    pub(crate) fn of_admin() -> Self {
        Self { max_queued_clients: 20, max_anonymous_clients: 0, ..Self::of_drivers() }
    }

    /// Takes a setting, if it is one of these.
    pub(super) fn set(&mut self, name: &str, setting: &Setting) -> Result<bool> {
        match name {
            "max_clients" => self.max_clients = number(setting, 1, 1_000_000)?,
            "max_queued_clients" => self.max_queued_clients = number(setting, 1, 1_000_000)?,
            "max_anonymous_clients" => self.max_anonymous_clients = number(setting, 1, 1_000_000)?,
            "max_client_requests" => self.max_client_requests = number(setting, 1, 100_000)?,
            "keepalive_interval" => self.keepalive_interval = number(setting, -1, 86_400)?,
            "keepalive_count" => self.keepalive_count = number(setting, 0, 10_000)?,
            _ => return Ok(false),
        }
        self.anonymous_said |= name == "max_anonymous_clients";
        Ok(true)
    }

    /// All settings are known: what nobody has said follows from what somebody has, and a contradiction is refused, as
    /// by libvirtd.
    pub(super) fn settle(&mut self) -> Result<()> {
        if !self.anonymous_said {
            self.max_anonymous_clients = self.max_anonymous_clients.min(self.max_clients);
        }
        if self.max_clients < self.max_anonymous_clients {
            bail!(
                "'max_clients' ({}) must not be less than 'max_anonymous_clients' ({})",
                self.max_clients,
                self.max_anonymous_clients
            );
        }
        Ok(())
    }
}
