//! Block nodes: the bytes of images, what their formats make of them, and what stands between.

use vir_conf::common::{EncryptionEngine, EncryptionFormat};
use vir_conf::domain::device::disk::{DetectZeroes, DiskCache, DiskDiscard, DiskSource};
use vir_conf::words::StorageFormat;
use vir_types::Result;

use super::context::{Context, internal, unsupported};
use super::image::{Below, Image, format_driver, has_backing};
use super::nodes::DiskNodes;
use super::output::Output;
use super::props::{Json, Props};
use super::{remote, secret};

/// An image as what must be made for it, in this order.
#[derive(Debug, Clone, Default)]
pub(super) struct ImageProps {
    /// Secrets, certificates and helpers.
    pub(super) objects: Vec<Props>,
    /// Descriptors: set, number and what they are.
    pub(super) fds: Vec<(u32, u32, String)>,
    /// Nodes.
    pub(super) nodes: Vec<Props>,
}

impl ImageProps {
    fn write(&self, out: &mut Output) {
        out.objects(&self.objects);
        for (set, fd, opaque) in &self.fds {
            out.add_fd(*set, *fd, opaque);
        }
        self.nodes.iter().for_each(|node| out.blockdev(node));
    }
}

/// Writes all nodes of a disk, the lowest first.
pub(super) fn write(cx: &Context<'_>, out: &mut Output, disk: &DiskNodes<'_>) -> Result<()> {
    for (at, image) in disk.images.iter().enumerate().rev() {
        if let Some(data) = &image.data {
            image_props(cx, data, Below::Unknown)?.write(out);
        }
        image_props(cx, image, disk.below(at))?.write(out);
    }
    if let (Some(name), Some(image)) = (&disk.copy_on_read, disk.images.first()) {
        out.blockdev(&copy_on_read(name, image));
    }
    for props in filters(disk) {
        out.blockdev(&props);
    }
    Ok(())
}

/// The node that keeps what was read.
pub(super) fn copy_on_read(name: &str, image: &Image<'_>) -> Props {
    Props::driver("copy-on-read")
        .put("node-name", name)
        .put("file", image.effective())
        .put("discard", "unmap")
}

/// The nodes that hold requests back, each on the one before.
fn filters(disk: &DiskNodes<'_>) -> Vec<Props> {
    let Some(image) = disk.images.first() else { return Vec::new() };
    let mut below = disk.copy_on_read.as_deref().unwrap_or_else(|| image.effective());
    let mut all = Vec::new();
    for (name, group) in &disk.filters {
        all.push(
            Props::driver("throttle")
                .put("node-name", name)
                .put("throttle-group", format!("throttle-{group}"))
                .put("file", below),
        );
        below = name;
    }
    all
}

/// What must be made for an image.
pub(super) fn image_props(cx: &Context<'_>, image: &Image<'_>, below: Below<'_, '_>) -> Result<ImageProps> {
    let mut props = ImageProps { objects: objects(cx, image)?, ..ImageProps::default() };
    if let Some(name) = &image.fdset {
        props.fds = descriptors(cx, image, name)?;
    }
    let alone = image.formatted.is_none() && image.slice.is_none();
    props.nodes.push(storage(cx, image)?.with(common(image, &image.storage, alone, cx)));
    if let Some((name, part)) = &image.slice {
        let slice = Props::driver("raw")
            .put("file", &image.storage)
            .put("offset", part.offset)
            .put("size", part.size)
            .with(common(image, name, image.formatted.is_none(), cx));
        props.nodes.push(slice);
    }
    if let Some(name) = &image.formatted {
        props.nodes.push(formatted(cx, image, name, below)?);
    }
    Ok(props)
}

fn descriptors(cx: &Context<'_>, image: &Image<'_>, name: &str) -> Result<Vec<(u32, u32, String)>> {
    let set = cx.fdset(name).ok_or_else(|| internal(format!("no set of descriptors for '{name}'")))?;
    Ok(match image.source {
        DiskSource::File(Some(file)) => {
            let group = file.fdgroup.as_ref().and_then(|group| cx.launch.handed.fd_groups.get(group));
            let fds = group.map(|group| group.fds.as_slice()).unwrap_or_default();
            fds.iter().enumerate().map(|(at, fd)| (set, *fd, format!("{name}{at}"))).collect()
        }
        // Disks are looked up by their place: an image knows its nodes only.
        _ => {
            let disks = &cx.def.devices.disks;
            let own = cx
                .nodes
                .disks
                .iter()
                .find(|(_, nodes)| nodes.images.iter().any(|other| other.storage == image.storage));
            let alias = own.and_then(|(at, _)| disks.get(*at)?.info.alias.as_deref());
            let fd = alias.and_then(|alias| cx.launch.handed.vdpa_disks.get(alias));
            fd.map(|fd| (set, *fd, name.to_owned())).into_iter().collect()
        }
    })
}

