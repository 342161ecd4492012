//! The guest's memory: `-m` and the objects that it is made of.

use vir_conf::CpuSet;
use vir_conf::DomainDef;
use vir_conf::domain::device::memory::{MemoryDef, MemoryModel};
use vir_conf::domain::memory_backing::{MemoryAccess, MemoryAllocation, MemoryBackingDef, MemorySource};
use vir_conf::domain::numatune::{NumaMode, NumaPlacement};
use vir_types::Result;

use super::context::{Context, internal, unsupported};
use super::numa;
use super::output::Output;
use super::props::{Json, Props, on_off};
use crate::caps::Cap;

/// The size of a page unless something is said, in KiB.
const PAGE_KIB: u64 = 4;

/// A piece of memory.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Piece<'a> {
    /// The name of its object.
    pub(super) id: &'a str,
    /// The name of its file, if it has one.
    pub(super) file: &'a str,
    pub(super) size_kib: u64,
    pub(super) node: Option<u32>,
    pub(super) device: Option<&'a MemoryDef>,
    /// It is the only memory of the machine.
    pub(super) system: bool,
}

impl<'a> Piece<'a> {
    /// The memory of a cell.
    pub(super) fn cell(id: &'a str, node: u32, size_kib: u64) -> Self {
        Self { id, file: id, size_kib, node: Some(node), ..Self::default() }
    }
}

/// An object for memory.
#[derive(Debug, Clone)]
pub(super) struct Backend {
    pub(super) props: Props,
    /// Nodes of the host that it is on.
    nodes: Option<CpuSet>,
    /// Whether something is said of it that needs an object.
    pub(super) is_special: bool,
}

impl Backend {
    /// Writes the object, and before it the threads that touch its pages.
    pub(super) fn write(mut self, cx: &Context<'_>, out: &mut Output) {
        if let Some(threads) = self.threads(cx) {
            out.object(&threads);
        }
        out.object(&self.props);
    }

    fn threads(&mut self, cx: &Context<'_>) -> Option<Props> {
        let mut nodes = self.nodes.clone()?;
        if !cx.has(Cap::THREAD_CONTEXT) || self.props.get("prealloc") != Some(&Json::Bool(true)) {
            return None;
        }
        if let Some(own) = &cx.launch.handed.emulator_nodes {
            nodes = nodes.intersection(own);
            if nodes.is_empty() {
                return None;
            }
        }
        let id = format!("tc-{}", self.props.text("id")?);
        self.props.set("prealloc-context", Some(id.as_str().into()));
        Some(Props::object("thread-context", id).put("node-affinity", numbers(&nodes)))
    }
}

fn numbers(set: &CpuSet) -> Json {
    Json::List(set.iter().map(Json::from).collect())
}

/// How large the pages of a piece are, and who says so.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Pages {
    size_kib: u64,
    huge: bool,
    /// The definition wants them for this piece.
    needed: bool,
    pub(super) prealloc: bool,
}

fn backing(def: &DomainDef) -> Option<&MemoryBackingDef> {
    def.memory_backing.as_deref()
}

pub(super) fn pages(cx: &Context<'_>, piece: &Piece<'_>) -> Result<Pages> {
    let source = piece.device.and_then(|device| device.source.as_ref());
    let own = source.map(|source| source.pagesize_kib).unwrap_or_default();
    let mut pages = Pages { size_kib: own, huge: own != 0, needed: own != 0, prealloc: false };
    if own == 0
        && let Some(hugepages) = backing(cx.def).and_then(|backing| backing.hugepages.as_ref())
    {
        let of_node = hugepages.pages.iter().find(|page| {
            page.nodeset.as_ref().is_some_and(|nodes| piece.node.is_some_and(|node| nodes.contains(node)))
        });
        let of_all = hugepages.pages.iter().find(|page| page.nodeset.is_none());
        pages.needed = of_node.is_some();
        // Without sizes, the host's usual one is meant.
        pages.huge = hugepages.pages.is_empty() || of_node.or(of_all).is_some();
        pages.size_kib = of_node.or(of_all).map(|page| page.size_kib).unwrap_or_default();
    }
    if pages.size_kib == PAGE_KIB {
        pages = Pages::default();
    } else if pages.huge && pages.size_kib == 0 {
        pages.size_kib = usual_hugepage(cx)?;
    }
    pages.prealloc = backing(cx.def).and_then(|it| it.allocation) == Some(MemoryAllocation::Immediate);
    match nvdimm_path(piece) {
        Some(_) => {
            let pmem = source.is_some_and(|source| source.pmem);
            let nvdimm = piece.device.is_some_and(|device| device.model == MemoryModel::Nvdimm);
            pages.prealloc |= nvdimm && !pmem;
        }
        None => pages.prealloc |= pages.huge,
    }
    Ok(pages)
}

