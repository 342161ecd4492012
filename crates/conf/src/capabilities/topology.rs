//! `<topology>` of a host: its memory cells.

use serde::{Deserialize, Serialize};
use vir_xml::{Node, Scale, Writer, XmlElement, XmlValue as _, read_own_text, read_scaled_attr};

use crate::bitmap::CpuSet;
use crate::cpu::{NumaCache, NumaInterconnects, NumaSibling};

/// The memory cells of a host.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HostTopology {
    /// The cells.
    pub cells: Vec<HostCell>,
    /// How fast they are for each other.
    pub interconnects: Option<NumaInterconnects>,
}

/// A memory cell.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HostCell {
    /// Its number.
    pub id: i32,
    /// Its memory, in **KiB**.
    pub memory_kib: Option<u64>,
    /// Its pages, by size.
    pub pages: Vec<HostCellPages>,
    /// How far other cells are.
    pub distances: Vec<NumaSibling>,
    /// Caches of its memory.
    pub caches: Vec<NumaCache>,
    /// Its CPUs.
    pub cpus: Vec<HostCellCpu>,
}

/// Pages of one size.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HostCellPages {
    /// **KiB** of each.
    pub size_kib: u64,
    /// How many.
    pub count: u64,
}

/// A CPU of a cell.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HostCellCpu {
    /// Its number.
    #[xml(attr, required)]
    pub id: u32,
    /// Number of its socket.
    #[xml(attr)]
    pub socket_id: Option<i32>,
    /// Number of its die in the socket.
    #[xml(attr)]
    pub die_id: Option<i32>,
    /// Number of its cluster in the die.
    #[xml(attr)]
    pub cluster_id: Option<i32>,
    /// Number of its core in the cluster.
    #[xml(attr)]
    pub core_id: Option<i32>,
    /// The CPUs of its core.
    #[xml(attr)]
    pub siblings: Option<CpuSet>,
}

#[derive(XmlElement)]
struct Distances {
    #[xml(child = "sibling")]
    siblings: Vec<NumaSibling>,
}

#[derive(XmlElement)]
struct Cpus {
    #[xml(child = "cpu")]
    cpus: Vec<HostCellCpu>,
}

impl XmlElement for HostTopology {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        let cells = node.child("cells").map(|cells| {
            cells.elements().filter(|child| child.key() == "cell").map(HostCell::read).collect()
        });
        Ok(Self {
            cells: cells.transpose()?.unwrap_or_default(),
            interconnects: node.child("interconnects").map(NumaInterconnects::read).transpose()?,
        })
    }

    fn write_attrs(&self, _: &mut Writer) {}

    fn write_nodes(&self, w: &mut Writer) {
        w.start("cells");
        w.attr("num", &self.cells.len().to_string());
        w.long_form();
        self.cells.iter().for_each(|cell| cell.write("cell", w));
        w.end();
        if let Some(interconnects) = self.interconnects.as_ref().filter(|all| !all.list.is_empty()) {
            interconnects.write("interconnects", w);
        }
    }
}

impl XmlElement for HostCellPages {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        let size = read_scaled_attr(node, "size", "unit", Scale::Kib)?;
        Ok(Self {
            size_kib: size.ok_or_else(|| node.missing_attr("size"))?,
            count: read_own_text(node, "", u64::from_text)?.unwrap_or_default(),
        })
    }

    fn write_attrs(&self, w: &mut Writer) {
        w.attr("unit", "KiB");
        w.attr("size", &self.size_kib.to_string());
    }

    fn write_nodes(&self, w: &mut Writer) {
        w.text(&self.count.to_string());
    }
}

impl XmlElement for HostCell {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        let id = vir_xml::require_attr(node, "id", i32::from_text)?;
        let mut cell = Self { id, ..Self::default() };
        for child in node.elements() {
            match child.key() {
                "memory" => {
                    let unit = child.attr("unit").map(|attr| attr.value);
                    cell.memory_kib = vir_xml::read_scaled(child, unit, Scale::Kib)?;
                }
                "pages" => cell.pages.push(HostCellPages::read(child)?),
                "distances" => cell.distances = Distances::read(child)?.siblings,
                "cache" => cell.caches.push(NumaCache::read(child)?),
                "cpus" => cell.cpus = Cpus::read(child)?.cpus,
                _ => {}
            }
        }
        Ok(cell)
    }

    fn write_attrs(&self, w: &mut Writer) {
        w.attr("id", &self.id.to_string());
    }

    fn write_nodes(&self, w: &mut Writer) {
        if let Some(memory) = self.memory_kib.filter(|memory| *memory > 0) {
            w.start("memory");
            w.attr("unit", "KiB");
            w.text(&memory.to_string());
            w.end();
        }
        self.pages.iter().for_each(|pages| pages.write("pages", w));
        if self.distances.iter().any(|distance| distance.value != 0) {
            w.start("distances");
            let said = self.distances.iter().filter(|distance| distance.value != 0);
            said.for_each(|distance| distance.write("sibling", w));
            w.end();
        }
        self.caches.iter().for_each(|cache| cache.write("cache", w));
        w.start("cpus");
        w.attr("num", &self.cpus.len().to_string());
        self.cpus.iter().for_each(|cpu| cpu.write("cpu", w));
        w.end();
    }
}
