//! `<source>` of a host device.

use serde::{Deserialize, Serialize};
use vir_xml::{Hex, Kind, Node, Result, XmlElement, XmlEnum, XmlUnion};

use crate::common::{SourceHost, StorageAuth};
use crate::domain::device::disk::{Initiator, SourcePrivateData, StartupPolicy};

/// A device of the host.
#[derive(Debug, Clone, PartialEq, XmlUnion, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum HostdevSource {
    /// On its USB bus.
    Usb(UsbHostdev),
    /// On its PCI bus.
    Pci(PciHostdev),
    /// On one of its SCSI buses, or behind iSCSI.
    Scsi(Box<ScsiHostdev>),
    /// A SCSI controller of its kernel.
    #[xml(name = "scsi_host")]
    #[serde(rename = "scsi_host")]
    ScsiHost(ScsiHostHostdev),
    /// A part of a device that shares itself.
    Mdev(MdevHostdev),
    /// A block device, for a container.
    Storage(StorageHostdev),
    /// A character device, for a container.
    Misc(MiscHostdev),
    /// A network device, for a container.
    Net(NetHostdev),
}

impl Default for HostdevSource {
    fn default() -> Self {
        Self::Pci(PciHostdev::default())
    }
}

/// A device on the host's USB bus.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UsbHostdev {
    /// What happens if it is missing.
    #[xml(attr = "startupPolicy")]
    pub startup_policy: Option<StartupPolicy>,
    /// Whether its address was looked up.
    #[xml(attr = "autoAddress", write_if = "is_migratable")]
    pub auto_address: Option<bool>,
    /// Whether it was missing when the guest started.
    #[xml(attr, live, skip_default)]
    pub missing: bool,
    /// Whether the guest may reset it.
    #[xml(attr = "guestReset")]
    pub guest_reset: Option<UsbGuestReset>,
    /// Maker.
    #[xml(attr = "vendor/@id")]
    pub vendor: Option<Hex<4>>,
    /// Product.
    #[xml(attr = "product/@id")]
    pub product: Option<Hex<4>>,
    /// Its place.
    #[xml(child = "address")]
    pub address: Option<UsbHostAddress>,
}

fn is_migratable(def: &UsbHostdev, options: vir_xml::WriteOptions) -> bool {
    options.migratable && def.auto_address == Some(true)
}

/// Whether the guest may reset a USB device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum UsbGuestReset {
    /// Never.
    Off,
    /// Until it is set up.
    Uninitialized,
    /// Always.
    On,
}

/// A place on the host's USB bus.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UsbHostAddress {
    /// `usb`, where the kind of device is told by its address.
    #[xml(attr = "type")]
    pub kind: Option<String>,
    /// Number of the bus.
    #[xml(attr, required, with = "crate::common::any_base")]
    pub bus: u32,
    /// Number of the device.
    #[xml(attr, required, with = "crate::common::any_base")]
    pub device: u32,
}

/// A device on the host's PCI bus.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PciHostdev {
    /// Whether writes to its configuration are filtered.
    #[xml(attr = "writeFiltering")]
    pub write_filtering: Option<bool>,
    /// Its place.
    #[xml(child = "address")]
    pub address: PciHostAddress,
    /// What the daemon has to undo.
    #[xml(child = "origstates", status)]
    pub origstates: Option<PciOrigStates>,
}

/// A place on the host's PCI bus.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PciHostAddress {
    /// `pci`, where the kind of device is told by its address.
    #[xml(attr = "type")]
    pub kind: Option<String>,
    /// Domain of buses.
    #[xml(attr)]
    pub domain: Hex<4>,
    /// Bus.
    #[xml(attr)]
    pub bus: Hex<2>,
    /// Slot on the bus.
    #[xml(attr)]
    pub slot: Hex<2>,
    /// Function of the slot.
    #[xml(attr)]
    pub function: Hex<1>,
}

/// What has to be undone when a PCI device goes back to the host.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PciOrigStates {
    /// It is taken off its driver.
    #[xml(flag = "unbind")]
    pub unbind: bool,
    /// Its slot is removed from its driver.
    #[xml(flag = "removeslot")]
    pub removeslot: bool,
    /// Its driver is looked for again.
    #[xml(flag = "reprobe")]
    pub reprobe: bool,
}

/// A SCSI device.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ScsiHostdev {
    /// How it is reached, if not by a bus of the host.
    #[xml(attr)]
    pub protocol: Option<ScsiProtocol>,
    /// Its iSCSI name.
    #[xml(attr)]
    pub name: Option<String>,
    /// The server.
    #[xml(child = "host")]
    pub hosts: Vec<SourceHost>,
    /// Name of the host's controller.
    #[xml(attr = "adapter/@name")]
    pub adapter: Option<String>,
    /// Its place.
    #[xml(child = "address")]
    pub address: Option<ScsiHostAddress>,
    /// What the QEMU driver keeps about it.
    #[xml(child = "privateData", status)]
    pub private_data: Option<Box<SourcePrivateData>>,
    /// Who asks for it.
    #[xml(child = "auth")]
    pub auth: Option<StorageAuth>,
    /// Who the server takes us for.
    #[xml(child = "initiator", skip_empty)]
    pub initiator: Option<Initiator>,
}

/// How a SCSI device is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum ScsiProtocol {
    /// `iscsi`.
    Iscsi,
}

