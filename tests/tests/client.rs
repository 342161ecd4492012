//! The library against libvirt's own daemon and against ours: the same calls, the same results.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // A test fails by panicking.
#![allow(clippy::disallowed_methods, clippy::print_stdout)] // It starts programs, and says what it skips.

use std::fmt::Debug;
use std::os::unix::net::UnixListener;
use std::time::{Duration, Instant};

use libvir::{
    Code, Connect, ConnectListAllDomainsFlags, ConnectListAllInterfacesFlags, ConnectListAllNetworksFlags,
    ConnectListAllStoragePoolsFlags, DomainCreateFlags, DomainDefineFlags, DomainDestroyFlags, DomainEventId,
    DomainEventKind, DomainMemoryModFlags, DomainRebootFlags, DomainShutdownFlags, DomainUndefineFlags,
    DomainXmlFlags, EventPayload, EventStream, InterfaceXmlFlags, NetworkXmlFlags, NoFlags, Result,
    StorageXmlFlags, Uuid,
};
use vir_tests::wire::guest;
use vir_tests::{Folder, Libvirtd, Virshd};

const TEST: &str = "6695eb01-f6a4-8304-79aa-97f2502e193f";

fn uuid(text: &str) -> Uuid {
    text.parse().unwrap()
}

/// What was called, and what came of it.
#[derive(Default)]
struct Notes(Vec<String>);

impl Notes {
    fn take<T: Debug>(&mut self, what: &str, result: Result<T>) {
        self.0.push(match result {
            Ok(value) => format!("{what}: {value:?}"),
            Err(error) => format!("{what}: error {} of {}: {error}", error.code().0, error.origin().0),
        });
    }
}

/// Everything that can be looked at.
async fn look(conn: &Connect, notes: &mut Notes) {
    notes.take("get_type", conn.get_type().await);
    notes.take("get_version", conn.get_version().await);
    notes.take("get_lib_version", conn.get_lib_version().await);
    notes.take("get_hostname", conn.get_hostname().await);
    notes.take("get_uri", conn.get_uri().await.map(|uri| uri.split('?').next().map(str::to_owned)));
    notes.take("get_capabilities", conn.get_capabilities().await);
    notes.take("get_max_vcpus", conn.get_max_vcpus(None).await);
    notes.take("get_max_vcpus test", conn.get_max_vcpus(Some("test")).await);
    notes.take("is_alive", conn.is_alive().await);
    notes.take("is_secure", conn.is_secure().await);
    notes.take("is_encrypted", conn.is_encrypted().await);
    notes.take("node_get_info", conn.node_get_info().await);
    notes.take("node_get_security_model", conn.node_get_security_model().await);
    let domains = conn.list_all_domains(ConnectListAllDomainsFlags::empty()).await;
    notes
        .take("list_all_domains", domains.map(|all| all.iter().map(|d| d.key().clone()).collect::<Vec<_>>()));
    let paused = conn.list_all_domains(ConnectListAllDomainsFlags::PAUSED).await;
    notes.take("list paused", paused.map(|all| all.len()));
    notes.take("num_of_domains", conn.num_of_domains().await);
    notes.take("list_domains", conn.list_domains(10).await);
    notes.take("num_of_defined_domains", conn.num_of_defined_domains().await);
    notes.take("list_defined_domains", conn.list_defined_domains(10).await);
    notes.take("by id", conn.domain_lookup_by_id(1).await.map(|d| d.key().clone()));
    notes.take("by uuid", conn.domain_lookup_by_uuid(uuid(TEST)).await.map(|d| d.key().clone()));
    notes.take("by wrong id", conn.domain_lookup_by_id(99).await);
    notes.take("by wrong name", conn.domain_lookup_by_name("nobody").await);
    notes.take("by wrong uuid", conn.domain_lookup_by_uuid(Uuid([7; 16])).await);

    let networks = conn.list_all_networks(ConnectListAllNetworksFlags::empty()).await;
    notes.take("networks", networks.map(|all| all.iter().map(|n| n.key().clone()).collect::<Vec<_>>()));
    notes.take("num_of_networks", conn.num_of_networks().await);
    notes.take("list_networks", conn.list_networks(10).await);
    notes.take("list_defined_networks", conn.list_defined_networks(10).await);
    notes.take("wrong network", conn.network_lookup_by_name("nobody").await);
    let net = conn.network_lookup_by_name("default").await.unwrap();
    notes.take("network xml", net.get_xml_desc(NetworkXmlFlags::empty()).await);
    notes.take("network active", net.is_active().await);
    notes.take("network persistent", net.is_persistent().await);
    notes.take("network autostart", net.get_autostart().await);
    notes.take("network bridge", net.get_bridge_name().await);
    let pools = conn.list_all_storage_pools(ConnectListAllStoragePoolsFlags::empty()).await;
    notes.take("pools", pools.map(|all| all.iter().map(|p| p.key().clone()).collect::<Vec<_>>()));
    notes.take("wrong pool", conn.storage_pool_lookup_by_name("nobody").await);
    let pool = conn.storage_pool_lookup_by_name("default-pool").await.unwrap();
    notes.take("pool xml", pool.get_xml_desc(StorageXmlFlags::empty()).await);
    notes.take("pool info", pool.get_info().await);
    notes.take("pool active", pool.is_active().await);
    let interfaces = conn.list_all_interfaces(ConnectListAllInterfacesFlags::empty()).await;
    notes.take("interfaces", interfaces.map(|all| all.iter().map(|i| i.key().clone()).collect::<Vec<_>>()));
    notes.take("wrong interface", conn.interface_lookup_by_name("nobody").await);
    let eth = conn.interface_lookup_by_mac_string("aa:bb:cc:dd:ee:ff").await.unwrap();
    notes.take("interface xml", eth.get_xml_desc(InterfaceXmlFlags::empty()).await);
    notes.take("interface active", eth.is_active().await);
}

