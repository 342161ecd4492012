//! What the client sends for virtual CPU counts, and what it makes of the answers.
#![allow(clippy::unwrap_used)]

mod canned;

use std::sync::{Arc, Mutex};

use vir_protocol::remote::{self, Proc};
use vir_rpc::Packet;
use vir_types::{Code, DomainKey, DomainVcpuFlags, Uuid};

#[tokio::test]
async fn counts_and_flags_travel() {
    let asked: Arc<Mutex<Vec<remote::DomainSetVcpusFlagsArgs>>> = Arc::default();
    let notes = asked.clone();
    let answer = move |(_, number), body| match Proc(number) {
        Proc::DOMAIN_SET_VCPUS_FLAGS => {
            notes.lock().unwrap().push(vir_xdr::from_bytes(body).unwrap());
            Packet::encode(&()).ok()
        }
        Proc::DOMAIN_GET_VCPUS_FLAGS => Packet::encode(&remote::DomainGetVcpusFlagsRet { num: -1 }).ok(),
        _ => None,
    };
    let (driver, _socket) = canned::open(0, answer).await;
    let dom = DomainKey::new("vm", Uuid([9; 16]), Some(4));
    let flags = DomainVcpuFlags::CONFIG | DomainVcpuFlags::MAXIMUM;
    driver.vcpu().unwrap().domain_set_vcpus_flags(&dom, 3, flags).await.unwrap();
    let asked = asked.lock().unwrap().clone();
    let expected = remote::NonnullDomain { name: "vm".into(), uuid: [9; 16], id: 4 };
    assert_eq!(asked, [remote::DomainSetVcpusFlagsArgs { dom: expected, nvcpus: 3, flags: 6 }]);
    // A count below zero is no count.
    let error = driver.vcpu().unwrap().domain_get_vcpus_flags(&dom, flags).await.unwrap_err();
    assert_eq!(error.code(), Code::INVALID_ARG);
}
