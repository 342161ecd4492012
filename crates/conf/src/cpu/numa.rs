//! `<numa>`: memory cells of a guest.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};
use vir_xml::{XmlChoice, XmlElement, XmlEnum};

use crate::bitmap::CpuSet;
use crate::domain::memory_backing::MemoryAccess;

/// Memory cells of a guest.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long, finish = "NumaDef::finish")]
#[non_exhaustive]
pub struct NumaDef {
    /// The cells.
    #[xml(child = "cell")]
    pub cells: Vec<NumaCell>,
    /// How fast the cells are for each other.
    #[xml(child = "interconnects", skip_empty)]
    pub interconnects: Option<Box<NumaInterconnects>>,
}

impl NumaDef {
    /// Memory of all cells, in KiB.
    #[must_use]
    pub fn memory_kib(&self) -> u64 {
        self.cells.iter().fold(0, |sum, cell| sum.saturating_add(cell.memory_kib))
    }

    /// Cells are numbered as they come, unless they say so themselves.
    fn finish(def: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        use vir_xml::Kind;
        let count = def.cells.len();
        if count == 0 {
            return Err(node.error(Kind::Missing, "NUMA topology defined without NUMA cells"));
        }
        // Which cell each of the guest's CPUs is in.
        let mut owners: HashMap<u32, u32> = HashMap::new();
        let mut seen = HashSet::new();
        let places = node.elements().filter(|child| child.key() == "cell");
        for ((at, cell), place) in (0u32..).zip(&mut def.cells).zip(places) {
            let id = *cell.id.get_or_insert(at);
            let refuse = |kind, text: String| Err(place.error(kind, text));
            if usize::try_from(id).map_or(true, |id| id >= count) {
                let text = "Exactly one 'cell' element per guest NUMA cell allowed, non-contiguous ranges or ranges not starting from 0 are not allowed";
                return refuse(Kind::Invalid, text.into());
            }
            if !seen.insert(id) {
                return refuse(Kind::Invalid, format!("Duplicate NUMA cell info for cell id '{id}'"));
            }
            let cpus = cell.cpus.iter().flat_map(CpuSet::iter);
            if let Some(other) = cpus.filter_map(|cpu| owners.insert(cpu, id)).min() {
                let text = format!("NUMA cells {id} and {other} have overlapping vCPU ids");
                return refuse(Kind::Unsupported, text);
            }
            check_distances(id, count, place)?;
        }
        def.complete_distances();
        def.cells.sort_by_key(|cell| cell.id);
        Ok(())
    }
}

impl NumaDef {
    /// A cell that knows a distance is near to itself, and as far from another as that is from it.
    fn complete_distances(&mut self) {
        if self.cells.iter().all(|cell| cell.distances.is_none()) {
            return;
        }
        let mut known: Vec<BTreeMap<u32, u32>> = vec![BTreeMap::new(); self.cells.len()];
        let at = |id: u32| usize::try_from(id).unwrap_or(usize::MAX);
        for cell in &self.cells {
            let own = cell.id.unwrap_or_default();
            for sibling in cell.distances.iter().flat_map(|distances| &distances.siblings) {
                if let Some(row) = known.get_mut(at(own)) {
                    row.entry(own).or_insert(NEAR);
                    row.insert(sibling.id, sibling.value);
                }
                if let Some(row) = known.get_mut(at(sibling.id)) {
                    row.entry(sibling.id).or_insert(NEAR);
                    row.entry(own).or_insert(sibling.value);
                }
            }
        }
        for cell in &mut self.cells {
            let row = known.get_mut(at(cell.id.unwrap_or_default())).map(std::mem::take).unwrap_or_default();
            let siblings: Vec<_> = row.into_iter().map(|(id, value)| NumaSibling { id, value }).collect();
            cell.distances = (!siblings.is_empty()).then_some(NumaDistances { siblings });
        }
    }
}

/// How far a cell is from itself.
const NEAR: u32 = 10;

