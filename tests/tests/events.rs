//! Events reach everybody who asked for them, and nobody else.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // A test fails by panicking.
#![allow(clippy::disallowed_methods, clippy::print_stdout)] // It starts programs, and says what it skips.

use std::thread;

use vir_protocol::remote::{
    ConnectDomainEventCallbackDeregisterAnyArgs, DomainResumeArgs, DomainSuspendArgs, NonnullDomain, Proc,
};
use vir_tests::wire::Wire;
use vir_tests::{Peer, Running, Virshd, eventually, require, shell};

/// The domain that is always there.
fn test() -> NonnullDomain {
    let uuid = 0x6695_eb01_f6a4_8304_79aa_97f2_502e_193f_u128.to_be_bytes();
    NonnullDomain { name: "test".into(), uuid, id: 1 }
}

fn suspend_and_resume(wire: &mut Wire, dom: &NonnullDomain) {
    let _: () = wire.call(Proc::DOMAIN_SUSPEND, &DomainSuspendArgs { dom: dom.clone() }).unwrap();
    let _: () = wire.call(Proc::DOMAIN_RESUME, &DomainResumeArgs { dom: dom.clone() }).unwrap();
}

/// Starts virsh, and makes it certain that it has registered: until an event shows, more happen.
fn virsh_event(daemon: &Virshd, actor: &mut Wire, args: &[&str]) -> Option<Running> {
    let virsh = require(Peer::Virsh)?;
    let running = Running::start(&mut shell(&virsh, &daemon.uri(), &[&["event"], args].concat()));
    eventually("virsh shows an event", || {
        suspend_and_resume(actor, &test());
        (!running.lines().is_empty()).then_some(())
    });
    Some(running)
}

#[test]
fn virsh_shows_what_another_client_does() {
    let daemon = Virshd::start();
    let mut actor = Wire::open(&daemon.socket());
    let Some(virsh) = virsh_event(&daemon, &mut actor, &["--all", "--loop"]) else { return };
    let mut web = actor.define("web");
    let _: () = actor
        .call(Proc::DOMAIN_CREATE, &vir_protocol::remote::DomainCreateArgs { dom: web.clone() })
        .unwrap();
    web.id = 2;
    suspend_and_resume(&mut actor, &web);
    let _: () = actor
        .call(Proc::DOMAIN_DESTROY, &vir_protocol::remote::DomainDestroyArgs { dom: web.clone() })
        .unwrap();
    actor.undefine(web);
    let last = "event 'lifecycle' for domain 'web': Undefined Removed";
    let lines = virsh.wait_for("the last event", |lines| lines.iter().any(|line| line == last));
    let about_web: Vec<&str> =
        lines.iter().filter_map(|line| line.strip_prefix("event 'lifecycle' for domain 'web': ")).collect();
    assert_eq!(
        about_web,
        [
            "Defined Added",
            "Started Booted",
            "Suspended Paused",
            "Resumed Unpaused",
            "Stopped Destroyed",
            "Undefined Removed"
        ]
    );
    assert!(lines.iter().all(|line| line.starts_with("event 'lifecycle' for domain '")), "{lines:?}");
}

#[test]
fn a_reboot_is_told_to_those_who_asked_for_reboots() {
    let daemon = Virshd::start();
    let mut actor = Wire::open(&daemon.socket());
    let Some(virsh) = virsh_event(&daemon, &mut actor, &["--all", "--loop"]) else { return };
    let args = vir_protocol::remote::DomainRebootArgs { dom: test(), flags: 0 };
    let _: () = actor.call(Proc::DOMAIN_REBOOT, &args).unwrap();
    virsh.wait_for("the reboot", |lines| lines.iter().any(|line| line == "event 'reboot' for domain 'test'"));
    // Through our own library as well.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let conn = libvir::Connect::open(&daemon.uri()).await.unwrap();
        let domain = conn.domain_lookup_by_name("test").await.unwrap();
        let mut events =
            conn.domain_event_register_any(Some(&domain), libvir::DomainEventId::REBOOT).await.unwrap();
        domain.reboot(libvir::DomainRebootFlags::empty()).await.unwrap();
        let event =
            tokio::time::timeout(std::time::Duration::from_secs(10), events.recv()).await.unwrap().unwrap();
        let libvir::EventPayload::Domain(event) = &event.payload else { panic!("{event:?}") };
        assert_eq!((event.id(), &*event.domain.name), (libvir::DomainEventId::REBOOT, "test"));
    });
    assert!(!daemon.log().contains("cannot be sent"), "{}", daemon.log());
}

#[test]
fn virsh_for_one_domain_shows_no_other() {
    let daemon = Virshd::start();
    let mut actor = Wire::open(&daemon.socket());
    let args = ["--domain", "test", "--event", "lifecycle", "--loop"];
    let Some(virsh) = virsh_event(&daemon, &mut actor, &args) else { return };
    let other = actor.define("other");
    actor.undefine(other);
    let before = virsh.lines().len();
    suspend_and_resume(&mut actor, &test());
    // Two lines later than those there were: had the other's events been sent, they would be among them.
    let lines = virsh.wait_for("the next events", |lines| lines.len() >= before + 2);
    assert!(lines.iter().all(|line| line.contains("domain 'test'")), "{lines:?}");
}

