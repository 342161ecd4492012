//! A hypervisor that exists in memory only.
//!
//! It behaves as a real one does, starts nothing and forgets everything: for tests, for demonstrations,
//! for trying out a program. `test:///default` is a host with one running domain, a network, a storage
//! pool and an interface, the same that libvirt's test driver has, so that existing tests find what
//! they expect.
#![forbid(unsafe_code)]

mod default_node;
mod facets;
mod factory;
mod node;
mod vm;

use std::sync::Arc;

use vir_driver::{Driver, facets as contract};
use vir_types::Result;

pub use factory::Factory;
use node::Node;

/// A connection to a node that exists in memory only.
pub struct TestDriver {
    node: Arc<Node>,
    uri: Arc<str>,
}

impl Driver for TestDriver {
    fn name(&self) -> &'static str {
        "test"
    }

    fn connection(&self) -> Result<&dyn contract::Connection> {
        Ok(self)
    }

    fn host(&self) -> Result<&dyn contract::Host> {
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

    fn security(&self) -> Result<&dyn contract::DomainSecurity> {
        Ok(self)
    }

    fn memory(&self) -> Result<&dyn contract::DomainMemory> {
        Ok(self)
    }

    fn vcpu(&self) -> Result<&dyn contract::DomainVcpu> {
        Ok(self)
    }

    fn console(&self) -> Result<&dyn contract::DomainConsole> {
        Ok(self)
    }

    fn tuning(&self) -> Result<&dyn contract::DomainTuning> {
        Ok(self)
    }

    fn save(&self) -> Result<&dyn contract::DomainSave> {
        Ok(self)
    }

    fn domain_events(&self) -> Result<&dyn contract::DomainEvents> {
        Ok(self)
    }

    fn networks(&self) -> Result<&dyn contract::Networks> {
        Ok(self)
    }

    fn network_details(&self) -> Result<&dyn contract::NetworkDetails> {
        Ok(self)
    }

    fn storage_pool_list(&self) -> Result<&dyn contract::StoragePoolList> {
        Ok(self)
    }

    fn storage_pools(&self) -> Result<&dyn contract::StoragePools> {
        Ok(self)
    }

    fn interfaces(&self) -> Result<&dyn contract::Interfaces> {
        Ok(self)
    }
}
