//! What happens at the other end.

use vir_driver::EventStream;
use vir_types::{DomainEventId, Result};

use crate::api::Api;
use crate::{Connect, Domain};

const DOMAIN_EVENT_REGISTER: Api = Api::read("virConnectDomainEventRegister", "0.5.0");
const DOMAIN_EVENT_REGISTER_ANY: Api = Api::read("virConnectDomainEventRegisterAny", "0.8.0");

impl Connect {
    /// The life-cycle events of all domains, from now on. Dropping the stream ends the registration.
    ///
    /// C API: `virConnectDomainEventRegister`, `virConnectDomainEventDeregister`. Since: 0.5.0.
    ///
    /// # Errors
    /// `NoSupport`: the driver has no events.
    pub async fn domain_event_register(&self) -> Result<EventStream> {
        self.call(&DOMAIN_EVENT_REGISTER, |drv| Ok(drv.domain_events()?.connect_domain_event_register()))
            .await
    }

    /// The events of one kind, of one domain or of all, from now on. Dropping the stream ends the
    /// registration.
    ///
    /// The stream is bounded: one that is not read ends, and says that it overflowed.
    ///
    /// C API: `virConnectDomainEventRegisterAny`, `virConnectDomainEventDeregisterAny`. Since: 0.8.0.
    ///
    /// # Errors
    /// `NoSupport`: the driver has no events. `InvalidArg`: there is no such kind.
    pub async fn domain_event_register_any(
        &self,
        domain: Option<&Domain>,
        event: DomainEventId,
    ) -> Result<EventStream> {
        let key = domain.map(Domain::key);
        self.call(&DOMAIN_EVENT_REGISTER_ANY, |drv| {
            Ok(drv.domain_events()?.connect_domain_event_register_any(key, event))
        })
        .await
    }
}
