//! Command lines of guests that need no corpus: order, names, and what is refused.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use vir_conf::{Defaults, DomainDef};
use vir_qemu::caps::{AccelCaps, Cap, Machine, QemuCaps};
use vir_qemu::command::{self, DeviceKind, Handed, HandedChardev, HelperKind, Launch, SecretFrom};
use vir_qemu::config::Config;
use vir_qemu::host::{Host, Kvm};
use vir_qemu::{complete, start, validate};
use vir_types::Code;

fn caps() -> QemuCaps {
    let mut machine = Machine::default();
    machine.name = "q35".into();
    machine.max_cpus = 288;
    machine.default_ram_id = Some("pc.ram".into());
    machine.default_cpu = Some("qemu64-x86_64-cpu".into());
    machine.acpi = Some(true);
    let mut accel = AccelCaps::default();
    accel.machines.push(machine);
    let mut caps = QemuCaps::default();
    caps.arch = "x86_64".into();
    caps.version = 10_000_000;
    caps.tcg = Some(accel);
    caps.flags.extend(Cap::ALL);
    caps
}

fn host() -> Host {
    let mut host = Host::default();
    host.arch = "x86_64".into();
    host.kvm = Kvm::Unusable("a test needs none".into());
    host
}

fn guest(devices: &str) -> DomainDef {
    let xml = format!(
        "<domain type='qemu'><name>web</name><uuid>c7a5fdbd-edaf-9455-926a-d65c16db1809</uuid>\
         <memory unit='MiB'>256</memory><vcpu>2</vcpu>\
         <os><type arch='x86_64' machine='q35'>hvm</type></os><features><acpi/></features>\
         <devices><emulator>/usr/bin/qemu-system-x86_64</emulator>{devices}</devices></domain>"
    );
    let mut random = |bytes: &mut [u8]| bytes.fill(1);
    let mut defaults = Defaults::new(&mut random).with_arch("x86_64");
    let mut def = DomainDef::parse(&xml).unwrap();
    let (caps, host, config) = (caps(), host(), Config::default());
    complete::complete(&mut def, &caps, &host, &config, &mut defaults).unwrap();
    validate::validate(&def, &caps, &host, &config).unwrap();
    start::prepare(&mut def, &caps, &host, &config).unwrap();
    def
}

fn build(def: &DomainDef, hand_over: impl FnOnce(&mut Handed)) -> vir_types::Result<Vec<String>> {
    let (caps, host, config) = (caps(), host(), Config::default());
    let needs = command::needs(&Launch::new(def, &caps, &host, &config, &Handed::default()))?;
    let mut handed = Handed::pretended(&needs);
    hand_over(&mut handed);
    let line = command::build(&Launch::new(def, &caps, &host, &config, &handed))?;
    assert_eq!(line.program, "/usr/bin/qemu-system-x86_64");
    Ok(line.args)
}

fn values<'a>(args: &'a [String], option: &str) -> Vec<&'a str> {
    let pairs = args.iter().zip(args.iter().skip(1));
    pairs.filter(|(name, _)| *name == option).map(|(_, value)| value.as_str()).collect()
}

const DISK: &str = "<disk type='file' device='disk'><driver name='qemu' type='qcow2' cache='none'/>\
    <source file='/images/web.qcow2'/>\
    <backingStore type='file'><format type='raw'/><source file='/images/base.raw'/><backingStore/></backingStore>\
    <target dev='vda' bus='virtio'/></disk>";

#[test]
fn a_disk_is_a_graph_of_nodes() {
    let args = build(&guest(DISK), |_| {}).unwrap();
    let cache = "\"cache\":{\"direct\":true,\"no-flush\":false}";
    let base = format!(
        "{{\"driver\":\"file\",\"filename\":\"/images/base.raw\",\"node-name\":\"libvirt-2-storage\",\
         \"read-only\":true,{cache}}}"
    );
    let bytes = format!(
        "{{\"driver\":\"file\",\"filename\":\"/images/web.qcow2\",\"node-name\":\"libvirt-1-storage\",\
         \"auto-read-only\":true,\"discard\":\"unmap\",{cache}}}"
    );
    let image = format!(
        "{{\"node-name\":\"libvirt-1-format\",\"read-only\":false,{cache},\"driver\":\"qcow2\",\
         \"file\":\"libvirt-1-storage\",\"backing\":\"libvirt-2-storage\"}}"
    );
    assert_eq!(values(&args, "-blockdev"), [base, bytes, image]);
    let disk = values(&args, "-device").into_iter().find(|it| it.contains("virtio-blk-pci")).unwrap();
    assert!(
        disk.contains("\"drive\":\"libvirt-1-format\",\"id\":\"virtio-disk0\",\"bootindex\":1"),
        "{disk}"
    );
}

