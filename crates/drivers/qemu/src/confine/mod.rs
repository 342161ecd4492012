//! What keeps a guest's emulator apart from everything else on the host.

pub(crate) mod limits;
pub(crate) mod owners;

use std::path::PathBuf;
use std::sync::Arc;

use vir_conf::DomainDef;
use vir_conf::domain::device::disk::{DiskDef, DiskSource};
use vir_conf::domain::seclabel::SeclabelType;
use vir_conf::words::StorageFormat;
use vir_types::{Code, Context as _, Error, Result, Uuid};

use crate::shared::{Shared, error};
use owners::Used;

/// The security driver whose labels are owners of files.
const OWNERS: &str = "dac";

impl Shared {
    /// Gives the files of a guest to the user that its emulator runs as.
    ///
    /// # Errors
    /// `SystemError`: a file cannot be given. `ConfigUnsupported`: the definition names another user.
    pub(crate) fn give_files(&self, guest: Uuid, live: &DomainDef) -> Result<()> {
        if !changes_hands(live)? {
            return Ok(());
        }
        self.give_used(guest, &files_of(live))
    }

    /// The same for a disk that comes while the guest runs. Its files may be on a host that is slow to answer.
    ///
    /// # Errors
    /// As of [`Self::give_files`].
    pub(crate) async fn give_disk(
        self: &Arc<Self>,
        guest: Uuid,
        live: &DomainDef,
        disk: &DiskDef,
    ) -> Result<()> {
        if !changes_hands(live)? {
            return Ok(());
        }
        let (shared, disk) = (self.clone(), disk.clone());
        let given = tokio::task::spawn_blocking(move || {
            let mut used = Vec::new();
            add_disk(&disk, &mut used);
            shared.give_used(guest, &used)
        });
        given.await.map_err(|why| Error::internal(why.to_string()))?
    }

    fn give_used(&self, guest: Uuid, used: &[Used]) -> Result<()> {
        let Some(user) = self.run_as.as_ref().filter(|_| self.ownership.dynamic) else { return Ok(()) };
        let given = self.owners.give(guest, used, user, self.ownership.remember);
        given.or_else(|(path, why)| {
            let (uid, gid, path) = (user.uid, user.gid, path.display());
            Err(why).context(Code::SYSTEM_ERROR, || {
                format!("unable to set user and group to '{uid}:{gid}' on '{path}'")
            })
        })
    }
}

/// Whether a definition leaves it to us whom its files belong to.
fn changes_hands(live: &DomainDef) -> Result<bool> {
    let label = live.seclabels.iter().find(|label| label.model.as_deref() == Some(OWNERS));
    let Some(label) = label else { return Ok(true) };
    if label.kind == Some(SeclabelType::Fixed) && label.label.is_some() {
        let text = "a guest whose emulator runs as a user of its own is not available in this version";
        return Err(error(Code::CONFIG_UNSUPPORTED, text));
    }
    Ok(label.relabel != Some(false) && label.kind != Some(SeclabelType::None))
}

/// The files of this host that a guest uses by their names.
fn files_of(live: &DomainDef) -> Vec<Used> {
    let mut used = Vec::new();
    for disk in &live.devices.disks {
        add_disk(disk, &mut used);
    }
    let mut add = |path: Option<&str>, readonly| {
        used.extend(path.map(|path| Used { path: PathBuf::from(path), readonly }));
    };
    for path in [&live.os.kernel, &live.os.initrd, &live.os.dtb, &live.os.shim] {
        add(path.as_deref(), true);
    }
    add(live.os.nvram.as_deref().and_then(crate::vm::prepare::nvram_path), false);
    for memory in &live.devices.memories {
        add(memory.source.as_ref().and_then(|source| source.path.as_deref()), false);
    }
    used
}

fn add_disk(disk: &DiskDef, used: &mut Vec<Used>) {
    let labels = disk.source.common().map(|common| common.seclabels.as_slice()).unwrap_or_default();
    let is_left = labels.iter().any(|label| {
        label.model.as_deref().is_none_or(|model| model == OWNERS) && label.relabel == Some(false)
    });
    // What is in a folder is shown as a disk; the folder itself is read.
    let readonly = disk.readonly || matches!(disk.source, DiskSource::Dir(_));
    if let Some(path) = crate::vm::disks::path(&disk.source).map(PathBuf::from)
        && !is_left
    {
        if disk.driver.as_ref().and_then(|driver| driver.format) == Some(StorageFormat::Qcow2) {
            used.extend(owners::under(&path).into_iter().map(|path| Used { path, readonly: true }));
        }
        used.push(Used { path, readonly });
    }
    let mut below = disk.backing_store.as_deref();
    while let Some(store) = below {
        let path = store.source.as_ref().and_then(crate::vm::disks::path);
        used.extend(path.map(|path| Used { path: PathBuf::from(path), readonly: true }));
        below = store.backing_store.as_deref();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_guests_that_say_so_are_left_alone() {
        let with = |label: &str| {
            let xml = format!(
                "<domain type='qemu'><name>a</name><memory>1</memory><os><type>hvm</type></os>{label}</domain>"
            );
            changes_hands(&DomainDef::parse(&xml).unwrap())
        };
        assert!(with("").unwrap());
        assert!(with("<seclabel type='dynamic' model='dac' relabel='yes'/>").unwrap());
        assert!(!with("<seclabel type='none' model='dac'/>").unwrap());
        let own = with("<seclabel type='static' model='dac' relabel='yes'><label>+1:+1</label></seclabel>");
        assert_eq!(own.unwrap_err().code(), Code::CONFIG_UNSUPPORTED);
    }
}