/// What a disk's handling means for each of its nodes.
///
/// `effective` tells whether it is the node that stands for the image; those below it only pass on.
fn common(image: &Image<'_>, name: &str, effective: bool, cx: &Context<'_>) -> Props {
    let handling = &image.handling;
    let cache = handling.cache.map(|cache| {
        let flags = cache_flags(cache);
        Props::new().put("direct", flags.direct).put("no-flush", flags.no_flush)
    });
    let props = Props::new().put("node-name", name);
    let props = if effective {
        props
            .put("read-only", image.readonly)
            .maybe("discard", handling.discard.map(|discard| discard.to_string()))
            .maybe("detect-zeroes", detect_zeroes(handling.detect_zeroes, handling.discard))
    } else {
        match handed_write(image, cx) {
            Some(writable) => props.put("read-only", !writable && image.readonly),
            None => props.put("auto-read-only", true),
        }
        .put("discard", "unmap")
    };
    props.maybe("cache", cache)
}

/// Whether the one descriptor that an image is opened with can be written to.
fn handed_write(image: &Image<'_>, cx: &Context<'_>) -> Option<bool> {
    let DiskSource::File(Some(file)) = image.source else { return None };
    let group = cx.launch.handed.fd_groups.get(file.fdgroup.as_ref()?)?;
    (group.fds.len() == 1).then_some(group.writable)
}

/// Zeroes become holes only where holes are allowed.
pub(super) fn detect_zeroes(said: Option<DetectZeroes>, discard: Option<DiskDiscard>) -> Option<String> {
    let said = said?;
    let holes = said != DetectZeroes::Unmap || discard == Some(DiskDiscard::Unmap);
    Some(if holes { said } else { DetectZeroes::On }.to_string())
}

/// What a way of caching is made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct CacheFlags {
    pub(super) write_back: bool,
    direct: bool,
    no_flush: bool,
}

pub(super) fn cache_flags(cache: DiskCache) -> CacheFlags {
    let (write_back, direct, no_flush) = match cache {
        DiskCache::None => (true, true, false),
        DiskCache::Writethrough => (false, false, false),
        DiskCache::Directsync => (false, true, false),
        DiskCache::Unsafe => (true, false, true),
        _ => (true, false, false),
    };
    CacheFlags { write_back, direct, no_flush }
}

/// The driver of an image's bytes with where they are.
pub(super) fn storage(cx: &Context<'_>, image: &Image<'_>) -> Result<Props> {
    let file = |driver: &'static str, path: &str| -> Result<Props> {
        let fdset = image.fdset.as_deref().and_then(|name| cx.fdset_path(name));
        let manager = image.reservations().map(|it| manager_alias(it.managed, &image.storage));
        Ok(Props::driver(driver)
            .put("filename", fdset.as_deref().unwrap_or(path))
            .maybe("aio", image.handling.io.map(|io| io.to_string()))
            .maybe("pr-manager", manager))
    };
    match image.source {
        DiskSource::File(Some(source)) => file("file", source.file.as_deref().unwrap_or_default()),
        DiskSource::Block(Some(source)) => {
            let path = source.dev.as_deref().unwrap_or_default();
            let optical = image.handling.optical && cx.launch.handed.optical_drives.contains(path);
            file(if optical { "host_cdrom" } else { "host_device" }, path)
        }
        DiskSource::Dir(Some(source)) => Ok(Props::driver("vvfat")
            .put("dir", source.dir.as_deref().unwrap_or_default())
            .put("floppy", image.handling.floppy)
            .put("rw", !image.readonly)),
        DiskSource::Nvme(Some(source)) => {
            let place = source.address.clone().unwrap_or_default();
            let device = super::address::pci_text(&place);
            Ok(Props::driver("nvme").put("device", device).put("namespace", source.namespace))
        }
        DiskSource::VhostVdpa(Some(source)) => {
            let fdset = image.fdset.as_deref().and_then(|name| cx.fdset_path(name));
            let path = fdset.unwrap_or_else(|| source.dev.clone());
            Ok(Props::driver("virtio-blk-vhost-vdpa").put("path", path))
        }
        DiskSource::Network(Some(source)) => remote::props(cx, image, source),
        DiskSource::Volume(Some(source)) => Err(internal(format!(
            "storage source pool '{}' volume '{}' is not translated",
            source.pool, source.volume
        ))),
        DiskSource::VhostUser(_) => Err(internal("unable to create blockdev props for vhostuser disk type")),
        _ => Err(internal("a disk without source has no block node")),
    }
}

