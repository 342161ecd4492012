//! How many clients a daemon takes and how much of each: ours and libvirt's alike.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // A test fails by panicking.
#![allow(clippy::disallowed_methods)] // It starts programs.

use std::io::Read as _;
use std::path::Path;
use std::time::{Duration, Instant};

use libvir::admin::Admin;
use libvir::names::host::{SERVER_CLIENTS_CURRENT, SERVER_CLIENTS_MAX, SERVER_CLIENTS_UNAUTH_MAX};
use libvir::{Connect, NoFlags, TypedParams};
use rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType};
use vir_protocol::remote::{ConnectSupportsFeatureArgs, ConnectSupportsFeatureRet, Proc};
use vir_tests::guest::{bare_domain, define};
use vir_tests::wire::Wire;
use vir_tests::{Libvirtd, Virshd, emulators};

const NONE: NoFlags = NoFlags::empty();

/// Long enough for an answer that comes, and short enough to wait for one that does not.
const MOMENT: Duration = Duration::from_millis(400);

async fn open(uri: &str) -> Option<Connect> {
    tokio::time::timeout(MOMENT, Connect::open(uri)).await.ok().map(|opened| opened.unwrap())
}

/// Three may come: the fourth waits, unanswered, until one goes or more may come.
async fn most_clients(uri: &str, admin_uri: &str, name: &str) {
    let admin = Admin::open(admin_uri).await.unwrap();
    let server = admin.lookup_server(name, NONE).await.unwrap();
    let limits = server.get_client_limits(NONE).await.unwrap();
    assert_eq!(limits.get_uint(SERVER_CLIENTS_MAX).unwrap(), Some(3));
    let mut here = Vec::new();
    for _ in 0..3 {
        here.push(open(uri).await.expect("there is room"));
    }
    assert!(open(uri).await.is_none(), "{name}: a fourth is not answered");
    let waits = tokio::spawn({
        let uri = uri.to_owned();
        async move { Connect::open(&uri).await.unwrap() }
    });
    tokio::time::sleep(MOMENT).await;
    assert!(!waits.is_finished());
    let now = server.get_client_limits(NONE).await.unwrap();
    assert_eq!(now.get_uint(SERVER_CLIENTS_CURRENT).unwrap(), Some(3), "{name}: it is not counted either");
    here.pop().unwrap().close().await;
    here.push(tokio::time::timeout(Duration::from_secs(5), waits).await.expect("it is let in").unwrap());

    // Over the admin socket: at once, in both directions.
    let set =
        |most: u32| TypedParams::new().with(SERVER_CLIENTS_UNAUTH_MAX, 1u32).with(SERVER_CLIENTS_MAX, most);
    server.set_client_limits(&set(4), NONE).await.unwrap();
    here.push(open(uri).await.expect("there is room for a fourth"));
    server.set_client_limits(&set(2), NONE).await.unwrap();
    for connect in &here {
        connect.get_hostname().await.expect("nobody is turned out");
    }
    here.truncate(3);
    tokio::time::sleep(MOMENT).await;
    assert!(open(uri).await.is_none(), "{name}: three are more than two");
    server.set_client_limits(&set(1000), NONE).await.unwrap();
    assert!(open(uri).await.is_some());
}

#[tokio::test]
async fn at_max_clients_nobody_is_accepted() {
    let config = "max_clients = 3\nmax_anonymous_clients = 2\n";
    let ours = Virshd::start_with(config, &[]);
    most_clients(&ours.uri(), &ours.admin_uri(), "virshd").await;
    if let Some(theirs) = Libvirtd::start_with(config) {
        most_clients(&theirs.uri(), &theirs.admin_uri(), "libvirtd").await;
    }
}

/// How many may connect without being accepted.
fn queue(socket: &Path) -> usize {
    let address = SocketAddrUnix::new(socket).unwrap();
    let mut waiting = Vec::new();
    loop {
        let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
        let one = rustix::net::socket_with(AddressFamily::UNIX, SocketType::STREAM, flags, None).unwrap();
        match rustix::net::connect(&one, &address) {
            Ok(()) => waiting.push(one),
            Err(rustix::io::Errno::AGAIN) => return waiting.len(),
            Err(error) => panic!("{error}"),
        }
        assert!(waiting.len() < 100, "the queue has no end");
    }
}

