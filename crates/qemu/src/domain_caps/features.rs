//! What guests can have beside devices.

use vir_conf::domain::VirtType;
use vir_conf::domain_caps::{
    DomainFeatureCaps, GicCaps, HypervCaps, LaunchSecurityCaps, SevCaps, SgxCaps, SgxSection,
};

use super::{Guests, words};
use crate::caps::Cap;
use crate::machine::MachineKind;

impl Guests<'_> {
    pub(super) fn features(&self) -> DomainFeatureCaps {
        let mut features = DomainFeatureCaps::default();
        features.gic = Some(self.gic());
        features.vmcoreinfo = Some(self.has(Cap::VMCOREINFO));
        features.genid = Some(self.has(Cap::VMGENID));
        features.backing_store_input = Some(true);
        features.backup = Some(true);
        features.async_teardown = Some(self.has(Cap::RUN_WITH_ASYNC_TEARDOWN));
        // Whether the host lets guests be protected is not looked for.
        features.s390_pv = self.is_s390().then_some(false);
        let pc = matches!(self.kind, MachineKind::I440fx | MachineKind::Q35 | MachineKind::Isapc);
        features.ps2 = Some(self.has(Cap::MACHINE_I8042_OPT) && (pc || self.machine.name == "xenfv"));
        features.sev = Some(self.sev());
        features.sgx = Some(self.sgx());
        features.hyperv = self.hyperv();
        features.launch_security = Some(self.launch_security());
        features
    }

    pub(super) fn is_s390(&self) -> bool {
        matches!(self.caps.arch.as_str(), "s390" | "s390x")
    }

    fn gic(&self) -> GicCaps {
        let mut gic = GicCaps::default();
        if self.kind != MachineKind::ArmVirt {
            return gic;
        }
        let kvm = self.virt == VirtType::Kvm;
        let has = self.caps.gic.iter().filter(|gic| if kvm { gic.kernel } else { gic.emulated });
        let mut versions: Vec<u32> = has.map(|gic| gic.version).collect();
        versions.sort_unstable();
        gic.supported = !versions.is_empty();
        gic.version = gic.supported.then(|| versions.iter().map(u32::to_string).collect());
        gic
    }

    fn sev(&self) -> SevCaps {
        let mut sev = SevCaps::default();
        if let Some(has) = &self.caps.sev {
            let (guests, protected) = self.host.sev_guests.unwrap_or_default();
            sev.supported = true;
            sev.c_bit_position = Some(has.cbitpos);
            sev.reduced_phys_bits = Some(has.reduced_phys_bits);
            sev.max_guests = Some(guests);
            sev.max_es_guests = Some(protected);
            sev.cpu0_id = Some(has.cpu0_id.clone()).filter(|id| !id.is_empty());
        }
        sev
    }

    fn sgx(&self) -> SgxCaps {
        let mut sgx = SgxCaps::default();
        if let Some(has) = &self.caps.sgx {
            sgx.supported = true;
            (sgx.flc, sgx.sgx1, sgx.sgx2) = (has.flc, has.sgx1, has.sgx2);
            sgx.section_size_kib = has.sections.iter().fold(0, |sum, (_, size)| sum.saturating_add(*size));
            let sections = has.sections.iter().map(|&(node, size_kib)| {
                let mut section = SgxSection::default();
                (section.node, section.size_kib) = (node, size_kib);
                section
            });
            sgx.sections = sections.collect();
        }
        sgx
    }

    fn hyperv(&self) -> Option<HypervCaps> {
        let mut hyperv = HypervCaps::default();
        hyperv.supported = true;
        hyperv.features = Some(self.caps.hyperv.clone()).filter(|known| !known.is_empty());
        hyperv.features.is_some().then_some(hyperv)
    }

    fn launch_security(&self) -> LaunchSecurityCaps {
        let pv = self.has(Cap::S390_PV_GUEST) && self.has(Cap::CONFIDENTIAL_GUEST_SUPPORT);
        let kinds = words(&[
            ("sev", self.has(Cap::SEV_GUEST)),
            ("sev-snp", self.has(Cap::SEV_SNP_GUEST)),
            ("s390-pv", pv),
        ]);
        let mut security = LaunchSecurityCaps::default();
        security.supported = kinds.as_ref().is_some_and(|kinds| !kinds.is_empty());
        security.sec_type = kinds.filter(|_| security.supported);
        security
    }
}
