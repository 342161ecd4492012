//! Processors of guests.

use serde::{Deserialize, Serialize};
use vir_xml::{Node, Writer, XmlElement, XmlEnum, XmlValue as _, require_attr};

use super::section::{list, write_list};
use crate::cpu::CpuDef;

/// Processors of guests.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CpuCaps {
    /// Whether it can be the host's.
    pub host_passthrough: bool,
    /// Whether that can be made to survive a migration.
    pub host_passthrough_migratable: Option<Vec<String>>,
    /// Whether it can be all that the hypervisor can do.
    pub maximum: bool,
    /// Whether that can be made to survive a migration.
    pub maximum_migratable: Option<Vec<String>>,
    /// What is nearest to the host's.
    pub host_model: Option<Box<CpuDef>>,
    /// Models that it can be.
    pub models: Vec<CpuModelCaps>,
}

/// A model of processor.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CpuModelCaps {
    /// Its name.
    pub name: String,
    /// Whether the host can run it.
    pub usable: CpuUsable,
    /// Whether it will go.
    pub deprecated: bool,
    /// Its maker; `None` is unknown.
    pub vendor: Option<String>,
    /// What its name stands for at present.
    pub canonical: Option<String>,
    /// What the host lacks to run it; `None` is not known.
    pub blockers: Option<Vec<String>>,
}

/// Whether a host can run a model.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum CpuUsable {
    /// Nobody knows.
    #[default]
    Unknown,
    /// It can.
    Yes,
    /// It cannot.
    No,
}

#[derive(XmlElement)]
struct ModelElement {
    #[xml(attr, required)]
    usable: CpuUsable,
    #[xml(attr, skip_default)]
    deprecated: bool,
    #[xml(attr)]
    vendor: Option<String>,
    #[xml(attr)]
    canonical: Option<String>,
    #[xml(text)]
    name: String,
}

#[derive(XmlElement)]
struct Blockers {
    #[xml(attr, required)]
    model: String,
    #[xml(attr = "feature/@name")]
    features: Vec<String>,
}

const UNKNOWN: &str = "unknown";

impl CpuCaps {
    fn read_models(node: Node<'_>) -> vir_xml::Result<Vec<CpuModelCaps>> {
        let mut models: Vec<CpuModelCaps> = Vec::new();
        for child in node.elements() {
            match child.key() {
                "model" => {
                    let ModelElement { usable, deprecated, vendor, canonical, name } =
                        ModelElement::read(child)?;
                    let vendor = vendor.filter(|vendor| vendor != UNKNOWN);
                    models.push(CpuModelCaps { name, usable, deprecated, vendor, canonical, blockers: None });
                }
                "blockers" => {
                    let Blockers { model, features } = Blockers::read(child)?;
                    if let Some(known) = models.iter_mut().rfind(|known| known.name == model) {
                        known.blockers = Some(features);
                    }
                }
                _ => {}
            }
        }
        Ok(models)
    }
}

impl XmlElement for CpuCaps {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        let mut caps = Self::default();
        for mode in node.elements().filter(|child| child.key() == "mode") {
            let supported = require_attr(mode, "supported", bool::from_text)?;
            match mode.attr("name").map(|attr| attr.value) {
                Some("host-passthrough") => {
                    caps.host_passthrough = supported;
                    caps.host_passthrough_migratable = list(mode, "hostPassthroughMigratable")?;
                }
                Some("maximum") => {
                    caps.maximum = supported;
                    caps.maximum_migratable = list(mode, "maximumMigratable")?;
                }
                Some("host-model") if supported => {
                    caps.host_model = Some(Box::new(CpuDef::read(mode)?));
                }
                Some("custom") => caps.models = Self::read_models(mode)?,
                _ => {}
            }
        }
        Ok(caps)
    }

    fn write_attrs(&self, w: &mut Writer) {
        w.long_form();
    }

    fn write_nodes(&self, w: &mut Writer) {
        let start = |w: &mut Writer, name: &str, supported: bool| {
            w.start("mode");
            w.attr("name", name);
            w.attr("supported", if supported { "yes" } else { "no" });
        };
        start(w, "host-passthrough", self.host_passthrough);
        let shown = self.host_passthrough_migratable.as_ref().filter(|_| self.host_passthrough);
        write_list("hostPassthroughMigratable", shown, w);
        w.end();
        start(w, "maximum", self.maximum);
        let shown = self.maximum_migratable.as_ref().filter(|_| self.maximum);
        write_list("maximumMigratable", shown, w);
        w.end();
        start(w, "host-model", self.host_model.is_some());
        if let Some(cpu) = &self.host_model {
            w.long_form();
            cpu.write_nodes(w);
        }
        w.end();
        start(w, "custom", !self.models.is_empty());
        self.models.iter().for_each(|model| model.write_both(w));
        w.end();
    }
}

impl CpuModelCaps {
    fn write_both(&self, w: &mut Writer) {
        let vendor = self.vendor.clone().unwrap_or_else(|| UNKNOWN.into());
        let element = ModelElement {
            usable: self.usable,
            deprecated: self.deprecated,
            vendor: Some(vendor),
            canonical: self.canonical.clone(),
            name: self.name.clone(),
        };
        element.write("model", w);
        if let Some(features) = &self.blockers {
            w.start("blockers");
            w.attr("model", &self.name);
            w.long_form();
            for feature in features {
                w.start("feature");
                w.attr("name", feature);
                w.end();
            }
            w.end();
        }
    }
}
