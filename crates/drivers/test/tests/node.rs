//! The node of `test:///default`: what is on it, who shares it, and how domains live on it.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::sync::Arc;

use vir_driver::{Caller, Driver, DriverFactory as _, EventPayload, EventStream, OpenRequest};
use vir_driver_test::Factory;
use vir_types::{
    Code, ConnectListAllDomainsFlags as List, ConnectUri, DomainCreateFlags, DomainDefineFlags,
    DomainDestroyFlags, DomainEventId, DomainEventKind, DomainKey, DomainMemoryModFlags as Memory,
    DomainShutdownFlags, DomainState, DomainUndefineFlags, DomainXmlFlags, NoFlags,
};

const GUEST: &str =
    "<domain type='test'><name>vm</name><memory>2048</memory><os><type>hvm</type></os></domain>";

async fn open(factory: &Factory) -> Arc<dyn Driver> {
    let request = OpenRequest::new(ConnectUri::parse("test:///default").unwrap(), Caller::System);
    factory.open(&request).await.unwrap()
}

async fn define(driver: &Arc<dyn Driver>) -> DomainKey {
    driver.lifecycle().unwrap().domain_define_xml_flags(GUEST, DomainDefineFlags::empty()).await.unwrap()
}

async fn names(driver: &Arc<dyn Driver>, flags: List) -> Vec<String> {
    let keys = driver.domain_list().unwrap().connect_list_all_domains(flags).await.unwrap();
    let mut names: Vec<String> = keys.iter().map(|key| key.name.to_string()).collect();
    names.sort();
    names
}

async fn state(driver: &Arc<dyn Driver>, key: &DomainKey) -> DomainState {
    driver.status().unwrap().domain_get_state(key, NoFlags::empty()).await.unwrap().state
}

/// What has happened: event and detail numbers, in order.
fn happened(events: &mut EventStream) -> Vec<(i32, i32)> {
    let mut out = Vec::new();
    while let Some(event) = events.try_recv() {
        let EventPayload::Domain(event) = &event.payload else { continue };
        if let DomainEventKind::Lifecycle { event, detail } = &event.kind {
            out.push((event.0, *detail));
        }
    }
    out
}

async fn follow(driver: &Arc<dyn Driver>, dom: Option<&DomainKey>) -> EventStream {
    let events = driver.domain_events().unwrap();
    events.connect_domain_event_register_any(dom, DomainEventId::LIFECYCLE).await.unwrap()
}

#[tokio::test]
async fn connections_share_the_node_until_the_last_has_closed() {
    let factory = Factory::in_process();
    let (one, other) = (open(&factory).await, open(&factory).await);
    define(&one).await;
    assert_eq!(names(&other, List::empty()).await, ["test", "vm"]);
    drop(one);
    assert_eq!(names(&other, List::empty()).await, ["test", "vm"]);
    drop(other);
    assert_eq!(names(&open(&factory).await, List::empty()).await, ["test"]);
}

#[tokio::test]
async fn lists_are_chosen_by_groups_of_flags() {
    let driver = open(&Factory::in_process()).await;
    let key = define(&driver).await;
    for (flags, expected) in [
        (List::ACTIVE, vec!["test"]),
        (List::INACTIVE, vec!["vm"]),
        (List::ACTIVE | List::INACTIVE, vec!["test", "vm"]),
        (List::PERSISTENT | List::RUNNING, vec!["test"]),
        (List::TRANSIENT, vec![]),
        (List::SHUTOFF | List::PAUSED, vec!["vm"]),
        (List::AUTOSTART, vec![]),
        (List::HAS_SNAPSHOT, vec![]),
    ] {
        assert_eq!(names(&driver, flags).await, expected, "{flags:?}");
    }
    driver.tuning().unwrap().domain_set_autostart(&key, true).await.unwrap();
    assert_eq!(names(&driver, List::AUTOSTART).await, ["vm"]);
    let unknown = List::from_bits(1 << 30);
    let error = driver.domain_list().unwrap().connect_list_all_domains(unknown).await.unwrap_err();
    assert_eq!(error.code(), Code::INVALID_ARG);
    assert_eq!(driver.domain_list().unwrap().connect_num_of_defined_domains().await.unwrap(), 1);
}

#[tokio::test]
async fn a_whole_life_is_told_in_order() {
    let driver = open(&Factory::in_process()).await;
    let mut events = follow(&driver, None).await;
    let life = driver.lifecycle().unwrap();
    let key = define(&driver).await;
    let running = life.domain_create_with_flags(&key, DomainCreateFlags::empty()).await.unwrap();
    assert_eq!((running.id, state(&driver, &key).await), (Some(2), DomainState::RUNNING));
    life.domain_suspend(&key).await.unwrap();
    assert_eq!(state(&driver, &key).await, DomainState::PAUSED);
    life.domain_resume(&key).await.unwrap();
    let own = driver.status().unwrap().domain_get_xml_desc(&key, DomainXmlFlags::INACTIVE).await.unwrap();
    life.domain_define_xml(&own).await.unwrap();
    assert!(driver.status().unwrap().domain_is_updated(&key).await.unwrap());
    life.domain_shutdown_flags(&key, DomainShutdownFlags::empty()).await.unwrap();
    life.domain_create(&key).await.unwrap();
    life.domain_destroy_flags(&key, DomainDestroyFlags::empty()).await.unwrap();
    life.domain_undefine_flags(&key, DomainUndefineFlags::empty()).await.unwrap();
    // Defined added, started booted, suspended paused, resumed unpaused, defined updated, stopped shutdown,
    // started booted, stopped destroyed, undefined removed.
    let expected = [(0, 0), (2, 0), (3, 0), (4, 0), (0, 1), (5, 0), (2, 0), (5, 1), (1, 0)];
    assert_eq!(happened(&mut events), expected);
    let gone = driver.status().unwrap().domain_get_info(&key).await.unwrap_err();
    assert_eq!(gone.code(), Code::NO_DOMAIN);
}

