//! Since when guests run: in the test driver, under QEMU, after a daemon's end, and where nobody can tell.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A test fails by panicking.
#![allow(clippy::disallowed_methods)] // It compares with the time of day.

use std::time::Duration;

use libvir::{Code, Connect, DomainCreateFlags};
use vir_tests::{Libvirtd, Virshd};

const GUEST: &str = "<domain type='qemu'><name>old</name><memory unit='MiB'>16</memory>
    <os><type arch='x86_64' machine='pc'>hvm</type></os></domain>";

#[tokio::test]
async fn a_domain_of_the_test_driver_runs_since_it_was_started() {
    let daemon = Virshd::start();
    let conn = Connect::open(&daemon.uri()).await.unwrap();
    let domain = conn.domain_lookup_by_name("test").await.unwrap();
    domain.destroy().await.unwrap();
    let gone = domain.virshd_get_start_time().await.unwrap_err();
    assert_eq!(gone.code(), Code::OPERATION_INVALID, "{gone}");
    domain.create().await.unwrap();
    let first = domain.virshd_get_start_time().await.unwrap();
    tokio::time::sleep(Duration::from_millis(30)).await;
    let second = domain.virshd_get_start_time().await.unwrap();
    assert!(first.elapsed_ms < 10_000 && second.elapsed_ms >= first.elapsed_ms + 30, "{first:?} {second:?}");
    assert!(second.started_s.abs_diff(first.started_s) <= 1);
}

#[tokio::test]
async fn a_guest_is_no_younger_for_another_daemon() {
    let mut daemon = Virshd::start();
    let conn = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let domain = conn.domain_create_xml(GUEST, DomainCreateFlags::PAUSED).await.unwrap();
    let first = domain.virshd_get_start_time().await.unwrap();
    let today = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    assert!(first.started_s.unsigned_abs().abs_diff(today) < 60, "{first:?} at {today}");
    daemon.kill();
    tokio::time::sleep(Duration::from_millis(300)).await;
    daemon.restart();
    let conn = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let domain = conn.domain_lookup_by_name("old").await.unwrap();
    let second = domain.virshd_get_start_time().await.unwrap();
    assert!(second.elapsed_ms >= first.elapsed_ms + 300, "{first:?} {second:?}");
    assert!(second.started_s.abs_diff(first.started_s) <= 1, "{first:?} {second:?}");
    domain.destroy().await.unwrap();
    let gone = domain.virshd_get_start_time().await.unwrap_err();
    assert_eq!(gone.code(), Code::NO_DOMAIN, "{gone}");
}

#[tokio::test]
async fn libvirts_daemons_cannot_tell() {
    let Some(daemon) = Libvirtd::start() else { return };
    let conn = Connect::open(&daemon.uri()).await.unwrap();
    let domain = conn.domain_lookup_by_name("test").await.unwrap();
    let error = domain.virshd_get_start_time().await.unwrap_err();
    assert_eq!(error.code(), Code::NO_SUPPORT, "{error}");
    assert!(error.message().ends_with("virshdDomainGetStartTime"), "{error}");
}
