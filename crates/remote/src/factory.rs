//! From a URI to a connection that is ready.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::net::UnixStream;
use vir_driver::{Driver, DriverFactory, OpenRequest};
use vir_protocol::admin;
use vir_protocol::remote::{AuthListRet, AuthType, ConnectOpenArgs, PROGRAM, Proc};
use vir_rpc::client::{Client, Config, Incoming};
use vir_types::feature::Feature;
use vir_types::{Code, ConnectFlags, ConnectUri, Error, Origin, Result};
use vir_util::Environment;

use crate::{RemoteDriver, address};

/// Opens connections to daemons.
#[derive(Debug, Clone)]
pub struct Factory {
    environment: Environment,
}

impl Default for Factory {
    fn default() -> Self {
        Self { environment: Environment::of_process() }
    }
}

impl Factory {
    /// A factory that looks for sockets where this process's environment says.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A factory with other environment variables.
    #[must_use]
    pub fn with_environment(environment: Environment) -> Self {
        Self { environment }
    }
}

/// How long a daemon may take until the connection is ready, if nobody says otherwise.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

#[async_trait]
impl DriverFactory for Factory {
    fn name(&self) -> &'static str {
        "remote"
    }

    /// Everything that names a transport or a host, and every driver that lives in a daemon.
    fn accepts(&self, uri: &ConnectUri) -> bool {
        uri.transport.is_some() || uri.host.is_some() || uri.driver != "test"
    }

    async fn open(&self, request: &OpenRequest) -> Result<Arc<dyn Driver>> {
        let timeout = request.connect_timeout.unwrap_or(DEFAULT_TIMEOUT);
        match tokio::time::timeout(timeout, self.connect(request)).await {
            Ok(result) => result.map_err(|error| error.or_origin(Origin::REMOTE)),
            Err(_) => Err(Error::new(
                Code::OPERATION_TIMEOUT,
                format!("nothing answered for '{}' within {} s", request.uri, timeout.as_secs_f32()),
            )
            .or_origin(Origin::REMOTE)),
        }
    }
}

impl Factory {
    async fn connect(&self, request: &OpenRequest) -> Result<Arc<dyn Driver>> {
        let uri = &request.uri;
        match uri.transport.as_deref() {
            None | Some("unix") if uri.host.is_none() => {}
            None => return Err(transport_error("tls")),
            Some("unix") => {
                let text = format!("the transport 'unix' reaches this host only, not '{uri}'");
                return Err(Error::new(Code::INVALID_ARG, text));
            }
            Some(other @ ("tls" | "tcp" | "ssh" | "ext" | "libssh" | "libssh2")) => {
                return Err(transport_error(other));
            }
            Some(other) => {
                return Err(Error::new(Code::INVALID_ARG, format!("unknown transport '{other}' in '{uri}'")));
            }
        }
        let sockets = if request.admin {
            address::admin_sockets(uri, &self.environment)?
        } else {
            address::sockets(uri, request.read_only, &self.environment)?
        };
        let stream = first(&sockets).await?;
        let (client, incoming) = Client::new(stream, Config::default());
        let driver = Arc::new(RemoteDriver::new(client, Arc::from(uri.as_str()), request.admin));
        if request.admin {
            // The socket's permissions are all the authentication there is, and the only program is this one.
            let args = admin::ConnectOpenArgs { flags: 0 };
            let () = driver.call(admin::PROGRAM, admin::Proc::CONNECT_OPEN.0, &args).await?;
        } else {
            self.hand_shake(&driver, request).await?;
        }
        start_events(&driver, incoming);
        Ok(driver)
    }

    async fn hand_shake(&self, driver: &RemoteDriver, request: &OpenRequest) -> Result<()> {
        let offered: AuthListRet = driver.call(PROGRAM, Proc::AUTH_LIST.0, &()).await?;
        authenticate(driver, &offered.types).await?;
        let mut flags = ConnectFlags::empty();
        if request.read_only {
            flags |= ConnectFlags::RO;
        }
        let args = ConnectOpenArgs { name: Some(request.uri.for_daemon().into()), flags: flags.bits() };
        let () = driver.call(PROGRAM, Proc::CONNECT_OPEN.0, &args).await?;
        let numbered = driver.ask_feature(Feature::REMOTE_EVENT_CALLBACK).await?;
        driver.set_numbered_events(numbered);
        if driver.ask_feature(Feature::PROGRAM_KEEPALIVE).await? {
            driver.client().start_keepalive(Duration::from_secs(5), 6);
        }
        Ok(())
    }
}

fn transport_error(transport: &str) -> Error {
    Error::new(
        Code::ARGUMENT_UNSUPPORTED,
        format!("the transport '{transport}' is not available in this version, only 'unix'"),
    )
}

async fn authenticate(driver: &RemoteDriver, offered: &[AuthType]) -> Result<()> {
    if offered.is_empty() || offered.contains(&AuthType::AUTH_NONE) {
        return Ok(());
    }
    if offered.contains(&AuthType::AUTH_POLKIT) {
        // The daemon asks polkit about this process; there is nothing to send.
        return driver.call(PROGRAM, Proc::AUTH_POLKIT.0, &()).await;
    }
    Err(Error::new(Code::AUTH_FAILED, "the daemon asks for SASL, which is not available in this version"))
}

/// The first socket that somebody listens on; if there is none, an error that names them all.
async fn first(sockets: &[PathBuf]) -> Result<UnixStream> {
    let mut tried = Vec::new();
    for path in sockets {
        match UnixStream::connect(path).await {
            Ok(stream) => return Ok(stream),
            Err(error) => tried.push((path, error)),
        }
    }
    // A refusal says more than a missing file.
    let told = tried.iter().position(|(_, error)| error.kind() != std::io::ErrorKind::NotFound).unwrap_or(0);
    let others: Vec<String> = tried
        .iter()
        .enumerate()
        .filter(|(i, _)| *i != told)
        .map(|(_, (path, _))| format!("'{}'", path.display()))
        .collect();
    let also = if others.is_empty() { String::new() } else { format!(" (also tried {})", others.join(", ")) };
    match tried.into_iter().nth(told) {
        Some((path, error)) => {
            let reason = vir_util::reason(&error);
            let text = format!("Failed to connect socket to '{}'{also}: {reason}", path.display());
            Err(Error::new(Code::SYSTEM_ERROR, text).with_source(error))
        }
        None => Err(Error::internal("no socket to try")),
    }
}

fn start_events(driver: &Arc<RemoteDriver>, incoming: Incoming) {
    tokio::spawn(crate::events::distribute(incoming, driver.hub()));
}
