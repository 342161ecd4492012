//! Disks, media and network cards come and go while a guest runs, and in its definition.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A test fails by panicking.
#![allow(clippy::disallowed_methods)] // It starts programs.

use std::path::Path;
use std::time::Duration;

use libvir::{Connect, Domain, EventPayload, EventStream};
use vir_tests::guest::{BOOT, bare_domain, define, leftovers, linux_domain, read_until, state_is};
use vir_tests::{Linux, READY, Virshd};
use vir_types::{
    Code, DomainConsoleFlags, DomainDeviceModifyFlags as Flags, DomainEventId, DomainEventKind,
    DomainEventTrayChangeReason, DomainState, DomainXmlFlags, Error,
};

const SOON: Duration = Duration::from_secs(60);
const LIVE: Flags = Flags::LIVE;
const CONFIG: Flags = Flags::CONFIG;

/// An image that holds nothing.
fn image(folder: &Path, name: &str) -> String {
    let path = folder.join(name);
    std::fs::File::create(&path).unwrap().set_len(1 << 20).unwrap();
    path.display().to_string()
}

fn disk(path: &str, target: &str, bus: &str) -> String {
    format!("<disk type='file'><source file='{path}'/><target dev='{target}' bus='{bus}'/></disk>")
}

fn cdrom(path: Option<&str>) -> String {
    let source = path.map(|path| format!("<source file='{path}'/>")).unwrap_or_default();
    format!("<disk type='file' device='cdrom'>{source}<target dev='hdc' bus='ide'/><readonly/></disk>")
}

fn card(mac: &str, link: &str) -> String {
    format!(
        "<interface type='user'><mac address='{mac}'/><model type='virtio'/><link state='{link}'/></interface>"
    )
}

async fn live(domain: &Domain) -> String {
    domain.get_xml_desc(DomainXmlFlags::empty()).await.unwrap()
}

async fn config(domain: &Domain) -> String {
    domain.get_xml_desc(DomainXmlFlags::INACTIVE).await.unwrap()
}

fn refused(result: Result<(), Error>, code: Code, text: &str) {
    let error = result.expect_err(text);
    assert_eq!(error.code(), code, "{error}");
    assert!(error.message().contains(text), "{error} does not say '{text}'");
}

