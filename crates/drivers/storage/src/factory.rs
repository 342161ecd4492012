//! Bringing the driver up, and how connections to it are opened.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use vir_conf::storage_pool::{PoolType, StoragePoolState};
use vir_conf::{Defaults, StoragePoolDef};
use vir_driver::{Driver, DriverFactory, OpenRequest};
use vir_hypervisor::{DaemonLock, Definitions, Stored};
use vir_types::{Code, ConnectUri, Result};

use crate::StorageDriver;
use crate::pool::{Build, Pool};
use crate::roots::Roots;
use crate::shared::{Shared, error, random, system};

/// How long the driver's start waits for pools to be looked through.
const STARTING: Duration = Duration::from_secs(2);

/// How long that waits for half-built volumes to be removed.
const SWEEPING: Duration = Duration::from_secs(1);

/// What the driver is started with.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Options {
    /// Where its files are.
    pub roots: Roots,
    /// Whether it answers `storage:///system`, and not `storage:///session`.
    pub system: bool,
}

impl Options {
    /// The driver with its files at `roots`.
    #[must_use]
    pub fn new(roots: Roots, system: bool) -> Self {
        Self { roots, system }
    }
}

/// Opens `storage:///system` or `storage:///session`, and adds pools to connections to QEMU.
pub struct Factory {
    shared: Arc<Shared>,
    system: bool,
    /// Held while the driver lives: two of them would both write the same files.
    _lock: DaemonLock,
}

impl Factory {
    /// Brings the driver up: reads the definitions, takes up the pools that ran before, starts those that
    /// start with the host. When this returns, every definition is known; folders are looked through one
    /// beside the other, and nobody waits long for one that does not answer.
    ///
    /// # Errors
    /// `SystemError`: its folders cannot be made or read.
    pub async fn start(options: Options) -> Result<Self> {
        let shared = Arc::new(Shared::new(options.roots));
        let prepared = shared
            .definitions
            .prepare()
            .and_then(|()| vir_util::files::make_folder(shared.states(), 0o700))
            .and_then(|()| shared.journal.prepare());
        system(prepared, || "cannot make the folders of the storage driver".to_owned())?;
        let lock = DaemonLock::take(&shared.states().join("driver.pid"), "holds")?;
        shared.load().await?;
        Ok(Self { shared, system: options.system, _lock: lock })
    }

    /// The path by which this driver's pools are found.
    fn path(&self) -> &'static str {
        if self.system { "/system" } else { "/session" }
    }
}

#[async_trait]
impl DriverFactory for Factory {
    fn name(&self) -> &'static str {
        "storage"
    }

    fn accepts(&self, uri: &ConnectUri) -> bool {
        matches!(&*uri.driver, "storage" | "qemu") && uri.transport.is_none()
    }

    async fn open(&self, request: &OpenRequest) -> Result<Arc<dyn Driver>> {
        let path = request.uri.path.as_str();
        if path != self.path() {
            let scheme = &request.uri.driver;
            let text = format!("unexpected {scheme} URI path '{path}', try {scheme}://{}", self.path());
            return Err(error(Code::INTERNAL_ERROR, text));
        }
        let uri = format!("storage://{}", self.path()).into();
        Ok(Arc::new(StorageDriver { shared: self.shared.clone(), uri, caller: request.caller.clone() }))
    }
}

impl Shared {
    async fn load(self: &Arc<Self>) -> Result<()> {
        let shared = self.clone();
        let read = tokio::task::spawn_blocking(move || shared.read_all()).await;
        let running = read.map_err(|failed| error(Code::INTERNAL_ERROR, failed.to_string()))??;
        let shared = self.clone();
        let starting = tokio::spawn(async move {
            // What was half-built is gone before anybody looks for volumes, unless it lies where nobody answers.
            let journal = shared.clone();
            let sweep = tokio::task::spawn_blocking(move || journal.journal.sweep());
            match tokio::time::timeout(SWEEPING, sweep).await {
                Ok(Ok(Ok(()))) => {}
                other => tracing::warn!(target: "storage", ?other, "half-built volumes may be left"),
            }
            let mut tasks = tokio::task::JoinSet::new();
            for pool in running {
                tasks.spawn(shared.clone().take_up(pool));
            }
            for pool in shared.to_start() {
                tasks.spawn(shared.clone().autostart(pool));
            }
            while tasks.join_next().await.is_some() {}
        });
        // Clients find every pool that answers as it is; for those that do not nobody waits long.
        let _ = tokio::time::timeout(STARTING, starting).await;
        Ok(())
    }

