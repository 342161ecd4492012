//! What else guests can have.

use serde::{Deserialize, Serialize};
use vir_xml::{Node, Scale, Writer, XmlElement, XmlValue as _, read_scaled, read_scaled_attr, require_attr};

use super::{GicCaps, HypervCaps, LaunchSecurityCaps};

/// What else guests can have.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DomainFeatureCaps {
    /// Interrupt controllers of ARM.
    #[xml(child = "gic")]
    pub gic: Option<GicCaps>,
    /// A note about a crash.
    #[xml(attr = "vmcoreinfo/@supported")]
    pub vmcoreinfo: Option<bool>,
    /// A number that changes when a guest is copied.
    #[xml(attr = "genid/@supported")]
    pub genid: Option<bool>,
    /// Chains of images that the document gives.
    #[xml(attr = "backingStoreInput/@supported")]
    pub backing_store_input: Option<bool>,
    /// Backups of what has changed.
    #[xml(attr = "backup/@supported")]
    pub backup: Option<bool>,
    /// Ending while memory is still being freed.
    #[xml(attr = "async-teardown/@supported")]
    pub async_teardown: Option<bool>,
    /// Protected guests of s390.
    #[xml(attr = "s390-pv/@supported")]
    pub s390_pv: Option<bool>,
    /// A PS/2 controller, or none.
    #[xml(attr = "ps2/@supported")]
    pub ps2: Option<bool>,
    /// Encrypted guests of AMD.
    #[xml(child = "sev")]
    pub sev: Option<SevCaps>,
    /// Encrypted memory of Intel.
    #[xml(child = "sgx")]
    pub sgx: Option<SgxCaps>,
    /// What Microsoft's systems know.
    #[xml(child = "hyperv")]
    pub hyperv: Option<HypervCaps>,
    /// Guests that the host cannot look into.
    #[xml(child = "launchSecurity")]
    pub launch_security: Option<LaunchSecurityCaps>,
}

/// Encrypted guests of AMD.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SevCaps {
    /// Whether there can be any.
    #[xml(attr, required)]
    pub supported: bool,
    /// The bit of an address that means encrypted.
    #[xml(text = "cbitpos")]
    pub c_bit_position: Option<u32>,
    /// Bits that addresses lose.
    #[xml(text = "reducedPhysBits")]
    pub reduced_phys_bits: Option<u32>,
    /// How many guests there can be.
    #[xml(text = "maxGuests")]
    pub max_guests: Option<u32>,
    /// How many guests with encrypted state there can be.
    #[xml(text = "maxESGuests")]
    pub max_es_guests: Option<u32>,
    /// Number of the first processor.
    #[xml(text = "cpu0Id")]
    pub cpu0_id: Option<String>,
}

/// Encrypted memory of Intel.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SgxCaps {
    /// Whether there can be any.
    pub supported: bool,
    /// Whether guests control who may use it.
    pub flc: bool,
    /// Version 1.
    pub sgx1: bool,
    /// Version 2.
    pub sgx2: bool,
    /// **KiB** in all.
    pub section_size_kib: u64,
    /// By memory cell.
    pub sections: Vec<SgxSection>,
}

/// Encrypted memory of a cell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SgxSection {
    /// Number of the cell.
    pub node: u32,
    /// **KiB**.
    pub size_kib: u64,
}

#[derive(XmlElement)]
struct SgxWords {
    #[xml(text = "flc")]
    flc: bool,
    #[xml(text = "sgx1")]
    sgx1: bool,
    #[xml(text = "sgx2")]
    sgx2: bool,
}

impl XmlElement for SgxCaps {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        let SgxWords { flc, sgx1, sgx2 } = SgxWords::read(node)?;
        let size = node.child("section_size").map(|child| {
            let unit = child.attr("unit").map(|attr| attr.value);
            read_scaled(child, unit, Scale::Kib)
        });
        let sections = node.child("sections").into_iter().flat_map(|child| child.elements());
        Ok(Self {
            supported: require_attr(node, "supported", bool::from_text)?,
            flc,
            sgx1,
            sgx2,
            section_size_kib: size.transpose()?.flatten().unwrap_or_default(),
            sections: sections.map(SgxSection::read).collect::<vir_xml::Result<_>>()?,
        })
    }

    fn write_attrs(&self, w: &mut Writer) {
        w.attr("supported", if self.supported { "yes" } else { "no" });
    }

    fn write_nodes(&self, w: &mut Writer) {
        if !self.supported {
            return;
        }
        for (name, has) in [("flc", self.flc), ("sgx1", self.sgx1), ("sgx2", self.sgx2)] {
            w.text_element(name, if has { "yes" } else { "no" });
        }
        w.start("section_size");
        w.attr("unit", "KiB");
        w.text(&self.section_size_kib.to_string());
        w.end();
        if !self.sections.is_empty() {
            w.start("sections");
            self.sections.iter().for_each(|section| section.write("section", w));
            w.end();
        }
    }
}

impl XmlElement for SgxSection {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        let size = read_scaled_attr(node, "size", "unit", Scale::Kib)?;
        Ok(Self { node: require_attr(node, "node", u32::from_text)?, size_kib: size.unwrap_or_default() })
    }

    fn write_attrs(&self, w: &mut Writer) {
        w.attr("node", &self.node.to_string());
        w.attr("size", &self.size_kib.to_string());
        w.attr("unit", "KiB");
    }

    fn write_nodes(&self, _: &mut Writer) {}
}
