//! A private driver in a folder of its own.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use vir_driver::facets::{StoragePoolList, StoragePools, StorageVolumes};
use vir_driver::{Caller, Driver, DriverFactory, OpenRequest};
use vir_driver_storage::{Factory, Options, Roots};
use vir_types::{
    ConnectUri, StoragePoolCreateFlags, StoragePoolDefineFlags, StoragePoolKey, StorageVolCreateFlags,
    StorageVolKey,
};

pub(crate) struct House {
    pub(crate) root: PathBuf,
    pub(crate) factory: Option<Factory>,
    pub(crate) driver: Option<Arc<dyn Driver>>,
}

impl House {
    pub(crate) async fn new() -> Self {
        static LAST: AtomicU32 = AtomicU32::new(0);
        let number = LAST.fetch_add(1, Ordering::Relaxed);
        let name = format!("vir-storage-{}-{number}", std::process::id());
        let root = std::env::temp_dir().join(name);
        let _ = std::fs::remove_dir_all(&root);
        std::fs::create_dir(&root).unwrap();
        let mut house = Self { root, factory: None, driver: None };
        house.start().await;
        house
    }

    /// Starts the driver anew on what an earlier one has left.
    pub(crate) async fn start(&mut self) {
        (self.driver, self.factory) = (None, None);
        let factory = Factory::start(Options::new(Roots::under(&self.root), true)).await.unwrap();
        let uri = ConnectUri::parse("storage:///system").unwrap();
        assert!(factory.accepts(&uri));
        self.driver = Some(factory.open(&OpenRequest::new(uri, Caller::System)).await.unwrap());
        self.factory = Some(factory);
    }

    /// The same after a boot.
    pub(crate) async fn boot(&mut self) {
        (self.driver, self.factory) = (None, None);
        std::fs::remove_dir_all(self.root.join("run")).unwrap();
        self.start().await;
    }

    fn driver(&self) -> &dyn Driver {
        self.driver.as_deref().unwrap()
    }

    pub(crate) fn pools(&self) -> &dyn StoragePools {
        self.driver().storage_pools().unwrap()
    }

    pub(crate) fn list(&self) -> &dyn StoragePoolList {
        self.driver().storage_pool_list().unwrap()
    }

    pub(crate) fn volumes(&self) -> &dyn StorageVolumes {
        self.driver().storage_volumes().unwrap()
    }

    pub(crate) fn events(&self) -> &dyn vir_driver::facets::StoragePoolEvents {
        self.driver().storage_pool_events().unwrap()
    }

    pub(crate) fn folder(&self, name: &str) -> PathBuf {
        self.root.join("pools").join(name)
    }

    pub(crate) fn pool_xml(&self, name: &str) -> String {
        let path = self.folder(name);
        format!("<pool type='dir'><name>{name}</name><target><path>{}</path></target></pool>", path.display())
    }

    pub(crate) async fn define(&self, name: &str) -> StoragePoolKey {
        let xml = self.pool_xml(name);
        self.pools().storage_pool_define_xml(&xml, StoragePoolDefineFlags::empty()).await.unwrap()
    }

    /// A pool that runs.
    pub(crate) async fn pool(&self, name: &str) -> StoragePoolKey {
        let key = self.define(name).await;
        self.pools().storage_pool_create(&key, StoragePoolCreateFlags::WITH_BUILD).await.unwrap();
        key
    }

    pub(crate) async fn volume(&self, pool: &StoragePoolKey, xml: &str) -> vir_types::Result<StorageVolKey> {
        self.volumes().storage_vol_create_xml(pool, xml, StorageVolCreateFlags::empty()).await
    }

    /// A raw volume of so many bytes that takes no space.
    pub(crate) async fn raw(&self, pool: &StoragePoolKey, name: &str, size: u64) -> StorageVolKey {
        self.volume(pool, &volume_xml(name, size, 0, "raw")).await.unwrap()
    }

    pub(crate) async fn names(&self, pool: &StoragePoolKey) -> Vec<String> {
        self.volumes().storage_pool_list_volumes(pool, 1000).await.unwrap()
    }
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.root);
    }
}

pub(crate) fn volume_xml(name: &str, capacity: u64, allocation: u64, format: &str) -> String {
    format!(
        "<volume><name>{name}</name><capacity>{capacity}</capacity><allocation>{allocation}</allocation>\
         <target><format type='{format}'/></target></volume>"
    )
}

/// What of a file takes space, in bytes.
pub(crate) fn taken(path: &Path) -> u64 {
    std::os::unix::fs::MetadataExt::blocks(&std::fs::metadata(path).unwrap()) * 512
}

/// Runs `qemu-img` and tells what it says.
pub(crate) fn qemu_img(arguments: &[&str]) -> String {
    let run = vir_util::process::command("qemu-img").args(arguments).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}
