//! Subscriptions to what happens to the host's devices.

use async_trait::async_trait;
use vir_types::{Error, NodeDeviceEventId, NodeDeviceKey, Result};

use crate::{EventStream, SubscriptionId};

/// Subscriptions to what happens to the host's devices.
#[async_trait]
pub trait NodeDeviceEvents: Send + Sync {
    /// The events of this kind, of one device or of all.
    ///
    /// C API: `virConnectNodeDeviceEventRegisterAny`. Since: 2.2.0.
    async fn connect_node_device_event_register_any(
        &self,
        dev: Option<&NodeDeviceKey>,
        event: NodeDeviceEventId,
    ) -> Result<EventStream> {
        Err(Error::unsupported())
    }

    /// Ends a subscription. Dropping the stream does the same.
    ///
    /// C API: `virConnectNodeDeviceEventDeregisterAny`. Since: 2.2.0.
    async fn connect_node_device_event_deregister_any(&self, id: SubscriptionId) -> Result<()> {
        Ok(())
    }
}
