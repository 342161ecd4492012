//! Media of drives.

use std::time::Duration;

use serde_json::{Value, json};
use vir_conf::domain::device::disk::{DiskDef, DiskSource};
use vir_qemu::command::{self, Handed};
use vir_types::{Code, Result};

use super::limits::device_name;
use super::{Guest, hear, lost};
use crate::shared::error;

/// How long a guest has to let a medium go.
const EJECT: Duration = Duration::from_secs(5);

/// How often a guest may close a drive before its medium is in.
const CLOSED_AGAIN: u32 = 3;

/// How often a tray is opened that the guest closes again.
const OPENINGS: u32 = 10;

/// Whether two sources are one; what else is said of them does not matter.
pub(super) fn is_same_place(a: &DiskSource, b: &DiskSource) -> bool {
    match (a, b) {
        _ if a.is_empty() || b.is_empty() => a.is_empty() && b.is_empty(),
        (DiskSource::File(Some(a)), DiskSource::File(Some(b))) => a.file == b.file && a.fdgroup == b.fdgroup,
        (DiskSource::Block(Some(a)), DiskSource::Block(Some(b))) => a.dev == b.dev,
        (DiskSource::Dir(Some(a)), DiskSource::Dir(Some(b))) => a.dir == b.dir,
        (a, b) => {
            let plain = |source: &DiskSource| {
                let mut source = source.clone();
                if let Some(common) = source.common_mut() {
                    common.index = 0;
                    common.startup_policy = None;
                    common.private_data = None;
                }
                source
            };
            plain(a) == plain(b)
        }
    }
}

/// The drive's entry in the emulator's list: `None` where it has no tray, else whether that is open.
pub(super) fn tray(listed: &Value, alias: &str) -> Option<bool> {
    let own = |entry: &&Value| {
        let name = entry.get("qdev").and_then(Value::as_str).unwrap_or_default();
        name == alias || name.rsplit('/').any(|part| part == alias)
    };
    listed.as_array()?.iter().find(own)?.get("tray_open")?.as_bool()
}

impl Guest {
    /// Puts the medium of `disk` into a drive, or only takes out what is in it.
    pub(super) async fn change_medium(&self, drive: &DiskDef, disk: &DiskDef, force: bool) -> Result<()> {
        super::disk::check_source(&disk.source).await?;
        let live = self.live()?;
        let at = live.devices.disks.iter().position(|it| it.target == drive.target).ok_or_else(lost)?;
        let mut def = live.clone();
        let new = def.devices.disks.get_mut(at).ok_or_else(lost)?;
        new.source = disk.source.clone();
        new.backing_store.clone_from(&disk.backing_store);
        new.encryption.clone_from(&disk.encryption);
        new.auth.clone_from(&disk.auth);
        new.tray = None;
        if let Some(common) = new.source.common_mut() {
            common.index = 0;
        }
        new.driver.get_or_insert_default().format = disk.driver.as_deref().and_then(|driver| driver.format);
        let def = self.complete(def).await?;
        let at_new = def.devices.disks.iter().position(|it| it.target == drive.target).ok_or_else(lost)?;
        let new = def.devices.disks.get(at_new).ok_or_else(lost)?.clone();
        let handed = Handed::default();
        if !command::needs(&self.launch(&def, &handed))?.secrets.is_empty() {
            let text = "a medium that needs a secret is not put in by this version";
            return Err(error(Code::CONFIG_UNSUPPORTED, text));
        }
        let backing = command::disk_plug(&self.launch(&def, &handed), at_new)?.backing;
        self.shared.give_disk(self.view.uuid, live, &new).await?;
        let mut attempts = 0;
        loop {
            attempts += 1;
            self.open_tray(drive, force).await?;
            match self.tell("blockdev-remove-medium", json!({"id": device_name(drive)})).await {
                // Firmware that looks for something to boot from closes the tray again.
                Err(why) if attempts < OPENINGS && why.message().ends_with("is not open") => {}
                Err(why) => return Err(why),
                Ok(_) => break,
            }
        }
        if !drive.source.is_empty() {
            self.drop_backing(at).await;
        }
        let emptied = self.insert(drive, &backing, force).await;
        let source = match &emptied {
            Ok(()) => new,
            Err(_) => {
                // The old one is out already: that is how the drive is now.
                let mut empty = drive.clone();
                empty.source = DiskSource::File(None);
                empty.backing_store = None;
                empty
            }
        };
        self.change_live(|live| {
            if let Some(drive) = live.devices.disks.get_mut(at) {
                let tray = drive.tray;
                *drive = source;
                drive.tray = tray;
            }
        });
        emptied
    }

