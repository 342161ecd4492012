//! A guest's share of the host's disks, its memory nodes, and what is counted for it.

use vir_conf::DomainDef;
use vir_conf::bitmap::CpuSet;
use vir_conf::domain::blkiotune::BlkiotuneDeviceDef;
use vir_conf::domain::numatune::{NumaMode, NumaPlacement};
use vir_conf::domain::power::PerfEvent;
use vir_types::names::{block, domain};
use vir_types::{Affect, Code, Result, TypedParameterType as Type, TypedParams};
use vir_util::cgroup::Controller;

use super::Which;
use crate::shared::{Shared, error};
use crate::vm::{View, Vm};

/// The modes by their numbers.
const MODES: [NumaMode; 4] =
    [NumaMode::Strict, NumaMode::Preferred, NumaMode::Interleave, NumaMode::Restrictive];

/// What can be counted, in the order in which it is told.
const COUNTED: [PerfEvent; 22] = [
    PerfEvent::Cmt,
    PerfEvent::Mbmt,
    PerfEvent::Mbml,
    PerfEvent::CpuCycles,
    PerfEvent::Instructions,
    PerfEvent::CacheReferences,
    PerfEvent::CacheMisses,
    PerfEvent::BranchInstructions,
    PerfEvent::BranchMisses,
    PerfEvent::BusCycles,
    PerfEvent::StalledCyclesFrontend,
    PerfEvent::StalledCyclesBackend,
    PerfEvent::RefCpuCycles,
    PerfEvent::CpuClock,
    PerfEvent::TaskClock,
    PerfEvent::PageFaults,
    PerfEvent::ContextSwitches,
    PerfEvent::CpuMigrations,
    PerfEvent::PageFaultsMin,
    PerfEvent::PageFaultsMaj,
    PerfEvent::AlignmentFaults,
    PerfEvent::EmulationFaults,
];

