//! Which domains there are.

use async_trait::async_trait;
use vir_driver::facets::DomainList;
use vir_types::{Code, ConnectListAllDomainsFlags as Flags, DomainKey, Result, Uuid};

use crate::QemuDriver;
use crate::shared::error;
use crate::vm::View;

#[async_trait]
impl DomainList for QemuDriver {
    /// Since: 0.9.13.
    async fn connect_list_all_domains(&self, flags: Flags) -> Result<Vec<DomainKey>> {
        let known = Flags::NAMES.iter().fold(0, |bits, (_, bit)| bits | bit);
        flags.allow(Flags::from_bits(known))?;
        let rows = self.shared.rows();
        let mut keys = Vec::with_capacity(rows.len());
        keys.extend(rows.iter().filter(|row| row.standing.is_listed(flags)).map(|row| row.key.clone()));
        Ok(keys)
    }

    /// Since: 0.0.3.
    async fn domain_lookup_by_id(&self, id: u32) -> Result<DomainKey> {
        let found = self.shared.vms.by_id(id).map(|vm| vm.peek(View::key));
        found.ok_or_else(|| error(Code::NO_DOMAIN, format!("no domain with matching id {id}")))
    }

    /// Since: 0.0.3.
    async fn domain_lookup_by_uuid(&self, uuid: Uuid) -> Result<DomainKey> {
        let found = self.shared.vms.by_uuid(uuid).map(|vm| vm.peek(View::key));
        found.ok_or_else(|| error(Code::NO_DOMAIN, format!("no domain with matching uuid '{uuid}'")))
    }

    /// Since: 0.0.3.
    async fn domain_lookup_by_name(&self, name: &str) -> Result<DomainKey> {
        let found = self.shared.vms.by_name(name).map(|vm| vm.peek(View::key));
        found.ok_or_else(|| error(Code::NO_DOMAIN, format!("no domain with matching name '{name}'")))
    }
}