    /// Puts a medium in; when that fails, the drive is empty and nothing of the medium is left.
    async fn insert(&self, drive: &DiskDef, backing: &command::Backing, force: bool) -> Result<()> {
        self.make(backing).await?;
        let inserted = self.insert_made(drive, backing, force).await;
        if inserted.is_err() {
            self.unmake(&backing.parts).await;
        }
        inserted
    }

    async fn insert_made(&self, drive: &DiskDef, backing: &command::Backing, force: bool) -> Result<()> {
        let device = device_name(drive);
        if let Some(node) = &backing.top {
            let arguments = json!({"id": device, "node-name": node});
            let mut inserted = self.tell("blockdev-insert-medium", arguments.clone()).await;
            // Firmware that looks for something to boot closes a drive that it finds open.
            for _ in 0..CLOSED_AGAIN {
                if inserted.is_ok() {
                    break;
                }
                self.open_tray(drive, force).await?;
                inserted = self.tell("blockdev-insert-medium", arguments.clone()).await;
            }
            inserted?;
        }
        let closed = self.tell("blockdev-close-tray", json!({"id": device})).await;
        if closed.is_err() && backing.top.is_some() {
            // It is in a drive that is still open.
            self.try_tell("blockdev-remove-medium", json!({"id": device})).await;
        }
        closed.map(drop)
    }

    /// Opens a drive, unless it is open or has no tray. A guest that has locked it is asked to let go.
    async fn open_tray(&self, drive: &DiskDef, force: bool) -> Result<()> {
        let (device, target) = (device_name(drive), &drive.target);
        let alias = drive.info.alias.as_deref().unwrap_or_default();
        let mut heard = self.run.heard.subscribe();
        let listed = self.tell("query-block", Value::Null).await?;
        if tray(&listed, alias) != Some(false) {
            return Ok(());
        }
        self.tell("blockdev-open-tray", json!({"id": device, "force": force})).await?;
        if force {
            return Ok(());
        }
        let opened = hear(&mut heard, |happened| {
            let open = happened.data.get("tray-open").and_then(Value::as_bool);
            let id = happened.data.get("id").and_then(Value::as_str).unwrap_or_default();
            let is_it = happened.name == "DEVICE_TRAY_MOVED" && id.rsplit('/').any(|part| part == alias);
            (is_it && open == Some(true)).then_some(())
        });
        if tokio::time::timeout(EJECT, opened).await.is_ok() {
            return Ok(());
        }
        let listed = self.tell("query-block", Value::Null).await?;
        match tray(&listed, alias) {
            Some(false) => {
                let text = format!("timed out waiting to open tray of '{target}'");
                Err(error(Code::OPERATION_FAILED, text))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trays_are_found() {
        let listed = json!([
            {"qdev": "ide0-0-0", "tray_open": false},
            {"qdev": "/machine/peripheral/sata0-0-1/virtio-backend", "tray_open": true},
            {"qdev": "fdc0-0-0"},
        ]);
        assert_eq!(tray(&listed, "ide0-0-0"), Some(false));
        assert_eq!(tray(&listed, "sata0-0-1"), Some(true));
        assert_eq!(tray(&listed, "fdc0-0-0"), None);
        assert_eq!(tray(&listed, "ide0-0"), None);
    }

    #[test]
    fn sources_are_compared_by_place() {
        let file = |path: &str| DiskDef::file(path, "vda").source;
        assert!(is_same_place(&file("/a"), &file("/a")));
        assert!(!is_same_place(&file("/a"), &file("/b")));
        assert!(!is_same_place(&file("/a"), &DiskSource::File(None)));
        assert!(is_same_place(&DiskSource::Block(None), &DiskSource::File(None)));
    }
}
