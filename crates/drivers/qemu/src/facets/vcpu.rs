//! A domain's virtual CPUs.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::json;
use vir_conf::DomainDef;
use vir_driver::facets::DomainVcpu;
use vir_types::info::{DomainPinInfo, DomainVcpus};
use vir_types::{Affect, Code, DomainKey, DomainVcpuFlags as Flags, Origin, Result};

use crate::QemuDriver;
use crate::facets::qemu::AGENT;
use crate::shared::error;
use crate::tune::{self, pins};
use crate::vm::vcpus;

fn check(flags: Flags) -> Result<()> {
    vir_hypervisor::check_vcpu_flags(flags).map_err(|error| error.or_origin(Origin::QEMU))
}

fn too_many(nvcpus: u32, most: u32) -> vir_types::Error {
    let text =
        format!("requested vcpus is greater than max allowable vcpus for the domain: {nvcpus} > {most}");
    error(Code::INVALID_ARG, text)
}

/// Changes a definition.
fn set(def: &mut DomainDef, nvcpus: u32, maximum: bool) -> Result<()> {
    if maximum {
        let topology = def.cpu.as_ref().and_then(|cpu| cpu.topology.as_ref());
        let all = topology.map(|it| {
            let parts = [it.sockets, it.dies, it.clusters, it.cores, it.threads];
            parts.into_iter().map(u64::from).fold(1, u64::saturating_mul)
        });
        if all.is_some_and(|all| all != u64::from(nvcpus)) {
            let text = "CPU topology doesn't match the desired vcpu count";
            return Err(error(Code::INVALID_ARG, text));
        }
        def.set_vcpus_max(nvcpus);
        def.individual_vcpus = None;
    } else if nvcpus > def.vcpus_max() {
        return Err(too_many(nvcpus, def.vcpus_max()));
    } else {
        def.set_vcpus(nvcpus);
        for vcpu in def.individual_vcpus.iter_mut().flat_map(|all| &mut all.list) {
            vcpu.enabled = vcpu.id < nvcpus;
            vcpu.order = 0;
        }
    }
    Ok(())
}

#[async_trait]
impl DomainVcpu for QemuDriver {
    /// Since: 0.8.5.
    async fn domain_set_vcpus_flags(&self, dom: &DomainKey, nvcpus: u32, flags: Flags) -> Result<()> {
        flags.allow(Flags::LIVE | Flags::CONFIG | Flags::MAXIMUM | Flags::GUEST | Flags::HOTPLUGGABLE)?;
        check(flags)?;
        if nvcpus == 0 {
            return Err(error(
                Code::INVALID_ARG,
                "nvcpus in virDomainSetVcpusFlags must be greater than zero",
            ));
        }
        if flags.contains(Flags::GUEST) {
            return self.set_guest_vcpus(dom, nvcpus).await;
        }
        let vm = self.shared.find(dom)?;
        self.change(vm, "domain_set_vcpus_flags", async move |shared, vm| {
            let view = vm.view();
            let affected = view.affected(flags.contains(Flags::LIVE), flags.contains(Flags::CONFIG))?;
            let maximum = flags.contains(Flags::MAXIMUM);
            if maximum && affected.live {
                let text = "maximum vcpu count of a live domain can't be modified";
                return Err(error(Code::INVALID_ARG, text));
            }
            // Both are checked before either is changed.
            let config = match affected.config {
                true => {
                    let mut def = (**view.inactive()?).clone();
                    set(&mut def, nvcpus, maximum)?;
                    Some(def)
                }
                false => None,
            };
            if affected.live {
                let mut live = (**view.current()?).clone();
                set(&mut live, nvcpus, false)?;
                let run = view.running()?;
                let done = run.set_vcpus(&view.name, view.current()?.vcpus(), nvcpus).await;
                if done.is_err() {
                    // Some may have come or gone before it failed: what there is now is counted.
                    let threads =
                        run.vcpu_threads.lock().unwrap_or_else(std::sync::PoisonError::into_inner).len();
                    set(&mut live, u32::try_from(threads).unwrap_or(u32::MAX), false)?;
                }
                // New ones inherit the processors of whichever thread has made them.
                let threads =
                    run.vcpu_threads.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
                let placed = shared.place_threads(&live, &run.monitor, &threads, run.process.pid()).await;
                vm.update(|view| view.live = Some(Arc::new(live)));
                shared.note_status(&vm.view());
                done?;
                placed?;
            }
            if let Some(def) = config {
                shared.save_definition(&def).await?;
                vm.update(|view| {
                    view.updated |= view.is_active();
                    view.persistent = Some(Arc::new(def));
                });
            }
            Ok(())
        })
        .await
    }

