//! Which domains there are.

use async_trait::async_trait;
use vir_driver::facets::DomainList;
use vir_types::{Code, ConnectListAllDomainsFlags as Flags, DomainKey, DomainState, Result, Uuid};

use crate::TestDriver;
use crate::node::error;
use crate::vm::Vm;

/// Whether a group of opposite flags lets something through: none set lets all through.
fn lets_through(flags: Flags, choices: &[(Flags, bool)]) -> bool {
    let asked = choices.iter().any(|(flag, _)| flags.contains(*flag));
    !asked || choices.iter().any(|(flag, holds)| *holds && flags.contains(*flag))
}

fn chosen(vm: &Vm, flags: Flags) -> bool {
    let active = vm.is_active();
    let persistent = vm.persistent.is_some();
    let known = [DomainState::RUNNING, DomainState::PAUSED, DomainState::SHUTOFF].contains(&vm.state);
    lets_through(flags, &[(Flags::ACTIVE, active), (Flags::INACTIVE, !active)])
        && lets_through(flags, &[(Flags::PERSISTENT, persistent), (Flags::TRANSIENT, !persistent)])
        && lets_through(
            flags,
            &[
                (Flags::RUNNING, vm.state == DomainState::RUNNING),
                (Flags::PAUSED, vm.state == DomainState::PAUSED),
                (Flags::SHUTOFF, vm.state == DomainState::SHUTOFF),
                (Flags::OTHER, !known),
            ],
        )
        && lets_through(flags, &[(Flags::AUTOSTART, vm.autostart), (Flags::NO_AUTOSTART, !vm.autostart)])
        // This driver keeps no images, snapshots or checkpoints.
        && lets_through(flags, &[(Flags::MANAGEDSAVE, false), (Flags::NO_MANAGEDSAVE, true)])
        && lets_through(flags, &[(Flags::HAS_SNAPSHOT, false), (Flags::NO_SNAPSHOT, true)])
        && lets_through(flags, &[(Flags::HAS_CHECKPOINT, false), (Flags::NO_CHECKPOINT, true)])
}

#[async_trait]
impl DomainList for TestDriver {
    /// Since: 0.9.13.
    async fn connect_list_all_domains(&self, flags: Flags) -> Result<Vec<DomainKey>> {
        let known = Flags::NAMES.iter().fold(0, |bits, (_, bit)| bits | bit);
        flags.allow(Flags::from_bits(known))?;
        Ok(self.node.read().domains().filter(|vm| chosen(vm, flags)).map(Vm::key).collect())
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
