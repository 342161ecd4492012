//! Which domains start with the host.

use async_trait::async_trait;
use vir_driver::facets::DomainTuning;
use vir_types::{Code, Context as _, DomainKey, Result};

use crate::QemuDriver;
use crate::blocking::blocking;
use crate::shared::error;

#[async_trait]
impl DomainTuning for QemuDriver {
    /// Since: 0.2.1.
    async fn domain_get_autostart(&self, dom: &DomainKey) -> Result<bool> {
        Ok(self.shared.find(dom)?.view().autostart)
    }

    /// Since: 0.2.1.
    async fn domain_set_autostart(&self, dom: &DomainKey, autostart: bool) -> Result<()> {
        let vm = self.shared.find(dom)?;
        self.change(vm, "domain_set_autostart", async move |shared, vm| {
            let view = vm.view();
            if view.persistent.is_none() {
                return Err(error(Code::OPERATION_INVALID, "cannot set autostart for transient domain"));
            }
            if view.autostart != autostart {
                let set = blocking(|| shared.definitions.set_autostart(&view.name, autostart));
                set.context(Code::SYSTEM_ERROR, || {
                    format!("cannot set autostart of domain '{}'", view.name)
                })?;
                vm.update(|view| view.autostart = autostart);
            }
            Ok(())
        })
        .await
    }
}
