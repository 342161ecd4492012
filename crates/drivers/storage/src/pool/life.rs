//! The life of a pool.

use std::path::Path;
use std::sync::Arc;

use vir_conf::StoragePoolDef;
use vir_hypervisor::to_its_end;
use vir_types::{
    Code, Result, StoragePoolCreateFlags, StoragePoolEventLifecycleType as Event, StoragePoolKey,
};

use super::{Pool, build, scan};
use crate::shared::{Shared, check_kind, error, system};

/// How a pool is made before it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Build {
    /// Not at all.
    No,
    /// Its folder is made.
    Folder,
    /// A file system is to be made as well, which a folder does not have.
    Format,
}

impl Build {
    /// What the flags of a start ask for.
    pub(crate) fn of(flags: StoragePoolCreateFlags) -> Result<Self> {
        use StoragePoolCreateFlags as Flags;
        let formats = Flags::WITH_BUILD_OVERWRITE | Flags::WITH_BUILD_NO_OVERWRITE;
        flags.allow(Flags::WITH_BUILD | formats)?;
        Ok(if flags.intersects(formats) {
            Self::Format
        } else if flags.contains(Flags::WITH_BUILD) {
            Self::Folder
        } else {
            Self::No
        })
    }
}

async fn make(pool: &Pool, how: Build) -> Result<()> {
    if how == Build::No {
        return Ok(());
    }
    let def = pool.view().def.clone();
    let name = def.name.clone();
    pool.blocking(move || build::build(&def)).await??;
    if how == Build::Format {
        let text = format!("No source device specified when formatting pool '{name}'");
        return Err(error(Code::OPERATION_INVALID, text));
    }
    Ok(())
}

impl Shared {
    /// Defines a pool, or changes its definition.
    pub(crate) async fn define(self: &Arc<Self>, def: StoragePoolDef) -> Result<StoragePoolKey> {
        let shared = self.clone();
        to_its_end("storage_pool_define_xml", async move {
            loop {
                let (pool, new) = shared.enter(&def)?;
                let turn = pool.jobs.begin("storage_pool_define_xml").await?;
                // It may have gone while others had their turn; then there is room for a new one.
                if !shared.pools.has(&pool) {
                    continue;
                }
                let done = shared.keep(&pool, Arc::new(def), new).await;
                drop(turn);
                return done;
            }
        })
        .await
    }

    async fn keep(
        self: &Arc<Self>,
        pool: &Arc<Pool>,
        def: Arc<StoragePoolDef>,
        new: bool,
    ) -> Result<StoragePoolKey> {
        let (shared, text, name) = (self.clone(), def.to_xml(), def.name.clone());
        let saved = tokio::task::spawn_blocking(move || shared.definitions.save(&name, &text)).await;
        let saved = saved.map_err(|failed| error(Code::INTERNAL_ERROR, failed.to_string()))?;
        if let Err(failed) = saved {
            if new {
                self.pools.remove(pool);
            }
            return system(Err(failed), || format!("cannot write the definition of pool '{}'", def.name));
        }
        pool.update(|view| {
            view.persistent = true;
            if view.active {
                view.next = Some(def);
            } else {
                (view.def, view.next) = (def, None);
            }
        });
        self.tell(pool, Event::DEFINED);
        Ok(pool.key())
    }

    /// Starts a pool that is forgotten when it stops.
    pub(crate) async fn create_transient(
        self: &Arc<Self>,
        def: StoragePoolDef,
        how: Build,
    ) -> Result<StoragePoolKey> {
        let shared = self.clone();
        to_its_end("storage_pool_create_xml", async move {
            loop {
                let (pool, _) = shared.enter(&def)?;
                let turn = pool.jobs.begin("storage_pool_create_xml").await?;
                if !shared.pools.has(&pool) {
                    continue;
                }
                if pool.view().active {
                    let text = format!("pool is already active as '{}'", def.name);
                    return Err(error(Code::OPERATION_INVALID, text));
                }
                pool.update(|view| {
                    let defined = std::mem::replace(&mut view.def, Arc::new(def));
                    if view.persistent && view.next.is_none() {
                        view.next = Some(defined);
                    }
                });
                let started = shared.start(&pool, how).await;
                drop(turn);
                return started.map(|()| pool.key());
            }
        })
        .await
    }

    /// Starts a pool whose turn it is. One that cannot start is as it was before.
    pub(crate) async fn start(self: &Arc<Self>, pool: &Arc<Pool>, how: Build) -> Result<()> {
        let done = self.try_start(pool, how).await;
        match &done {
            Ok(()) => self.tell(pool, Event::STARTED),
            Err(_) => self.settle(pool),
        }
        done
    }

    async fn try_start(self: &Arc<Self>, pool: &Arc<Pool>, how: Build) -> Result<()> {
        let view = pool.view();
        check_kind(&view.def)?;
        if view.active {
            let text = format!("storage pool '{}' is already active", view.def.name);
            return Err(error(Code::OPERATION_INVALID, text));
        }
        make(pool, how).await?;
        self.save_state(&view.def)?;
        let looked = self.look_through(pool).await;
        if looked.is_err() {
            self.remove_state(&view.def.name);
        }
        looked
    }

