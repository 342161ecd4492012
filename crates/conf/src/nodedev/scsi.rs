//! SCSI adapters, targets and devices.

use serde::{Deserialize, Serialize};
use vir_xml::{Kind, Node, WriteOptions, Writer, XmlElement};

use super::pci::write;

/// A SCSI adapter.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct ScsiHostCap {
    /// Its number; a new one has none yet.
    #[xml(text = "host", invalid(Internal, "invalid SCSI host ID supplied"))]
    pub host: u32,
    /// Its number among those of its device.
    #[xml(
        text = "unique_id",
        write_if = "ScsiHostCap::is_unique",
        invalid(Internal, "invalid unique_id supplied")
    )]
    pub unique_id: Option<i32>,
    /// What it can do.
    #[xml(flatten)]
    pub capabilities: ScsiHostCaps,
}

impl ScsiHostCap {
    fn is_unique(&self, _: WriteOptions) -> bool {
        self.unique_id != Some(-1)
    }

    pub(super) fn complete(&mut self) {
        if let Some(ops) = &mut self.capabilities.vport_ops {
            *ops = VportOps::default();
        }
    }
}

/// What a SCSI adapter can do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ScsiHostCaps {
    /// It speaks Fibre Channel.
    pub fc_host: Option<FcHost>,
    /// Others can be made on it.
    pub vport_ops: Option<VportOps>,
}

/// A Fibre Channel adapter.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct FcHost {
    /// World wide node name.
    #[xml(text = "wwnn")]
    pub wwnn: Option<String>,
    /// World wide port name.
    #[xml(text = "wwpn")]
    pub wwpn: Option<String>,
    /// World wide name of its fabric.
    #[xml(text = "fabric_wwn")]
    pub fabric_wwn: Option<String>,
}

/// How many adapters can be made on one; facts, not wishes.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct VportOps {
    /// At most.
    #[xml(text = "max_vports")]
    pub max_vports: i32,
    /// Now.
    #[xml(text = "vports")]
    pub vports: i32,
}

fn kind<'a>(child: Node<'a>, missing: &str) -> vir_xml::Result<&'a str> {
    child.attr("type").map(|attr| attr.value).ok_or_else(|| child.error(Kind::Internal, missing))
}

impl XmlElement for ScsiHostCaps {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        let mut caps = Self::default();
        for child in node.elements().filter(|child| child.key() == "capability") {
            match kind(child, "missing SCSI host capability type")? {
                "fc_host" => caps.fc_host = Some(FcHost::read(child)?),
                "vport_ops" => caps.vport_ops = Some(VportOps::read(child)?),
                other => {
                    let text = format!("unknown SCSI host capability type '{other}'");
                    return Err(child.error(Kind::Internal, text));
                }
            }
        }
        Ok(caps)
    }

    fn write_attrs(&self, _: &mut Writer) {}

    fn write_nodes(&self, w: &mut Writer) {
        if let Some(fc_host) = &self.fc_host {
            write(w, "fc_host", fc_host);
        }
        if let Some(ops) = &self.vport_ops {
            write(w, "vport_ops", ops);
        }
    }
}

/// A SCSI target.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct ScsiTargetCap {
    /// Its name.
    #[xml(text = "target", missing(Internal, "no target name supplied"))]
    pub target: String,
    /// What it can do.
    #[xml(flatten)]
    pub capabilities: ScsiTargetCaps,
}

/// What a SCSI target can do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ScsiTargetCaps {
    /// It is reached by Fibre Channel.
    pub fc_remote_port: Option<FcRemotePort>,
}

/// A port of another machine.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct FcRemotePort {
    /// Its name.
    #[xml(text = "rport", missing(Internal, "missing rport name"))]
    pub rport: String,
    /// World wide port name.
    #[xml(text = "wwpn", missing(Internal, "missing wwpn identifier"))]
    pub wwpn: String,
}

impl XmlElement for ScsiTargetCaps {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        let mut caps = Self::default();
        for child in node.elements().filter(|child| child.key() == "capability") {
            match kind(child, "missing type for SCSI target capability")? {
                "fc_remote_port" => caps.fc_remote_port = Some(FcRemotePort::read(child)?),
                other => {
                    let text = format!("unknown SCSI target capability type '{other}'");
                    return Err(child.error(Kind::Internal, text));
                }
            }
        }
        Ok(caps)
    }

    fn write_attrs(&self, _: &mut Writer) {}

    fn write_nodes(&self, w: &mut Writer) {
        if let Some(port) = &self.fc_remote_port {
            write(w, "fc_remote_port", port);
        }
    }
}

/// A SCSI device.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct ScsiCap {
    /// Number of its adapter.
    #[xml(
        text = "host",
        missing(Internal, "no SCSI host ID supplied"),
        invalid(Internal, "invalid SCSI host ID supplied")
    )]
    pub host: u32,
    /// Bus.
    #[xml(
        text = "bus",
        missing(Internal, "no SCSI bus ID supplied"),
        invalid(Internal, "invalid SCSI bus ID supplied")
    )]
    pub bus: u32,
    /// Target.
    #[xml(
        text = "target",
        missing(Internal, "no SCSI target ID supplied"),
        invalid(Internal, "invalid SCSI target ID supplied")
    )]
    pub target: u32,
    /// Unit.
    #[xml(
        text = "lun",
        missing(Internal, "no SCSI LUN ID supplied"),
        invalid(Internal, "invalid SCSI LUN ID supplied")
    )]
    pub lun: u32,
    /// What it is, such as `disk`.
    #[xml(text = "type")]
    pub device_type: Option<String>,
}