/// A place on a SCSI bus of the host.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ScsiHostAddress {
    /// `scsi`, where the kind of device is told by its address.
    #[xml(attr = "type")]
    pub kind: Option<String>,
    /// Number of the bus.
    #[xml(attr, required, with = "crate::common::any_base")]
    pub bus: u32,
    /// Number of the target.
    #[xml(attr, required, with = "crate::common::any_base")]
    pub target: u32,
    /// Number of the unit.
    #[xml(attr, required, with = "crate::common::any_base")]
    pub unit: u64,
}

/// A SCSI controller of the host's kernel.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ScsiHostHostdev {
    /// How it is reached.
    #[xml(attr, required)]
    pub protocol: ScsiHostProtocol,
    /// Its World Wide Name.
    #[xml(attr, missing(Missing, "missing vhost-scsi hostdev source wwpn"))]
    pub wwpn: String,
}

/// How a SCSI controller of the host's kernel is reached.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum ScsiHostProtocol {
    /// `vhost`.
    #[default]
    Vhost,
}

/// A part of a device that shares itself.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MdevHostdev {
    /// Its identity.
    #[xml(
        attr = "address/@uuid",
        with = "crate::uuid_text",
        invalid(Internal, "Cannot parse uuid attribute of element <address>")
    )]
    #[serde(with = "crate::uuid_text", default)]
    pub uuid: Option<vir_types::Uuid>,
}

/// A block device, for a container.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StorageHostdev {
    /// Its path.
    #[xml(text = "block", missing(Missing, "Missing <block> element in hostdev storage device"))]
    pub block: String,
}

/// A character device, for a container.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MiscHostdev {
    /// Its path.
    #[xml(text = "char", missing(Missing, "Missing <char> element in hostdev character device"))]
    pub device: String,
}

/// A network device, for a container.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NetHostdev {
    /// Its name.
    #[xml(text = "interface", missing(Missing, "Missing <interface> element in hostdev net device"))]
    pub interface: String,
}

impl UsbHostdev {
    /// A device by its kind needs both numbers.
    pub(super) fn check(&self, node: Node<'_>) -> Result<()> {
        let refuse = |text: &str| Err(node.error(Kind::Internal, text));
        let vendor = node.child("vendor");
        if let Some(vendor) = vendor {
            let Some(id) = vendor.attr("id") else { return Err(vendor.missing_attr("id")) };
            if self.vendor == Some(Hex(0)) {
                let text = "Invalid value for attribute 'id' in element 'vendor': Zero is not permitted";
                return Err(vendor.attr_error(&id, Kind::Invalid, text));
            }
        }
        let product = node.child("product");
        if let Some(product) = product.filter(|product| product.attr("id").is_none()) {
            return Err(product.missing_attr("id"));
        }
        match (vendor, product) {
            (Some(_), None) => refuse("missing product"),
            (None, Some(_)) => refuse("missing vendor"),
            _ => Ok(()),
        }
    }
}

impl ScsiHostdev {
    pub(super) fn check(&mut self, node: Node<'_>) -> Result<()> {
        let missing = |text: &str| Err(node.error(Kind::Missing, text));
        if self.protocol != Some(ScsiProtocol::Iscsi) {
            if self.address.is_none() {
                return missing("'address' must be specified for scsi hostdev source");
            }
            if self.adapter.is_none() {
                return missing("'adapter' name must be specified for scsi hostdev source");
            }
            (self.name, self.hosts, self.auth, self.initiator) = (None, Vec::new(), None, None);
            return Ok(());
        }
        (self.adapter, self.address) = (None, None);
        if self.name.is_none() {
            return missing("missing iSCSI hostdev source path name");
        }
        crate::domain::check::children(node, "host").try_for_each(crate::domain::check::network_host)?;
        match self.hosts.len() {
            0 => return missing("missing the host address for the iSCSI hostdev"),
            1 => {}
            _ => return missing("only one source host address may be specified for the iSCSI hostdev"),
        }
        self.hosts.iter_mut().for_each(|host| host.keep_own(0));
        let Some(auth) = &self.auth else { return Ok(()) };
        let at = node.child("auth").unwrap_or(node);
        match auth.secret.secret_type.as_deref() {
            Some("iscsi") => Ok(()),
            Some(kind @ ("none" | "volume" | "ceph" | "tls" | "vtpm")) => {
                Err(at.error(Kind::Internal, format!("hostdev invalid secret type '{kind}'")))
            }
            kind => {
                let text = format!("invalid secret type {}", kind.unwrap_or("(null)"));
                Err(at.error(Kind::Unsupported, text))
            }
        }
    }
}

impl ScsiHostHostdev {
    pub(super) fn check(&self, node: Node<'_>) -> Result<()> {
        if self.wwpn.strip_prefix("naa.").is_some_and(crate::domain::check::is_wwn) {
            return Ok(());
        }
        let text = "malformed 'wwpn' value";
        Err(match node.attr("wwpn") {
            Some(attr) => node.attr_error(&attr, Kind::Invalid, text),
            None => node.error(Kind::Invalid, text),
        })
    }
}

impl MdevHostdev {
    pub(super) fn check(&self, node: Node<'_>) -> Result<()> {
        if self.uuid.is_some() {
            return Ok(());
        }
        Err(match node.child("address") {
            None => node.error(Kind::Unsupported, "Missing <address> element"),
            Some(address) => {
                let text = "Missing 'uuid' attribute for element <address>";
                address.error(Kind::Unsupported, text)
            }
        })
    }
}
