//! `<portgroup>`: a class of guests.

use serde::{Deserialize, Serialize};
use vir_types::Result;
use vir_xml::{Kind, Node, XmlElement};

use crate::common::{Bandwidth, VirtualPort, Vlan};

/// A class of guests.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long, finish = "PortGroupDef::named")]
#[non_exhaustive]
pub struct PortGroupDef {
    /// Its name.
    #[xml(attr)]
    pub name: String,
    /// Whether guests are in it who say none.
    #[xml(attr, with = "crate::network::forward::lenient", skip_default)]
    pub default: bool,
    /// Whether guests may say which addresses they listen to.
    #[xml(attr = "trustGuestRxFilters")]
    pub trust_guest_rx_filters: Option<bool>,
    /// Which of the networks on a wire they are in.
    #[xml(child = "vlan")]
    pub vlan: Option<Vlan>,
    /// How they are known to the switch outside.
    #[xml(child = "virtualport")]
    pub virtualport: Option<VirtualPort>,
    /// How much each may use.
    #[xml(child = "bandwidth")]
    pub bandwidth: Option<Bandwidth>,
}

impl PortGroupDef {
    fn named(&mut self, node: Node<'_>) -> vir_xml::Result<()> {
        if self.name.is_empty() {
            return Err(node.error(Kind::Missing, "Missing required name attribute in portgroup"));
        }
        Ok(())
    }

    /// Checks it.
    ///
    /// # Errors
    /// As of its parts.
    pub fn validate(&self) -> Result<()> {
        if let Some(virtualport) = &self.virtualport {
            virtualport.validate()?;
        }
        if let Some(bandwidth) = &self.bandwidth {
            bandwidth.validate(false)?;
        }
        Ok(())
    }
}
