//! `<vcpus>`: virtual CPUs one by one.

use serde::{Deserialize, Serialize};
use vir_xml::XmlElement;

/// Virtual CPUs one by one.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VcpusDef {
    /// The CPUs.
    #[xml(child = "vcpu")]
    pub list: Vec<VcpuDef>,
}

/// One virtual CPU.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VcpuDef {
    /// Its number, from 0.
    #[xml(attr, required)]
    pub id: u32,
    /// Whether it is there at boot.
    #[xml(attr, required)]
    pub enabled: bool,
    /// Whether it can come and go.
    #[xml(attr)]
    pub hotpluggable: Option<bool>,
    /// Its place in the order of plugging in, from 1.
    #[xml(attr, skip_default)]
    pub order: u32,
}
