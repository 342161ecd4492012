//! How much of the host's processors and memory a guest may use.

use std::sync::Arc;

use vir_conf::DomainDef;
use vir_conf::domain::cputune::CputuneDef;
use vir_types::names::{domain as name, tunable};
use vir_types::{Affect, Code, Result, TypedParameterType as Type, TypedParams, TypedValue};
use vir_util::cgroup::Controller;

use crate::shared::{Shared, error};
use crate::vm::{Run, View, Vm};

/// What the kernel gives whoever asks for nothing: in how long a quota is counted.
const PERIOD_US: u64 = 100_000;

/// Bounds of periods and quotas, as the kernel has them.
const PERIODS: (i64, i64) = (1000, 1_000_000);
const QUOTAS: (i64, i64) = (1000, 17_592_186_044_415);

/// A limit of memory that is none.
const UNLIMITED: u64 = name::DOMAIN_MEMORY_PARAM_UNLIMITED.unsigned_abs();

/// A period and a quota, with what they are called in an event.
struct Bandwidth {
    period: &'static str,
    quota: &'static str,
    period_event: &'static str,
    quota_event: &'static str,
    of: fn(&mut CputuneDef) -> (&mut u64, &mut i64),
}

/// In the order in which they are told.
const BANDWIDTHS: [Bandwidth; 4] = [
    Bandwidth {
        period: name::DOMAIN_SCHEDULER_VCPU_PERIOD,
        quota: name::DOMAIN_SCHEDULER_VCPU_QUOTA,
        period_event: tunable::DOMAIN_TUNABLE_CPU_VCPU_PERIOD,
        quota_event: tunable::DOMAIN_TUNABLE_CPU_VCPU_QUOTA,
        of: |tune| (&mut tune.period_us, &mut tune.quota_us),
    },
    Bandwidth {
        period: name::DOMAIN_SCHEDULER_EMULATOR_PERIOD,
        quota: name::DOMAIN_SCHEDULER_EMULATOR_QUOTA,
        period_event: tunable::DOMAIN_TUNABLE_CPU_EMULATOR_PERIOD,
        quota_event: tunable::DOMAIN_TUNABLE_CPU_EMULATOR_QUOTA,
        of: |tune| (&mut tune.emulator_period_us, &mut tune.emulator_quota_us),
    },
    Bandwidth {
        period: name::DOMAIN_SCHEDULER_GLOBAL_PERIOD,
        quota: name::DOMAIN_SCHEDULER_GLOBAL_QUOTA,
        period_event: tunable::DOMAIN_TUNABLE_CPU_GLOBAL_PERIOD,
        quota_event: tunable::DOMAIN_TUNABLE_CPU_GLOBAL_QUOTA,
        of: |tune| (&mut tune.global_period_us, &mut tune.global_quota_us),
    },
    Bandwidth {
        period: name::DOMAIN_SCHEDULER_IOTHREAD_PERIOD,
        quota: name::DOMAIN_SCHEDULER_IOTHREAD_QUOTA,
        period_event: tunable::DOMAIN_TUNABLE_CPU_IOTHREAD_PERIOD,
        quota_event: tunable::DOMAIN_TUNABLE_CPU_IOTHREAD_QUOTA,
        of: |tune| (&mut tune.iothread_period_us, &mut tune.iothread_quota_us),
    },
];

/// How many parameters of processors there are.
pub(crate) const SCHEDULER_PARAMS: u32 = 9;

fn check_range(name: &str, value: i64, (least, most): (i64, i64)) -> Result<()> {
    if value > 0 && value < least || value > most {
        let text = format!("value of '{name}' is out of range [{least}, {most}]");
        return Err(error(Code::INVALID_ARG, text));
    }
    Ok(())
}

