//! Conversions of the program of our own.

use vir_types::Result;
use vir_types::info::{DaemonInfo, DomainStartTime};

use super::info::info;
use super::{FromWire, ToWire};
use crate::virshd as wire;

info! {
    DaemonInfo as ConnectGetDaemonInfoRet { name <-> name, version <-> version }
    DomainStartTime as DomainGetStartTimeRet {
        started_s <-> started,
        elapsed_ms <-> elapsed,
    }
}

#[test]
fn info_round_trips() {
    let info = DaemonInfo::new("virshd".to_owned(), 1_002_003);
    let wire: wire::ConnectGetDaemonInfoRet = info.to_wire();
    let bytes = vir_xdr::to_bytes(&wire).unwrap();
    assert_eq!(bytes.as_ref(), b"\0\0\0\x06virshd\0\0\0\0\0\0\0\x0f\x4a\x13");
    assert_eq!(DaemonInfo::from_wire(wire).unwrap(), info);
}
