//! `<cache>` and `<memory_bandwidth>` of a host: what can be shared out among guests.

use serde::{Deserialize, Serialize};
use vir_xml::{
    Node, Scale, Writer, XmlElement, XmlEnum, XmlValue as _, pretty_size, read_scaled_attr, require_attr,
};

use crate::bitmap::CpuSet;

/// The caches of a host.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct HostCache {
    /// The caches.
    #[xml(child = "bank")]
    pub banks: Vec<CacheBank>,
    /// How their use can be watched.
    #[xml(child = "monitor")]
    pub monitor: Option<ResctrlMonitor>,
}

/// A cache.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CacheBank {
    /// Its number.
    pub id: u32,
    /// Its level.
    pub level: u32,
    /// What it is for.
    pub cache_type: CacheType,
    /// **Bytes**.
    pub size_bytes: u64,
    /// CPUs that have it.
    pub cpus: CpuSet,
    /// How it can be shared out.
    pub controls: Vec<CacheControl>,
}

/// What a cache is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum CacheType {
    /// Code and data.
    #[default]
    Both,
    /// Code.
    Code,
    /// Data.
    Data,
}

/// How a cache can be shared out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CacheControl {
    /// In steps of so many **bytes**.
    pub granularity_bytes: u64,
    /// At least so many **bytes**; 0 is one step.
    pub min_bytes: u64,
    /// What for.
    pub scope: CacheType,
    /// Into at most so many parts.
    pub max_allocations: u32,
}

impl XmlElement for CacheBank {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        let size = read_scaled_attr(node, "size", "unit", Scale::Bytes)?;
        let controls = node.elements().filter(|child| child.key() == "control").map(CacheControl::read);
        Ok(Self {
            id: require_attr(node, "id", u32::from_text)?,
            level: require_attr(node, "level", u32::from_text)?,
            cache_type: require_attr(node, "type", CacheType::from_text)?,
            size_bytes: size.ok_or_else(|| node.missing_attr("size"))?,
            cpus: require_attr(node, "cpus", CpuSet::from_text)?,
            controls: controls.collect::<vir_xml::Result<_>>()?,
        })
    }

    fn write_attrs(&self, w: &mut Writer) {
        let (size, unit) = pretty_size(self.size_bytes);
        w.attr("id", &self.id.to_string());
        w.attr("level", &self.level.to_string());
        w.attr("type", self.cache_type.as_str());
        w.attr("size", &size.to_string());
        w.attr("unit", unit);
        w.attr("cpus", &self.cpus.to_string());
    }

    fn write_nodes(&self, w: &mut Writer) {
        self.controls.iter().for_each(|control| control.write("control", w));
    }
}

impl XmlElement for CacheControl {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        let granularity = read_scaled_attr(node, "granularity", "unit", Scale::Bytes)?;
        Ok(Self {
            granularity_bytes: granularity.ok_or_else(|| node.missing_attr("granularity"))?,
            min_bytes: read_scaled_attr(node, "min", "unit", Scale::Bytes)?.unwrap_or_default(),
            scope: require_attr(node, "type", CacheType::from_text)?,
            max_allocations: require_attr(node, "maxAllocs", u32::from_text)?,
        })
    }

    fn write_attrs(&self, w: &mut Writer) {
        let (mut granularity, mut unit) = pretty_size(self.granularity_bytes);
        let (mut min, min_unit) = pretty_size(self.min_bytes);
        if min > 0 {
            // One unit for both: the smaller.
            let bytes = |size: u64, short: u64| size.checked_div(short).unwrap_or(1);
            let (own, other) = (bytes(self.granularity_bytes, granularity), bytes(self.min_bytes, min));
            if other > own {
                min = bytes(self.min_bytes, own);
            } else if other < own {
                unit = min_unit;
                granularity = bytes(self.granularity_bytes, other);
            }
        }
        w.attr("granularity", &granularity.to_string());
        if min > 0 {
            w.attr("min", &min.to_string());
        }
        w.attr("unit", unit);
        w.attr("type", self.scope.as_str());
        w.attr("maxAllocs", &self.max_allocations.to_string());
    }

    fn write_nodes(&self, _: &mut Writer) {}
}

/// How a use can be watched.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ResctrlMonitor {
    /// Level of the cache.
    pub level: Option<u32>,
    /// **Bytes** below which a monitor's number can be used again.
    pub reuse_threshold: Option<u32>,
    /// How many there can be.
    pub max_monitors: u32,
    /// What can be watched.
    pub features: Vec<String>,
}

#[derive(XmlElement)]
struct Monitor {
    #[xml(attr)]
    level: Option<u32>,
    #[xml(attr = "reuseThreshold")]
    reuse_threshold: Option<u32>,
    #[xml(attr = "maxMonitors", required)]
    max_monitors: u32,
    #[xml(attr = "feature/@name")]
    features: Vec<String>,
}

impl XmlElement for ResctrlMonitor {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        let Monitor { level, reuse_threshold, max_monitors, features } = Monitor::read(node)?;
        Ok(Self { level, reuse_threshold, max_monitors, features })
    }

    fn write_attrs(&self, w: &mut Writer) {
        w.long_form();
        if let Some(level) = self.level {
            w.attr("level", &level.to_string());
        }
        if let Some(threshold) = self.reuse_threshold {
            w.attr("reuseThreshold", &threshold.to_string());
        }
        w.attr("maxMonitors", &self.max_monitors.to_string());
    }

    fn write_nodes(&self, w: &mut Writer) {
        for feature in &self.features {
            w.start("feature");
            w.attr("name", feature);
            w.end();
        }
    }

    fn write(&self, name: &str, w: &mut Writer) {
        if self.features.is_empty() {
            return;
        }
        w.start(name);
        self.write_attrs(w);
        self.write_nodes(w);
        w.end();
    }
}

/// How a host's memory can be shared out.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct MemoryBandwidth {
    /// By memory cell.
    #[xml(child = "node")]
    pub nodes: Vec<MemoryBandwidthNode>,
    /// How its use can be watched.
    #[xml(child = "monitor")]
    pub monitor: Option<ResctrlMonitor>,
}

/// How the memory of a cell can be shared out.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MemoryBandwidthNode {
    /// Number of the cell.
    #[xml(attr, required)]
    pub id: u32,
    /// CPUs of the cell.
    #[xml(attr, required)]
    pub cpus: CpuSet,
    /// In steps of so many **hundredths**.
    #[xml(attr = "control/@granularity", required)]
    pub granularity: u32,
    /// At least so many **hundredths**.
    #[xml(attr = "control/@min", required)]
    pub min: u32,
    /// Into at most so many parts.
    #[xml(attr = "control/@maxAllocs", required)]
    pub max_allocations: u32,
}
