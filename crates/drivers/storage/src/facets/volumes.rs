//! The volumes of pools.

use std::sync::Arc;

use async_trait::async_trait;
use vir_conf::common::clean_path;
use vir_conf::storage_vol::CapacityRule;
use vir_conf::{SchemaKind, StorageVolDef};
use vir_driver::Stream;
use vir_driver::facets::StorageVolumes;
use vir_hypervisor::to_its_end;
use vir_types::info::StorageVolInfo;
use vir_types::{
    Code, NoFlags, Result, StoragePoolKey, StorageVolCreateFlags, StorageVolDeleteFlags,
    StorageVolDownloadFlags, StorageVolInfoFlags, StorageVolKey, StorageVolResizeFlags,
    StorageVolUploadFlags, StorageVolWipeAlgorithm,
};

use crate::StorageDriver;
use crate::pool::{Pool, View};
use crate::shared::{Shared, check_kind, error};
use crate::stream::{self, Journey};
use crate::volume::{Busy, Reason, Volume};

/// Reads the document of a new volume.
fn read(view: &View, xml: &str, schema: bool, capacity: CapacityRule) -> Result<StorageVolDef> {
    let def = StorageVolDef::load(xml, view.def.pool_type, capacity);
    if schema { SchemaKind::StorageVol.judge(xml, def) } else { def }
}

impl Shared {
    /// The volume that `find` finds in one of the pools that run.
    fn find_anywhere(&self, find: impl Fn(&View) -> Option<StorageVolKey>) -> Option<StorageVolKey> {
        let found = self.pools.collect(|pool| {
            let view = pool.view();
            if view.active { find(&view) } else { None }
        });
        found.into_iter().next()
    }

    /// Makes a volume, to its end whatever becomes of the one who asks for it.
    async fn make_volume(
        self: &Arc<Self>,
        pool: &StoragePoolKey,
        xml: String,
        origin: Option<StorageVolKey>,
        flags: StorageVolCreateFlags,
    ) -> Result<StorageVolKey> {
        let pool = self.find(pool)?;
        let named = self.clone();
        to_its_end("storage_vol_create_xml", async move {
            let job = async move |shared: Arc<Self>, pool: Arc<Pool>| {
                let view = pool.view();
                view.check_active()?;
                check_kind(&view.def)?;
                let rule = if origin.is_some() { CapacityRule::Optional } else { CapacityRule::UnlessBacked };
                let mut def = read(&view, &xml, flags.contains(StorageVolCreateFlags::VALIDATE), rule)?;
                if origin.is_some() {
                    // Not said means all of it, and how much that is the origin says.
                    def.allocation = StorageVolDef::parse(&xml)?.allocation;
                }
                shared.create_volume(&pool, def, origin.as_ref(), flags).await
            };
            let building = named.change(pool, "storage_vol_create_xml", job).await?;
            building.await
        })
        .await
    }
}

#[async_trait]
impl StorageVolumes for StorageDriver {
    /// Since: 0.10.2.
    async fn storage_pool_list_all_volumes(
        &self,
        pool: &StoragePoolKey,
        flags: NoFlags,
    ) -> Result<Vec<StorageVolKey>> {
        flags.allow(NoFlags::empty())?;
        let view = self.shared.find(pool)?.view();
        view.check_active()?;
        Ok(view.volumes.values().map(|volume| view.volume_key(volume)).collect())
    }

    /// Since: 0.4.1.
    async fn storage_vol_lookup_by_name(&self, pool: &StoragePoolKey, name: &str) -> Result<StorageVolKey> {
        let view = self.shared.find(pool)?.view();
        view.check_active()?;
        Ok(view.volume_key(view.volume(name)?))
    }

    /// Since: 0.4.1.
    async fn storage_vol_lookup_by_key(&self, key: &str) -> Result<StorageVolKey> {
        let found = self.shared.find_anywhere(|view| Some(view.volume_key(view.volume_at(key)?)));
        found.ok_or_else(|| error(Code::NO_STORAGE_VOL, format!("no storage vol with matching key {key}")))
    }

    /// Since: 0.4.1.
    async fn storage_vol_lookup_by_path(&self, path: &str) -> Result<StorageVolKey> {
        let clean = clean_path(path);
        let found = self.shared.find_anywhere(|view| Some(view.volume_key(view.volume_at(&clean)?)));
        found.ok_or_else(|| {
            let also = if clean == path { String::new() } else { format!(" ({clean})") };
            let text = format!("no storage vol with matching path '{path}'{also}");
            error(Code::NO_STORAGE_VOL, text)
        })
    }

    /// Since: 0.4.1.
    async fn storage_vol_create_xml(
        &self,
        pool: &StoragePoolKey,
        xml: &str,
        flags: StorageVolCreateFlags,
    ) -> Result<StorageVolKey> {
        flags.allow(StorageVolCreateFlags::PREALLOC_METADATA | StorageVolCreateFlags::VALIDATE)?;
        self.shared.make_volume(pool, xml.to_owned(), None, flags).await
    }

