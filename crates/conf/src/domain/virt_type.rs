//! Kinds of hypervisors, and who places virtual CPUs.

use vir_xml::XmlEnum;

/// Who decides on which CPUs of the host the virtual ones run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum VcpuPlacement {
    /// The document does, or leaves it to the host's scheduler.
    #[default]
    Static,
    /// A service of the host that knows its load.
    Auto,
}

/// A kind of hypervisor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum VirtType {
    /// None; what a document without type would be.
    #[default]
    None,
    /// QEMU in software.
    Qemu,
    /// QEMU with the old kernel module.
    Kqemu,
    /// QEMU with KVM.
    Kvm,
    /// Xen.
    Xen,
    /// Linux containers.
    Lxc,
    /// User-mode Linux.
    Uml,
    /// OpenVZ containers.
    Openvz,
    /// The test driver.
    Test,
    /// VMware.
    Vmware,
    /// Hyper-V.
    Hyperv,
    /// VirtualBox.
    Vbox,
    /// IBM Power.
    Phyp,
    /// Parallels.
    Parallels,
    /// FreeBSD's hypervisor.
    Bhyve,
    /// Virtuozzo.
    Vz,
    /// macOS's hypervisor framework.
    Hvf,
}
