//! The guest's NUMA topology.

use vir_conf::DomainDef;
use vir_conf::cpu::{CacheAssociativity, CachePolicy, NumaCell, NumaInterconnect};
use vir_types::Result;

use super::context::{Context, unsupported};
use super::memory::{self, Piece};
use super::output::Output;

/// The cells of a guest.
pub(super) fn cells(def: &DomainDef) -> &[NumaCell] {
    let numa = def.cpu.as_ref().and_then(|cpu| cpu.numa.as_ref());
    numa.map(|numa| numa.cells.as_slice()).unwrap_or_default()
}

/// One of them.
pub(super) fn cell(def: &DomainDef, number: u32) -> Option<&NumaCell> {
    cells(def).iter().find(|cell| cell.id == Some(number))
}

/// Whether caches or the ways between cells are described.
pub(super) fn has_hmat(def: &DomainDef) -> bool {
    let numa = def.cpu.as_ref().and_then(|cpu| cpu.numa.as_ref());
    numa.is_some_and(|numa| {
        let ways = numa.interconnects.as_ref().is_some_and(|ways| !ways.list.is_empty());
        ways || numa.cells.iter().any(|cell| !cell.caches.is_empty())
    })
}

/// `-numa` with the memory of the cells.
pub(super) fn numa(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    let cells = cells(cx.def);
    if cells.is_empty() {
        return Ok(());
    }
    let hmat = has_hmat(cx.def);
    let mut backends = Vec::new();
    for (cell, at) in cells.iter().zip(0u32..) {
        let id = format!("ram-node{at}");
        backends.push(memory::backend(cx, out, &Piece::cell(&id, at, cell.memory_kib), false)?);
    }
    let by_size = cx.machine().is_some_and(|machine| machine.numa_mem);
    let objects = !by_size || hmat || backends.iter().any(|backend| backend.is_special);
    if !objects {
        memory::memory_path(cx, out)?;
    }
    let with_cpus = cells.iter().position(|cell| cell.cpus.is_some());
    let Some(first) = with_cpus else {
        return Err(unsupported("At least one NUMA node has to have CPUs"));
    };
    for (at, (cell, backend)) in cells.iter().zip(backends).enumerate() {
        let mut value = format!("node,nodeid={at}");
        if let Some(cpus) = &cell.cpus {
            for range in cpus.to_string().split(',') {
                value.push_str(&format!(",cpus={range}"));
            }
        }
        if hmat {
            value.push_str(&format!(",initiator={}", initiator(cx.def, at).unwrap_or(first)));
        }
        if objects {
            backend.write(cx, out);
            value.push_str(&format!(",memdev=ram-node{at}"));
        } else {
            value.push_str(&format!(",mem={}", cell.memory_kib / 1024));
        }
        out.option("-numa", value);
    }
    distances(cells, out);
    if hmat {
        interconnects(cx.def, out);
        caches(cells, out);
    }
    Ok(())
}

/// The cell whose processors are nearest to the memory of another.
fn initiator(def: &DomainDef, at: usize) -> Option<usize> {
    let all = cells(def);
    if all.get(at).is_some_and(|cell| cell.cpus.is_some()) {
        return Some(at);
    }
    let numa = def.cpu.as_ref()?.numa.as_ref()?;
    let ways = numa.interconnects.as_ref()?.list.iter();
    let target = u32::try_from(at).ok()?;
    let latencies = ways.filter_map(|way| match way {
        NumaInterconnect::Latency(it) if it.target == target && it.cache == 0 => Some(it),
        _ => None,
    });
    let with_cpus = latencies.filter(|it| cell(def, it.initiator).is_some_and(|cell| cell.cpus.is_some()));
    with_cpus.min_by_key(|it| it.nanoseconds).and_then(|it| usize::try_from(it.initiator).ok())
}

fn distances(cells: &[NumaCell], out: &mut Output) {
    if cells.iter().all(|cell| cell.distances.is_none()) {
        return;
    }
    for (from, cell) in cells.iter().zip(0u32..).map(|(cell, at)| (at, cell)) {
        for (_, to) in cells.iter().zip(0u32..) {
            let known = cell.distances.as_ref().and_then(|distances| {
                distances.siblings.iter().find(|sibling| sibling.id == to).map(|sibling| sibling.value)
            });
            let value = known.unwrap_or(if from == to { 10 } else { 20 });
            out.option("-numa", format!("dist,src={from},dst={to},val={value}"));
        }
    }
}

fn interconnects(def: &DomainDef, out: &mut Output) {
    const HIERARCHY: [&str; 4] = ["memory", "first-level", "second-level", "third-level"];
    let level = |cache: u32| {
        usize::try_from(cache).ok().and_then(|at| HIERARCHY.get(at)).copied().unwrap_or("memory")
    };
    let numa = def.cpu.as_ref().and_then(|cpu| cpu.numa.as_ref());
    let ways = numa.and_then(|numa| numa.interconnects.as_ref()).map(|ways| ways.list.as_slice());
    for way in ways.unwrap_or_default() {
        out.option(
            "-numa",
            match way {
                NumaInterconnect::Latency(it) => format!(
                    "hmat-lb,initiator={},target={},hierarchy={},data-type={}-latency,latency={}",
                    it.initiator,
                    it.target,
                    level(it.cache),
                    it.kind,
                    it.nanoseconds
                ),
                NumaInterconnect::Bandwidth(it) => format!(
                    "hmat-lb,initiator={},target={},hierarchy={},data-type={}-bandwidth,bandwidth={}K",
                    it.initiator,
                    it.target,
                    level(it.cache),
                    it.kind,
                    it.kib_per_s
                ),
                _ => continue,
            },
        );
    }
}

fn caches(cells: &[NumaCell], out: &mut Output) {
    for (at, cell) in cells.iter().enumerate() {
        for cache in &cell.caches {
            let associativity = match cache.associativity {
                CacheAssociativity::Full => "complex".to_owned(),
                other => other.to_string(),
            };
            let policy = match cache.policy {
                CachePolicy::Writeback => "write-back",
                CachePolicy::Writethrough => "write-through",
                _ => "none",
            };
            let line = match cache.line_bytes {
                0 => String::new(),
                line => format!(",line={line}"),
            };
            out.option(
                "-numa",
                format!(
                    "hmat-cache,node-id={at},size={}K,level={},associativity={associativity},policy={policy}{line}",
                    cache.size_kib, cache.level
                ),
            );
        }
    }
}