/// The next event of a domain.
async fn next(events: &mut EventStream) -> DomainEventKind {
    let next = tokio::time::timeout(SOON, events.recv()).await;
    let event = next.expect("an event in time").expect("an event before the end");
    match &event.payload {
        EventPayload::Domain(event) => event.kind.clone(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn devices_come_and_stay_what_they_are() {
    let daemon = Virshd::start();
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let folder = daemon.folder();
    let [a, b, c, d, e] = ["a", "b", "c", "d", "e"].map(|name| image(folder, name));
    let limits = "<iotune><total_bytes_sec>4096</total_bytes_sec></iotune></disk>";
    let gone = "<disk type='file'><source file='/nowhere/at/all' startupPolicy='optional'/><target dev='vdp'/></disk>";
    let disks = format!("{}{gone}", disk(&a, "vda", "virtio").replace("</disk>", limits));
    let domain = define(&connect, &bare_domain("devices", &disks)).await;
    let mut dropped =
        connect.domain_event_register_any(Some(&domain), DomainEventId::DISK_CHANGE).await.unwrap();
    domain.create().await.unwrap();
    let mut added =
        connect.domain_event_register_any(Some(&domain), DomainEventId::DEVICE_ADDED).await.unwrap();

    let missing = next(&mut dropped).await;
    assert!(
        matches!(&missing, DomainEventKind::DiskChange { old_src_path: Some(path), new_src_path: None, .. } if &**path == "/nowhere/at/all"),
        "{missing:?}"
    );
    assert!(!live(&domain).await.contains("vdp") && config(&domain).await.contains("vdp"));

    domain.attach_device(&disk(&b, "vdb", "virtio")).await.unwrap();
    assert!(
        matches!(next(&mut added).await, DomainEventKind::DeviceAdded { dev_alias } if &*dev_alias == "virtio-disk1")
    );
    let xml = live(&domain).await;
    assert!(xml.contains(&format!("<source file='{b}' index='2'/>")), "{xml}");
    assert!(!config(&domain).await.contains(&b), "the definition has not changed");

    // A controller that is missing comes first.
    assert!(!xml.contains("type='scsi'"));
    domain.attach_device_flags(&disk(&c, "sda", "scsi"), LIVE | CONFIG).await.unwrap();
    domain.attach_device_flags(&disk(&d, "sdb", "usb"), LIVE).await.unwrap();
    let xml = live(&domain).await;
    assert!(xml.contains("<controller type='scsi' index='0'"), "{xml}");
    assert!(xml.contains("<alias name='scsi0-0-0'/>") && xml.contains("<alias name='usb-disk1'/>"), "{xml}");
    assert!(config(&domain).await.contains(&c));

    // Limits hold from the start, and for what comes later.
    let limited = disk(&e, "vde", "virtio").replace("</disk>", limits);
    domain.attach_device(&limited).await.unwrap();
    let query = r#"{"execute":"query-block"}"#;
    let blocks =
        domain.qemu_monitor_command(query, vir_types::DomainQemuMonitorCommandFlags::empty()).await.unwrap();
    assert_eq!(blocks.matches("\"bps\":4096").count(), 2, "{blocks}");

    // What cannot be done changes nothing, in either definition.
    let before = (live(&domain).await, config(&domain).await);
    refused(
        domain.attach_device(&disk(&d, "vdb", "virtio")).await,
        Code::XML_ERROR,
        "target 'vdb' duplicated",
    );
    let twice = domain.attach_device_flags(&disk(&d, "vda", "virtio"), CONFIG).await;
    refused(twice, Code::OPERATION_INVALID, "target vda already exists");
    let missing = domain.attach_device(&disk("/nowhere/at/all", "vdc", "virtio")).await;
    refused(missing, Code::SYSTEM_ERROR, "Cannot access storage file '/nowhere/at/all'");
    let ide = domain.attach_device(&disk(&d, "hda", "ide")).await;
    refused(ide, Code::OPERATION_UNSUPPORTED, "disk bus 'ide' cannot be hotplugged");
    refused(
        domain.detach_device(&disk(&d, "vdz", "virtio")).await,
        Code::DEVICE_MISSING,
        "disk vdz not found",
    );
    let gone = domain.detach_device_flags(&disk(&d, "vdz", "virtio"), CONFIG).await;
    refused(gone, Code::DEVICE_MISSING, "no target device vdz");
    let nobody = domain.detach_device_alias("net7", LIVE).await;
    refused(nobody, Code::INTERNAL_ERROR, "no device found with alias net7");
    let tpm = domain.attach_device("<tpm model='tpm-tis'><backend type='emulator'/></tpm>").await;
    refused(tpm, Code::OPERATION_UNSUPPORTED, "live attach of device 'tpm' is not supported");
    let both = domain.update_device_flags(&disk(&b, "vdq", "virtio"), LIVE | CONFIG).await;
    refused(both, Code::INVALID_ARG, "target vdq doesn't exist.");
    // An image that the emulator refuses leaves no nodes: the next one gets their names.
    let qcow2 = disk(&d, "vdd", "virtio").replace("<source", "<driver name='qemu' type='qcow2'/><source");
    refused(domain.attach_device(&qcow2).await, Code::INTERNAL_ERROR, "'blockdev-add'");
    assert_eq!((live(&domain).await, config(&domain).await), before);
    domain.detach_device_flags(&disk(&c, "sda", "scsi"), CONFIG).await.unwrap();
    assert!(!config(&domain).await.contains(&c));
    domain.destroy().await.unwrap();
    state_is(&domain, DomainState::SHUTOFF, SOON).await;
    assert!(leftovers(&daemon).is_empty(), "{:?}", leftovers(&daemon));
}

#[tokio::test]
async fn media_change() {
    let mut daemon = Virshd::start();
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let (one, two) = (image(daemon.folder(), "one.iso"), image(daemon.folder(), "two.iso"));
    let domain = define(&connect, &bare_domain("media", &cdrom(Some(&one)))).await;
    domain.create().await.unwrap();
    let mut trays =
        connect.domain_event_register_any(Some(&domain), DomainEventId::TRAY_CHANGE).await.unwrap();
    let mut moved = async |wanted| match next(&mut trays).await {
        DomainEventKind::TrayChange { dev_alias, reason } => {
            assert_eq!((&*dev_alias, reason), ("ide0-1-0", wanted));
        }
        other => panic!("{other:?}"),
    };

    domain.update_device_flags(&cdrom(Some(&two)), LIVE).await.unwrap();
    moved(DomainEventTrayChangeReason::OPEN).await;
    moved(DomainEventTrayChangeReason::CLOSE).await;
    let xml = live(&domain).await;
    assert!(xml.contains(&two) && !xml.contains(&one), "{xml}");
    assert!(config(&domain).await.contains(&one));

    // Attaching to a drive that is there means its medium, as it does in libvirt.
    domain.attach_device(&cdrom(Some(&one))).await.unwrap();
    domain.update_device_flags(&cdrom(None), LIVE | CONFIG | Flags::FORCE).await.unwrap();
    let (now, later) = (live(&domain).await, config(&domain).await);
    assert!(!now.contains(".iso") && !later.contains(".iso"), "{now}{later}");
    // A daemon that comes back knows the drive as it is, and goes on with names that are free.
    daemon.kill();
    drop((domain, connect));
    daemon.restart();
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let domain = connect.domain_lookup_by_name("media").await.unwrap();
    state_is(&domain, DomainState::RUNNING, SOON).await;
    assert!(!live(&domain).await.contains(".iso"));
    domain.update_device_flags(&cdrom(Some(&two)), LIVE).await.unwrap();
    domain.update_device_flags(&cdrom(Some(&one)), LIVE).await.unwrap();
    assert!(live(&domain).await.contains(&one));
    let missing = domain.update_device_flags(&cdrom(Some("/nowhere.iso")), LIVE).await;
    refused(missing, Code::SYSTEM_ERROR, "Cannot access storage file '/nowhere.iso'");
    assert!(live(&domain).await.contains(&one));
    domain.destroy().await.unwrap();
}

#[tokio::test]
async fn network_cards_come_and_change() {
    let daemon = Virshd::start();
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let domain = define(&connect, &bare_domain("cards", "")).await;
    domain.create().await.unwrap();
    let mac = "52:54:00:00:00:07";
    domain.attach_device_flags(&card(mac, "up"), LIVE | CONFIG).await.unwrap();
    assert!(live(&domain).await.contains("<alias name='net0'/>"));
    assert!(config(&domain).await.contains(mac));
    domain.update_device_flags(&card(mac, "down"), LIVE).await.unwrap();
    let xml = live(&domain).await;
    assert!(xml.contains("<link state='down'/>"), "{xml}");
    assert!(!config(&domain).await.contains("<link state='down'/>"));
    // One without an address gets the same in both definitions.
    domain.attach_device_flags("<interface type='user'/>", LIVE | CONFIG).await.unwrap();
    let macs = |xml: &str| -> Vec<String> {
        let lines = xml.lines().filter(|line| line.contains("<mac address="));
        lines.map(|line| line.trim().to_owned()).collect()
    };
    assert_eq!(macs(&live(&domain).await), macs(&config(&domain).await));
    assert_eq!(macs(&live(&domain).await).len(), 2);
    let other = domain.detach_device(&card("52:54:00:00:00:08", "up")).await;
    refused(other, Code::DEVICE_MISSING, "no device found at address '(<null>)' matching MAC address");
    domain.destroy().await.unwrap();
}

/// Has an emulator take a device out while no daemon is there.
fn unplug_behind_its_back(monitor: &Path, alias: &str) {
    let stream = std::os::unix::net::UnixStream::connect(monitor).unwrap();
    stream.set_read_timeout(Some(SOON)).unwrap();
    let delete = format!("{{\"execute\":\"device_del\",\"arguments\":{{\"id\":\"{alias}\"}}}}");
    for line in ["{\"execute\":\"qmp_capabilities\"}", &delete] {
        std::io::Write::write_all(&mut &stream, format!("{line}\r\n").as_bytes()).unwrap();
    }
    let gone = std::io::BufRead::lines(std::io::BufReader::new(&stream))
        .any(|line| line.unwrap().contains("DEVICE_DELETED"));
    assert!(gone);
}

#[tokio::test]
async fn a_guest_lets_devices_go() {
    let Some(linux) = Linux::get() else { return };
    let mut daemon = Virshd::start();
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let path = image(daemon.folder(), "plug");
    let mac = "52:54:00:00:00:09";
    let domain = define(&connect, &linux_domain("plug", linux, "", &card("52:54:00:00:00:01", "down"))).await;
    domain.create().await.unwrap();
    let mut console = domain.open_console(None, DomainConsoleFlags::empty()).await.unwrap();
    read_until(&mut console, READY, BOOT).await;
    let mut removed =
        connect.domain_event_register_any(Some(&domain), DomainEventId::DEVICE_REMOVED).await.unwrap();

    // A link that is down from the start can come up.
    let carrier = "ip link set eth0 up; sleep 0.2; echo carrier-$(cat /sys/class/net/eth0/carrier)\n";
    console.send(carrier).await.unwrap();
    read_until(&mut console, "carrier-0", SOON).await;
    domain.update_device_flags(&card("52:54:00:00:00:01", "up"), LIVE).await.unwrap();
    console.send(carrier).await.unwrap();
    read_until(&mut console, "carrier-1", SOON).await;

    domain.attach_device(&disk(&path, "vda", "virtio")).await.unwrap();
    domain.attach_device(&card(mac, "up")).await.unwrap();
    console.send("until [ -e /sys/block/vda ]; do sleep 0.1; done; echo there-$((1 + 1))\n").await.unwrap();
    read_until(&mut console, "there-2", SOON).await;

    domain.detach_device(&disk(&path, "vda", "virtio")).await.unwrap();
    assert!(
        matches!(next(&mut removed).await, DomainEventKind::DeviceRemoved { dev_alias } if &*dev_alias == "virtio-disk0")
    );
    assert!(!live(&domain).await.contains(&path));
    console.send("[ -e /sys/block/vda ] || echo gone-$((1 + 1))\n").await.unwrap();
    read_until(&mut console, "gone-2", SOON).await;

    // Nobody waits for this one; its end is noted all the same.
    let alias = "net1";
    domain.detach_device_alias(alias, LIVE).await.unwrap();
    assert!(
        matches!(next(&mut removed).await, DomainEventKind::DeviceRemoved { dev_alias } if &*dev_alias == alias)
    );
    assert!(!live(&domain).await.contains(mac));

    // Nor does anybody listen while this one goes.
    domain.attach_device(&disk(&path, "vdb", "virtio")).await.unwrap();
    console.send("until [ -e /sys/block/vda ]; do sleep 0.1; done; echo again-$((1 + 1))\n").await.unwrap();
    read_until(&mut console, "again-2", SOON).await;
    daemon.kill();
    drop((console, removed, domain, connect));
    unplug_behind_its_back(&daemon.root().join("lib/qemu/domain-1-plug/monitor.sock"), "virtio-disk1");
    daemon.restart();
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let domain = connect.domain_lookup_by_name("plug").await.unwrap();
    state_is(&domain, DomainState::RUNNING, SOON).await;
    let xml = live(&domain).await;
    assert!(!xml.contains(&path) && xml.contains("52:54:00:00:00:01"), "{xml}");

    // Names and places are free again.
    domain.attach_device(&disk(&path, "vda", "virtio")).await.unwrap();
    domain.attach_device(&card(mac, "up")).await.unwrap();
    assert!(live(&domain).await.contains("<alias name='net1'/>"));
    domain.destroy().await.unwrap();
    state_is(&domain, DomainState::SHUTOFF, SOON).await;
    assert!(leftovers(&daemon).is_empty(), "{:?}", leftovers(&daemon));
}
