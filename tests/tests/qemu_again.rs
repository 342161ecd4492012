//! What a daemon finds that comes after another: guests that were being ended, files that were not finished,
//! guests that start with the host.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::disallowed_methods)] // One daemon is started to fail.
use std::process::Command;
use std::time::Duration;

use libvir::{Connect, EventPayload};
use vir_tests::guest::{bare_domain, define, leftovers, state_is};
use vir_tests::{Folder, Virshd};
use vir_types::{
    ConnectDomainQemuMonitorEventRegisterFlags as EventFlags, DomainShutoffReason, DomainState, NoFlags,
};

const SOON: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_guest_that_was_being_destroyed_has_not_crashed() {
    let mut daemon = Virshd::start();
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    define(&connect, &bare_domain("ended", "")).await;
    drop(connect);
    let mut told = 0;
    for round in 0..25_u64 {
        let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
        let domain = connect.domain_lookup_by_name("ended").await.unwrap();
        if domain.get_state(NoFlags::empty()).await.unwrap().state != DomainState::RUNNING {
            domain.create().await.unwrap();
        }
        let ending = tokio::spawn(async move { domain.destroy().await });
        tokio::time::sleep(Duration::from_micros(200 + 400 * round)).await;
        daemon.kill();
        let acknowledged = ending.await.unwrap().is_ok();
        // Its emulator has time to obey while nobody watches.
        tokio::time::sleep(Duration::from_millis(if round % 2 == 0 { 100 } else { 0 })).await;
        daemon.restart();
        let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
        let domain = connect.domain_lookup_by_name("ended").await.unwrap();
        let state = domain.get_state(NoFlags::empty()).await.unwrap();
        if state.state == DomainState::SHUTOFF {
            // Of one that was over and cleaned up after before the daemon was killed nothing is known.
            let reasons = [DomainShutoffReason::DESTROYED.0, DomainShutoffReason::UNKNOWN.0];
            assert!(reasons.contains(&state.reason), "round {round}: {state:?}");
            told += u32::from(state.reason == DomainShutoffReason::DESTROYED.0);
            assert_eq!(leftovers(&daemon), Vec::<String>::new(), "round {round}");
        } else {
            assert!(!acknowledged, "round {round}: {state:?}");
            assert_eq!(state.state, DomainState::RUNNING, "round {round}: {state:?}");
        }
    }
    assert!(told > 0, "no daemon was killed while it ended a guest");
    assert!(!daemon.log().contains("panicked"), "{}", daemon.log());
}

#[tokio::test]
async fn what_was_not_finished_is_swept() {
    let mut daemon = Virshd::start();
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    define(&connect, &bare_domain("whole", "")).await;
    daemon.kill();
    let root = daemon.root();
    let left = ["etc/qemu/half.xml.new", "etc/qemu/whole.xml.new", "run/qemu/half.xml.new"];
    for file in left {
        std::fs::write(root.join(file), "<domain").unwrap();
    }
    let link = root.join("etc/qemu/autostart/half.xml");
    std::os::unix::fs::symlink(root.join("etc/qemu/half.xml"), &link).unwrap();
    std::fs::write(root.join("etc/qemu/notes.new"), "somebody's").unwrap();
    daemon.restart();
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    connect.domain_lookup_by_name("whole").await.unwrap();
    for file in left {
        assert!(!root.join(file).exists(), "{file} is left");
    }
    assert!(std::fs::symlink_metadata(&link).is_err(), "the link is left");
    assert!(root.join("etc/qemu/notes.new").exists(), "what is not ours is not removed");
}

#[tokio::test]
async fn guests_start_with_the_host_and_not_with_the_daemon() {
    let mut daemon = Virshd::start();
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let always = define(&connect, &bare_domain("always", "")).await;
    let once = define(&connect, &bare_domain("once", "")).await;
    always.set_autostart(true).await.unwrap();
    once.set_autostart_once(true).await.unwrap();
    drop((connect, always, once));
    let states = async |daemon: &Virshd| {
        let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
        let mut found = Vec::new();
        for name in ["always", "once"] {
            let domain = connect.domain_lookup_by_name(name).await.unwrap();
            found.push(domain.get_state(NoFlags::empty()).await.unwrap().state == DomainState::RUNNING);
        }
        found
    };
    let boot = |daemon: &Virshd| std::fs::remove_file(daemon.root().join("run/qemu/autostarted")).unwrap();
    // A daemon that comes back is no boot.
    daemon.kill();
    daemon.restart();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(states(&daemon).await, [false, false]);
    for (first, wanted) in [(true, [true, true]), (false, [true, false])] {
        daemon.kill();
        boot(&daemon);
        daemon.restart();
        let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
        let always = connect.domain_lookup_by_name("always").await.unwrap();
        state_is(&always, DomainState::RUNNING, SOON).await;
        let once = connect.domain_lookup_by_name("once").await.unwrap();
        if first {
            state_is(&once, DomainState::RUNNING, SOON).await;
        } else {
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
        assert_eq!(states(&daemon).await, wanted);
        assert!(!once.get_autostart_once().await.unwrap());
        always.destroy().await.unwrap();
        if first {
            once.destroy().await.unwrap();
        }
        drop((connect, always, once));
        daemon.kill();
        daemon.restart();
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(states(&daemon).await, [false, false]);
    }
}

#[test]
fn an_error_at_start_is_said_once() {
    let folder = Folder::new();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let output = Command::new(Virshd::program())
        .args(["--sock-dir".as_ref(), folder.path().as_os_str()])
        .args(["--root".as_ref(), file.join("root").as_os_str()])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert_eq!(said.matches("Not a directory").count(), 1, "{said}");
    assert!(!said.contains("os error"), "{said}");
}

#[tokio::test]
async fn monitor_events_are_chosen_by_name() {
    let daemon = Virshd::start();
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let domain = define(&connect, &bare_domain("heard", "")).await;
    domain.create().await.unwrap();
    let mut streams = Vec::new();
    for (name, flags, wanted) in [
        (None, EventFlags::empty(), vec!["STOP", "RESUME"]),
        (Some("STOP"), EventFlags::empty(), vec!["STOP"]),
        (Some("resume"), EventFlags::NOCASE, vec!["RESUME"]),
        (Some("resume"), EventFlags::empty(), vec![]),
        (Some("^ST.P$"), EventFlags::REGEX, vec!["STOP"]),
        (Some("s"), EventFlags::REGEX | EventFlags::NOCASE, vec!["STOP", "RESUME"]),
    ] {
        let stream = connect.qemu_domain_monitor_event_register(Some(&domain), name, flags).await.unwrap();
        streams.push((name, stream, wanted));
    }
    let wrong = connect.qemu_domain_monitor_event_register(None, Some("("), EventFlags::REGEX).await;
    assert_eq!(wrong.unwrap_err().code(), vir_types::Code::INVALID_ARG);
    domain.suspend().await.unwrap();
    domain.resume().await.unwrap();
    for (name, mut stream, wanted) in streams {
        let mut seen = Vec::new();
        while let Ok(Some(event)) = tokio::time::timeout(Duration::from_millis(200), stream.recv()).await {
            if let EventPayload::QemuMonitor(event) = &event.payload {
                seen.push(event.event.to_string());
            }
        }
        assert_eq!(seen, wanted, "{name:?}");
    }
    domain.destroy().await.unwrap();
}
