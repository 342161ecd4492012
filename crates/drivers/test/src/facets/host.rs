//! The host.

use async_trait::async_trait;
use vir_driver::facets::Host;
use vir_types::Result;
use vir_types::info::{NodeInfo, SecurityModel};

use crate::TestDriver;

#[async_trait]
impl Host for TestDriver {
    /// Since: 0.1.1.
    async fn node_get_info(&self) -> Result<NodeInfo> {
        let mut info = NodeInfo::default();
        info.model = "i686".to_owned();
        info.memory_kib = 3_145_728;
        info.cpus = 16;
        info.mhz = 1400;
        info.nodes = 2;
        info.sockets = 2;
        info.cores = 2;
        info.threads = 2;
        Ok(info)
    }

    /// Since: 7.5.0.
    async fn node_get_security_model(&self) -> Result<SecurityModel> {
        let mut model = SecurityModel::default();
        model.model = "testSecurity".to_owned();
        Ok(model)
    }
}
