//! `<blkiotune>`: shares and limits of disk input and output, kept by the host's control groups.

use serde::{Deserialize, Serialize};
use vir_xml::XmlElement;

/// Shares and limits on one device of the host.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long, finish = "BlkiotuneDeviceDef::check")]
#[non_exhaustive]
pub struct BlkiotuneDeviceDef {
    /// Path of the device.
    #[xml(text = "path")]
    pub path: Option<String>,
    /// Share among all guests, 100 to 1000, or 10 to 1000 on newer kernels.
    #[xml(text = "weight", skip_default, invalid(Unsupported, "could not parse weight {value}"))]
    pub weight: u32,
    /// Reads per second.
    #[xml(
        text = "read_iops_sec",
        skip_default,
        invalid(Unsupported, "could not parse read iops sec {value}")
    )]
    pub read_iops_sec: u32,
    /// Writes per second.
    #[xml(
        text = "write_iops_sec",
        skip_default,
        invalid(Unsupported, "could not parse write iops sec {value}")
    )]
    pub write_iops_sec: u32,
    /// **Bytes** read per second.
    #[xml(
        text = "read_bytes_sec",
        skip_default,
        invalid(Unsupported, "could not parse read bytes sec {value}")
    )]
    pub read_bytes_sec: u64,
    /// **Bytes** written per second.
    #[xml(
        text = "write_bytes_sec",
        skip_default,
        invalid(Unsupported, "could not parse write bytes sec {value}")
    )]
    pub write_bytes_sec: u64,
}

/// Shares and limits of disk input and output.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BlkiotuneDef {
    /// Share among all guests on all devices.
    #[xml(text = "weight", skip_default)]
    pub weight: u32,
    /// Devices with shares and limits of their own.
    #[xml(child = "device", write_if = "any_limit")]
    pub devices: Vec<BlkiotuneDeviceDef>,
}

fn any_limit(def: &BlkiotuneDef, _: vir_xml::WriteOptions) -> bool {
    !def.devices.is_empty()
}

impl BlkiotuneDeviceDef {
    fn check(def: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        match def.path {
            Some(_) => Ok(()),
            None => Err(node.error(vir_xml::Kind::Unsupported, "missing per-device path")),
        }
    }
}
