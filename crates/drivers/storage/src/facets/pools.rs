//! Pools and their lives.

use async_trait::async_trait;
use vir_driver::facets::StoragePools;
use vir_types::info::StoragePoolInfo;
use vir_types::{
    NoFlags, Result, StoragePoolBuildFlags, StoragePoolCreateFlags, StoragePoolDefineFlags,
    StoragePoolDeleteFlags, StoragePoolKey, StoragePoolState, StorageXmlFlags,
};

use crate::StorageDriver;
use crate::pool::Build;
use crate::shared::invalid;

#[async_trait]
impl StoragePools for StorageDriver {
    /// Since: 0.4.1.
    async fn storage_pool_create_xml(
        &self,
        xml: &str,
        flags: StoragePoolCreateFlags,
    ) -> Result<StoragePoolKey> {
        let how = Build::of(flags)?;
        let def = self.shared.read_pool(xml, false)?;
        self.shared.create_transient(def, how).await
    }

    /// Since: 0.4.1.
    async fn storage_pool_define_xml(
        &self,
        xml: &str,
        flags: StoragePoolDefineFlags,
    ) -> Result<StoragePoolKey> {
        flags.allow(StoragePoolDefineFlags::VALIDATE)?;
        let def = self.shared.read_pool(xml, flags.contains(StoragePoolDefineFlags::VALIDATE))?;
        self.shared.define(def).await
    }

    /// Since: 0.4.1.
    async fn storage_pool_build(&self, pool: &StoragePoolKey, flags: StoragePoolBuildFlags) -> Result<()> {
        use StoragePoolBuildFlags as Flags;
        let formats = Flags::OVERWRITE | Flags::NO_OVERWRITE;
        flags.allow(formats)?;
        if flags.contains(formats) {
            let text = "Flags 'VIR_STORAGE_POOL_BUILD_OVERWRITE' and 'VIR_STORAGE_POOL_BUILD_NO_OVERWRITE' \
                        are mutually exclusive";
            return Err(invalid(text));
        }
        let how = if flags.intersects(formats) { Build::Format } else { Build::Folder };
        let pool = self.shared.find(pool)?;
        let job =
            async move |shared: std::sync::Arc<crate::shared::Shared>, pool| shared.build(&pool, how).await;
        self.shared.change(pool, "storage_pool_build", job).await
    }

    /// Since: 0.4.1.
    async fn storage_pool_create(&self, pool: &StoragePoolKey, flags: StoragePoolCreateFlags) -> Result<()> {
        let how = Build::of(flags)?;
        let pool = self.shared.find(pool)?;
        let change = self.shared.change(pool, "storage_pool_create", async move |shared, pool| {
            if pool.view().active {
                let text = format!("storage pool '{}' is already active", pool.view().def.name);
                return Err(crate::shared::error(vir_types::Code::OPERATION_INVALID, text));
            }
            shared.start(&pool, how).await
        });
        change.await
    }

    /// Since: 0.4.1.
    async fn storage_pool_destroy(&self, pool: &StoragePoolKey) -> Result<()> {
        let pool = self.shared.find(pool)?;
        self.shared.change(pool, "storage_pool_destroy", async move |shared, pool| shared.stop(&pool)).await
    }

    /// Since: 0.4.1.
    async fn storage_pool_delete(&self, pool: &StoragePoolKey, flags: StoragePoolDeleteFlags) -> Result<()> {
        flags.allow(StoragePoolDeleteFlags::NORMAL)?;
        let pool = self.shared.find(pool)?;
        let change = self
            .shared
            .change(pool, "storage_pool_delete", async move |shared, pool| shared.delete(&pool).await);
        change.await
    }

    /// Since: 0.4.1.
    async fn storage_pool_undefine(&self, pool: &StoragePoolKey) -> Result<()> {
        let pool = self.shared.find(pool)?;
        let change = self
            .shared
            .change(pool, "storage_pool_undefine", async move |shared, pool| shared.undefine(&pool).await);
        change.await
    }

    /// Since: 0.4.1.
    async fn storage_pool_refresh(&self, pool: &StoragePoolKey, flags: NoFlags) -> Result<()> {
        flags.allow(NoFlags::empty())?;
        let pool = self.shared.find(pool)?;
        let change = self
            .shared
            .change(pool, "storage_pool_refresh", async move |shared, pool| shared.refresh(&pool).await);
        change.await
    }

    /// Since: 0.4.1.
    async fn storage_pool_get_info(&self, pool: &StoragePoolKey) -> Result<StoragePoolInfo> {
        let view = self.shared.find(pool)?.view();
        let mut info = StoragePoolInfo::default();
        info.state = if view.active { StoragePoolState::RUNNING } else { StoragePoolState::INACTIVE };
        info.capacity_bytes = view.def.capacity.unwrap_or_default();
        info.allocation_bytes = view.def.allocation.unwrap_or_default();
        info.available_bytes = view.def.available.unwrap_or_default();
        Ok(info)
    }

    /// Since: 0.4.1.
    async fn storage_pool_get_xml_desc(
        &self,
        pool: &StoragePoolKey,
        flags: StorageXmlFlags,
    ) -> Result<String> {
        flags.allow(StorageXmlFlags::INACTIVE)?;
        let view = self.shared.find(pool)?.view();
        let def = if flags.contains(StorageXmlFlags::INACTIVE) { view.lasting() } else { &view.def };
        Ok(def.to_xml())
    }

    /// Since: 0.7.3.
    async fn storage_pool_is_active(&self, pool: &StoragePoolKey) -> Result<bool> {
        Ok(self.shared.find(pool)?.view().active)
    }

    /// Since: 0.7.3.
    async fn storage_pool_is_persistent(&self, pool: &StoragePoolKey) -> Result<bool> {
        Ok(self.shared.find(pool)?.view().persistent)
    }

    /// Since: 0.4.1.
    async fn storage_pool_get_autostart(&self, pool: &StoragePoolKey) -> Result<bool> {
        Ok(self.shared.find(pool)?.view().autostart)
    }

    /// Since: 0.4.1.
    async fn storage_pool_set_autostart(&self, pool: &StoragePoolKey, autostart: bool) -> Result<()> {
        let pool = self.shared.find(pool)?;
        let change = self.shared.change(pool, "storage_pool_set_autostart", async move |shared, pool| {
            shared.set_autostart(&pool, autostart).await
        });
        change.await
    }
}
