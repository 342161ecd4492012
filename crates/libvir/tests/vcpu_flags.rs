//! `Domain::set_vcpus_flags` and `Domain::get_vcpus_flags`.
#![allow(clippy::unwrap_used)]

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use libvir::{Code, Domain, DomainKey, DomainVcpuFlags as Flags, Result, Uuid};
use vir_driver::Driver;
use vir_driver::facets::DomainVcpu;

/// Notes what it is asked.
#[derive(Default)]
struct Fake(Mutex<Vec<String>>);

impl Driver for Fake {
    fn name(&self) -> &'static str {
        "fake"
    }
    fn vcpu(&self) -> Result<&dyn DomainVcpu> {
        Ok(self)
    }
}

#[async_trait]
impl DomainVcpu for Fake {
    async fn domain_set_vcpus_flags(&self, dom: &DomainKey, nvcpus: u32, flags: Flags) -> Result<()> {
        self.0.lock().unwrap().push(format!("set {} {nvcpus} {flags:?}", dom.name));
        Ok(())
    }
    async fn domain_get_vcpus_flags(&self, dom: &DomainKey, flags: Flags) -> Result<u32> {
        self.0.lock().unwrap().push(format!("get {} {flags:?}", dom.name));
        Ok(5)
    }
}

/// Has no facet at all.
struct Nothing;

impl Driver for Nothing {
    fn name(&self) -> &'static str {
        "nothing"
    }
}

fn domain(driver: Arc<dyn Driver>, read_only: bool) -> Domain {
    libvir::server::connect(driver, read_only).domain(DomainKey::new("vm", Uuid([1; 16]), None))
}

#[tokio::test]
async fn arguments_arrive() {
    let fake = Arc::new(Fake::default());
    let domain = domain(fake.clone(), false);
    domain.set_vcpus_flags(3, Flags::CONFIG | Flags::MAXIMUM).await.unwrap();
    assert_eq!(domain.get_vcpus_flags(Flags::LIVE).await.unwrap(), 5);
    let expected = ["set vm 3 DomainVcpuFlags(CONFIG | MAXIMUM)", "get vm DomainVcpuFlags(LIVE)"];
    assert_eq!(*fake.0.lock().unwrap(), expected);
}

#[tokio::test]
async fn a_read_only_connection_may_look() {
    let fake = Arc::new(Fake::default());
    let domain = domain(fake.clone(), true);
    let error = domain.set_vcpus_flags(3, Flags::LIVE).await.unwrap_err();
    assert_eq!(error.message(), "operation forbidden: read only access prevents virDomainSetVcpusFlags");
    assert_eq!(domain.get_vcpus_flags(Flags::CURRENT).await.unwrap(), 5);
    assert_eq!(fake.0.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_driver_without_them_says_so() {
    let domain = domain(Arc::new(Nothing), false);
    for (error, name) in [
        (domain.set_vcpus_flags(1, Flags::LIVE).await.unwrap_err(), "virDomainSetVcpusFlags"),
        (domain.get_vcpus_flags(Flags::LIVE).await.unwrap_err(), "virDomainGetVcpusFlags"),
    ] {
        assert_eq!(error.code(), Code::NO_SUPPORT);
        assert!(error.message().ends_with(name), "{error}");
    }
}