/// One domain from the beginning to the end, and what is refused on the way.
async fn live(conn: &Connect, notes: &mut Notes) {
    let dom = conn.domain_lookup_by_name("test").await.unwrap();
    notes.take("os", dom.get_os_type().await);
    notes.take("xml", dom.get_xml_desc(DomainXmlFlags::empty()).await);
    notes.take("inactive xml", dom.get_xml_desc(DomainXmlFlags::INACTIVE | DomainXmlFlags::SECURE).await);
    notes.take("state", dom.get_state(NoFlags::empty()).await);
    notes.take("updated", dom.is_updated().await);
    notes.take("label", dom.get_security_label().await);
    notes.take("managed save", dom.has_managed_save_image(NoFlags::empty()).await);
    notes.take("max vcpus", dom.get_max_vcpus().await);
    notes.take("create running", dom.create().await);
    notes.take("resume running", dom.resume().await);
    notes.take("no vcpus", dom.set_vcpus(0).await);
    notes.take("too much", dom.set_memory(1 << 40).await);
    notes.take("maximum", dom.set_max_memory(4096).await);
    notes.take("reboot", dom.reboot(DomainRebootFlags::empty()).await);
    notes.take("reset", dom.reset(NoFlags::empty()).await);

    let xml = guest("live").replace("<memory>", "<uuid>4dea22b3-1d52-d8f3-2516-782e98ab3fa0</uuid><memory>");
    let dom = conn.domain_define_xml_flags(&xml, DomainDefineFlags::empty()).await.unwrap();
    notes.take("defined", Ok(dom.key()));
    notes.take("active", dom.is_active().await);
    notes.take("persistent", dom.is_persistent().await);
    notes.take("destroy stopped", dom.destroy_flags(DomainDestroyFlags::empty()).await);
    notes.take("set_autostart", dom.set_autostart(true).await);
    notes.take("get_autostart", dom.get_autostart().await);
    notes.take("created", dom.create_with_flags(DomainCreateFlags::empty()).await.map(|d| d.key().clone()));
    notes.take("suspend", dom.suspend().await);
    notes.take("suspend again", dom.suspend().await);
    notes.take("state", dom.get_state(NoFlags::empty()).await);
    notes.take("resume", dom.resume().await);
    notes.take("memory", dom.set_memory_flags(512, DomainMemoryModFlags::LIVE).await);
    notes.take("max memory", dom.get_max_memory().await);
    let info = dom.get_info().await;
    notes.take("info", info.map(|i| (i.state, i.max_memory_kib, i.memory_kib, i.vcpus)));
    notes.take("shutdown", dom.shutdown_flags(DomainShutdownFlags::empty()).await);
    notes.take("state", dom.get_state(NoFlags::empty()).await);
    notes.take("again", dom.create().await);
    notes.take("destroy", dom.destroy().await);
    notes.take("undefine", dom.undefine_flags(DomainUndefineFlags::empty()).await);
    notes.take("gone", dom.get_state(NoFlags::empty()).await);
    notes.take("name of another", conn.domain_define_xml(&guest("test")).await.map(|_| ()));
    let transient = conn.domain_create_xml(&xml, DomainCreateFlags::empty()).await.unwrap();
    notes.take("transient", Ok(transient.key()));
    notes.take("transient persistent", transient.is_persistent().await);
    notes.take("transient destroy", transient.destroy().await);
    notes.take("transient gone", transient.is_active().await);
}

