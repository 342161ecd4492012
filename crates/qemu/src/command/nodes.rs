//! The images of disks and what their block nodes are called.

use std::collections::BTreeMap;

use vir_conf::common::{Encryption, StorageAuth, Switch};
use vir_conf::domain::DevicesDef;
use vir_conf::domain::device::disk::{BackingStore, DataStore, DiskBus, DiskDef, DiskDevice, DiskSource};
use vir_conf::domain::device::hostdev::{HostdevDef, HostdevSource};
use vir_conf::words::StorageFormat;
use vir_types::Result;

use super::Launch;
use super::context::alias;
use super::image::{Below, Handling, Image, actual, format_of, handling};
use crate::caps::Cap;

/// The nodes of a disk.
#[derive(Debug, Clone, Default)]
pub(super) struct DiskNodes<'a> {
    /// Its images, the one that is written to first.
    pub(super) images: Vec<Image<'a>>,
    /// Whether it is known that there is nothing below the last one.
    pub(super) ended: bool,
    /// What keeps what was read.
    pub(super) copy_on_read: Option<String>,
    /// What holds requests back, with the group that each counts for.
    pub(super) filters: Vec<(String, &'a str)>,
}

impl<'a> DiskNodes<'a> {
    /// What is below an image.
    pub(super) fn below(&self, at: usize) -> Below<'a, '_> {
        match self.images.get(at.saturating_add(1)) {
            Some(image) => Below::Image(image),
            None if self.ended => Below::Nothing,
            None => Below::Unknown,
        }
    }

    /// The node that the device uses.
    pub(super) fn top(&self) -> Option<&str> {
        let image = self.images.first()?;
        let filter = self.filters.last().map(|(name, _)| name.as_str());
        Some(filter.or(self.copy_on_read.as_deref()).unwrap_or_else(|| image.effective()))
    }
}

/// The nodes of a guest's disks.
#[derive(Debug, Clone, Default)]
pub(super) struct Nodes<'a> {
    /// By the place of the disk in the definition.
    pub(super) disks: BTreeMap<usize, DiskNodes<'a>>,
    /// SCSI devices of the host, by alias.
    pub(super) hostdevs: BTreeMap<&'a str, Image<'a>>,
    /// Sets of descriptors, in the order in which they are numbered.
    fdsets: Vec<String>,
    next: u32,
}

/// What an image is made of.
struct Parts<'a> {
    /// The number that its nodes are called after, where they are named already.
    index: u32,
    source: &'a DiskSource,
    format: StorageFormat,
    readonly: bool,
    metadata_cache_bytes: Option<u64>,
    encryption: Option<&'a Encryption>,
    auth: Option<&'a StorageAuth>,
    handling: Handling,
}

impl<'a> Nodes<'a> {
    /// Names the nodes of a definition.
    pub(super) fn new(launch: &Launch<'a>) -> Result<Self> {
        let devices = &launch.def.devices;
        let mut nodes = Self::default();
        // Libvirt prepares the last disk first.
        for (at, disk) in devices.disks.iter().enumerate().rev() {
            if disk.bus == Some(DiskBus::Sd) || matches!(actual(&disk.source), DiskSource::VhostUser(_)) {
                continue;
            }
            let names = nodes.disk(launch, disk)?;
            nodes.disks.insert(at, names);
        }
        for hostdev in &devices.hostdevs {
            if let HostdevSource::Scsi(_) = &hostdev.source {
                nodes.hostdev(hostdev)?;
            }
        }
        Ok(nodes)
    }

