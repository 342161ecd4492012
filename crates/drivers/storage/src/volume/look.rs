//! What the host and an image's own first bytes tell of a volume.

use std::fs::{self, File, Metadata};
use std::io;
use std::os::fd::AsFd;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};

use vir_conf::StorageVolDef;
use vir_conf::common::Permissions;
use vir_conf::storage_pool::VolumeFormat;
use vir_conf::storage_vol::{ClusterSize, Timestamp, Timestamps, VolumeTarget, VolumeType};
use vir_types::{Code, Result};

use crate::files;
use crate::image::{self, HEADER, Image};
use crate::shared::{error, system};

/// The sizes of a file, in **bytes**.
#[derive(Debug, Clone, Copy, Default)]
struct Sizes {
    allocation: u64,
    physical: u64,
}

/// Opens what may be a volume: a file, a folder, or a block device.
fn open(path: &Path) -> io::Result<(File, Metadata)> {
    let kind = fs::symlink_metadata(path)?.file_type();
    if kind.is_fifo() || kind.is_socket() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no file and no block device"));
    }
    let file = files::open(path, false)?;
    let about = file.metadata()?;
    Ok((file, about))
}

fn sizes(file: &File, about: &Metadata) -> io::Result<Sizes> {
    if about.is_dir() {
        return Ok(Sizes::default());
    }
    if about.is_file() {
        return Ok(Sizes { allocation: about.blocks().saturating_mul(512), physical: about.len() });
    }
    let end = rustix::fs::seek(file, rustix::fs::SeekFrom::End(0))?;
    Ok(Sizes { allocation: end, physical: end })
}

fn header(file: &File) -> io::Result<Vec<u8>> {
    let mut header = vec![0; HEADER];
    let read = files::read_at(file, &mut header, 0)?;
    header.truncate(read);
    Ok(header)
}

/// The security label of a file that is open, or of one at a path.
pub(crate) fn label(path: &Path) -> Option<String> {
    let mut buffer = [0; 256];
    let length = rustix::fs::getxattr(path, "security.selinux", &mut buffer).ok()?;
    text(buffer.get(..length)?)
}

fn label_of(file: impl AsFd) -> Option<String> {
    let mut buffer = [0; 256];
    let length = rustix::fs::fgetxattr(file, "security.selinux", &mut buffer).ok()?;
    text(buffer.get(..length)?)
}

fn text(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?.trim_end_matches('\0');
    (!text.is_empty() && !text.chars().any(char::is_control)).then(|| text.to_owned())
}

/// Who may do what with a file.
pub(crate) fn permissions(about: &Metadata, label: Option<String>) -> Permissions {
    let mut permissions = Permissions::default();
    permissions.mode = Some(about.mode() & 0o777);
    permissions.owner = Some(about.uid().cast_signed());
    permissions.group = Some(about.gid().cast_signed());
    permissions.label = label;
    permissions
}

fn timestamps(about: &Metadata) -> Timestamps {
    let moment = |seconds: i64, nanoseconds: i64| {
        let mut moment = Timestamp::default();
        moment.seconds = u64::try_from(seconds).unwrap_or_default();
        moment.nanoseconds = u32::try_from(nanoseconds).unwrap_or_default();
        Some(moment)
    };
    let mut times = Timestamps::default();
    times.atime = moment(about.atime(), about.atime_nsec());
    times.mtime = moment(about.mtime(), about.mtime_nsec());
    times.ctime = moment(about.ctime(), about.ctime_nsec());
    // Libvirt does not ask Linux when a file was made.
    times.btime = Some(Timestamp::default());
    times
}

/// Puts down what the host tells of an open file.
fn put_facts(target: &mut VolumeTarget, file: &File, about: &Metadata) {
    target.permissions = Some(permissions(about, label_of(file)));
    target.timestamps = Some(timestamps(about));
}

fn put_sizes(def: &mut StorageVolDef, sizes: Sizes, capacity: u64) {
    def.capacity = Some(capacity);
    def.allocation = Some(sizes.allocation);
    def.physical = Some(sizes.physical).filter(|size| *size != 0);
}

/// The volume with this name in a folder; nothing if it cannot be one.
pub(crate) fn discover(folder: &Path, name: &str) -> Option<StorageVolDef> {
    let path = folder.join(name);
    match examine(&path, name) {
        Ok(def) => def,
        Err(error) => {
            tracing::warn!(target: "storage", path = %path.display(), %error, "ignored: it cannot be looked at");
            None
        }
    }
}

