//! How much of the host a guest may use, and on which of its processors.

use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::PoisonError;

use serde_json::Value;
use vir_conf::DomainDef;
use vir_conf::bitmap::CpuSet;
use vir_conf::domain::cputune::{SchedDef, SchedPolicy};
use vir_conf::domain::numatune::NumaMode;
use vir_types::{Code, Context as _, Result};
use vir_util::cgroup::{Cgroups, Controller, Limit};
use vir_util::process::{Policy, set_affinity, set_locked_memory, set_policy};

use crate::host::sys::{SYSTEM, Sys};
use crate::host::topology;
use crate::monitor::{Monitor, MonitorError, QUERY};
use crate::shared::{Shared, error};
use crate::vm::Run;
use crate::vm::start::refused;

/// How much of a guest's name is part of its group's.
const SHORT_NAME: usize = 20;

/// As much memory as there is, in bytes; the kernel's numbers are signed.
const NO_LIMIT: u64 = i64::MAX.unsigned_abs();

/// What holds for an emulator before it runs.
#[derive(Debug, Default)]
pub(crate) struct Confinement {
    group: PathBuf,
    controllers: Vec<Controller>,
    cpus: Option<CpuSet>,
    policy: Option<Policy>,
    /// The most memory that it may lock, if that is changed; `None` in it is no limit.
    locked: Option<Option<u64>>,
}

impl Confinement {
    /// Puts the process where it belongs, before it becomes the emulator.
    pub(crate) fn enter(&self, trees: &Cgroups, pid: u32) -> io::Result<()> {
        let group = trees.group(&self.group);
        self.controllers.iter().try_for_each(|controller| group.add(*controller, pid))?;
        if let Some(cpus) = &self.cpus {
            set_affinity(pid, cpus.iter()).map_err(|error| {
                io::Error::other(format!("cannot set CPU affinity on process {pid}: {error}"))
            })?;
        }
        if let Some(policy) = self.policy {
            set_policy(pid, policy)?;
        }
        self.locked.map_or(Ok(()), |most| set_locked_memory(pid, most))
    }
}

/// The group of a guest, below the roots of the trees.
fn group_of(def: &DomainDef) -> Result<PathBuf> {
    let partition = def.resource.as_ref().and_then(|resource| resource.partition.as_deref());
    let partition = Path::new(partition.unwrap_or("/machine"));
    let mut path = PathBuf::new();
    for part in partition.components() {
        match part {
            Component::RootDir => {}
            Component::Normal(name) => path.push(name),
            _ => {
                let text = format!("partition '{}' is no path of a control group", partition.display());
                return Err(error(Code::CONFIG_UNSUPPORTED, text));
            }
        }
    }
    let name = def.name.chars().take(SHORT_NAME);
    let name: String = name.map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' }).collect();
    let uuid = def.uuid().to_string();
    let uuid = uuid.split('-').next().unwrap_or_default();
    path.push(format!("qemu-{}-{name}-{uuid}", def.id.unwrap_or_default()));
    Ok(path)
}

/// The limits of the guest as a whole.
fn limits_of(def: &DomainDef) -> Vec<Limit> {
    let mut limits = Vec::new();
    if let Some(tune) = def.cputune.as_deref() {
        limits.extend(tune.shares.map(Limit::CpuShares));
        let (quota_us, period_us) = (tune.global_quota_us, tune.global_period_us);
        if quota_us != 0 || period_us != 0 {
            limits.push(Limit::CpuQuota { quota_us, period_us });
        }
    }
    if let Some(tune) = def.memtune.as_deref() {
        let bytes = |kib: u64| kib.saturating_mul(1024);
        // Both together may not be less than the first alone, so that one is set first.
        limits.extend(tune.hard_limit_kib.map(|kib| Limit::Memory(bytes(kib))));
        limits.extend(tune.soft_limit_kib.map(|kib| Limit::SoftMemory(bytes(kib))));
        let memory = tune.hard_limit_kib.map_or(0, bytes);
        limits.extend(tune.swap_hard_limit_kib.map(|kib| Limit::Swap { both: bytes(kib), memory }));
    }
    let weight = def.blkiotune.as_ref().map_or(0, |tune| tune.weight);
    if weight != 0 {
        limits.push(Limit::IoWeight(weight));
    }
    // Everything but this the emulator does by itself.
    let memory = def.numatune.as_ref().and_then(|tune| tune.memory.as_ref());
    if let Some(nodes) =
        memory.filter(|it| it.mode == NumaMode::Restrictive).and_then(|it| it.nodeset.as_ref())
    {
        limits.push(Limit::MemoryNodes(nodes.to_string()));
    }
    limits
}

