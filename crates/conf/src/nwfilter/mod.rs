//! `<filter>`: rules for the packets of guests.

mod attribute;
mod binding;
mod protocol;
mod rule;
mod table;
mod value;
mod variable;

pub use attribute::RuleAttribute;
pub use binding::NwFilterBindingDef;
pub use protocol::RuleProtocol;
pub use rule::{Condition, RuleAction, RuleDef, RuleDirection};
pub use value::{ConditionValue, StateMatch, TcpFlags};
pub use variable::{Variable, VariablePick};

use serde::{Deserialize, Serialize};
use vir_types::{Code, Origin, Result, Uuid};
use vir_xml::{Kind, Node, ReadOptions, WriteOptions, Writer, XmlElement, XmlValue as _, to_string};

use crate::common::{FilterRef, refuse, wrong};
use crate::defaults::Defaults;
use crate::error::{DocumentKind, convert, read};

const KIND: DocumentKind =
    DocumentKind { root: "filter", name: "(nwfilter_definition)", origin: Origin::NWFILTER };

/// Priorities of filters and rules.
const PRIORITIES: std::ops::RangeInclusive<i32> = -1000..=1000;

/// Chains with the priority that one has whose name begins so.
const CHAINS: &[(&str, i32)] = &[
    ("root", 0),
    ("mac", -800),
    ("vlan", -750),
    ("stp", 0),
    ("arp", -500),
    ("rarp", -400),
    ("ipv4", -700),
    ("ipv6", -600),
];

/// Rules for the packets of guests.
///
/// Schema: `schemas/nwfilter.rnc`, define `filter`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NwFilterDef {
    /// Name, unique on its host.
    pub name: String,
    /// The chain that the rules are in.
    pub chain: String,
    /// Place of the chain among others, -1000 to 1000; lower ones come first.
    pub priority: i32,
    /// Identity; always there after completion.
    #[serde(with = "crate::uuid_text", default)]
    pub uuid: Option<Uuid>,
    /// Rules, and other filters that are part of it.
    pub entries: Vec<NwFilterEntry>,
}

/// A rule, or another filter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum NwFilterEntry {
    /// A rule.
    Rule(RuleDef),
    /// Another filter, with what it is told.
    Include(FilterRef),
}

impl NwFilterDef {
    /// Reads a definition as it stands.
    ///
    /// # Errors
    /// `XmlDetail`: not well-formed. `XmlError`, `InternalError`, `InvalidArg`: a value that cannot be
    /// read.
    pub fn parse(xml: &str) -> Result<Self> {
        read(&KIND, xml, ReadOptions::default(), Self::read)
    }

    /// Reads, completes and validates a definition.
    ///
    /// # Errors
    /// As of the three.
    pub fn load(xml: &str, defaults: &mut Defaults<'_>) -> Result<Self> {
        let (def, warnings) = Self::load_with_warnings(xml, defaults)?;
        warnings.into_iter().next().map_or(Ok(def), Err)
    }

    /// The same, but leaves out of a rule what cannot be read, and says what.
    ///
    /// # Errors
    /// As [`load`](Self::load), but for values of rules.
    pub fn load_with_warnings(
        xml: &str,
        defaults: &mut Defaults<'_>,
    ) -> Result<(Self, Vec<vir_types::Error>)> {
        let mut warnings = Vec::new();
        let mut def = read(&KIND, xml, ReadOptions::default(), |node| Self::read_with(node, &mut warnings))?;
        def.complete(defaults);
        def.validate()?;
        let warnings = warnings.into_iter().map(|warning| convert(warning, KIND.origin));
        Ok((def, warnings.collect()))
    }

    /// Fills in the identity.
    pub fn complete(&mut self, defaults: &mut Defaults<'_>) {
        if self.uuid.is_none() {
            self.uuid = Some(defaults.uuid());
        }
    }

    /// Checks the rules across fields.
    ///
    /// # Errors
    /// `InternalError`: no name. `XmlError`: a slash in it. `InvalidArg`: a chain or priority that cannot be.
    pub fn validate(&self) -> Result<()> {
        self.check().map_err(|error| error.or_origin(KIND.origin))
    }

    fn check(&self) -> Result<()> {
        if self.name.is_empty() {
            return refuse(Code::INTERNAL_ERROR, "filter has no name");
        }
        if self.name.contains('/') {
            return wrong(format!("name {} cannot contain '/'", self.name));
        }
        if !PRIORITIES.contains(&self.priority) {
            let text = format!("Priority '{}' is outside valid range of [-1000,1000]", self.priority);
            return refuse(Code::INVALID_ARG, text);
        }
        chain_prefix(&self.chain)?;
        for entry in &self.entries {
            if let NwFilterEntry::Rule(rule) = entry {
                rule.validate()?;
            }
        }
        Ok(())
    }

