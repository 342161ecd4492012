//! Emulators that go wrong, at every step and in every way. Each time: the right state, the right event, the
//! right error, and nothing left behind.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use libvir::{Connect, Domain, EventPayload, EventStream};
use vir_tests::guest::{bare_domain, leftovers};
use vir_tests::{Folder, Virshd};
use vir_types::{
    Code, DomainCoreDumpFlags, DomainEventKind, DomainEventType, DomainSaveRestoreFlags, DomainShutoffReason,
    DomainState, Error, NoFlags,
};

/// One daemon with emulators that go wrong, and what it had open before any of them.
struct Host {
    daemon: Virshd,
    connect: Connect,
    emulator: PathBuf,
    _links: Folder,
}

async fn host() -> Host {
    let folder = Folder::new();
    let conf = folder.path().join("root/etc");
    std::fs::create_dir_all(&conf).unwrap();
    std::fs::write(conf.join("qemu.conf"), "monitor_timeout = 1\nuser = \"root\"\ngroup = \"root\"\n")
        .unwrap();
    let daemon = Virshd::start_in(folder, "", &[]);
    let links = Folder::new();
    // Tests know emulators by their names.
    let emulator = links.path().join("qemu-system-fake");
    std::os::unix::fs::symlink(vir_tests::built("vir-tests", "fake_qemu"), &emulator).unwrap();
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    Host { daemon, connect, emulator, _links: links }
}

fn open_files(daemon: &Virshd) -> Vec<String> {
    let mut open: Vec<String> = std::fs::read_dir(format!("/proc/{}/fd", daemon.pid()))
        .unwrap()
        .flatten()
        .filter_map(|entry| Some(std::fs::read_link(entry.path()).ok()?.display().to_string()))
        .map(|target| target.split(':').next().unwrap_or_default().to_owned())
        .collect();
    open.sort();
    open
}

impl Host {
    async fn define(&self, name: &str) -> Domain {
        let emulator = format!("<emulator>{}</emulator>", self.emulator.display());
        let xml = bare_domain(name, &emulator);
        self.connect.domain_define_xml(&xml).await.unwrap_or_else(|error| panic!("{error}\n{xml}"))
    }

    /// What the daemon has open once nothing is under way.
    async fn what_is_open(&self) -> Vec<String> {
        let mut open = open_files(&self.daemon);
        loop {
            tokio::time::sleep(Duration::from_millis(300)).await;
            let now = open_files(&self.daemon);
            if now == open {
                return open;
            }
            open = now;
        }
    }

