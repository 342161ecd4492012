//! The processors of the host that a guest's threads may use.

use std::sync::{Arc, PoisonError};

use vir_conf::DomainDef;
use vir_conf::bitmap::CpuSet;
use vir_conf::domain::cputune::VcpuPinDef;
use vir_types::info::{DomainPinInfo, DomainVcpus, VcpuInfo};
use vir_types::names::tunable as name;
use vir_types::{Affect, Code, Context as _, Result, TypedParams, VcpuState};
use vir_util::process::{affinity, set_affinity, thread_stat};

use super::{Which, check_maps, host_cpus, to_map};
use crate::shared::{Shared, error};
use crate::vm::{Run, View, Vm};

/// The threads of virtual CPUs by number.
fn threads(run: &Run) -> Result<Vec<(u32, u32)>> {
    let known = run.vcpu_threads.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let threads =
        known.into_iter().filter_map(|(number, thread)| Some((number, u32::try_from(thread).ok()?)));
    let threads: Vec<(u32, u32)> = threads.collect();
    if threads.is_empty() {
        return Err(error(Code::OPERATION_INVALID, "cpu affinity is not supported"));
    }
    Ok(threads)
}

/// Lets a thread run on these processors only.
pub(super) fn place(thread: u32, cpus: &CpuSet) -> Result<()> {
    set_affinity(thread, cpus.iter())
        .context(Code::SYSTEM_ERROR, || format!("cannot set CPU affinity on process {thread}"))
}

fn pin_vcpu(def: &mut DomainDef, vcpu: u32, cpus: &CpuSet, which: Which) -> Result<()> {
    let most = def.vcpus_max();
    if vcpu >= most {
        let (what, count) = match which {
            Which::Live => ("live", most),
            Which::Config => ("persistent", def.vcpus()),
        };
        let text = format!("vcpu {vcpu} is out of range of {what} cpu count {count}");
        return Err(error(Code::INVALID_ARG, text));
    }
    let pins = &mut def.cputune.get_or_insert_default().vcpu_pins;
    pins.retain(|pin| pin.vcpu != vcpu);
    let mut pin = VcpuPinDef::default();
    (pin.vcpu, pin.cpuset) = (vcpu, cpus.clone());
    pins.push(pin);
    pins.sort_by_key(|pin| pin.vcpu);
    Ok(())
}

impl Shared {
    /// Says where a virtual CPU runs. The caller has the turn.
    pub(crate) async fn pin_vcpu(&self, vm: &Vm, vcpu: u32, cpus: CpuSet, flags: Affect) -> Result<()> {
        let change = |def: &mut DomainDef, which| pin_vcpu(def, vcpu, &cpus, which);
        let act = async |run: Arc<Run>, _| {
            let threads = threads(&run)?;
            // One that is not plugged in has no thread, and gets its place with it.
            let found = threads.iter().find(|(number, _)| *number == vcpu);
            found.map_or(Ok(()), |(_, thread)| place(*thread, &cpus))
        };
        if self.tune(vm, flags, change, act).await?.live {
            let key = name::DOMAIN_TUNABLE_CPU_VCPUPIN.replace("%u", &vcpu.to_string());
            self.tell_tuned(vm, TypedParams::new().with(key, cpus.to_string()));
        }
        Ok(())
    }

    /// Says where the emulator itself runs. The caller has the turn.
    pub(crate) async fn pin_emulator(&self, vm: &Vm, cpus: CpuSet, flags: Affect) -> Result<()> {
        let change = |def: &mut DomainDef, _| {
            def.cputune.get_or_insert_default().emulator_pin = Some(cpus.clone());
            Ok(())
        };
        let act = async |run: Arc<Run>, _| place(run.process.pid(), &cpus);
        if self.tune(vm, flags, change, act).await?.live {
            let params = TypedParams::new().with(name::DOMAIN_TUNABLE_CPU_EMULATORPIN, cpus.to_string());
            self.tell_tuned(vm, params);
        }
        Ok(())
    }
}

/// What the virtual CPUs of a running guest do, and where they may.
pub(crate) fn vcpus(view: &View, maxinfo: u32, maplen: u32) -> Result<DomainVcpus> {
    let Some(run) = &view.run else {
        let text = "cannot retrieve vcpu information for inactive domain";
        return Err(error(Code::OPERATION_INVALID, text));
    };
    check_maps(maxinfo, maplen)?;
    let mut vcpus = DomainVcpus::default();
    if maxinfo == 0 {
        return Ok(vcpus);
    }
    let pid = run.process.pid();
    for (number, thread) in threads(run)?.into_iter().take(usize::try_from(maxinfo).unwrap_or(usize::MAX)) {
        let (time, cpu) = thread_stat(pid, thread)
            .ok_or_else(|| error(Code::INTERNAL_ERROR, "cannot get vCPU placement & pCPU time"))?;
        let cpu = i32::try_from(cpu).unwrap_or(-1);
        vcpus.info.push(VcpuInfo::new(number, VcpuState::RUNNING, time, cpu));
        if maplen > 0 {
            vcpus.cpumaps.extend(to_map(affinity(thread), maplen));
        }
    }
    Ok(vcpus)
}

/// Where virtual CPUs may run, as a definition has it.
pub(crate) fn vcpu_pins(def: &DomainDef, ncpumaps: u32, maplen: u32) -> Result<DomainPinInfo> {
    let count = def.vcpus_max().min(ncpumaps);
    check_maps(count, maplen)?;
    let host = host_cpus();
    let mut info = DomainPinInfo::default();
    for number in 0..count {
        let pins = def.cputune.iter().flat_map(|tune| &tune.vcpu_pins);
        let pin = pins.filter(|pin| pin.vcpu == number).map(|pin| &pin.cpuset).next();
        let cpus = pin.or(def.vcpu_cpuset.as_ref()).unwrap_or(&host);
        info.cpumaps.extend(to_map(cpus.iter(), maplen));
    }
    info.num = count;
    Ok(info)
}

/// Where the emulator may run, as a definition has it.
pub(crate) fn emulator_pin(def: &DomainDef, maplen: u32) -> Result<DomainPinInfo> {
    check_maps(1, maplen)?;
    let pin = def.cputune.as_ref().and_then(|tune| tune.emulator_pin.clone());
    let cpus = pin.or_else(|| def.vcpu_cpuset.clone()).unwrap_or_else(host_cpus);
    Ok(DomainPinInfo::new(to_map(cpus.iter(), maplen), 1))
}