/// What changes, parameter by parameter, as an event tells it.
fn scheduler_changes(params: &TypedParams) -> Result<TypedParams> {
    let mut known = vec![(name::DOMAIN_SCHEDULER_CPU_SHARES, Type::ULLONG)];
    for one in &BANDWIDTHS {
        known.extend([(one.period, Type::ULLONG), (one.quota, Type::LLONG)]);
    }
    params.allow(&known)?;
    let mut told = TypedParams::new();
    for param in params.iter() {
        match &param.value {
            TypedValue::Ullong(value) if *param.name == *name::DOMAIN_SCHEDULER_CPU_SHARES => {
                told.push(tunable::DOMAIN_TUNABLE_CPU_CPU_SHARES, *value);
            }
            TypedValue::Ullong(value) => {
                check_range(&param.name, i64::try_from(*value).unwrap_or(i64::MAX), PERIODS)?;
                let found = BANDWIDTHS.iter().find(|one| *one.period == *param.name).filter(|_| *value != 0);
                found.into_iter().for_each(|one| told.push(one.period_event, *value));
            }
            TypedValue::Llong(value) => {
                check_range(&param.name, *value, QUOTAS)?;
                let found = BANDWIDTHS.iter().find(|one| *one.quota == *param.name).filter(|_| *value != 0);
                found.into_iter().for_each(|one| told.push(one.quota_event, *value));
            }
            _ => {}
        }
    }
    Ok(told)
}

/// Changes a definition; what is 0 stays for a guest that runs.
fn set_scheduler(def: &mut DomainDef, params: &TypedParams, which: super::Which) -> Result<()> {
    let live = which == super::Which::Live;
    let tune = def.cputune.get_or_insert_default();
    if let Some(shares) = params.get_ullong(name::DOMAIN_SCHEDULER_CPU_SHARES)? {
        tune.shares = Some(shares);
    }
    for one in &BANDWIDTHS {
        let (period, quota) = (params.get_ullong(one.period)?, params.get_llong(one.quota)?);
        let (own_period, own_quota) = (one.of)(tune);
        *own_period = period.filter(|period| !live || *period != 0).unwrap_or(*own_period);
        *own_quota = quota.filter(|quota| !live || *quota != 0).unwrap_or(*own_quota);
    }
    Ok(())
}

fn set_memory(def: &mut DomainDef, params: &TypedParams) -> Result<()> {
    let tune = def.memtune.get_or_insert_default();
    for (name, own) in [
        (name::DOMAIN_MEMORY_HARD_LIMIT, &mut tune.hard_limit_kib),
        (name::DOMAIN_MEMORY_SOFT_LIMIT, &mut tune.soft_limit_kib),
        (name::DOMAIN_MEMORY_SWAP_HARD_LIMIT, &mut tune.swap_hard_limit_kib),
    ] {
        if let Some(kib) = params.get_ullong(name)? {
            *own = (kib < UNLIMITED).then_some(kib);
        }
    }
    let (hard, swap) =
        (tune.hard_limit_kib.unwrap_or(UNLIMITED), tune.swap_hard_limit_kib.unwrap_or(UNLIMITED));
    if hard > swap {
        let text = "memory hard_limit tunable value must be lower than or equal to swap_hard_limit";
        return Err(error(Code::INVALID_ARG, text));
    }
    Ok(())
}

impl Shared {
    /// Changes shares of processors. The caller has the turn.
    pub(crate) async fn set_scheduler(&self, vm: &Vm, params: &TypedParams, flags: Affect) -> Result<()> {
        self.needs_system(Code::CONFIG_UNSUPPORTED, "CPU")?;
        let told = scheduler_changes(params)?;
        let change = |def: &mut DomainDef, which| set_scheduler(def, params, which);
        let done = self.share(vm, flags, Controller::Cpu, change).await?;
        if done.live && !told.is_empty() {
            self.tell_tuned(vm, told);
        }
        Ok(())
    }

    /// Changes limits of memory. The caller has the turn.
    pub(crate) async fn set_memory_limits(&self, vm: &Vm, params: &TypedParams, flags: Affect) -> Result<()> {
        self.needs_system(Code::OPERATION_UNSUPPORTED, "Memory")?;
        params.allow(&[
            (name::DOMAIN_MEMORY_HARD_LIMIT, Type::ULLONG),
            (name::DOMAIN_MEMORY_SOFT_LIMIT, Type::ULLONG),
            (name::DOMAIN_MEMORY_SWAP_HARD_LIMIT, Type::ULLONG),
        ])?;
        let change = |def: &mut DomainDef, _| set_memory(def, params);
        self.share(vm, flags, Controller::Memory, change).await.map(drop)
    }

