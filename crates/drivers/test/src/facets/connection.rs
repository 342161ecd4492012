//! The connection itself.

use async_trait::async_trait;
use vir_driver::EventStream;
use vir_driver::facets::Connection;
use vir_types::feature::Feature;
use vir_types::{Result, version};

use crate::{TestDriver, default_node};

#[async_trait]
impl Connection for TestDriver {
    /// Since: 0.1.1.
    async fn connect_get_type(&self) -> Result<String> {
        Ok("TEST".to_owned())
    }

    /// Since: 0.1.1.
    async fn connect_get_version(&self) -> Result<u64> {
        Ok(default_node::VERSION)
    }

    /// Since: 0.7.3.
    async fn connect_get_lib_version(&self) -> Result<u64> {
        Ok(version::LIBVIRT)
    }

    /// Since: 0.6.3.
    async fn connect_get_hostname(&self) -> Result<String> {
        Ok(vir_util::hostname())
    }

    /// Since: 0.3.0.
    async fn connect_get_uri(&self) -> Result<String> {
        Ok(self.uri.as_ref().to_owned())
    }

    /// The same for every kind of domain. Since: 0.3.2.
    async fn connect_get_max_vcpus(&self, _kind: Option<&str>) -> Result<u32> {
        Ok(default_node::MAX_VCPUS)
    }

    /// Since: 0.2.1.
    async fn connect_get_capabilities(&self) -> Result<String> {
        Ok(default_node::capabilities())
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

    /// Since: 1.2.3.
    async fn connect_supports_feature(&self, feature: Feature) -> Result<bool> {
        Ok(matches!(
            feature,
            Feature::TYPED_PARAM_STRING | Feature::FD_PASSING | Feature::NETWORK_UPDATE_HAS_CORRECT_ORDER
        ))
    }

    /// A node in memory is never lost. Since: 0.10.0.
    async fn connect_register_close_callback(&self) -> Result<EventStream> {
        Ok(self.node.events.register(vir_driver::EventFilter::new(vir_driver::EventClass::Closed, None), 1))
    }
}