    /// Since: 0.8.5.
    async fn domain_get_vcpus_flags(&self, dom: &DomainKey, flags: Flags) -> Result<u32> {
        flags.allow(Flags::LIVE | Flags::CONFIG | Flags::MAXIMUM | Flags::GUEST)?;
        check(flags)?;
        if flags.contains(Flags::GUEST) {
            let vcpus =
                self.shared.ask_agent(dom, json!({"execute": "guest-get-vcpus"}), Some(AGENT)).await?;
            return Ok(vcpus::online(&vcpus));
        }
        let view = self.shared.find(dom)?.view();
        let def = view.one(flags.contains(Flags::LIVE), flags.contains(Flags::CONFIG))?;
        Ok(if flags.contains(Flags::MAXIMUM) { def.vcpus_max() } else { def.vcpus() })
    }

    /// Since: 0.1.4.
    async fn domain_get_vcpus(&self, dom: &DomainKey, maxinfo: u32, maplen: u32) -> Result<DomainVcpus> {
        pins::vcpus(&self.shared.find(dom)?.view(), maxinfo, maplen)
    }

    /// Since: 0.9.3.
    async fn domain_pin_vcpu_flags(
        &self,
        dom: &DomainKey,
        vcpu: u32,
        cpumap: &[u8],
        flags: Affect,
    ) -> Result<()> {
        flags.allow(Affect::LIVE | Affect::CONFIG)?;
        let cpus = tune::from_map(cpumap, "cpu")?;
        let vm = self.shared.find(dom)?;
        self.change(vm, "domain_pin_vcpu_flags", async move |shared, vm| {
            shared.pin_vcpu(&vm, vcpu, cpus, flags).await
        })
        .await
    }

    /// Since: 0.9.3.
    async fn domain_get_vcpu_pin_info(
        &self,
        dom: &DomainKey,
        ncpumaps: u32,
        maplen: u32,
        flags: Affect,
    ) -> Result<DomainPinInfo> {
        flags.allow(Affect::LIVE | Affect::CONFIG)?;
        let view = self.shared.find(dom)?.view();
        let def = view.one(flags.contains(Affect::LIVE), flags.contains(Affect::CONFIG))?;
        pins::vcpu_pins(def, ncpumaps, maplen)
    }

    /// Since: 0.10.0.
    async fn domain_pin_emulator(&self, dom: &DomainKey, cpumap: &[u8], flags: Affect) -> Result<()> {
        flags.allow(Affect::LIVE | Affect::CONFIG)?;
        let cpus = tune::from_map(cpumap, "cpu")?;
        let vm = self.shared.find(dom)?;
        self.change(vm, "domain_pin_emulator", async move |shared, vm| {
            shared.pin_emulator(&vm, cpus, flags).await
        })
        .await
    }

    /// Since: 0.10.0.
    async fn domain_get_emulator_pin_info(
        &self,
        dom: &DomainKey,
        maplen: u32,
        flags: Affect,
    ) -> Result<DomainPinInfo> {
        flags.allow(Affect::LIVE | Affect::CONFIG)?;
        let view = self.shared.find(dom)?.view();
        pins::emulator_pin(view.one(flags.contains(Affect::LIVE), flags.contains(Affect::CONFIG))?, maplen)
    }
}

impl QemuDriver {
    /// Has the guest's system use so many of the CPUs that it has.
    async fn set_guest_vcpus(&self, dom: &DomainKey, nvcpus: u32) -> Result<()> {
        let most = self.shared.find(dom)?.view().current()?.vcpus();
        if nvcpus > most {
            let text = format!(
                "requested vcpu count is greater than the count of enabled vcpus in the domain: {nvcpus} > {most}"
            );
            return Err(error(Code::INVALID_ARG, text));
        }
        let listed = self.shared.ask_agent(dom, json!({"execute": "guest-get-vcpus"}), Some(AGENT)).await?;
        let wanted = vcpus::wanted(&listed, nvcpus).ok_or_else(|| {
            error(Code::INTERNAL_ERROR, "the guest agent knows of fewer vcpus than the guest has")
        })?;
        let command = json!({"execute": "guest-set-vcpus", "arguments": {"vcpus": wanted}});
        self.shared.ask_agent(dom, command, Some(AGENT)).await.map(drop)
    }
}
