//! `<cachetune>` and `<memorytune>`: shares of the host's caches and memory bandwidth.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

use vir_types::{Code, Result};

use crate::bitmap::CpuSet;
use crate::common::{refuse, wrong};

/// Shares of the host's caches for some virtual CPUs.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CachetuneDef {
    /// Numbers of the virtual CPUs.
    #[xml(
        attr,
        missing(Missing, "Missing cachetune attribute 'vcpus'"),
        invalid(Invalid, "Invalid cachetune attribute 'vcpus' value '{value}'")
    )]
    pub vcpus: CpuSet,
    /// Name of the host's group.
    #[xml(attr, live)]
    pub id: Option<String>,
    /// The shares.
    #[xml(child = "cache")]
    pub caches: Vec<CacheShareDef>,
    /// What is counted.
    #[xml(child = "monitor")]
    pub monitors: Vec<CacheMonitorDef>,
}

/// A share of one cache of the host.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CacheShareDef {
    /// Number of the cache.
    pub id: u32,
    /// Its level.
    pub level: u32,
    /// What it holds.
    pub kind: CacheType,
    /// The share, in bytes.
    pub size_bytes: u64,
}

impl XmlElement for CacheShareDef {
    fn read(node: vir_xml::Node<'_>) -> vir_xml::Result<Self> {
        use vir_xml::XmlValue as _;
        let size = vir_xml::read_scaled_attr(node, "size", "unit", vir_xml::Scale::Bytes)?;
        Ok(Self {
            id: vir_xml::require_attr(node, "id", u32::from_text)?,
            level: vir_xml::require_attr(node, "level", u32::from_text)?,
            kind: vir_xml::require_attr(node, "type", CacheType::from_text)?,
            size_bytes: size.ok_or_else(|| node.missing_attr("size"))?,
        })
    }

    fn write_attrs(&self, w: &mut vir_xml::Writer) {
        let (size, unit) = vir_xml::pretty_size(self.size_bytes);
        w.attr_fmt("id", format_args!("{}", self.id));
        w.attr_fmt("level", format_args!("{}", self.level));
        w.attr("type", self.kind.as_str());
        w.attr_fmt("size", format_args!("{size}"));
        w.attr("unit", unit);
    }

    fn write_nodes(&self, _: &mut vir_xml::Writer) {}
}

/// What a cache holds.
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

/// Counts how a cache is used.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CacheMonitorDef {
    /// Level of the cache; only 3 can be counted.
    #[xml(attr, required)]
    pub level: u32,
    /// Numbers of the virtual CPUs.
    #[xml(
        attr,
        missing(Missing, "Missing monitor attribute 'vcpus'"),
        invalid(Invalid, "Invalid monitor attribute 'vcpus' value '{value}'")
    )]
    pub vcpus: CpuSet,
}

/// Shares of the host's memory bandwidth for some virtual CPUs.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MemorytuneDef {
    /// Numbers of the virtual CPUs.
    #[xml(
        attr,
        missing(Missing, "Missing memorytune attribute 'vcpus'"),
        invalid(Invalid, "Invalid memorytune attribute 'vcpus' value '{value}'")
    )]
    pub vcpus: CpuSet,
    /// Name of the host's group.
    #[xml(attr, live)]
    pub id: Option<String>,
    /// The shares.
    #[xml(child = "node")]
    pub nodes: Vec<MemoryShareDef>,
    /// What is counted.
    #[xml(child = "monitor")]
    pub monitors: Vec<MemoryMonitorDef>,
}

/// A share of the bandwidth of one memory node.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MemoryShareDef {
    /// Number of the node.
    #[xml(attr, required)]
    pub id: u32,
    /// The share, in percent.
    #[xml(attr, required)]
    pub bandwidth: u32,
}

/// Counts how memory bandwidth is used.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MemoryMonitorDef {
    /// Numbers of the virtual CPUs.
    #[xml(
        attr,
        missing(Missing, "Missing monitor attribute 'vcpus'"),
        invalid(Invalid, "Invalid monitor attribute 'vcpus' value '{value}'")
    )]
    pub vcpus: CpuSet,
}

impl super::cputune::CputuneDef {
    /// Keeps shares to the virtual CPUs that there are, in their canonical order.
    ///
    /// # Errors
    /// `XmlError`: shares of the same cache or node twice, or virtual CPUs in more than one group.
    pub(super) fn complete_shares(&mut self, max: u32) -> Result<()> {
        let present = if max == 0 { CpuSet::new() } else { CpuSet::range(0, max.saturating_sub(1)) };
        for tune in &mut self.cachetunes {
            tune.vcpus = tune.vcpus.intersection(&present);
            tune.monitors.iter_mut().for_each(|it| it.vcpus = it.vcpus.intersection(&present));
            tune.complete()?;
        }
        for tune in &mut self.memorytunes {
            tune.vcpus = tune.vcpus.intersection(&present);
            tune.monitors.iter_mut().for_each(|it| it.vcpus = it.vcpus.intersection(&present));
            tune.complete()?;
        }
        self.cachetunes
            .retain(|it| !it.vcpus.is_empty() && (!it.caches.is_empty() || !it.monitors.is_empty()));
        self.memorytunes
            .retain(|it| !it.vcpus.is_empty() && (!it.nodes.is_empty() || !it.monitors.is_empty()));
        let mut groups = Groups::default();
        for tune in &self.cachetunes {
            match groups.find(&tune.vcpus) {
                Found::Nothing => groups.add(&tune.vcpus, &[])?,
                Found::Same(_) => return wrong("Identical vcpus in cachetunes found"),
                Found::Part => return wrong(OVERLAP),
            }
        }
        for tune in &self.memorytunes {
            match groups.find(&tune.vcpus) {
                Found::Nothing => groups.add(&tune.vcpus, &tune.nodes)?,
                Found::Same(group) => groups.extend(group, &tune.nodes)?,
                Found::Part => return wrong(OVERLAP),
            }
        }
        Ok(())
    }
}

