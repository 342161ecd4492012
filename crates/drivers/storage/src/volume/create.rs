//! Making volumes.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use vir_conf::StorageVolDef;
use vir_conf::storage_pool::VolumeFormat;
use vir_conf::storage_vol::VolumeType;
use vir_types::{Code, Result, StorageVolCreateFlags, StorageVolKey};

use super::busy::{Busy, Reason};
use super::refresh::after_change;
use super::{Volume, clone};
use crate::files;
use crate::journal::Note;
use crate::pool::{Pool, View};
use crate::program::{self, LONG, SHORT};
use crate::shared::{Shared, error, invalid, system};

/// What a new volume gets its content from.
#[derive(Debug)]
pub(super) struct Origin {
    pub(super) def: StorageVolDef,
    /// Keeps it from being changed meanwhile.
    _busy: Busy,
}

/// A new volume that is removed again unless it is kept.
struct Half {
    path: PathBuf,
    folder: bool,
    _note: Option<Note>,
}

impl Half {
    /// It is all there.
    fn keep(mut self) {
        self.path = PathBuf::new();
    }
}

impl Drop for Half {
    fn drop(&mut self) {
        if self.path.as_os_str().is_empty() {
            return;
        }
        let removed = if self.folder { fs::remove_dir(&self.path) } else { fs::remove_file(&self.path) };
        if let Err(error) = removed {
            tracing::warn!(target: "storage", path = %self.path.display(), %error, "a half-built volume stays");
        }
    }
}

/// A mark on a new volume; a volume that does not come to be is forgotten with it.
struct Entry {
    busy: Option<Busy>,
    pool: Arc<Pool>,
    name: String,
}

impl Entry {
    fn new(pool: &Arc<Pool>, def: StorageVolDef) -> Result<Self> {
        let name = def.name.clone();
        let volume = Arc::new(Volume { building: true, ..Volume::new(def) });
        pool.update(|view| Arc::make_mut(&mut view.volumes).insert(name.as_str().into(), volume));
        let busy = Some(Busy::mark(pool, &name, Reason::Building, |_| Ok(()))?);
        Ok(Self { busy, pool: pool.clone(), name })
    }

    /// The volume is there.
    fn keep(mut self) {
        self.busy = None;
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        if self.busy.is_some() {
            self.pool.update(|view| Arc::make_mut(&mut view.volumes).remove(self.name.as_str()));
        }
    }
}

impl Shared {
    /// Makes a volume in a pool whose turn it is; the turn is over as soon as the volume has its name.
    pub(crate) async fn create_volume(
        self: &Arc<Self>,
        pool: &Arc<Pool>,
        mut def: StorageVolDef,
        origin: Option<&StorageVolKey>,
        flags: StorageVolCreateFlags,
    ) -> Result<impl Future<Output = Result<StorageVolKey>> + Send + use<>> {
        let view = pool.view();
        view.check_active()?;
        let origin = match origin {
            Some(origin) => {
                self.fresh_volume(origin).await?;
                Some(self.origin(&view, &mut def, origin)?)
            }
            None => None,
        };
        name_it(&view, &mut def)?;
        let path = PathBuf::from(def.target.path.as_deref().unwrap_or_default());
        let there = pool.blocking(move || fs::symlink_metadata(path).is_ok()).await?;
        if there {
            let path = def.target.path.as_deref().unwrap_or_default();
            return Err(error(
                Code::OPERATION_INVALID,
                format!("volume target path '{path}' already exists"),
            ));
        }
        // The facts of a document are wishes until there is a file.
        let entry = Entry::new(pool, def.clone())?;
        let (shared, pool) = (self.clone(), pool.clone());
        Ok(async move {
            shared.build_volume(&pool, &def, origin.as_ref(), flags).await?;
            let changed = pool.clone();
            let key = pool.view().volume_key(&Volume::new(def.clone()));
            pool.blocking(move || after_change(&changed, def, false)).await??;
            entry.keep();
            tracing::info!(target: "storage", pool = %key.pool, volume = %key.name, "created");
            Ok(key)
        })
    }