/// How far a node is from the others: 10 to itself, more to others, 255 where there is no way.
fn check_distances(id: u32, count: usize, cell: vir_xml::Node<'_>) -> vir_xml::Result<()> {
    use vir_xml::{Kind, XmlValue as _, require_attr};
    let Some(distances) = cell.child("distances") else { return Ok(()) };
    let mut siblings = distances.elements().filter(|child| child.key() == "sibling").peekable();
    if siblings.peek().is_none() {
        return Err(distances.error(Kind::Missing, "NUMA distances defined without siblings"));
    }
    for sibling in siblings {
        let other = require_attr(sibling, "id", u32::from_text)?;
        if usize::try_from(other).map_or(true, |other| other >= count) {
            let text =
                format!("'sibling_id {other}' does not refer to a valid cell within NUMA 'cell id {id}'");
            return Err(sibling.error(Kind::Invalid, text));
        }
        let value = require_attr(sibling, "value", u32::from_text)?;
        if !(10..=255).contains(&value) || (other == id) != (value == NEAR) {
            let text =
                format!("'value {value}' is invalid for 'sibling id {other}' under NUMA 'cell id {id}'");
            return Err(sibling.error(Kind::Invalid, text));
        }
    }
    Ok(())
}

/// A memory cell.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NumaCell {
    /// Its number; always there after reading.
    pub id: Option<u32>,
    /// Virtual CPUs in it.
    pub cpus: Option<CpuSet>,
    /// Its memory, in KiB.
    pub memory_kib: u64,
    /// Who sees what is written.
    pub access: Option<MemoryAccess>,
    /// Its content need not survive the guest.
    pub discard: Option<bool>,
    /// How far other cells are.
    pub distances: Option<NumaDistances>,
    /// Caches of its memory.
    pub caches: Vec<NumaCache>,
}

impl XmlElement for NumaCell {
    fn read(node: vir_xml::Node<'_>) -> vir_xml::Result<Self> {
        use vir_xml::{XmlValue as _, read_attr};
        let memory = vir_xml::read_scaled_attr(node, "memory", "unit", vir_xml::Scale::Kib)?;
        let id = node.attr("id");
        let cpus = node.attr("cpus");
        let access = node.attr("memAccess");
        let discard = node.attr("discard");
        let caches = node.elements().filter(|child| child.key() == "cache");
        let distances = node.child("distances").map(NumaDistances::read).transpose()?;
        Ok(Self {
            id: id.map(|attr| read_attr(node, &attr, "", u32::from_text)).transpose()?,
            cpus: cpus
                .map(|attr| {
                    read_attr(node, &attr, "", CpuSet::from_text).map_err(|error| {
                        error.reworded(vir_xml::Kind::Argument, "Failed to parse bitmap '{value}'")
                    })
                })
                .transpose()?
                .filter(|cpus| !cpus.is_empty()),
            memory_kib: memory.ok_or_else(|| node.missing_attr("memory"))?,
            access: access.map(|attr| read_attr(node, &attr, "", MemoryAccess::from_text)).transpose()?,
            discard: discard.map(|attr| read_attr(node, &attr, "", bool::from_text)).transpose()?,
            distances: distances.filter(|distances| !distances.siblings.is_empty()),
            caches: caches.map(NumaCache::read).collect::<vir_xml::Result<_>>()?,
        })
    }

    fn write_attrs(&self, w: &mut vir_xml::Writer) {
        w.attr_fmt("id", format_args!("{}", self.id.unwrap_or_default()));
        if let Some(cpus) = &self.cpus {
            w.attr_fmt("cpus", format_args!("{cpus}"));
        }
        w.attr_fmt("memory", format_args!("{}", self.memory_kib));
        w.attr("unit", "KiB");
        if let Some(access) = self.access {
            w.attr("memAccess", access.as_str());
        }
        if let Some(discard) = self.discard {
            w.attr("discard", if discard { "yes" } else { "no" });
        }
    }

    fn write_nodes(&self, w: &mut vir_xml::Writer) {
        if let Some(distances) = &self.distances {
            distances.write("distances", w);
        }
        for cache in &self.caches {
            cache.write("cache", w);
        }
    }
}

/// How far other cells are.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NumaDistances {
    /// The cells.
    #[xml(child = "sibling")]
    pub siblings: Vec<NumaSibling>,
}

/// How far another cell is.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NumaSibling {
    /// Its number.
    #[xml(attr, required)]
    pub id: u32,
    /// How far; 10 is the cell itself.
    #[xml(attr, required)]
    pub value: u32,
}

/// A cache of a cell's memory.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NumaCache {
    /// Its level.
    pub level: u32,
    /// How it is organized.
    pub associativity: CacheAssociativity,
    /// When it is written back.
    pub policy: CachePolicy,
    /// Its size, in KiB.
    pub size_kib: u64,
    /// Size of a line, in bytes.
    pub line_bytes: u64,
}

