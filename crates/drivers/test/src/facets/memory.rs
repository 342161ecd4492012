//! A domain's memory.

use async_trait::async_trait;
use vir_driver::facets::DomainMemory;
use vir_types::{Code, DomainKey, DomainMemoryModFlags as Flags, Result};

use crate::TestDriver;
use crate::node::error;

#[async_trait]
impl DomainMemory for TestDriver {
    /// Since: 0.1.4.
    async fn domain_get_max_memory(&self, dom: &DomainKey) -> Result<u64> {
        Ok(self.node.read().find(dom)?.current()?.memory_kib)
    }

    /// Since: 5.6.0.
    async fn domain_set_memory_flags(&self, dom: &DomainKey, memory_kib: u64, flags: Flags) -> Result<()> {
        flags.allow(Flags::LIVE | Flags::CONFIG | Flags::MAXIMUM)?;
        if memory_kib == 0 {
            return Err(error(Code::INVALID_ARG, "memory in domain_set_memory_flags must not be zero"));
        }
        let mut state = self.node.write();
        let vm = state.find_mut(dom)?;
        let affected = vm.affected(flags.contains(Flags::LIVE), flags.contains(Flags::CONFIG))?;
        let maximum = flags.contains(Flags::MAXIMUM);
        if maximum && affected.live {
            let text = "cannot resize the maximum memory on an active domain";
            return Err(error(Code::OPERATION_INVALID, text));
        }
        // All is checked before anything is changed.
        if !maximum && vm.defs_mut(affected).any(|def| memory_kib > def.memory_kib) {
            return Err(error(Code::INVALID_ARG, "cannot set memory higher than max memory"));
        }
        for def in vm.defs_mut(affected) {
            if maximum {
                def.memory_kib = memory_kib;
                def.current_memory_kib = def.current_memory_kib.min(memory_kib);
            } else {
                def.current_memory_kib = memory_kib;
            }
        }
        vm.updated |= affected.config && vm.is_active();
        Ok(())
    }
}
