//! `<bond>`: several devices as one.

use serde::{Deserialize, Serialize};
use vir_types::Result;
use vir_xml::{Kind, Node, WriteOptions, XmlElement, XmlEnum};

use super::{InterfaceLink, InterfaceType};
use crate::common::{given, wrong};

/// Several devices as one.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct BondDef {
    /// How packets are shared out.
    #[xml(attr, read_if = "given::mode", invalid(Invalid, "unknown bonding mode {value}"))]
    pub mode: Option<BondMode>,
    /// Devices are asked whether they are connected.
    #[xml(child = "miimon")]
    pub mii_monitor: Option<MiiMonitor>,
    /// Others are asked whether they can be reached; not beside the other way.
    #[xml(child = "arpmon", write_if = "BondDef::asks_others")]
    pub arp_monitor: Option<ArpMonitor>,
    /// The devices.
    #[xml(child = "interface")]
    pub members: Vec<BondMember>,
}

/// How packets are shared out, in the kernel's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum BondMode {
    /// In turn.
    #[xml(name = "balance-rr")]
    BalanceRr,
    /// All to one while it works.
    #[xml(name = "active-backup")]
    ActiveBackup,
    /// By addresses.
    #[xml(name = "balance-xor")]
    BalanceXor,
    /// Each to all.
    Broadcast,
    /// As 802.3ad says.
    #[xml(name = "802.3ad")]
    Ad,
    /// By load, when sending.
    #[xml(name = "balance-tlb")]
    BalanceTlb,
    /// By load.
    #[xml(name = "balance-alb")]
    BalanceAlb,
}

/// Devices are asked whether they are connected.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MiiMonitor {
    /// How often, in **milliseconds**.
    #[xml(
        attr,
        missing(Missing, "bond interface miimon freq missing or invalid"),
        invalid(Invalid, "bond interface miimon freq missing or invalid")
    )]
    pub freq: i32,
    /// **Milliseconds** before a device counts as gone; 0 is at once.
    #[xml(
        attr = "downdelay",
        read_if = "given::down_delay",
        write_if = "MiiMonitor::waits_down",
        invalid(Invalid, "bond interface miimon downdelay invalid")
    )]
    pub down_delay: i32,
    /// **Milliseconds** before a device counts as there; 0 is at once.
    #[xml(
        attr = "updelay",
        read_if = "given::up_delay",
        write_if = "MiiMonitor::waits_up",
        invalid(Invalid, "bond interface miimon updelay invalid")
    )]
    pub up_delay: i32,
    /// How they are asked.
    #[xml(attr, read_if = "given::carrier", invalid(Invalid, "unknown mii bonding carrier {value}"))]
    pub carrier: Option<MiiCarrier>,
}

/// How devices are asked whether they are connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum MiiCarrier {
    /// By a call to their driver.
    Ioctl,
    /// By what the kernel knows.
    Netif,
}

/// Others are asked whether they can be reached.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(finish = "ArpMonitor::asks_somebody")]
#[non_exhaustive]
pub struct ArpMonitor {
    /// How often, in **milliseconds**.
    #[xml(
        attr,
        missing(Missing, "bond interface arpmon interval missing or invalid"),
        invalid(Invalid, "bond interface arpmon interval missing or invalid")
    )]
    pub interval: i32,
    /// Who is asked.
    #[xml(attr)]
    pub target: String,
    /// Which devices' answers are looked at.
    #[xml(attr, read_if = "given::validate", invalid(Invalid, "unknown arp bonding validate {value}"))]
    pub validate: Option<ArpValidate>,
}

/// Which devices' answers are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum ArpValidate {
    /// The one in use.
    Active,
    /// The others.
    Backup,
    /// All.
    All,
}

/// A device of a bond.
#[derive(Debug, Clone, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct BondMember {
    /// Its kind; always a card.
    #[xml(attr = "type", required)]
    pub interface_type: InterfaceType,
    /// Its name.
    #[xml(attr, missing(Missing, "interface has no name"))]
    pub name: String,
    /// Whether and how fast it is connected.
    #[xml(child = "link", write_if = "BondMember::shows_link")]
    pub link: Option<InterfaceLink>,
    /// Its Ethernet address, in the document's spelling.
    #[xml(attr = "mac/@address", read_if = "given::address")]
    pub mac: Option<String>,
}

impl BondMember {
    fn shows_link(&self, _: WriteOptions) -> bool {
        self.link.as_ref().is_some_and(|link| !link.is_empty())
    }
}

impl ArpMonitor {
    fn asks_somebody(&mut self, node: Node<'_>) -> vir_xml::Result<()> {
        if self.target.is_empty() {
            return Err(node.error(Kind::Missing, "bond interface arpmon target missing"));
        }
        Ok(())
    }
}

impl MiiMonitor {
    fn waits_down(&self, _: WriteOptions) -> bool {
        self.down_delay > 0
    }

    fn waits_up(&self, _: WriteOptions) -> bool {
        self.up_delay > 0
    }
}

impl BondDef {
    fn asks_others(&self, _: WriteOptions) -> bool {
        self.mii_monitor.is_none()
    }

    pub(super) fn validate(&self) -> Result<()> {
        match self.members.iter().find(|member| member.interface_type != InterfaceType::Ethernet) {
            Some(member) => wrong(format!("interface has unsupported type '{}'", member.interface_type)),
            None => Ok(()),
        }
    }
}
