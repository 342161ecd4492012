//! How a domain stands.

use async_trait::async_trait;
use vir_conf::XmlFormat;
use vir_driver::facets::DomainStatus;
use vir_types::info::{DomainInfo, DomainStartTime, DomainStateInfo};
use vir_types::{DomainKey, DomainXmlFlags, NoFlags, Result};

use crate::TestDriver;

#[async_trait]
impl DomainStatus for TestDriver {
    /// Since: 0.1.1.
    async fn domain_get_info(&self, dom: &DomainKey) -> Result<DomainInfo> {
        let state = self.node.read();
        let vm = state.find(dom)?;
        let def = vm.current()?;
        let mut info = DomainInfo::default();
        info.state = vm.state;
        info.max_memory_kib = def.memory_kib;
        info.memory_kib = def.current_memory_kib;
        info.vcpus = u16::try_from(def.vcpus()).unwrap_or(u16::MAX);
        if vm.is_active() {
            let nanoseconds = self.node.since.elapsed().as_nanos();
            info.cpu_time_ns = u64::try_from(nanoseconds).unwrap_or(u64::MAX);
        }
        Ok(info)
    }

    /// Since: 0.9.2.
    async fn domain_get_state(&self, dom: &DomainKey, flags: NoFlags) -> Result<DomainStateInfo> {
        flags.allow(NoFlags::empty())?;
        let state = self.node.read();
        let vm = state.find(dom)?;
        Ok(DomainStateInfo::new(vm.state, vm.reason))
    }

    /// Since: 0.1.4.
    async fn domain_get_xml_desc(&self, dom: &DomainKey, flags: DomainXmlFlags) -> Result<String> {
        flags.allow(
            DomainXmlFlags::SECURE
                | DomainXmlFlags::INACTIVE
                | DomainXmlFlags::UPDATE_CPU
                | DomainXmlFlags::MIGRATABLE,
        )?;
        let state = self.node.read();
        let vm = state.find(dom)?;
        let secure = flags.contains(DomainXmlFlags::SECURE);
        if flags.contains(DomainXmlFlags::INACTIVE) || !vm.is_active() {
            return Ok(vm.inactive()?.to_xml_with(XmlFormat::new(false, secure)));
        }
        let mut live = vm.current()?.clone();
        live.id = vm.id;
        Ok(live.to_xml_with(XmlFormat::new(true, secure)))
    }

    /// What is booted is always taken for Linux. Since: 0.1.9.
    async fn domain_get_os_type(&self, dom: &DomainKey) -> Result<String> {
        self.node.read().find(dom)?;
        Ok("linux".to_owned())
    }

    /// Since: 0.7.3.
    async fn domain_is_active(&self, dom: &DomainKey) -> Result<bool> {
        Ok(self.node.read().find(dom)?.is_active())
    }

    /// Since: 0.7.3.
    async fn domain_is_persistent(&self, dom: &DomainKey) -> Result<bool> {
        Ok(self.node.read().find(dom)?.persistent.is_some())
    }

    /// Since: 0.8.6.
    async fn domain_is_updated(&self, dom: &DomainKey) -> Result<bool> {
        Ok(self.node.read().find(dom)?.updated)
    }

    /// Since: 0.1.0.
    async fn virshd_domain_get_start_time(&self, dom: &DomainKey) -> Result<DomainStartTime> {
        let state = self.node.read();
        let vm = state.find(dom)?;
        vm.require_active()?;
        Ok(DomainStartTime::ago(vir_util::now(), vm.since.elapsed()))
    }
}
