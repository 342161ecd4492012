//! Daemons administered: ours by libvirt's own program, and ours and libvirt's by the library, with the same results.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // A test fails by panicking.
#![allow(clippy::disallowed_methods)] // It starts programs.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::time::Duration;

use libvir::admin::{Admin, AdminServer};
use libvir::names::host::{
    SERVER_CLIENTS_CURRENT, SERVER_CLIENTS_MAX, SERVER_CLIENTS_UNAUTH_CURRENT, SERVER_CLIENTS_UNAUTH_MAX,
};
use libvir::{
    AdmConnectDaemonShutdownFlags, ClientTransport, Code, Connect, NoFlags, TypedParams, TypedValue,
};
use vir_tests::{Libvirtd, Peer, Virshd, eventually, require};

const NONE: NoFlags = NoFlags::empty();

/// What libvirt's program says: whether it succeeded, and its lines.
fn virt_admin(uri: &str, words: &[&str]) -> (bool, String) {
    let output = Command::new(require(Peer::VirtAdmin).unwrap())
        .args(["-c", uri])
        .args(words)
        .env("TZ", "UTC")
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}

/// The same for a command that succeeds and prints `name: value` lines, in their order.
fn told(uri: &str, words: &[&str]) -> Vec<(String, String)> {
    let (good, text) = virt_admin(uri, words);
    assert!(good, "{words:?}: {text}");
    let pairs = text.lines().filter_map(|line| line.split_once(':'));
    pairs.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())).collect()
}

/// The same for one that prints a table: the first two words of each row.
fn rows(uri: &str, words: &[&str]) -> Vec<(String, String)> {
    let (good, text) = virt_admin(uri, words);
    assert!(good, "{words:?}: {text}");
    let rows = text.lines().skip(2).filter(|line| !line.trim().is_empty());
    let words = rows.map(|row| row.split_whitespace().take(2).map(ToOwned::to_owned).collect::<Vec<_>>());
    words.map(|words| (words[0].clone(), words[1].clone())).collect()
}

