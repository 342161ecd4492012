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
