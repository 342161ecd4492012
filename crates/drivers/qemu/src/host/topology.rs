//! Where the host's processors and its memory are.

use std::collections::{BTreeMap, BTreeSet};

use vir_conf::bitmap::CpuSet;
use vir_conf::capabilities::{CacheBank, CacheType, HostCell, HostCellCpu, HostCellPages, HostTopology};
use vir_conf::cpu::NumaSibling;

use super::sys::Sys;

/// Sockets, cores and threads of a node, the most that any of them has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) nodes: u32,
    pub(crate) sockets: u32,
    pub(crate) cores: u32,
    pub(crate) threads: u32,
    /// Processors that run.
    pub(crate) online: u32,
}

/// The nodes with the processors that are on each; a host without nodes is one.
pub(crate) fn nodes(system: &Sys) -> Vec<(u32, Vec<u32>)> {
    let folder = system.at("node");
    let numbers =
        folder.set("online").map(|set| set.iter().collect()).unwrap_or_else(|| folder.numbered("node"));
    let of_node = |number: u32| folder.at(format!("node{number}")).numbered("cpu");
    let nodes: Vec<_> = numbers.into_iter().map(|number| (number, of_node(number))).collect();
    if nodes.is_empty() { vec![(0, system.at("cpu").numbered("cpu"))] } else { nodes }
}

/// The processors that run.
pub(crate) fn online(system: &Sys) -> CpuSet {
    system.at("cpu").set("online").unwrap_or_default()
}

/// The processors that are there, running or not.
pub(crate) fn present(system: &Sys) -> CpuSet {
    system.at("cpu").set("present").unwrap_or_default()
}

fn about(system: &Sys, cpu: u32) -> Sys {
    system.at(format!("cpu/cpu{cpu}/topology"))
}

/// The processors that share a core with one.
fn siblings(about: &Sys) -> Option<CpuSet> {
    about.set("thread_siblings_list")
}

/// A number that the kernel may not know, which it says with one below 0.
fn id(about: &Sys, name: &str) -> i32 {
    about.number(name).filter(|number: &i32| *number >= 0).unwrap_or(0)
}

/// The shape of the host. One whose nodes differ is shown as one flat socket, as everybody expects it.
pub(crate) fn shape(system: &Sys) -> Shape {
    let (online, present) = (online(system), present(system));
    let nodes = nodes(system);
    let mut shape = Shape { online: online.len(), ..Shape::default() };
    for (_, cpus) in &nodes {
        let mut cores: BTreeMap<i32, BTreeSet<i32>> = BTreeMap::new();
        for cpu in cpus.iter().filter(|cpu| online.contains(**cpu)) {
            let about = about(system, *cpu);
            let socket = cores.entry(id(&about, "physical_package_id")).or_default();
            socket.insert(id(&about, "core_id"));
            shape.threads = shape.threads.max(siblings(&about).map_or(1, |set| set.len()));
        }
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        shape.sockets = shape.sockets.max(count(cores.len()));
        shape.cores = shape.cores.max(cores.values().map(|socket| count(socket.len())).max().unwrap_or(0));
        shape.nodes = shape.nodes.saturating_add(1);
    }
    let all =
        [shape.sockets, shape.cores, shape.threads].iter().try_fold(shape.nodes, |a, b| a.checked_mul(*b));
    if all != Some(present.len()) {
        let cores = present.len().max(1);
        shape = Shape { nodes: 1, sockets: 1, cores, threads: 1, ..shape };
    }
    shape
}

/// The nodes with all that guests can be placed by.
pub(crate) fn topology(system: &Sys, page_kib: u64) -> HostTopology {
    let mut topology = HostTopology::default();
    let nodes = nodes(system);
    let has_nodes = system.at("node/node0").exists();
    for (number, cpus) in &nodes {
        let folder = system.at(format!("node/node{number}"));
        let mut cell = HostCell::default();
        cell.id = i32::try_from(*number).unwrap_or(i32::MAX);
        cell.memory_kib = if has_nodes {
            folder.memory_kib("meminfo", "MemTotal")
        } else {
            Sys::new("/proc").memory_kib("meminfo", "MemTotal")
        };
        cell.pages = pages(&folder, cell.memory_kib.unwrap_or(0), page_kib);
        let distances = folder.text("distance").unwrap_or_default();
        let numbers = nodes.iter().map(|(number, _)| *number);
        for (number, distance) in numbers.zip(distances.split_ascii_whitespace()) {
            let mut sibling = NumaSibling::default();
            sibling.id = number;
            sibling.value = distance.parse().unwrap_or(0);
            cell.distances.push(sibling);
        }
        cell.cpus = cpus.iter().map(|cpu| processor(system, *cpu)).collect();
        topology.cells.push(cell);
    }
    topology
}

fn processor(system: &Sys, number: u32) -> HostCellCpu {
    let about = about(system, number);
    let mut cpu = HostCellCpu::default();
    cpu.id = number;
    if let Some(siblings) = siblings(&about) {
        cpu.socket_id = Some(id(&about, "physical_package_id"));
        cpu.die_id = Some(id(&about, "die_id"));
        cpu.cluster_id = Some(id(&about, "cluster_id"));
        cpu.core_id = Some(id(&about, "core_id"));
        cpu.siblings = Some(siblings);
    }
    cpu
}

