//! Subscriptions to what happens to pools.

use async_trait::async_trait;
use vir_driver::facets::StoragePoolEvents;
use vir_driver::{EventClass, EventFilter, EventObject, EventStream, SubscriptionId};
use vir_types::{Code, Result, StoragePoolEventId, StoragePoolKey};

use crate::StorageDriver;
use crate::shared::error;

/// So many events may wait for a subscriber before its stream is closed.
const CAPACITY: usize = 4096;

#[async_trait]
impl StoragePoolEvents for StorageDriver {
    /// Since: 2.0.0.
    async fn connect_storage_pool_event_register_any(
        &self,
        pool: Option<&StoragePoolKey>,
        event: StoragePoolEventId,
    ) -> Result<EventStream> {
        if event.name().is_none() {
            return Err(error(Code::INVALID_ARG, format!("there is no storage pool event {}", event.0)));
        }
        let filter = EventFilter::new(EventClass::StoragePool(event), pool.map(EventObject::from));
        Ok(self.shared.events.register(filter, CAPACITY))
    }

    /// Since: 2.0.0.
    async fn connect_storage_pool_event_deregister_any(&self, id: SubscriptionId) -> Result<()> {
        if self.shared.events.deregister(id) {
            return Ok(());
        }
        Err(error(Code::INVALID_ARG, format!("there is no registration {}", id.0)))
    }
}
