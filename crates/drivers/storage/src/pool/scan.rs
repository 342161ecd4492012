//! Looking through the folder of a pool.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use vir_conf::StoragePoolDef;
use vir_conf::common::Permissions;
use vir_types::Result;

use crate::shared::system;
use crate::volume::{Volume, look};

/// How full a file system is, in **bytes**.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Space {
    pub(crate) capacity: u64,
    pub(crate) available: u64,
}

impl Space {
    pub(super) fn put(self, def: &mut Arc<StoragePoolDef>) {
        let def = Arc::make_mut(def);
        def.capacity = Some(self.capacity);
        def.available = Some(self.available);
        def.allocation = Some(self.capacity.saturating_sub(self.available));
    }
}

/// How full the file system of a folder is.
pub(crate) fn space(folder: &Path) -> Result<Space> {
    let found =
        system(rustix::fs::statvfs(folder), || format!("cannot statvfs path '{}'", folder.display()))?;
    let bytes = |blocks: u64| blocks.saturating_mul(found.f_frsize);
    Ok(Space { capacity: bytes(found.f_blocks), available: bytes(found.f_bfree) })
}

/// What was found in a folder.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) volumes: BTreeMap<Arc<str>, Arc<Volume>>,
    pub(super) space: Space,
    pub(super) permissions: Permissions,
}

/// Looks through a folder. What cannot be a volume is passed over.
pub(super) fn scan(folder: &Path) -> Result<Found> {
    let shown = folder.display();
    let entries = system(fs::read_dir(folder), || format!("cannot open directory '{shown}'"))?;
    let mut volumes = BTreeMap::new();
    for entry in entries {
        let entry = system(entry, || format!("cannot read directory '{shown}'"))?;
        let name = match entry.file_name().into_string() {
            Ok(name) if !name.chars().any(char::is_control) => name,
            name => {
                tracing::warn!(target: "storage", folder = %shown, ?name, "ignored: this is no name of a volume");
                continue;
            }
        };
        if let Some(def) = look::discover(folder, &name) {
            volumes.insert(name.as_str().into(), Arc::new(Volume::new(def)));
        }
    }
    let about = system(fs::metadata(folder), || format!("cannot stat path '{shown}'"))?;
    let permissions = look::permissions(&about, look::label(folder));
    Ok(Found { volumes, space: space(folder)?, permissions })
}