    /// Since: 0.6.4.
    async fn storage_vol_create_xml_from(
        &self,
        pool: &StoragePoolKey,
        xml: &str,
        clonevol: &StorageVolKey,
        flags: StorageVolCreateFlags,
    ) -> Result<StorageVolKey> {
        flags.allow(
            StorageVolCreateFlags::PREALLOC_METADATA
                | StorageVolCreateFlags::REFLINK
                | StorageVolCreateFlags::VALIDATE,
        )?;
        self.shared.make_volume(pool, xml.to_owned(), Some(clonevol.clone()), flags).await
    }

    /// Since: 0.4.1.
    async fn storage_vol_delete(&self, vol: &StorageVolKey, flags: StorageVolDeleteFlags) -> Result<()> {
        let (pool, ..) = self.shared.find_volume(vol)?;
        let vol = vol.clone();
        let job = async move |shared: Arc<Shared>, pool| shared.delete_volume(&pool, &vol, flags).await;
        self.shared.change(pool, "storage_vol_delete", job).await
    }

    /// Since: 0.4.1.
    async fn storage_vol_get_path(&self, vol: &StorageVolKey) -> Result<String> {
        let (_, _, volume) = self.shared.find_volume(vol)?;
        Ok(volume.def.target.path.clone().unwrap_or_default())
    }

    /// Since: 0.4.1.
    async fn storage_vol_get_xml_desc(&self, vol: &StorageVolKey, flags: NoFlags) -> Result<String> {
        flags.allow(NoFlags::empty())?;
        Ok(self.shared.fresh_volume(vol).await?.def.to_xml())
    }

    /// Since: 3.0.0.
    async fn storage_vol_get_info_flags(
        &self,
        vol: &StorageVolKey,
        flags: StorageVolInfoFlags,
    ) -> Result<StorageVolInfo> {
        flags.allow(StorageVolInfoFlags::GET_PHYSICAL)?;
        let volume = self.shared.fresh_volume(vol).await?;
        let mut info = StorageVolInfo::default();
        info.kind = volume.kind();
        info.capacity_bytes = volume.def.capacity.unwrap_or_default();
        let physical = flags.contains(StorageVolInfoFlags::GET_PHYSICAL);
        let size = if physical { volume.def.physical } else { volume.def.allocation };
        info.allocation_bytes = size.unwrap_or_default();
        Ok(info)
    }

    /// Since: 0.9.10.
    async fn storage_vol_resize(
        &self,
        vol: &StorageVolKey,
        capacity_bytes: u64,
        flags: StorageVolResizeFlags,
    ) -> Result<()> {
        use StorageVolResizeFlags as Flags;
        flags.allow(Flags::ALLOCATE | Flags::DELTA | Flags::SHRINK)?;
        let (pool, ..) = self.shared.find_volume(vol)?;
        let vol = vol.clone();
        let job = async move |shared: Arc<Shared>, pool| {
            shared.resize_volume(&pool, &vol, capacity_bytes, flags).await
        };
        self.shared.change(pool, "storage_vol_resize", job).await
    }

    /// Since: 0.9.0.
    async fn storage_vol_download(
        &self,
        vol: &StorageVolKey,
        offset_bytes: u64,
        length_bytes: u64,
        flags: StorageVolDownloadFlags,
    ) -> Result<Stream> {
        flags.allow(StorageVolDownloadFlags::SPARSE_STREAM)?;
        let (pool, _, volume) = self.shared.find_volume(vol)?;
        volume.check_built()?;
        stream::download(Journey {
            pool,
            volume,
            _busy: None,
            offset: offset_bytes,
            length: length_bytes,
            sparse: flags.contains(StorageVolDownloadFlags::SPARSE_STREAM),
        })
        .await
    }

    /// Since: 0.9.0.
    async fn storage_vol_upload(
        &self,
        vol: &StorageVolKey,
        offset_bytes: u64,
        length_bytes: u64,
        flags: StorageVolUploadFlags,
    ) -> Result<Stream> {
        flags.allow(StorageVolUploadFlags::SPARSE_STREAM)?;
        let (pool, _, volume) = self.shared.find_volume(vol)?;
        let busy = Busy::mark(&pool, &vol.name, Reason::Streaming, Volume::check_free)?;
        let journey = Journey {
            pool,
            volume,
            _busy: Some(busy),
            offset: offset_bytes,
            length: length_bytes,
            sparse: flags.contains(StorageVolUploadFlags::SPARSE_STREAM),
        };
        stream::upload(self.shared.clone(), journey).await
    }

    /// Since: 0.9.10.
    async fn storage_vol_wipe_pattern(
        &self,
        vol: &StorageVolKey,
        algorithm: StorageVolWipeAlgorithm,
        flags: NoFlags,
    ) -> Result<()> {
        flags.allow(NoFlags::empty())?;
        if algorithm.name().is_none() {
            let text = format!("wiping algorithm {} not supported", algorithm.0);
            return Err(error(Code::INVALID_ARG, text));
        }
        let (pool, ..) = self.shared.find_volume(vol)?;
        let (shared, vol) = (self.shared.clone(), vol.clone());
        to_its_end("storage_vol_wipe_pattern", async move {
            let job = async move |shared: Arc<Shared>, pool| shared.wipe_volume(&pool, &vol, algorithm);
            let wiping = shared.change(pool, "storage_vol_wipe_pattern", job).await?;
            wiping.await
        })
        .await
    }
}
