//! The host.

use async_trait::async_trait;
use vir_driver::facets::Host;
use vir_types::info::{NodeCpuMap, NodeCpuStat, NodeInfo, NodeMemoryStat, SecurityModel};
use vir_types::{Code, Error, NoFlags, Result};

use crate::QemuDriver;
use crate::host::processor::cpuinfo;
use crate::host::sys::{SYSTEM, Sys};
use crate::host::topology;
use crate::shared::error;

/// The number that stands for all processors or all nodes.
const ALL: i32 = -1;

fn invalid(text: impl AsRef<str>) -> Error {
    error(Code::INVALID_ARG, text)
}

fn lost(what: &str) -> Error {
    error(Code::INTERNAL_ERROR, format!("the kernel does not tell {what}"))
}

fn memory(file: &Sys, name: &str, key: &str) -> Result<u64> {
    file.memory_kib(name, key).ok_or_else(|| lost("how its memory is used"))
}

#[async_trait]
impl Host for QemuDriver {
    /// Since: 0.2.0.
    async fn node_get_info(&self) -> Result<NodeInfo> {
        let shape = topology::shape(&Sys::new(SYSTEM));
        let mut info = NodeInfo::default();
        info.model.clone_from(&self.shared.host.arch);
        info.memory_kib = memory(&Sys::new("/proc"), "meminfo", "MemTotal")?;
        info.cpus = shape.online;
        let mhz = cpuinfo("cpu MHz").and_then(|text| text.split('.').next()?.parse().ok());
        info.mhz = mhz.unwrap_or(0);
        (info.nodes, info.sockets) = (shape.nodes, shape.sockets);
        (info.cores, info.threads) = (shape.cores, shape.threads);
        Ok(info)
    }

    /// Since: 1.0.0.
    async fn node_get_cpu_map(
        &self,
        need_map: bool,
        need_online: bool,
        flags: NoFlags,
    ) -> Result<NodeCpuMap> {
        flags.allow(NoFlags::empty())?;
        let system = Sys::new(SYSTEM);
        let (present, online) = (topology::present(&system), topology::online(&system));
        let cpus = present.last().map_or(0, |last| last.saturating_add(1));
        let mut map = NodeCpuMap::default();
        map.cpus = cpus;
        if need_online {
            map.online = online.len();
        }
        if need_map {
            map.cpumap = vec![0; usize::try_from(cpus.div_ceil(8)).unwrap_or(0)];
            for cpu in online.iter() {
                if let Some(byte) = map.cpumap.get_mut(usize::try_from(cpu / 8).unwrap_or(usize::MAX)) {
                    *byte |= 1 << (cpu % 8);
                }
            }
        }
        Ok(map)
    }

    /// Since: 0.9.3.
    async fn node_get_cpu_stats(&self, cpu_num: i32, flags: NoFlags) -> Result<Vec<NodeCpuStat>> {
        flags.allow(NoFlags::empty())?;
        let wanted = match cpu_num {
            ALL => "cpu".to_owned(),
            number => format!("cpu{number}"),
        };
        let text = Sys::new("/proc").text("stat").ok_or_else(|| lost("how its processors are used"))?;
        let line = text.lines().find_map(|line| line.strip_prefix(&wanted)?.strip_prefix(' '));
        let line = line.ok_or_else(|| invalid("Invalid cpuNum in node_get_cpu_stats"))?;
        let ticks: Vec<u64> = line.split_ascii_whitespace().filter_map(|word| word.parse().ok()).collect();
        let at = |place: usize| ticks.get(place).copied().unwrap_or(0);
        let per_second = vir_util::ticks_per_second();
        let stat = |field: &str, places: &[usize]| {
            let sum = places.iter().fold(0_u64, |sum, place| sum.saturating_add(at(*place)));
            let mut stat = NodeCpuStat::default();
            stat.field = field.to_owned();
            stat.value = sum.saturating_mul(1_000_000_000 / per_second);
            stat
        };
        // In the kernel's line: user, nice, system, idle, waiting, hard and soft interrupts.
        Ok(vec![stat("kernel", &[2, 5, 6]), stat("user", &[0, 1]), stat("idle", &[3]), stat("iowait", &[4])])
    }

