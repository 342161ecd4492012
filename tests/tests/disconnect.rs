//! A client that vanishes never leaves a change half done: define and create happen wholly or not at all.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // A test fails by panicking.
#![allow(clippy::disallowed_methods, clippy::print_stdout)] // It starts programs, and says what it skips.

use std::net::Shutdown;

use vir_protocol::remote::{ConnectOpenArgs, DomainCreateXmlArgs, DomainDefineXmlFlagsArgs, Proc};
use vir_tests::wire::{Wire, guest};
use vir_tests::{Virshd, eventually};

/// A change that a client begins before it vanishes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    Define,
    Create,
}

impl Change {
    fn packet(self, wire: &mut Wire, name: &str) -> Vec<u8> {
        let xml = guest(name).into();
        match self {
            Self::Define => {
                let args = DomainDefineXmlFlagsArgs { xml, flags: 0 };
                wire.encode(Proc::DOMAIN_DEFINE_XML_FLAGS, &args)
            }
            Self::Create => {
                let args = DomainCreateXmlArgs { xml_desc: xml, flags: 0 };
                wire.encode(Proc::DOMAIN_CREATE_XML, &args)
            }
        }
    }

    /// The one event of it: defined and added, or started and booted.
    fn event(self) -> (i32, i32) {
        match self {
            Self::Define => (0, 0),
            Self::Create => (2, 0),
        }
    }
}

/// A daemon, somebody who watches, and how many descriptors the daemon has when nobody else is there.
struct Scene {
    daemon: Virshd,
    watcher: Wire,
    descriptors: usize,
}

fn descriptors(daemon: &Virshd) -> usize {
    std::fs::read_dir(format!("/proc/{}/fd", daemon.pid())).unwrap().count()
}

impl Scene {
    fn new() -> Self {
        let daemon = Virshd::start();
        let mut watcher = Wire::open(&daemon.socket());
        watcher.listen(None);
        // The harness's own look for the socket has to be gone first.
        let mut last = 0;
        let descriptors = eventually("the daemon comes to rest", || {
            let now = descriptors(&daemon);
            (std::mem::replace(&mut last, now) == now).then_some(now)
        });
        Self { daemon, watcher, descriptors }
    }

    /// Waits until the daemon has done with everybody but the watcher.
    fn settle(&self) {
        // Clients are let in one after the other: when this one is in, all before it have been.
        drop(Wire::open(&self.daemon.socket()));
        eventually("the daemon lets go of who has vanished", || {
            (descriptors(&self.daemon) <= self.descriptors).then_some(())
        });
    }

    /// Every event since the last time, by a last one of its own that must come after them.
    fn events(&mut self) -> Vec<(String, i32, i32)> {
        let mark = self.watcher.define("mark");
        self.watcher.undefine(mark);
        let mut heard = Vec::new();
        loop {
            let (_, dom, event, detail) = self.watcher.lifecycle().expect("the watcher is never dropped");
            match (dom.name.as_ref(), event) {
                ("mark", 1) => return heard,
                ("mark", _) => {}
                (name, _) => heard.push((name.to_owned(), event, detail)),
            }
        }
    }

    fn domains(&mut self) -> Vec<String> {
        self.watcher.domains()
    }
}

/// Sends part of the packet and vanishes; whole packets are done, cut ones are not.
fn at_every_byte(change: Change) {
    let mut scene = Scene::new();
    let probe = change.packet(&mut Wire::open(&scene.daemon.socket()), "cut-000").len();
    for sent in 0..probe {
        let mut wire = Wire::open(&scene.daemon.socket());
        let packet = change.packet(&mut wire, &format!("cut-{sent:03}"));
        assert_eq!(packet.len(), probe);
        wire.send(&packet[..sent]).unwrap();
    }
    scene.settle();
    assert_eq!(scene.domains(), ["test"]);
    assert_eq!(scene.events(), []);

    let mut wire = Wire::open(&scene.daemon.socket());
    let packet = change.packet(&mut wire, "whole");
    wire.send(&packet).unwrap();
    drop(wire);
    scene.settle();
    assert_eq!(scene.domains(), ["test", "whole"]);
    let (event, detail) = change.event();
    assert_eq!(scene.events(), [("whole".to_owned(), event, detail)]);
    let log = scene.daemon.log();
    assert!(!log.contains("panicked"), "{log}");
}

