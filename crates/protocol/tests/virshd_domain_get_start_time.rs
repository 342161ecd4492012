//! `virshd_domain_get_start_time` on the wire.
#![allow(clippy::unwrap_used)]

use vir_protocol::wire::{FromWire, ToWire};
use vir_protocol::{remote, virshd};
use vir_types::info::DomainStartTime;

#[test]
fn the_arguments_have_their_layout() {
    let args = virshd::DomainGetStartTimeArgs {
        dom: remote::NonnullDomain { name: "vm".into(), uuid: [1; 16], id: -1 },
    };
    let bytes = [
        0x00, 0x00, 0x00, 0x02, 0x76, 0x6d, 0x00, 0x00, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01,
        0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0xff, 0xff, 0xff, 0xff,
    ];
    assert_eq!(vir_xdr::to_bytes(&args).unwrap().as_ref(), bytes);
    let back: virshd::DomainGetStartTimeArgs = vir_xdr::from_bytes(bytes.to_vec().into()).unwrap();
    assert_eq!(back, args);
}

#[test]
fn the_answer_has_its_layout() {
    let answer = DomainStartTime::new(-3, 4);
    let bytes =
        [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfd, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x04];
    let wire: virshd::DomainGetStartTimeRet = answer.to_wire();
    assert_eq!(vir_xdr::to_bytes(&wire).unwrap().as_ref(), bytes);
    let back: virshd::DomainGetStartTimeRet = vir_xdr::from_bytes(bytes.to_vec().into()).unwrap();
    assert_eq!(DomainStartTime::from_wire(back).unwrap(), answer);
}

#[test]
fn it_has_rules() {
    let found = virshd::PROCEDURES.iter().find(|p| p.name == "domain_get_start_time").unwrap();
    assert_eq!(found.acl.len(), 1);
    assert_eq!(found.aclfilter.len(), 0);
}