#[test]
fn two_callbacks_for_one_domain_each_hear_of_theirs() {
    let daemon = Virshd::start();
    let mut actor = Wire::open(&daemon.socket());
    let [a, b] = ["a", "b"].map(|name| actor.define(name));
    let mut first = Wire::open(&daemon.socket());
    let mut second = Wire::open(&daemon.socket());
    let (for_a, for_all) = (first.listen(Some(a.clone())), second.listen(None));
    let also_for_b = second.listen(Some(b.clone()));
    assert_ne!(for_all, also_for_b);
    actor.undefine(b.clone());
    actor.undefine(a.clone());

    let (callback, dom, event, detail) = first.lifecycle().unwrap();
    assert_eq!((callback, dom.name.as_ref(), event, detail), (for_a, "a", 1, 0));
    let heard: Vec<_> =
        (0..3).map(|_| second.lifecycle().unwrap()).map(|(c, dom, ..)| (c, dom.name)).collect();
    // Which of two callbacks is told first of one event is left open; the order of the events is not.
    let of = |callback: i32| -> Vec<&str> {
        heard.iter().filter(|(c, _)| *c == callback).map(|(_, name)| name.as_ref()).collect()
    };
    assert_eq!((of(for_all), of(also_for_b)), (vec!["b", "a"], vec!["b"]));
}

#[test]
fn who_has_deregistered_hears_nothing_more() {
    let daemon = Virshd::start();
    let mut actor = Wire::open(&daemon.socket());
    let mut listener = Wire::open(&daemon.socket());
    let (kept, given_up) = (listener.listen(None), listener.listen(None));
    suspend_and_resume(&mut actor, &test());
    let mut heard: Vec<_> = (0..4).map(|_| listener.lifecycle().unwrap().0).collect();
    heard.sort_unstable();
    assert_eq!(heard, [kept, kept, given_up, given_up]);

    let deregister = |wire: &mut Wire, callback_id| {
        let args = ConnectDomainEventCallbackDeregisterAnyArgs { callback_id };
        wire.call::<_, ()>(Proc::CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY, &args)
    };
    deregister(&mut listener, given_up).unwrap();
    suspend_and_resume(&mut actor, &test());
    suspend_and_resume(&mut actor, &test());
    let heard: Vec<_> = (0..4).map(|_| listener.lifecycle().unwrap().0).collect();
    assert_eq!(heard, [kept; 4]);
    // Twice, another's, or one that never was: an error, and the connection lives on.
    for wrong in [given_up, 77, -1] {
        let error = deregister(&mut listener, wrong).unwrap_err();
        assert!(error.message().contains(&format!("callback {wrong} not registered")), "{error}");
    }
    let error = deregister(&mut actor, kept).unwrap_err();
    assert!(error.message().contains("not registered"), "{error}");
    suspend_and_resume(&mut actor, &test());
    assert_eq!(listener.lifecycle().unwrap().0, kept);
}

/// The events are long, so that 4,000 of them are more than the daemon keeps for one client.
#[test]
fn who_stops_reading_is_dropped_and_the_others_miss_nothing() {
    const ROUNDS: usize = 2_000;
    let daemon = Virshd::start();
    let before = daemon.rss_kib();
    let mut actor = Wire::open(&daemon.socket());
    let mut deaf = Wire::open(&daemon.socket());
    deaf.listen(None);
    let readers: Vec<_> = (0..2)
        .map(|_| {
            let mut wire = Wire::open(&daemon.socket());
            let callback = wire.listen(None);
            thread::spawn(move || {
                let heard: Vec<_> = (0..2 * ROUNDS).map_while(|_| wire.lifecycle()).collect();
                (callback, heard)
            })
        })
        .collect();
    let long = "n".repeat(2_000);
    for round in 0..ROUNDS {
        let dom = actor.define(&format!("{round}-{long}"));
        actor.undefine(dom);
    }
    for reader in readers {
        let (callback, heard) = reader.join().unwrap();
        assert_eq!(heard.len(), 2 * ROUNDS);
        for (at, (to, dom, event, _)) in heard.iter().enumerate() {
            // Defined (0), then undefined (1), one domain after the other.
            let expected = i32::from(at % 2 == 1);
            assert_eq!((*to, *event), (callback, expected), "event {at}");
            assert!(dom.name.starts_with(&format!("{}-n", at / 2)), "event {at}");
        }
    }
    // What had been sent before it was dropped still comes, and then the end, not the last event.
    let mut heard = 0;
    while let Ok(Some(_)) = deaf.read() {
        heard += 1;
    }
    assert!(heard < 2 * ROUNDS, "the client that stopped reading got all {heard} events");
    let grown = daemon.rss_kib().saturating_sub(before);
    println!("the daemon grew by {grown} KiB");
    assert!(grown < 64 * 1024, "the daemon grew by {grown} KiB");
    suspend_and_resume(&mut actor, &test());
}