#[test]
fn define_cut_at_any_byte_is_not_done_and_a_whole_one_is() {
    at_every_byte(Change::Define);
}

#[test]
fn create_cut_at_any_byte_is_not_done_and_a_whole_one_is() {
    at_every_byte(Change::Create);
}

/// How a client vanishes that has sent its whole packet.
fn vanish(how: usize, wire: &mut Wire, packet: &[u8]) {
    match how {
        // At once.
        0 => wire.send(packet).unwrap(),
        // The last byte alone.
        1 => {
            wire.send(&packet[..packet.len() - 1]).unwrap();
            wire.send(&packet[packet.len() - 1..]).unwrap();
        }
        // With the beginning of another behind it.
        2 => wire.send(&[packet, &packet[..40]].concat()).unwrap(),
        // With rubbish behind it.
        3 => wire.send(&[packet, &[0xff; 64]].concat()).unwrap(),
        // One direction first.
        4 => {
            wire.send(packet).unwrap();
            wire.stream().shutdown(Shutdown::Write).unwrap();
        }
        // The other direction before: the reply cannot be sent.
        5 => {
            wire.stream().shutdown(Shutdown::Read).unwrap();
            wire.send(packet).unwrap();
        }
        // With replies unread in its own buffer.
        6 => {
            let ask = wire.encode(Proc::CONNECT_GET_CAPABILITIES, &());
            wire.send(&[ask.as_slice(), packet].concat()).unwrap();
        }
        // After the first byte of the reply.
        _ => {
            wire.send(packet).unwrap();
            let mut one = [0];
            std::io::Read::read_exact(&mut wire.stream(), &mut one).unwrap();
        }
    }
}

fn after_the_whole_packet(change: Change) {
    let mut scene = Scene::new();
    let mut expected = Vec::new();
    for round in 0..6 {
        for how in 0..8 {
            let name = format!("done-{how}-{round}");
            let mut wire = Wire::open(&scene.daemon.socket());
            let packet = change.packet(&mut wire, &name);
            vanish(how, &mut wire, &packet);
            expected.push(name);
        }
    }
    scene.settle();
    expected.sort();
    let mut domains = scene.domains();
    domains.retain(|name| name != "test");
    assert_eq!(domains, expected);
    // Each is told exactly once, to somebody who was there all the time.
    let mut events = scene.events();
    events.sort();
    let (event, detail) = change.event();
    let told: Vec<_> = expected.into_iter().map(|name| (name, event, detail)).collect();
    assert_eq!(events, told);
}

#[test]
fn define_is_done_once_however_its_client_vanishes() {
    after_the_whole_packet(Change::Define);
}

#[test]
fn create_is_done_once_however_its_client_vanishes() {
    after_the_whole_packet(Change::Create);
}

/// Opening and changing in one write, without ever reading: the daemon sees both or neither.
#[test]
fn who_never_reads_is_served_wholly_or_not_at_all() {
    let mut scene = Scene::new();
    let mut expected = Vec::new();
    for round in 0..50 {
        let mut wire = Wire::connect(&scene.daemon.socket());
        let args = ConnectOpenArgs { name: Some("test:///default".into()), flags: 0 };
        let open = wire.encode(Proc::CONNECT_OPEN, &args);
        let name = format!("blind-{round:02}");
        let define = Change::Define.packet(&mut wire, &name);
        wire.send(&[open, define].concat()).unwrap();
        expected.push(name);
    }
    scene.settle();
    let mut domains = scene.domains();
    domains.retain(|name| name != "test");
    assert_eq!(domains, expected);
    assert_eq!(scene.events().len(), expected.len());
}
