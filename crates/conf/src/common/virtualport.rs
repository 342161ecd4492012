//! `<virtualport>`: how a guest's network device is known to the switch outside.

use serde::{Deserialize, Serialize};
use vir_types::{Result, Uuid};
use vir_xml::{Node, Writer, XmlElement, XmlEnum};

use crate::common::{given, wrong};
use crate::defaults::Defaults;

/// How a guest's network device is known to the switch outside.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VirtualPort {
    /// The protocol; `None` only in networks, where a guest's document may say it.
    pub port_type: Option<VirtualPortType>,
    /// What the protocol is told.
    pub parameters: VirtualPortParameters,
}

/// What the protocol is told.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VirtualPortParameters {
    /// The database of types (802.1Qbg).
    #[xml(
        attr = "managerid",
        with = "crate::common::any_base",
        invalid(Invalid, "cannot parse value of managerid parameter")
    )]
    pub manager_id: Option<u8>,
    /// The type in it, 24 bits (802.1Qbg).
    #[xml(
        attr = "typeid",
        with = "crate::common::any_base",
        invalid(Invalid, "cannot parse value of typeid parameter")
    )]
    pub type_id: Option<u32>,
    /// The version of the type (802.1Qbg).
    #[xml(
        attr = "typeidversion",
        with = "crate::common::any_base",
        invalid(Invalid, "cannot parse value of typeidversion parameter")
    )]
    pub type_id_version: Option<u8>,
    /// The instance (802.1Qbg).
    #[xml(
        attr = "instanceid",
        with = "crate::uuid_text",
        invalid(Invalid, "cannot parse instanceid parameter as a uuid")
    )]
    #[serde(with = "crate::uuid_text", default)]
    pub instance_id: Option<Uuid>,
    /// The interface (Open vSwitch, MidoNet).
    #[xml(
        attr = "interfaceid",
        with = "crate::uuid_text",
        invalid(Invalid, "cannot parse interfaceid parameter as a uuid")
    )]
    #[serde(with = "crate::uuid_text", default)]
    pub interface_id: Option<Uuid>,
    /// The profile, at most 39 bytes (802.1Qbh, Open vSwitch).
    #[xml(attr = "profileid", read_if = "given::profile_id")]
    pub profile_id: Option<String>,
}

/// A protocol towards the switch outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum VirtualPortType {
    /// 802.1Qbg.
    #[xml(name = "802.1Qbg")]
    Qbg,
    /// 802.1Qbh.
    #[xml(name = "802.1Qbh")]
    Qbh,
    /// Open vSwitch.
    OpenvSwitch,
    /// MidoNet.
    Midonet,
}

impl XmlElement for VirtualPort {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        let port_type = node.attr("type").map(|attr| {
            let read = vir_xml::read_attr(node, &attr, "", vir_xml::XmlValue::from_text);
            read.map_err(|error| {
                error.reworded(vir_xml::Kind::Unsupported, "unknown virtualport type {value}")
            })
        });
        let parameters = node.child("parameters").map(VirtualPortParameters::read).transpose()?;
        Ok(Self { port_type: port_type.transpose()?, parameters: parameters.unwrap_or_default() })
    }

    fn write_attrs(&self, w: &mut Writer) {
        if let Some(port_type) = self.port_type {
            w.attr("type", port_type.as_str());
        }
    }

    fn write_nodes(&self, w: &mut Writer) {
        if self.parameters.is_empty() {
            return;
        }
        self.parameters.write("parameters", w);
    }

    fn write(&self, name: &str, w: &mut Writer) {
        // Nothing said is nothing written.
        if self.is_empty() {
            return;
        }
        w.start(name);
        self.write_attrs(w);
        self.write_nodes(w);
        w.end();
    }
}

impl VirtualPortParameters {
    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl VirtualPort {
    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.port_type.is_none() && self.parameters.is_empty()
    }

    /// Invents the identities that a guest's device must have and was not given.
    pub(crate) fn complete(&mut self, defaults: &mut Defaults<'_>) {
        let parameters = &mut self.parameters;
        if matches!(self.port_type, Some(VirtualPortType::Qbg) | None) && parameters.instance_id.is_none() {
            parameters.instance_id = Some(defaults.uuid());
        }
        if matches!(self.port_type, Some(VirtualPortType::OpenvSwitch) | None)
            && parameters.interface_id.is_none()
        {
            parameters.interface_id = Some(defaults.uuid());
        }
    }

    /// Checks that nothing is said that the protocol does not know.
    ///
    /// # Errors
    /// `XmlError`: a parameter of another protocol, or one out of its range.
    pub fn validate(&self) -> Result<()> {
        let p = &self.parameters;
        if p.type_id.is_some_and(|id| id > 0x00ff_ffff) {
            return wrong("value for typeid out of range");
        }
        if p.profile_id.as_ref().is_some_and(|id| id.len() >= 40) {
            return wrong("profileid parameter too long");
        }
        let Some(port_type) = self.port_type else { return Ok(()) };
        let given = [
            ("managerid", p.manager_id.is_some(), &[VirtualPortType::Qbg][..]),
            ("typeid", p.type_id.is_some(), &[VirtualPortType::Qbg]),
            ("typeidversion", p.type_id_version.is_some(), &[VirtualPortType::Qbg]),
            ("instanceid", p.instance_id.is_some(), &[VirtualPortType::Qbg]),
            (
                "profileid",
                p.profile_id.as_ref().is_some_and(|id| !id.is_empty()),
                &[VirtualPortType::Qbh, VirtualPortType::OpenvSwitch],
            ),
            (
                "interfaceid",
                p.interface_id.is_some(),
                &[VirtualPortType::OpenvSwitch, VirtualPortType::Midonet],
            ),
        ];
        for (name, is_given, types) in given {
            if is_given && !types.contains(&port_type) {
                return wrong(format!("extra {name} unsupported in <virtualport type='{port_type}'>"));
            }
        }
        Ok(())
    }

    /// Checks that everything is said that the protocol needs.
    ///
    /// # Errors
    /// `XmlError`: no type, or a parameter is missing.
    pub fn validate_complete(&self) -> Result<()> {
        let p = &self.parameters;
        let needed = match self.port_type {
            None => return wrong("missing required virtualport type"),
            Some(VirtualPortType::Qbg) => [
                ("managerid", p.manager_id.is_none()),
                ("typeid", p.type_id.is_none()),
                ("typeidversion", p.type_id_version.is_none()),
                ("instanceid", p.instance_id.is_none()),
            ]
            .to_vec(),
            Some(VirtualPortType::Qbh) => [("profileid", p.profile_id.is_none())].to_vec(),
            Some(VirtualPortType::OpenvSwitch | VirtualPortType::Midonet) => {
                [("interfaceid", p.interface_id.is_none())].to_vec()
            }
        };
        match needed.into_iter().find(|(_, missing)| *missing) {
            Some((name, _)) => {
                let port_type = self.port_type.map(|t| t.to_string()).unwrap_or_default();
                wrong(format!("missing {name} in <virtualport type='{port_type}'>"))
            }
            None => Ok(()),
        }
    }
}
