//! `virshd_domain_get_start_time`, before any driver has it.

use async_trait::async_trait;
use vir_driver::facets::DomainStatus;
use vir_types::{Code, DomainKey, Uuid};

/// Has the facet and nothing in it.
struct Empty;

#[async_trait]
impl DomainStatus for Empty {}

#[tokio::test]
async fn an_empty_driver_has_it_not() {
    let dom = DomainKey::new("vm", Uuid([1; 16]), None);
    let answer = Empty.virshd_domain_get_start_time(&dom).await;
    assert_eq!(answer.err().map(|error| error.code()), Some(Code::NO_SUPPORT));
}
