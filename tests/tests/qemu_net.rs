//! Network cards with an end on this host: taps on a bridge, taps that others made, macvtaps, sockets.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A test fails by panicking.
#![allow(clippy::disallowed_methods, clippy::print_stderr)] // It starts programs, and says what it skips.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use libvir::{Connect, Domain};
use vir_tests::guest::{bare_domain, define, leftovers, state_is};
use vir_tests::{Virshd, eventually};
use vir_types::{Code, DomainDeviceModifyFlags, DomainState, DomainXmlFlags};

const SOON: Duration = Duration::from_secs(60);

fn ip(args: &[&str]) -> bool {
    Command::new("ip").args(args).output().is_ok_and(|output| output.status.success())
}

/// A bridge of this test's own.
struct Bridge(String);

impl Bridge {
    /// `None`, with a line that says so, where this process may not make one.
    fn new(test: &str) -> Option<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("vb{}x{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        if !ip(&["link", "add", &name, "type", "bridge"]) {
            vir_tests::tell(&format!("skipped: {test} (no bridge can be made here)"));
            return None;
        }
        let bridge = Self(name);
        assert!(ip(&["link", "set", &bridge.0, "mtu", "1400", "up"]));
        Some(bridge)
    }

    fn ports(&self) -> Vec<String> {
        let listed = std::fs::read_dir(link(&self.0).join("brif")).unwrap();
        listed.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
    }

    fn card(&self, mac: &str) -> String {
        format!(
            "<interface type='bridge'><source bridge='{}'/><mac address='{mac}'/><model type='virtio'/></interface>",
            self.0
        )
    }
}

impl Drop for Bridge {
    fn drop(&mut self) {
        ip(&["link", "del", &self.0]);
    }
}

fn link(name: &str) -> PathBuf {
    Path::new("/sys/class/net").join(name)
}

fn said(name: &str, what: &str) -> String {
    std::fs::read_to_string(link(name).join(what)).unwrap().trim().to_owned()
}

async fn xml(domain: &Domain) -> String {
    domain.get_xml_desc(DomainXmlFlags::empty()).await.unwrap()
}

/// The names of the host's ends, as the guest's description has them.
async fn targets(domain: &Domain) -> Vec<String> {
    let xml = xml(domain).await;
    let names = xml.split("<target dev='").skip(1).filter_map(|rest| rest.split('\'').next());
    names.map(str::to_owned).collect()
}

async fn destroy(domain: &Domain) {
    domain.destroy().await.unwrap();
    state_is(domain, DomainState::SHUTOFF, SOON).await;
}

#[tokio::test]
async fn taps_on_a_bridge() {
    let Some(bridge) = Bridge::new("taps_on_a_bridge") else { return };
    let mut daemon = Virshd::start();
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let domain = define(&connect, &bare_domain("bridged", &bridge.card("52:54:00:00:0a:01"))).await;
    domain.create().await.unwrap();
    let names = targets(&domain).await;
    assert_eq!(names, bridge.ports());
    let [tap] = names.try_into().unwrap();
    assert!(tap.starts_with("vnet"), "{tap}");
    assert_eq!(said(&tap, "address"), "fe:54:00:00:0a:01");
    assert_eq!(said(&tap, "mtu"), "1400");
    assert_eq!(said(&tap, "carrier"), "1");

    // It is the emulator's: the daemon may die.
    daemon.kill();
    drop((domain, connect));
    assert_eq!(bridge.ports(), std::slice::from_ref(&tap));
    daemon.restart();
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let domain = connect.domain_lookup_by_name("bridged").await.unwrap();
    state_is(&domain, DomainState::RUNNING, SOON).await;
    assert_eq!(targets(&domain).await, std::slice::from_ref(&tap));
    destroy(&domain).await;
    eventually("the tap is gone", || (!link(&tap).exists()).then_some(()));

    // What fails later leaves nothing.
    let broken = format!(
        "{}<interface type='bridge'><source bridge='nowhere'/></interface>",
        bridge.card("52:54:00:00:0a:02")
    );
    let broken = define(&connect, &bare_domain("broken", &broken)).await;
    let refused = broken.create().await.unwrap_err();
    assert_eq!(refused.code(), Code::SYSTEM_ERROR);
    assert!(refused.message().contains("Cannot get interface MTU on 'nowhere': No such device"), "{refused}");
    assert!(bridge.ports().is_empty(), "{:?}", bridge.ports());
    assert!(leftovers(&daemon).is_empty(), "{:?}", leftovers(&daemon));
}