/// What is shared out of single disks: its name, and where it is.
type OfDevice = (&'static str, fn(&BlkiotuneDeviceDef) -> u64, fn(&mut BlkiotuneDeviceDef, u64) -> bool);

fn narrow(to: &mut u32, value: u64) -> bool {
    u32::try_from(value).map(|value| *to = value).is_ok()
}

const DEVICES: [OfDevice; 5] = [
    (block::DOMAIN_BLKIO_DEVICE_WEIGHT, |it| it.weight.into(), |it, to| narrow(&mut it.weight, to)),
    (
        block::DOMAIN_BLKIO_DEVICE_READ_IOPS,
        |it| it.read_iops_sec.into(),
        |it, to| narrow(&mut it.read_iops_sec, to),
    ),
    (
        block::DOMAIN_BLKIO_DEVICE_WRITE_IOPS,
        |it| it.write_iops_sec.into(),
        |it, to| narrow(&mut it.write_iops_sec, to),
    ),
    (
        block::DOMAIN_BLKIO_DEVICE_READ_BPS,
        |it| it.read_bytes_sec,
        |it, to| {
            it.read_bytes_sec = to;
            true
        },
    ),
    (
        block::DOMAIN_BLKIO_DEVICE_WRITE_BPS,
        |it| it.write_bytes_sec,
        |it, to| {
            it.write_bytes_sec = to;
            true
        },
    ),
];

fn set_disks(def: &mut DomainDef, params: &TypedParams, which: Which) -> Result<()> {
    let tune = def.blkiotune.get_or_insert_default();
    if let Some(weight) = params.get_uint(block::DOMAIN_BLKIO_WEIGHT)? {
        tune.weight = weight;
    }
    for (name, _, set) in DEVICES {
        let Some(list) = params.get_string(name)? else { continue };
        if which == Which::Live {
            let text =
                "single disks of the host are to be shared out, which is not available in this version";
            return Err(error(Code::OPERATION_UNSUPPORTED, text));
        }
        let wrong = || error(Code::INVALID_ARG, format!("unable to parse {name} '{list}'"));
        let mut parts = list.split(',');
        while let Some(path) = parts.next() {
            if !path.starts_with('/') {
                return Err(wrong());
            }
            let value = parts.next().and_then(|value| value.parse().ok()).ok_or_else(wrong)?;
            let at = tune.devices.iter().position(|device| device.path.as_deref() == Some(path));
            let mut device = match at {
                Some(at) => tune.devices.remove(at),
                None => BlkiotuneDeviceDef::default(),
            };
            device.path = Some(path.to_owned());
            if !set(&mut device, value) {
                return Err(wrong());
            }
            let at = at.unwrap_or(tune.devices.len());
            // A device of which nothing is said any more is nobody's.
            if DEVICES.iter().any(|(_, get, _)| get(&device) != 0) {
                tune.devices.insert(at, device);
            }
        }
    }
    Ok(())
}

fn set_nodes(
    def: &mut DomainDef,
    mode: Option<NumaMode>,
    nodes: Option<&CpuSet>,
    which: Which,
) -> Result<()> {
    if mode.is_none() && nodes.is_none() {
        return Ok(());
    }
    let refuse = |code, text: &str| Err(error(code, text));
    let tune = def.numatune.get_or_insert_default();
    let known = tune.memory.is_some();
    let memory = tune.memory.get_or_insert_default();
    if which == Which::Live {
        if known && mode.is_some_and(|mode| mode != memory.mode) {
            return refuse(Code::OPERATION_INVALID, "can't change numatune mode for running domain");
        }
        if mode == Some(NumaMode::Strict) && nodes != memory.nodeset.as_ref() {
            let text = "can't change nodeset for strict mode for running domain";
            return refuse(Code::OPERATION_INVALID, text);
        }
    }
    if let Some(mode) = mode {
        memory.mode = mode;
    }
    if let Some(nodes) = nodes {
        memory.nodeset = Some(nodes.clone());
        memory.placement = Some(NumaPlacement::Fixed);
    }
    if memory.nodeset.is_none() && memory.placement != Some(NumaPlacement::Auto) {
        let text = "nodeset for NUMA memory tuning must be set if 'placement' is 'static'";
        return refuse(Code::CONFIG_UNSUPPORTED, text);
    }
    Ok(())
}

fn set_counted(def: &mut DomainDef, params: &TypedParams) -> Result<()> {
    let perf = def.perf.get_or_insert_default();
    for param in params.iter() {
        let Some(event) = COUNTED.into_iter().find(|event| *event.as_str() == *param.name) else { continue };
        let on = params.get_boolean(&param.name)? == Some(true);
        perf.events.retain(|(known, _)| *known != event);
        perf.events.push((event, on));
    }
    perf.events.sort_by_key(|(event, _)| *event as u8);
    Ok(())
}

impl Shared {
    /// Changes shares of the host's disks. The caller has the turn.
    pub(crate) async fn set_disk_shares(&self, vm: &Vm, params: &TypedParams, flags: Affect) -> Result<()> {
        self.needs_system(Code::CONFIG_UNSUPPORTED, "Block I/O")?;
        let mut known = vec![(block::DOMAIN_BLKIO_WEIGHT, Type::UINT)];
        known.extend(DEVICES.map(|(name, ..)| (name, Type::STRING)));
        params.allow(&known)?;
        let change = |def: &mut DomainDef, which| set_disks(def, params, which);
        self.share(vm, flags, Controller::Io, change).await.map(drop)
    }

    /// Changes the nodes that memory is taken from. The caller has the turn.
    pub(crate) async fn set_memory_nodes(&self, vm: &Vm, params: &TypedParams, flags: Affect) -> Result<()> {
        params
            .allow(&[(domain::DOMAIN_NUMA_MODE, Type::INT), (domain::DOMAIN_NUMA_NODESET, Type::STRING)])?;
        let mode = match params.get_int(domain::DOMAIN_NUMA_MODE)? {
            Some(number) => {
                let mode = usize::try_from(number).ok().and_then(|at| MODES.get(at)).copied();
                Some(mode.ok_or_else(|| {
                    error(Code::INVALID_ARG, format!("unsupported numatune mode: '{number}'"))
                })?)
            }
            None => None,
        };
        let nodes = match params.get_string(domain::DOMAIN_NUMA_NODESET)? {
            Some(text) => Some(CpuSet::parse(&text).filter(|nodes| !nodes.is_empty()).ok_or_else(|| {
                error(Code::OPERATION_INVALID, format!("Invalid nodeset of 'numatune': {text}"))
            })?),
            None => None,
        };
        let change = |def: &mut DomainDef, which| set_nodes(def, mode, nodes.as_ref(), which);
        self.share(vm, flags, Controller::Cpuset, change).await.map(drop)
    }

    /// Says what is counted at the next start; nothing can be counted yet. The caller has the turn.
    pub(crate) async fn set_counted(&self, vm: &Vm, params: &TypedParams, flags: Affect) -> Result<()> {
        let known: Vec<_> = COUNTED.iter().map(|event| (event.as_str(), Type::BOOLEAN)).collect();
        params.allow(&known)?;
        let on = params.iter().any(|param| params.get_boolean(&param.name).is_ok_and(|on| on == Some(true)));
        let change = |def: &mut DomainDef, which| {
            if on && which == Which::Live {
                let text = "perf events of a running domain are not available in this version";
                return Err(error(Code::OPERATION_UNSUPPORTED, text));
            }
            set_counted(def, params)
        };
        self.change_definitions(vm, flags, change).await.map(drop)
    }

    /// Shares of the host's disks.
    pub(crate) fn disk_shares(&self, view: &View, flags: Affect) -> Result<TypedParams> {
        self.needs_system(Code::CONFIG_UNSUPPORTED, "Block I/O")?;
        let config = flags.contains(Affect::CONFIG);
        let def = view.one(flags.contains(Affect::LIVE), config)?;
        let live = view.is_active() && !config;
        if live {
            self.needs_controller(Controller::Io)?;
        }
        let tune = def.blkiotune.as_deref().cloned().unwrap_or_default();
        let usual = match (live, self.cgroups.is_first(Controller::Io)) {
            (false, _) => 0,
            (true, true) => 500,
            (true, false) => 100,
        };
        let weight = if tune.weight == 0 { usual } else { tune.weight };
        let mut params = TypedParams::new().with(block::DOMAIN_BLKIO_WEIGHT, weight);
        for (name, get, _) in DEVICES {
            let told = tune
                .devices
                .iter()
                .filter(|device| get(device) != 0)
                .filter_map(|device| device.path.as_ref().map(|path| format!("{path},{}", get(device))));
            params.push(name, told.collect::<Vec<_>>().join(","));
        }
        Ok(params)
    }
}

/// The nodes that memory is taken from.
pub(crate) fn memory_nodes(view: &View, flags: Affect) -> Result<TypedParams> {
    let def = view.one(flags.contains(Affect::LIVE), flags.contains(Affect::CONFIG))?;
    let memory = def.numatune.as_ref().and_then(|tune| tune.memory.as_ref());
    let mode = memory.map(|memory| memory.mode).unwrap_or_default();
    let mode =
        MODES.iter().position(|known| *known == mode).and_then(|at| i32::try_from(at).ok()).unwrap_or(0);
    let nodes =
        memory.and_then(|memory| memory.nodeset.as_ref()).map(ToString::to_string).unwrap_or_default();
    Ok(TypedParams::new().with(domain::DOMAIN_NUMA_MODE, mode).with(domain::DOMAIN_NUMA_NODESET, nodes))
}

/// What is counted: of a guest that runs nothing is.
pub(crate) fn counted(view: &View, flags: Affect) -> Result<TypedParams> {
    let config = flags.contains(Affect::CONFIG);
    let def = view.one(flags.contains(Affect::LIVE), config)?;
    let counts = config || !view.is_active();
    let events = def.perf.as_deref().map(|perf| perf.events.as_slice()).unwrap_or_default();
    let mut params = TypedParams::new();
    for event in &COUNTED {
        params.push(event.as_str(), counts && events.contains(&(*event, true)));
    }
    Ok(params)
}
