//! `<vsock>`: sockets between host and guest.

use serde::{Deserialize, Serialize};
use vir_xml::XmlElement;

use super::disk::VirtioModel;
use super::info::{DeviceInfo, VirtioOptions};

/// Sockets between host and guest.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VsockDef {
    /// Kind of virtio device.
    #[xml(attr)]
    pub model: Option<VirtioModel>,
    /// Whether a free number is taken.
    #[xml(attr = "cid/@auto")]
    pub auto_cid: Option<bool>,
    /// The guest's number, from 3.
    #[xml(attr = "cid/@address", skip_default, with = "crate::domain::check::nonzero")]
    pub cid: u32,
    /// Alias and place.
    #[xml(flatten)]
    pub info: DeviceInfo,
    /// How it meets the guest.
    #[xml(child = "driver", skip_empty)]
    pub driver: Option<VirtioOptions>,
}