    /// Since: 0.9.3.
    async fn node_get_memory_stats(&self, cell_num: i32, flags: NoFlags) -> Result<Vec<NodeMemoryStat>> {
        flags.allow(NoFlags::empty())?;
        let names: &[(&str, &str)] = match cell_num {
            ALL => {
                &[("total", "MemTotal"), ("free", "MemFree"), ("buffers", "Buffers"), ("cached", "Cached")]
            }
            _ => &[("total", "MemTotal"), ("free", "MemFree")],
        };
        let file = match u32::try_from(cell_num) {
            Ok(node) => Sys::new(SYSTEM).at(format!("node/node{node}")),
            Err(_) if cell_num == ALL => Sys::new("/proc"),
            Err(_) => return Err(invalid("cellNum in node_get_memory_stats must be a node of the host")),
        };
        if !file.exists() {
            let text = format!("cellNum in node_get_memory_stats: the host has no node {cell_num}");
            return Err(invalid(text));
        }
        let stats = names.iter().map(|(field, key)| {
            let mut stat = NodeMemoryStat::default();
            stat.field = (*field).to_owned();
            stat.value = memory(&file, "meminfo", key)?;
            Ok(stat)
        });
        stats.collect()
    }

    /// Since: 0.4.4.
    async fn node_get_free_memory(&self) -> Result<u64> {
        Ok(memory(&Sys::new("/proc"), "meminfo", "MemFree")?.saturating_mul(1024))
    }

    /// Since: 0.4.4.
    async fn node_get_cells_free_memory(&self, start_cell: i32, max: u32) -> Result<Vec<u64>> {
        let system = Sys::new(SYSTEM);
        let nodes = topology::nodes(&system);
        let last = nodes.last().map_or(0, |(number, _)| *number);
        let Some(first) = u32::try_from(start_cell).ok().filter(|first| *first <= last) else {
            let text = format!("start cell {start_cell} out of range (0-{last})");
            return Err(error(Code::INTERNAL_ERROR, text));
        };
        let end = last.min(first.saturating_add(max.saturating_sub(1)));
        let free = (first..=end).filter(|_| max > 0).map(|node| {
            let kib = system.at(format!("node/node{node}")).memory_kib("meminfo", "MemFree");
            let kib =
                kib.or_else(|| Sys::new("/proc").memory_kib("meminfo", "MemFree").filter(|_| last == 0));
            kib.unwrap_or(0).saturating_mul(1024)
        });
        Ok(free.collect())
    }

    /// Since: 1.2.6.
    async fn node_get_free_pages(
        &self,
        pages_kib: &[u32],
        start_cell: i32,
        cell_count: u32,
        flags: NoFlags,
    ) -> Result<Vec<u64>> {
        flags.allow(NoFlags::empty())?;
        let system = Sys::new(SYSTEM);
        let first = u32::try_from(start_cell).map_err(|_| invalid("the first node must be 0 or more"))?;
        let mut free = Vec::new();
        let end = first.saturating_add(cell_count);
        for (node, _) in topology::nodes(&system).into_iter().filter(|(node, _)| (first..end).contains(node))
        {
            let folder = system.at(format!("node/node{node}"));
            for size in pages_kib {
                let count = if u64::from(*size) == self.shared.host.page_size_kib {
                    folder.memory_kib("meminfo", "MemFree").and_then(|kib| kib.checked_div(u64::from(*size)))
                } else {
                    folder.number(&format!("hugepages/hugepages-{size}kB/free_hugepages"))
                };
                let text = || format!("page size {size} is not available on node {node}");
                free.push(count.ok_or_else(|| error(Code::OPERATION_FAILED, text()))?);
            }
        }
        if free.is_empty() {
            return Err(error(Code::OPERATION_INVALID, "no suitable info found"));
        }
        Ok(free)
    }

    /// Since: 0.6.1.
    async fn node_get_security_model(&self) -> Result<SecurityModel> {
        let mut model = SecurityModel::default();
        model.model.clone_from(&self.shared.config.security_model);
        "0".clone_into(&mut model.doi);
        Ok(model)
    }
}
