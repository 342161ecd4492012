//! What a policy leaves of lists and events.
#![allow(clippy::unwrap_used)]

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use vir_acl::{Guarded, GuardedFactory, Object, Policy, Question};
use vir_driver::facets::{DomainEvents, DomainList};
use vir_driver::{
    Caller, Driver, DriverFactory, EventBus, EventClass, EventFilter, EventStream, Identity, OpenRequest,
};
use vir_types::{
    Code, ConnectListAllDomainsFlags, ConnectUri, DomainEvent, DomainEventId, DomainEventType, DomainKey,
    Error, Result, Uuid,
};

/// Domains `vm0` to `vm99`, and whatever events a test emits.
#[derive(Default)]
struct Hundred {
    events: EventBus,
}

fn vm(number: u8) -> DomainKey {
    DomainKey::new(format!("vm{number}"), Uuid::from_bytes([number; 16]), None)
}

impl Driver for Hundred {
    fn name(&self) -> &'static str {
        "hundred"
    }
    fn domain_list(&self) -> Result<&dyn DomainList> {
        Ok(self)
    }
    fn domain_events(&self) -> Result<&dyn DomainEvents> {
        Ok(self)
    }
}

#[async_trait]
impl DomainList for Hundred {
    async fn connect_list_all_domains(&self, _flags: ConnectListAllDomainsFlags) -> Result<Vec<DomainKey>> {
        Ok((0..100).map(vm).collect())
    }
    async fn domain_lookup_by_name(&self, name: &str) -> Result<DomainKey> {
        let number = name.strip_prefix("vm").and_then(|number| number.parse().ok());
        number.map(vm).ok_or_else(|| Error::new(Code::NO_DOMAIN, name))
    }
}

#[async_trait]
impl DomainEvents for Hundred {
    async fn connect_domain_event_register(&self) -> Result<EventStream> {
        let class = EventClass::Domain(DomainEventId::LIFECYCLE);
        Ok(self.events.register(EventFilter::new(class, None), 1000))
    }
}

/// Shows domains whose name ends in 7, or fails.
#[derive(Default)]
struct Sevens {
    asked: Mutex<usize>,
    broken: bool,
}

#[async_trait]
impl Policy for Sevens {
    async fn allows(&self, question: &Question<'_>) -> Result<bool> {
        *self.asked.lock().unwrap() += 1;
        assert_eq!(question.driver, "hundred");
        if self.broken {
            return Err(Error::internal("nobody knows"));
        }
        tokio::task::yield_now().await;
        Ok(match question.object {
            Object::Domain(key) => key.name.ends_with('7'),
            _ => question.permission != "write",
        })
    }
}

fn guarded(driver: &Arc<Hundred>, policy: &Arc<Sevens>) -> Guarded {
    Guarded::new(driver.clone(), policy.clone(), Caller::client(Identity::new()))
}

#[tokio::test]
async fn lists_hold_what_may_be_seen() {
    let (driver, policy) = (Arc::default(), Arc::default());
    let guarded = guarded(&driver, &policy);
    let list = guarded.domain_list().unwrap();
    let all = list.connect_list_all_domains(ConnectListAllDomainsFlags::empty()).await.unwrap();
    let names: Vec<_> = all.iter().map(|key| &*key.name).collect();
    assert_eq!(names, ["vm7", "vm17", "vm27", "vm37", "vm47", "vm57", "vm67", "vm77", "vm87", "vm97"]);
    // Older questions are answered from the same list.
    assert_eq!(list.connect_list_defined_domains(3).await.unwrap(), ["vm7", "vm17", "vm27"]);

    assert_eq!(list.domain_lookup_by_name("vm7").await.unwrap(), vm(7));
    let denied = list.domain_lookup_by_name("vm8").await.unwrap_err();
    assert_eq!(
        (denied.code(), denied.message()),
        (Code::ACCESS_DENIED, "access denied: 'hundred' denied access")
    );
}

#[tokio::test]
async fn a_policy_that_fails_says_no() {
    let policy = Arc::new(Sevens { broken: true, ..Sevens::default() });
    let guarded = guarded(&Arc::default(), &policy);
    let list = guarded.domain_list().unwrap();
    let denied = list.connect_list_all_domains(ConnectListAllDomainsFlags::empty()).await.unwrap_err();
    assert_eq!(denied.code(), Code::ACCESS_DENIED);
    assert_eq!(*policy.asked.lock().unwrap(), 1);
}

#[tokio::test]
async fn events_of_what_may_be_seen_come_in_order() {
    let (driver, policy): (Arc<Hundred>, _) = (Arc::default(), Arc::default());
    let guarded = guarded(&driver, &policy);
    let mut events = guarded.domain_events().unwrap().connect_domain_event_register().await.unwrap();
    for number in 0..100 {
        driver.events.emit(DomainEvent::lifecycle(vm(number), DomainEventType::STARTED, 0));
    }
    for number in [7, 17, 27, 37, 47, 57, 67, 77, 87, 97] {
        let event = events.recv().await.unwrap();
        let expected = DomainEvent::lifecycle(vm(number), DomainEventType::STARTED, 0).into();
        assert_eq!(event.payload, expected);
    }
    assert!(events.try_recv().is_none());
    drop(events);
    while !driver.events.is_empty() {
        tokio::task::yield_now().await;
        driver.events.emit(DomainEvent::lifecycle(vm(7), DomainEventType::STARTED, 0));
    }
}

/// Opens the hundred domains under any URI.
struct Opens;

#[async_trait]
impl DriverFactory for Opens {
    fn name(&self) -> &'static str {
        "hundred"
    }
    fn accepts(&self, _uri: &ConnectUri) -> bool {
        true
    }
    async fn open(&self, _request: &OpenRequest) -> Result<Arc<dyn Driver>> {
        Ok(Arc::new(Hundred::default()))
    }
}

#[tokio::test]
async fn only_the_driver_of_the_uri_is_judged_at_opening() {
    let policy = Arc::new(Sevens { broken: true, ..Sevens::default() });
    let factory = GuardedFactory::new(Arc::new(Opens), policy);
    let request = |uri: &str, caller| OpenRequest::new(ConnectUri::parse(uri).unwrap(), caller);
    let client = || Caller::client(Identity::new());
    let denied = factory.open(&request("hundred:///", client())).await.err().unwrap();
    assert_eq!(denied.code(), Code::ACCESS_DENIED);
    assert!(factory.open(&request("other:///", client())).await.is_ok());
    assert!(factory.open(&request("hundred:///", Caller::System)).await.is_ok());
}
