//! `<dns>`: what the host answers about names.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use vir_types::{Code, Result};
use vir_xml::{Kind, Node, WriteOptions, XmlElement};

use crate::common::{given, refuse, wrong};

/// What the host answers about names.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DnsDef {
    /// Whether it answers at all.
    #[xml(attr)]
    pub enable: Option<bool>,
    /// Whether names without a dot are asked for outside.
    #[xml(attr = "forwardPlainNames")]
    pub forward_plain_names: Option<bool>,
    /// Who is asked outside.
    #[xml(child = "forwarder")]
    pub forwarders: Vec<DnsForwarder>,
    /// Texts.
    #[xml(child = "txt")]
    pub txts: Vec<DnsTxt>,
    /// Services.
    #[xml(child = "srv", write_if = "DnsDef::shows_services")]
    pub srvs: Vec<DnsSrv>,
    /// Addresses.
    #[xml(child = "host")]
    pub hosts: Vec<DnsHost>,
}

/// Who is asked outside.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DnsForwarder {
    /// About which domain; `None` is all.
    #[xml(attr)]
    pub domain: Option<String>,
    /// Its address; `None` is whoever the host itself asks.
    #[xml(
        attr,
        with = "crate::common::ip_word",
        invalid(Invalid, "Invalid forwarder IP address '{value}' in network")
    )]
    pub addr: Option<IpAddr>,
}

/// A text with a name.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DnsTxt {
    /// The name.
    #[xml(attr)]
    pub name: Option<String>,
    /// The text.
    #[xml(attr)]
    pub value: Option<String>,
}

/// Where a service is.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DnsSrv {
    /// The service.
    #[xml(attr)]
    pub service: Option<String>,
    /// The protocol.
    #[xml(attr)]
    pub protocol: Option<String>,
    /// The domain that has it.
    #[xml(attr)]
    pub domain: Option<String>,
    /// The host that serves it.
    #[xml(attr)]
    pub target: Option<String>,
    /// Its port.
    #[xml(
        attr,
        read_if = "given::port",
        write_if = "DnsSrv::has_port",
        invalid(Malformed, "invalid DNS SRV port attribute '{value}' in network")
    )]
    pub port: Option<u16>,
    /// Lower ones are tried first.
    #[xml(
        attr,
        read_if = "given::priority",
        write_if = "DnsSrv::has_priority",
        invalid(Malformed, "Invalid DNS SRV priority attribute '{value}' in network")
    )]
    pub priority: Option<u16>,
    /// How often it is taken among those of the same priority.
    #[xml(
        attr,
        read_if = "given::weight",
        write_if = "DnsSrv::has_weight",
        invalid(Malformed, "invalid DNS SRV weight attribute '{value}' in network")
    )]
    pub weight: Option<u16>,
}

/// An address with names.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long, finish = "DnsHost::named")]
#[non_exhaustive]
pub struct DnsHost {
    /// The address.
    #[xml(
        attr,
        with = "crate::common::ip_word",
        invalid(Malformed, "Invalid IP address in network DNS HOST record")
    )]
    pub ip: Option<IpAddr>,
    /// The names.
    #[xml(text = "hostname")]
    pub hostnames: Vec<String>,
}

impl DnsDef {
    fn shows_services(&self, _: WriteOptions) -> bool {
        self.srvs.iter().all(|srv| srv.service.is_some() && srv.protocol.is_some())
    }

    /// Whether nothing is said but that it answers.
    fn has_records(&self) -> bool {
        !(self.forwarders.is_empty() && self.txts.is_empty() && self.srvs.is_empty() && self.hosts.is_empty())
    }

    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.enable.is_none() && self.forward_plain_names.is_none() && !self.has_records()
    }

    /// Checks all records.
    ///
    /// # Errors
    /// As of the records; `XmlError`: records although it does not answer.
    pub fn validate(&self, network: &str) -> Result<()> {
        if self.forwarders.iter().any(|forwarder| forwarder.domain.is_none() && forwarder.addr.is_none()) {
            return wrong("Invalid forwarder element, must contain at least one of addr or domain");
        }
        self.hosts.iter().try_for_each(|host| host.validate(network, false))?;
        self.srvs.iter().try_for_each(|srv| srv.validate(network, false))?;
        self.txts.iter().try_for_each(|txt| txt.validate(network, false))?;
        if self.enable == Some(false) && self.has_records() {
            return wrong(format!("Extra data in disabled network '{network}'"));
        }
        Ok(())
    }
}

