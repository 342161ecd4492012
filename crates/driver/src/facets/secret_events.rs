//! Subscriptions to what happens to secrets.

use async_trait::async_trait;
use vir_types::{Error, Result, SecretEventId, SecretKey};

use crate::{EventStream, SubscriptionId};

/// Subscriptions to what happens to secrets.
#[async_trait]
pub trait SecretEvents: Send + Sync {
    /// The events of this kind, of one secret or of all.
    ///
    /// C API: `virConnectSecretEventRegisterAny`. Since: 3.0.0.
    async fn connect_secret_event_register_any(
        &self,
        secret: Option<&SecretKey>,
        event: SecretEventId,
    ) -> Result<EventStream> {
        Err(Error::unsupported())
    }

    /// Ends a subscription. Dropping the stream does the same.
    ///
    /// C API: `virConnectSecretEventDeregisterAny`. Since: 3.0.0.
    async fn connect_secret_event_deregister_any(&self, id: SubscriptionId) -> Result<()> {
        Ok(())
    }
}
