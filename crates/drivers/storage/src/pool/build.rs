//! The folder of a pool: made, and removed.

use std::fs::{self, DirBuilder};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::Path;

use vir_conf::StoragePoolDef;
use vir_conf::common::Permissions;
use vir_types::{Code, Result};

use crate::files;
use crate::shared::{error, system};

/// The permissions of a folder that says nothing of them.
const MODE: u32 = 0o711;

/// Makes a folder with these permissions at once; one that is there gets them if `existing` says so.
pub(crate) fn make_folder(
    path: &Path,
    permissions: Option<&Permissions>,
    mode: u32,
    existing: bool,
) -> Result<()> {
    let shown = path.display();
    let asked = permissions.and_then(|permissions| permissions.mode);
    let there = existing && fs::metadata(path).is_ok();
    if !there {
        // Nobody else gets in before it belongs to whom it is to belong to.
        let made = DirBuilder::new().mode(asked.unwrap_or(mode) & 0o700).create(path);
        system(made, || format!("failed to create directory '{shown}'"))?;
    }
    let mode = if there { asked } else { Some(asked.unwrap_or(mode)) };
    let finished = (|| {
        let folder = system(fs::metadata(path), || format!("stat of '{shown}' failed"))?;
        let (uid, gid) = files::owner(permissions);
        let own = |wanted: Option<u32>, now: u32| wanted.filter(|id| *id != now);
        let (uid, gid) = (own(uid, folder.uid()), own(gid, folder.gid()));
        if uid.is_some() || gid.is_some() {
            let (shown_uid, shown_gid) = (uid.unwrap_or(u32::MAX), gid.unwrap_or(u32::MAX));
            system(std::os::unix::fs::chown(path, uid, gid), || {
                format!("cannot chown '{shown}' to ({shown_uid}, {shown_gid})")
            })?;
        }
        let Some(mode) = mode else { return Ok(()) };
        let set = fs::set_permissions(path, fs::Permissions::from_mode(mode));
        system(set, || format!("cannot set mode of '{shown}' to {mode:04o}"))
    })();
    if finished.is_err() && !there {
        let _ = fs::remove_dir(path);
    }
    finished
}

/// Makes the pool's folder, and all above it.
pub(super) fn build(def: &StoragePoolDef) -> Result<()> {
    let target = def.target_path().unwrap_or_default();
    let path = Path::new(target);
    if !path.is_absolute() {
        return Err(error(Code::INVALID_ARG, format!("path '{target}' is not absolute")));
    }
    if let Some(parent) = path.parent() {
        let made = fs::create_dir_all(parent);
        system(made, || format!("cannot create path '{}'", parent.display()))?;
    }
    let permissions = def.target.as_ref().and_then(|target| target.permissions.as_ref());
    make_folder(path, permissions, MODE, true)?;
    files::set_copy_on_write(path, def.cow)
}

/// Removes the pool's folder, which must be empty.
pub(super) fn delete(def: &StoragePoolDef) -> Result<()> {
    let path = def.target_path().unwrap_or_default();
    system(fs::remove_dir(path), || format!("failed to remove pool '{path}'"))
}
