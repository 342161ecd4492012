//! What each kind of device needs of the PCI bus that it is on.

use vir_conf::domain::device::chardev::{SerialDef, SerialTargetType};
use vir_conf::domain::device::controller::{ControllerDef, ControllerType};
use vir_conf::domain::device::crypto::CryptoDef;
use vir_conf::domain::device::disk::{DiskBus, DiskDef, VirtioModel};
use vir_conf::domain::device::filesystem::{FilesystemDef, FsDriverType};
use vir_conf::domain::device::hostdev::{HostdevDef, HostdevModel, HostdevSource};
use vir_conf::domain::device::info::DeviceInfo;
use vir_conf::domain::device::input::{InputBus, InputDef};
use vir_conf::domain::device::interface::{DomainInterfaceDef, InterfaceSource};
use vir_conf::domain::device::iommu::{IommuDef, IommuModel};
use vir_conf::domain::device::memballoon::{BalloonModel, MemballoonDef};
use vir_conf::domain::device::memory::{MemoryDef, MemoryModel};
use vir_conf::domain::device::panic::{PanicDef, PanicModel};
use vir_conf::domain::device::pstore::PstoreDef;
use vir_conf::domain::device::rng::RngDef;
use vir_conf::domain::device::shmem::ShmemDef;
use vir_conf::domain::device::sound::{SoundDef, SoundModel};
use vir_conf::domain::device::video::{VideoDef, VideoModel};
use vir_conf::domain::device::vsock::VsockDef;
use vir_conf::domain::device::watchdog::{WatchdogDef, WatchdogModel};

use super::pci_set::{Connect, connect_of_model};

/// The two kinds of PCI, as far as this guest has them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wiring {
    /// What devices of PCI Express need: the same as others if there is only PCI.
    pub(super) pcie: Connect,
    /// What virtio's devices need.
    pub(super) virtio: Connect,
}

/// What conventional devices need.
pub(super) const PCI: Connect = Connect::PCI.and(Connect::AUTO);

impl Wiring {
    pub(super) fn new(has_pcie: bool, has_modern_virtio: bool) -> Self {
        let pcie = if has_pcie { Connect::PCIE.and(Connect::AUTO) } else { PCI };
        Self { pcie, virtio: if has_modern_virtio { pcie } else { PCI } }
    }

    fn virtio(self, model: Option<VirtioModel>) -> Connect {
        // The transitional ones work in conventional slots only.
        if model == Some(VirtioModel::VirtioTransitional) { PCI } else { self.virtio }
    }
}

/// A device that can be on PCI.
pub(super) trait Connects {
    /// What it needs.
    fn connect(&self, wiring: Wiring) -> Connect;
    /// Where it is.
    fn info(&self) -> &DeviceInfo;
    /// Where it is, to be changed.
    fn info_mut(&mut self) -> &mut DeviceInfo;
    /// Whether it is a controller that the chipset holds, which has its place apart.
    fn is_piix3(&self) -> bool {
        false
    }
}

macro_rules! connects {
    ($($kind:ty: |$it:ident, $wiring:ident| $needs:expr;)*) => {$(
        impl Connects for $kind {
            fn connect(&self, $wiring: Wiring) -> Connect {
                let $it = self;
                $needs
            }

            fn info(&self) -> &DeviceInfo {
                &self.info
            }

            fn info_mut(&mut self) -> &mut DeviceInfo {
                &mut self.info
            }
        }
    )*};
}

