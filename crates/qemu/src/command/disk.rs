//! Disks: their devices, and threads and groups that they share.

use vir_conf::domain::device::address::Address;
use vir_conf::domain::device::disk::{DiskBus, DiskDef, DiskDevice, DiskErrorPolicy, DiskSource};
use vir_conf::domain::throttle::ThrottleGroupDef;
use vir_types::{Code, Error, Origin, Result};

use super::context::{Context, alias, internal};
use super::image::{actual, cache};
use super::output::Output;
use super::props::{Props, escape};
use super::{address, blockdev, chardev, controller, virtio};
use crate::alias::disk_index;
use crate::caps::Cap;

/// All disks.
pub(super) fn disks(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    floppies(cx, out);
    for (at, disk) in cx.def.devices.disks.iter().enumerate() {
        // A disk that shares what it changes is plugged in while the guest waits.
        if disk.transient.as_ref().and_then(|it| it.share_backing) == Some(true) {
            continue;
        }
        if disk.bus == Some(DiskBus::Sd) {
            out.option("-drive", legacy_drive(disk)?);
            continue;
        }
        if let DiskSource::VhostUser(Some(source)) = actual(&disk.source) {
            let path = Some(source.path.as_str());
            let socket =
                chardev::Socket { path, server: None, wait: true, reconnect: source.reconnect.as_ref() };
            out.option("-chardev", chardev::socket(cx, &chardev_id(disk)?, &socket));
        } else if let Some(nodes) = cx.nodes.disks.get(&at) {
            blockdev::write(cx, out, nodes)?;
        }
        super::zpci(cx, out, &disk.info);
        out.device(cx, device(cx, at, disk)?);
    }
    Ok(())
}

fn chardev_id(disk: &DiskDef) -> Result<String> {
    Ok(format!("chr-vu-{}", alias(&disk.info)?))
}

/// Floppy drives boot in an order that only their controller knows.
fn floppies(cx: &Context<'_>, out: &mut Output) {
    let mut order = [0u32; 2];
    let mut any = false;
    for disk in cx.def.devices.disks.iter().filter(|disk| disk.bus == Some(DiskBus::Fdc)) {
        any = true;
        let second = matches!(&disk.info.address, Some(Address::Drive(place)) if place.unit > 0);
        if let Some(place) = order.get_mut(usize::from(second)) {
            *place = cx.boot_index(&disk.info);
        }
    }
    if !any {
        return;
    }
    let [a, b] = order;
    if cx.kind.is_q35() {
        let props = Props::driver("isa-fdc").nonzero("bootindexA", a).nonzero("bootindexB", b);
        out.device(cx, props);
        return;
    }
    for (name, place) in [("A", a), ("B", b)] {
        if place > 0 {
            out.option("-global", format!("isa-fdc.bootindex{name}={place}"));
        }
    }
}

/// What is done about errors of writing and of reading.
fn policies(disk: &DiskDef) -> (Option<String>, Option<String>) {
    let driver = disk.driver.as_deref();
    let write = driver.and_then(|driver| driver.error_policy);
    let read = driver.and_then(|driver| driver.rerror_policy).map(|policy| policy.to_string());
    match write {
        Some(DiskErrorPolicy::Enospace) => (Some("enospc".to_owned()), read),
        other => {
            let write = other.map(|policy| policy.to_string());
            (write.clone(), read.or(write))
        }
    }
}

