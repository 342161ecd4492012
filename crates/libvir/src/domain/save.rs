//! A domain's memory in a file.

use vir_types::{NoFlags, Result};

use super::Domain;
use crate::api::Api;

const HAS_MANAGED_SAVE_IMAGE: Api = Api::read("virDomainHasManagedSaveImage", "0.8.0");

impl Domain {
    /// Whether the hypervisor keeps an image of the domain's memory from which it will start next.
    ///
    /// C API: `virDomainHasManagedSaveImage`. Since: 0.8.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone.
    pub async fn has_managed_save_image(&self, flags: NoFlags) -> Result<bool> {
        self.conn
            .call(&HAS_MANAGED_SAVE_IMAGE, |drv| {
                Ok(drv.save()?.domain_has_managed_save_image(&self.key, flags))
            })
            .await
    }
}