#[tokio::test]
async fn one_domain_can_be_followed_alone() {
    let driver = open(&Factory::in_process()).await;
    let key = define(&driver).await;
    let mut events = follow(&driver, Some(&key)).await;
    let test = driver.domain_list().unwrap().domain_lookup_by_name("test").await.unwrap();
    driver.lifecycle().unwrap().domain_suspend(&test).await.unwrap();
    assert!(happened(&mut events).is_empty());
    driver.lifecycle().unwrap().domain_create(&key).await.unwrap();
    assert_eq!(happened(&mut events), [(2, 0)]);
}

#[tokio::test]
async fn what_is_not_defined_is_gone_when_it_stops() {
    let driver = open(&Factory::in_process()).await;
    let life = driver.lifecycle().unwrap();
    let key = life.domain_create_xml(GUEST, DomainCreateFlags::PAUSED).await.unwrap();
    assert_eq!(state(&driver, &key).await, DomainState::PAUSED);
    assert_eq!(names(&driver, List::TRANSIENT).await, ["vm"]);
    let again = life.domain_create_xml(GUEST, DomainCreateFlags::empty()).await.unwrap_err();
    assert_eq!(again.code(), Code::OPERATION_FAILED, "another UUID under the same name");
    let error = driver.tuning().unwrap().domain_set_autostart(&key, true).await.unwrap_err();
    assert_eq!(error.code(), Code::OPERATION_INVALID);
    life.domain_destroy(&key).await.unwrap();
    assert_eq!(names(&driver, List::empty()).await, ["test"]);
}

#[tokio::test]
async fn undefining_what_runs_makes_it_transient() {
    let driver = open(&Factory::in_process()).await;
    let test = driver.domain_list().unwrap().domain_lookup_by_id(1).await.unwrap();
    let life = driver.lifecycle().unwrap();
    life.domain_undefine(&test).await.unwrap();
    assert!(!driver.status().unwrap().domain_is_persistent(&test).await.unwrap());
    assert_eq!(life.domain_undefine(&test).await.unwrap_err().code(), Code::OPERATION_INVALID);
    life.domain_destroy(&test).await.unwrap();
    assert!(names(&driver, List::empty()).await.is_empty());
}

#[tokio::test]
async fn memory_has_a_maximum() {
    let driver = open(&Factory::in_process()).await;
    let key = define(&driver).await;
    let memory = driver.memory().unwrap();
    let code = |result: vir_types::Result<()>| result.map_err(|error| error.code());
    assert_eq!(code(memory.domain_set_memory_flags(&key, 1024, Memory::CONFIG).await), Ok(()));
    assert_eq!(code(memory.domain_set_memory(&key, 1024).await), Err(Code::OPERATION_INVALID));
    assert_eq!(
        code(memory.domain_set_memory_flags(&key, 4096, Memory::CONFIG).await),
        Err(Code::INVALID_ARG)
    );
    assert_eq!(code(memory.domain_set_memory_flags(&key, 0, Memory::CONFIG).await), Err(Code::INVALID_ARG));
    assert_eq!(code(memory.domain_set_max_memory(&key, 512).await), Ok(()));
    let info = driver.status().unwrap().domain_get_info(&key).await.unwrap();
    assert_eq!((info.max_memory_kib, info.memory_kib), (512, 512));
    let xml = driver.status().unwrap().domain_get_xml_desc(&key, DomainXmlFlags::INACTIVE).await.unwrap();
    assert!(xml.contains("<memory unit='KiB'>512</memory>"), "{xml}");
}

#[tokio::test]
async fn networks_pools_and_interfaces_are_there() {
    let driver = open(&Factory::in_process()).await;
    let net = driver.networks().unwrap().network_lookup_by_name("default").await.unwrap();
    assert_eq!(net.uuid.to_string(), "dd8fe884-6c02-601e-7551-cca97df1c5df");
    assert_eq!(driver.network_details().unwrap().network_get_bridge_name(&net).await.unwrap(), "virbr0");
    let pool = driver.storage_pool_list().unwrap().storage_pool_lookup_by_name("default-pool").await.unwrap();
    let info = driver.storage_pools().unwrap().storage_pool_get_info(&pool).await.unwrap();
    assert_eq!(info.capacity_bytes, 107_374_182_400);
    let iface =
        driver.interfaces().unwrap().interface_lookup_by_mac_string("AA:BB:CC:DD:EE:FF").await.unwrap();
    assert_eq!(&*iface.name, "eth1");
    let missing = driver.networks().unwrap().network_lookup_by_name("nothing").await.unwrap_err();
    assert_eq!(missing.code(), Code::NO_NETWORK);
}
