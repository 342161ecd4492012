//! Whether a domain starts with its host.

use async_trait::async_trait;
use vir_driver::facets::DomainTuning;
use vir_types::{Code, DomainKey, Result};

use crate::TestDriver;
use crate::node::error;

#[async_trait]
impl DomainTuning for TestDriver {
    /// Since: 0.3.2.
    async fn domain_get_autostart(&self, dom: &DomainKey) -> Result<bool> {
        Ok(self.node.read().find(dom)?.autostart)
    }

    /// Since: 0.3.2.
    async fn domain_set_autostart(&self, dom: &DomainKey, autostart: bool) -> Result<()> {
        let mut state = self.node.write();
        let vm = state.find_mut(dom)?;
        if vm.persistent.is_none() {
            return Err(error(Code::OPERATION_INVALID, "cannot set autostart for transient domain"));
        }
        vm.autostart = autostart;
        Ok(())
    }
}
