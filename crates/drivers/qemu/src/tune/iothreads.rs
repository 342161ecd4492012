//! Threads for the input and output of devices.

use std::sync::Arc;

use serde_json::{Map, Value, json};
use vir_conf::DomainDef;
use vir_conf::bitmap::CpuSet;
use vir_conf::domain::cputune::IothreadPinDef;
use vir_conf::domain::device::controller::ControllerDef;
use vir_conf::domain::device::disk::DiskDef;
use vir_conf::domain::iothread::IothreadDef;
use vir_types::info::DomainIothreadInfo;
use vir_types::names::{domain, tunable};
use vir_types::{Affect, Code, Result, TypedParameterType, TypedParams};
use vir_util::process::affinity;

use super::{Which, host_cpus, pins, to_map};
use crate::monitor::{CHANGE, QUERY};
use crate::shared::{Shared, error};
use crate::vm::start::refused;
use crate::vm::{Run, View, Vm};

fn refuse<T>(code: Code, text: String) -> Result<T> {
    Err(error(code, text))
}

/// The threads of a definition, each of them named.
fn list(def: &mut DomainDef) -> &mut Vec<IothreadDef> {
    let count = def.iothreads;
    let ids = def.iothread_ids.get_or_insert_with(|| {
        let mut ids = Box::<vir_conf::domain::iothread::IothreadIdsDef>::default();
        ids.list.extend((1..=count).map(named));
        ids
    });
    &mut ids.list
}

fn named(id: u32) -> IothreadDef {
    let mut thread = IothreadDef::default();
    thread.id = id;
    thread
}

fn ids(def: &DomainDef) -> Vec<u32> {
    match &def.iothread_ids {
        Some(ids) => ids.list.iter().map(|thread| thread.id).collect(),
        None => (1..=def.iothreads).collect(),
    }
}

fn add(def: &mut DomainDef, id: u32) -> Result<()> {
    if ids(def).contains(&id) {
        return refuse(Code::INVALID_ARG, format!("an IOThread is already using iothread_id '{id}'"));
    }
    list(def).push(named(id));
    def.iothreads = def.iothreads.saturating_add(1);
    Ok(())
}

fn disk_uses(disk: &DiskDef, id: u32) -> bool {
    disk.driver.as_ref().is_some_and(|driver| {
        let mapped = driver.iothreads.iter().flat_map(|mapping| &mapping.threads);
        driver.iothread == id || mapped.into_iter().any(|one| one.id == id)
    })
}

fn controller_uses(controller: &ControllerDef, id: u32) -> bool {
    controller.driver.as_ref().is_some_and(|driver| {
        let mapped = driver.iothreads.iter().flat_map(|mapping| &mapping.threads);
        driver.iothread == id || mapped.into_iter().any(|one| one.id == id)
    })
}

fn remove(def: &mut DomainDef, id: u32) -> Result<()> {
    if !ids(def).contains(&id) {
        return refuse(Code::INVALID_ARG, format!("cannot find IOThread '{id}' in iothreadids list"));
    }
    if let Some(disk) = def.devices.disks.iter().find(|disk| disk_uses(disk, id)) {
        let text = format!("cannot remove IOThread {id} since it is being used by disk '{}'", disk.target);
        return refuse(Code::INVALID_ARG, text);
    }
    if def.devices.controllers.iter().any(|controller| controller_uses(controller, id)) {
        let text = format!("cannot remove IOThread '{id}' since it is being used by controller");
        return refuse(Code::INVALID_ARG, text);
    }
    list(def).retain(|thread| thread.id != id);
    def.iothreads = def.iothreads.saturating_sub(1);
    if def.iothreads == 0 {
        def.iothread_ids = None;
    }
    if let Some(tune) = &mut def.cputune {
        tune.iothread_pins.retain(|pin| pin.iothread != id);
        tune.iothread_scheds.retain_mut(|sched| {
            sched.iothreads.remove(id);
            !sched.iothreads.is_empty()
        });
    }
    Ok(())
}

fn pin(def: &mut DomainDef, id: u32, cpus: &CpuSet, which: Which) -> Result<()> {
    let order = ids(def);
    if !order.contains(&id) {
        let what = if which == Which::Live { "iothread" } else { "iothreadid" };
        return refuse(Code::INVALID_ARG, format!("{what} {id} not found"));
    }
    list(def);
    let pins = &mut def.cputune.get_or_insert_default().iothread_pins;
    pins.retain(|pin| pin.iothread != id);
    let mut pin = IothreadPinDef::default();
    (pin.iothread, pin.cpuset) = (id, cpus.clone());
    pins.push(pin);
    pins.sort_by_key(|pin| order.iter().position(|id| *id == pin.iothread));
    Ok(())
}

/// How a thread polls and how many helpers it has.
#[derive(Debug, Clone, Copy)]
struct Settings {
    poll_max_ns: Option<u64>,
    poll_grow: Option<u32>,
    poll_shrink: Option<u32>,
    pool_min: Option<i32>,
    pool_max: Option<i32>,
}

