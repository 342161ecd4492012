//! The API without async, on the test driver.
#![allow(clippy::unwrap_used)]

use libvir::blocking::{Connect, ConnectOptions};
use libvir::{Code, ConnectListAllDomainsFlags, DomainEventId, DomainState, EventPayload, NoFlags};

#[test]
fn a_domain_is_found_stopped_and_started() {
    let conn = Connect::open("test:///default").unwrap();
    assert_eq!(conn.get_type().unwrap(), "TEST");
    let domains = conn.list_all_domains(ConnectListAllDomainsFlags::empty()).unwrap();
    assert_eq!(domains.len(), 1);
    let domain = conn.domain_lookup_by_name("test").unwrap();
    assert_eq!(domain.uuid(), domains[0].uuid());
    let mut events = conn.domain_event_register_any(Some(&domain), DomainEventId::LIFECYCLE).unwrap();
    domain.destroy().unwrap();
    assert!(matches!(events.next().unwrap().payload, EventPayload::Domain(_)));
    assert_eq!(domain.get_state(NoFlags::empty()).unwrap().state, DomainState::SHUTOFF);
    domain.create().unwrap();
    assert_eq!(domain.connect().num_of_domains().unwrap(), 1);
    conn.close();
    assert_eq!(domain.get_info().unwrap_err().code(), Code::INVALID_CONN);
}

#[test]
fn a_read_only_connection_refuses() {
    let conn = ConnectOptions::default().read_only(true).open("test:///default").unwrap();
    assert!(conn.is_read_only());
    let domain = conn.domain_lookup_by_name("test").unwrap();
    assert_eq!(domain.destroy().unwrap_err().code(), Code::OPERATION_DENIED);
}

#[test]
fn threads_share_a_connection() {
    let conn = Connect::open("test:///default").unwrap();
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let conn = conn.clone();
            std::thread::spawn(move || (0..50).all(|_| conn.get_hostname().is_ok()))
        })
        .collect();
    assert!(threads.into_iter().all(|thread| thread.join().unwrap()));
}

#[tokio::test]
async fn asynchronous_code_is_told_that_it_must_not() {
    let error = Connect::open("test:///default").unwrap_err();
    assert_eq!(error.code(), Code::OPERATION_INVALID);
}
