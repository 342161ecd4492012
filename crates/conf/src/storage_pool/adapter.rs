//! `<adapter>` of a pool of SCSI devices.

use serde::{Deserialize, Serialize};
use vir_types::{Code, Result};
use vir_xml::{XmlElement, XmlEnum};

use crate::common::{HostPciAddress, refuse, wrong};

/// The adapter of a pool of SCSI devices.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PoolAdapter {
    /// Its kind; always there after completion.
    #[xml(attr = "type")]
    pub adapter_type: Option<AdapterType>,
    /// Its name (`scsi_host`).
    #[xml(attr)]
    pub name: Option<String>,
    /// Name of the adapter that it is made on (`fc_host`).
    #[xml(attr)]
    pub parent: Option<String>,
    /// World wide node name of that.
    #[xml(attr)]
    pub parent_wwnn: Option<String>,
    /// World wide port name of that.
    #[xml(attr)]
    pub parent_wwpn: Option<String>,
    /// World wide name of the fabric of that.
    #[xml(attr)]
    pub parent_fabric_wwn: Option<String>,
    /// Whether it goes when the pool is stopped (`fc_host`).
    #[xml(attr)]
    pub managed: Option<bool>,
    /// World wide node name (`fc_host`).
    #[xml(attr)]
    pub wwnn: Option<String>,
    /// World wide port name (`fc_host`).
    #[xml(attr)]
    pub wwpn: Option<String>,
    /// Where it is plugged in (`scsi_host`), in place of a name.
    #[xml(child = "parentaddr")]
    pub parent_address: Option<ParentAddress>,
}

/// A kind of adapter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum AdapterType {
    /// An adapter of the host.
    #[xml(name = "scsi_host")]
    ScsiHost,
    /// A virtual Fibre Channel adapter.
    #[xml(name = "fc_host")]
    FcHost,
}

/// Where an adapter is plugged in.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ParentAddress {
    /// Which of the adapters there.
    #[xml(
        attr,
        with = "vir_xml::natural",
        missing(Missing, "Missing or invalid scsi adapter 'unique_id' value"),
        invalid(Invalid, "Missing or invalid scsi adapter 'unique_id' value")
    )]
    pub unique_id: u32,
    /// The place.
    #[xml(child = "address", missing(Missing, "Missing scsi_host PCI address element"))]
    pub address: HostPciAddress,
}

impl PoolAdapter {
    /// Leaves out what its kind does not have.
    pub(super) fn complete(&mut self) {
        if self.adapter_type.is_none() && self.name.is_some() {
            self.adapter_type = Some(AdapterType::ScsiHost);
        }
        match self.adapter_type {
            Some(AdapterType::FcHost) => (self.name, self.parent_address) = (None, None),
            _ => {
                *self = Self {
                    adapter_type: self.adapter_type,
                    name: self.name.take(),
                    parent_address: self.parent_address.take(),
                    ..Self::default()
                };
            }
        }
    }

    /// Checks what is wrong whatever the kind of pool.
    pub(super) fn check(&self) -> Result<()> {
        if self.adapter_type.is_none() {
            if self.wwnn.is_some() || self.wwpn.is_some() || self.parent.is_some() {
                let text =
                    "Use of 'wwnn', 'wwpn', and 'parent' attributes requires use of the adapter 'type'";
                return wrong(text);
            }
            if self.parent_address.is_some() {
                return wrong("Use of 'parentaddr' element requires use of the adapter 'type'");
            }
        }
        self.parent_address.as_ref().map_or(Ok(()), |parent| parent.address.validate())
    }

    /// Checks that the adapter can be found.
    pub(super) fn validate(&self) -> Result<()> {
        match self.adapter_type {
            None if self.name.is_none() => wrong("missing storage pool source adapter"),
            None => Ok(()),
            Some(AdapterType::ScsiHost) => match (&self.name, &self.parent_address) {
                (None, None) => {
                    wrong("Either 'name' or 'parent' must be specified for the 'scsi_host' adapter")
                }
                (Some(_), Some(_)) => {
                    wrong("Both 'name' and 'parent' cannot be specified for the 'scsi_host' adapter")
                }
                _ => Ok(()),
            },
            Some(AdapterType::FcHost) => self.validate_fc(),
        }
    }

    fn validate_fc(&self) -> Result<()> {
        let (Some(wwnn), Some(wwpn)) = (&self.wwnn, &self.wwpn) else {
            return wrong("'wwnn' and 'wwpn' must be specified for adapter type 'fchost'");
        };
        world_wide_name(wwnn)?;
        world_wide_name(wwpn)?;
        match (&self.parent_wwnn, &self.parent_wwpn) {
            (Some(wwnn), None) => {
                let text = format!("when providing parent_wwnn='{wwnn}'");
                return wrong(format!("{text}, the parent_wwpn must also be provided"));
            }
            (None, Some(wwpn)) => {
                let text = format!("when providing parent_wwpn='{wwpn}'");
                return wrong(format!("{text}, the parent_wwnn must also be provided"));
            }
            _ => {}
        }
        let more = [&self.parent_wwnn, &self.parent_wwpn, &self.parent_fabric_wwn];
        more.into_iter().flatten().try_for_each(|name| world_wide_name(name))
    }
}

/// 16 hexadecimal digits, with or without `0x`.
fn world_wide_name(name: &str) -> Result<()> {
    let digits = name.strip_prefix("0x").unwrap_or(name);
    if digits.len() == 16 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(());
    }
    refuse(Code::INTERNAL_ERROR, format!("Malformed wwn: {name}"))
}
