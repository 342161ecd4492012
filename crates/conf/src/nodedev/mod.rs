//! `<device>`: a device of the host.

mod capability;
mod ccw;
mod mdev;
mod net;
mod pci;
mod scsi;
mod storage;
mod vpd;

pub use capability::{
    Capability, DrmCap, DrmType, FirmwareInfo, HardwareInfo, ScsiGenericCap, SystemCap, VdpaCap,
};
pub use ccw::{
    ApCardCap, ApMatrixCap, ApQueueCap, CcwCap, CcwDevice, CcwGroupCap, CcwGroupKind, CcwGroupType, CcwPlace,
    CcwState, CssCap,
};
pub use mdev::{MdevAttr, MdevCap, MdevType, MdevTypesCap};
pub use net::{NamedId, NetCap, NetFeature, NetFeatureName, NetKind, UsbCap, UsbDeviceCap};
pub use pci::{
    IommuGroup, LinkValidity, PciCap, PciCaps, PciExpress, PciHeader, PcieLink, PcieSpeed, VirtFunctions,
};
pub use scsi::{
    FcHost, FcRemotePort, ScsiCap, ScsiHostCap, ScsiHostCaps, ScsiTargetCap, ScsiTargetCaps, VportOps,
};
pub use storage::{BlockCount, Removable, StorageCap, StorageCaps};
pub use vpd::{VpdCap, VpdField, VpdReadOnly, VpdReadWrite};

use serde::{Deserialize, Serialize};
use vir_types::{Code, Error, Origin, Result};
use vir_xml::{ReadOptions, WriteOptions, XmlElement, XmlEnum, to_string};

use crate::common::{refuse, wrong};
use crate::error::{DocumentKind, read};
use crate::format::XmlFormat;

const KIND: DocumentKind =
    DocumentKind { root: "device", name: "(node_device_definition)", origin: Origin::NODEDEV };

/// A device of the host.
///
/// Schema: `schemas/nodedev.rnc`, define `device`.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct NodeDevDef {
    /// Name, unique on its host.
    #[xml(text = "name")]
    pub name: String,
    /// Where the kernel shows it.
    #[xml(text = "path", write_if = "NodeDevDef::is_live")]
    pub path: Option<String>,
    /// Its files in `/dev`.
    #[xml(child = "devnode", write_if = "NodeDevDef::is_live")]
    pub devnodes: Vec<DevNode>,
    /// Name of what it is plugged into.
    #[xml(text = "parent")]
    pub parent: Option<String>,
    /// World wide node name of that, to find it by.
    #[xml(attr = "parent/@wwnn", write_if = "NodeDevDef::never")]
    pub parent_wwnn: Option<String>,
    /// World wide port name of that, to find it by.
    #[xml(attr = "parent/@wwpn", write_if = "NodeDevDef::never")]
    pub parent_wwpn: Option<String>,
    /// World wide name of the fabric of that, to find it by.
    #[xml(attr = "parent/@fabric_wwn", write_if = "NodeDevDef::never")]
    pub parent_fabric_wwn: Option<String>,
    /// The kernel's driver.
    #[xml(text = "driver/name", write_if = "NodeDevDef::is_live")]
    pub driver: Option<String>,
    /// What it is; at least one.
    #[xml(child = "capability")]
    pub capabilities: Vec<Capability>,
}

/// A file in `/dev`.
#[derive(Debug, Clone, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DevNode {
    /// Whether it is the file itself.
    #[xml(attr = "type", required)]
    pub node_type: DevNodeType,
    /// Its path.
    #[xml(text)]
    pub path: String,
}

/// A kind of file in `/dev`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum DevNodeType {
    /// The device.
    Dev,
    /// Another name of it.
    Link,
}

impl NodeDevDef {
    fn is_live(&self, options: WriteOptions) -> bool {
        options.live
    }

    fn never(&self, _: WriteOptions) -> bool {
        false
    }

    /// Reads a description as it stands.
    ///
    /// # Errors
    /// `XmlDetail`: not well-formed. `XmlError`, `InternalError`, `ConfigUnsupported`: a value that is
    /// missing or cannot be read.
    pub fn parse(xml: &str) -> Result<Self> {
        read(&KIND, xml, ReadOptions::default(), Self::read)
    }

    /// Reads, completes and validates the definition of a device that is there, or was.
    ///
    /// # Errors
    /// As of the three.
    pub fn load(xml: &str) -> Result<Self> {
        let mut def = Self::parse(xml)?;
        if def.name.is_empty() {
            return Err(Error::bare(Code::NO_NAME).or_origin(KIND.origin));
        }
        def.complete();
        def.validate()?;
        Ok(def)
    }

    /// Reads, completes and validates the definition of a device that is to be made; its name is the
    /// host's to give.
    ///
    /// # Errors
    /// As of the three.
    pub fn load_new(xml: &str) -> Result<Self> {
        let mut def = Self::parse(xml)?;
        def.name = "new device".into();
        def.complete();
        def.validate()?;
        Ok(def)
    }

    /// Puts into order what has one, and leaves out what only the host can say.
    pub fn complete(&mut self) {
        self.driver = None;
        // The last file itself counts, and it is shown first.
        let own = self.devnodes.iter().rfind(|node| node.node_type == DevNodeType::Dev).cloned();
        self.devnodes.retain(|node| node.node_type == DevNodeType::Link);
        if let Some(own) = own {
            self.devnodes.insert(0, own);
        }
        self.capabilities.iter_mut().for_each(Capability::complete);
    }

    /// Checks the rules across fields.
    ///
    /// # Errors
    /// `InternalError`: it is nothing, or what cannot be defined. `XmlError`: half of a pair of names.
    pub fn validate(&self) -> Result<()> {
        self.check().map_err(|error| error.or_origin(KIND.origin))
    }

    fn check(&self) -> Result<()> {
        match (&self.parent_wwnn, &self.parent_wwpn) {
            (Some(wwnn), None) => {
                let text = format!("when providing parent wwnn='{wwnn}', the wwpn must also be provided");
                return wrong(text);
            }
            (None, Some(wwpn)) => {
                let text = format!("when providing parent wwpn='{wwpn}', the wwnn must also be provided");
                return wrong(text);
            }
            _ => {}
        }
        let name = &self.name;
        if self.capabilities.is_empty() {
            return refuse(Code::INTERNAL_ERROR, format!("no device capabilities for '{name}'"));
        }
        self.capabilities.iter().try_for_each(|capability| capability.validate(name))
    }

    /// The document.
    #[must_use]
    pub fn to_xml(&self) -> String {
        self.to_xml_with(XmlFormat::new(true, true))
    }

    /// The document with what `format` asks for.
    #[must_use]
    pub fn to_xml_with(&self, format: XmlFormat) -> String {
        to_string(KIND.root, self, format.into())
    }
}