/// The limits of single threads of a guest: of each virtual processor, of the emulator, of each I/O thread.
fn thread_limits(def: &DomainDef) -> [Option<Limit>; 3] {
    let limit = |quota_us: i64, period_us: u64| {
        (quota_us != 0 || period_us != 0).then_some(Limit::CpuQuota { quota_us, period_us })
    };
    let Some(tune) = def.cputune.as_deref() else { return [None, None, None] };
    [
        limit(tune.quota_us, tune.period_us),
        limit(tune.emulator_quota_us, tune.emulator_period_us),
        limit(tune.iothread_quota_us, tune.iothread_period_us),
    ]
}

fn policy_of(sched: &SchedDef) -> Option<Policy> {
    let priority = sched.priority.unwrap_or(0);
    Some(match sched.scheduler? {
        SchedPolicy::Batch => Policy::Batch,
        SchedPolicy::Idle => Policy::Idle,
        SchedPolicy::Fifo => Policy::Fifo(priority),
        SchedPolicy::Rr => Policy::RoundRobin(priority),
        _ => return None,
    })
}

/// What the host lacks.
fn lacking(controller: Controller) -> vir_types::Error {
    let what = match controller {
        Controller::Cpu => "CPU tuning",
        Controller::Memory => "Memory cgroup",
        Controller::Io => "Block I/O tuning",
        Controller::Cpuset => "cpuset cgroup",
    };
    error(Code::CONFIG_UNSUPPORTED, format!("{what} is not available on this host"))
}

impl Shared {
    /// Makes the group of a guest and sets its limits. What nobody asks for is not made: to move a process into a
    /// group is slow.
    ///
    /// # Errors
    /// `ConfigUnsupported`: the host cannot hold a guest to what its definition says. `SystemError`: it refuses to.
    pub(crate) fn confine(&self, live: &DomainDef) -> Result<Confinement> {
        let refuse = |what: &str| {
            Err(error(Code::CONFIG_UNSUPPORTED, format!("{what}, which is not available in this version")))
        };
        let tune = live.cputune.as_deref();
        if tune.is_some_and(|tune| !tune.cachetunes.is_empty() || !tune.memorytunes.is_empty()) {
            return refuse("caches or memory bandwidth of the host are to be shared out");
        }
        if live.blkiotune.as_ref().is_some_and(|tune| !tune.devices.is_empty()) {
            return refuse("single disks of the host are to be shared out");
        }
        let limits = limits_of(live);
        let threads = thread_limits(live);
        if threads.iter().any(Option::is_some) && !self.cgroups.is_first(Controller::Cpu) {
            if self.cgroups.has(Controller::Cpu) {
                return refuse("single threads are to be limited by control groups of the second version");
            }
            return Err(lacking(Controller::Cpu));
        }
        let mut confinement = Confinement { group: group_of(live)?, ..Confinement::default() };
        let all = limits.iter().chain(threads.iter().flatten());
        confinement.controllers = all.map(Limit::controller).collect();
        confinement.controllers.sort_unstable();
        confinement.controllers.dedup();
        let group = self.cgroups.group(&confinement.group);
        for controller in &confinement.controllers {
            if !self.cgroups.has(*controller) {
                return Err(lacking(*controller));
            }
            group.make(*controller).context(Code::SYSTEM_ERROR, || {
                format!("Failed to create v1/v2 control group '{}'", confinement.group.display())
            })?;
        }
        for limit in &limits {
            group.set(limit).context(Code::SYSTEM_ERROR, || {
                format!("Unable to set {limit:?} of the guest's control group")
            })?;
        }
        confinement.cpus =
            tune.and_then(|tune| tune.emulator_pin.clone()).or_else(|| live.vcpu_cpuset.clone());
        confinement.policy = tune.and_then(|tune| tune.emulator_sched.as_ref()).and_then(policy_of);
        if live.memory_backing.as_ref().is_some_and(|backing| backing.locked) {
            let most = live.memtune.as_ref().and_then(|tune| tune.hard_limit_kib);
            confinement.locked = Some(most.map(|kib| kib.saturating_mul(1024)));
        }
        Ok(confinement)
    }

