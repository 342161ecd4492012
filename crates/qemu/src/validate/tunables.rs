//! Limits that need something of the host.

use vir_conf::domain::VirtType;
use vir_types::Result;

use super::{Check, refuse_if};

impl Check<'_> {
    pub(super) fn check_tunables(&self) -> Result<()> {
        let tune = self.def.cputune.as_ref();
        let allocates = tune.is_some_and(|tune| !tune.cachetunes.is_empty() || !tune.memorytunes.is_empty());
        refuse_if!(
            allocates && self.def.virt_type != VirtType::Kvm,
            "cachetune is only supported for KVM domains"
        );
        Ok(())
    }
}