    /// Nothing is left of a guest: processes, descriptors, folders, states.
    fn nothing_is_left(&self, told: &str, before: &[String]) {
        let end = Instant::now() + Duration::from_secs(5);
        loop {
            let (left, open) = (leftovers(&self.daemon), open_files(&self.daemon));
            if left.is_empty() && open == before {
                return;
            }
            assert!(Instant::now() < end, "{told}: {left:#?}\nopen before {before:#?}\nopen now {open:#?}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

/// The life-cycle events until it is quiet, each with its detail.
async fn events(stream: &mut EventStream) -> Vec<(DomainEventType, i32)> {
    let mut seen = Vec::new();
    while let Ok(Some(event)) = tokio::time::timeout(Duration::from_millis(100), stream.recv()).await {
        if let EventPayload::Domain(event) = &event.payload
            && let DomainEventKind::Lifecycle { event, detail } = event.kind
        {
            seen.push((event, detail));
        }
    }
    seen
}

/// Which error a fault may come out as.
fn expected(kind: &str) -> &'static [Code] {
    match kind {
        "silent" => &[Code::OPERATION_TIMEOUT],
        "garbage" | "refuse" => &[Code::INTERNAL_ERROR],
        "die" | "half" | "close" => &[Code::INTERNAL_ERROR, Code::OPERATION_FAILED],
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_start_that_goes_wrong_leaves_nothing() {
    let host = host().await;
    let first = host.define("fault.none.none").await;
    first.create().await.unwrap();
    first.destroy().await.unwrap();
    first.undefine().await.unwrap();
    let mut stream = host.connect.domain_event_register().await.unwrap();
    let before = host.what_is_open().await;
    let points = ["exec", "greeting", "qmp_capabilities", "query-chardev", "query-cpus-fast", "cont"];
    for point in points {
        for kind in ["die", "silent", "garbage", "close", "half", "refuse"] {
            if point == "exec" && !["die", "silent"].contains(&kind)
                || (point, kind) == ("greeting", "refuse")
            {
                continue;
            }
            let told = format!("{kind} at {point}");
            let domain = host.define(&format!("fault.{point}.{kind}")).await;
            let begin = Instant::now();
            let failed = domain.create().await.expect_err(&told);
            assert!(begin.elapsed() < Duration::from_secs(8), "{told}: {:?}", begin.elapsed());
            assert!(expected(kind).contains(&failed.code()), "{told}: {failed:?}");
            if (point, kind) == ("exec", "die") {
                assert!(failed.message().contains("fake: out of order"), "{told}: {failed}");
            }
            let state = domain.get_state(NoFlags::empty()).await.unwrap();
            let failed = (DomainState::SHUTOFF, DomainShutoffReason::FAILED.0);
            assert_eq!((state.state, state.reason), failed, "{told}");
            domain.undefine().await.unwrap();
            let seen: Vec<_> = events(&mut stream).await.into_iter().map(|(event, _)| event).collect();
            assert_eq!(seen, [DomainEventType::DEFINED, DomainEventType::UNDEFINED], "{told}");
            host.nothing_is_left(&told, &before);
        }
    }
    assert!(!host.daemon.log().contains("panicked"), "{}", host.daemon.log());
}

/// A call on a running guest, by the command of the monitor that goes wrong in it.
async fn call(point: &str, domain: &Domain, file: &str) -> Result<(), Error> {
    match point {
        "stop" => domain.suspend().await,
        "system_reset" => domain.reset(NoFlags::empty()).await,
        "system_powerdown" => domain.shutdown().await,
        "query-balloon" => domain.memory_stats(16, NoFlags::empty()).await.map(drop),
        "migrate" | "query-migrate" | "migrate-set-parameters" => domain.save(file).await,
        "migrate-set-capabilities" => domain.managed_save(DomainSaveRestoreFlags::empty()).await,
        "dump-guest-memory" => domain.core_dump(file, DomainCoreDumpFlags::MEMORY_ONLY).await,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_guest_that_goes_wrong_is_told_of_and_can_be_ended() {
    let host = host().await;
    let first = host.define("fault.none.none").await;
    first.create().await.unwrap();
    first.destroy().await.unwrap();
    first.undefine().await.unwrap();
    let mut stream = host.connect.domain_event_register().await.unwrap();
    let before = host.what_is_open().await;
    let points = [
        "stop",
        "system_reset",
        "system_powerdown",
        "query-balloon",
        "migrate-set-parameters",
        "migrate-set-capabilities",
        "migrate",
        "query-migrate",
        "dump-guest-memory",
    ];
    let file = host.daemon.folder().join("image").display().to_string();
    for point in points {
        for kind in ["die", "silent", "garbage", "close", "half", "refuse"] {
            let told = format!("{kind} at {point}");
            let domain = host.define(&format!("fault.{point}.{kind}")).await;
            domain.create().await.unwrap_or_else(|error| panic!("{told}: {error}"));
            events(&mut stream).await;
            let begin = Instant::now();
            let failed = call(point, &domain, &file).await.expect_err(&told);
            assert!(begin.elapsed() < Duration::from_secs(8), "{told}: {:?}", begin.elapsed());
            assert!(expected(kind).contains(&failed.code()), "{told}: {failed:?}");
            assert!(!std::path::Path::new(&file).exists(), "{told}: half an image is left");
            let ended = ["die", "close", "half"].contains(&kind);
            let seen = events(&mut stream).await;
            let state = domain.get_state(NoFlags::empty()).await.unwrap();
            let stopped = seen.iter().filter(|(event, _)| *event == DomainEventType::STOPPED).count();
            if ended {
                let crashed = (DomainState::SHUTOFF, DomainShutoffReason::CRASHED.0);
                assert_eq!((state.state, state.reason), crashed, "{told}: {seen:?}");
                assert_eq!(seen.last(), Some(&(DomainEventType::STOPPED, 5)), "{told}: {seen:?}");
                assert_eq!(stopped, 1, "{told}: {seen:?}");
            } else {
                assert_eq!(stopped, 0, "{told}: {seen:?}");
                // What the guest did before it does still, where its emulator can be told so.
                let gone_on = state.state == DomainState::RUNNING;
                assert!(
                    gone_on || kind == "garbage" && state.state == DomainState::PAUSED,
                    "{told}: {state:?}"
                );
                domain.destroy().await.unwrap_or_else(|error| panic!("{told}: {error}"));
            }
            assert!(!domain.has_managed_save_image(NoFlags::empty()).await.unwrap(), "{told}");
            domain.undefine().await.unwrap();
            events(&mut stream).await;
            host.nothing_is_left(&told, &before);
        }
    }
    // What is new is passed over.
    let domain = host.define("fault.none.news").await;
    domain.create().await.unwrap();
    domain.suspend().await.unwrap();
    domain.resume().await.unwrap();
    assert_eq!(domain.get_state(NoFlags::empty()).await.unwrap().state, DomainState::RUNNING);
    domain.destroy().await.unwrap();
    assert!(!host.daemon.log().contains("panicked"), "{}", host.daemon.log());
}

/// Attaching and detaching, by the command of the monitor that goes wrong in it.
#[tokio::test]
async fn plugging_that_goes_wrong_changes_nothing() {
    let host = host().await;
    let first = host.define("fault.none.none").await;
    first.create().await.unwrap();
    first.destroy().await.unwrap();
    first.undefine().await.unwrap();
    let mut stream = host.connect.domain_event_register().await.unwrap();
    let before = host.what_is_open().await;
    let image = host.daemon.folder().join("image");
    std::fs::write(&image, vec![0; 1 << 20]).unwrap();
    let disk = format!(
        "<disk type='file'><driver name='qemu' type='raw'/><source file='{}'/><target dev='vdb' bus='virtio'/></disk>",
        image.display()
    );
    let flags = vir_types::DomainDeviceModifyFlags::LIVE;
    for point in ["blockdev-add", "device_add", "device_del", "blockdev-del"] {
        for kind in ["die", "silent", "garbage", "close", "half", "refuse"] {
            let told = format!("{kind} at {point}");
            let domain = host.define(&format!("fault.{point}.{kind}")).await;
            domain.create().await.unwrap_or_else(|error| panic!("{told}: {error}"));
            let begin = Instant::now();
            let attached = domain.attach_device_flags(&disk, flags).await;
            let attaches = ["blockdev-add", "device_add"].contains(&point);
            let done = if attaches {
                attached
            } else {
                attached.unwrap_or_else(|error| panic!("{told}: {error}"));
                domain.detach_device_flags(&disk, flags).await
            };
            assert!(begin.elapsed() < Duration::from_secs(12), "{told}: {:?}", begin.elapsed());
            // A device that has gone is gone, whatever becomes of what was behind it.
            if point == "blockdev-del" {
                drop(done);
            } else {
                let failed = done.expect_err(&told);
                assert!(expected(kind).contains(&failed.code()), "{told}: {failed:?}");
            }
            let ended = ["die", "close", "half"].contains(&kind);
            let seen = events(&mut stream).await;
            let state = domain.get_state(NoFlags::empty()).await.unwrap();
            if ended {
                let crashed = (DomainState::SHUTOFF, DomainShutoffReason::CRASHED.0);
                assert_eq!((state.state, state.reason), crashed, "{told}: {seen:?}");
            } else {
                assert_eq!(state.state, DomainState::RUNNING, "{told}");
                let xml = domain.get_xml_desc(vir_types::DomainXmlFlags::empty()).await.unwrap();
                assert_eq!(xml.contains("<target dev='vdb'"), point == "device_del", "{told}: {xml}");
                domain.destroy().await.unwrap_or_else(|error| panic!("{told}: {error}"));
            }
            domain.undefine().await.unwrap();
            events(&mut stream).await;
            host.nothing_is_left(&told, &before);
        }
    }
    assert!(!host.daemon.log().contains("panicked"), "{}", host.daemon.log());
}

/// An emulator that ends, says nonsense or nothing at all while it is destroyed is destroyed all the same.
#[tokio::test]
async fn a_guest_is_destroyed_whatever_its_emulator_says() {
    let host = host().await;
    let first = host.define("fault.none.none").await;
    first.create().await.unwrap();
    first.destroy().await.unwrap();
    first.undefine().await.unwrap();
    let mut stream = host.connect.domain_event_register().await.unwrap();
    let before = host.what_is_open().await;
    for kind in ["die", "silent", "garbage", "close", "half", "refuse", "none"] {
        let domain = host.define(&format!("fault.stop.{kind}")).await;
        domain.create().await.unwrap();
        events(&mut stream).await;
        // The question is under way when the guest is destroyed, and ends with it.
        let asked = {
            let domain = domain.clone();
            tokio::spawn(async move { domain.suspend().await })
        };
        tokio::time::sleep(Duration::from_millis(if kind == "silent" { 200 } else { 0 })).await;
        let begin = Instant::now();
        let destroyed = domain.destroy().await;
        assert!(begin.elapsed() < Duration::from_secs(5), "{kind}: {:?}", begin.elapsed());
        let _ = asked.await.unwrap();
        let seen = events(&mut stream).await;
        let state = domain.get_state(NoFlags::empty()).await.unwrap();
        assert_eq!(state.state, DomainState::SHUTOFF, "{kind}");
        let crashed =
            ["die", "close", "half"].contains(&kind) && state.reason == DomainShutoffReason::CRASHED.0;
        assert!(crashed || state.reason == DomainShutoffReason::DESTROYED.0, "{kind}: {state:?}");
        assert!(crashed || destroyed.is_ok(), "{kind}: {destroyed:?}");
        assert_eq!(seen.iter().filter(|(event, _)| *event == DomainEventType::STOPPED).count(), 1, "{kind}");
        domain.undefine().await.unwrap();
        events(&mut stream).await;
        host.nothing_is_left(kind, &before);
    }
}