    /// Puts the threads of a guest on their processors and under their limits.
    ///
    /// # Errors
    /// `SystemError`: the host refuses.
    pub(crate) async fn place_threads(
        &self,
        live: &DomainDef,
        monitor: &Monitor,
        vcpus: &[(u32, i64)],
        pid: u32,
    ) -> Result<()> {
        let [of_vcpu, of_emulator, of_iothread] = thread_limits(live);
        let tune = live.cputune.as_deref();
        let wants_iothreads = of_iothread.is_some()
            || tune.is_some_and(|tune| !tune.iothread_pins.is_empty() || !tune.iothread_scheds.is_empty());
        let emulator_pinned = tune.is_some_and(|tune| tune.emulator_pin.is_some());
        // Threads inherit the emulator's processors, which are meant for itself alone.
        let everywhere = emulator_pinned.then(|| topology::online(&Sys::new(SYSTEM)));
        let usual = live.vcpu_cpuset.clone().or(everywhere);
        for (number, thread) in vcpus {
            let Ok(thread) = u32::try_from(*thread) else { continue };
            let pin = tune.and_then(|tune| tune.vcpu_pins.iter().find(|pin| pin.vcpu == *number));
            let cpus = pin.map(|pin| pin.cpuset.clone()).or_else(|| usual.clone());
            let sched = tune.and_then(|tune| tune.vcpu_scheds.iter().find(|it| it.vcpus.contains(*number)));
            self.place(
                live,
                thread,
                cpus,
                sched.map(|it| &it.sched),
                &format!("vcpu{number}"),
                of_vcpu.as_ref(),
            )?;
        }
        if wants_iothreads || (emulator_pinned && live.iothreads > 0) {
            let asked = monitor.execute("query-iothreads", Value::Null, QUERY).await;
            let listed = asked.map_err(|why: MonitorError| refused(&live.name, &why))?;
            for one in listed.as_array().into_iter().flatten() {
                let number = one.get("id").and_then(Value::as_str).and_then(|id| id.strip_prefix("iothread"));
                let (Some(number), Some(thread)) = (
                    number.and_then(|number| number.parse::<u32>().ok()),
                    one.get("thread-id").and_then(Value::as_u64).and_then(|id| u32::try_from(id).ok()),
                ) else {
                    continue;
                };
                let pin = tune.and_then(|tune| tune.iothread_pins.iter().find(|pin| pin.iothread == number));
                let cpus = pin.map(|pin| pin.cpuset.clone()).or_else(|| usual.clone());
                let sched = tune
                    .and_then(|tune| tune.iothread_scheds.iter().find(|it| it.iothreads.contains(number)));
                let group = format!("iothread{number}");
                self.place(live, thread, cpus, sched.map(|it| &it.sched), &group, of_iothread.as_ref())?;
            }
        }
        if let Some(limit) = &of_emulator {
            self.place(live, pid, None, None, "emulator", Some(limit))?;
        }
        Ok(())
    }

