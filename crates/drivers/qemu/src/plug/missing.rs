//! Images that need not be there when their guest starts.

use std::path::Path;

use vir_conf::DomainDef;
use vir_conf::domain::device::disk::{DiskDef, DiskSource, StartupPolicy};
use vir_types::{ConnectDomainEventDiskChangeReason as Reason, DomainEventKind};

use super::disk::is_removable;
use crate::vm::disks::path;

/// Whether a disk is left out when its image is missing. A guest that comes back keeps the disks that it
/// knows: only a medium may be missing then, unless the definition says so for just this case.
fn may_miss(disk: &DiskDef, restored: bool) -> bool {
    match disk.source.common().and_then(|common| common.startup_policy) {
        Some(StartupPolicy::Optional) => !restored || is_removable(disk),
        Some(StartupPolicy::Requisite) => restored,
        _ => false,
    }
}

/// Takes missing images out of a guest that is about to start: drives become empty, disks are left out.
pub(crate) fn leave_out(live: &mut DomainDef, restored: bool) -> Vec<DomainEventKind> {
    let mut told = Vec::new();
    live.devices.disks.retain_mut(|disk| {
        // Only where it matters is it looked whether an image is there.
        let looked = path(&disk.source).filter(|_| may_miss(disk, restored));
        let Some(missing) = looked.filter(|path| !Path::new(path).exists()).map(str::to_owned) else {
            return true;
        };
        let stays = is_removable(disk);
        if stays {
            disk.source = DiskSource::File(None);
            disk.backing_store = None;
        }
        told.push(DomainEventKind::DiskChange {
            old_src_path: Some(missing.into()),
            new_src_path: None,
            dev_alias: disk.info.alias.clone().unwrap_or_default().into(),
            reason: if stays { Reason::CHANGE_MISSING_ON_START } else { Reason::DROP_MISSING_ON_START },
        });
        stays
    });
    told
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use vir_conf::domain::device::OneDevice;

    use super::*;

    fn guest() -> DomainDef {
        let mut def = DomainDef::default();
        for (device, path, policy) in [
            ("disk", "/proc/self/exe", "optional"),
            ("disk", "/nowhere", "optional"),
            ("cdrom", "/nowhere", "optional"),
            ("cdrom", "/nowhere", "requisite"),
            ("disk", "/nowhere", "mandatory"),
        ] {
            let xml = format!(
                "<disk type='file' device='{device}'><source file='{path}' startupPolicy='{policy}'/><target dev='sda'/></disk>"
            );
            let Ok(OneDevice::Disk(disk)) = OneDevice::parse(&xml) else { panic!("{xml}") };
            def.devices.disks.push(*disk);
        }
        def
    }

    fn left(def: &DomainDef) -> Vec<bool> {
        def.devices.disks.iter().map(|disk| !disk.source.is_empty()).collect()
    }

    #[test]
    fn missing_images_are_left_out() {
        let mut def = guest();
        assert_eq!(leave_out(&mut def, false).len(), 2);
        assert_eq!(left(&def), [true, false, true, true]);
        let mut def = guest();
        assert_eq!(leave_out(&mut def, true).len(), 2);
        assert_eq!(left(&def), [true, true, false, false, true]);
    }
}
