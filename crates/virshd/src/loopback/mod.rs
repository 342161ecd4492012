//! Calls from bytes through the table and the public API to a driver that notes them, in one process.

mod admin;
mod autostart;
mod by_hand;
mod classes;
mod events;
mod generated;
mod guarded;
mod identity;
mod recorder;
mod storage;
mod streams;
mod vcpu_flags;

use std::future::pending;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use libvir::Connect;
use libvir::admin::Admin;
use tokio::net::{UnixListener, UnixStream};
use vir_driver::{Driver, DriverFactory, Identity, OpenRequest};
use vir_protocol::remote::{ConnectOpenArgs, NonnullDomain, PROGRAM, Proc};
use vir_rpc::client::{Client, Incoming};
use vir_types::{ConnectUri, Result};
use vir_xdr::Xdr;

use crate::config::Config;
use crate::daemon::Shared;
use crate::drivers::Drivers;
use crate::log::Log;
use crate::server::Purpose;
use crate::session::Session;

/// What a driver was asked, in order.
pub(crate) type Notes = Arc<Mutex<Vec<String>>>;

/// Opens one driver, whatever the URI.
struct Always(Arc<dyn Driver>);

#[async_trait]
impl DriverFactory for Always {
    fn name(&self) -> &'static str {
        "always"
    }
    fn accepts(&self, _uri: &ConnectUri) -> bool {
        true
    }
    async fn open(&self, _request: &OpenRequest) -> Result<Arc<dyn Driver>> {
        Ok(self.0.clone())
    }
}

/// A client's end of a connection to a session with this driver.
pub(crate) struct Loopback(pub(crate) Client);

impl Loopback {
    pub(crate) async fn open(driver: Arc<dyn Driver>) -> Self {
        Self::open_with_events(driver).await.0
    }

    /// The same, with what the daemon sends unasked.
    pub(crate) async fn open_with_events(driver: Arc<dyn Driver>) -> (Self, Incoming) {
        let drivers = Drivers::these(vec![Arc::new(Always(driver))]);
        let shared = Arc::new(Shared::new(Config::default(), drivers, Log::nowhere()));
        let (near, far) = UnixStream::pair().unwrap();
        let member = shared.server.join(&Identity::new()).unwrap();
        tokio::spawn(vir_rpc::server::serve(far, vir_rpc::server::Config::default(), pending(), |outbox| {
            Arc::new(Session::new(shared, member, outbox))
        }));
        let (client, incoming) = Client::new(near, vir_rpc::client::Config::default());
        let loopback = Self(client);
        let args = ConnectOpenArgs { name: Some("test:///default".into()), flags: 0 };
        let () = loopback.call(Proc::CONNECT_OPEN, &args).await.unwrap();
        (loopback, incoming)
    }

    pub(crate) async fn call<A: Xdr, R: Xdr>(&self, procedure: Proc, args: &A) -> Result<R> {
        let body = self.0.call(PROGRAM, 1, procedure.0, args).await?;
        Ok(vir_xdr::from_bytes(body).unwrap())
    }
}

/// A folder that goes with its test.
pub(crate) struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The public API's client, connected through a socket to sessions with this driver.
pub(crate) async fn over_socket(name: &str, driver: Arc<dyn Driver>) -> (Connect, Folder) {
    let drivers = Drivers::these(vec![Arc::new(Always(driver))]);
    drivers_over_socket(name, drivers, Identity::new()).await
}

/// The same with drivers that are opened for somebody.
pub(crate) async fn drivers_over_socket(
    name: &str,
    drivers: Drivers,
    identity: Identity,
) -> (Connect, Folder) {
    let shared = Shared::new(Config::default(), drivers, Log::nowhere());
    let (path, folder) = serve_on_socket(name, shared, Purpose::Drivers, identity);
    let uri = format!("test+unix:///default?socket={}", path.display());
    (Connect::open(&uri).await.unwrap(), folder)
}

/// The public API's admin client, connected through a socket to sessions of a daemon for which this driver answers.
pub(crate) async fn admin_over_socket(driver: Arc<dyn Driver>) -> (Admin, Folder) {
    let mut shared = Shared::new(Config::default(), Drivers::these(Vec::new()), Log::nowhere());
    shared.stand_in = Some(driver);
    let (path, folder) = serve_on_socket("admin", shared, Purpose::Admin, Identity::new());
    let uri = format!("virshd:///system?socket={}", path.display());
    (Admin::open(&uri).await.unwrap(), folder)
}

fn serve_on_socket(name: &str, shared: Shared, purpose: Purpose, identity: Identity) -> (PathBuf, Folder) {
    static LAST: AtomicU32 = AtomicU32::new(0);
    let number = LAST.fetch_add(1, Ordering::Relaxed);
    let folder = Folder(std::env::temp_dir().join(format!("virshd-{name}-{}-{number}", std::process::id())));
    std::fs::create_dir_all(&folder.0).unwrap();
    let path = folder.0.join("sock");
    let listener = UnixListener::bind(&path).unwrap();
    let shared = Arc::new(shared);
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let shared = shared.clone();
            let member = shared.server_for(purpose).join(&identity).unwrap();
            let config = vir_rpc::server::Config::default();
            tokio::spawn(vir_rpc::server::serve(socket, config, pending(), |outbox| {
                Arc::new(Session::new(shared, member, outbox))
            }));
        }
    });
    (path, folder)
}

/// A domain, as it stands in arguments.
pub(crate) fn dom() -> NonnullDomain {
    NonnullDomain { name: "vm".into(), uuid: [7; 16], id: -1 }
}
