//! Virtual CPU counts of the test driver, with every flag.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use vir_driver::{Caller, Driver, DriverFactory as _, OpenRequest};
use vir_driver_test::Factory;
use vir_types::{
    Code, ConnectUri, DomainCreateFlags, DomainDefineFlags, DomainKey, DomainVcpuFlags as Flags,
    DomainXmlFlags, Result,
};

const GUEST: &str = "<domain type='test'><name>vm</name><memory>1024</memory>\
                     <vcpu current='2'>4</vcpu><os><type>hvm</type></os></domain>";

/// A node with the guest defined, running or not.
struct Node(Arc<dyn Driver>, DomainKey);

impl Node {
    async fn new(running: bool) -> Self {
        let request = OpenRequest::new(ConnectUri::parse("test:///default").unwrap(), Caller::System);
        let driver = Factory::in_process().open(&request).await.unwrap();
        let life = driver.lifecycle().unwrap();
        let key = life.domain_define_xml_flags(GUEST, DomainDefineFlags::empty()).await.unwrap();
        if running {
            life.domain_create_with_flags(&key, DomainCreateFlags::empty()).await.unwrap();
        }
        Self(driver, key)
    }

    async fn set(&self, nvcpus: u32, flags: Flags) -> Result<(), Code> {
        let vcpu = self.0.vcpu().unwrap();
        vcpu.domain_set_vcpus_flags(&self.1, nvcpus, flags).await.map_err(|error| error.code())
    }

    async fn get(&self, flags: Flags) -> Result<u32, Code> {
        let vcpu = self.0.vcpu().unwrap();
        vcpu.domain_get_vcpus_flags(&self.1, flags).await.map_err(|error| error.code())
    }

    async fn xml(&self, flags: DomainXmlFlags) -> String {
        self.0.status().unwrap().domain_get_xml_desc(&self.1, flags).await.unwrap()
    }
}

#[tokio::test]
async fn a_definition_has_two_counts() {
    let node = Node::new(false).await;
    assert_eq!(node.get(Flags::CURRENT).await, Ok(2));
    assert_eq!(node.get(Flags::CONFIG | Flags::MAXIMUM).await, Ok(4));
    assert_eq!(node.get(Flags::LIVE).await, Err(Code::OPERATION_INVALID));
    assert_eq!(node.set(3, Flags::CONFIG).await, Ok(()));
    assert_eq!(node.set(5, Flags::CONFIG).await, Err(Code::INVALID_ARG));
    assert!(
        node.xml(DomainXmlFlags::empty()).await.contains("<vcpu placement='static' current='3'>4</vcpu>")
    );
    assert_eq!(node.set(2, Flags::CONFIG | Flags::MAXIMUM).await, Ok(()));
    assert!(node.xml(DomainXmlFlags::empty()).await.contains("<vcpu placement='static'>2</vcpu>"));
    assert_eq!(node.set(1, Flags::LIVE).await, Err(Code::OPERATION_INVALID));
}

#[tokio::test]
async fn a_running_domain_and_its_definition_are_told_apart() {
    let node = Node::new(true).await;
    assert_eq!(node.set(4, Flags::LIVE).await, Ok(()));
    assert_eq!((node.get(Flags::LIVE).await, node.get(Flags::CONFIG).await), (Ok(4), Ok(2)));
    assert_eq!(node.set(1, Flags::LIVE | Flags::CONFIG).await, Ok(()));
    assert_eq!((node.get(Flags::LIVE).await, node.get(Flags::CONFIG).await), (Ok(1), Ok(1)));
    // Only the definition's maximum can change, and what runs keeps its own.
    assert_eq!(node.set(8, Flags::MAXIMUM).await, Err(Code::INVALID_ARG));
    assert_eq!(node.set(8, Flags::CONFIG | Flags::MAXIMUM).await, Ok(()));
    assert_eq!(node.get(Flags::LIVE | Flags::MAXIMUM).await, Ok(4));
    assert!(node.xml(DomainXmlFlags::INACTIVE).await.contains(" current='1'>8</vcpu>"));
    // A change that one of two definitions cannot take changes neither.
    assert_eq!(node.set(6, Flags::LIVE | Flags::CONFIG).await, Err(Code::INVALID_ARG));
    assert_eq!((node.get(Flags::LIVE).await, node.get(Flags::CONFIG).await), (Ok(1), Ok(1)));
}

#[tokio::test]
async fn the_guest_takes_its_own_on_and_off_line() {
    let node = Node::new(true).await;
    assert_eq!(node.get(Flags::GUEST).await, Ok(2));
    assert_eq!(node.set(1, Flags::GUEST).await, Ok(()));
    assert_eq!((node.get(Flags::GUEST).await, node.get(Flags::LIVE).await), (Ok(1), Ok(2)));
    assert_eq!(node.set(3, Flags::GUEST).await, Err(Code::INVALID_ARG));
    assert_eq!(node.set(3, Flags::LIVE | Flags::HOTPLUGGABLE).await, Ok(()));
}

#[tokio::test]
async fn what_cannot_be_meant_is_refused() {
    let node = Node::new(true).await;
    for (nvcpus, flags) in [
        (0, Flags::LIVE),
        (33, Flags::CONFIG | Flags::MAXIMUM),
        (1, Flags::from_bits(0x40)),
        (1, Flags::GUEST | Flags::CONFIG),
        (1, Flags::GUEST | Flags::MAXIMUM),
        (1, Flags::GUEST | Flags::HOTPLUGGABLE),
        (1, Flags::MAXIMUM | Flags::HOTPLUGGABLE | Flags::CONFIG),
    ] {
        assert_eq!(node.set(nvcpus, flags).await, Err(Code::INVALID_ARG), "{nvcpus} {flags:?}");
    }
    assert_eq!(node.get(Flags::LIVE | Flags::CONFIG).await, Err(Code::INVALID_ARG));
}

#[tokio::test]
async fn the_older_calls_mean_the_same() {
    let node = Node::new(true).await;
    let vcpu = node.0.vcpu().unwrap();
    vcpu.domain_set_vcpus(&node.1, 3).await.unwrap();
    assert_eq!((node.get(Flags::LIVE).await, node.get(Flags::CONFIG).await), (Ok(3), Ok(2)));
    assert_eq!(vcpu.domain_get_max_vcpus(&node.1).await.unwrap(), 4);
}
