//! QEMU's guests.
//!
//! [`Factory::start`] brings up the driver: it reads the definitions, finds the guests of an earlier
//! daemon again and starts those that start with the host. Connections are light handles of that.
//!
//! Each guest has one task ((`vm::watch`)) that owns its process and hears its monitor. Changes take
//! turns by a token of the guest and run to their end in tasks of their own, so a caller who goes away
//! leaves nothing half-done, and a guest that does not answer holds up nobody but those who ask it.
#![forbid(unsafe_code)]

mod blocking;
mod capabilities;
mod change;
mod confine;
mod emulators;
mod facets;
mod factory;
mod guest;
mod helpers;
mod host;
mod image;
mod keys;
mod logs;
mod monitor;
mod net;
mod plug;
mod ports;
mod roots;
mod save;
mod settings;
mod shared;
mod terminal;
mod tune;
mod vm;

use std::sync::Arc;

use vir_driver::{Caller, Driver, facets as contract};
use vir_types::Result;

pub use factory::{Factory, Options};
pub use roots::Roots;
pub use settings::Settings;
use shared::Shared;

/// A connection to the QEMU driver.
pub struct QemuDriver {
    shared: Arc<Shared>,
    uri: Arc<str>,
    #[expect(dead_code, reason = "access control asks for it")]
    caller: Caller,
}

impl Driver for QemuDriver {
    fn name(&self) -> &'static str {
        "QEMU"
    }

    fn connection(&self) -> Result<&dyn contract::Connection> {
        Ok(self)
    }

    fn host(&self) -> Result<&dyn contract::Host> {
        Ok(self)
    }

    fn cpu(&self) -> Result<&dyn contract::Cpu> {
        Ok(self)
    }

    fn domain_list(&self) -> Result<&dyn contract::DomainList> {
        Ok(self)
    }

    fn lifecycle(&self) -> Result<&dyn contract::DomainLife> {
        Ok(self)
    }

    fn status(&self) -> Result<&dyn contract::DomainStatus> {
        Ok(self)
    }

    fn metadata(&self) -> Result<&dyn contract::DomainMetadata> {
        Ok(self)
    }

    fn tuning(&self) -> Result<&dyn contract::DomainTuning> {
        Ok(self)
    }

    fn memory(&self) -> Result<&dyn contract::DomainMemory> {
        Ok(self)
    }

    fn vcpu(&self) -> Result<&dyn contract::DomainVcpu> {
        Ok(self)
    }

    fn iothreads(&self) -> Result<&dyn contract::DomainIothreads> {
        Ok(self)
    }

    fn devices(&self) -> Result<&dyn contract::DomainDevices> {
        Ok(self)
    }

    fn block(&self) -> Result<&dyn contract::DomainBlock> {
        Ok(self)
    }

    fn qemu(&self) -> Result<&dyn contract::Qemu> {
        Ok(self)
    }

    fn stats(&self) -> Result<&dyn contract::DomainStats> {
        Ok(self)
    }

    fn security(&self) -> Result<&dyn contract::DomainSecurity> {
        Ok(self)
    }

    fn save(&self) -> Result<&dyn contract::DomainSave> {
        Ok(self)
    }

    fn jobs(&self) -> Result<&dyn contract::DomainJobs> {
        Ok(self)
    }

    fn guest(&self) -> Result<&dyn contract::DomainGuest> {
        Ok(self)
    }

    fn console(&self) -> Result<&dyn contract::DomainConsole> {
        Ok(self)
    }

    fn domain_events(&self) -> Result<&dyn contract::DomainEvents> {
        Ok(self)
    }
}
