//! Devices that can be divided, and their parts.

use serde::{Deserialize, Serialize};
use vir_types::Uuid;
use vir_xml::XmlElement;

/// How a device can be divided.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct MdevTypesCap {
    /// The kinds of parts.
    #[xml(child = "type")]
    pub types: Vec<MdevType>,
}

/// A kind of part.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct MdevType {
    /// Its name.
    #[xml(attr, missing(Missing, "missing 'id' attribute for mediated device's <type> element"))]
    pub id: String,
    /// Its name for people.
    #[xml(text = "name")]
    pub name: Option<String>,
    /// How a guest drives it.
    #[xml(text = "deviceAPI", missing(Missing, "missing device API for mediated device type"))]
    pub device_api: String,
    /// How many more can be made.
    #[xml(
        text = "availableInstances",
        missing(Missing, "missing number of available instances for mediated device type"),
        invalid(Invalid, "missing number of available instances for mediated device type")
    )]
    pub available_instances: u32,
}

/// A part of a device.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct MdevCap {
    /// The kind of part.
    #[xml(attr = "type/@id", missing(Unsupported, "missing type id attribute"))]
    pub type_id: String,
    /// Its identity.
    #[xml(
        text = "uuid",
        with = "crate::uuid_text",
        invalid(Internal, "Invalid uuid '{value}' for new mdev device")
    )]
    #[serde(with = "crate::uuid_text", default)]
    pub uuid: Option<Uuid>,
    /// Where the whole is plugged in.
    #[xml(text = "parent_addr")]
    pub parent_address: Option<String>,
    /// Its group of devices that cannot be told apart.
    #[xml(attr = "iommuGroup/@number", invalid(Internal, "invalid iommuGroup number attribute"))]
    pub iommu_group: u32,
    /// What the kernel is told about it, in order.
    #[xml(child = "attr")]
    pub attributes: Vec<MdevAttr>,
}

/// Something that the kernel is told about a part.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MdevAttr {
    /// Its name.
    #[xml(attr, missing(Missing, "mdev attribute missing name or value"))]
    pub name: String,
    /// Its value.
    #[xml(attr, missing(Missing, "mdev attribute missing name or value"))]
    pub value: String,
}
