//! `<iommu>`: a device that translates the addresses of other devices.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

use super::info::DeviceInfo;
use crate::common::Switch;

/// A device that translates the addresses of other devices.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct IommuDef {
    /// Kind of hardware.
    #[xml(attr, required)]
    pub model: IommuModel,
    /// Its settings.
    #[xml(child = "driver", skip_empty)]
    pub driver: Option<IommuDriver>,
    /// Alias and place.
    #[xml(flatten)]
    pub info: DeviceInfo,
}

/// Kind of hardware of an IOMMU.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum IommuModel {
    /// `intel`.
    #[default]
    Intel,
    /// `smmuv3`.
    Smmuv3,
    /// `virtio`.
    Virtio,
}

/// Settings of an IOMMU.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct IommuDriver {
    /// It translates interrupts too.
    #[xml(attr)]
    pub intremap: Option<Switch>,
    /// Devices of the host may stand behind it.
    #[xml(attr)]
    pub caching_mode: Option<Switch>,
    /// More than 255 interrupt controllers.
    #[xml(attr)]
    pub eim: Option<Switch>,
    /// Devices may keep translated addresses.
    #[xml(attr)]
    pub iotlb: Option<Switch>,
    /// Bits of its addresses.
    #[xml(attr, skip_default)]
    pub aw_bits: u32,
    /// Whether it translates memory accesses at all.
    #[xml(attr)]
    pub dma_translation: Option<Switch>,
}
