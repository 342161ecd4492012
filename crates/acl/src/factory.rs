//! Drivers that are opened behind a policy.

use std::sync::Arc;

use async_trait::async_trait;
use vir_driver::{Caller, Driver, DriverFactory, OpenRequest};
use vir_protocol::remote;
use vir_types::{ConnectUri, Result};

use crate::{Guarded, Object, Policy, need};

/// Opens what another factory opens, with a policy in front of it.
pub struct GuardedFactory {
    inner: Arc<dyn DriverFactory>,
    policy: Arc<dyn Policy>,
}

impl GuardedFactory {
    /// Puts the policy in front of what `inner` opens.
    #[must_use]
    pub fn new(inner: Arc<dyn DriverFactory>, policy: Arc<dyn Policy>) -> Self {
        Self { inner, policy }
    }
}

#[async_trait]
impl DriverFactory for GuardedFactory {
    fn name(&self) -> &'static str {
        self.inner.name()
    }

    fn accepts(&self, uri: &ConnectUri) -> bool {
        self.inner.accepts(uri)
    }

    async fn open(&self, request: &OpenRequest) -> Result<Arc<dyn Driver>> {
        let driver = self.inner.open(request).await?;
        if matches!(request.caller, Caller::System) {
            return Ok(driver);
        }
        let guarded = Guarded::new(driver, self.policy.clone(), request.caller.clone());
        // The driver that the URI is named after is the one that is opened. Others stand behind it with what it has
        // not, such as pools behind a hypervisor: whoever may not use them finds out when they are asked.
        if guarded.name().eq_ignore_ascii_case(&request.uri.driver) {
            let open = need(remote::PROCEDURES, remote::Proc::CONNECT_OPEN.0)?;
            guarded.require(open, 0, &Object::Connect).await?;
        }
        Ok(Arc::new(guarded))
    }
}