    /// Sets of descriptors, in the order in which they are numbered.
    pub(super) fn fdsets(&self) -> impl Iterator<Item = String> + '_ {
        self.fdsets.iter().cloned()
    }

    fn number(&mut self) -> u32 {
        self.next = self.next.saturating_add(1);
        self.next
    }

    /// The number of an image: its own where it runs already, else a new one.
    fn number_of(&mut self, index: u32) -> u32 {
        if index == 0 { self.number() } else { index }
    }

    fn disk(&mut self, launch: &Launch<'a>, disk: &'a DiskDef) -> Result<DiskNodes<'a>> {
        let source = actual(&disk.source);
        if source.is_empty() {
            // Its place is kept for the medium that comes later.
            self.number();
            return Ok(DiskNodes::default());
        }
        let mut names = DiskNodes::default();
        let handling = handling(disk);
        let common = source.common();
        let driver = disk.driver.as_deref();
        let parts = Parts {
            index: common.map(|common| common.index).unwrap_or_default(),
            source,
            format: format_of(source, driver.and_then(|driver| driver.format)),
            readonly: disk.readonly || disk.device == DiskDevice::Cdrom,
            metadata_cache_bytes: driver.and_then(|driver| driver.metadata_cache_bytes),
            encryption: disk.encryption.as_deref().or_else(|| common?.encryption.as_deref()),
            auth: disk.auth.as_deref().or_else(|| common?.auth.as_deref()),
            handling,
        };
        let mut top = self.image(launch, parts, disk.info.alias.as_deref())?;
        if let Some(data) = common.and_then(|common| common.data_store.as_deref()) {
            top.data = self.data(launch, data, top.readonly, handling)?;
        }
        names.images.push(top);
        let below = Handling { detect_zeroes: None, ..handling };
        let mut next = disk.backing_store.as_deref();
        while let Some(backing) = next {
            let Some(source) = &backing.source else {
                names.ended = true;
                break;
            };
            names.images.push(self.backing(launch, backing, actual(source), below)?);
            next = backing.backing_store.as_deref();
        }
        for group in disk.throttlefilters.iter().flat_map(|filters| &filters.groups) {
            let name = format!("libvirt-{}-filter", self.number());
            names.filters.push((name, group));
        }
        if driver.and_then(|driver| driver.copy_on_read) == Some(Switch::On) {
            names.copy_on_read = Some(format!("libvirt-CoR-{}", disk.target));
        }
        Ok(names)
    }

    fn backing(
        &mut self,
        launch: &Launch<'a>,
        backing: &'a BackingStore,
        source: &'a DiskSource,
        handling: Handling,
    ) -> Result<Image<'a>> {
        let common = source.common();
        let parts = Parts {
            index: backing.index,
            source,
            format: format_of(source, backing.format.as_ref().map(|format| format.kind)),
            readonly: true,
            metadata_cache_bytes: backing.format.as_ref().and_then(|format| format.metadata_cache_bytes),
            encryption: common.and_then(|common| common.encryption.as_deref()),
            auth: common.and_then(|common| common.auth.as_deref()),
            handling,
        };
        let mut image = self.image(launch, parts, None)?;
        if let Some(data) = common.and_then(|common| common.data_store.as_deref()) {
            image.data = self.data(launch, data, true, handling)?;
        }
        Ok(image)
    }

    fn data(
        &mut self,
        launch: &Launch<'a>,
        data: &'a DataStore,
        readonly: bool,
        handling: Handling,
    ) -> Result<Option<Box<Image<'a>>>> {
        let Some(source) = data.source.as_ref().map(actual) else { return Ok(None) };
        let common = source.common();
        let parts = Parts {
            index: common.map(|common| common.index).unwrap_or_default(),
            source,
            format: format_of(source, data.format.as_ref().map(|format| format.kind)),
            readonly,
            metadata_cache_bytes: None,
            encryption: common.and_then(|common| common.encryption.as_deref()),
            auth: common.and_then(|common| common.auth.as_deref()),
            handling,
        };
        Ok(Some(Box::new(self.image(launch, parts, None)?)))
    }

    fn image(&mut self, launch: &Launch<'a>, parts: Parts<'a>, disk: Option<&str>) -> Result<Image<'a>> {
        let number = self.number_of(parts.index);
        let prefix = format!("libvirt-{number}");
        let mut image = named(launch, parts, &prefix, &format!("{prefix}-slice-sto"))?;
        if image.fdset.is_some() {
            self.fdsets.extend(image.fdset.clone());
        }
        if let DiskSource::VhostVdpa(_) = image.source {
            let handed = disk.is_some_and(|alias| launch.handed.vdpa_disks.contains_key(alias));
            image.fdset = handed.then(|| format!("{}-vdpa", image.storage));
            self.fdsets.extend(image.fdset.clone());
        }
        Ok(image)
    }

    fn hostdev(&mut self, hostdev: &'a HostdevDef) -> Result<()> {
        static NONE: DiskSource = DiskSource::Block(None);
        let HostdevSource::Scsi(scsi) = &hostdev.source else { return Ok(()) };
        let storage = format!("libvirt-{}-backend", self.number());
        let image = Image {
            source: &NONE,
            format: StorageFormat::Raw,
            storage,
            slice: None,
            formatted: None,
            readonly: hostdev.readonly,
            metadata_cache_bytes: None,
            encryption: None,
            auth: scsi.auth.as_ref(),
            handling: Handling::default(),
            data: None,
            fdset: None,
        };
        self.hostdevs.insert(alias(&hostdev.info)?, image);
        Ok(())
    }
}

/// An image of a flash chip, whose nodes have names of their own.
pub(super) fn flash<'a>(
    launch: &Launch<'a>,
    source: &'a DiskSource,
    format: Option<StorageFormat>,
    prefix: &str,
    readonly: bool,
) -> Result<Image<'a>> {
    let common = source.common();
    let parts = Parts {
        index: 0,
        source,
        format: format_of(source, format),
        readonly,
        metadata_cache_bytes: None,
        encryption: common.and_then(|common| common.encryption.as_deref()),
        auth: common.and_then(|common| common.auth.as_deref()),
        handling: Handling::default(),
    };
    named(launch, parts, prefix, &format!("{prefix}-slice-sto"))
}

