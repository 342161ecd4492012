//! Which domains start with the host, and their share of it.

use async_trait::async_trait;
use vir_driver::facets::DomainTuning;
use vir_types::info::DomainSchedulerType;
use vir_types::{Affect, Code, Context as _, DomainKey, Result, TypedParams};

use crate::QemuDriver;
use crate::blocking::blocking;
use crate::shared::error;
use crate::tune::{allow_asking, other};

#[async_trait]
impl DomainTuning for QemuDriver {
    /// Since: 0.2.1.
    async fn domain_get_autostart(&self, dom: &DomainKey) -> Result<bool> {
        Ok(self.shared.find(dom)?.peek(|view| view.autostart))
    }

    /// Since: 0.2.1.
    async fn domain_set_autostart(&self, dom: &DomainKey, autostart: bool) -> Result<()> {
        self.set_autostart(dom, autostart, false).await
    }

    /// Since: 11.2.0.
    async fn domain_get_autostart_once(&self, dom: &DomainKey) -> Result<bool> {
        Ok(self.shared.find(dom)?.peek(|view| view.autostart_once))
    }

    /// Since: 11.2.0.
    async fn domain_set_autostart_once(&self, dom: &DomainKey, autostart: bool) -> Result<()> {
        self.set_autostart(dom, autostart, true).await
    }

    /// Since: 0.2.3.
    async fn domain_get_scheduler_type(&self, dom: &DomainKey) -> Result<DomainSchedulerType> {
        let nparams = self.shared.scheduler_params(&self.shared.find(dom)?.view())?;
        Ok(DomainSchedulerType::new("posix".to_owned(), nparams))
    }

    /// Since: 0.2.3.
    async fn domain_get_scheduler_parameters(&self, dom: &DomainKey) -> Result<TypedParams> {
        self.domain_get_scheduler_parameters_flags(dom, Affect::empty()).await
    }

    /// Since: 0.2.3.
    async fn domain_set_scheduler_parameters(&self, dom: &DomainKey, params: &TypedParams) -> Result<()> {
        self.domain_set_scheduler_parameters_flags(dom, params, Affect::empty()).await
    }

    /// Since: 0.9.2.
    async fn domain_get_scheduler_parameters_flags(
        &self,
        dom: &DomainKey,
        flags: Affect,
    ) -> Result<TypedParams> {
        allow_asking(flags)?;
        self.shared.scheduler(&self.shared.find(dom)?.view(), flags)
    }

    /// Since: 0.9.2.
    async fn domain_set_scheduler_parameters_flags(
        &self,
        dom: &DomainKey,
        params: &TypedParams,
        flags: Affect,
    ) -> Result<()> {
        self.change_settings(
            dom,
            "domain_set_scheduler_parameters_flags",
            params,
            flags,
            async move |shared, vm, params| shared.set_scheduler(&vm, &params, flags).await,
        )
        .await
    }

    /// Since: 0.9.0.
    async fn domain_get_blkio_parameters(&self, dom: &DomainKey, flags: Affect) -> Result<TypedParams> {
        allow_asking(flags)?;
        self.shared.disk_shares(&self.shared.find(dom)?.view(), flags)
    }

    /// Since: 0.9.0.
    async fn domain_set_blkio_parameters(
        &self,
        dom: &DomainKey,
        params: &TypedParams,
        flags: Affect,
    ) -> Result<()> {
        self.change_settings(
            dom,
            "domain_set_blkio_parameters",
            params,
            flags,
            async move |shared, vm, params| shared.set_disk_shares(&vm, &params, flags).await,
        )
        .await
    }

    /// Since: 0.9.9.
    async fn domain_get_numa_parameters(&self, dom: &DomainKey, flags: Affect) -> Result<TypedParams> {
        allow_asking(flags)?;
        other::memory_nodes(&self.shared.find(dom)?.view(), flags)
    }

    /// Since: 0.9.9.
    async fn domain_set_numa_parameters(
        &self,
        dom: &DomainKey,
        params: &TypedParams,
        flags: Affect,
    ) -> Result<()> {
        self.change_settings(
            dom,
            "domain_set_numa_parameters",
            params,
            flags,
            async move |shared, vm, params| shared.set_memory_nodes(&vm, &params, flags).await,
        )
        .await
    }

    /// Since: 1.3.3.
    async fn domain_get_perf_events(&self, dom: &DomainKey, flags: Affect) -> Result<TypedParams> {
        allow_asking(flags)?;
        other::counted(&self.shared.find(dom)?.view(), flags)
    }

    /// Since: 1.3.3.
    async fn domain_set_perf_events(
        &self,
        dom: &DomainKey,
        params: &TypedParams,
        flags: Affect,
    ) -> Result<()> {
        self.change_settings(dom, "domain_set_perf_events", params, flags, async move |shared, vm, params| {
            shared.set_counted(&vm, &params, flags).await
        })
        .await
    }
}

impl QemuDriver {
    async fn set_autostart(&self, dom: &DomainKey, autostart: bool, once: bool) -> Result<()> {
        let vm = self.shared.find(dom)?;
        let what = if once { "domain_set_autostart_once" } else { "domain_set_autostart" };
        self.change(vm, what, async move |shared, vm| {
            let view = vm.view();
            if view.persistent.is_none() {
                return Err(error(Code::OPERATION_INVALID, "cannot set autostart for transient domain"));
            }
            if autostart == if once { view.autostart_once } else { view.autostart } {
                return Ok(());
            }
            let definitions = &shared.definitions;
            let set = blocking(|| match once {
                true => definitions.set_autostart_once(&view.name, autostart),
                false => definitions.set_autostart(&view.name, autostart),
            });
            set.context(Code::SYSTEM_ERROR, || format!("cannot set autostart of domain '{}'", view.name))?;
            vm.update(|view| if once { view.autostart_once = autostart } else { view.autostart = autostart });
            Ok(())
        })
        .await
    }
}
