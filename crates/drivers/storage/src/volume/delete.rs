//! Deleting volumes.

use std::fs;
use std::io;
use std::sync::Arc;

use vir_conf::storage_vol::VolumeType;
use vir_types::{Code, Result, StorageVolDeleteFlags, StorageVolKey};

use super::{Busy, Reason, Volume};
use crate::pool::{Pool, space};
use crate::shared::{Shared, error, invalid, system};

impl Shared {
    /// Deletes a volume of a pool whose turn it is.
    pub(crate) async fn delete_volume(
        &self,
        pool: &Arc<Pool>,
        key: &StorageVolKey,
        flags: StorageVolDeleteFlags,
    ) -> Result<()> {
        let view = pool.view();
        view.check_active()?;
        let volume = view.volume(&key.name)?.clone();
        let _busy = Busy::mark(pool, &key.name, Reason::Changing, Volume::check_free)?;
        if flags != StorageVolDeleteFlags::NORMAL {
            // Scripts look for the bits to try again without them.
            let bits = flags.bits();
            let text = format!("unsupported flags (0x{bits:x}) in function virStorageBackendVolDeleteLocal");
            return Err(invalid(text));
        }
        let (folder, path, kind) = (view.folder(), volume.path().to_owned(), volume.def.volume_type);
        let removed = pool.blocking(move || {
            let shown = path.display();
            let (removed, what) = match kind {
                VolumeType::File => (fs::remove_file(&path), "unlink file"),
                VolumeType::Dir => (fs::remove_dir(&path), "remove directory"),
                _ => {
                    let text = format!("removing block or network volumes is not supported: {shown}");
                    return Err(error(Code::NO_SUPPORT, text));
                }
            };
            match removed {
                // Whoever removed it was quicker.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                other => system(other, || format!("cannot {what} '{shown}'"))?,
            }
            Ok(space(&folder).ok())
        });
        let space = removed.await??;
        if let Some(space) = space {
            pool.set_space(space);
        }
        pool.update(|view| Arc::make_mut(&mut view.volumes).remove(&*key.name));
        Ok(())
    }
}
