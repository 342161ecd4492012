//! Subscriptions to what happens to domains.

use async_trait::async_trait;
use vir_driver::facets::DomainEvents;
use vir_driver::{EventClass, EventFilter, EventObject, EventStream, SubscriptionId};
use vir_types::{Code, DomainEventId, DomainKey, Result};

use crate::QemuDriver;
use crate::shared::error;

/// So many events may wait for a subscriber before its stream is closed.
const CAPACITY: usize = 4096;

#[async_trait]
impl DomainEvents for QemuDriver {
    /// Since: 0.8.0.
    async fn connect_domain_event_register_any(
        &self,
        dom: Option<&DomainKey>,
        event: DomainEventId,
    ) -> Result<EventStream> {
        if event.name().is_none() {
            return Err(error(Code::INVALID_ARG, format!("there is no domain event {}", event.0)));
        }
        if let Some(dom) = dom {
            self.shared.find(dom)?;
        }
        let filter = EventFilter::new(EventClass::Domain(event), dom.map(EventObject::from));
        Ok(self.shared.events.register(filter, CAPACITY))
    }

    /// Since: 0.8.0.
    async fn connect_domain_event_deregister_any(&self, id: SubscriptionId) -> Result<()> {
        if self.shared.events.deregister(id) {
            return Ok(());
        }
        Err(error(Code::INVALID_ARG, format!("there is no registration {}", id.0)))
    }
}
