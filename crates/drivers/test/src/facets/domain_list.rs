//! Which domains there are.

use async_trait::async_trait;
use vir_driver::facets::DomainList;
use vir_types::{Code, ConnectListAllDomainsFlags as Flags, DomainKey, Result, Uuid};

use crate::TestDriver;
use crate::node::error;
use crate::vm::Vm;

#[async_trait]
impl DomainList for TestDriver {
    /// Since: 0.9.13.
    async fn connect_list_all_domains(&self, flags: Flags) -> Result<Vec<DomainKey>> {
        let known = Flags::NAMES.iter().fold(0, |bits, (_, bit)| bits | bit);
        flags.allow(Flags::from_bits(known))?;
        Ok(self.node.read().domains().filter(|vm| vm.standing().is_listed(flags)).map(Vm::key).collect())
    }

    /// Since: 0.1.1.
    async fn domain_lookup_by_id(&self, id: u32) -> Result<DomainKey> {
        let found = self.node.read().by_id(id).map(Vm::key);
        found.ok_or_else(|| error(Code::NO_DOMAIN, format!("no domain with matching id {id}")))
    }

    /// Since: 0.1.1.
    async fn domain_lookup_by_uuid(&self, uuid: Uuid) -> Result<DomainKey> {
        let found = self.node.read().by_uuid(uuid).map(Vm::key);
        found.ok_or_else(|| error(Code::NO_DOMAIN, format!("no domain with matching uuid '{uuid}'")))
    }

    /// Since: 0.1.1.
    async fn domain_lookup_by_name(&self, name: &str) -> Result<DomainKey> {
        let found = self.node.read().by_name(name).map(Vm::key);
        found.ok_or_else(|| error(Code::NO_DOMAIN, format!("no domain with matching name '{name}'")))
    }
}
