//! How a domain stands.

use async_trait::async_trait;
use vir_conf::XmlFormat;
use vir_driver::facets::DomainStatus;
use vir_types::info::{DomainControlInfo, DomainInfo, DomainStartTime, DomainStateInfo};
use vir_types::{
    Code, DomainControlErrorReason, DomainControlState, DomainKey, DomainXmlFlags, NoFlags, Result,
};

use crate::QemuDriver;
use crate::shared::error;

#[async_trait]
impl DomainStatus for QemuDriver {
    /// Since: 0.0.3.
    async fn domain_get_info(&self, dom: &DomainKey) -> Result<DomainInfo> {
        let view = self.shared.find(dom)?.view();
        let def = view.current()?;
        let mut info = DomainInfo::default();
        info.state = view.state;
        info.max_memory_kib = def.memory_kib;
        info.memory_kib = def.current_memory_kib;
        info.vcpus = u16::try_from(def.vcpus()).unwrap_or(u16::MAX);
        if let Some(run) = &view.run {
            info.cpu_time_ns = vir_util::process::cpu_time_ns(run.process.pid()).unwrap_or(0);
        }
        Ok(info)
    }

    /// Since: 0.9.2.
    async fn domain_get_state(&self, dom: &DomainKey, flags: NoFlags) -> Result<DomainStateInfo> {
        flags.allow(NoFlags::empty())?;
        let view = self.shared.find(dom)?.view();
        Ok(DomainStateInfo::new(view.state, view.reason))
    }

    /// Since: 0.9.3.
    async fn domain_get_control_info(&self, dom: &DomainKey, flags: NoFlags) -> Result<DomainControlInfo> {
        flags.allow(NoFlags::empty())?;
        let vm = self.shared.find(dom)?;
        let view = vm.view();
        let run = view.running()?;
        let mut info = DomainControlInfo::default();
        if let Some(since) = *run.broken.lock().unwrap_or_else(std::sync::PoisonError::into_inner) {
            info.state = DomainControlState::ERROR;
            info.details = DomainControlErrorReason::MONITOR.0.unsigned_abs();
            info.state_time_ms = u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX);
        } else if vm.jobs.holder().is_some() {
            info.state = DomainControlState::JOB;
        }
        Ok(info)
    }

    /// Since: 0.0.3.
    async fn domain_get_xml_desc(&self, dom: &DomainKey, flags: DomainXmlFlags) -> Result<String> {
        flags.allow(
            DomainXmlFlags::SECURE
                | DomainXmlFlags::INACTIVE
                | DomainXmlFlags::UPDATE_CPU
                | DomainXmlFlags::MIGRATABLE,
        )?;
        let view = self.shared.find(dom)?.view();
        let secure = flags.contains(DomainXmlFlags::SECURE);
        let inactive = flags.contains(DomainXmlFlags::INACTIVE) || !view.is_active();
        let def = if inactive { view.inactive()? } else { view.current()? };
        let mut format = XmlFormat::new(!inactive, secure);
        if flags.contains(DomainXmlFlags::MIGRATABLE) {
            (format.migratable, format.live) = (true, false);
        }
        Ok(def.to_xml_with(format))
    }

    /// Since: 0.0.3.
    async fn domain_get_os_type(&self, dom: &DomainKey) -> Result<String> {
        let view = self.shared.find(dom)?.view();
        let os_type = view.current()?.os.os_type;
        Ok(os_type.map(|word| word.as_str().to_owned()).unwrap_or_default())
    }

    /// Since: 0.7.3.
    async fn domain_is_active(&self, dom: &DomainKey) -> Result<bool> {
        Ok(self.shared.find(dom)?.view().is_active())
    }

    /// Since: 0.7.3.
    async fn domain_is_persistent(&self, dom: &DomainKey) -> Result<bool> {
        Ok(self.shared.find(dom)?.view().persistent.is_some())
    }

    /// Since: 0.8.6.
    async fn domain_is_updated(&self, dom: &DomainKey) -> Result<bool> {
        Ok(self.shared.find(dom)?.view().updated)
    }

    /// Since: 0.6.4.
    async fn connect_domain_xml_to_native(
        &self,
        native_format: &str,
        domain_xml: &str,
        flags: NoFlags,
    ) -> Result<String> {
        flags.allow(NoFlags::empty())?;
        if native_format != "qemu-argv" {
            return Err(error(Code::INVALID_ARG, format!("unsupported config type {native_format}")));
        }
        self.shared.native(domain_xml).await
    }

    /// Since: 0.1.0.
    async fn virshd_domain_get_start_time(&self, dom: &DomainKey) -> Result<DomainStartTime> {
        let view = self.shared.find(dom)?.view();
        let age = vir_util::process::age(view.running()?.process.pid());
        // It has ended just now.
        let age = age.ok_or_else(|| error(Code::OPERATION_INVALID, "domain is not running"))?;
        Ok(DomainStartTime::ago(vir_util::now(), age))
    }
}