/// Typed parameters as libvirt's program prints them.
fn shown(params: &TypedParams) -> Vec<(String, String)> {
    let value = |value: &TypedValue| match value {
        TypedValue::Int(number) => number.to_string(),
        TypedValue::Uint(number) => number.to_string(),
        TypedValue::Boolean(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        TypedValue::String(text) => text.to_string(),
        other => panic!("no value of such a kind is expected: {other:?}"),
    };
    params.iter().map(|param| (param.name.to_string(), value(&param.value))).collect()
}

/// What the library sees of a daemon is what libvirt's program sees; the errors, to be compared between daemons.
async fn same(admin_uri: &str, uri: &str, name: &str) -> Vec<(i32, i32)> {
    let looking = Connect::open(uri).await.unwrap();
    let admin = Admin::open(admin_uri).await.unwrap();
    assert!(admin.is_alive().await.unwrap());
    assert_eq!(admin.get_uri().await.unwrap(), admin_uri);
    assert_eq!(admin.get_lib_version().await.unwrap(), libvir::admin::get_version());

    let servers = admin.list_servers(NONE).await.unwrap();
    let names: Vec<_> = servers.iter().map(AdminServer::name).collect();
    // libvirt keeps its servers in a hash of random order.
    assert_eq!(BTreeSet::from_iter(&names), BTreeSet::from([&name, &"admin"]));
    let listed = rows(admin_uri, &["srv-list"]);
    assert_eq!(listed.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>(), names);

    let server = admin.lookup_server(name, NONE).await.unwrap();
    let limits = server.get_client_limits(NONE).await.unwrap();
    assert_eq!(shown(&limits), told(admin_uri, &["srv-clients-info", name]));
    let names: Vec<_> = limits.iter().map(|param| &*param.name).collect();
    let order = [
        SERVER_CLIENTS_MAX,
        SERVER_CLIENTS_CURRENT,
        SERVER_CLIENTS_UNAUTH_MAX,
        SERVER_CLIENTS_UNAUTH_CURRENT,
    ];
    assert_eq!(names, order);
    let pool = server.get_threadpool_parameters(NONE).await.unwrap();
    let pool: BTreeMap<_, _> = shown(&pool).into_iter().collect();
    let printed: BTreeMap<_, _> = told(admin_uri, &["srv-threadpool-info", name]).into_iter().collect();
    for number in ["minWorkers", "maxWorkers", "prioWorkers"] {
        assert_eq!(pool[number], printed[number], "{number}");
    }

    let clients = server.list_clients(NONE).await.unwrap();
    let [client] = clients.as_slice() else { panic!("one client is connected: {clients:?}") };
    assert_eq!(client.transport(), ClientTransport::UNIX);
    let id = client.id().to_string();
    assert_eq!(rows(admin_uri, &["client-list", name]), [(id.clone(), "unix".to_owned())]);
    assert_eq!(server.lookup_client(client.id(), NONE).await.unwrap().key(), client.key());
    let info = client.get_info(NONE).await.unwrap();
    let printed = told(admin_uri, &["client-info", name, &id]);
    assert_eq!(shown(&info), printed[3..], "behind number, time and transport");
    assert_eq!(info.get_int("unix_process_id").unwrap(), Some(std::process::id().cast_signed()));
    assert_eq!(info.get_boolean("readonly").unwrap(), Some(false));

    let mut errors = Vec::new();
    let mut note = |error: libvir::Error| errors.push((error.code().0, error.origin().0));
    note(admin.lookup_server("nobody", NONE).await.unwrap_err());
    note(server.lookup_client(u64::MAX, NONE).await.unwrap_err());
    note(admin.list_servers(NoFlags::from_bits(4)).await.unwrap_err());
    note(server.update_tls_files(NONE).await.unwrap_err());
    let set = |name: &str, value: u32| TypedParams::new().with(name.to_owned(), value);
    note(server.set_client_limits(&set(SERVER_CLIENTS_CURRENT, 1), NONE).await.unwrap_err());
    note(server.set_client_limits(&set(SERVER_CLIENTS_UNAUTH_MAX, 1_000_000), NONE).await.unwrap_err());
    note(admin.set_logging_filters(Some("7:qemu"), NONE).await.unwrap_err());
    note(admin.set_logging_outputs(Some("1:nowhere"), NONE).await.unwrap_err());

    // Each sees what the other has set.
    let both = set(SERVER_CLIENTS_MAX, 77).with(SERVER_CLIENTS_UNAUTH_MAX, 66u32);
    server.set_client_limits(&both, NONE).await.unwrap();
    let printed = told(admin_uri, &["srv-clients-info", name]);
    assert_eq!((printed[0].1.as_str(), printed[2].1.as_str()), ("77", "66"));
    told(admin_uri, &["srv-clients-set", name, "--max-clients", "88"]);
    let now = server.get_client_limits(NONE).await.unwrap();
    assert_eq!(now.get_uint(SERVER_CLIENTS_MAX).unwrap(), Some(88));
    assert_eq!(now.get_uint(SERVER_CLIENTS_UNAUTH_MAX).unwrap(), Some(66));

    told(admin_uri, &["daemon-log-filters", "1:rpc 3:util"]);
    let filters = admin.get_logging_filters(NONE).await.unwrap();
    let text = filters.filters.unwrap().replace('*', "");
    assert_eq!((text.trim(), filters.nfilters), ("1:rpc 3:util", 2));
    admin.set_logging_filters(None, NONE).await.unwrap();
    assert_eq!(admin.get_logging_filters(NONE).await.unwrap().nfilters, 0);
    let folder = vir_tests::Folder::new();
    let output = format!("1:file:{}", folder.path().join("log").display());
    told(admin_uri, &["daemon-log-outputs", &output]);
    let outputs = admin.get_logging_outputs(NONE).await.unwrap();
    assert_eq!((outputs.outputs.trim(), outputs.noutputs), (output.as_str(), 1));
    assert!(folder.path().join("log").exists());
    admin.set_logging_outputs(None, NONE).await.unwrap();
    let printed = told(admin_uri, &["daemon-log-outputs"]);
    assert!(printed[0].1.ends_with(":stderr") || printed[0].1.ends_with(":journald"), "{printed:?}");

    client.close(NONE).await.unwrap();
    for _ in 0..200 {
        if !looking.is_alive().await.unwrap() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(!looking.is_alive().await.unwrap(), "the client is turned out");
    let gone = client.get_info(NONE).await.unwrap_err();
    note_gone(&mut errors, &gone);
    admin.close().await;
    errors
}

fn note_gone(errors: &mut Vec<(i32, i32)>, error: &libvir::Error) {
    assert_eq!(error.code(), Code::NO_CLIENT, "{error}");
    errors.push((error.code().0, error.origin().0));
}

#[tokio::test]
async fn the_library_and_libvirts_program_see_the_same_of_both_daemons() {
    if require(Peer::VirtAdmin).is_none() {
        return;
    }
    let ours = Virshd::start();
    let own = same(&ours.admin_uri(), &ours.uri(), "virshd").await;
    let Some(theirs) = Libvirtd::start() else { return };
    let their = same(&theirs.admin_uri(), &theirs.uri(), "libvirtd").await;
    assert_eq!(own, their, "codes and origins of the errors");
}

#[tokio::test]
async fn what_cannot_be_is_refused() {
    let daemon = Virshd::start();
    let admin = Admin::open(&daemon.admin_uri()).await.unwrap();
    let server = admin.lookup_server("virshd", NONE).await.unwrap();
    let workers = TypedParams::new().with("maxWorkers", 7u32);
    let refused = server.set_threadpool_parameters(&workers, NONE).await.unwrap_err();
    assert_eq!(refused.code(), Code::OPERATION_UNSUPPORTED, "{refused}");
    let refused = admin.daemon_shutdown(AdmConnectDaemonShutdownFlags::PRESERVE).await.unwrap_err();
    assert_eq!(refused.code(), Code::OPERATION_UNSUPPORTED, "{refused}");
    // Neither program is answered on the other's socket.
    let elsewhere = format!("virshd:///system?socket={}", daemon.socket().display());
    assert_eq!(Admin::open(&elsewhere).await.unwrap_err().code(), Code::RPC);
    let elsewhere = format!("test+unix:///default?socket={}", daemon.admin_socket().display());
    assert_eq!(Connect::open(&elsewhere).await.unwrap_err().code(), Code::RPC);
    let mode = std::fs::metadata(daemon.admin_socket()).unwrap();
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&mode.permissions()) & 0o777, 0o700);
}

#[tokio::test]
async fn the_daemon_ends_when_it_is_told_to() {
    let mut daemon = Virshd::start();
    let admin = Admin::open(&daemon.admin_uri()).await.unwrap();
    let mut closing = admin.register_close_callback().await.unwrap();
    admin.daemon_shutdown(AdmConnectDaemonShutdownFlags::empty()).await.unwrap();
    assert!(closing.recv().await.is_some());
    assert!(daemon.wait().success());
    assert!(!daemon.admin_socket().exists());
    assert!(!admin.is_alive().await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_daemon_ends_when_nobody_comes() {
    let mut daemon = Virshd::start();
    let admin = Admin::open(&daemon.admin_uri()).await.unwrap();
    admin.set_daemon_timeout(1, NONE).await.unwrap();
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert!(daemon.is_running(), "somebody is connected");
    admin.close().await;
    let status = eventually("the daemon ends", || (!daemon.is_running()).then(|| daemon.wait()));
    assert!(status.success());
}
