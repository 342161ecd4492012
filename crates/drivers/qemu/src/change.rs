//! Changes of domains: in turn, and to their end.

use std::sync::Arc;

use vir_hypervisor::to_its_end;
use vir_types::{Affect, DomainKey, Result, TypedParams, Uuid};

use crate::QemuDriver;
use crate::factory::clash;
use crate::shared::{Shared, no_domain};
use crate::vm::Vm;

impl Shared {
    /// Does a change of a domain in a task of its own, in its turn: a caller that goes away stops nothing.
    pub(crate) async fn change<T, F>(
        self: &Arc<Self>,
        vm: Arc<Vm>,
        what: &'static str,
        job: impl FnOnce(Arc<Self>, Arc<Vm>) -> F + Send + 'static,
    ) -> Result<T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T>> + Send,
    {
        let shared = self.clone();
        to_its_end(what, async move {
            let _turn = vm.jobs.begin(what).await?;
            if !shared.vms.has(&vm) {
                // It has gone while others had their turn; one that came after it is another domain.
                return Err(vm.peek(|view| no_domain(view.uuid, &view.name)));
            }
            job(shared, vm.clone()).await
        })
        .await
    }

    /// The same for a domain that is made if there is none, and forgotten if nothing comes of it.
    pub(crate) async fn change_entered<T, F>(
        self: &Arc<Self>,
        name: String,
        uuid: Uuid,
        what: &'static str,
        job: impl FnOnce(Arc<Self>, Arc<Vm>) -> F + Send + 'static,
    ) -> Result<T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T>> + Send,
    {
        let shared = self.clone();
        to_its_end(what, async move {
            let (vm, _turn) = loop {
                let entered = shared.vms.enter(&name, uuid, || Vm::new(&name, uuid, shared.vms.changes()));
                let (vm, _) = entered.map_err(|why| clash(why, &name, uuid))?;
                let turn = vm.jobs.begin(what).await?;
                // Where it has gone meanwhile there is room for a new one.
                if shared.vms.has(&vm) {
                    break (vm, turn);
                }
            };
            let done = job(shared.clone(), vm.clone()).await;
            if done.is_err() && vm.peek(|view| !view.is_persistent() && !view.is_active()) {
                shared.vms.remove(&vm);
            }
            done
        })
        .await
    }
}

impl QemuDriver {
    /// See [`Shared::change`].
    pub(crate) async fn change<T, F>(
        &self,
        vm: Arc<Vm>,
        what: &'static str,
        job: impl FnOnce(Arc<Shared>, Arc<Vm>) -> F + Send + 'static,
    ) -> Result<T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T>> + Send,
    {
        self.shared.change(vm, what, job).await
    }

    /// A change of settings that typed parameters name, of the definition, of the guest, or of both.
    pub(crate) async fn change_settings<F>(
        &self,
        dom: &DomainKey,
        what: &'static str,
        params: &TypedParams,
        flags: Affect,
        job: impl FnOnce(Arc<Shared>, Arc<Vm>, TypedParams) -> F + Send + 'static,
    ) -> Result<()>
    where
        F: Future<Output = Result<()>> + Send,
    {
        flags.allow(Affect::LIVE | Affect::CONFIG)?;
        let (vm, params) = (self.shared.find(dom)?, params.clone());
        self.change(vm, what, async move |shared, vm| job(shared, vm, params).await).await
    }
}
