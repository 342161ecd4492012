//! `<nvram>` among the devices: where the NVRAM of an IBM Power guest is.

use serde::{Deserialize, Serialize};
use vir_xml::XmlElement;

use super::info::DeviceInfo;

/// The NVRAM of an IBM Power guest.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct NvramDeviceDef {
    /// Alias and place.
    #[xml(flatten)]
    pub info: DeviceInfo,
}
