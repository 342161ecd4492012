//! A domain's memory.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::json;
use vir_conf::domain::device::memballoon::BalloonModel;
use vir_driver::facets::DomainMemory;
use vir_types::info::DomainMemoryStat;
use vir_types::{
    Affect, Code, Context as _, DomainKey, DomainMemoryFlags, DomainMemoryModFlags as Flags, NoFlags, Result,
    TypedParams,
};

use crate::QemuDriver;
use crate::monitor::{CHANGE, QUERY};
use crate::shared::error;
use crate::tune::allow_asking;
use crate::vm::start::refused;

/// The most that is peeked at once; the protocol's packets hold no more.
const PEEK_MAX: u32 = 4 << 20;

#[async_trait]
impl DomainMemory for QemuDriver {
    /// Since: 0.0.3.
    async fn domain_get_max_memory(&self, dom: &DomainKey) -> Result<u64> {
        Ok(self.shared.find(dom)?.view().current()?.memory_kib)
    }

    /// Since: 0.9.0.
    async fn domain_set_memory_flags(&self, dom: &DomainKey, memory_kib: u64, flags: Flags) -> Result<()> {
        flags.allow(Flags::LIVE | Flags::CONFIG | Flags::MAXIMUM)?;
        if memory_kib == 0 {
            return Err(error(Code::INVALID_ARG, "memory in domain_set_memory_flags must not be zero"));
        }
        let vm = self.shared.find(dom)?;
        self.change(vm, "domain_set_memory_flags", async move |shared, vm| {
            let view = vm.view();
            let affected = view.affected(flags.contains(Flags::LIVE), flags.contains(Flags::CONFIG))?;
            let maximum = flags.contains(Flags::MAXIMUM);
            if maximum && affected.live {
                let text = "cannot resize the maximum memory on an active domain";
                return Err(error(Code::OPERATION_INVALID, text));
            }
            let too_much = |def: &vir_conf::DomainDef| !maximum && memory_kib > def.memory_kib;
            if affected.live && view.live.as_deref().is_some_and(too_much)
                || affected.config && view.persistent.as_deref().is_some_and(too_much)
            {
                return Err(error(Code::INVALID_ARG, "cannot set memory higher than max memory"));
            }
            if affected.live {
                let run = view.running()?;
                let live = view.current()?;
                if !live.devices.memballoon.as_ref().is_some_and(|balloon| balloon.model != BalloonModel::None) {
                    let text = "Unable to change memory of active domain without the balloon device and guest OS balloon driver";
                    return Err(error(Code::OPERATION_INVALID, text));
                }
                let arguments = json!({"value": memory_kib.saturating_mul(1024)});
                let set = run.monitor.execute("balloon", arguments, CHANGE).await;
                set.map_err(|why| refused(&view.name, &why))?;
            }
            if affected.config
                && let Some(persistent) = &view.persistent
            {
                let mut def = (**persistent).clone();
                if maximum {
                    def.memory_kib = memory_kib;
                    def.current_memory_kib = def.current_memory_kib.min(memory_kib);
                } else {
                    def.current_memory_kib = memory_kib;
                }
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
    async fn domain_get_memory_parameters(&self, dom: &DomainKey, flags: Affect) -> Result<TypedParams> {
        allow_asking(flags)?;
        self.shared.memory_limits(&self.shared.find(dom)?.view(), flags)
    }

    /// Since: 0.8.5.
    async fn domain_set_memory_parameters(
        &self,
        dom: &DomainKey,
        params: &TypedParams,
        flags: Affect,
    ) -> Result<()> {
        self.change_settings(
            dom,
            "domain_set_memory_parameters",
            params,
            flags,
            async move |shared, vm, params| shared.set_memory_limits(&vm, &params, flags).await,
        )
        .await
    }

    /// Since: 1.1.1.
    async fn domain_set_memory_stats_period(
        &self,
        dom: &DomainKey,
        period_s: i32,
        flags: Flags,
    ) -> Result<()> {
        flags.allow(Flags::LIVE | Flags::CONFIG)?;
        let period = u32::try_from(period_s)
            .map_err(|_| error(Code::INVALID_ARG, format!("period {period_s} must not be negative")))?;
        let vm = self.shared.find(dom)?;
        self.change(vm, "domain_set_memory_stats_period", async move |shared, vm| {
            let view = vm.view();
            let affected = view.affected(flags.contains(Flags::LIVE), flags.contains(Flags::CONFIG))?;
            let no_balloon = || {
                error(
                    Code::OPERATION_INVALID,
                    "No memory balloon device configured, can not set the collection period",
                )
            };
            if affected.live {
                let run = view.running()?;
                let mut live = (**view.current()?).clone();
                let balloon = live.devices.memballoon.as_mut().filter(|it| it.model != BalloonModel::None);
                let balloon = balloon.ok_or_else(no_balloon)?;
                let alias = balloon.info.alias.clone().unwrap_or_default();
                let arguments = json!({
                    "path": format!("/machine/peripheral/{alias}"),
                    "property": "guest-stats-polling-interval",
                    "value": period,
                });
                let set = run.monitor.execute("qom-set", arguments, QUERY).await;
                set.map_err(|why| refused(&view.name, &why))?;
                balloon.period_s = period;
                vm.update(|view| view.live = Some(Arc::new(live)));
                shared.note_status(&vm.view());
            }
            if affected.config
                && let Some(persistent) = &view.persistent
            {
                let mut def = (**persistent).clone();
                let balloon = def.devices.memballoon.as_mut().filter(|it| it.model != BalloonModel::None);
                balloon.ok_or_else(no_balloon)?.period_s = period;
                shared.save_definition(&def).await?;
                vm.update(|view| view.persistent = Some(Arc::new(def)));
            }
            Ok(())
        })
        .await
    }

    /// Since: 0.7.5.
    async fn domain_memory_stats(
        &self,
        dom: &DomainKey,
        max: u32,
        flags: NoFlags,
    ) -> Result<Vec<DomainMemoryStat>> {
        flags.allow(NoFlags::empty())?;
        let view = self.shared.find(dom)?.view();
        let run = view.running()?;
        let list = run.memory_numbers(view.current()?, QUERY).await;
        let mut list = list.map_err(|why| refused(&view.name, &why))?;
        list.truncate(usize::try_from(max).unwrap_or(usize::MAX));
        Ok(list)
    }

    /// Since: 0.4.4.
    async fn domain_memory_peek(
        &self,
        dom: &DomainKey,
        offset: u64,
        size: u32,
        flags: DomainMemoryFlags,
    ) -> Result<Vec<u8>> {
        flags.allow(DomainMemoryFlags::VIRTUAL | DomainMemoryFlags::PHYSICAL)?;
        let command = if flags.contains(DomainMemoryFlags::VIRTUAL) { "memsave" } else { "pmemsave" };
        if size > PEEK_MAX {
            return Err(error(Code::INVALID_ARG, format!("size {size} is more than {PEEK_MAX}")));
        }
        let vm = self.shared.find(dom)?;
        self.change(vm, "domain_memory_peek", async move |shared, vm| {
            let view = vm.view();
            let run = view.running()?;
            let path = run.folders.private.join(format!("peek-{}", shared.next_scratch()));
            let arguments = json!({"val": offset, "size": size, "filename": path.to_string_lossy()});
            let peeked = run.monitor.execute(command, arguments, CHANGE).await;
            let read = std::fs::read(&path);
            let _ = std::fs::remove_file(&path);
            peeked.map_err(|why| refused(&view.name, &why))?;
            read.context(Code::SYSTEM_ERROR, || "cannot read the guest's memory".to_owned())
        })
        .await
    }
}