fn pages(node: &Sys, memory_kib: u64, page_kib: u64) -> Vec<HostCellPages> {
    let page = |size_kib: u64, count: u64| {
        let mut pages = HostCellPages::default();
        (pages.size_kib, pages.count) = (size_kib, count);
        pages
    };
    let mut huge = Vec::new();
    let mut rest = memory_kib;
    for size in node.huge_pages("hugepages") {
        let count = node.number(&format!("hugepages/hugepages-{size}kB/nr_hugepages")).unwrap_or(0);
        rest = rest.saturating_sub(size.saturating_mul(count));
        huge.push(page(size, count));
    }
    let mut all = vec![page(page_kib, rest.checked_div(page_kib).unwrap_or(0))];
    all.append(&mut huge);
    all
}

/// The caches from the second level on, each once.
pub(crate) fn caches(system: &Sys) -> Vec<CacheBank> {
    let mut found: BTreeMap<(u32, u32, u8), CacheBank> = BTreeMap::new();
    for cpu in online(system).iter() {
        let folder = system.at(format!("cpu/cpu{cpu}/cache"));
        for index in folder.numbered("index") {
            let one = folder.at(format!("index{index}"));
            let Some((key, bank)) = cache(&one) else { continue };
            found.entry(key).or_insert(bank);
        }
    }
    found.into_values().collect()
}

fn cache(folder: &Sys) -> Option<((u32, u32, u8), CacheBank)> {
    let mut bank = CacheBank::default();
    bank.level = folder.number("level").filter(|level| *level >= 2)?;
    bank.id = folder.number("id")?;
    let order;
    (order, bank.cache_type) = match folder.text("type")?.as_str() {
        "Unified" => (0, CacheType::Both),
        "Instruction" => (1, CacheType::Code),
        "Data" => (2, CacheType::Data),
        _ => return None,
    };
    let size = folder.text("size")?;
    let (number, unit) = match size.strip_suffix('K') {
        Some(number) => (number, 1 << 10),
        None => (size.strip_suffix('M')?, 1 << 20),
    };
    bank.size_bytes = number.parse::<u64>().ok()?.checked_mul(unit)?;
    bank.cpus = folder.set("shared_cpu_list")?;
    Some(((bank.level, bank.id, order), bank))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::{Path, PathBuf};

    struct Pretended(PathBuf);

    impl Drop for Pretended {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    /// Two nodes of one socket with two cores of two threads each, unless `uneven`.
    fn pretend(name: &str, uneven: bool) -> Pretended {
        let root = std::env::temp_dir().join(format!("vir-topology-{name}-{}", std::process::id()));
        let write = |file: String, text: &str| {
            let path = root.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, format!("{text}\n")).unwrap();
        };
        let last = if uneven { 6 } else { 7 };
        write("node/online".into(), "0-1");
        write("cpu/online".into(), &format!("0-{last}"));
        write("cpu/present".into(), &format!("0-{last}"));
        for cpu in 0..=last {
            let (node, core) = (cpu / 4, cpu / 2 % 2);
            fs::create_dir_all(root.join(format!("node/node{node}/cpu{cpu}"))).unwrap();
            for (file, text) in [
                ("physical_package_id", node.to_string()),
                ("die_id", "-1".to_owned()),
                ("core_id", core.to_string()),
                ("thread_siblings_list", format!("{}-{}", cpu / 2 * 2, cpu / 2 * 2 + 1)),
            ] {
                write(format!("cpu/cpu{cpu}/topology/{file}"), &text);
            }
            for (file, text) in
                [("level", "3"), ("id", &node.to_string()), ("type", "Unified"), ("size", "8192K")]
            {
                write(format!("cpu/cpu{cpu}/cache/index3/{file}"), text);
            }
            write(
                format!("cpu/cpu{cpu}/cache/index3/shared_cpu_list"),
                &format!("{}-{}", node * 4, node * 4 + 3),
            );
        }
        for node in 0..2 {
            write(format!("node/node{node}/meminfo"), &format!("Node {node} MemTotal:  1048576 kB"));
            write(format!("node/node{node}/distance"), if node == 0 { "10 21" } else { "21 10" });
            write(format!("node/node{node}/hugepages/hugepages-2048kB/nr_hugepages"), "4");
        }
        Pretended(root)
    }

    fn sys(path: &Path) -> Sys {
        Sys::new(path)
    }

    #[test]
    fn nodes_sockets_cores_and_threads() {
        let host = pretend("even", false);
        let expected = Shape { nodes: 2, sockets: 1, cores: 2, threads: 2, online: 8 };
        assert_eq!(shape(&sys(&host.0)), expected);
        let cells = topology(&sys(&host.0), 4).cells;
        assert_eq!(cells.len(), 2);
        assert_eq!(cells[1].memory_kib, Some(1_048_576));
        let pages: Vec<_> = cells[1].pages.iter().map(|pages| (pages.size_kib, pages.count)).collect();
        assert_eq!(pages, [(4, 260_096), (2048, 4)]);
        assert_eq!(cells[1].distances[0].value, 21);
        let cpu = &cells[1].cpus[1];
        assert_eq!((cpu.id, cpu.socket_id, cpu.die_id, cpu.core_id), (5, Some(1), Some(0), Some(0)));
        assert_eq!(cpu.siblings, Some(CpuSet::range(4, 5)));
        let caches = caches(&sys(&host.0));
        assert_eq!(caches.len(), 2);
        assert_eq!((caches[1].id, caches[1].size_bytes), (1, 8 << 20));
        assert_eq!(caches[1].cpus, CpuSet::range(4, 7));
    }

    #[test]
    fn an_uneven_host_is_shown_flat() {
        let host = pretend("uneven", true);
        let expected = Shape { nodes: 1, sockets: 1, cores: 7, threads: 1, online: 7 };
        assert_eq!(shape(&sys(&host.0)), expected);
    }
}
