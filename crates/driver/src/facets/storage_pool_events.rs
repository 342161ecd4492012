//! Subscriptions to what happens to storage pools.

use async_trait::async_trait;
use vir_types::{Error, Result, StoragePoolEventId, StoragePoolKey};

use crate::{EventStream, SubscriptionId};

/// Subscriptions to what happens to storage pools.
#[async_trait]
pub trait StoragePoolEvents: Send + Sync {
    /// The events of this kind, of one pool or of all.
    ///
    /// C API: `virConnectStoragePoolEventRegisterAny`. Since: 2.0.0.
    async fn connect_storage_pool_event_register_any(
        &self,
        pool: Option<&StoragePoolKey>,
        event: StoragePoolEventId,
    ) -> Result<EventStream> {
        Err(Error::unsupported())
    }

    /// Ends a subscription. Dropping the stream does the same.
    ///
    /// C API: `virConnectStoragePoolEventDeregisterAny`. Since: 2.0.0.
    async fn connect_storage_pool_event_deregister_any(&self, id: SubscriptionId) -> Result<()> {
        Ok(())
    }
}
