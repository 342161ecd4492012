//! Processor features that QEMU spells in another way than libvirt.

/// libvirt's spelling, then QEMU's.
const SPELLINGS: &[(&str, &str)] = &[
    ("cmp_legacy", "cmp-legacy"),
    ("ds_cpl", "ds-cpl"),
    ("fxsr_opt", "fxsr-opt"),
    ("hv-emsr_bitmap", "hv-emsr-bitmap"),
    ("hv-vendor_id", "hv-vendor-id"),
    ("hv-xmm_input", "hv-xmm-input"),
    ("kvm_pv_eoi", "kvm-pv-eoi"),
    ("kvm_pv_unhalt", "kvm-pv-unhalt"),
    ("lahf_lm", "lahf-lm"),
    ("nodeid_msr", "nodeid-msr"),
    ("pclmuldq", "pclmulqdq"),
    ("perfctr_core", "perfctr-core"),
    ("perfctr_nb", "perfctr-nb"),
    ("tsc_adjust", "tsc-adjust"),
    ("vmx-invvpid-single-context-noglobals", "vmx-invept-single-context-noglobals"),
];

/// What libvirt's documents call a feature of QEMU.
#[must_use]
pub fn from_qemu(name: &str) -> String {
    SPELLINGS.iter().find(|(_, qemu)| *qemu == name).map_or(name, |(ours, _)| ours).to_owned()
}

/// What QEMU calls a feature of libvirt's documents.
#[must_use]
pub fn to_qemu(name: &str) -> &str {
    SPELLINGS.iter().find(|(ours, _)| *ours == name).map_or(name, |(_, qemu)| qemu)
}

/// Features that are in the tables of processors but that no QEMU takes.
pub const UNKNOWN_TO_QEMU: &[&str] = &[
    "cmt",
    "mbm_total",
    "mbm_local",
    "osxsave",
    "ospke",
    "vmx-ept-uc",
    "vmx-ept-wb",
    "vmx-invvpid-single-context",
];