fn usual_hugepage(cx: &Context<'_>) -> Result<u64> {
    cx.launch
        .handed
        .hugepages
        .first()
        .map(|(size, _)| *size)
        .ok_or_else(|| internal("hugetlbfs filesystem is not mounted or disabled by administrator config"))
}

/// Where memory in pages of a size is.
fn hugepage_path(cx: &Context<'_>, size_kib: u64) -> Result<String> {
    let mount = cx.launch.handed.hugepages.iter().find(|(size, _)| *size == size_kib);
    let (_, path) = mount
        .ok_or_else(|| internal(format!("Unable to find any usable hugetlbfs mount for {size_kib} KiB")))?;
    Ok(format!("{path}/libvirt/qemu/{}", cx.short_name()))
}

fn nvdimm_path<'a>(piece: &Piece<'a>) -> Option<&'a str> {
    let device = piece.device?;
    let is_file = matches!(device.model, MemoryModel::Nvdimm | MemoryModel::VirtioPmem);
    device.source.as_ref().filter(|_| is_file)?.path.as_deref()
}

fn memory_file(cx: &Context<'_>, name: &str) -> String {
    format!("{}/{}/{name}", cx.launch.config.memory_dir.display(), cx.short_name())
}

/// The object of a piece of memory. `force`: it is needed even if nothing is said of it.
pub(super) fn backend(cx: &Context<'_>, out: &Output, piece: &Piece<'_>, force: bool) -> Result<Backend> {
    let def = cx.def;
    let model = piece.device.map(|device| device.model);
    let cell = piece.node.and_then(|node| numa::cell(def, node));
    let device = piece.device;
    let access = device.and_then(|device| device.access);
    let access = access.or_else(|| cell?.access).or_else(|| backing(def)?.access);
    let discard = device.and_then(|device| device.discard).or_else(|| cell?.discard);
    let discard = discard.or_else(|| backing(def).filter(|backing| backing.discard).map(|_| true));
    let pages = pages(cx, piece)?;
    let source = backing(def).and_then(|backing| backing.source);
    let nvdimm = nvdimm_path(piece);
    let share = match access {
        Some(MemoryAccess::Shared) => Some(true),
        Some(MemoryAccess::Private) => Some(false),
        _ => None,
    };
    let stable_name = piece.system && cx.has(Cap::MEMORY_BACKEND_FILE_X_USE_CANONICAL_PATH_FOR_RAMBLOCK_ID);
    let canonical = |props: Props| {
        if stable_name { props.put("x-use-canonical-path-for-ramblock-id", false) } else { props }
    };
    let (kind, mut props) = if model == Some(MemoryModel::SgxEpc) {
        ("memory-backend-epc", Props::new())
    } else if nvdimm.is_none() && source == Some(MemorySource::Memfd) {
        let props = if pages.huge {
            Props::new().put("hugetlb", true).put("hugetlbsize", pages.size_kib.saturating_mul(1024))
        } else {
            Props::new()
        };
        ("memory-backend-memfd", canonical(props.maybe("share", share)))
    } else if pages.huge || nvdimm.is_some() || access.is_some() || source == Some(MemorySource::File) {
        let path = match nvdimm {
            Some(path) => path.to_owned(),
            None if pages.huge => hugepage_path(cx, pages.size_kib)?,
            None => memory_file(cx, piece.file),
        };
        let discard = discard.filter(|_| nvdimm.is_none());
        let props = Props::new().put("mem-path", path).maybe("discard-data", discard);
        ("memory-backend-file", canonical(props.maybe("share", share)))
    } else {
        ("memory-backend-ram", Props::new())
    };
    let threads = backing(def).map(|backing| backing.allocation_threads).unwrap_or_default();
    if model == Some(MemoryModel::VirtioMem) {
        if !cx.has(Cap::VIRTIO_MEM_PCI_PREALLOC) && out.mem_prealloc {
            props = props.put("prealloc", false);
        }
        if cx.has(Cap::MEMORY_BACKEND_FILE_RESERVE) {
            props = props.put("reserve", false);
        }
    } else if !out.mem_prealloc {
        let prealloc = pages.prealloc || model == Some(MemoryModel::SgxEpc);
        props = props.when("prealloc", prealloc).nonzero("prealloc-threads", threads);
    }
    props = props.put("size", piece.size_kib.saturating_mul(1024));
    let own = device.and_then(|device| device.source.as_ref());
    if model == Some(MemoryModel::Nvdimm)
        && let Some(own) = own
    {
        props = props.nonzero("align", own.alignsize_kib.saturating_mul(1024));
        if own.pmem {
            if !cx.has(Cap::MEMORY_BACKEND_FILE_PMEM) {
                return Err(unsupported("nvdimm pmem property is not available with this QEMU binary"));
            }
            props = props.put("pmem", true);
        }
    }
    let has_mask = matches!(model, Some(MemoryModel::Dimm | MemoryModel::VirtioMem | MemoryModel::SgxEpc));
    let mask = own.filter(|_| has_mask).and_then(|own| own.nodemask.clone());
    let (mode, tuned) = tuning(cx, piece.node);
    let has_own_mask = mask.is_some();
    let nodes = mask.or_else(|| tuned.nodes.clone());
    if let Some(nodes) = &nodes
        && mode != NumaMode::Restrictive
    {
        props = props.put("host-nodes", numbers(nodes)).put("policy", policy(mode));
    }
    let is_special = pages.needed
        || has_own_mask
        || tuned.is_own
        || nvdimm.is_some()
        || access.is_some()
        || matches!(source, Some(MemorySource::File | MemorySource::Memfd))
        || force;
    if kind == "memory-backend-memfd" && is_special && !cx.has(Cap::MEMORY_BACKEND_MEMFD) {
        return Err(unsupported("this qemu doesn't support the memory-backend-memfd object"));
    }
    Ok(Backend { props: Props::object(kind, piece.id).with(props), nodes, is_special })
}

