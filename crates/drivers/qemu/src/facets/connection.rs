//! The connection itself.

use async_trait::async_trait;
use vir_driver::facets::Connection;
use vir_driver::{EventClass, EventFilter, EventStream};
use vir_qemu::domain_caps::{Question, document};
use vir_types::feature::Feature;
use vir_types::params::DomainCapabilitiesParams;
use vir_types::{Code, ConnectGetDomainCapabilitiesFlags, Result, version};

use crate::QemuDriver;
use crate::shared::error;

#[async_trait]
impl Connection for QemuDriver {
    /// Since: 0.0.3.
    async fn connect_get_type(&self) -> Result<String> {
        Ok("QEMU".to_owned())
    }

    /// The version of the host's usual emulator. Since: 0.0.3.
    async fn connect_get_version(&self) -> Result<u64> {
        let path = self.shared.usual_emulator(&self.shared.host.arch);
        Ok(u64::from(self.shared.capabilities.of(&path).await?.version))
    }

    /// Since: 0.7.3.
    async fn connect_get_lib_version(&self) -> Result<u64> {
        Ok(version::LIBVIRT)
    }

    /// Since: 0.3.0.
    async fn connect_get_hostname(&self) -> Result<String> {
        Ok(vir_util::hostname())
    }

    /// Since: 0.3.0.
    async fn connect_get_uri(&self) -> Result<String> {
        Ok(self.uri.as_ref().to_owned())
    }

    /// Since: 0.2.1.
    async fn connect_get_max_vcpus(&self, kind: Option<&str>) -> Result<u32> {
        match kind.map(str::to_ascii_lowercase).as_deref() {
            None | Some("qemu") => Ok(16),
            Some("kvm") => {
                self.shared.host.kvm_max_cpus.ok_or_else(|| {
                    error(Code::OPERATION_UNSUPPORTED, "KVM is not supported on this platform")
                })
            }
            Some(other) => Err(error(Code::INVALID_ARG, format!("unknown type '{other}'"))),
        }
    }

    /// Since: 0.2.1.
    async fn connect_get_capabilities(&self) -> Result<String> {
        self.shared.capabilities_document().await
    }

    /// Since: 1.2.7.
    async fn connect_get_domain_capabilities(
        &self,
        params: &DomainCapabilitiesParams,
        flags: ConnectGetDomainCapabilitiesFlags,
    ) -> Result<String> {
        // No x86 emulator discourages features, so there is nothing to switch off for that flag.
        flags.allow(ConnectGetDomainCapabilitiesFlags::DISABLE_DEPRECATED_FEATURES)?;
        let virt = super::cpu::virt_type(params.virttype.as_deref())?;
        let shared = &self.shared;
        let (path, caps) = shared.emulator_for(params.emulatorbin.as_deref(), params.arch.as_deref()).await?;
        let path = path.to_string_lossy();
        let mut question = Question::new(&path);
        question.arch = Some(params.arch.as_deref().unwrap_or(&shared.host.arch));
        (question.machine, question.virt_type) = (params.machine.as_deref(), virt);
        let mut document = document(&question, &caps, &shared.host, &shared.config)?;
        if let Some(loader) = document.os.as_mut().and_then(|os| os.loader.as_mut()) {
            loader.values.retain(|file| std::path::Path::new(file).exists());
        }
        Ok(document.to_xml())
    }

    /// Since: 0.9.8.
    async fn connect_is_alive(&self) -> Result<bool> {
        Ok(true)
    }

    /// Since: 0.7.3.
    async fn connect_is_secure(&self) -> Result<bool> {
        Ok(true)
    }

    /// Since: 0.7.3.
    async fn connect_is_encrypted(&self) -> Result<bool> {
        Ok(false)
    }

    /// Since: 0.3.2.
    async fn connect_supports_feature(&self, feature: Feature) -> Result<bool> {
        Ok(matches!(
            feature,
            Feature::TYPED_PARAM_STRING | Feature::FD_PASSING | Feature::NETWORK_UPDATE_HAS_CORRECT_ORDER
        ))
    }

    /// Since: 0.10.0.
    async fn connect_register_close_callback(&self) -> Result<EventStream> {
        Ok(self.shared.events.register(EventFilter::new(EventClass::Closed, None), 1))
    }
}