    /// Reads states and definitions; tells which pools ran.
    fn read_all(&self) -> Result<Vec<Arc<Pool>>> {
        let stored = Definitions::in_folder(self.states().to_owned()).list();
        let stored = system(stored, || "cannot read the states of storage pools".to_owned())?;
        let mut running = Vec::new();
        for stored in stored {
            if let Some(pool) = self.enter_stored(&stored, |text| Ok(StoragePoolState::parse(text)?.pool)) {
                running.push(pool);
            }
        }
        let stored = system(self.definitions.list(), || "cannot read the definitions".to_owned())?;
        for stored in stored {
            let mut def = None;
            let mut random = random;
            let pool = self.enter_stored(&stored, |text| {
                let read = StoragePoolDef::load(text, &mut Defaults::new(&mut random))?;
                def = Some(Arc::new(read.clone()));
                Ok(read)
            });
            let (Some(pool), Some(def)) = (pool, def) else { continue };
            let runs = running.iter().any(|running| Arc::ptr_eq(running, &pool));
            pool.update(|view| {
                view.persistent = true;
                view.autostart = stored.autostart;
                if !runs {
                    view.def = def;
                } else if !alike(&view.def, &def) {
                    view.next = Some(def);
                }
            });
        }
        Ok(running)
    }

    fn enter_stored(
        &self,
        stored: &Stored,
        read: impl FnOnce(&str) -> Result<StoragePoolDef>,
    ) -> Option<Arc<Pool>> {
        let text = system(stored.read(), || "cannot be read".to_owned());
        let entered = text.and_then(|text| read(&text)).and_then(|mut def| {
            if def.name != stored.name {
                let text = format!(
                    "Storage pool config filename '{}' does not match pool name '{}'",
                    stored.path.display(),
                    def.name
                );
                return Err(error(Code::XML_ERROR, text));
            }
            def.complete(&mut Defaults::new(&mut random));
            self.enter(&def)
        });
        match entered {
            Ok((pool, _)) => Some(pool),
            Err(error) => {
                let file = stored.path.display();
                tracing::error!(target: "storage", %file, %error, "not a storage pool of this driver");
                None
            }
        }
    }

    /// Takes up a pool that ran before. One whose folder is not there any more does not run.
    async fn take_up(self: Arc<Self>, pool: Arc<Pool>) {
        let turn = pool.jobs.begin_patiently("storage_pool_create").await;
        if let Err(error) = self.look_through(&pool).await {
            let name = pool.view().def.name.clone();
            tracing::error!(target: "storage", pool = name, %error, "does not run any more");
            self.remove_state(&name);
            self.settle(&pool);
        }
        drop(turn);
    }

    /// What starts with the host: once for each boot, not with each start of the daemon.
    fn to_start(&self) -> Vec<Arc<Pool>> {
        let stamp = self.states().join("autostarted");
        if stamp.exists() {
            return Vec::new();
        }
        if let Err(error) = vir_util::files::replace_volatile_file(&stamp, b"", 0o600) {
            tracing::error!(target: "storage", %error, "nothing is started: it could not be noted that it was");
            return Vec::new();
        }
        let mut pools = self.pools.all();
        pools.retain(|pool| pool.view().autostart && pool.view().def.pool_type == PoolType::Dir);
        pools
    }

    async fn autostart(self: Arc<Self>, pool: Arc<Pool>) {
        let turn = pool.jobs.begin_patiently("storage_pool_create").await;
        let view = pool.view();
        if !view.active
            && let Err(error) = self.start(&pool, Build::No).await
        {
            tracing::error!(target: "storage", pool = view.def.name, %error, "does not start with the host");
        }
        drop(turn);
    }
}

/// Whether two definitions differ in nothing but facts.
fn alike(one: &StoragePoolDef, other: &StoragePoolDef) -> bool {
    let wishes = |def: &StoragePoolDef| {
        let mut def = def.clone();
        (def.capacity, def.allocation, def.available) = (None, None, None);
        if let Some(target) = &mut def.target {
            target.permissions = None;
        }
        def
    };
    wishes(one) == wishes(other)
}