/// Writes down what the nodes of a guest's disks are called, so that they keep their names when disks come
/// and go. What is named stays so; new images get numbers that no other has.
pub fn name_nodes(devices: &mut DevicesDef) {
    let mut next = last_number(devices);
    let mut give = |index: &mut u32| {
        if *index == 0 {
            next = next.saturating_add(1);
            *index = next;
        }
    };
    // In the order in which nodes are named for the command line.
    for disk in devices.disks.iter_mut().rev() {
        if disk.bus == Some(DiskBus::Sd) || matches!(actual(&disk.source), DiskSource::VhostUser(_)) {
            continue;
        }
        if actual(&disk.source).is_empty() {
            give(&mut 0);
            continue;
        }
        name_source(&mut disk.source, None, &mut give);
        let mut next = disk.backing_store.as_deref_mut();
        while let Some(backing) = next {
            let Some(source) = &mut backing.source else { break };
            name_source(source, Some(&mut backing.index), &mut give);
            next = backing.backing_store.as_deref_mut();
        }
        disk.throttlefilters.iter().flat_map(|filters| &filters.groups).for_each(|_| give(&mut 0));
    }
}

/// Names an image and the one that has its data. Images below others are numbered beside their source.
fn name_source(source: &mut DiskSource, index: Option<&mut u32>, give: &mut impl FnMut(&mut u32)) {
    let source = actual_mut(source);
    let Some(common) = source.common_mut() else { return };
    give(index.unwrap_or(&mut common.index));
    let data = common.data_store.as_mut().and_then(|data| data.source.as_mut());
    if let Some(data) = data.and_then(|data| actual_mut(data).common_mut()) {
        give(&mut data.index);
    }
}

fn actual_mut(source: &mut DiskSource) -> &mut DiskSource {
    let has_actual = matches!(&*source, DiskSource::Volume(Some(volume)) if volume.actual.0.is_some());
    if !has_actual {
        return source;
    }
    match source {
        DiskSource::Volume(Some(volume)) => volume.actual.0.get_or_insert_default(),
        other => other,
    }
}

/// The highest number that an image has.
fn last_number(devices: &DevicesDef) -> u32 {
    let own = |source: &DiskSource| {
        let common = actual(source).common();
        let data = common.and_then(|common| common.data_store.as_ref()?.source.as_ref());
        let data = data.and_then(|data| actual(data).common()).map(|common| common.index);
        common.map(|common| common.index).max(data).unwrap_or_default()
    };
    let mut last = 0;
    for disk in &devices.disks {
        last = last.max(own(&disk.source));
        let mut next = disk.backing_store.as_deref();
        while let Some(backing) = next {
            last = last.max(backing.index).max(backing.source.as_ref().map(own).unwrap_or_default());
            next = backing.backing_store.as_deref();
        }
    }
    last
}

fn named<'a>(launch: &Launch<'a>, parts: Parts<'a>, prefix: &str, slice: &str) -> Result<Image<'a>> {
    let slices = parts.source.common().and_then(|common| common.slices.as_ref());
    let group = match parts.source {
        DiskSource::File(Some(file)) => file.fdgroup.as_deref(),
        _ => None,
    };
    let group = match group {
        None => None,
        Some(name) => Some(launch.handed.fd_groups.get(name).ok_or_else(|| {
            let text = format!("file descriptor group '{name}' was not associated with the domain");
            vir_types::Error::new(vir_types::Code::INVALID_ARG, text).or_origin(vir_types::Origin::QEMU)
        })?),
    };
    let mut image = Image {
        source: parts.source,
        format: parts.format,
        storage: format!("{prefix}-storage"),
        slice: slices.and_then(|slices| slices.list.first()).map(|part| (slice.to_owned(), part)),
        formatted: None,
        readonly: parts.readonly,
        metadata_cache_bytes: parts.metadata_cache_bytes,
        encryption: parts.encryption,
        auth: parts.auth,
        handling: parts.handling,
        data: None,
        fdset: None,
    };
    if group.is_some() {
        image.fdset = Some(image.storage.clone());
    }
    let writable = group.is_some_and(|group| group.fds.len() == 1 && group.writable);
    let bare = launch.caps.has(Cap::BLOCKJOB_BACKING_MASK_PROTOCOL)
        && image.format == StorageFormat::Raw
        && !image.is_luks()
        && !writable;
    image.formatted = (!bare).then(|| format!("{prefix}-format"));
    Ok(image)
}
