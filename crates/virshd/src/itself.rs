//! What the daemon answers for itself on every connection, behind the drivers.

use std::sync::Arc;

use async_trait::async_trait;
use vir_driver::{Driver, DriverFactory, OpenRequest, facets};
use vir_types::info::DaemonInfo;
use vir_types::{ConnectUri, Result};

/// Stands behind these drivers on each connection that one of them accepts.
pub(crate) struct Behind(pub(crate) Vec<Arc<dyn DriverFactory>>);

#[async_trait]
impl DriverFactory for Behind {
    fn name(&self) -> &'static str {
        Itself.name()
    }

    fn accepts(&self, uri: &ConnectUri) -> bool {
        self.0.iter().any(|factory| factory.accepts(uri))
    }

    async fn open(&self, _request: &OpenRequest) -> Result<Arc<dyn Driver>> {
        Ok(Arc::new(Itself))
    }
}

/// Answers for the daemon on its clients' connections.
struct Itself;

impl Driver for Itself {
    fn name(&self) -> &'static str {
        "virshd"
    }
    fn daemon(&self) -> Result<&dyn facets::Daemon> {
        Ok(self)
    }
}

/// A version as one number.
fn number(version: &str) -> u64 {
    version.split('.').map_while(|part| part.parse().ok()).fold(0, |sum: u64, part: u64| sum * 1000 + part)
}

#[async_trait]
impl facets::Daemon for Itself {
    async fn virshd_connect_get_daemon_info(&self) -> Result<DaemonInfo> {
        Ok(DaemonInfo::new(env!("CARGO_PKG_NAME").to_owned(), number(env!("CARGO_PKG_VERSION"))))
    }
}

#[test]
fn versions_are_numbers() {
    assert_eq!(number("1.2.3"), 1_002_003);
    assert_eq!(number("0.1.0"), 1000);
}