#[test]
fn an_interface_without_its_tap_does_not_start() {
    let def = guest("<interface type='bridge'><source bridge='br0'/><model type='virtio'/></interface>");
    let args = build(&def, |_| {}).unwrap();
    let expected = "{\"type\":\"tap\",\"fd\":\"3\",\"vhost\":true,\"vhostfd\":\"4\",\"id\":\"hostnet0\"}";
    assert_eq!(values(&args, "-netdev"), [expected]);
    let error = build(&def, |handed| handed.interfaces.clear()).unwrap_err();
    assert_eq!(error.code(), Code::INTERNAL_ERROR);
}

#[test]
fn secrets_are_asked_for_by_the_names_that_are_written() {
    let def = guest(
        "<disk type='network' device='disk'><driver name='qemu' type='raw'/>\
         <source protocol='rbd' name='pool/image'><host name='mon'/>\
         <auth username='me'><secret type='ceph' usage='mine'/></auth></source>\
         <target dev='vda' bus='virtio'/></disk>",
    );
    let (caps, host, config) = (caps(), host(), Config::default());
    let needs = command::needs(&Launch::new(&def, &caps, &host, &config, &Handed::default())).unwrap();
    assert_eq!(needs.secrets.len(), 1);
    assert_eq!(needs.secrets[0].id, "libvirt-1-storage-auth-secret0");
    assert!(matches!(&needs.secrets[0].from, SecretFrom::Stored(lookup, "ceph") if lookup.usage.is_some()));
    let args = build(&def, |_| {}).unwrap();
    assert!(values(&args, "-object").iter().any(|it| it.contains("libvirt-1-storage-auth-secret0")));
    assert!(build(&def, |handed| handed.secrets.clear()).is_err());
}

#[test]
fn helpers_and_devices_are_named() {
    let def = guest(
        "<tpm model='tpm-crb'><backend type='emulator' version='2.0'/></tpm>\
         <vsock><cid auto='no' address='4'/></vsock>\
         <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>\
         <interface type='user'><backend type='passt'/><model type='virtio'/></interface>",
    );
    let (caps, host, config) = (caps(), host(), Config::default());
    let needs = command::needs(&Launch::new(&def, &caps, &host, &config, &Handed::default())).unwrap();
    let kinds: Vec<HelperKind> = needs.helpers.iter().map(|helper| helper.kind).collect();
    assert_eq!(kinds, [HelperKind::TpmSetup, HelperKind::Tpm, HelperKind::Passt]);
    assert_eq!(needs.devices[0].kind, DeviceKind::Vsock);
    assert_eq!(needs.sockets[0].path, "/run/libvirt/qemu/channel/-1-web/org.qemu.guest_agent.0");
    let args = build(&def, |_| {}).unwrap();
    // The emulator meets its helpers where they listen.
    for helper in needs.helpers.iter().filter_map(|helper| helper.socket.as_deref()) {
        assert!(args.iter().any(|arg| arg.contains(helper)), "{helper}");
    }
}

#[test]
fn sockets_are_paths_until_they_are_handed_over() {
    let channel =
        "<channel type='unix'><source mode='bind' path='/run/c'/><target type='virtio' name='c'/></channel>";
    let def = guest(channel);
    let shown = build(&def, |_| {}).unwrap();
    let sockets = values(&shown, "-chardev");
    assert!(sockets[0].starts_with("socket,id=charmonitor,path="), "{sockets:?}");
    assert!(sockets[0].ends_with("/monitor.sock,server=on,wait=off"), "{sockets:?}");
    assert_eq!(sockets[1], "socket,id=charchannel0,path=/run/c,server=on,wait=off");
    let run = build(&def, |handed| {
        handed.monitor_fd = Some(3);
        let own = HandedChardev::new(Some(4), None, None);
        handed.chardevs.insert("channel0".to_owned(), own);
    });
    let expected =
        ["socket,id=charmonitor,fd=3,server=on,wait=off", "socket,id=charchannel0,fd=4,server=on,wait=off"];
    assert_eq!(values(&run.unwrap(), "-chardev"), expected);
}

#[test]
fn older_emulators_get_the_older_forms() {
    let def = guest("<interface type='user'><model type='virtio'/></interface>");
    let (mut caps, host, config) = (caps(), host(), Config::default());
    caps.flags.remove(&Cap::DEVICE_JSON_HOTPLUG);
    caps.flags.remove(&Cap::NETDEV_JSON);
    let mut handed = Handed::default();
    handed.monitor_fd = Some(3);
    let line = command::build(&Launch::new(&def, &caps, &host, &config, &handed)).unwrap();
    assert_eq!(values(&line.args, "-netdev"), ["user,id=hostnet0"]);
    let card = values(&line.args, "-device").into_iter().find(|it| it.starts_with("virtio-net-pci")).unwrap();
    assert!(card.starts_with("virtio-net-pci,netdev=hostnet0,id=net0,mac="), "{card}");
}