fn examine(path: &Path, name: &str) -> io::Result<Option<StorageVolDef>> {
    let (file, about) = open(path)?;
    let kind = about.file_type();
    if !(kind.is_file() || kind.is_dir() || kind.is_block_device()) {
        return Ok(None);
    }
    let mut def = StorageVolDef::default();
    def.name = name.to_owned();
    let shown = path.to_string_lossy().into_owned();
    def.key = Some(shown.clone());
    def.target.path = Some(shown);
    put_facts(&mut def.target, &file, &about);
    let sizes = sizes(&file, &about)?;
    if kind.is_dir() {
        def.volume_type = VolumeType::Dir;
        def.target.format = Some(VolumeFormat::Dir);
        put_sizes(&mut def, sizes, 0);
        return Ok(Some(def));
    }
    let header = header(&file)?;
    let image = image::read(&header, image::format(&header));
    put_sizes(&mut def, sizes, image.visible(sizes.physical));
    put_image(&mut def, path, image);
    Ok(Some(def))
}

fn put_image(def: &mut StorageVolDef, path: &Path, image: Image) {
    let Image { format, backing, encryption, cluster_size, features, compat, .. } = image;
    let target = &mut def.target;
    (target.format, target.encryption) = (format, encryption);
    (target.cluster_size, target.features, target.compat) = (cluster_size.map(ClusterSize), features, compat);
    def.backing_store = backing.map(|(name, format)| backing_store(path, name, format));
}

/// Whether a name in an image means a file of this host.
fn is_local(name: &str) -> bool {
    let colon = name.find(':');
    colon.is_none() || name.find('/') < colon && name.contains('/')
}

/// What is under an image. It may be anywhere, or nowhere.
fn backing_store(path: &Path, name: String, format: Option<VolumeFormat>) -> VolumeTarget {
    let mut target = VolumeTarget::default();
    if !is_local(&name) {
        (target.path, target.format) = (Some(name), Some(VolumeFormat::Raw));
        return target;
    }
    let file: PathBuf = path.parent().unwrap_or(Path::new("/")).join(&name);
    target.path = Some(file.to_string_lossy().into_owned());
    target.format = format;
    put_backing(&mut target);
    target.format.get_or_insert(VolumeFormat::Raw);
    target
}

/// What the host tells of what is under an image; nothing new if it is not there.
fn put_backing(target: &mut VolumeTarget) {
    let Some(path) = target.path.as_deref().filter(|path| path.starts_with('/')) else { return };
    let Ok((file, about)) = open(Path::new(path)) else { return };
    if !(about.is_file() || about.file_type().is_block_device()) {
        return;
    }
    put_facts(target, &file, &about);
    if target.format.is_none()
        && let Ok(header) = header(&file)
    {
        target.format = Some(image::format(&header));
    }
}

/// Looks again at a volume whose format is known.
pub(crate) fn refresh(def: &mut StorageVolDef) -> Result<()> {
    let shown = def.target.path.clone().unwrap_or_default();
    let (file, about) = match open(Path::new(&shown)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let text = format!("no storage vol with matching path '{shown}'");
            return Err(crate::shared::error(Code::NO_STORAGE_VOL, text));
        }
        other => system(other, || format!("cannot open volume '{shown}'"))?,
    };
    put_facts(&mut def.target, &file, &about);
    let sizes = system(sizes(&file, &about), || format!("failed to seek to end of {shown}"))?;
    let mut capacity = sizes.physical;
    if !about.is_dir() {
        let format = def.target.format.unwrap_or(VolumeFormat::Raw);
        if format != VolumeFormat::Raw || def.target.encryption.is_some() {
            let header = system(header(&file), || format!("cannot read header '{shown}'"))?;
            capacity = image::read(&header, format).visible(sizes.physical);
        }
    }
    put_sizes(def, sizes, capacity);
    if let Some(backing) = &mut def.backing_store {
        put_backing(backing);
    }
    Ok(())
}

/// Looks at a volume as if it had just been found.
pub(crate) fn rediscover(def: &mut StorageVolDef) -> Result<()> {
    let path = PathBuf::from(def.target.path.as_deref().unwrap_or_default());
    let name = def.name.clone();
    match system(examine(&path, &name), || format!("cannot open volume '{}'", path.display()))? {
        Some(found) => *def = found,
        None => {
            let text = format!("unexpected type for file '{}'", path.display());
            return Err(error(Code::INTERNAL_ERROR, text));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::is_local;

    #[test]
    fn names_of_files_and_others() {
        for (name, local) in [
            ("/a/b", true),
            ("b.img", true),
            ("./a:b", true),
            ("json:{\"driver\":\"raw\"}", false),
            ("nbd://host/a", false),
            ("rbd:pool/a", false),
        ] {
            assert_eq!(is_local(name), local, "{name}");
        }
    }
}
