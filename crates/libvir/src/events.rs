//! What happens at the other end.

use vir_driver::EventStream;
use vir_types::{DomainEventId, Result};

use crate::api::Api;
use crate::{Connect, Domain};

const DOMAIN_EVENT_REGISTER: Api = Api::read("virConnectDomainEventRegister", "0.5.0");
const DOMAIN_EVENT_REGISTER_ANY: Api = Api::read("virConnectDomainEventRegisterAny", "0.8.0");

const REGISTER_CLOSE_CALLBACK: Api = Api::read("virConnectRegisterCloseCallback", "0.10.0");
const SET_KEEP_ALIVE: Api = Api::read("virConnectSetKeepAlive", "0.9.8");

impl Connect {
    /// Tells when the connection breaks: one event [`Closed`](vir_driver::EventPayload::Closed) with the reason, and
    /// the end. Dropping the stream ends the registration.
    ///
    /// C API: `virConnectRegisterCloseCallback`, `virConnectUnregisterCloseCallback`. Since: 0.10.0.
    ///
    /// # Errors
    /// `NoSupport`: there is no connection that could break, as with drivers in this process.
    pub async fn register_close_callback(&self) -> Result<EventStream> {
        self.call(&REGISTER_CLOSE_CALLBACK, |drv| Ok(drv.connection()?.connect_register_close_callback()))
            .await
    }

    /// Asks the other end for a sign of life after each `interval_s` **seconds** of silence, and ends the connection
    /// when `count` questions have stayed without an answer; an interval of 0 or less asks no more. `false`: the
    /// other end does not answer such questions, and is not asked.
    ///
    /// C API: `virConnectSetKeepAlive`. Since: 0.9.8.
    ///
    /// # Errors
    /// `NoSupport`: there is no connection that could break, as with drivers in this process.
    pub async fn set_keep_alive(&self, interval_s: i32, count: u32) -> Result<bool> {
        self.call(&SET_KEEP_ALIVE, |drv| Ok(drv.connection()?.connect_set_keep_alive(interval_s, count)))
            .await
    }

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
