//! `<controller>`: what other devices hang on.

use serde::{Deserialize, Serialize};
use vir_xml::{Hex, Kind, Node, XmlElement, XmlEnum};

use super::disk::IothreadMapping;
use super::info::DeviceInfo;
use crate::common::Switch;

/// What other devices hang on.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
#[xml(finish = "ControllerDef::check")]
pub struct ControllerDef {
    /// What hangs on it.
    #[xml(attr = "type")]
    pub kind: ControllerType,
    /// Number among those of its kind.
    #[xml(attr, with = "vir_xml::natural")]
    pub index: Option<u32>,
    /// Kind of hardware.
    #[xml(attr)]
    pub model: Option<String>,
    /// Ports, of virtio channels and USB.
    #[xml(attr, with = "vir_xml::natural", write_if = "has_ports")]
    pub ports: Option<u32>,
    /// Interrupt vectors, of virtio channels.
    #[xml(attr, with = "vir_xml::natural", read_if = "is_virtio_serial_node", write_if = "is_virtio_serial")]
    pub vectors: Option<u32>,
    /// Grant frames, of Xen's bus.
    #[xml(attr = "maxGrantFrames", with = "vir_xml::natural", write_if = "is_xenbus")]
    pub max_grant_frames: Option<u32>,
    /// Event channels, of Xen's bus.
    #[xml(attr = "maxEventChannels", with = "vir_xml::natural", write_if = "is_xenbus")]
    pub max_event_channels: Option<u32>,
    /// Device that emulates a PCI controller.
    #[xml(attr = "model/@name", write_if = "is_pci")]
    pub pci_model: Option<PciControllerModelName>,
    /// Settings of a PCI controller.
    #[xml(child = "target", skip_empty, write_if = "is_pci")]
    pub target: Option<PciControllerTarget>,
    /// How its requests are handled.
    #[xml(child = "driver", skip_empty)]
    pub driver: Option<ControllerDriver>,
    /// Alias and place.
    #[xml(flatten)]
    pub info: DeviceInfo,
    /// Room for 64-bit addresses of PCI devices, in KiB.
    #[xml(text = "pcihole64", unit = "KiB", write_if = "is_pci")]
    pub pcihole64_kib: Option<u64>,
}

fn has_ports(def: &ControllerDef, _: vir_xml::WriteOptions) -> bool {
    matches!(def.kind, ControllerType::VirtioSerial | ControllerType::Usb)
}

fn is_virtio_serial(def: &ControllerDef, _: vir_xml::WriteOptions) -> bool {
    def.kind == ControllerType::VirtioSerial
}

fn is_virtio_serial_node(node: Node<'_>) -> bool {
    node.attr("type").is_some_and(|kind| kind.value == "virtio-serial")
}

fn is_xenbus(def: &ControllerDef, _: vir_xml::WriteOptions) -> bool {
    def.kind == ControllerType::Xenbus
}

fn is_pci(def: &ControllerDef, _: vir_xml::WriteOptions) -> bool {
    def.kind == ControllerType::Pci
}

/// What hangs on a controller.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum ControllerType {
    /// IDE disks.
    #[default]
    Ide,
    /// Floppy disks.
    Fdc,
    /// SCSI disks.
    Scsi,
    /// SATA disks.
    Sata,
    /// Virtio channels.
    #[xml(name = "virtio-serial")]
    VirtioSerial,
    /// Smart cards.
    Ccid,
    /// USB devices.
    Usb,
    /// PCI devices.
    Pci,
    /// Xen's devices.
    Xenbus,
    /// ISA devices.
    Isa,
}

/// Device that emulates a PCI controller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum PciControllerModelName {
    /// `pci-bridge`.
    #[xml(name = "pci-bridge")]
    PciBridge,
    /// `i82801b11-bridge`.
    #[xml(name = "i82801b11-bridge")]
    I82801b11Bridge,
    /// `ioh3420`.
    Ioh3420,
    /// `x3130-upstream`.
    #[xml(name = "x3130-upstream")]
    X3130Upstream,
    /// `xio3130-downstream`.
    #[xml(name = "xio3130-downstream")]
    Xio3130Downstream,
    /// `pxb`.
    Pxb,
    /// `pxb-pcie`.
    #[xml(name = "pxb-pcie")]
    PxbPcie,
    /// `pcie-root-port`.
    #[xml(name = "pcie-root-port")]
    PcieRootPort,
    /// `spapr-pci-host-bridge`.
    #[xml(name = "spapr-pci-host-bridge")]
    SpaprPciHostBridge,
    /// `pcie-pci-bridge`.
    #[xml(name = "pcie-pci-bridge")]
    PciePciBridge,
}

