//! `<shmem>`: memory that guests share.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

use super::info::DeviceInfo;
use crate::common::Switch;

/// Memory that guests share.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long, finish = "ShmemDef::check")]
#[non_exhaustive]
pub struct ShmemDef {
    /// Its name.
    #[xml(attr, missing(Missing, "shmem element must contain 'name' attribute"))]
    pub name: String,
    /// Whether it moves with the guest.
    #[xml(attr)]
    pub role: Option<ShmemRole>,
    /// Kind of hardware.
    #[xml(attr = "model/@type")]
    pub model: ShmemModel,
    /// Its size.
    #[xml(child = "size")]
    pub size: Option<ShmemSize>,
    /// Who hands out the memory.
    #[xml(child = "server")]
    pub server: Option<ShmemServer>,
    /// Interrupts between the guests.
    #[xml(child = "msi")]
    pub msi: Option<ShmemMsi>,
    /// Alias and place.
    #[xml(flatten)]
    pub info: DeviceInfo,
}

/// Whether shared memory moves with the guest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum ShmemRole {
    /// It does.
    Master,
    /// It does not; the guest cannot move.
    Peer,
}

/// Kind of hardware of shared memory.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum ShmemModel {
    /// `ivshmem`.
    #[default]
    Ivshmem,
    /// `ivshmem-plain`.
    #[xml(name = "ivshmem-plain")]
    IvshmemPlain,
    /// `ivshmem-doorbell`.
    #[xml(name = "ivshmem-doorbell")]
    IvshmemDoorbell,
}

/// A size, written in MiB.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ShmemSize {
    /// It, in bytes.
    pub bytes: u64,
}

impl XmlElement for ShmemSize {
    fn read(node: vir_xml::Node<'_>) -> vir_xml::Result<Self> {
        let unit = node.attr("unit").map(|unit| unit.value);
        let bytes = vir_xml::read_scaled(node, unit, vir_xml::Scale::Bytes)?;
        Ok(Self { bytes: bytes.unwrap_or_default() })
    }

    fn write_attrs(&self, w: &mut vir_xml::Writer) {
        w.attr("unit", "M");
    }

    fn write_nodes(&self, w: &mut vir_xml::Writer) {
        w.text(&(self.bytes >> 20).to_string());
    }
}

/// Who hands out shared memory.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ShmemServer {
    /// Path of the socket.
    #[xml(attr)]
    pub path: Option<String>,
}

/// Interrupts between guests that share memory.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ShmemMsi {
    /// How many.
    #[xml(attr, skip_default)]
    pub vectors: u32,
    /// They do not stop the virtual CPU.
    #[xml(attr)]
    pub ioeventfd: Option<Switch>,
}

impl ShmemDef {
    fn check(def: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        if let Some(msi) = node.child("msi").filter(|_| def.server.is_none()) {
            let text = "msi option is only supported with a server";
            return Err(msi.error(vir_xml::Kind::Invalid, text));
        }
        Ok(())
    }
}