fn detail<T>(text: impl AsRef<str>) -> Result<T> {
    refuse(Code::XML_DETAIL, text)
}

impl DnsTxt {
    /// Checks it; a `partial` one only names another.
    ///
    /// # Errors
    /// `XmlDetail`: a part is missing, or a name that cannot be.
    pub fn validate(&self, network: &str, partial: bool) -> Result<()> {
        let Some(name) = &self.name else {
            return detail(format!("missing required name attribute in DNS TXT record of network {network}"));
        };
        if name.contains([' ', ',']) {
            return detail(format!(
                "prohibited character in DNS TXT record name '{name}' of network {network}"
            ));
        }
        if self.value.is_none() && !partial {
            let text = format!("missing required value attribute in DNS TXT record named '{name}'");
            return detail(format!("{text} of network {network}"));
        }
        Ok(())
    }
}

impl DnsSrv {
    /// Checks it; a `partial` one only names another.
    ///
    /// # Errors
    /// `XmlDetail`: a part is missing or cannot be.
    pub fn validate(&self, network: &str, partial: bool) -> Result<()> {
        const LONGEST: usize = 512 - 30;
        let service = self.service.as_deref().unwrap_or("(null)");
        match &self.service {
            None if !partial => {
                let text = "missing required service attribute in DNS SRV record of network";
                return detail(format!("{text} '{network}'"));
            }
            None => {}
            Some(service) if service.len() > LONGEST => {
                let text = format!("service attribute '{service}' in network '{network}' is too long");
                return detail(format!("{text}, limit is {LONGEST} bytes"));
            }
            Some(service) if !only(service, "_-+/*") => {
                let text = format!("invalid character in service attribute '{service}'");
                return detail(format!("{text} in DNS SRV record of network '{network}'"));
            }
            Some(_) => {}
        }
        match &self.protocol {
            None if !partial => {
                let text = format!("missing required protocol attribute in DNS SRV record '{service}'");
                return detail(format!("{text} of network '{network}'"));
            }
            Some(protocol) if !only(protocol, "-+/") => {
                let text = format!("invalid character in protocol attribute '{protocol}'");
                return detail(format!("{text} in DNS SRV record of network '{network}'"));
            }
            _ => {}
        }
        if self.target.is_none() {
            for (name, value) in [("port", self.port), ("priority", self.priority), ("weight", self.weight)] {
                if value.is_some() {
                    let text = format!("DNS SRV {name} attribute not permitted without target for service");
                    return detail(format!("{text} '{service}' in network '{network}'"));
                }
            }
        }
        if self.port == Some(0) {
            return detail(format!(
                "invalid DNS SRV port attribute for service '{service}' in network '{network}'"
            ));
        }
        Ok(())
    }

    fn has_port(&self, _: WriteOptions) -> bool {
        self.port != Some(0)
    }

    fn has_priority(&self, _: WriteOptions) -> bool {
        self.priority != Some(0)
    }

    fn has_weight(&self, _: WriteOptions) -> bool {
        self.weight != Some(0)
    }
}

/// Letters, digits and these.
fn only(text: &str, more: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
}

impl DnsHost {
    /// A name that is there and empty is worse than none.
    fn named(&mut self, node: Node<'_>) -> vir_xml::Result<()> {
        let names = node.elements().filter(|child| child.local_name() == "hostname");
        match names.into_iter().find(|name| name.text().is_empty()) {
            Some(name) => Err(name.error(Kind::Malformed, "Missing hostname in network DNS HOST record")),
            None => Ok(()),
        }
    }

    /// Checks it; a `partial` one only names another.
    ///
    /// # Errors
    /// `XmlDetail`: a part is missing.
    pub fn validate(&self, network: &str, partial: bool) -> Result<()> {
        if self.hostnames.is_empty() && !partial {
            return detail(format!("Missing hostname in network '{network}' DNS HOST record"));
        }
        if self.ip.is_none() {
            if !partial {
                return detail(format!("Missing IP address in network '{network}' DNS HOST record"));
            }
            if self.hostnames.is_empty() {
                return detail(format!("Missing ip and hostname in network '{network}' DNS HOST record"));
            }
        }
        Ok(())
    }
}