/// Settings of a PCI controller.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PciControllerTarget {
    /// Number of its chassis, of a bridge.
    #[xml(attr = "chassisNr", with = "crate::domain::check::natural_any")]
    pub chassis_nr: Option<u32>,
    /// Number of its chassis, of a port.
    #[xml(attr, with = "crate::domain::check::natural_any")]
    pub chassis: Option<u32>,
    /// Number of the port.
    #[xml(attr)]
    pub port: Option<Hex<1>>,
    /// Number of its first bus, of an expander.
    #[xml(attr = "busNr", with = "crate::domain::check::natural_any")]
    pub bus_nr: Option<u32>,
    /// Number of the host bridge, of an IBM Power guest.
    #[xml(attr, with = "crate::domain::check::natural_any")]
    pub index: Option<u32>,
    /// Whether devices may come and go.
    #[xml(attr)]
    pub hotplug: Option<Switch>,
    /// Room for addresses that is kept free, in KiB.
    #[xml(attr = "memReserve", with = "crate::domain::check::nonzero")]
    pub mem_reserve: Option<u64>,
    /// Cell of the guest's NUMA topology that it belongs to.
    #[xml(text = "node", with = "vir_xml::natural", invalid(Invalid, "invalid NUMA node in target"))]
    pub node: Option<u32>,
}

/// How a controller's requests are handled.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ControllerDriver {
    /// Queues.
    #[xml(attr, skip_default)]
    pub queues: u32,
    /// Requests on the way for each unit.
    #[xml(attr, skip_default)]
    pub cmd_per_lun: u32,
    /// **Sectors** of a request.
    #[xml(attr, skip_default)]
    pub max_sectors: u32,
    /// Requests do not stop the virtual CPU.
    #[xml(attr)]
    pub ioeventfd: Option<Switch>,
    /// Number of the thread that handles them.
    #[xml(attr, skip_default)]
    pub iothread: u32,
    /// How it meets the guest.
    #[xml(flatten)]
    pub virtio: super::info::VirtioOptions,
    /// Threads that handle them, by queue.
    #[xml(child = "iothreads")]
    pub iothreads: Option<IothreadMapping>,
}

/// The models of each type, as libvirt knows them.
fn models(kind: ControllerType) -> &'static [&'static str] {
    match kind {
        ControllerType::Pci => &[
            "pci-root",
            "pcie-root",
            "pci-bridge",
            "dmi-to-pci-bridge",
            "pcie-to-pci-bridge",
            "pcie-root-port",
            "pcie-switch-upstream-port",
            "pcie-switch-downstream-port",
            "pci-expander-bus",
            "pcie-expander-bus",
        ],
        ControllerType::Scsi => &[
            "auto",
            "buslogic",
            "lsilogic",
            "lsisas1068",
            "vmpvscsi",
            "ibmvscsi",
            "virtio-scsi",
            "lsisas1078",
            "virtio-transitional",
            "virtio-non-transitional",
            "ncr53c90",
            "dc390",
            "am53c974",
        ],
        ControllerType::Usb => &[
            "piix3-uhci",
            "piix4-uhci",
            "ehci",
            "ich9-ehci1",
            "ich9-uhci1",
            "ich9-uhci2",
            "ich9-uhci3",
            "vt82c686b-uhci",
            "pci-ohci",
            "nec-xhci",
            "qusb1",
            "qusb2",
            "qemu-xhci",
            "none",
        ],
        ControllerType::Ide => &["piix3", "piix4", "ich6"],
        ControllerType::VirtioSerial => &["virtio", "virtio-transitional", "virtio-non-transitional"],
        _ => &[],
    }
}

impl ControllerDef {
    fn check(def: &mut Self, node: Node<'_>) -> vir_xml::Result<()> {
        let known = models(def.kind);
        if let Some(attr) = node.attr("model").filter(|attr| !known.contains(&attr.value)) {
            let meant = vir_xml::nearest(attr.value, known.iter().copied());
            let text = format!("Unknown model type '{}'", attr.value);
            return Err(node
                .attr_error(&attr, Kind::Unsupported, text)
                .with_expected(&known.join(", "))
                .with_hint(meant.map(|meant| format!(" Did you mean '{meant}'?")).unwrap_or_default()));
        }
        for name in ["model", "target"] {
            let text = format!("Multiple <{name}> elements in controller definition not allowed");
            crate::domain::check::at_most_one(node, name, &text)?;
        }
        def.keep_own();
        Ok(())
    }

    /// Companions of a USB controller begin at ports of their own, and no USB at all is nowhere.
    fn keep_own(&mut self) {
        let model = self.model.as_deref();
        if self.kind == ControllerType::Usb {
            let port = match model {
                Some("ich9-uhci1") => Some(0),
                Some("ich9-uhci2") => Some(2),
                Some("ich9-uhci3") => Some(4),
                _ => None,
            };
            if model == Some("none") {
                self.info = DeviceInfo::default();
            }
            self.info.master_startport = self.info.master_startport.or(port);
        }
        if self.kind != ControllerType::Pci {
            (self.pci_model, self.target) = (None, None);
        }
        if !matches!(self.kind, ControllerType::VirtioSerial | ControllerType::Usb) {
            self.ports = None;
        }
        if self.kind != ControllerType::Xenbus {
            (self.max_grant_frames, self.max_event_channels) = (None, None);
        }
        if self.kind != ControllerType::Pci || !matches!(model, Some("pci-root" | "pcie-root")) {
            self.pcihole64_kib = None;
        }
    }
}
