//! Folders of the host that the guest sees.

use vir_conf::domain::device::filesystem::{
    FilesystemDef, FsAccessMode, FsDriverType, FsMultidevs, FsSource, FsWritePolicy,
};
use vir_types::Result;

use super::chardev::{self, Socket};
use super::context::{Context, alias, unsupported};
use super::output::Output;
use super::props::{Props, escape};
use super::{address, virtio};

/// All of them.
pub(super) fn filesystems(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    for fs in &cx.def.devices.filesystems {
        match kind(fs) {
            FsDriverType::Virtiofs => {
                let id = format!("chr-vu-{}", alias(&fs.info)?);
                let path = cx.launch.virtiofs_socket(fs)?;
                let socket = Socket { path: Some(&path), ..Socket::default() };
                out.option("-chardev", chardev::socket(cx, &id, &socket));
                super::zpci(cx, out, &fs.info);
                out.device(cx, device(cx, fs)?);
            }
            FsDriverType::Path | FsDriverType::Handle => {
                out.option("-fsdev", folder(fs)?);
                super::zpci(cx, out, &fs.info);
                out.device(cx, device(cx, fs)?);
            }
            FsDriverType::Mtp => out.device(cx, device(cx, fs)?),
            other => {
                let text = format!("filesystem driver type '{other}' is not supported by QEMU");
                return Err(unsupported(text));
            }
        }
    }
    Ok(())
}

fn kind(fs: &FilesystemDef) -> FsDriverType {
    fs.driver.as_ref().and_then(|driver| driver.kind).unwrap_or(FsDriverType::Path)
}

fn path(fs: &FilesystemDef) -> &str {
    match &fs.source {
        FsSource::Mount(Some(source)) | FsSource::Bind(Some(source)) => source.dir.as_deref(),
        _ => None,
    }
    .unwrap_or_default()
}

impl super::Launch<'_> {
    /// Where the helper for a folder listens.
    ///
    /// # Errors
    /// `InternalError`: the device has no alias yet.
    pub fn virtiofs_socket(&self, fs: &FilesystemDef) -> Result<String> {
        let own = match &fs.source {
            FsSource::Mount(Some(source)) => source.socket.clone(),
            _ => None,
        };
        match own {
            Some(path) => Ok(path),
            None => Ok(self.own_file(&format!("{}-fs.sock", alias(&fs.info)?))),
        }
    }
}

/// A folder as a device.
pub(super) fn device(cx: &Context<'_>, fs: &FilesystemDef) -> Result<Props> {
    let id = alias(&fs.info)?;
    let target = fs.target.as_deref().unwrap_or_default();
    let options = fs.driver.as_ref().map(|driver| &driver.virtio);
    let generation = virtio::Generation::of(fs.model);
    let props = match kind(fs) {
        FsDriverType::Virtiofs => {
            let queue = fs.driver.as_ref().map(|driver| driver.queue).unwrap_or_default();
            virtio::props(cx, "vhost-user-fs", &fs.info, generation, options)?
                .put("id", id)
                .put("chardev", format!("chr-vu-{id}"))
                .nonzero("queue-size", queue)
                .put("tag", target)
                .nonzero("bootindex", cx.boot_index(&fs.info))
        }
        FsDriverType::Mtp => Props::driver("usb-mtp")
            .put("id", id)
            .put("rootdir", path(fs))
            .put("desc", target)
            .put("readonly", fs.readonly),
        _ => virtio::props(cx, "virtio-9p", &fs.info, generation, options)?
            .put("id", id)
            .put("fsdev", format!("fsdev-{id}"))
            .put("mount_tag", target),
    };
    Ok(props.with(address::props(cx, &fs.info)?))
}

/// `-fsdev`.
fn folder(fs: &FilesystemDef) -> Result<String> {
    let mut parts = Vec::new();
    if kind(fs) == FsDriverType::Handle {
        parts.push("handle".to_owned());
    } else {
        parts.push("local".to_owned());
        parts.extend(fs.accessmode.and_then(|mode| match mode {
            FsAccessMode::Mapped => Some("security_model=mapped".to_owned()),
            FsAccessMode::Passthrough => Some("security_model=passthrough".to_owned()),
            FsAccessMode::Squash => Some("security_model=none".to_owned()),
            _ => None,
        }));
        parts.extend(fs.multidevs.map(|it: FsMultidevs| format!("multidevs={it}")));
        for (name, mode) in [("fmode", fs.fmode), ("dmode", fs.dmode)] {
            if mode != 0 {
                parts.push(format!("{name}={mode:04o}"));
            }
        }
    }
    let policy = fs.driver.as_ref().and_then(|driver| driver.wrpolicy);
    parts.extend(policy.map(|it: FsWritePolicy| format!("writeout={it}")));
    parts.push(format!("id=fsdev-{}", alias(&fs.info)?));
    parts.push(format!("path={}", escape(path(fs))));
    if fs.readonly {
        parts.push("readonly".to_owned());
    }
    Ok(parts.join(","))
}
