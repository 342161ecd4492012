//! Domains.

mod autostart;
mod block;
mod block_jobs;
mod checkpoints;
mod console;
mod devices;
mod guest;
mod iothreads;
mod jobs;
mod life;
mod lxc;
mod memory;
mod metadata;
mod migrate;
mod migrate_control;
mod qemu;
mod save;
mod security;
mod snapshots;
mod stats;
mod status;
mod tuning;
mod vcpu;

use std::fmt;

use vir_types::{DomainKey, Uuid};

use crate::Connect;

/// A domain: a virtual machine or container. A light handle; making or cloning one asks nobody.
///
/// C API: `virDomainPtr`. Since: 0.0.1.
#[derive(Clone)]
pub struct Domain {
    pub(crate) conn: Connect,
    pub(crate) key: DomainKey,
}

impl Domain {
    pub(crate) fn new(conn: Connect, key: DomainKey) -> Self {
        Self { conn, key }
    }

    /// The connection that it was found on.
    ///
    /// C API: `virDomainGetConnect`. Since: 0.3.0.
    #[must_use]
    pub fn connect(&self) -> &Connect {
        &self.conn
    }

    /// What names it.
    #[must_use]
    pub fn key(&self) -> &DomainKey {
        &self.key
    }

    /// Its name.
    ///
    /// C API: `virDomainGetName`. Since: 0.0.3.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.key.name
    }

    /// Its UUID.
    ///
    /// C API: `virDomainGetUUID`, as text `virDomainGetUUIDString`. Since: 0.0.5.
    #[must_use]
    pub fn uuid(&self) -> Uuid {
        self.key.uuid
    }

    /// Its number when this handle was made; `None` if it did not run then.
    ///
    /// C API: `virDomainGetID`. Since: 0.0.3.
    #[must_use]
    pub fn id(&self) -> Option<u32> {
        self.key.id
    }
}

impl fmt::Debug for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Domain").field(&self.key).finish()
    }
}