#[tokio::test]
async fn taps_that_others_made() {
    let Some(bridge) = Bridge::new("taps_that_others_made") else { return };
    let name = format!("{}t", bridge.0);
    if !ip(&["tuntap", "add", "dev", &name, "mode", "tap"]) {
        vir_tests::tell("skipped: taps_that_others_made (no tap can be made here)");
        return;
    }
    let daemon = Virshd::start();
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let card = |managed: &str, name: &str| {
        format!("<interface type='ethernet'><target dev='{name}'{managed}/></interface>")
    };
    let unmanaged = card(" managed='no'", &name);
    let domain = define(&connect, &bare_domain("ethernet", &unmanaged)).await;
    domain.create().await.unwrap();
    let before = said(&name, "address");
    destroy(&domain).await;
    assert_eq!(said(&name, "address"), before, "it is somebody else's, and stays");
    let taken = define(&connect, &bare_domain("taken", &card("", &name))).await;
    let refused = taken.create().await.unwrap_err();
    assert!(refused.message().contains("specified dev already exists"), "{refused}");
    let missing = define(&connect, &bare_domain("missing", &card(" managed='no'", "vir-nowhere"))).await;
    let refused = missing.create().await.unwrap_err();
    assert!(refused.message().contains("specified dev doesn't exist"), "{refused}");
    // One that is made for the guest goes with it.
    let own = define(&connect, &bare_domain("own", "<interface type='ethernet'/>")).await;
    own.create().await.unwrap();
    let [tap] = targets(&own).await.try_into().unwrap();
    assert!(link(&tap).exists());
    destroy(&own).await;
    eventually("the tap is gone", || (!link(&tap).exists()).then_some(()));
    ip(&["link", "del", &name]);
}

#[tokio::test]
async fn macvtaps_go_with_their_guest() {
    let Some(bridge) = Bridge::new("macvtaps_go_with_their_guest") else { return };
    let probe = format!("{}m", bridge.0);
    if !ip(&["link", "add", "link", &bridge.0, "name", &probe, "type", "macvtap"]) {
        vir_tests::tell("skipped: macvtaps_go_with_their_guest (no macvtap can be made here)");
        return;
    }
    ip(&["link", "del", &probe]);
    let mut daemon = Virshd::start();
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let mac = "52:54:00:00:0a:03";
    let card = format!(
        "<interface type='direct'><mac address='{mac}'/><source dev='{}' mode='bridge'/><model type='virtio'/></interface>",
        bridge.0
    );
    let domain = define(&connect, &bare_domain("direct", &card)).await;
    domain.create().await.unwrap();
    let [tap] = targets(&domain).await.try_into().unwrap();
    assert!(tap.starts_with("macvtap"), "{tap}");
    assert_eq!(said(&tap, "address"), mac);
    destroy(&domain).await;
    assert!(!link(&tap).exists());
    // Also where nobody sees the guest end.
    domain.create().await.unwrap();
    let [tap] = targets(&domain).await.try_into().unwrap();
    let [emulator] = vir_tests::emulators(&daemon.root()).try_into().unwrap();
    daemon.kill();
    drop((domain, connect));
    assert!(Command::new("kill").args(["-9", &emulator.to_string()]).status().unwrap().success());
    eventually("the emulator is gone", || vir_tests::emulators(&daemon.root()).is_empty().then_some(()));
    assert!(link(&tap).exists());
    daemon.restart();
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let domain = connect.domain_lookup_by_name("direct").await.unwrap();
    state_is(&domain, DomainState::SHUTOFF, SOON).await;
    eventually("the macvtap is gone", || (!link(&tap).exists()).then_some(()));
}

#[tokio::test]
async fn what_cannot_be_done_is_refused() {
    let daemon = Virshd::start();
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let card = "<interface type='bridge'><source bridge='br'/><bandwidth><inbound average='9'/></bandwidth></interface>";
    let domain = define(&connect, &bare_domain("limited", card)).await;
    let refused = domain.create().await.unwrap_err();
    assert_eq!(refused.code(), Code::CONFIG_UNSUPPORTED);
    assert!(refused.message().contains("<bandwidth>"), "{refused}");
    assert!(leftovers(&daemon).is_empty(), "{:?}", leftovers(&daemon));
}

#[tokio::test]
async fn guests_meet_by_socket() {
    let daemon = Virshd::start();
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let socket = |kind: &str| {
        format!("<interface type='{kind}'><source address='127.0.0.1' port='{port}'/></interface>")
    };
    let server = define(&connect, &bare_domain("server", &socket("server"))).await;
    server.create().await.unwrap();
    let client = define(&connect, &bare_domain("client", &socket("client"))).await;
    client.create().await.unwrap();
    let network = server
        .qemu_monitor_command("info network", vir_types::DomainQemuMonitorCommandFlags::HMP)
        .await
        .unwrap();
    assert!(network.contains("connection from 127.0.0.1"), "{network}");
    destroy(&client).await;
    destroy(&server).await;
}

#[tokio::test]
async fn taps_are_plugged_in() {
    let Some(bridge) = Bridge::new("taps_are_plugged_in") else { return };
    let daemon = Virshd::start();
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let domain = define(&connect, &bare_domain("plugged", "")).await;
    domain.create().await.unwrap();
    let live = DomainDeviceModifyFlags::LIVE;
    domain.attach_device_flags(&bridge.card("52:54:00:00:0a:04"), live).await.unwrap();
    assert_eq!(targets(&domain).await, bridge.ports());
    assert_eq!(bridge.ports().len(), 1);
    // One that the emulator refuses leaves no tap.
    let odd = bridge.card("52:54:00:00:0a:05").replace("'virtio'", "'no-such-card'");
    assert!(domain.attach_device_flags(&odd, live).await.is_err());
    eventually("only one port is left", || (bridge.ports().len() == 1).then_some(()));
    destroy(&domain).await;
    eventually("no port is left", || bridge.ports().is_empty().then_some(()));
}
