//! Which domains there are.

use async_trait::async_trait;
use vir_driver::facets::DomainList;
use vir_types::{Code, ConnectListAllDomainsFlags as Flags, DomainKey, DomainState, Result, Uuid};

use crate::QemuDriver;
use crate::shared::error;
use crate::vm::View;

/// Whether a group of flags lets a domain through: none of the group given means no restriction.
fn lets_through(flags: Flags, choices: &[(Flags, bool)]) -> bool {
    let asked = choices.iter().any(|(flag, _)| flags.contains(*flag));
    !asked || choices.iter().any(|(flag, holds)| *holds && flags.contains(*flag))
}

fn chosen(view: &View, flags: Flags) -> bool {
    let active = view.is_active();
    let persistent = view.is_persistent();
    let known = [DomainState::RUNNING, DomainState::PAUSED, DomainState::SHUTOFF].contains(&view.state);
    lets_through(flags, &[(Flags::ACTIVE, active), (Flags::INACTIVE, !active)])
        && lets_through(flags, &[(Flags::PERSISTENT, persistent), (Flags::TRANSIENT, !persistent)])
        && lets_through(
            flags,
            &[
                (Flags::RUNNING, view.state == DomainState::RUNNING),
                (Flags::PAUSED, view.state == DomainState::PAUSED),
                (Flags::SHUTOFF, view.state == DomainState::SHUTOFF),
                (Flags::OTHER, !known),
            ],
        )
        && lets_through(flags, &[(Flags::AUTOSTART, view.autostart), (Flags::NO_AUTOSTART, !view.autostart)])
        && lets_through(
            flags,
            &[(Flags::MANAGEDSAVE, view.managed_save), (Flags::NO_MANAGEDSAVE, !view.managed_save)],
        )
        // Snapshots and checkpoints come with block jobs.
        && lets_through(flags, &[(Flags::HAS_SNAPSHOT, false), (Flags::NO_SNAPSHOT, true)])
        && lets_through(flags, &[(Flags::HAS_CHECKPOINT, false), (Flags::NO_CHECKPOINT, true)])
}

#[async_trait]
impl DomainList for QemuDriver {
    /// Since: 0.9.13.
    async fn connect_list_all_domains(&self, flags: Flags) -> Result<Vec<DomainKey>> {
        let known = Flags::NAMES.iter().fold(0, |bits, (_, bit)| bits | bit);
        flags.allow(Flags::from_bits(known))?;
        let all = flags == Flags::empty();
        Ok(self.shared.vms.collect(|vm| vm.peek(|view| (all || chosen(view, flags)).then(|| view.key()))))
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