impl Settings {
    fn read(params: &TypedParams) -> Result<Self> {
        params.allow(&[
            (domain::DOMAIN_IOTHREAD_POLL_MAX_NS, TypedParameterType::ULLONG),
            (domain::DOMAIN_IOTHREAD_POLL_GROW, TypedParameterType::UINT),
            (domain::DOMAIN_IOTHREAD_POLL_SHRINK, TypedParameterType::UINT),
            (domain::DOMAIN_IOTHREAD_THREAD_POOL_MIN, TypedParameterType::INT),
            (domain::DOMAIN_IOTHREAD_THREAD_POOL_MAX, TypedParameterType::INT),
        ])?;
        let own = Self {
            poll_max_ns: params.get_ullong(domain::DOMAIN_IOTHREAD_POLL_MAX_NS)?,
            poll_grow: params.get_uint(domain::DOMAIN_IOTHREAD_POLL_GROW)?,
            poll_shrink: params.get_uint(domain::DOMAIN_IOTHREAD_POLL_SHRINK)?,
            pool_min: params.get_int(domain::DOMAIN_IOTHREAD_THREAD_POOL_MIN)?,
            pool_max: params.get_int(domain::DOMAIN_IOTHREAD_THREAD_POOL_MAX)?,
        };
        if let Some(min) = own.pool_min.filter(|min| *min < -1) {
            let text = format!("thread_pool_min ({min}) must be equal to or greater than -1");
            return refuse(Code::CONFIG_UNSUPPORTED, text);
        }
        if let Some(max) = own.pool_max.filter(|max| *max < -1 || *max == 0) {
            let text = format!("thread_pool_max ({max}) must be a positive number or -1");
            return refuse(Code::CONFIG_UNSUPPORTED, text);
        }
        Ok(own)
    }

    fn apply(self, def: &mut DomainDef, id: u32, which: Which) -> Result<()> {
        let Some(thread) = list(def).iter_mut().find(|thread| thread.id == id) else {
            return refuse(Code::INVALID_ARG, format!("cannot find IOThread '{id}' in iothreadids"));
        };
        // An emulator that runs cannot be told to take its own numbers again.
        for (what, value) in [("min", self.pool_min), ("max", self.pool_max)] {
            if let Some(value) = value.filter(|value| which == Which::Live && *value < 0) {
                let text = format!(
                    "thread_pool_{what} ({value}) must be equal to or greater than 0 for live change"
                );
                return refuse(Code::OPERATION_INVALID, text);
            }
        }
        let known = |value: Option<u32>| value.and_then(|value| i32::try_from(value).ok()).unwrap_or(-1);
        let min = self.pool_min.unwrap_or_else(|| known(thread.thread_pool_min));
        let max = self.pool_max.unwrap_or_else(|| known(thread.thread_pool_max));
        if min > max {
            let text = format!("thread_pool_min ({min}) can't be greater than thread_pool_max ({max})");
            return refuse(Code::OPERATION_INVALID, text);
        }
        (thread.thread_pool_min, thread.thread_pool_max) = (u32::try_from(min).ok(), u32::try_from(max).ok());
        thread.poll_max_ns = self.poll_max_ns.or(thread.poll_max_ns);
        thread.poll_grow = self.poll_grow.map(u64::from).or(thread.poll_grow);
        thread.poll_shrink = self.poll_shrink.map(u64::from).or(thread.poll_shrink);
        Ok(())
    }

    /// The properties that the emulator is to set. The bounds of its helpers are set in an order in which they
    /// never contradict each other.
    fn properties(self, pool_max_first: bool) -> Vec<(&'static str, Value)> {
        let mut list = vec![
            ("poll-max-ns", self.poll_max_ns.map(Value::from)),
            ("poll-grow", self.poll_grow.map(Value::from)),
            ("poll-shrink", self.poll_shrink.map(Value::from)),
        ];
        let mut pool = [("thread-pool-min", self.pool_min), ("thread-pool-max", self.pool_max)];
        if pool_max_first {
            pool.reverse();
        }
        list.extend(pool.map(|(name, value)| (name, value.map(Value::from))));
        list.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}

/// The threads that the emulator has, with their numbers in the kernel.
async fn known(run: &Run, name: &str) -> Result<Vec<(u32, u32, Map<String, Value>)>> {
    let listed = run.monitor.execute("query-iothreads", Value::Null, QUERY).await;
    let listed = listed.map_err(|why| refused(name, &why))?;
    let thread = |entry: &Value| {
        let id = entry.get("id")?.as_str()?.strip_prefix("iothread")?.parse().ok()?;
        let thread = u32::try_from(entry.get("thread-id")?.as_u64()?).ok()?;
        Some((id, thread, entry.as_object()?.clone()))
    };
    Ok(listed.as_array().into_iter().flatten().filter_map(thread).collect())
}

fn alias(id: u32) -> String {
    format!("iothread{id}")
}

impl Shared {
    /// Adds a thread. The caller has the turn.
    pub(crate) async fn add_iothread(&self, vm: &Vm, id: u32, flags: Affect) -> Result<()> {
        let act = async |run: Arc<Run>, live: Arc<DomainDef>| {
            let arguments = json!({"qom-type": "iothread", "id": alias(id)});
            let added = run.monitor.execute("object-add", arguments, CHANGE).await;
            added.map_err(|why| refused(&live.name, &why))?;
            let placed = self.place_iothread(&run, &live, id).await;
            if placed.is_err() {
                let _ = run.monitor.execute("object-del", json!({"id": alias(id)}), CHANGE).await;
            }
            placed
        };
        self.tune(vm, flags, |def, _| add(def, id), act).await.map(drop)
    }

