//! One connection to a daemon.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use vir_protocol::remote::{ConnectSupportsFeatureArgs, ConnectSupportsFeatureRet, PROGRAM, Proc};
use vir_rpc::client::Client;
use vir_types::feature::Feature;
use vir_types::{Code, Error, Origin, Result};
use vir_xdr::Xdr;

use crate::events::Hub;

/// A connection to a daemon, as a driver.
pub struct RemoteDriver {
    client: Client,
    uri: Arc<str>,
    hub: Arc<Hub>,
    /// Whether the daemon numbers callbacks; older ones send each event once for all.
    numbered_events: AtomicBool,
}

impl RemoteDriver {
    pub(crate) fn new(client: Client, uri: Arc<str>) -> Self {
        Self { client, uri, hub: Arc::default(), numbered_events: AtomicBool::new(false) }
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) fn hub(&self) -> Arc<Hub> {
        self.hub.clone()
    }

    /// The URI that this side was opened with.
    #[must_use]
    pub fn uri(&self) -> &str {
        &self.uri
    }

    pub(crate) fn numbered_events(&self) -> bool {
        self.numbered_events.load(Ordering::Acquire)
    }

    pub(crate) fn set_numbered_events(&self, numbered: bool) {
        self.numbered_events.store(numbered, Ordering::Release);
    }

    /// Calls a procedure: encodes, waits, decodes.
    pub(crate) async fn call<A: Xdr, R: Xdr>(&self, program: u32, procedure: i32, args: &A) -> Result<R> {
        let body = self.client.call(program, 1, procedure, args).await?;
        vir_xdr::from_bytes(body).map_err(|error| {
            Error::new(Code::RPC, format!("Unable to decode message payload: {error}")).or_origin(Origin::RPC)
        })
    }

    /// Asks the daemon about a feature; one that does not know the question has not got it.
    pub(crate) async fn ask_feature(&self, feature: Feature) -> Result<bool> {
        let args = ConnectSupportsFeatureArgs { feature: feature.0 };
        match self.call(PROGRAM, Proc::CONNECT_SUPPORTS_FEATURE.0, &args).await {
            Ok(ConnectSupportsFeatureRet { supported }) => Ok(supported != 0),
            Err(error) if matches!(error.code(), Code::NO_SUPPORT | Code::RPC) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