/// The next events, as domain, event and detail.
async fn heard(events: &mut EventStream, count: usize) -> Vec<(String, i32, i32)> {
    let mut out = Vec::new();
    while out.len() < count {
        let next = tokio::time::timeout(Duration::from_secs(20), events.recv()).await;
        let event = next.expect("an event in time").expect("an event before the end");
        if let EventPayload::Domain(event) = &event.payload
            && let DomainEventKind::Lifecycle { event: kind, detail } = &event.kind
        {
            out.push((event.domain.name.as_ref().to_owned(), kind.0, *detail));
        }
    }
    out
}

#[tokio::test]
async fn the_same_calls_have_the_same_results_on_both_daemons() {
    let Some(theirs) = Libvirtd::start() else { return };
    let ours = Virshd::start();
    let mut sides = Vec::new();
    for uri in [ours.uri(), theirs.uri()] {
        let conn = Connect::open(&uri).await.unwrap();
        let mut notes = Notes::default();
        look(&conn, &mut notes).await;
        let mut events = conn.domain_event_register().await.unwrap();
        live(&conn, &mut notes).await;
        // Domain by domain, up to a last one that comes after all others.
        conn.domain_define_xml(&guest("end")).await.unwrap();
        let mut all: Vec<(String, i32, i32)> = Vec::new();
        while all.last().is_none_or(|(name, ..)| name != "end") {
            all.extend(heard(&mut events, 1).await);
        }
        assert!(all.len() > 10, "{all:?}");
        notes.take("events", Ok(all));
        conn.close().await;
        notes.take("after the end", conn.get_type().await);
        sides.push(notes.0);
    }
    let (a, b) = (&sides[0], &sides[1]);
    assert!(a.len() >= 80 && a.len() == b.len(), "{} and {} notes", a.len(), b.len());
    // Ours say what was looked for, libvirt's do not; the number of CPUs is checked elsewhere. The codes agree.
    let worded_otherwise = ["by wrong id", "by wrong name", "by wrong uuid", "no vcpus"];
    let code = |note: &str| note.split(" of ").next().map(str::to_owned);
    let same = |(a, b): &(&String, &String)| {
        let named = a.split(':').next().is_some_and(|what| worded_otherwise.contains(&what));
        a == b || (named && code(a) == code(b))
    };
    let different: Vec<_> = a.iter().zip(b).filter(|pair| !same(pair)).collect();
    assert!(different.is_empty(), "ours, libvirt's: {different:#?}");
}

