//! The drivers of this host: the one place that links them.

use std::sync::Arc;

use libvir::Connect;
use vir_driver::{Caller, DriverFactory, OpenRequest};
use vir_types::{ConnectUri, Result};

/// All drivers, in the order in which they are asked.
pub(crate) struct Drivers {
    factories: Vec<Arc<dyn DriverFactory>>,
}

impl Drivers {
    /// The drivers that this daemon has.
    pub(crate) fn of_this_host() -> Self {
        Self { factories: vec![Arc::new(vir_driver_test::Factory::shared())] }
    }

    /// These drivers and no others.
    #[cfg(test)]
    pub(crate) fn these(factories: Vec<Arc<dyn DriverFactory>>) -> Self {
        Self { factories }
    }

    /// Opens a connection for a client; an empty URI means the first driver's default.
    pub(crate) async fn open(&self, uri: &str, caller: Caller) -> Result<Connect> {
        let uri = if uri.is_empty() { "test:///default" } else { uri };
        let mut request = OpenRequest::new(ConnectUri::parse(uri)?, caller);
        request.read_only = request.caller.read_only();
        libvir::server::open(&self.factories, &request).await
    }
}