    fn place(
        &self,
        live: &DomainDef,
        thread: u32,
        cpus: Option<CpuSet>,
        sched: Option<&SchedDef>,
        name: &str,
        limit: Option<&Limit>,
    ) -> Result<()> {
        if let Some(cpus) = cpus {
            set_affinity(thread, cpus.iter())
                .context(Code::SYSTEM_ERROR, || format!("cannot set CPU affinity on process {thread}"))?;
        }
        if let Some(policy) = sched.and_then(policy_of) {
            set_policy(thread, policy).context(Code::SYSTEM_ERROR, || {
                format!("Cannot set scheduler parameters for pid {thread}")
            })?;
        }
        if let Some(limit) = limit {
            let path = group_of(live)?.join(name);
            let group = self.cgroups.group(&path);
            let done = group
                .make(Controller::Cpu)
                .and_then(|()| group.set(limit))
                .and_then(|()| group.add_thread(Controller::Cpu, thread));
            done.context(Code::SYSTEM_ERROR, || format!("Unable to limit thread {thread} of the guest"))?;
        }
        Ok(())
    }

    /// Holds a guest that runs to what it shall have, which so far is held to `old`: where the host refuses, it
    /// stays as it was.
    ///
    /// # Errors
    /// `OperationInvalid`: the host cannot hold a guest to that. `SystemError`: it refuses to.
    pub(crate) async fn limit_running(&self, old: &DomainDef, new: &DomainDef, run: &Run) -> Result<()> {
        let done = self.limit(old, new, run).await;
        if done.is_err() {
            let _ = self.limit(new, old, run).await;
        }
        done
    }

    async fn limit(&self, old: &DomainDef, new: &DomainDef, run: &Run) -> Result<()> {
        let mut known = limits_of(old);
        let wanted = limits_of(new);
        let path = group_of(new)?;
        let pid = run.process.pid();
        let group = self.cgroups.group(&path);
        // What is not limited any more is told so.
        let no_longer = known.iter().filter_map(|limit| match limit {
            Limit::Memory(_) if !wanted.iter().any(|it| matches!(it, Limit::Memory(_))) => {
                Some(Limit::Memory(NO_LIMIT))
            }
            Limit::SoftMemory(_) if !wanted.iter().any(|it| matches!(it, Limit::SoftMemory(_))) => {
                Some(Limit::SoftMemory(NO_LIMIT))
            }
            Limit::Swap { memory, .. } if !wanted.iter().any(|it| matches!(it, Limit::Swap { .. })) => {
                Some(Limit::Swap { both: NO_LIMIT, memory: *memory })
            }
            _ => None,
        });
        let no_longer: Vec<Limit> = no_longer.collect();
        known.retain(|limit| wanted.contains(limit));
        let changed: Vec<&Limit> =
            no_longer.iter().chain(&wanted).filter(|limit| !known.contains(limit)).collect();
        for controller in changed.iter().map(|limit| limit.controller()) {
            let made = group.make(controller).and_then(|()| match group.holds(controller, pid) {
                true => Ok(()),
                false => group.add(controller, pid),
            });
            made.context(Code::SYSTEM_ERROR, || {
                format!("Failed to create v1/v2 control group '{}'", path.display())
            })?;
        }
        // Two limits may bound each other: one way or the other round they can be set.
        for limit in changed.iter().rev() {
            let _ = group.set(limit);
        }
        for limit in changed {
            group.set(limit).context(Code::SYSTEM_ERROR, || {
                format!("Unable to set {limit:?} of the guest's control group")
            })?;
        }
        let threads = thread_limits(new);
        if threads == thread_limits(old) {
            return Ok(());
        }
        if !self.cgroups.is_first(Controller::Cpu) {
            let text = "single threads are to be limited by control groups of the second version, which is not available in this version";
            return Err(error(Code::OPERATION_UNSUPPORTED, text));
        }
        let vcpus = run.vcpu_threads.lock().unwrap_or_else(PoisonError::into_inner).clone();
        self.place_threads(new, &run.monitor, &vcpus, pid).await
    }

    /// Removes the group of a guest that has ended.
    pub(crate) fn release_group(&self, live: &DomainDef) {
        let removed = group_of(live).map(|path| self.cgroups.group(&path).remove());
        if let Ok(Err(error)) = removed {
            tracing::error!(target: "qemu", domain = live.name, %error, "the guest's control group is left");
        }
    }
}
