//! What all connections share.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use vir_conf::storage_pool::{PoolType, StoragePoolState};
use vir_conf::{Defaults, SchemaKind, StoragePoolDef};
use vir_driver::EventBus;
use vir_hypervisor::{Clash, Definitions, Objects, to_its_end};
use vir_types::{
    Code, Context as _, Error, Origin, Result, StoragePoolEvent, StoragePoolEventKind,
    StoragePoolEventLifecycleType, StoragePoolKey,
};

use crate::journal::Journal;
use crate::pool::Pool;
use crate::roots::Roots;

/// The driver.
pub(crate) struct Shared {
    roots: Roots,
    pub(crate) definitions: Definitions,
    pub(crate) journal: Journal,
    pub(crate) pools: Objects<Pool>,
    pub(crate) events: EventBus,
    /// Held while a new pool is compared with all others.
    entering: Mutex<()>,
}

/// An error of this driver.
pub(crate) fn error(code: Code, text: impl AsRef<str>) -> Error {
    Error::new(code, text).or_origin(Origin::STORAGE)
}

/// An error of the system, with the number that it gave.
pub(crate) fn system<T, E>(done: std::result::Result<T, E>, text: impl FnOnce() -> String) -> Result<T>
where
    E: Into<std::io::Error>,
{
    done.map_err(Into::into)
        .context(Code::SYSTEM_ERROR, text)
        .map_err(|error| error.or_origin(Origin::STORAGE))
}

/// Refuses arguments in words of our choice alone, as libvirt does.
pub(crate) fn invalid(text: impl Into<Arc<str>>) -> Error {
    Error::with_message(Code::INVALID_ARG, Origin::STORAGE, text)
}

/// Refuses a pool of a kind that this driver cannot run.
pub(crate) fn check_kind(def: &StoragePoolDef) -> Result<()> {
    refuse_kind(def.pool_type)
}

/// The same for a kind alone.
pub(crate) fn refuse_kind(kind: PoolType) -> Result<()> {
    if kind == PoolType::Dir {
        return Ok(());
    }
    let number = PoolType::ALL.iter().position(|known| *known == kind).unwrap_or_default();
    Err(error(Code::INTERNAL_ERROR, format!("missing backend for pool type {number} ({kind})")))
}

impl Shared {
    pub(crate) fn new(roots: Roots) -> Self {
        let definitions = Definitions::in_folder(roots.config.clone());
        let journal = Journal::in_folder(roots.state.join("unfinished"));
        let (pools, events) = (Objects::default(), EventBus::new());
        Self { roots, definitions, journal, pools, events, entering: Mutex::default() }
    }

    /// The folder with the states of running pools.
    pub(crate) fn states(&self) -> &std::path::Path {
        &self.roots.state
    }

    /// Where the state of a running pool stands.
    pub(crate) fn state_path(&self, name: &str) -> PathBuf {
        self.roots.state.join(format!("{name}.xml"))
    }

    /// Notes that a pool runs.
    pub(crate) fn save_state(&self, def: &StoragePoolDef) -> Result<()> {
        let path = self.state_path(&def.name);
        let text = StoragePoolState::new(def.clone()).to_xml();
        system(vir_util::files::replace_volatile_file(&path, text.as_bytes(), 0o600), || {
            format!("cannot write the state of storage pool '{}'", def.name)
        })
    }

    /// Notes that a pool does not run.
    pub(crate) fn remove_state(&self, name: &str) {
        let path = self.state_path(name);
        if let Err(error) = vir_util::files::remove_file(&path) {
            tracing::error!(target: "storage", pool = name, %error, "its state cannot be removed");
        }
    }

