//! Volumes with which something is being done, so that nothing else is.

use std::sync::Arc;

use vir_types::Result;

use crate::pool::Pool;
use crate::volume::Volume;

/// What is being done with a volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// It is being made.
    Building,
    /// It is being changed or copied, and its pool must stay for it.
    Changing,
    /// A client writes it, at its own pace; the pool does not wait for that.
    Streaming,
}

/// A volume with which something is being done, until this is dropped.
#[derive(Debug)]
pub(crate) struct Busy {
    pool: Arc<Pool>,
    name: Arc<str>,
    reason: Reason,
}

impl Busy {
    /// Marks a volume of a pool, if it is there and `check` has nothing against it.
    pub(crate) fn mark(
        pool: &Arc<Pool>,
        name: &str,
        reason: Reason,
        check: impl FnOnce(&Volume) -> Result<()>,
    ) -> Result<Self> {
        pool.update(|view| {
            view.check_active()?;
            check(view.volume(name)?)?;
            if reason != Reason::Streaming {
                view.tasks = view.tasks.saturating_add(1);
            }
            change(view, name, |volume| match reason {
                Reason::Building => volume.building = true,
                Reason::Changing | Reason::Streaming => volume.in_use = volume.in_use.saturating_add(1),
            });
            Ok(Self { pool: pool.clone(), name: name.into(), reason })
        })
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.pool.update(|view| {
            if self.reason != Reason::Streaming {
                view.tasks = view.tasks.saturating_sub(1);
            }
            change(view, &self.name, |volume| match self.reason {
                Reason::Building => volume.building = false,
                Reason::Changing | Reason::Streaming => volume.in_use = volume.in_use.saturating_sub(1),
            });
        });
    }
}

/// Changes what is known of a volume, if it is there.
pub(crate) fn change(view: &mut crate::pool::View, name: &str, change: impl FnOnce(&mut Volume)) {
    if let Some(volume) = Arc::make_mut(&mut view.volumes).get_mut(name) {
        change(Arc::make_mut(volume));
    }
}
