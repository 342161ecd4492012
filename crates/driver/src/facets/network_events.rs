//! Subscriptions to what happens to networks.

use async_trait::async_trait;
use vir_types::{Error, NetworkEventId, NetworkKey, Result};

use crate::{EventStream, SubscriptionId};

/// Subscriptions to what happens to networks.
#[async_trait]
pub trait NetworkEvents: Send + Sync {
    /// The events of this kind, of one network or of all.
    ///
    /// C API: `virConnectNetworkEventRegisterAny`. Since: 1.2.1.
    async fn connect_network_event_register_any(
        &self,
        net: Option<&NetworkKey>,
        event: NetworkEventId,
    ) -> Result<EventStream> {
        Err(Error::unsupported())
    }

    /// Ends a subscription. Dropping the stream does the same.
    ///
    /// C API: `virConnectNetworkEventDeregisterAny`. Since: 1.2.1.
    async fn connect_network_event_deregister_any(&self, id: SubscriptionId) -> Result<()> {
        Ok(())
    }
}
