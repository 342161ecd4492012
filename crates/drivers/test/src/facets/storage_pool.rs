//! Storage pools. They are there to be looked at.

use async_trait::async_trait;
use vir_conf::{StoragePoolDef, XmlFormat};
use vir_driver::facets::{StoragePoolList, StoragePools};
use vir_types::info::StoragePoolInfo;
use vir_types::{
    Code, ConnectListAllStoragePoolsFlags as Flags, Result, StoragePoolKey, StoragePoolState,
    StorageXmlFlags, Uuid,
};

use crate::TestDriver;
use crate::node::error;

fn key(pool: &StoragePoolDef) -> StoragePoolKey {
    StoragePoolKey::new(pool.name.as_str(), pool.uuid())
}

#[async_trait]
impl StoragePoolList for TestDriver {
    /// Since: 0.10.2.
    async fn connect_list_all_storage_pools(&self, flags: Flags) -> Result<Vec<StoragePoolKey>> {
        let known = Flags::NAMES.iter().fold(0, |bits, (_, bit)| bits | bit);
        flags.allow(Flags::from_bits(known))?;
        // All of them are folders, active, persistent, and not started with the host.
        let pairs = [
            (Flags::INACTIVE, Flags::ACTIVE),
            (Flags::TRANSIENT, Flags::PERSISTENT),
            (Flags::AUTOSTART, Flags::NO_AUTOSTART),
        ];
        let states = Flags::INACTIVE
            | Flags::ACTIVE
            | Flags::TRANSIENT
            | Flags::PERSISTENT
            | Flags::AUTOSTART
            | Flags::NO_AUTOSTART;
        let kinds = flags.bits() & !states.bits();
        let other_kind = kinds != 0 && !flags.contains(Flags::DIR);
        if other_kind || pairs.iter().any(|(other, own)| flags.contains(*other) && !flags.contains(*own)) {
            return Ok(Vec::new());
        }
        Ok(self.node.read().pools.iter().map(key).collect())
    }

    /// Since: 0.5.0.
    async fn storage_pool_lookup_by_name(&self, name: &str) -> Result<StoragePoolKey> {
        let found = self.node.read().pools.iter().find(|pool| pool.name == name).map(key);
        found.ok_or_else(|| {
            error(Code::NO_STORAGE_POOL, format!("no storage pool with matching name '{name}'"))
        })
    }

    /// Since: 0.5.0.
    async fn storage_pool_lookup_by_uuid(&self, uuid: Uuid) -> Result<StoragePoolKey> {
        let found = self.node.read().pools.iter().find(|pool| pool.uuid() == uuid).map(key);
        found.ok_or_else(|| {
            error(Code::NO_STORAGE_POOL, format!("no storage pool with matching uuid '{uuid}'"))
        })
    }
}

#[async_trait]
impl StoragePools for TestDriver {
    /// Since: 0.5.0.
    async fn storage_pool_get_xml_desc(
        &self,
        pool: &StoragePoolKey,
        flags: StorageXmlFlags,
    ) -> Result<String> {
        flags.allow(StorageXmlFlags::INACTIVE)?;
        let live = !flags.contains(StorageXmlFlags::INACTIVE);
        Ok(self.node.read().pool(pool)?.to_xml_with(XmlFormat::new(live, false)))
    }

    /// Since: 0.5.0.
    async fn storage_pool_get_info(&self, pool: &StoragePoolKey) -> Result<StoragePoolInfo> {
        let state = self.node.read();
        let def = state.pool(pool)?;
        let mut info = StoragePoolInfo::default();
        info.state = StoragePoolState::RUNNING;
        info.capacity_bytes = def.capacity.unwrap_or_default();
        info.allocation_bytes = def.allocation.unwrap_or_default();
        info.available_bytes = def.available.unwrap_or_default();
        Ok(info)
    }

    /// Since: 0.7.3.
    async fn storage_pool_is_active(&self, pool: &StoragePoolKey) -> Result<bool> {
        self.node.read().pool(pool).map(|_| true)
    }

    /// Since: 0.7.3.
    async fn storage_pool_is_persistent(&self, pool: &StoragePoolKey) -> Result<bool> {
        self.node.read().pool(pool).map(|_| true)
    }

    /// Since: 0.5.0.
    async fn storage_pool_get_autostart(&self, pool: &StoragePoolKey) -> Result<bool> {
        self.node.read().pool(pool).map(|_| false)
    }
}