#[tokio::test]
async fn max_queued_clients_wait_and_no_more() {
    let config = "max_clients = 1\nmax_anonymous_clients = 1\nmax_queued_clients = 3\n";
    let ours = Virshd::start_with(config, &[]);
    let connect = open(&ours.uri()).await.unwrap();
    let own = queue(&ours.socket());
    connect.get_hostname().await.unwrap();
    assert_eq!(own, 4, "the kernel takes one more than it is told");
    if let Some(theirs) = Libvirtd::start_with(config) {
        let _connect = open(&theirs.uri()).await.unwrap();
        assert_eq!(queue(&theirs.socket()), own);
    }
}

/// A client that says that it answers pings, and does not: how long it is borne, in seconds.
fn borne(socket: &Path) -> f64 {
    let mut wire = Wire::open(socket);
    let args = ConnectSupportsFeatureArgs { feature: libvir::feature::Feature::PROGRAM_KEEPALIVE.0 };
    let ret: ConnectSupportsFeatureRet = wire.call(Proc::CONNECT_SUPPORTS_FEATURE, &args).unwrap();
    assert_eq!(ret.supported, 1);
    let start = Instant::now();
    let mut pings = Vec::new();
    wire.stream().read_to_end(&mut pings).unwrap();
    assert_eq!(pings.len(), 2 * 28, "two pings");
    start.elapsed().as_secs_f64()
}

#[test]
fn keepalive_gives_up_after_its_count() {
    let config = "keepalive_interval = 1\nkeepalive_count = 2\n";
    let ours = Virshd::start_with(config, &[]);
    let own = borne(&ours.socket());
    assert!((2.5..4.5).contains(&own), "{own} s");
    if let Some(theirs) = Libvirtd::start_with(config) {
        let their = borne(&theirs.socket());
        assert!((own - their).abs() < 1.2, "ours {own} s, libvirt's {their} s");
    }
}

#[tokio::test]
async fn the_admin_socket_has_limits_of_its_own() {
    let config = "admin_max_clients = 2\nadmin_max_queued_clients = 2\nadmin_max_client_requests = 3\n\
                  admin_keepalive_interval = 7\nadmin_keepalive_count = 2\nmax_clients = 30\nmax_requests = 20\n";
    let ours = Virshd::start_with(config, &[]);
    assert!(!ours.log().contains("without effect"), "{}", ours.log());
    admin_limits(&ours.admin_uri()).await;
    if let Some(theirs) = Libvirtd::start_with(config) {
        admin_limits(&theirs.admin_uri()).await;
    }
}

async fn admin_limits(uri: &str) {
    let first = Admin::open(uri).await.unwrap();
    let server = first.lookup_server("admin", NONE).await.unwrap();
    let limits = server.get_client_limits(NONE).await.unwrap();
    assert_eq!(limits.get_uint(SERVER_CLIENTS_MAX).unwrap(), Some(2));
    let second = Admin::open(uri).await.unwrap();
    assert!(tokio::time::timeout(MOMENT, Admin::open(uri)).await.is_err(), "a third waits");
    assert_eq!(second.list_servers(NONE).await.unwrap().len(), 2);
    let more = TypedParams::new().with(SERVER_CLIENTS_MAX, 3u32);
    server.set_client_limits(&more, NONE).await.unwrap();
    tokio::time::timeout(Duration::from_secs(5), Admin::open(uri)).await.expect("it is let in").unwrap();
}

/// A guest whose emulator has stopped makes calls wait.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn max_client_requests_of_one_client_are_in_progress() {
    let daemon = Virshd::start_with("max_client_requests = 2\n", &[]);
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let guest = define(&connect, &bare_domain("slow", "")).await;
    guest.create().await.unwrap();
    let emulator = emulators(&daemon.root())[0];
    let signal = |signal| {
        let pid = rustix::process::Pid::from_raw(emulator.cast_signed()).unwrap();
        rustix::process::kill_process(pid, signal).unwrap();
    };
    signal(rustix::process::Signal::STOP);
    let wait = |guest: libvir::Domain| tokio::spawn(async move { guest.memory_stats(16, NONE).await });
    let first = wait(guest.clone());
    tokio::time::sleep(MOMENT / 4).await;
    connect.get_hostname().await.expect("the second of two");
    let second = wait(guest.clone());
    tokio::time::sleep(MOMENT / 4).await;
    let third = tokio::spawn({
        let connect = connect.clone();
        async move { connect.get_hostname().await }
    });
    tokio::time::sleep(MOMENT).await;
    assert!(!third.is_finished(), "a third call of the same client is not begun");
    let other = Connect::open(&daemon.qemu_uri()).await.unwrap();
    other.get_hostname().await.expect("another client is not concerned");
    signal(rustix::process::Signal::CONT);
    third.await.unwrap().unwrap();
    first.await.unwrap().unwrap();
    second.await.unwrap().unwrap();
    guest.destroy().await.unwrap();
}
