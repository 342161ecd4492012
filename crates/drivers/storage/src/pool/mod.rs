//! A pool: what is known of it, and who changes it.

mod build;
mod life;
mod scan;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Semaphore;
use vir_conf::StoragePoolDef;
use vir_hypervisor::{Jobs, Named};
use vir_types::{Code, Result, StoragePoolKey, StorageVolKey, Uuid};

pub(crate) use build::make_folder;
pub(crate) use life::Build;
pub(crate) use scan::space;

use crate::shared::error;
use crate::volume::Volume;

/// So many threads of one pool may wait for its file system at once.
const THREADS: usize = 8;

/// A pool.
#[derive(Debug)]
pub(crate) struct Pool {
    name: Arc<str>,
    uuid: Uuid,
    view: Mutex<Arc<View>>,
    pub(crate) jobs: Jobs,
    threads: Arc<Semaphore>,
}

/// What is known of a pool at one moment.
#[derive(Debug, Clone)]
pub(crate) struct View {
    /// What it runs with, or would start with.
    pub(crate) def: Arc<StoragePoolDef>,
    /// What it starts with next, if that is something else.
    pub(crate) next: Option<Arc<StoragePoolDef>>,
    /// Whether it is defined.
    pub(crate) persistent: bool,
    /// Whether it starts with the host.
    pub(crate) autostart: bool,
    /// Whether it runs.
    pub(crate) active: bool,
    /// How many changes of volumes are under way.
    pub(crate) tasks: u32,
    /// Its volumes, while it runs.
    pub(crate) volumes: Arc<BTreeMap<Arc<str>, Arc<Volume>>>,
}

impl View {
    /// The folder.
    pub(crate) fn folder(&self) -> PathBuf {
        PathBuf::from(self.def.target_path().unwrap_or_default())
    }

    /// What is kept of it on disk.
    pub(crate) fn lasting(&self) -> &Arc<StoragePoolDef> {
        self.next.as_ref().unwrap_or(&self.def)
    }

    /// Refuses a pool that does not run.
    pub(crate) fn check_active(&self) -> Result<()> {
        if self.active {
            return Ok(());
        }
        Err(error(Code::OPERATION_INVALID, format!("storage pool '{}' is not active", self.def.name)))
    }

    /// Refuses a pool whose volumes are being changed.
    pub(crate) fn check_idle(&self) -> Result<()> {
        if self.tasks == 0 {
            return Ok(());
        }
        let text = format!("pool '{}' has asynchronous jobs running.", self.def.name);
        Err(error(Code::INTERNAL_ERROR, text))
    }

    /// The volume with this name.
    pub(crate) fn volume(&self, name: &str) -> Result<&Arc<Volume>> {
        self.volumes
            .get(name)
            .ok_or_else(|| error(Code::NO_STORAGE_VOL, format!("no storage vol with matching name '{name}'")))
    }

    /// The volume at this path.
    pub(crate) fn volume_at(&self, path: &str) -> Option<&Arc<Volume>> {
        let name = path.strip_prefix(self.def.target_path()?)?.strip_prefix('/')?;
        self.volumes.get(name)
    }

    /// The handle of a volume.
    pub(crate) fn volume_key(&self, volume: &Volume) -> StorageVolKey {
        let key = volume.def.key.as_deref().unwrap_or_default();
        StorageVolKey {
            pool: self.def.name.as_str().into(),
            name: volume.def.name.as_str().into(),
            key: key.into(),
        }
    }
}

impl Pool {
    pub(crate) fn new(def: Arc<StoragePoolDef>) -> Self {
        let (name, uuid) = (def.name.as_str().into(), def.uuid());
        let view = View {
            def,
            next: None,
            persistent: false,
            autostart: false,
            active: false,
            tasks: 0,
            volumes: Arc::default(),
        };
        let threads = Arc::new(Semaphore::new(THREADS));
        Self { name, uuid, view: Mutex::new(Arc::new(view)), jobs: Jobs::default(), threads }
    }

    pub(crate) fn key(&self) -> StoragePoolKey {
        StoragePoolKey::new(self.name.clone(), self.uuid)
    }

    fn lock(&self) -> MutexGuard<'_, Arc<View>> {
        self.view.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is known of it now.
    pub(crate) fn view(&self) -> Arc<View> {
        self.lock().clone()
    }

    /// Changes what is known of it. `change` must not wait for anything.
    pub(crate) fn update<T>(&self, change: impl FnOnce(&mut View) -> T) -> T {
        change(Arc::make_mut(&mut self.lock()))
    }

    /// Does work that may wait for the pool's file system.
    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let permit = self.threads.clone().acquire_owned().await;
        let permit = permit.map_err(|closed| error(Code::INTERNAL_ERROR, closed.to_string()))?;
        let done = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        done.await.map_err(|failed| error(Code::INTERNAL_ERROR, failed.to_string()))
    }

    /// Replaces the sizes of the pool.
    pub(crate) fn set_space(&self, space: scan::Space) {
        self.update(|view| space.put(&mut view.def));
    }
}

impl Named for Pool {
    fn name(&self) -> Arc<str> {
        self.name.clone()
    }

    fn uuid(&self) -> Uuid {
        self.uuid
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    fn pool(name: &str) -> Arc<Pool> {
        let xml = format!("<pool type='dir'><name>{name}</name><target><path>/{name}</path></target></pool>");
        let mut random = crate::shared::random;
        let def = StoragePoolDef::load(&xml, &mut vir_conf::Defaults::new(&mut random)).unwrap();
        Arc::new(Pool::new(Arc::new(def)))
    }

    #[tokio::test]
    async fn a_pool_that_hangs_has_few_threads_and_the_others_theirs() {
        let (hangs, works) = (pool("hangs"), pool("works"));
        let inside = Arc::new(AtomicUsize::new(0));
        let (open, gate) = std::sync::mpsc::channel::<()>();
        let gate = Arc::new(Mutex::new(gate));
        let waiting: Vec<_> = (0..THREADS * 4)
            .map(|_| {
                let (hangs, inside, gate) = (hangs.clone(), inside.clone(), gate.clone());
                tokio::spawn(async move {
                    let wait = move || {
                        inside.fetch_add(1, Ordering::SeqCst);
                        let _ = gate.lock().unwrap().recv();
                    };
                    hangs.blocking(wait).await.unwrap();
                })
            })
            .collect();
        while inside.load(Ordering::SeqCst) < THREADS {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(inside.load(Ordering::SeqCst), THREADS);
        assert_eq!(works.blocking(|| 7).await.unwrap(), 7);
        drop(open);
        for task in waiting {
            task.await.unwrap();
        }
    }

    #[test]
    fn a_snapshot_stays_as_it_was() {
        let pool = pool("p");
        let before = pool.view();
        pool.update(|view| view.active = true);
        assert!(!before.active && pool.view().active);
        assert!(Arc::ptr_eq(&before.def, &pool.view().def), "what has not changed is shared");
    }
}
