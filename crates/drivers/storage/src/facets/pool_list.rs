//! Which pools there are.

use async_trait::async_trait;
use vir_conf::StoragePoolCaps;
use vir_conf::common::clean_path;
use vir_conf::storage_pool::PoolType;
use vir_driver::facets::StoragePoolList;
use vir_types::{
    Code, ConnectListAllStoragePoolsFlags as Flags, NoFlags, Result, StoragePoolKey, StorageVolKey, Uuid,
};

use crate::StorageDriver;
use crate::pool::View;
use crate::shared::{error, refuse_kind};

/// The flag of each kind of pool, in the order of [`PoolType::ALL`].
const KINDS: [Flags; 14] = [
    Flags::DIR,
    Flags::FS,
    Flags::NETFS,
    Flags::LOGICAL,
    Flags::DISK,
    Flags::ISCSI,
    Flags::ISCSI_DIRECT,
    Flags::SCSI,
    Flags::MPATH,
    Flags::RBD,
    Flags::SHEEPDOG,
    Flags::GLUSTER,
    Flags::ZFS,
    Flags::VSTORAGE,
];

/// Whether a list with these flags has the pool: none of a group given means no restriction.
fn is_listed(view: &View, flags: Flags) -> bool {
    let kind = |(kind, flag): (&PoolType, Flags)| (flag, *kind == view.def.pool_type);
    let kinds: Vec<_> = PoolType::ALL.iter().zip(KINDS).map(kind).collect();
    let groups: [&[(Flags, bool)]; 4] = [
        &[(Flags::ACTIVE, view.active), (Flags::INACTIVE, !view.active)],
        &[(Flags::PERSISTENT, view.persistent), (Flags::TRANSIENT, !view.persistent)],
        &[(Flags::AUTOSTART, view.autostart), (Flags::NO_AUTOSTART, !view.autostart)],
        &kinds,
    ];
    groups.iter().all(|group| {
        let asked = group.iter().any(|(flag, _)| flags.contains(*flag));
        !asked || group.iter().any(|(flag, holds)| *holds && flags.contains(*flag))
    })
}

#[async_trait]
impl StoragePoolList for StorageDriver {
    /// Since: 0.10.2.
    async fn connect_list_all_storage_pools(&self, flags: Flags) -> Result<Vec<StoragePoolKey>> {
        let groups = Flags::ACTIVE
            | Flags::INACTIVE
            | Flags::PERSISTENT
            | Flags::TRANSIENT
            | Flags::AUTOSTART
            | Flags::NO_AUTOSTART;
        flags.allow(KINDS.into_iter().fold(groups, |all, kind| all | kind))?;
        Ok(self.shared.pools.collect(|pool| is_listed(&pool.view(), flags).then(|| pool.key())))
    }

    /// Since: 0.4.1.
    async fn storage_pool_lookup_by_name(&self, name: &str) -> Result<StoragePoolKey> {
        Ok(self.shared.find_by_name(name)?.key())
    }

    /// Since: 0.4.1.
    async fn storage_pool_lookup_by_uuid(&self, uuid: Uuid) -> Result<StoragePoolKey> {
        let found = self.shared.pools.by_uuid(uuid).ok_or_else(|| {
            error(Code::NO_STORAGE_POOL, format!("no storage pool with matching uuid '{uuid}'"))
        });
        Ok(found?.key())
    }

    /// Since: 4.1.0.
    async fn storage_pool_lookup_by_target_path(&self, path: &str) -> Result<StoragePoolKey> {
        let clean = clean_path(path);
        let found = self.shared.pools.collect(|pool| {
            let view = pool.view();
            (view.active && view.def.target_path() == Some(&*clean)).then(|| pool.key())
        });
        found.into_iter().next().ok_or_else(|| {
            let also = if clean == path { String::new() } else { format!(" ({clean})") };
            let text = format!("no storage pool with matching target path '{path}'{also}");
            error(Code::NO_STORAGE_POOL, text)
        })
    }

    /// Since: 0.4.1.
    async fn storage_pool_lookup_by_volume(&self, vol: &StorageVolKey) -> Result<StoragePoolKey> {
        Ok(self.shared.find_by_name(&vol.pool)?.key())
    }

    /// No kind of pool that this driver has can be found: a folder has no source. Since: 0.4.5.
    async fn connect_find_storage_pool_sources(
        &self,
        kind: &str,
        _: Option<&str>,
        flags: NoFlags,
    ) -> Result<String> {
        flags.allow(NoFlags::empty())?;
        let known = PoolType::ALL.iter().copied().find(|known| known.to_string() == kind);
        let known =
            known.ok_or_else(|| error(Code::INTERNAL_ERROR, format!("unknown storage pool type {kind}")))?;
        refuse_kind(known)?;
        let text = format!("pool type '{kind}' does not support source discovery");
        Err(error(Code::NO_SUPPORT, text))
    }

    /// Since: 5.2.0.
    async fn connect_get_storage_pool_capabilities(&self, flags: NoFlags) -> Result<String> {
        flags.allow(NoFlags::empty())?;
        Ok(StoragePoolCaps::of_host(&[PoolType::Dir]).to_xml())
    }
}
