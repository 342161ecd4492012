//! A domain's virtual CPUs.

use async_trait::async_trait;
use vir_driver::facets::DomainVcpu;
use vir_types::{Code, DomainKey, Result};

use crate::node::error;
use crate::vm::Affected;
use crate::{TestDriver, default_node};

#[async_trait]
impl DomainVcpu for TestDriver {
    /// Since: 0.7.3.
    async fn domain_get_max_vcpus(&self, dom: &DomainKey) -> Result<u32> {
        let state = self.node.read();
        let vm = state.find(dom)?;
        let def = if vm.is_active() { vm.current()? } else { vm.inactive()? };
        Ok(def.vcpus())
    }

    /// Since: 0.1.4.
    async fn domain_set_vcpus(&self, dom: &DomainKey, nvcpus: u32) -> Result<()> {
        let mut state = self.node.write();
        let vm = state.find_mut(dom)?;
        vm.require_active()?;
        if nvcpus == 0 {
            return Err(error(Code::INVALID_ARG, "nvcpus in virDomainSetVcpus must be greater than zero"));
        }
        let most = vm.current()?.vcpus().min(default_node::MAX_VCPUS);
        if nvcpus > most {
            let text = format!("requested cpu amount exceeds maximum ({nvcpus} > {most})");
            return Err(error(Code::INVALID_ARG, text));
        }
        for def in vm.defs_mut(Affected { live: true, config: false }) {
            def.vcpus = Some(nvcpus);
        }
        Ok(())
    }
}