/// The groups of virtual CPUs that share caches and memory: which group each CPU is in, and what CPUs
/// and memory nodes each group has.
#[derive(Default)]
struct Groups<'a> {
    owners: HashMap<u32, usize>,
    groups: Vec<(&'a CpuSet, HashSet<u32>)>,
}

/// What is known of a set of CPUs.
enum Found {
    /// None of them is in a group.
    Nothing,
    /// They are this group.
    Same(usize),
    /// Some are in a group of others.
    Part,
}

impl<'a> Groups<'a> {
    fn find(&self, vcpus: &CpuSet) -> Found {
        let Some(first) = vcpus.iter().filter_map(|cpu| self.owners.get(&cpu).copied()).min() else {
            return Found::Nothing;
        };
        match self.groups.get(first) {
            Some((known, _)) if *known == vcpus => Found::Same(first),
            _ => Found::Part,
        }
    }

    fn add(&mut self, vcpus: &'a CpuSet, nodes: &[MemoryShareDef]) -> Result<()> {
        let group = self.groups.len();
        self.owners.extend(vcpus.iter().map(|cpu| (cpu, group)));
        self.groups.push((vcpus, HashSet::new()));
        self.extend(group, nodes)
    }

    fn extend(&mut self, group: usize, nodes: &[MemoryShareDef]) -> Result<()> {
        let Some((_, known)) = self.groups.get_mut(group) else { return Ok(()) };
        match nodes.iter().find(|node| !known.insert(node.id)) {
            Some(node) => wrong(format!("Memory Bandwidth already defined for node {}", node.id)),
            None => Ok(()),
        }
    }
}

const OVERLAP: &str = "Overlapping vcpus in resctrls";

impl CachetuneDef {
    fn complete(&mut self) -> Result<()> {
        if self.vcpus.is_empty() {
            return Ok(());
        }
        // Whether a cache is shared out for code and for data.
        let mut taken: HashMap<(u32, u32), [bool; 2]> = HashMap::new();
        for share in &self.caches {
            let [code, data] = taken.entry((share.level, share.id)).or_default();
            let clashes = match share.kind {
                CacheType::Both => std::mem::replace(code, true) | std::mem::replace(data, true),
                CacheType::Code => std::mem::replace(code, true),
                CacheType::Data => std::mem::replace(data, true),
            };
            if clashes {
                return wrong(format!(
                    "Colliding cache allocations for cache level '{}' id '{}', type '{}'",
                    share.level, share.id, share.kind
                ));
            }
        }
        self.caches.sort_by_key(|share| (share.level, share.kind as u8, share.id));
        if let Some(monitor) = self.monitors.iter().find(|monitor| monitor.level != 3) {
            return wrong(format!("Invalid monitor cache level '{}'", monitor.level));
        }
        let monitors: Vec<&CpuSet> = self.monitors.iter().map(|monitor| &monitor.vcpus).collect();
        check_monitors(&monitors, &self.vcpus, self.caches.is_empty())
    }
}

impl MemorytuneDef {
    fn complete(&mut self) -> Result<()> {
        if self.vcpus.is_empty() {
            return Ok(());
        }
        let mut seen = HashSet::new();
        if let Some(twice) = self.nodes.iter().find(|share| !seen.insert(share.id)) {
            return wrong(format!("Memory Bandwidth already defined for node {}", twice.id));
        }
        self.nodes.sort_by_key(|share| share.id);
        let monitors: Vec<&CpuSet> = self.monitors.iter().map(|monitor| &monitor.vcpus).collect();
        check_monitors(&monitors, &self.vcpus, self.nodes.is_empty())
    }
}

/// Checks what monitors count: parts of the group, apart from each other unless one counts all of it.
fn check_monitors(monitors: &[&CpuSet], group: &CpuSet, no_share: bool) -> Result<()> {
    let mut seen = HashSet::new();
    let mut counted = HashSet::new();
    for own in monitors {
        if own.is_empty() {
            return refuse(Code::INVALID_ARG, "vcpus is empty");
        }
        if own.intersection(group) != **own {
            return refuse(Code::INVALID_ARG, "Monitor vcpus conflicts with allocation");
        }
        if !seen.insert(*own) {
            return refuse(Code::INVALID_ARG, "Identical vcpus found in same type monitors");
        }
        // A monitor of all CPUs of a group that shares something overlaps with every other.
        let counts_all = !no_share && *own == group;
        if !counts_all && !own.iter().all(|cpu| counted.insert(cpu)) {
            return refuse(Code::INVALID_ARG, "vcpus overlaps in resctrl groups");
        }
    }
    Ok(())
}
