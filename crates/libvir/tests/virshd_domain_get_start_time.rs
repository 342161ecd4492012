//! `Domain::virshd_get_start_time`.
#![allow(clippy::unwrap_used)]

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use libvir::{Code, Connect, DomainKey, Result, Uuid, info::DomainStartTime};
use vir_driver::Driver;
use vir_driver::facets::DomainStatus;

/// Notes what it is asked.
#[derive(Default)]
struct Fake(Mutex<Vec<String>>);

impl Driver for Fake {
    fn name(&self) -> &'static str {
        "fake"
    }
    fn status(&self) -> Result<&dyn DomainStatus> {
        Ok(self)
    }
}

#[async_trait]
impl DomainStatus for Fake {
    async fn virshd_domain_get_start_time(&self, dom: &DomainKey) -> Result<DomainStartTime> {
        self.0.lock().unwrap().push(format!("asked: {}", dom.name));
        Ok(DomainStartTime::new(-3, 4))
    }
}

/// Has no facet at all.
struct Nothing;

impl Driver for Nothing {
    fn name(&self) -> &'static str {
        "nothing"
    }
}

fn connect(driver: Arc<dyn Driver>, read_only: bool) -> Connect {
    libvir::server::connect(driver, read_only)
}

#[tokio::test]
async fn arguments_arrive() {
    let fake = Arc::new(Fake::default());
    let conn = connect(fake.clone(), false);
    let dom = DomainKey::new("vm", Uuid([1; 16]), None);
    assert_eq!(conn.domain(dom).virshd_get_start_time().await.unwrap(), DomainStartTime::new(-3, 4));
    assert_eq!(*fake.0.lock().unwrap(), ["asked: vm"]);
}

#[tokio::test]
async fn a_read_only_connection_may_ask() {
    let fake = Arc::new(Fake::default());
    let conn = connect(fake.clone(), true);
    let dom = DomainKey::new("vm", Uuid([1; 16]), None);
    conn.domain(dom).virshd_get_start_time().await.unwrap();
    assert_eq!(fake.0.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_driver_without_it_says_so() {
    let conn = connect(Arc::new(Nothing), false);
    let dom = DomainKey::new("vm", Uuid([1; 16]), None);
    let error = conn.domain(dom).virshd_get_start_time().await.err().unwrap();
    assert_eq!(error.code(), Code::NO_SUPPORT);
    assert!(error.message().ends_with("virshdDomainGetStartTime"), "{error}");
}
