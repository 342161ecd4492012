//! The client-side drivers: the only place that names them.

use std::sync::Arc;

use vir_driver::DriverFactory;

/// The drivers that this library was built with, in the order in which they are asked.
pub(crate) fn factories() -> Vec<Arc<dyn DriverFactory>> {
    vec![
        #[cfg(feature = "test")]
        Arc::new(vir_driver_test::Factory::in_process()),
        #[cfg(feature = "remote")]
        Arc::new(vir_remote::Factory::new()),
    ]
}