connects! {
    DiskDef: |it, wiring| if it.bus == Some(DiskBus::Virtio) { wiring.virtio(it.model) } else { Connect::NONE };
    DomainInterfaceDef: |it, wiring| of_interface(it, wiring);
    SoundDef: |it, wiring| match it.model {
        SoundModel::Es1370 | SoundModel::Ac97 | SoundModel::Ich6 | SoundModel::Ich9 => PCI,
        SoundModel::Virtio => wiring.virtio,
        _ => Connect::NONE,
    };
    HostdevDef: |it, wiring| of_hostdev(it, wiring);
    FilesystemDef: |it, wiring| match it.driver.as_ref().and_then(|driver| driver.kind) {
        None | Some(FsDriverType::Path | FsDriverType::Handle) => wiring.virtio(it.model),
        Some(FsDriverType::Virtiofs) => wiring.virtio,
        _ => Connect::NONE,
    };
    SerialDef: |it, _wiring| if it.target.kind == Some(SerialTargetType::PciSerial) { PCI } else { Connect::NONE };
    InputDef: |it, wiring| if it.bus == Some(InputBus::Virtio) { wiring.virtio(it.model) } else { Connect::NONE };
    MemoryDef: |it, wiring| match it.model {
        MemoryModel::VirtioPmem | MemoryModel::VirtioMem => wiring.virtio,
        _ => Connect::NONE,
    };
    WatchdogDef: |it, _wiring| if it.model == WatchdogModel::I6300esb { PCI } else { Connect::NONE };
    MemballoonDef: |it, wiring| match it.model {
        BalloonModel::VirtioTransitional => PCI,
        BalloonModel::Virtio | BalloonModel::VirtioNonTransitional => wiring.virtio,
        _ => Connect::NONE,
    };
    RngDef: |it, wiring| wiring.virtio(Some(it.model));
    ShmemDef: |_it, _wiring| PCI;
    PanicDef: |it, _wiring| match it.model {
        Some(PanicModel::Pvpanic) => PCI.and(Connect::INTEGRATED),
        _ => Connect::NONE,
    };
    VideoDef: |it, wiring| match it.model.kind {
        Some(VideoModel::Virtio) => wiring.virtio,
        Some(VideoModel::Bochs) => wiring.pcie,
        Some(VideoModel::Gop | VideoModel::None | VideoModel::Ramfb) | None => Connect::NONE,
        Some(_) => PCI,
    };
    CryptoDef: |_it, _wiring| PCI;
    IommuDef: |it, wiring| match it.model {
        IommuModel::Virtio => wiring.virtio.and(Connect::INTEGRATED),
        _ => Connect::NONE,
    };
    VsockDef: |it, wiring| it.model.map_or(Connect::NONE, |model| wiring.virtio(Some(model)));
    PstoreDef: |_it, _wiring| PCI;
}

impl Connects for ControllerDef {
    fn connect(&self, wiring: Wiring) -> Connect {
        let model = self.model.as_deref().unwrap_or_default();
        match self.kind {
            ControllerType::Pci => connect_of_model(model),
            ControllerType::Sata | ControllerType::Ide => PCI,
            ControllerType::Usb => match model {
                "nec-xhci" | "qemu-xhci" => wiring.pcie,
                "none" | "qusb1" | "qusb2" => Connect::NONE,
                _ => PCI,
            },
            ControllerType::Scsi => match model {
                "virtio-scsi" | "virtio-non-transitional" => wiring.virtio,
                "ncr53c90" | "auto" | "" => Connect::NONE,
                _ => PCI,
            },
            ControllerType::VirtioSerial if model == "virtio-transitional" => PCI,
            ControllerType::VirtioSerial => wiring.virtio,
            _ => Connect::NONE,
        }
    }

    fn info(&self) -> &DeviceInfo {
        &self.info
    }

    fn info_mut(&mut self) -> &mut DeviceInfo {
        &mut self.info
    }

    fn is_piix3(&self) -> bool {
        let Some(at) = self.info.pci().filter(|at| (at.domain.0, at.bus.0, at.slot.0) == (0, 0, 1)) else {
            return false;
        };
        let usb = matches!(self.model.as_deref(), None | Some("piix3-uhci"));
        self.index == Some(0)
            && ((self.kind == ControllerType::Ide && at.function.0 == 1)
                || (self.kind == ControllerType::Usb && usb && at.function.0 == 2))
    }
}

/// Models of network devices that are of PCI, or of another bus.
const PCI_INTERFACES: &[&str] = &[
    "netfront",
    "rtl8139",
    "e1000",
    "virtio-transitional",
    "spapr-vlan",
    "lan9118",
    // It is misspelt, and has to be.
    "scm91c111",
    "vlance",
    "vmxnet",
    "vmxnet2",
    "vmxnet3",
    "Am79C970A",
    "Am79C973",
    "82540EM",
    "82545EM",
    "82543GC",
];

fn of_interface(it: &DomainInterfaceDef, wiring: Wiring) -> Connect {
    match (&it.source, it.model.as_deref()) {
        (InterfaceSource::Hostdev(_), _) | (_, Some("usb-net")) => Connect::NONE,
        (_, Some("virtio" | "virtio-non-transitional")) => wiring.virtio,
        (_, Some("e1000e" | "igb") | None) => wiring.pcie,
        // One that nobody knows is taken for one of the host's.
        (_, Some(model)) if !PCI_INTERFACES.contains(&model) => wiring.pcie,
        _ => PCI,
    }
}

fn of_hostdev(it: &HostdevDef, wiring: Wiring) -> Connect {
    match &it.source {
        HostdevSource::ScsiHost(_) if it.model == Some(HostdevModel::VirtioTransitional) => PCI,
        HostdevSource::ScsiHost(_) => wiring.virtio,
        // Whether the host's device is of PCI Express would have to be asked; the root ports take both.
        HostdevSource::Pci(_) | HostdevSource::Mdev(_) => wiring.pcie,
        _ => Connect::NONE,
    }
}