/// A disk as a device. `at` is its place in the definition.
pub(super) fn device(cx: &Context<'_>, at: usize, disk: &DiskDef) -> Result<Props> {
    let id = alias(&disk.info)?;
    let source = actual(&disk.source);
    let vhost_user = matches!(source, DiskSource::VhostUser(_));
    let (mut model, mut product, mut removable, mut identity) = (None, None, None, None);
    let cdrom = disk.device == DiskDevice::Cdrom;
    let head = match disk.bus {
        Some(DiskBus::Ide | DiskBus::Sata) => {
            model = disk.product.as_deref();
            Props::driver(if cdrom { "ide-cd" } else { "ide-hd" })
        }
        Some(DiskBus::Scsi) => {
            product = disk.product.as_deref();
            match disk.device {
                DiskDevice::Lun => Props::driver("scsi-block"),
                device => {
                    identity = Some(disk.serial.clone().unwrap_or_else(|| format!("drive-{id}")));
                    if device == DiskDevice::Cdrom {
                        Props::driver("scsi-cd")
                    } else {
                        removable = disk.removable;
                        Props::driver("scsi-hd")
                    }
                }
            }
        }
        Some(DiskBus::Virtio) => virtio_head(cx, disk, vhost_user)?,
        Some(DiskBus::Usb) => {
            removable = Some(disk.removable.unwrap_or_default());
            Props::driver("usb-storage")
        }
        Some(DiskBus::Fdc) => Props::driver("floppy"),
        other => {
            let bus = other.map_or_else(|| "(null)".to_owned(), |bus| bus.to_string());
            return Err(internal(format!("unsupported disk bus '{bus}' with device setup")));
        }
    };
    let chardev = if vhost_user { Some(chardev_id(disk)?) } else { None };
    let drive = cx.nodes.disks.get(&at).and_then(|nodes| nodes.top()).filter(|_| !vhost_user);
    let boot = match disk.device {
        DiskDevice::Floppy => 0,
        _ => cx.boot_index(&disk.info),
    };
    let write_cache = cache(disk)
        .filter(|_| disk.device != DiskDevice::Lun)
        .map(|cache| super::props::on_off(blockdev::cache_flags(cache).write_back));
    let wwn = match &disk.wwn {
        None => None,
        Some(text) => Some(u64::from_str_radix(text, 16).map_err(|_| {
            let text = format!("Failed to parse wwn '{text}' as number");
            Error::new(Code::INVALID_ARG, text).or_origin(Origin::QEMU)
        })?),
    };
    let blockio = disk.blockio.clone().unwrap_or_default();
    let geometry = disk.geometry.clone().unwrap_or_default();
    let (write_error, read_error) = policies(disk);
    Ok(head
        .with(address::props_on(cx, &disk.info, disk.bus)?)
        .maybe("device_id", identity)
        .when("share-rw", disk.shareable)
        .maybe("drive", drive)
        .maybe("chardev", chardev)
        .put("id", id)
        .nonzero("bootindex", boot)
        .nonzero("logical_block_size", blockio.logical_block_size)
        .nonzero("physical_block_size", blockio.physical_block_size)
        .nonzero("discard_granularity", blockio.discard_granularity)
        .maybe("wwn", wwn)
        .nonzero("rotation_rate", disk.rotation_rate)
        .maybe("vendor", disk.vendor.as_deref())
        .maybe("product", product)
        .maybe("model", model)
        .maybe("removable", removable)
        .maybe("write-cache", write_cache)
        .nonzero("cyls", geometry.cyls)
        .nonzero("heads", geometry.heads)
        .nonzero("secs", geometry.secs)
        .maybe("bios-chs-trans", geometry.trans.map(|trans| trans.to_string()))
        .maybe("serial", disk.serial.as_deref().map(|serial| serial.replace(' ', "\\ ")))
        .maybe("werror", write_error)
        .maybe("rerror", read_error))
}

fn virtio_head(cx: &Context<'_>, disk: &DiskDef, vhost_user: bool) -> Result<Props> {
    let base = if vhost_user { "vhost-user-blk" } else { "virtio-blk" };
    let driver = disk.driver.as_deref();
    let generation = virtio::Generation::of(disk.model);
    let options = driver.map(|driver| &driver.virtio);
    let head = virtio::props(cx, base, &disk.info, generation, options)?;
    let scsi = if vhost_user || !cx.has(Cap::VIRTIO_BLK_PCI_SCSI) {
        None
    } else if disk.device == DiskDevice::Lun {
        Some(true)
    } else {
        (!cx.has(Cap::VIRTIO_BLK_PCI_SCSI_DEFAULT_DISABLED)).then_some(false)
    };
    let Some(driver) = driver else { return Ok(head.maybe("scsi", scsi)) };
    Ok(head
        .maybe("iothread", (driver.iothread > 0).then(|| format!("iothread{}", driver.iothread)))
        .maybe("ioeventfd", driver.ioeventfd)
        .maybe("event_idx", driver.event_idx)
        .maybe("scsi", scsi)
        .nonzero("num-queues", driver.queues)
        .nonzero("queue-size", driver.queue_size)
        .maybe("iothread-vq-mapping", driver.iothreads.as_ref().map(controller::mapping)))
}

