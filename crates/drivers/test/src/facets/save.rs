//! A domain's memory in a file: this driver keeps none.

use async_trait::async_trait;
use vir_driver::facets::DomainSave;
use vir_types::{DomainKey, NoFlags, Result};

use crate::TestDriver;

#[async_trait]
impl DomainSave for TestDriver {
    /// Since: 1.1.4.
    async fn domain_has_managed_save_image(&self, dom: &DomainKey, flags: NoFlags) -> Result<bool> {
        flags.allow(NoFlags::empty())?;
        self.node.read().find(dom)?;
        Ok(false)
    }
}