    fn read_with(node: Node<'_>, warnings: &mut Vec<vir_xml::Error>) -> vir_xml::Result<Self> {
        let text = |name: &str| node.attr(name).map(|attr| attr.value).filter(|value| !value.is_empty());
        let priority = match node.attr("priority").filter(|attr| !attr.value.is_empty()) {
            Some(attr) => Some(i32::from_text(attr.value).map_err(|_| {
                let text = format!("Could not parse chain priority '{}'", attr.value);
                node.attr_error(&attr, Kind::Argument, text)
            })?),
            None => None,
        };
        let mut def = Self {
            name: text("name").unwrap_or_default().to_owned(),
            chain: text("chain").unwrap_or("root").to_owned(),
            priority: 0,
            uuid: None,
            entries: Vec::new(),
        };
        if let Some(priority) = priority
            && !PRIORITIES.contains(&priority)
        {
            let text = format!("Priority '{priority}' is outside valid range of [-1000,1000]");
            return Err(node.error(Kind::Argument, text));
        }
        // A filter that names no chain has no say in its place either.
        if text("chain").is_some() {
            let by_name = chain_prefix(&def.chain).map(|(_, priority)| priority).unwrap_or_default();
            def.priority = priority.unwrap_or(by_name);
        }
        for child in node.elements() {
            match child.key() {
                "uuid" if def.uuid.is_none() => {
                    let uuid = vir_xml::read_own_text(child, "", crate::uuid_text::from_text);
                    def.uuid =
                        uuid.map_err(|error| error.reworded(Kind::Invalid, "malformed uuid element"))?;
                }
                "rule" => def.entries.push(NwFilterEntry::Rule(RuleDef::read_with(child, warnings)?)),
                "filterref" => {
                    let include = FilterRef::read(child)?;
                    if child.attr("filter").is_none() {
                        return Err(child.missing_attr("filter"));
                    }
                    def.entries.push(NwFilterEntry::Include(include));
                }
                _ => {}
            }
        }
        Ok(def)
    }

    /// The identity, all zeros before completion.
    #[must_use]
    pub fn uuid(&self) -> Uuid {
        self.uuid.unwrap_or_default()
    }

    /// The document.
    #[must_use]
    pub fn to_xml(&self) -> String {
        to_string(KIND.root, self, WriteOptions::default())
    }
}

/// The kind of chain that a name begins with, and its priority.
fn chain_prefix(chain: &str) -> Result<(&'static str, i32)> {
    const LONGEST: usize = 12;
    if chain.len() > LONGEST {
        return refuse(Code::INVALID_ARG, format!("Name of chain is longer than {LONGEST} characters"));
    }
    if !chain.chars().all(|c| c.is_ascii_alphanumeric() || "_.:-".contains(c)) {
        return refuse(Code::INVALID_ARG, "Chain name contains invalid characters");
    }
    let known = CHAINS.iter().find(|(name, _)| match *name {
        // As a whole name only.
        "root" => chain == "root",
        prefix => chain.starts_with(prefix) && !chain.starts_with("root"),
    });
    match known {
        Some(found) => Ok(*found),
        None => {
            let prefixes: Vec<&str> = CHAINS.iter().skip(1).map(|(name, _)| *name).collect();
            let text = format!("Invalid chain name '{chain}'. Please use a chain name called 'root'");
            let text = format!("{text} or any of the following prefixes: {}", prefixes.join(", "));
            refuse(Code::INVALID_ARG, text)
        }
    }
}

impl XmlElement for NwFilterDef {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        let mut warnings = Vec::new();
        let def = Self::read_with(node, &mut warnings)?;
        warnings.into_iter().next().map_or(Ok(def), Err)
    }

    fn write_attrs(&self, w: &mut Writer) {
        w.long_form();
        w.attr("name", &self.name);
        w.attr("chain", &self.chain);
        if self.priority != 0 {
            w.attr("priority", &self.priority.to_string());
        }
    }

    fn write_nodes(&self, w: &mut Writer) {
        if let Some(uuid) = &self.uuid {
            w.text_element("uuid", &uuid.to_string());
        }
        for entry in &self.entries {
            match entry {
                NwFilterEntry::Rule(rule) => rule.write("rule", w),
                NwFilterEntry::Include(filter) => filter.write("filterref", w),
            }
        }
    }
}