fn policy(mode: NumaMode) -> &'static str {
    match mode {
        NumaMode::Preferred => "preferred",
        NumaMode::Interleave => "interleave",
        NumaMode::Restrictive => "restrictive",
        _ => "bind",
    }
}

/// Nodes of the host that memory is on.
#[derive(Debug, Default)]
struct Tuned {
    nodes: Option<CpuSet>,
    /// They are said for the cell alone.
    is_own: bool,
}

fn tuning(cx: &Context<'_>, node: Option<u32>) -> (NumaMode, Tuned) {
    let Some(tune) = &cx.def.numatune else { return (NumaMode::Strict, Tuned::default()) };
    let own = node.and_then(|node| tune.nodes.iter().find(|it| it.cellid == node));
    if let Some(own) = own {
        return (own.mode, Tuned { nodes: Some(own.nodeset.clone()), is_own: true });
    }
    let Some(memory) = &tune.memory else { return (NumaMode::Strict, Tuned::default()) };
    let nodes = match memory.placement {
        Some(NumaPlacement::Auto) => cx.launch.handed.auto_nodes.clone(),
        _ => memory.nodeset.clone(),
    };
    (memory.mode, Tuned { nodes, is_own: false })
}

/// Memory that is there at start without devices, in KiB.
fn initial_kib(def: &DomainDef) -> u64 {
    let devices = def.devices.memories.iter();
    devices.fold(def.memory_kib, |left, memory| left.saturating_sub(memory.target.size_kib))
}

/// Whether memory can be plugged in.
fn has_hotplug(def: &DomainDef) -> bool {
    def.memory_slots > 0 || def.max_memory_kib > 0
}

/// `-m` and the memory that no cell has.
pub(super) fn memory(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    let def = cx.def;
    let initial = initial_kib(def);
    let plug = has_hotplug(def);
    // QEMU takes whole multiples of 512 KiB unless there are slots.
    let mut value = format!("size={}k", if plug { initial } else { initial & !0x1ff });
    if plug && def.memory_slots > 0 {
        value.push_str(&format!(",slots={}", def.memory_slots));
    }
    if plug && def.max_memory_kib > 0 {
        value.push_str(&format!(",maxmem={}k", def.max_memory_kib));
    }
    out.option("-m", value);
    if numa::cells(def).is_empty() {
        match cx.ram_id() {
            Some(id) => {
                let piece = Piece { id, file: id, size_kib: initial, system: true, ..Piece::default() };
                backend(cx, out, &piece, false)?.write(cx, out);
            }
            None => memory_path(cx, out)?,
        }
    }
    let locked = backing(def).is_some_and(|backing| backing.locked);
    out.option("-overcommit", format!("mem-lock={}", on_off(locked)));
    Ok(())
}

/// Where the memory of older machines is.
pub(super) fn memory_path(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    let backing = backing(cx.def);
    let mut prealloc = backing.and_then(|it| it.allocation) == Some(MemoryAllocation::Immediate);
    let huge = backing
        .and_then(|backing| backing.hugepages.as_ref())
        .map(|hugepages| hugepages.pages.first().map(|page| page.size_kib).unwrap_or_default());
    let mut path = None;
    match huge.filter(|size| *size != PAGE_KIB) {
        Some(size) => {
            let size = if size == 0 { usual_hugepage(cx)? } else { size };
            path = Some(hugepage_path(cx, size)?);
            prealloc = true;
        }
        None if backing.and_then(|it| it.source) == Some(MemorySource::File) => {
            path = Some(memory_file(cx, "ram"));
        }
        None => {}
    }
    if prealloc && !out.mem_prealloc {
        out.flag("-mem-prealloc");
        out.mem_prealloc = true;
    }
    if let Some(path) = path {
        out.option("-mem-path", path);
    }
    Ok(())
}
