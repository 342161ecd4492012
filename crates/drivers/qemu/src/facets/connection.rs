//! The connection itself.

use async_trait::async_trait;
use vir_driver::facets::Connection;
use vir_driver::{EventClass, EventFilter, EventStream};
use vir_types::feature::Feature;
use vir_types::{Code, Result, version};

use crate::QemuDriver;
use crate::shared::error;

/// The most virtual CPUs of a guest that runs on the host's own processors. Emulated guests are bound by
/// their machine.
const MAX_VCPUS: u32 = 4096;

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
            Some("kvm") => Ok(MAX_VCPUS),
            Some(other) => Err(error(Code::INVALID_ARG, format!("unknown type '{other}'"))),
        }
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
