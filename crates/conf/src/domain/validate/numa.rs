//! Memory nodes of the guest and of the host.

use std::collections::{HashMap, HashSet};

use vir_types::{Code, Result};

use super::super::numatune::{NumaMode, NumaPlacement, NumatuneDef};
use super::super::{DomainDef, VcpuPlacement};
use crate::common::{refuse, unsupported, wrong};
use crate::cpu::{MemoryAccessType, NumaCell, NumaDef, NumaInterconnect};

/// What is known of one way between two nodes: its two ends, the cache, and what is measured.
#[derive(PartialEq, Eq, Hash)]
struct Link {
    is_latency: bool,
    initiator: u32,
    target: u32,
    cache: u32,
    kind: MemoryAccessType,
}

impl Link {
    fn new(connection: &NumaInterconnect) -> Self {
        match connection {
            NumaInterconnect::Latency(it) => Self {
                is_latency: true,
                initiator: it.initiator,
                target: it.target,
                cache: it.cache,
                kind: it.kind,
            },
            NumaInterconnect::Bandwidth(it) => Self {
                is_latency: false,
                initiator: it.initiator,
                target: it.target,
                cache: it.cache,
                kind: it.kind,
            },
        }
    }
}

impl DomainDef {
    /// The guest's own memory nodes.
    pub(super) fn cells(&self) -> &[NumaCell] {
        self.cpu.as_ref().and_then(|cpu| cpu.numa.as_ref()).map_or(&[], |numa| &numa.cells)
    }

    pub(super) fn check_numa(&self) -> Result<()> {
        self.check_cell_cpus()?;
        if let Some(tune) = &self.numatune {
            self.check_memory_binding(tune)?;
            self.check_node_bindings(tune)?;
        }
        match self.cpu.as_ref().and_then(|cpu| cpu.numa.as_deref()) {
            Some(numa) => numa.validate(),
            None => Ok(()),
        }
    }

    fn check_cell_cpus(&self) -> Result<()> {
        let sets = || self.cells().iter().filter_map(|cell| cell.cpus.as_ref());
        let total = sets().fold(0u64, |sum, cpus| sum.saturating_add(u64::from(cpus.len())));
        if total > u64::from(self.vcpus_max()) {
            return refuse(Code::INTERNAL_ERROR, "Number of CPUs in <numa> exceeds the <vcpu> count");
        }
        if sets().filter_map(crate::CpuSet::last).any(|last| last >= self.vcpus_max()) {
            return refuse(Code::INTERNAL_ERROR, "CPU IDs in <numa> exceed the <vcpu> count");
        }
        Ok(())
    }

    fn check_memory_binding(&self, tune: &NumatuneDef) -> Result<()> {
        let Some(memory) = &tune.memory else { return Ok(()) };
        if let Some(nodes) = memory.nodeset.as_ref().filter(|nodes| nodes.is_empty()) {
            return unsupported(format!("Invalid value of 'nodeset': {nodes}"));
        }
        let fixed = match memory.placement {
            Some(placement) => placement == NumaPlacement::Fixed,
            None => memory.nodeset.is_some() || self.vcpu_placement != Some(VcpuPlacement::Auto),
        };
        if fixed && memory.nodeset.is_none() {
            return unsupported("nodeset for NUMA memory tuning must be set if 'placement' is 'static'");
        }
        Ok(())
    }

    fn check_node_bindings(&self, tune: &NumatuneDef) -> Result<()> {
        if tune.nodes.is_empty() {
            return Ok(());
        }
        let memory = tune.memory.as_ref();
        if memory.is_some_and(|memory| memory.placement == Some(NumaPlacement::Auto)) {
            return unsupported("Per-node binding is not compatible with automatic NUMA placement.");
        }
        let count = self.cells().len();
        if count == 0 {
            return wrong("Element 'memnode' is invalid without any guest NUMA cells");
        }
        let whole = memory.map(|memory| memory.mode);
        let mut seen = HashSet::new();
        for node in &tune.nodes {
            if usize::try_from(node.cellid).map_or(true, |id| id >= count) {
                return wrong(
                    "Argument 'cellid' in memnode element must correspond to existing guest's NUMA cell",
                );
            }
            if !seen.insert(node.cellid) {
                return wrong(format!("Multiple memnode elements with cellid {}", node.cellid));
            }
            if node.nodeset.is_empty() {
                return unsupported(format!("Invalid value of 'nodeset': {}", node.nodeset));
            }
            let own = node.mode == NumaMode::Restrictive;
            let all = whole == Some(NumaMode::Restrictive);
            if all && !own {
                return wrong(
                    "'restrictive' mode is required in memnode element when mode is 'restrictive' in memory element",
                );
            }
            if own && !all {
                return wrong(
                    "'restrictive' mode is required in memory element when mode is 'restrictive' in memnode element",
                );
            }
        }
        Ok(())
    }
}

impl NumaDef {
    fn validate(&self) -> Result<()> {
        let mut caches = HashSet::new();
        let mut cells: HashMap<u32, &NumaCell> = HashMap::new();
        for cell in &self.cells {
            let id = cell.id.unwrap_or_default();
            cells.insert(id, cell);
            for cache in &cell.caches {
                if cache.level > 3 {
                    return wrong("Ain't nobody heard of that much cache level");
                }
                if !caches.insert((id, cache.level)) {
                    return wrong(format!("Cache level '{}' already defined", cache.level));
                }
            }
        }
        let (mut links, mut ways) = (HashSet::new(), HashSet::new());
        for connection in self.interconnects.iter().flat_map(|all| &all.list) {
            let link = Link::new(connection);
            let Some(initiator) = cells.get(&link.initiator) else {
                return wrong("'initiator' refers to a non-existent NUMA node");
            };
            if !cells.contains_key(&link.target) {
                return wrong("'target' refers to a non-existent NUMA node");
            }
            if initiator.cpus.is_none() {
                return wrong("NUMA nodes without CPUs can't be initiator");
            }
            if link.cache > 0 && !caches.contains(&(link.target, link.cache)) {
                return wrong("'cache' refers to a non-existent NUMA node cache");
            }
            let (from, to) = (link.initiator, link.target);
            if !links.insert(link) {
                return wrong("Duplicate info for NUMA latencies");
            }
            // A way and the way back are one.
            if from != to && ways.contains(&(to, from)) {
                return wrong("Link already defined");
            }
            ways.insert((from, to));
        }
        Ok(())
    }
}
