//! The connection itself.

use async_trait::async_trait;
use vir_driver::facets::Connection;
use vir_driver::{EventClass, EventFilter, EventStream};
use vir_types::feature::Feature;
use vir_types::{Result, version};

use crate::StorageDriver;

#[async_trait]
impl Connection for StorageDriver {
    /// Since: 0.0.3.
    async fn connect_get_type(&self) -> Result<String> {
        Ok("storage".to_owned())
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
        Ok(matches!(feature, Feature::TYPED_PARAM_STRING))
    }

    /// Since: 0.10.0.
    async fn connect_register_close_callback(&self) -> Result<EventStream> {
        Ok(self.shared.events.register(EventFilter::new(EventClass::Closed, None), 1))
    }
}