/// A card in a slot of the board; there are no devices for them.
fn legacy_drive(disk: &DiskDef) -> Result<String> {
    let source = actual(&disk.source);
    let path = match source {
        DiskSource::File(Some(file)) => file.file.clone().unwrap_or_default(),
        DiskSource::Block(Some(block)) => block.dev.clone().unwrap_or_default(),
        DiskSource::Dir(Some(dir)) => format!("fat:{}", dir.dir.as_deref().unwrap_or_default()),
        _ => return Err(internal("unsupported storage type for this code path")),
    };
    let driver = disk.driver.as_deref();
    let mut parts = vec![format!("file={}", escape(&path))];
    let is_dir = matches!(source, DiskSource::Dir(_));
    let format = driver.and_then(|driver| driver.format).filter(|_| !is_dir);
    parts.extend(format.map(|format| format!("format={format}")));
    let index = disk_index(&disk.target).unwrap_or_default();
    parts.push(format!("if=sd,index={index}"));
    if disk.readonly {
        parts.push("readonly=on".to_owned());
    }
    if let Some(driver) = driver.filter(|_| !source.is_empty()) {
        parts.extend(cache(disk).map(|cache| format!("cache={cache}")));
        parts.extend(driver.copy_on_read.map(|state| format!("copy-on-read={state}")));
        parts.extend(driver.discard.map(|discard| format!("discard={discard}")));
        let zeroes = blockdev::detect_zeroes(driver.detect_zeroes, driver.discard);
        parts.extend(zeroes.map(|zeroes| format!("detect-zeroes={zeroes}")));
        parts.extend(driver.io.map(|io| format!("aio={io}")));
    }
    Ok(parts.join(","))
}

/// Threads that handle requests.
pub(super) fn iothreads(cx: &Context<'_>, out: &mut Output) {
    let listed = cx.def.iothread_ids.as_ref().map(|ids| ids.list.as_slice()).unwrap_or_default();
    for thread in listed {
        let props = Props::object("iothread", format!("iothread{}", thread.id))
            .maybe("thread-pool-min", thread.thread_pool_min)
            .maybe("thread-pool-max", thread.thread_pool_max)
            .maybe("poll-max-ns", thread.poll_max_ns)
            .maybe("poll-grow", thread.poll_grow)
            .maybe("poll-shrink", thread.poll_shrink);
        out.object(&props);
    }
    if listed.is_empty() {
        for number in 1..=cx.def.iothreads {
            out.object(&Props::object("iothread", format!("iothread{number}")));
        }
    }
    if let Some(main) = &cx.def.default_iothread {
        let props = Props::object("main-loop", "main-loop")
            .maybe("thread-pool-min", main.thread_pool_min)
            .maybe("thread-pool-max", main.thread_pool_max);
        out.object(&props);
    }
}

/// Groups whose disks are held back together.
pub(super) fn throttle_groups(cx: &Context<'_>, out: &mut Output) {
    let groups = cx.def.throttle_groups.as_ref().map(|groups| groups.groups.as_slice());
    for group in groups.unwrap_or_default() {
        let limits = limits(group);
        if limits.iter().all(|(_, value)| *value == 0) {
            continue;
        }
        let limits = limits.into_iter().fold(Props::new(), |props, (name, value)| {
            // Only lengths have a default other than none.
            if name.ends_with("-length") { props.nonzero(name, value) } else { props.put(name, value) }
        });
        let id = format!("throttle-{}", group.group_name);
        out.object(&Props::object("throttle-group", id).put("limits", limits));
    }
}

fn limits(group: &ThrottleGroupDef) -> Vec<(&'static str, u64)> {
    vec![
        ("bps-total", group.total_bytes_sec),
        ("bps-read", group.read_bytes_sec),
        ("bps-write", group.write_bytes_sec),
        ("iops-total", group.total_iops_sec),
        ("iops-read", group.read_iops_sec),
        ("iops-write", group.write_iops_sec),
        ("bps-total-max", group.total_bytes_sec_max),
        ("bps-read-max", group.read_bytes_sec_max),
        ("bps-write-max", group.write_bytes_sec_max),
        ("iops-total-max", group.total_iops_sec_max),
        ("iops-read-max", group.read_iops_sec_max),
        ("iops-write-max", group.write_iops_sec_max),
        ("iops-size", group.size_iops_sec),
        ("bps-total-max-length", group.total_bytes_sec_max_length),
        ("bps-read-max-length", group.read_bytes_sec_max_length),
        ("bps-write-max-length", group.write_bytes_sec_max_length),
        ("iops-total-max-length", group.total_iops_sec_max_length),
        ("iops-read-max-length", group.read_iops_sec_max_length),
        ("iops-write-max-length", group.write_iops_sec_max_length),
    ]
}
