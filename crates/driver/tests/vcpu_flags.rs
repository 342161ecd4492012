//! The operations of virtual CPU counts, before any driver has them.

use async_trait::async_trait;
use vir_driver::facets::DomainVcpu;
use vir_types::{Code, DomainKey, DomainVcpuFlags, Result, Uuid};

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

/// Has the newer operations alone, and answers with what it was asked.
struct Newer;

#[async_trait]
impl DomainVcpu for Newer {
    async fn domain_set_vcpus_flags(
        &self,
        _dom: &DomainKey,
        nvcpus: u32,
        flags: DomainVcpuFlags,
    ) -> Result<()> {
        assert_eq!((nvcpus, flags), (3, DomainVcpuFlags::LIVE));
        Ok(())
    }
    async fn domain_get_vcpus_flags(&self, _dom: &DomainKey, flags: DomainVcpuFlags) -> Result<u32> {
        Ok(flags.bits())
    }
}

#[tokio::test]
async fn the_older_calls_reach_the_newer_ones() {
    let dom = DomainKey::new("vm", Uuid([1; 16]), None);
    assert!(Newer.domain_set_vcpus(&dom, 3).await.is_ok());
    assert_eq!(Newer.domain_get_max_vcpus(&dom).await.ok(), Some(DomainVcpuFlags::MAXIMUM.bits()));
    let nothing = Empty.domain_get_max_vcpus(&dom).await;
    assert_eq!(nothing.map_err(|error| error.code()), Err(Code::NO_SUPPORT));
}
