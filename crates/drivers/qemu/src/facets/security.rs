//! What confines a domain: nothing that has labels.

use async_trait::async_trait;
use vir_driver::facets::DomainSecurity;
use vir_types::{DomainKey, Result, info::SecurityLabel};

use crate::QemuDriver;

#[async_trait]
impl DomainSecurity for QemuDriver {
    /// Empty: this host's model is `none`. Since: 0.6.1.
    async fn domain_get_security_label(&self, dom: &DomainKey) -> Result<SecurityLabel> {
        self.shared.find(dom)?;
        Ok(SecurityLabel::default())
    }

    /// Since: 0.10.0.
    async fn domain_get_security_label_list(&self, dom: &DomainKey) -> Result<Vec<SecurityLabel>> {
        self.shared.find(dom)?;
        Ok(vec![SecurityLabel::default()])
    }
}