    /// A new thread inherits the processors of the emulator's own.
    async fn place_iothread(&self, run: &Run, live: &DomainDef, id: u32) -> Result<()> {
        let emulator_pinned = live.cputune.as_ref().is_some_and(|tune| tune.emulator_pin.is_some());
        let usual = live.vcpu_cpuset.clone().or_else(|| emulator_pinned.then(host_cpus));
        let Some(cpus) = usual else { return Ok(()) };
        match known(run, &live.name).await?.iter().find(|(known, ..)| *known == id) {
            Some((_, thread, _)) => pins::place(*thread, &cpus),
            None => {
                let text = format!("cannot find new IOThread '{id}' in QEMU monitor.");
                refuse(Code::INTERNAL_ERROR, text)
            }
        }
    }

    /// Removes a thread that no device uses. The caller has the turn.
    pub(crate) async fn remove_iothread(&self, vm: &Vm, id: u32, flags: Affect) -> Result<()> {
        let act = async |run: Arc<Run>, live: Arc<DomainDef>| {
            let removed = run.monitor.execute("object-del", json!({"id": alias(id)}), CHANGE).await;
            removed.map(drop).map_err(|why| refused(&live.name, &why))
        };
        self.tune(vm, flags, |def, _| remove(def, id), act).await.map(drop)
    }

    /// Says where a thread runs. The caller has the turn.
    pub(crate) async fn pin_iothread(&self, vm: &Vm, id: u32, cpus: CpuSet, flags: Affect) -> Result<()> {
        let act = async |run: Arc<Run>, live: Arc<DomainDef>| match known(&run, &live.name)
            .await?
            .iter()
            .find(|(known, ..)| *known == id)
        {
            Some((_, thread, _)) => pins::place(*thread, &cpus),
            None => refuse(Code::INVALID_ARG, format!("iothread {id} not found")),
        };
        if self.tune(vm, flags, |def, which| pin(def, id, &cpus, which), act).await?.live {
            let key = tunable::DOMAIN_TUNABLE_CPU_IOTHREADSPIN.replace("%u", &id.to_string());
            self.tell_tuned(vm, TypedParams::new().with(key, cpus.to_string()));
        }
        Ok(())
    }

    /// Sets how a thread polls and how many helpers it has. The caller has the turn.
    pub(crate) async fn set_iothread(
        &self,
        vm: &Vm,
        id: u32,
        params: &TypedParams,
        flags: Affect,
    ) -> Result<()> {
        let settings = Settings::read(params)?;
        let act = async |run: Arc<Run>, live: Arc<DomainDef>| {
            let threads = known(&run, &live.name).await?;
            let now = threads.iter().find(|(known, ..)| *known == id);
            let now = now.and_then(|(_, _, entry)| entry.get("thread-pool-max")).and_then(Value::as_i64);
            // The new least number may be above the old greatest.
            let up = settings.pool_min.is_some_and(|min| now.is_none_or(|now| i64::from(min) > now));
            let path = format!("/objects/{}", alias(id));
            for (name, value) in settings.properties(up) {
                let arguments = json!({"path": path, "property": name, "value": value});
                let set = run.monitor.execute("qom-set", arguments, CHANGE).await;
                set.map_err(|why| refused(&live.name, &why))?;
            }
            Ok(())
        };
        self.tune(vm, flags, |def, which| settings.apply(def, id, which), act).await.map(drop)
    }
}

/// The threads with the processors that they may use, as the kernel has it or as a definition does.
pub(crate) async fn info(view: &View, flags: Affect) -> Result<Vec<DomainIothreadInfo>> {
    let live = flags.contains(Affect::LIVE);
    let def = view.one(live, flags.contains(Affect::CONFIG))?;
    let length = |last: Option<u32>| last.unwrap_or(0) / 8 + 1;
    if view.is_active() && !flags.contains(Affect::CONFIG) {
        let threads = known(view.running()?, &view.name).await?;
        let info = threads.into_iter().map(|(id, thread, _)| {
            let cpus = affinity(thread);
            let length = length(cpus.last().copied());
            DomainIothreadInfo::new(id, to_map(cpus, length))
        });
        return Ok(info.collect());
    }
    let host = host_cpus();
    let pins = def.cputune.as_deref().map(|tune| tune.iothread_pins.as_slice()).unwrap_or_default();
    let info = ids(def).into_iter().map(|id| {
        let pin = pins.iter().find(|pin| pin.iothread == id).map(|pin| &pin.cpuset);
        let cpus = pin.or(def.vcpu_cpuset.as_ref()).unwrap_or(&host);
        DomainIothreadInfo::new(id, to_map(cpus.iter(), length(cpus.last())))
    });
    Ok(info.collect())
}