#[tokio::test]
async fn libvirts_qemu_driver_is_reached() {
    let Some(theirs) = Libvirtd::start() else { return };
    let conn = match Connect::open(&theirs.qemu_uri()).await {
        Ok(conn) => conn,
        Err(error) => {
            println!("skipped: libvirtd's qemu driver is not usable here: {error}");
            return;
        }
    };
    assert_eq!(conn.get_type().await.unwrap(), "QEMU");
    assert!(conn.get_capabilities().await.unwrap().starts_with("<capabilities>"));
    assert!(conn.is_alive().await.unwrap() && conn.is_secure().await.unwrap());
    let domains = conn.list_all_domains(ConnectListAllDomainsFlags::empty()).await.unwrap();
    assert_eq!(
        domains.iter().filter(|d| d.id().is_some()).count(),
        conn.num_of_domains().await.unwrap() as usize
    );
    let error = conn.domain_lookup_by_name("nobody-of-this-name").await.unwrap_err();
    assert_eq!(error.code(), Code::NO_DOMAIN);
}

#[tokio::test]
async fn events_of_one_domain_come_to_who_asked_for_them() {
    let daemon = Virshd::start();
    let uri = daemon.uri();
    let (conn, other) = (Connect::open(&uri).await.unwrap(), Connect::open(&uri).await.unwrap());
    let test = conn.domain_lookup_by_name("test").await.unwrap();
    let mut one = conn.domain_event_register_any(Some(&test), DomainEventId::LIFECYCLE).await.unwrap();
    let mut all = conn.domain_event_register_any(None, DomainEventId::LIFECYCLE).await.unwrap();
    let dom = other.domain_define_xml(&guest("x")).await.unwrap();
    dom.undefine().await.unwrap();
    other.domain_lookup_by_name("test").await.unwrap().suspend().await.unwrap();
    let x = |event| ("x".to_owned(), event, 0);
    let suspended = ("test".to_owned(), 3, 0);
    assert_eq!(heard(&mut all, 3).await, [x(0), x(1), suspended.clone()]);
    assert_eq!(heard(&mut one, 1).await, [suspended]);
    // Dropping a stream ends its registration; the other goes on.
    drop(all);
    other.domain_lookup_by_name("test").await.unwrap().resume().await.unwrap();
    assert_eq!(heard(&mut one, 1).await, [("test".to_owned(), 4, 0)]);
}

#[tokio::test]
async fn a_socket_that_never_answers_is_given_up_in_time() {
    let folder = Folder::new();
    let path = folder.path().join("mute");
    let _mute = UnixListener::bind(&path).unwrap();
    let uri = format!("test+unix:///default?socket={}", path.display());
    let begun = Instant::now();
    let options = Connect::options().connect_timeout(Duration::from_millis(400));
    let error = options.open(&uri).await.unwrap_err();
    let took = begun.elapsed();
    assert_eq!(error.code(), Code::OPERATION_TIMEOUT, "{error}");
    assert!(error.message().contains(path.to_str().unwrap()), "{error}");
    assert!((Duration::from_millis(400)..Duration::from_secs(3)).contains(&took), "{took:?}");
}

#[tokio::test]
async fn where_nobody_listens_the_error_names_the_socket() {
    let folder = Folder::new();
    let path = folder.path().join("nobody");
    let uri = format!("qemu+unix:///system?socket={}", path.display());
    for kind in ["No such file", "Connection refused"] {
        let error = Connect::open(&uri).await.unwrap_err();
        assert_eq!(error.code(), Code::SYSTEM_ERROR, "{error}");
        assert!(error.message().contains(path.to_str().unwrap()), "{error}");
        let source = std::error::Error::source(&error).expect("the system's own error").to_string();
        assert!(source.contains(kind), "{source}");
        // For the second round: a socket that nobody listens on any more.
        let _ = UnixListener::bind(&path);
    }
}

