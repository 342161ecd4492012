//! The daemon's own answers, over a socket.

use libvir::admin::Admin;
use libvir::names::host::{SERVER_CLIENTS_CURRENT, SERVER_CLIENTS_MAX};
use libvir::{AdmConnectDaemonShutdownFlags, Code, NoFlags, TypedParams};
use vir_driver::Identity;
use vir_protocol::admin as wire;
use vir_protocol::remote;
use vir_rpc::client::Client;

use super::serve_on_socket;
use crate::config::Config;
use crate::daemon::Shared;
use crate::drivers::Drivers;
use crate::log::Log;
use crate::server::Purpose;

const NONE: NoFlags = NoFlags::empty();

fn daemon() -> (std::path::PathBuf, super::Folder) {
    let shared = Shared::new(Config::default(), Drivers::these(Vec::new()), Log::nowhere());
    serve_on_socket("daemon", shared, Purpose::Admin, Identity::new())
}

#[tokio::test]
async fn a_connection_is_opened_once_and_answers_one_program() {
    let (path, _folder) = daemon();
    let stream = tokio::net::UnixStream::connect(&path).await.unwrap();
    let (client, _incoming) = Client::new(stream, vir_rpc::client::Config::default());
    let early = client.call(wire::PROGRAM, 1, wire::Proc::CONNECT_GET_LIB_VERSION.0, &()).await.unwrap_err();
    assert!(early.message().contains("connection not open"), "{early}");
    let open = |flags| {
        let args = wire::ConnectOpenArgs { flags };
        let client = client.clone();
        async move { client.call(wire::PROGRAM, 1, wire::Proc::CONNECT_OPEN.0, &args).await }
    };
    assert_eq!(open(1).await.unwrap_err().code(), Code::INVALID_ARG);
    open(0).await.unwrap();
    assert!(open(0).await.unwrap_err().message().contains("already open"));
    let other = client.call(remote::PROGRAM, 1, remote::Proc::AUTH_LIST.0, &()).await.unwrap_err();
    assert_eq!(other.code(), Code::RPC);
    client.call(wire::PROGRAM, 1, wire::Proc::CONNECT_CLOSE.0, &()).await.unwrap();
}

#[tokio::test]
async fn the_daemon_answers_for_itself() {
    let (path, _folder) = daemon();
    let uri = format!("virshd:///system?socket={}", path.display());
    let admin = Admin::open(&uri).await.unwrap();
    assert!(admin.is_alive().await.unwrap());
    assert_eq!(admin.get_uri().await.unwrap(), uri);
    let servers = admin.list_servers(NONE).await.unwrap();
    assert_eq!(servers.iter().map(libvir::admin::AdminServer::name).collect::<Vec<_>>(), ["virshd", "admin"]);
    let server = admin.lookup_server("admin", NONE).await.unwrap();
    let client = &server.list_clients(NONE).await.unwrap()[0];
    assert_eq!(server.lookup_client(client.id(), NONE).await.unwrap().key(), client.key());
    let limits = server.get_client_limits(NONE).await.unwrap();
    assert_eq!(limits.get_uint(SERVER_CLIENTS_CURRENT).unwrap(), Some(1));
    let limits = TypedParams::new().with(SERVER_CLIENTS_MAX, 7u32);
    server.set_client_limits(&limits, NONE).await.unwrap();
    let now = server.get_client_limits(NONE).await.unwrap();
    assert_eq!(now.get_uint(SERVER_CLIENTS_MAX).unwrap(), Some(7));
    for bad in [TypedParams::new().with(SERVER_CLIENTS_MAX, 7u64), TypedParams::new().with("x", 1u32)] {
        assert!(server.set_client_limits(&bad, NONE).await.is_err(), "{bad:?}");
    }
    let refused = admin.lookup_server("x", NONE).await.unwrap_err();
    assert_eq!(
        (refused.code(), refused.message()),
        (Code::NO_SERVER, "Server not found: No server named 'x'")
    );
    let refused = server.set_threadpool_parameters(&TypedParams::new(), NONE).await.unwrap_err();
    assert_eq!(refused.code(), Code::OPERATION_UNSUPPORTED);
    let refused = admin.daemon_shutdown(AdmConnectDaemonShutdownFlags::PRESERVE).await.unwrap_err();
    assert_eq!(refused.code(), Code::OPERATION_UNSUPPORTED);
    let refused = admin.set_logging_filters(Some("7:x"), NONE).await.unwrap_err();
    assert_eq!(refused.code(), Code::INVALID_ARG);
    admin.set_logging_filters(Some("1:*x* 2:y"), NONE).await.unwrap();
    let filters = admin.get_logging_filters(NONE).await.unwrap();
    assert_eq!((filters.filters.as_deref(), filters.nfilters), (Some("1:x 2:y"), 2));
    let mut closing = admin.register_close_callback().await.unwrap();
    client.close(NONE).await.unwrap();
    assert!(closing.recv().await.is_some());
    assert!(!admin.is_alive().await.unwrap());
}
