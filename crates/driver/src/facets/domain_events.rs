//! Subscriptions to what happens to domains.

use async_trait::async_trait;
use vir_types::{DomainEventId, DomainKey, Error, Result};

use crate::{EventStream, SubscriptionId};

/// Subscriptions to what happens to domains.
#[async_trait]
pub trait DomainEvents: Send + Sync {
    /// All changes in the lives of domains.
    ///
    /// C API: `virConnectDomainEventRegister`. Since: 0.5.0.
    async fn connect_domain_event_register(&self) -> Result<EventStream> {
        self.connect_domain_event_register_any(None, DomainEventId::LIFECYCLE).await
    }

    /// The events of this kind, of one domain or of all. On the wire, newer ends use
    /// `connect_domain_event_callback_register_any`.
    ///
    /// C API: `virConnectDomainEventRegisterAny`. Since: 0.8.0.
    async fn connect_domain_event_register_any(
        &self,
        dom: Option<&DomainKey>,
        event: DomainEventId,
    ) -> Result<EventStream> {
        Err(Error::unsupported())
    }

    /// Ends a subscription of [`connect_domain_event_register`](Self::connect_domain_event_register).
    /// Dropping the stream does the same.
    ///
    /// C API: `virConnectDomainEventDeregister`. Since: 0.5.0.
    async fn connect_domain_event_deregister(&self, id: SubscriptionId) -> Result<()> {
        self.connect_domain_event_deregister_any(id).await
    }

    /// Ends a subscription. Dropping the stream does the same.
    ///
    /// C API: `virConnectDomainEventDeregisterAny`. Since: 0.8.0.
    async fn connect_domain_event_deregister_any(&self, id: SubscriptionId) -> Result<()> {
        Ok(())
    }
}