impl XmlElement for NumaCache {
    fn read(node: vir_xml::Node<'_>) -> vir_xml::Result<Self> {
        use vir_xml::{Scale, XmlValue as _, read_scaled_attr, require_attr};
        let sized = |name: &str, scale| -> vir_xml::Result<u64> {
            let child = node.child(name).ok_or_else(|| node.missing_child(name))?;
            let size = read_scaled_attr(child, "value", "unit", scale)?;
            size.ok_or_else(|| child.missing_attr("value"))
        };
        Ok(Self {
            level: require_attr(node, "level", crate::domain::check::nonzero::from_text)?,
            associativity: require_attr(node, "associativity", CacheAssociativity::from_text)?,
            policy: require_attr(node, "policy", CachePolicy::from_text)?,
            size_kib: sized("size", Scale::Kib)?,
            line_bytes: sized("line", Scale::Bytes)?,
        })
    }

    fn write_attrs(&self, w: &mut vir_xml::Writer) {
        w.attr_fmt("level", format_args!("{}", self.level));
        w.attr("associativity", self.associativity.as_str());
        w.attr("policy", self.policy.as_str());
    }

    fn write_nodes(&self, w: &mut vir_xml::Writer) {
        w.start("size");
        w.attr_fmt("value", format_args!("{}", self.size_kib));
        w.attr("unit", "KiB");
        w.end();
        if self.line_bytes != 0 {
            w.start("line");
            w.attr_fmt("value", format_args!("{}", self.line_bytes));
            w.attr("unit", "B");
            w.end();
        }
    }
}

/// How a cache is organized.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum CacheAssociativity {
    /// `none`.
    #[default]
    None,
    /// `direct`.
    Direct,
    /// `full`.
    Full,
}

/// When a cache is written back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum CachePolicy {
    /// `none`.
    #[default]
    None,
    /// `writeback`.
    Writeback,
    /// `writethrough`.
    Writethrough,
}

/// How fast cells are for each other.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NumaInterconnects {
    /// The pairs of cells.
    #[xml(children)]
    pub list: Vec<NumaInterconnect>,
}

/// How fast a cell is for another.
#[derive(Debug, Clone, PartialEq, XmlChoice, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum NumaInterconnect {
    /// How long an access takes.
    Latency(NumaLatency),
    /// How much can be moved.
    Bandwidth(NumaBandwidth),
}

/// How long an access takes.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NumaLatency {
    /// Cell that asks.
    #[xml(attr, required)]
    pub initiator: u32,
    /// Cell that is asked.
    #[xml(attr, required)]
    pub target: u32,
    /// Level of the cache that is asked.
    #[xml(attr, skip_default)]
    pub cache: u32,
    /// Kind of access.
    #[xml(attr = "type", required)]
    pub kind: MemoryAccessType,
    /// **Nanoseconds**.
    #[xml(attr = "value", required)]
    pub nanoseconds: u64,
}

/// How much can be moved.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NumaBandwidth {
    /// Cell that asks.
    pub initiator: u32,
    /// Cell that is asked.
    pub target: u32,
    /// Level of the cache that is asked; 0 for none.
    pub cache: u32,
    /// Kind of access.
    pub kind: MemoryAccessType,
    /// KiB per second.
    pub kib_per_s: u64,
}

impl XmlElement for NumaBandwidth {
    fn read(node: vir_xml::Node<'_>) -> vir_xml::Result<Self> {
        use vir_xml::{Scale, XmlValue as _, read_attr, read_scaled_attr, require_attr};
        let cache = node.attr("cache");
        let value = read_scaled_attr(node, "value", "unit", Scale::Kib)?;
        Ok(Self {
            initiator: require_attr(node, "initiator", u32::from_text)?,
            target: require_attr(node, "target", u32::from_text)?,
            cache: cache.map(|attr| read_attr(node, &attr, "", u32::from_text)).transpose()?.unwrap_or(0),
            kind: require_attr(node, "type", MemoryAccessType::from_text)?,
            kib_per_s: value.ok_or_else(|| node.missing_attr("value"))?,
        })
    }

    fn write_attrs(&self, w: &mut vir_xml::Writer) {
        w.attr_fmt("initiator", format_args!("{}", self.initiator));
        w.attr_fmt("target", format_args!("{}", self.target));
        if self.cache != 0 {
            w.attr_fmt("cache", format_args!("{}", self.cache));
        }
        w.attr("type", self.kind.as_str());
        w.attr_fmt("value", format_args!("{}", self.kib_per_s));
        w.attr("unit", "KiB");
    }

    fn write_nodes(&self, _: &mut vir_xml::Writer) {}
}

/// Kind of access.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum MemoryAccessType {
    /// Reading and writing.
    #[default]
    Access,
    /// `read`.
    Read,
    /// `write`.
    Write,
}
