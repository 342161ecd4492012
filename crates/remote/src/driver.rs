//! One connection to a daemon.

use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use tokio::sync::OnceCell;
use vir_driver::Stream;
use vir_protocol::admin;
use vir_protocol::remote::{ConnectSupportsFeatureArgs, ConnectSupportsFeatureRet, PROGRAM, Proc};
use vir_rpc::client::Client;
use vir_types::feature::Feature;
use vir_types::{Code, Error, Origin, Result};
use vir_xdr::Xdr;

use crate::events::Hub;
use crate::own::named;
use crate::stream::RemoteStream;

/// A connection to a daemon, as a driver.
pub struct RemoteDriver {
    client: Client,
    uri: Arc<str>,
    hub: Arc<Hub>,
    /// Whether the connection is to the daemon itself, on its admin socket.
    admin: bool,
    /// Whether the daemon numbers callbacks; older ones send each event once for all.
    numbered_events: AtomicBool,
    /// Whether the daemon answers for the program of our own, once somebody wanted to know.
    own: OnceCell<bool>,
}

impl RemoteDriver {
    pub(crate) fn new(client: Client, uri: Arc<str>, admin: bool) -> Self {
        Self {
            client,
            uri,
            hub: Arc::default(),
            admin,
            numbered_events: AtomicBool::new(false),
            own: OnceCell::new(),
        }
    }

    /// Says goodbye; the daemon does not wait for that.
    pub(crate) async fn say_close(&self) -> Result<()> {
        let (program, procedure) = if self.admin {
            (admin::PROGRAM, admin::Proc::CONNECT_CLOSE.0)
        } else {
            (PROGRAM, Proc::CONNECT_CLOSE.0)
        };
        self.call(program, procedure, &()).await
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

    pub(crate) fn has_own(&self) -> &OnceCell<bool> {
        &self.own
    }

    pub(crate) fn numbered_events(&self) -> bool {
        self.numbered_events.load(Ordering::Acquire)
    }

    pub(crate) fn set_numbered_events(&self, numbered: bool) {
        self.numbered_events.store(numbered, Ordering::Release);
    }

    /// Calls a procedure: encodes, waits, decodes.
    pub(crate) async fn call<A: Xdr, R: Xdr>(&self, program: u32, procedure: i32, args: &A) -> Result<R> {
        self.offered(program).await?;
        let answer = self.client.call(program, 1, procedure, args).await;
        decode(answer.map_err(|error| named(program, procedure, error))?)
    }

    /// The same for arguments that nobody may find in memory later.
    pub(crate) async fn call_secret<A: Xdr, R: Xdr>(
        &self,
        program: u32,
        procedure: i32,
        args: &A,
    ) -> Result<R> {
        self.offered(program).await?;
        let answer = self.client.call_secret(program, 1, procedure, args).await;
        decode(answer.map_err(|error| named(program, procedure, error))?)
    }

    /// Calls a procedure with descriptors, which may also come back.
    pub(crate) async fn call_with_fds<A: Xdr, R: Xdr>(
        &self,
        program: u32,
        procedure: i32,
        args: &A,
        fds: Vec<OwnedFd>,
    ) -> Result<(R, Vec<OwnedFd>)> {
        self.offered(program).await?;
        let answer = self.client.call_with_fds(program, 1, procedure, args, fds).await;
        let (body, fds) = answer.map_err(|error| named(program, procedure, error))?;
        Ok((decode(body)?, fds))
    }

    /// Calls a procedure that opens a stream.
    pub(crate) async fn open_stream<A: Xdr, R: Xdr>(
        &self,
        program: u32,
        procedure: i32,
        args: &A,
    ) -> Result<(R, Stream)> {
        self.offered(program).await?;
        let answer = self.client.call_with_stream(program, 1, procedure, args).await;
        let (body, end) = answer.map_err(|error| named(program, procedure, error))?;
        let ret = decode(body)?;
        Ok((ret, Stream::new(RemoteStream::new(self.client.clone(), end))))
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

/// A result from its bytes.
pub(crate) fn decode<R: Xdr>(body: Bytes) -> Result<R> {
    vir_xdr::from_bytes(body).map_err(|error| {
        Error::new(Code::RPC, format!("Unable to decode message payload: {error}")).or_origin(Origin::RPC)
    })
}

/// The one descriptor of an answer that must bring one.
pub(crate) fn only(fds: Vec<OwnedFd>) -> Result<OwnedFd> {
    let count = fds.len();
    let mut fds = fds.into_iter();
    match (fds.next(), fds.next()) {
        (Some(fd), None) => Ok(fd),
        _ => {
            let text = format!("the answer brought {count} file descriptors instead of one");
            Err(Error::new(Code::RPC, text).or_origin(Origin::RPC))
        }
    }
}
