//! A domain's threads for the input and output of devices.

use async_trait::async_trait;
use vir_driver::facets::DomainIothreads;
use vir_types::info::DomainIothreadInfo;
use vir_types::{Affect, Code, DomainKey, Result, TypedParams};

use crate::QemuDriver;
use crate::shared::error;
use crate::tune::{self, iothreads};

const BOTH: Affect = Affect::from_bits(Affect::LIVE.bits() | Affect::CONFIG.bits());

fn check(id: u32) -> Result<()> {
    if id == 0 {
        return Err(error(Code::INVALID_ARG, "iothread_id in domain operations must be greater than zero"));
    }
    Ok(())
}

#[async_trait]
impl DomainIothreads for QemuDriver {
    /// Since: 1.2.15.
    async fn domain_add_iothread(&self, dom: &DomainKey, iothread_id: u32, flags: Affect) -> Result<()> {
        flags.allow(BOTH)?;
        check(iothread_id)?;
        let vm = self.shared.find(dom)?;
        self.change(vm, "domain_add_iothread", async move |shared, vm| {
            shared.add_iothread(&vm, iothread_id, flags).await
        })
        .await
    }

    /// Since: 1.2.15.
    async fn domain_del_iothread(&self, dom: &DomainKey, iothread_id: u32, flags: Affect) -> Result<()> {
        flags.allow(BOTH)?;
        check(iothread_id)?;
        let vm = self.shared.find(dom)?;
        self.change(vm, "domain_del_iothread", async move |shared, vm| {
            shared.remove_iothread(&vm, iothread_id, flags).await
        })
        .await
    }

    /// Since: 1.2.14.
    async fn domain_get_iothread_info(
        &self,
        dom: &DomainKey,
        flags: Affect,
    ) -> Result<Vec<DomainIothreadInfo>> {
        flags.allow(BOTH)?;
        iothreads::info(&self.shared.find(dom)?.view(), flags).await
    }

    /// Since: 1.2.14.
    async fn domain_pin_iothread(
        &self,
        dom: &DomainKey,
        iothread_id: u32,
        cpumap: &[u8],
        flags: Affect,
    ) -> Result<()> {
        flags.allow(BOTH)?;
        let cpus = tune::from_map(cpumap, "iothread cpumap")?;
        let vm = self.shared.find(dom)?;
        self.change(vm, "domain_pin_iothread", async move |shared, vm| {
            shared.pin_iothread(&vm, iothread_id, cpus, flags).await
        })
        .await
    }

    /// Since: 4.10.0.
    async fn domain_set_iothread_params(
        &self,
        dom: &DomainKey,
        iothread_id: u32,
        params: &TypedParams,
        flags: Affect,
    ) -> Result<()> {
        flags.allow(BOTH)?;
        check(iothread_id)?;
        let vm = self.shared.find(dom)?;
        let params = params.clone();
        self.change(vm, "domain_set_iothread_params", async move |shared, vm| {
            shared.set_iothread(&vm, iothread_id, &params, flags).await
        })
        .await
    }
}
