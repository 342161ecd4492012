//! What every public method does before and after its driver: guards, arguments, named errors.
#![allow(clippy::unwrap_used)]

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use libvir::{Code, Connect, DomainCreateFlags, DomainKey, DomainXmlFlags, Error, NoFlags, Result, Uuid};
use vir_driver::Driver;
use vir_driver::facets::{Connection, DomainLife, DomainStatus, DomainTuning};

/// Notes what it is asked; has three facets and few of their methods.
#[derive(Default)]
struct Fake {
    asked: Mutex<Vec<String>>,
}

impl Fake {
    fn note(&self, call: String) {
        self.asked.lock().unwrap().push(call);
    }
}

impl Driver for Fake {
    fn name(&self) -> &'static str {
        "fake"
    }
    fn connection(&self) -> Result<&dyn Connection> {
        Ok(self)
    }
    fn lifecycle(&self) -> Result<&dyn DomainLife> {
        Ok(self)
    }
    fn status(&self) -> Result<&dyn DomainStatus> {
        Ok(self)
    }
    fn tuning(&self) -> Result<&dyn DomainTuning> {
        Ok(self)
    }
}

impl Connection for Fake {}

#[async_trait]
impl DomainLife for Fake {
    async fn domain_create_with_flags(&self, dom: &DomainKey, flags: DomainCreateFlags) -> Result<DomainKey> {
        self.note(format!("domain_create_with_flags({}, {flags:?})", dom.name));
        Ok(DomainKey::new(dom.name.clone(), dom.uuid, Some(7)))
    }
    async fn domain_suspend(&self, _dom: &DomainKey) -> Result<()> {
        Err(Error::new(Code::NO_SUPPORT, "virSomethingElse"))
    }
}

#[async_trait]
impl DomainStatus for Fake {
    async fn domain_get_xml_desc(&self, dom: &DomainKey, flags: DomainXmlFlags) -> Result<String> {
        self.note(format!("domain_get_xml_desc({}, {flags:?})", dom.name));
        Ok("<domain/>".to_owned())
    }
}

#[async_trait]
impl DomainTuning for Fake {
    async fn domain_set_autostart(&self, dom: &DomainKey, autostart: bool) -> Result<()> {
        self.note(format!("domain_set_autostart({}, {autostart})", dom.name));
        Ok(())
    }
}

fn connect(read_only: bool) -> (Arc<Fake>, Connect) {
    let fake = Arc::new(Fake::default());
    (fake.clone(), libvir::server::connect(fake, read_only))
}

fn key() -> DomainKey {
    DomainKey::new("vm", Uuid([3; 16]), None)
}

#[tokio::test]
async fn arguments_arrive_and_results_come_back() {
    let (fake, conn) = connect(false);
    conn.domain(key()).set_autostart(true).await.unwrap();
    let started = conn.domain(key()).create_with_flags(DomainCreateFlags::PAUSED).await.unwrap();
    assert_eq!(started.id(), Some(7));
    // The old call reaches a driver that has only the new one.
    conn.domain(key()).create().await.unwrap();
    assert_eq!(
        *fake.asked.lock().unwrap(),
        [
            "domain_set_autostart(vm, true)",
            "domain_create_with_flags(vm, DomainCreateFlags(PAUSED))",
            "domain_create_with_flags(vm, DomainCreateFlags())",
        ]
    );
}

#[tokio::test]
async fn a_read_only_connection_never_reaches_the_driver_with_a_change() {
    let (fake, conn) = connect(true);
    let error = conn.domain(key()).set_autostart(true).await.unwrap_err();
    assert_eq!(error.code(), Code::OPERATION_DENIED);
    assert_eq!(error.message(), "operation forbidden: read only access prevents virDomainSetAutostart");
    assert_eq!(conn.domain(key()).create().await.unwrap_err().code(), Code::OPERATION_DENIED);
    assert!(fake.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn some_flags_make_a_look_a_change() {
    let (fake, conn) = connect(true);
    for flags in [DomainXmlFlags::SECURE, DomainXmlFlags::MIGRATABLE | DomainXmlFlags::INACTIVE] {
        let error = conn.domain(key()).get_xml_desc(flags).await.unwrap_err();
        assert_eq!(error.code(), Code::OPERATION_DENIED, "{flags:?}");
    }
    conn.domain(key()).get_xml_desc(DomainXmlFlags::INACTIVE).await.unwrap();
    assert_eq!(*fake.asked.lock().unwrap(), ["domain_get_xml_desc(vm, DomainXmlFlags(INACTIVE))"]);
}

#[tokio::test]
async fn unsupported_says_what_is_not_supported() {
    let (_fake, conn) = connect(false);
    for (error, expected) in [
        // A method that the driver's facet has not.
        (conn.domain(key()).get_state(NoFlags::empty()).await.unwrap_err(), "virDomainGetState"),
        // A facet that the driver has not.
        (conn.node_get_info().await.unwrap_err(), "virNodeGetInfo"),
        // What somebody else has named stays named.
        (conn.domain(key()).suspend().await.unwrap_err(), "virSomethingElse"),
    ] {
        assert_eq!(error.code(), Code::NO_SUPPORT);
        assert_eq!(
            error.message(),
            format!("this function is not supported by the connection driver: {expected}")
        );
    }
}

#[tokio::test]
async fn a_closed_connection_refuses_everything() {
    let (fake, conn) = connect(false);
    let other = conn.clone();
    conn.close().await;
    conn.close().await;
    let error = other.domain(key()).set_autostart(true).await.unwrap_err();
    assert_eq!(error.code(), Code::INVALID_CONN);
    assert_eq!(error.message(), "invalid connection pointer in virDomainSetAutostart");
    assert!(fake.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn the_test_driver_needs_no_daemon() {
    let conn = Connect::open("test:///default").await.unwrap();
    let domain = conn.domain_lookup_by_name("test").await.unwrap();
    assert_eq!(domain.uuid().to_string(), "6695eb01-f6a4-8304-79aa-97f2502e193f");
    assert_eq!((conn.get_type().await.unwrap().as_str(), domain.id()), ("TEST", Some(1)));
    let error = Connect::open("test:///nonsense").await.unwrap_err();
    assert_eq!(error.code(), Code::ARGUMENT_UNSUPPORTED);
    assert_eq!(Connect::open("no such uri").await.unwrap_err().code(), Code::INVALID_ARG);
}

#[tokio::test]
async fn nothing_listening_names_what_was_tried() {
    let error = Connect::open("qemu+unix:///system?socket=/nonexistent/sock").await.unwrap_err();
    assert_eq!(error.code(), Code::SYSTEM_ERROR);
    assert!(error.message().starts_with("Failed to connect socket to '/nonexistent/sock': "), "{error}");
    let error = Connect::open("qemu+ssh://host/system").await.unwrap_err();
    assert_eq!(error.code(), Code::ARGUMENT_UNSUPPORTED);
}