    /// Changes definitions and holds the running guest to its own. The caller has the turn.
    pub(super) async fn share(
        &self,
        vm: &Vm,
        flags: Affect,
        controller: Controller,
        change: impl Fn(&mut DomainDef, super::Which) -> Result<()>,
    ) -> Result<vir_hypervisor::Affected> {
        let view = vm.view();
        let act = async |run: Arc<Run>, live: Arc<DomainDef>| {
            self.needs_controller(controller)?;
            self.limit_running(view.current()?, &live, &run).await
        };
        self.tune(vm, flags, change, act).await
    }

    /// Refuses what only root may.
    pub(super) fn needs_system(&self, code: Code, what: &str) -> Result<()> {
        if self.config.privileged {
            return Ok(());
        }
        Err(error(code, format!("{what} tuning is not available in session mode")))
    }

    pub(super) fn needs_controller(&self, controller: Controller) -> Result<()> {
        if self.cgroups.has(controller) {
            return Ok(());
        }
        let text = match controller {
            Controller::Cpu => "cgroup CPU controller is not mounted",
            Controller::Memory => "cgroup memory controller is not mounted",
            Controller::Cpuset => "cgroup cpuset controller is not mounted",
            Controller::Io => "blkio cgroup isn't mounted",
        };
        Err(error(Code::OPERATION_INVALID, text))
    }

    /// How many parameters of processors a domain has.
    pub(crate) fn scheduler_params(&self, view: &View) -> Result<u32> {
        self.needs_system(Code::CONFIG_UNSUPPORTED, "CPU")?;
        if view.is_active() {
            self.needs_controller(Controller::Cpu)?;
        }
        Ok(SCHEDULER_PARAMS)
    }

    /// Shares of processors. Of a guest that runs it is told what the kernel does where nothing is said.
    pub(crate) fn scheduler(&self, view: &View, flags: Affect) -> Result<TypedParams> {
        self.needs_system(Code::CONFIG_UNSUPPORTED, "CPU")?;
        let config = flags.contains(Affect::CONFIG);
        let def = view.one(flags.contains(Affect::LIVE), config)?;
        let live = view.is_active() && !config;
        if live {
            self.needs_controller(Controller::Cpu)?;
        }
        let mut tune = def.cputune.as_deref().cloned().unwrap_or_default();
        let usual = match (live, self.cgroups.is_first(Controller::Cpu)) {
            (false, _) => 0,
            (true, true) => 1024,
            (true, false) => 100,
        };
        let mut params = TypedParams::new();
        params.push(name::DOMAIN_SCHEDULER_CPU_SHARES, tune.shares.unwrap_or(usual));
        for one in &BANDWIDTHS {
            let threads = one.period == name::DOMAIN_SCHEDULER_IOTHREAD_PERIOD;
            let (period, quota) = (one.of)(&mut tune);
            if live && !(threads && def.iothreads == 0) {
                *period = if *period == 0 { PERIOD_US } else { *period };
                *quota = if *quota == 0 { -1 } else { *quota };
            }
            params.push(one.period, *period);
            params.push(one.quota, *quota);
        }
        Ok(params)
    }

    /// Limits of memory.
    pub(crate) fn memory_limits(&self, view: &View, flags: Affect) -> Result<TypedParams> {
        self.needs_system(Code::OPERATION_UNSUPPORTED, "Memory")?;
        let config = flags.contains(Affect::CONFIG);
        let def = view.one(flags.contains(Affect::LIVE), config)?;
        if view.is_active() && !config {
            self.needs_controller(Controller::Memory)?;
        }
        let tune = def.memtune.as_deref().cloned().unwrap_or_default();
        Ok(TypedParams::new()
            .with(name::DOMAIN_MEMORY_HARD_LIMIT, tune.hard_limit_kib.unwrap_or(UNLIMITED))
            .with(name::DOMAIN_MEMORY_SOFT_LIMIT, tune.soft_limit_kib.unwrap_or(UNLIMITED))
            .with(name::DOMAIN_MEMORY_SWAP_HARD_LIMIT, tune.swap_hard_limit_kib.unwrap_or(UNLIMITED)))
    }
}