/// The object that makes persistent reservations for a node.
pub(super) fn manager_alias(managed: bool, storage: &str) -> String {
    if managed { "pr-helper0".to_owned() } else { format!("pr-helper-{storage}") }
}

fn formatted(cx: &Context<'_>, image: &Image<'_>, name: &str, below: Below<'_, '_>) -> Result<Props> {
    let mut props = common(image, name, true, cx);
    if image.is_luks() {
        let secret = secret::encryption_id(image.encrypted_node(), 0);
        props = props.put("driver", "luks").put("key-secret", secret);
    } else {
        props = props.put("driver", format_driver(image.format)?);
        if matches!(image.format, StorageFormat::Qcow | StorageFormat::Qcow2) {
            props = props.maybe("encrypt", encrypted(image)?);
        }
        if image.format == StorageFormat::Qcow2 {
            props = props
                .nonzero("cache-size", image.metadata_cache_bytes.unwrap_or_default())
                .maybe("discard-no-unref", image.handling.discard_no_unref)
                .maybe("data-file", image.data.as_ref().map(|data| data.effective()));
        }
    }
    props = props.put("file", image.bytes());
    match below {
        Below::Image(_) if !has_backing(image.format) => {
            let text = format!("storage format '{}' does not support backing store", image.format);
            Err(unsupported(text))
        }
        Below::Image(other) => Ok(props.put("backing", other.effective())),
        Below::Nothing if has_backing(image.format) => Ok(props.put("backing", Json::Null)),
        _ => Ok(props),
    }
}

/// How QEMU decrypts an image whose format has encryption of its own.
fn encrypted(image: &Image<'_>) -> Result<Option<Props>> {
    let Some(encryption) = image.encryption.filter(|it| it.engine != Some(EncryptionEngine::Librbd)) else {
        return Ok(None);
    };
    let format = match encryption.format {
        EncryptionFormat::Qcow => "aes",
        EncryptionFormat::Luks => "luks",
        other => return Err(unsupported(format!("unsupported encryption format '{other}'"))),
    };
    let secret = secret::encryption_id(image.encrypted_node(), 0);
    Ok(Some(Props::new().put("format", format).put("key-secret", secret)))
}

/// Secrets, certificates and helpers of an image.
fn objects(cx: &Context<'_>, image: &Image<'_>) -> Result<Vec<Props>> {
    let mut objects = Vec::new();
    if let Some(reservations) = image.reservations().filter(|it| !it.managed) {
        let path = reservations.source.as_ref().map(|source| source.path.as_str()).unwrap_or_default();
        let alias = manager_alias(false, &image.storage);
        objects.push(Props::object("pr-manager-helper", alias).put("path", path));
    }
    let remote = match image.source {
        DiskSource::Network(Some(source)) => Some(source.as_ref()),
        _ => None,
    };
    let served = remote.is_some_and(|source| remote::is_served(cx, source));
    if image.auth.is_some() && !served {
        objects.push(secret::object(cx, &secret::auth_id(&image.storage))?);
    }
    if remote.is_some_and(remote::has_cookies) && !served {
        objects.push(secret::object(cx, &secret::cookie_id(&image.storage))?);
    }
    if let Some(source) = remote
        && remote::is_encrypted(cx, source)
    {
        objects.extend(remote::tls_objects(cx, image)?);
    }
    let secrets = image.encryption.map(|encryption| encryption.secrets.as_slice()).unwrap_or_default();
    for at in 0..secrets.len() {
        objects.push(secret::object(cx, &secret::encryption_id(image.encrypted_node(), at))?);
    }
    Ok(objects)
}
