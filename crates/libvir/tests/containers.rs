//! What containers' callers do to themselves.
#![allow(clippy::unwrap_used)]

use std::fs::File;
use std::sync::Arc;

use libvir::info::{SecurityLabel, SecurityModel};
use libvir::{Code, Domain, DomainKey, NoFlags, Uuid};
use vir_driver::Driver;

/// Has no facet: nothing here asks a driver.
struct Nothing;

impl Driver for Nothing {
    fn name(&self) -> &'static str {
        "nothing"
    }
}

fn domain(id: Option<u32>, read_only: bool) -> Domain {
    libvir::server::connect(Arc::new(Nothing), read_only).domain(DomainKey::new("box", Uuid([4; 16]), id))
}

const NONE: NoFlags = NoFlags::empty();

#[test]
fn a_file_that_is_no_namespace_is_not_entered() {
    let file = File::open("/dev/null").unwrap();
    let error = domain(Some(1), false).lxc_enter_namespace(&[file], NONE).unwrap_err();
    assert_eq!(error.code(), Code::SYSTEM_ERROR);
}

#[test]
fn entering_no_namespace_tells_where_one_is() {
    let left = domain(Some(1), false).lxc_enter_namespace(&[] as &[File], NONE).unwrap();
    assert_eq!(left.len(), 6);
}

#[test]
fn the_model_none_needs_nothing() {
    let mut model = SecurityModel::default();
    model.model = "none".to_owned();
    let old = Domain::lxc_enter_security_label(&model, &SecurityLabel::default(), NONE).unwrap();
    assert_eq!(old, SecurityLabel::default());
    model.model = "dac".to_owned();
    let error = Domain::lxc_enter_security_label(&model, &SecurityLabel::default(), NONE).unwrap_err();
    assert_eq!(error.code(), Code::ARGUMENT_UNSUPPORTED);
}

#[test]
fn only_a_running_container_has_control_groups() {
    let stopped = domain(None, false).lxc_enter_cgroup(NONE).unwrap_err();
    assert_eq!(stopped.code(), Code::OPERATION_INVALID);
    // No process has such a number.
    let gone = domain(Some(u32::MAX), false).lxc_enter_cgroup(NONE).unwrap_err();
    assert_eq!(gone.code(), Code::SYSTEM_ERROR);
    let denied = domain(Some(1), true).lxc_enter_cgroup(NONE).unwrap_err();
    assert_eq!(denied.code(), Code::OPERATION_DENIED);
}

#[test]
fn flags_are_refused() {
    let flags = NoFlags::from_bits(1);
    let dom = domain(Some(1), false);
    assert_eq!(dom.lxc_enter_namespace(&[] as &[File], flags).unwrap_err().code(), Code::INVALID_ARG);
    assert_eq!(dom.lxc_enter_cgroup(flags).unwrap_err().code(), Code::INVALID_ARG);
    let label = Domain::lxc_enter_security_label(&SecurityModel::default(), &SecurityLabel::default(), flags);
    assert_eq!(label.unwrap_err().code(), Code::INVALID_ARG);
}