    /// The volume that the new one gets its content from, kept from changes.
    fn origin(
        self: &Arc<Self>,
        view: &View,
        def: &mut StorageVolDef,
        origin: &StorageVolKey,
    ) -> Result<Origin> {
        let pool = self.find_by_name(&origin.pool)?;
        let from = pool.view();
        from.check_active()?;
        let volume = from.volume(&origin.name)?;
        if view.volumes.contains_key(def.name.as_str()) {
            let text = format!("storage volume name '{}' already in use.", def.name);
            return Err(error(Code::INTERNAL_ERROR, text));
        }
        let has = volume.def.capacity.unwrap_or_default();
        let capacity = def.capacity.unwrap_or_default().max(has);
        def.capacity = Some(capacity);
        def.allocation.get_or_insert(capacity);
        let busy = Busy::mark(&pool, &origin.name, Reason::Changing, Volume::check_built)?;
        Ok(Origin { def: volume.def.clone(), _busy: busy })
    }

    async fn build_volume(
        self: &Arc<Self>,
        pool: &Arc<Pool>,
        def: &StorageVolDef,
        origin: Option<&Origin>,
        flags: StorageVolCreateFlags,
    ) -> Result<()> {
        let format = def.target.format.unwrap_or(VolumeFormat::Raw);
        let from = origin.map(|origin| origin.def.target.format.unwrap_or(VolumeFormat::Raw));
        let encrypted = |def: &StorageVolDef| def.target.encryption.is_some();
        if format == VolumeFormat::Ploop || from == Some(VolumeFormat::Ploop) {
            return Err(error(Code::INTERNAL_ERROR, "unable to find ploop, please install ploop tools"));
        }
        if format == VolumeFormat::Dir {
            return self.build_folder(pool, def, origin).await;
        }
        if encrypted(def) || origin.is_some_and(|origin| encrypted(&origin.def)) {
            let text = "storage pool does not support encrypted volumes";
            return Err(error(Code::CONFIG_UNSUPPORTED, text));
        }
        if format != VolumeFormat::Raw || from.is_some_and(|from| from != VolumeFormat::Raw) {
            return self.build_image(pool, def, origin, flags).await;
        }
        if flags.contains(StorageVolCreateFlags::PREALLOC_METADATA) {
            let text = "metadata preallocation is not supported for raw volumes";
            return Err(error(Code::CONFIG_UNSUPPORTED, text));
        }
        if def.backing_store.is_some() {
            return Err(error(Code::NO_SUPPORT, "backing storage not supported for raw volumes"));
        }
        let reflink = flags.contains(StorageVolCreateFlags::REFLINK);
        let (shared, def) = (self.clone(), def.clone());
        let from = origin.map(|origin| origin.def.clone());
        pool.blocking(move || {
            let (file, half) = shared.make_file(&def)?;
            fill(&file, &def, from.as_ref(), reflink)?;
            half.keep();
            Ok(())
        })
        .await?
    }

    async fn build_folder(
        self: &Arc<Self>,
        pool: &Arc<Pool>,
        def: &StorageVolDef,
        origin: Option<&Origin>,
    ) -> Result<()> {
        if origin.is_some() {
            let text = "cannot copy from volume to a directory volume";
            return Err(error(Code::INTERNAL_ERROR, text));
        }
        if def.backing_store.is_some() {
            let text = "backing storage not supported for directories volumes";
            return Err(error(Code::NO_SUPPORT, text));
        }
        let (path, permissions) = (def.target.path.clone(), def.target.permissions.clone());
        pool.blocking(move || {
            let path = path.unwrap_or_default();
            crate::pool::make_folder(Path::new(&path), permissions.as_ref(), 0o600, false)
        })
        .await?
    }

    /// Makes the file of a volume; it goes again if nothing comes of it, also after a sudden end.
    fn make_file(&self, def: &StorageVolDef) -> Result<(File, Half)> {
        let path = PathBuf::from(def.target.path.as_deref().unwrap_or_default());
        let file = files::create(&path, def.target.permissions.as_ref())?;
        let mut half = Half { path, folder: false, _note: None };
        let noted = file.metadata().and_then(|about| self.journal.note(&half.path, &about));
        half._note = Some(system(noted, || format!("cannot note that '{}' is made", half.path.display()))?);
        if def.target.nocow {
            files::set_copy_on_write(&half.path, Some(false))?;
        }
        Ok((file, half))
    }