/// The environment is another process's affair: the test runs itself once more with the variable set.
#[tokio::test]
async fn the_default_uri_comes_from_the_environment() {
    const NAME: &str = "the_default_uri_comes_from_the_environment";
    if std::env::var_os("LIBVIRT_DEFAULT_URI").is_some() {
        let conn = Connect::open("").await.unwrap();
        assert_eq!(conn.get_type().await.unwrap(), "TEST");
        assert!(conn.domain_lookup_by_name("marked").await.is_ok(), "it is the daemon of the variable");
        println!("opened by the variable");
        return;
    }
    let daemon = Virshd::start();
    let conn = Connect::open(&daemon.uri()).await.unwrap();
    conn.domain_define_xml(&guest("marked")).await.unwrap();
    let mut again = std::process::Command::new(std::env::current_exe().unwrap());
    again.args([NAME, "--exact", "--nocapture"]).env("LIBVIRT_DEFAULT_URI", daemon.uri());
    let answer = vir_tests::Answer::of(&mut again);
    assert_eq!(answer.code, Some(0), "{}{}", answer.out, answer.err);
    assert!(answer.out.contains("opened by the variable"), "{}", answer.out);
}

#[tokio::test]
async fn a_dropped_call_leaves_the_connection_usable() {
    let daemon = Virshd::start();
    let conn = Connect::open(&daemon.uri()).await.unwrap();
    for round in 0..200_u32 {
        // Polled once, so that it is sent, and then given up; or not even sent.
        let mut call = Box::pin(conn.get_capabilities());
        if round % 2 == 0 {
            let polled = std::future::poll_fn(|cx| std::task::Poll::Ready(call.as_mut().poll(cx))).await;
            drop(polled);
        }
        drop(call);
        assert_eq!(conn.get_type().await.unwrap(), "TEST", "round {round}");
    }
    assert!(conn.is_alive().await.unwrap());
    // A change whose caller has gone is done all the same.
    let xml = guest("orphan");
    let mut change = Box::pin(conn.domain_define_xml(&xml));
    let polled = std::future::poll_fn(|cx| std::task::Poll::Ready(change.as_mut().poll(cx))).await;
    assert!(polled.is_pending(), "the answer cannot be here yet");
    drop(change);
    assert!(conn.domain_lookup_by_name("orphan").await.is_ok());
}

/// A daemon that is stopped answers nothing; then it is killed.
#[tokio::test]
async fn when_the_daemon_dies_pending_calls_fail_and_the_connection_says_so() {
    let mut daemon = Virshd::start();
    let conn = Connect::open(&daemon.uri()).await.unwrap();
    let mut events = conn.domain_event_register().await.unwrap();
    assert!(conn.is_alive().await.unwrap());
    daemon.freeze();
    let pending = tokio::spawn({
        let conn = conn.clone();
        async move { conn.get_capabilities().await }
    });
    tokio::task::yield_now().await;
    assert!(!pending.is_finished());
    daemon.kill();
    let end = Duration::from_secs(20);
    let error = tokio::time::timeout(end, pending).await.expect("it fails in time").unwrap().unwrap_err();
    assert_eq!(error.code(), Code::SYSTEM_ERROR, "{error}");
    assert!(error.message().contains("End of file while reading data"), "{error}");
    assert!(!conn.is_alive().await.unwrap());
    let error = conn.get_type().await.unwrap_err();
    assert!(error.message().contains("End of file") || error.message().contains("closed"), "{error}");
    assert!(tokio::time::timeout(end, events.recv()).await.expect("the events end").is_none());
    // A new connection says that nobody is there.
    assert_eq!(Connect::open(&daemon.uri()).await.unwrap_err().code(), Code::SYSTEM_ERROR);
}
