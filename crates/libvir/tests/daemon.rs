//! `Connect::virshd_get_daemon_info`.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use async_trait::async_trait;
use libvir::{Code, Result};
use vir_driver::Driver;
use vir_driver::facets::Daemon;
use vir_types::info::DaemonInfo;

/// A driver with a daemon or without.
struct Fake(bool);

impl Driver for Fake {
    fn name(&self) -> &'static str {
        "fake"
    }
    fn daemon(&self) -> Result<&dyn Daemon> {
        if self.0 { Ok(self) } else { Err(vir_types::Error::unsupported()) }
    }
}

#[async_trait]
impl Daemon for Fake {
    async fn virshd_connect_get_daemon_info(&self) -> Result<DaemonInfo> {
        Ok(DaemonInfo::new("fake".to_owned(), 7))
    }
}

#[tokio::test]
async fn a_read_only_connection_may_ask() {
    let conn = libvir::server::connect(Arc::new(Fake(true)), true);
    let info = conn.virshd_get_daemon_info().await.unwrap();
    assert_eq!((info.name.as_str(), info.version), ("fake", 7));
    conn.close().await;
    assert_eq!(conn.virshd_get_daemon_info().await.unwrap_err().code(), Code::INVALID_CONN);
}

#[tokio::test]
async fn where_there_is_no_daemon_nobody_has_it() {
    let conn = libvir::server::connect(Arc::new(Fake(false)), false);
    let error = conn.virshd_get_daemon_info().await.unwrap_err();
    assert_eq!(error.code(), Code::NO_SUPPORT);
    assert!(error.message().ends_with("virshdConnectGetDaemonInfo"), "{error}");
}
