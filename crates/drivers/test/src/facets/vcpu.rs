//! A domain's virtual CPUs.

use async_trait::async_trait;
use vir_driver::facets::DomainVcpu;
use vir_types::{Code, DomainKey, DomainVcpuFlags as Flags, Origin, Result};

use crate::node::error;
use crate::{TestDriver, default_node};

fn check(flags: Flags) -> Result<()> {
    vir_hypervisor::check_vcpu_flags(flags).map_err(|error| error.or_origin(Origin::TEST))
}

fn too_many(nvcpus: u32, most: u32) -> vir_types::Error {
    error(Code::INVALID_ARG, format!("requested cpu amount exceeds maximum ({nvcpus} > {most})"))
}

#[async_trait]
impl DomainVcpu for TestDriver {
    /// Every virtual CPU of this driver can be taken out again, so that `HOTPLUGGABLE` changes nothing, and
    /// its guests obey an agent that is always there. Since: 0.8.5.
    async fn domain_set_vcpus_flags(&self, dom: &DomainKey, nvcpus: u32, flags: Flags) -> Result<()> {
        flags.allow(Flags::LIVE | Flags::CONFIG | Flags::MAXIMUM | Flags::GUEST | Flags::HOTPLUGGABLE)?;
        check(flags)?;
        if nvcpus == 0 {
            return Err(error(
                Code::INVALID_ARG,
                "nvcpus in virDomainSetVcpusFlags must be greater than zero",
            ));
        }
        let most = default_node::MAX_VCPUS;
        if nvcpus > most {
            let text = format!("requested cpu amount exceeds maximum supported amount ({nvcpus} > {most})");
            return Err(error(Code::INVALID_ARG, text));
        }
        let mut state = self.node.write();
        let vm = state.find_mut(dom)?;
        if flags.contains(Flags::GUEST) {
            vm.require_active()?;
            let most = vm.current()?.vcpus();
            if nvcpus > most {
                return Err(too_many(nvcpus, most));
            }
            vm.guest_vcpus = Some(nvcpus);
            return Ok(());
        }
        let affected = vm.affected(flags.contains(Flags::LIVE), flags.contains(Flags::CONFIG))?;
        let maximum = flags.contains(Flags::MAXIMUM);
        if maximum && affected.live {
            let text = "the maximum number of virtual CPUs of a running domain cannot be changed";
            return Err(error(Code::INVALID_ARG, text));
        }
        // All is checked before anything is changed.
        let least = vm.defs_mut(affected).map(|def| def.vcpus_max()).min().unwrap_or(most);
        if !maximum && nvcpus > least {
            return Err(too_many(nvcpus, least));
        }
        for def in vm.defs_mut(affected) {
            if maximum {
                def.set_vcpus_max(nvcpus);
            } else {
                def.set_vcpus(nvcpus);
            }
        }
        if affected.live {
            vm.guest_vcpus = vm.guest_vcpus.map(|online| online.min(nvcpus));
        }
        vm.updated |= affected.config && vm.is_active();
        Ok(())
    }

    /// Since: 0.8.5.
    async fn domain_get_vcpus_flags(&self, dom: &DomainKey, flags: Flags) -> Result<u32> {
        flags.allow(Flags::LIVE | Flags::CONFIG | Flags::MAXIMUM | Flags::GUEST)?;
        check(flags)?;
        let state = self.node.read();
        let vm = state.find(dom)?;
        if flags.contains(Flags::GUEST) {
            vm.require_active()?;
            return Ok(vm.guest_vcpus.unwrap_or(vm.current()?.vcpus()));
        }
        let def = vm.one(flags.contains(Flags::LIVE), flags.contains(Flags::CONFIG))?;
        Ok(if flags.contains(Flags::MAXIMUM) { def.vcpus_max() } else { def.vcpus() })
    }
}
