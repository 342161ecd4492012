//! What the client sends for `virshd_domain_get_start_time`, and what it makes of the answer.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

mod canned;

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use vir_protocol::wire::ToWire;
use vir_protocol::{remote, virshd};
use vir_rpc::Packet;
use vir_types::{Code, DomainKey, Uuid, info::DomainStartTime};

#[tokio::test]
async fn it_travels() {
    let asked: Arc<Mutex<Vec<Bytes>>> = Arc::default();
    let notes = asked.clone();
    let answer = move |call, body| {
        (call == (virshd::PROGRAM, virshd::Proc::DOMAIN_GET_START_TIME.0)).then(|| {
            notes.lock().unwrap().push(body);
            Packet::encode(&<_ as ToWire<virshd::DomainGetStartTimeRet>>::to_wire(&DomainStartTime::new(
                -3, 4,
            )))
            .unwrap()
        })
    };
    let (driver, _socket) = canned::open(0, answer).await;
    let dom = DomainKey::new("vm", Uuid([1; 16]), None);
    let answer = driver.status().unwrap().virshd_domain_get_start_time(&dom).await.unwrap();
    assert_eq!(answer, DomainStartTime::new(-3, 4));
    let args: virshd::DomainGetStartTimeArgs = vir_xdr::from_bytes(asked.lock().unwrap()[0].clone()).unwrap();
    assert_eq!(
        args,
        virshd::DomainGetStartTimeArgs {
            dom: remote::NonnullDomain { name: "vm".into(), uuid: [1; 16], id: -1 }
        }
    );
}

#[tokio::test]
async fn a_daemon_without_it_is_told_apart() {
    let (driver, _socket) = canned::open(0, |_, _| None).await;
    let dom = DomainKey::new("vm", Uuid([1; 16]), None);
    let error = driver.status().unwrap().virshd_domain_get_start_time(&dom).await.err().unwrap();
    assert_eq!(error.code(), Code::NO_SUPPORT);
}
