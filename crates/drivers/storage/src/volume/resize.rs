//! Giving volumes another size.

use std::path::Path;
use std::sync::Arc;

use vir_conf::storage_pool::VolumeFormat;
use vir_types::{Code, Result, StorageVolKey, StorageVolResizeFlags as Flags};

use super::Volume;
use super::busy::{Busy, Reason};
use super::refresh::after_change;
use crate::files;
use crate::pool::Pool;
use crate::program::{self, LONG};
use crate::shared::{Shared, error, system};

impl Shared {
    /// Gives a volume of a pool whose turn it is another size.
    pub(crate) async fn resize_volume(
        &self,
        pool: &Arc<Pool>,
        key: &StorageVolKey,
        size: u64,
        flags: Flags,
    ) -> Result<()> {
        let view = pool.view();
        view.check_active()?;
        let def = {
            let volume = view.volume(&key.name)?;
            volume.check_free()?;
            volume.def.clone()
        };
        let (now, allocation) = (def.capacity.unwrap_or_default(), def.allocation.unwrap_or_default());
        let shrinks = flags.contains(Flags::SHRINK);
        let size = match (flags.contains(Flags::DELTA), shrinks) {
            (false, _) => size,
            (true, true) => now.saturating_sub(size),
            (true, false) => now.checked_add(size).ok_or_else(|| {
                error(Code::OVERFLOW, format!("capacity {now} cannot grow by {size} bytes"))
            })?,
        };
        if size < allocation {
            return Err(error(Code::INVALID_ARG, "can't shrink capacity below existing allocation"));
        }
        if size < now && !shrinks {
            let text = "Can't shrink capacity below current capacity unless shrink flag explicitly specified";
            return Err(error(Code::INVALID_ARG, text));
        }
        let allocate = flags.contains(Flags::ALLOCATE);
        if allocate && size - allocation > view.def.available.unwrap_or_default() {
            return Err(error(Code::OPERATION_FAILED, "Not enough space left in storage pool"));
        }
        let raw = def.target.format == Some(VolumeFormat::Raw);
        let encrypted = def.target.encryption.is_some();
        if allocate && (!raw || encrypted) {
            let kind = if raw { "an unencrypted raw" } else { "raw type" };
            let text = format!("preallocate is only supported for {kind} volume");
            return Err(error(Code::OPERATION_UNSUPPORTED, text));
        }
        if encrypted {
            return Err(error(Code::CONFIG_UNSUPPORTED, "resize of an encrypted image is not supported"));
        }
        let _busy = Busy::mark(pool, &key.name, Reason::Changing, Volume::check_free)?;
        let path = def.target.path.clone().unwrap_or_default();
        if raw {
            pool.blocking(move || resize_raw(&path, size, allocate)).await??;
        } else {
            let format = def.target.format.unwrap_or(VolumeFormat::Raw).to_string();
            // The program takes whole sectors only.
            let size = size.checked_next_multiple_of(512).unwrap_or(size);
            let mut arguments = vec!["resize".to_owned(), "-f".to_owned(), format];
            if size < now {
                arguments.push("--shrink".to_owned());
            }
            arguments.extend([path, size.to_string()]);
            program::run("qemu-img", &arguments, LONG).await?;
        }
        let changed = pool.clone();
        pool.blocking(move || after_change(&changed, def, false)).await?
    }
}

fn resize_raw(path: &str, size: u64, allocate: bool) -> Result<()> {
    let file = system(files::open(Path::new(path), true), || format!("Unable to open '{path}'"))?;
    if allocate {
        let allocated = files::allocate(&file, 0, size);
        let allocated = system(allocated, || format!("Failed to pre-allocate space for file '{path}'"))?;
        if !allocated {
            let text = "preallocate is not supported on this platform";
            return Err(error(Code::OPERATION_UNSUPPORTED, text));
        }
    }
    system(file.set_len(size), || format!("Failed to truncate file '{path}'"))?;
    system(file.sync_all(), || format!("Unable to save '{path}'"))
}