    /// Looks through the folder; with that a pool runs.
    pub(crate) async fn look_through(self: &Arc<Self>, pool: &Arc<Pool>) -> Result<()> {
        let folder = pool.view().folder();
        let found = pool.blocking(move || scan::scan(Path::new(&folder))).await??;
        pool.update(|view| {
            let mut volumes = found.volumes;
            // Streams go on, whatever was found.
            for (name, volume) in view.volumes.iter().filter(|(_, volume)| volume.in_use > 0) {
                if let Some(found) = volumes.get_mut(name) {
                    Arc::make_mut(found).in_use = volume.in_use;
                }
            }
            view.volumes = Arc::new(volumes);
            found.space.put(&mut view.def);
            if let Some(target) = &mut Arc::make_mut(&mut view.def).target {
                target.permissions = Some(found.permissions);
            }
            view.active = true;
        });
        Ok(())
    }

    /// Leaves a pool that does not run as it is kept; one that is not kept goes.
    pub(crate) fn settle(&self, pool: &Pool) {
        let kept = pool.update(|view| {
            view.active = false;
            view.volumes = Arc::default();
            if view.persistent
                && let Some(next) = view.next.take()
            {
                view.def = next;
            }
            view.persistent
        });
        if !kept {
            self.pools.remove(pool);
        }
    }

    /// Stops a pool whose turn it is.
    pub(crate) fn stop(&self, pool: &Pool) -> Result<()> {
        let view = pool.view();
        check_kind(&view.def)?;
        view.check_active()?;
        view.check_idle()?;
        self.remove_state(&view.def.name);
        self.tell(pool, Event::STOPPED);
        self.settle(pool);
        Ok(())
    }

    /// Looks again through a pool whose turn it is. One whose folder is not there any more stops.
    pub(crate) async fn refresh(self: &Arc<Self>, pool: &Arc<Pool>) -> Result<()> {
        let view = pool.view();
        check_kind(&view.def)?;
        view.check_active()?;
        view.check_idle()?;
        let looked = self.look_through(pool).await;
        if looked.is_err() {
            self.remove_state(&view.def.name);
            self.tell(pool, Event::STOPPED);
            self.settle(pool);
        } else {
            self.tell_refreshed(pool);
        }
        looked
    }

    /// Makes the folder of a pool whose turn it is.
    pub(crate) async fn build(&self, pool: &Arc<Pool>, how: Build) -> Result<()> {
        let view = pool.view();
        check_kind(&view.def)?;
        if view.active {
            let text = format!("storage pool '{}' is already active", view.def.name);
            return Err(error(Code::OPERATION_INVALID, text));
        }
        make(pool, how).await?;
        self.tell(pool, Event::CREATED);
        Ok(())
    }

    /// Refuses a pool that runs.
    fn check_stopped(pool: &Pool) -> Result<()> {
        let view = pool.view();
        if view.active {
            let text = format!("storage pool '{}' is still active", view.def.name);
            return Err(error(Code::OPERATION_INVALID, text));
        }
        view.check_idle()
    }

    /// Removes the folder of a pool whose turn it is.
    pub(crate) async fn delete(&self, pool: &Arc<Pool>) -> Result<()> {
        let def = pool.view().def.clone();
        check_kind(&def)?;
        Self::check_stopped(pool)?;
        pool.blocking(move || build::delete(&def)).await??;
        self.tell(pool, Event::DELETED);
        Ok(())
    }

    /// Forgets a pool whose turn it is.
    pub(crate) async fn undefine(self: &Arc<Self>, pool: &Arc<Pool>) -> Result<()> {
        Self::check_stopped(pool)?;
        let (shared, name) = (self.clone(), pool.view().def.name.clone());
        let kept = name.clone();
        let removed = tokio::task::spawn_blocking(move || shared.definitions.remove(&kept)).await;
        let removed = removed.map_err(|failed| error(Code::INTERNAL_ERROR, failed.to_string()))?;
        system(removed, || format!("cannot remove the definition of pool '{name}'"))?;
        pool.update(|view| (view.persistent, view.autostart) = (false, false));
        self.pools.remove(pool);
        self.tell(pool, Event::UNDEFINED);
        Ok(())
    }

    /// Says whether a pool whose turn it is starts with the host.
    pub(crate) async fn set_autostart(self: &Arc<Self>, pool: &Arc<Pool>, autostart: bool) -> Result<()> {
        let view = pool.view();
        if !view.persistent {
            return Err(error(Code::INTERNAL_ERROR, "pool has no config file"));
        }
        if view.autostart == autostart {
            return Ok(());
        }
        let (shared, name) = (self.clone(), view.def.name.clone());
        let set =
            tokio::task::spawn_blocking(move || shared.definitions.set_autostart(&name, autostart)).await;
        let set = set.map_err(|failed| error(Code::INTERNAL_ERROR, failed.to_string()))?;
        system(set, || format!("cannot set autostart of storage pool '{}'", view.def.name))?;
        pool.update(|view| view.autostart = autostart);
        Ok(())
    }
}
