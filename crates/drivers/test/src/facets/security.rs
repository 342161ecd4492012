//! What confines a domain.

use async_trait::async_trait;
use vir_driver::facets::DomainSecurity;
use vir_types::info::SecurityLabel;
use vir_types::{DomainKey, Result};

use crate::TestDriver;

#[async_trait]
impl DomainSecurity for TestDriver {
    /// Since: 7.5.0.
    async fn domain_get_security_label(&self, dom: &DomainKey) -> Result<SecurityLabel> {
        let mut label = SecurityLabel::default();
        // What does not run is not confined.
        if self.node.read().find(dom)?.is_active() {
            label.label = "libvirt-test".to_owned();
            label.enforcing = true;
        }
        Ok(label)
    }
}
