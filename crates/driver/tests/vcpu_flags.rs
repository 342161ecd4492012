//! The operations of virtual CPU counts, before any driver has them.

use async_trait::async_trait;
use vir_driver::facets::DomainVcpu;
use vir_types::{Code, DomainKey, DomainVcpuFlags, Uuid};

/// Has the facet and nothing in it.
struct Empty;

#[async_trait]
impl DomainVcpu for Empty {}

#[tokio::test]
async fn an_empty_driver_has_neither() {
    let dom = DomainKey::new("vm", Uuid([1; 16]), None);
    let set = Empty.domain_set_vcpus_flags(&dom, 2, DomainVcpuFlags::LIVE).await;
    let get = Empty.domain_get_vcpus_flags(&dom, DomainVcpuFlags::MAXIMUM).await;
    assert_eq!(set.map_err(|error| error.code()), Err(Code::NO_SUPPORT));
    assert_eq!(get.map_err(|error| error.code()), Err(Code::NO_SUPPORT));
}