    /// Reads a client's document.
    pub(crate) fn read_pool(&self, xml: &str, schema: bool) -> Result<StoragePoolDef> {
        let mut random = random;
        let def = StoragePoolDef::load(xml, &mut Defaults::new(&mut random));
        let def = if schema { SchemaKind::StoragePool.judge(xml, def)? } else { def? };
        if def.name.contains('\n') {
            return Err(error(Code::XML_DETAIL, "invalid char in name: \n"));
        }
        // Files that begin with a dot are nobody's definitions.
        if def.name.starts_with('.') {
            return Err(error(Code::XML_ERROR, format!("pool name '{}' begins with a dot", def.name)));
        }
        check_kind(&def)?;
        Ok(def)
    }

    /// The pool that a definition is about, made if there is none; the second part says whether it was.
    pub(crate) fn enter(&self, def: &StoragePoolDef) -> Result<(Arc<Pool>, bool)> {
        let _alone = self.entering.lock().unwrap_or_else(PoisonError::into_inner);
        let rival = self.pools.collect(|pool| {
            let other = &pool.view().def;
            let same = other.name != def.name
                && other.pool_type == def.pool_type
                && def.pool_type == PoolType::Dir
                && other.target_path() == def.target_path();
            same.then(|| other.name.clone())
        });
        if let Some(rival) = rival.first() {
            let text = format!("Storage source conflict with pool: '{rival}'");
            return Err(error(Code::OPERATION_FAILED, text));
        }
        let make = || Pool::new(Arc::new(def.clone()));
        self.pools.enter(&def.name, def.uuid(), make).map_err(|clash| {
            let text = match clash {
                Clash::Uuid(known) => format!("pool '{known}' is already defined with uuid {}", def.uuid()),
                Clash::Name(known) => format!("pool '{}' already exists with uuid {known}", def.name),
                _ => format!("pool '{}' already exists", def.name),
            };
            error(Code::OPERATION_FAILED, text)
        })
    }

    /// The pool that a handle names.
    pub(crate) fn find(&self, key: &StoragePoolKey) -> Result<Arc<Pool>> {
        self.pools.by_uuid(key.uuid).ok_or_else(|| {
            let text = format!("no storage pool with matching uuid '{}' ({})", key.uuid, key.name);
            error(Code::NO_STORAGE_POOL, text)
        })
    }

    /// The pool with this name.
    pub(crate) fn find_by_name(&self, name: &str) -> Result<Arc<Pool>> {
        self.pools.by_name(name).ok_or_else(|| {
            error(Code::NO_STORAGE_POOL, format!("no storage pool with matching name '{name}'"))
        })
    }

    /// Tells everybody who wants to know.
    pub(crate) fn tell(&self, pool: &Pool, event: StoragePoolEventLifecycleType) {
        self.events.emit(StoragePoolEvent::lifecycle(pool.key(), event, 0));
    }

    /// Tells everybody that a pool's volumes have changed.
    pub(crate) fn tell_refreshed(&self, pool: &Pool) {
        self.events.emit(StoragePoolEvent::new(pool.key(), StoragePoolEventKind::Refresh));
    }

    /// Does what changes a pool: in turn with all other changes of it, and to its end, whatever becomes of
    /// the one who waits for it.
    pub(crate) async fn change<T, F>(
        self: &Arc<Self>,
        pool: Arc<Pool>,
        what: &'static str,
        job: impl FnOnce(Arc<Self>, Arc<Pool>) -> F + Send + 'static,
    ) -> Result<T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T>> + Send,
    {
        let shared = self.clone();
        to_its_end(what, async move {
            let turn = pool.jobs.begin(what).await.map_err(|error| error.or_origin(Origin::STORAGE))?;
            // It may have gone while others had their turn.
            if !shared.pools.has(&pool) {
                shared.find(&pool.key())?;
            }
            let done = job(shared, pool).await;
            drop(turn);
            done
        })
        .await
    }
}

/// Fills bytes with what nobody can guess.
pub(crate) fn random(bytes: &mut [u8]) {
    for chunk in bytes.chunks_mut(16) {
        // A kernel without randomness would have refused to start the program.
        let fresh = vir_util::random::bytes::<16>().unwrap_or_default();
        chunk.iter_mut().zip(fresh).for_each(|(to, from)| *to = from);
    }
}
