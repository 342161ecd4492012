//! Keeping what is known of a volume as it is.

use std::sync::Arc;

use vir_conf::StorageVolDef;
use vir_types::{Result, StorageVolKey};

use super::busy::change;
use super::{Volume, look};
use crate::pool::{Pool, View, space};
use crate::shared::Shared;

impl Shared {
    /// The pool and the volume that a handle names.
    pub(crate) fn find_volume(&self, key: &StorageVolKey) -> Result<(Arc<Pool>, Arc<View>, Arc<Volume>)> {
        let pool = self.find_by_name(&key.pool)?;
        let view = pool.view();
        view.check_active()?;
        let volume = view.volume(&key.name)?.clone();
        Ok((pool, view, volume))
    }

    /// The volume that a handle names, as it is at this moment.
    pub(crate) async fn fresh_volume(&self, key: &StorageVolKey) -> Result<Arc<Volume>> {
        let (pool, _, volume) = self.find_volume(key)?;
        let mut def = volume.def.clone();
        let (looked, def) = pool.blocking(move || (look::refresh(&mut def), def)).await?;
        // A volume that has only just been asked for may have no file yet.
        if volume.building && looked.is_err() {
            return Ok(volume);
        }
        looked?;
        Ok(put_unless_changed(&pool, &volume, def))
    }
}

/// Replaces what is known of a volume if that is still what it was, and tells how it stands now. Who only looks must
/// not undo what somebody has changed meanwhile.
fn put_unless_changed(pool: &Pool, before: &Arc<Volume>, def: StorageVolDef) -> Arc<Volume> {
    let fresh = Arc::new(Volume { def, ..Volume::clone(before) });
    pool.update(|view| {
        if let Some(now) = view.volumes.get(fresh.def.name.as_str())
            && Arc::ptr_eq(now, before)
            && now.def != fresh.def
        {
            Arc::make_mut(&mut view.volumes).insert(fresh.def.name.as_str().into(), fresh.clone());
        }
    });
    fresh
}

/// Looks at a volume that was changed, and at how full its pool is; on a thread that may block.
pub(crate) fn after_change(pool: &Pool, mut def: StorageVolDef, anew: bool) -> Result<()> {
    let folder = pool.view().folder();
    let looked = if anew { look::rediscover(&mut def) } else { look::refresh(&mut def) };
    if let Ok(space) = space(&folder) {
        pool.set_space(space);
    }
    looked?;
    let name = def.name.clone();
    pool.update(|view| change(view, &name, |volume| volume.def = def));
    Ok(())
}
