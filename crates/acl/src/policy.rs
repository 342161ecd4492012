//! Who answers whether somebody may do something.

use async_trait::async_trait;
use vir_driver::Caller;
use vir_types::Result;

use crate::Object;

/// One question to a policy.
#[derive(Debug)]
#[non_exhaustive]
pub struct Question<'a> {
    /// Who asks.
    pub caller: &'a Caller,
    /// The name of the driver that has the object: `QEMU`, `storage` …
    pub driver: &'a str,
    /// On what.
    pub object: &'a Object,
    /// The permission: `read`, `write`, `start` …
    pub permission: &'static str,
}

impl<'a> Question<'a> {
    /// Whether `caller` has `permission` on an `object` of this `driver`.
    #[must_use]
    pub fn new(caller: &'a Caller, driver: &'a str, object: &'a Object, permission: &'static str) -> Self {
        Self { caller, driver, object, permission }
    }
}

/// Says yes or no. An error counts as no, and is logged.
#[async_trait]
pub trait Policy: Send + Sync {
    /// Whether the caller may. It is asked for clients only, never for the house itself.
    ///
    /// # Errors
    /// The question could not be decided.
    async fn allows(&self, question: &Question<'_>) -> Result<bool>;
}