    /// Makes a volume that is more than its bytes, with QEMU's own program.
    async fn build_image(
        self: &Arc<Self>,
        pool: &Arc<Pool>,
        def: &StorageVolDef,
        origin: Option<&Origin>,
        flags: StorageVolCreateFlags,
    ) -> Result<()> {
        if flags.contains(StorageVolCreateFlags::REFLINK) {
            let text = "unsupported flags (0x2) in function virStorageBackendCreateQemuImgCmdFromVol";
            return Err(invalid(text));
        }
        let preallocate = flags.contains(StorageVolCreateFlags::PREALLOC_METADATA);
        let arguments = clone::arguments(def, origin.map(|origin| &origin.def), preallocate)?;
        if let (Some(backing), None) = (&def.backing_store, origin) {
            let name = backing.path.clone().unwrap_or_default();
            let path = pool.view().folder().join(&name);
            let readable = pool.blocking(move || files::open(&path, false).map(|_| ())).await?;
            system(readable, || format!("inaccessible backing store volume {name}"))?;
        }
        let (shared, new) = (self.clone(), def.clone());
        let (file, half) = pool.blocking(move || shared.make_file(&new)).await??;
        let limit = if origin.is_some() { LONG } else { SHORT };
        let done = program::run("qemu-img", &arguments, limit).await;
        pool.blocking(move || {
            // Who is told that there is a volume may rely on it.
            let path = half.path.clone();
            done.and_then(|()| {
                system(file.sync_all(), || format!("cannot sync data to file '{}'", path.display()))
            })
            .map(|()| half.keep())
        })
        .await?
    }
}

/// Gives a new volume its place in the pool.
fn name_it(view: &View, def: &mut StorageVolDef) -> Result<()> {
    let name = def.name.as_str();
    if name.contains('/') {
        return Err(error(Code::OPERATION_INVALID, format!("volume name '{name}' cannot contain '/'")));
    }
    if name.chars().any(char::is_control) {
        let text = format!("volume name '{}' has control characters", name.escape_default());
        return Err(error(Code::XML_DETAIL, text));
    }
    if view.volumes.contains_key(name) {
        return Err(error(Code::STORAGE_VOL_EXIST, format!("'{name}'")));
    }
    def.volume_type = match def.target.format {
        Some(VolumeFormat::Dir) => VolumeType::Dir,
        Some(VolumeFormat::Ploop) => VolumeType::Ploop,
        _ => VolumeType::File,
    };
    let path = format!("{}/{name}", view.def.target_path().unwrap_or_default());
    (def.key, def.target.path) = (Some(path.clone()), Some(path));
    Ok(())
}

/// Gives a new file its size, its space and its content.
fn fill(file: &File, def: &StorageVolDef, origin: Option<&StorageVolDef>, reflink: bool) -> Result<()> {
    let path = def.target.path.as_deref().unwrap_or_default();
    let capacity = def.capacity.unwrap_or_default();
    let allocation = def.allocation.unwrap_or(capacity).min(capacity);
    let has = origin.and_then(|origin| origin.capacity).unwrap_or_default();
    system(file.set_len(capacity), || format!("cannot extend file '{path}'"))?;
    // A copy that is to take less than its origin can hold keeps the holes that it has.
    let mut to_allocate = origin.is_none() || allocation >= has;
    if to_allocate && !reflink {
        let allocated = system(files::allocate(file, 0, allocation), || {
            format!("cannot allocate {allocation} bytes in file '{path}'")
        })?;
        to_allocate = !allocated;
    }
    let mut filled = 0;
    if let Some(origin) = origin {
        let from = origin.target.path.as_deref().unwrap_or_default();
        let opened = files::open(Path::new(from), false);
        let opened = system(opened, || format!("could not open input path '{from}'"))?;
        if reflink {
            let cloned = rustix::fs::ioctl_ficlone(file, &opened);
            system(cloned, || format!("failed to clone files from '{from}'"))?;
            // The copy has the size of its origin now.
            system(file.set_len(capacity), || format!("cannot extend file '{path}'"))?;
            to_allocate = false;
        } else {
            let copied = clone::copy(&opened, file, has, to_allocate);
            system(copied, || format!("failed copying from file '{from}' to '{path}'"))?;
            filled = has;
        }
    }
    if to_allocate {
        let zeros = files::write_zeros(file, filled, allocation.saturating_sub(filled));
        system(zeros, || format!("cannot fill file '{path}'"))?;
    }
    system(file.sync_all(), || format!("cannot sync data to file '{path}'"))?;
    let folder = Path::new(path).parent().unwrap_or(Path::new("/"));
    system(vir_util::files::sync_folder(folder), || format!("cannot sync data to file '{path}'"))
}
