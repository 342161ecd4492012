//! `<memballoon>`: the device that gives guest memory back to the host.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

use super::info::{DeviceInfo, VirtioOptions};
use crate::common::Switch;

/// The device that gives guest memory back to the host.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(finish = "MemballoonDef::finish")]
#[non_exhaustive]
pub struct MemballoonDef {
    /// Kind of hardware.
    #[xml(attr, required)]
    pub model: BalloonModel,
    /// It gives way when the guest runs out of memory.
    #[xml(attr)]
    pub autodeflate: Option<Switch>,
    /// Free pages of the guest go to the host.
    #[xml(attr = "freePageReporting")]
    pub free_page_reporting: Option<Switch>,
    /// **Seconds** between two collections of statistics.
    #[xml(attr = "stats/@period", skip_default, expected = "integer value")]
    pub period_s: u32,
    /// Alias and place.
    #[xml(flatten)]
    pub info: DeviceInfo,
    /// How it meets the guest.
    #[xml(child = "driver", skip_empty)]
    pub driver: Option<VirtioOptions>,
}

impl MemballoonDef {
    /// No balloon is nowhere.
    fn finish(def: &mut Self, _: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        if def.model == BalloonModel::None {
            def.info = DeviceInfo::default();
        }
        Ok(())
    }
}

/// Kind of hardware of a balloon.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum BalloonModel {
    /// `virtio`.
    #[default]
    Virtio,
    /// `xen`.
    Xen,
    /// No balloon at all.
    None,
    /// `virtio-transitional`.
    #[xml(name = "virtio-transitional")]
    VirtioTransitional,
    /// `virtio-non-transitional`.
    #[xml(name = "virtio-non-transitional")]
    VirtioNonTransitional,
}
