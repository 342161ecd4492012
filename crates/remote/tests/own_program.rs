//! The program of our own is offered to daemons that answer for it, and to no others.
#![allow(clippy::unwrap_used)]

use std::future::pending;
use std::sync::{Arc, Mutex};

use vir_driver::{Caller, Driver, DriverFactory as _, OpenRequest};
use vir_protocol::{remote, virshd};
use vir_rpc::Packet;
use vir_rpc::server::{Call, CallFuture, Config, Outcome, Service, serve};
use vir_types::{Code, ConnectUri, Error};

/// A daemon with these programs, that notes the calls of ours.
struct Session {
    programs: Vec<(u32, u32)>,
    /// What it answers to the first procedure: its information, or an error.
    info: Result<virshd::ConnectGetDaemonInfoRet, Error>,
    calls: Arc<Mutex<Vec<i32>>>,
}

impl Session {
    fn answer(&self, call: &Call) -> Outcome {
        let reply = match (call.prog, call.proc) {
            (remote::PROGRAM, number) => match remote::Proc(number) {
                remote::Proc::AUTH_LIST => {
                    Packet::encode(&remote::AuthListRet { types: vec![remote::AuthType::AUTH_NONE] })
                }
                remote::Proc::CONNECT_GET_VERSION => {
                    Packet::encode(&remote::ConnectGetVersionRet { hv_ver: 5 })
                }
                remote::Proc::CONNECT_SUPPORTS_FEATURE => {
                    Packet::encode(&remote::ConnectSupportsFeatureRet { supported: 0 })
                }
                _ => Packet::encode(&()),
            },
            (_, number) => {
                self.calls.lock().unwrap().push(number);
                match &self.info {
                    Ok(info) => Packet::encode(info),
                    Err(error) => return Outcome::Error(error.clone()),
                }
            }
        };
        Outcome::Reply(reply.unwrap())
    }
}

impl Service for Session {
    fn programs(&self) -> &[(u32, u32)] {
        &self.programs
    }
    fn call(self: Arc<Self>, call: Call) -> CallFuture {
        Box::pin(async move { self.answer(&call) })
    }
    fn runs_to_end(&self, _prog: u32, _proc: i32) -> bool {
        false
    }
}

/// A client of such a daemon, and the calls of our program that the daemon gets.
async fn open(
    name: &str,
    has: bool,
    info: Result<virshd::ConnectGetDaemonInfoRet, Error>,
) -> (Arc<dyn Driver>, Arc<Mutex<Vec<i32>>>) {
    let path = std::env::temp_dir().join(format!("vir-remote-own-{name}-{}", std::process::id()));
    let _ = std::fs::remove_file(&path);
    let listener = tokio::net::UnixListener::bind(&path).unwrap();
    let mut programs = vec![(remote::PROGRAM, remote::PROTOCOL_VERSION)];
    programs.extend(has.then_some((virshd::PROGRAM, virshd::PROTOCOL_VERSION)));
    let calls = Arc::<Mutex<Vec<i32>>>::default();
    let session = Arc::new(Session { programs, info, calls: calls.clone() });
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        serve(stream, Config::default(), pending(), |_| session).await
    });
    let uri = format!("test+unix:///default?socket={}", path.display());
    let request = OpenRequest::new(ConnectUri::parse(&uri).unwrap(), Caller::System);
    let driver = vir_remote::Factory::new().open(&request).await.unwrap();
    std::fs::remove_file(path).unwrap();
    (driver, calls)
}

fn info() -> virshd::ConnectGetDaemonInfoRet {
    virshd::ConnectGetDaemonInfoRet { name: "virshd".into(), version: 1000 }
}

#[tokio::test]
async fn a_daemon_that_has_it_is_probed_once() {
    let (driver, calls) = open("has", true, Ok(info())).await;
    let version = driver.connection().unwrap().connect_get_version().await.unwrap();
    assert_eq!((version, calls.lock().unwrap().len()), (5, 0), "nobody asked for our program");
    for _ in 0..3 {
        let info = driver.daemon().unwrap().virshd_connect_get_daemon_info().await.unwrap();
        assert_eq!((info.name.as_str(), info.version), ("virshd", 1000));
    }
    assert_eq!(*calls.lock().unwrap(), [1; 4], "one question, three calls");
}

#[tokio::test]
async fn a_daemon_without_it_goes_on() {
    let (driver, _) = open("without", false, Ok(info())).await;
    for _ in 0..2 {
        let error = driver.daemon().unwrap().virshd_connect_get_daemon_info().await.unwrap_err();
        assert_eq!(error.code(), Code::NO_SUPPORT, "{error}");
        assert_eq!(driver.connection().unwrap().connect_get_version().await.unwrap(), 5);
    }
}

#[tokio::test]
async fn a_daemon_that_says_no_is_not_asked_again() {
    for (name, error) in [
        ("unknown", Error::new(Code::RPC, "unknown procedure: 1")),
        ("unsupported", Error::new(Code::NO_SUPPORT, "connect_get_daemon_info")),
    ] {
        let (driver, calls) = open(name, true, Err(error)).await;
        for _ in 0..2 {
            let error = driver.daemon().unwrap().virshd_connect_get_daemon_info().await.unwrap_err();
            assert_eq!(error.code(), Code::NO_SUPPORT, "{error}");
        }
        assert_eq!(*calls.lock().unwrap(), [1]);
    }
}

#[tokio::test]
async fn an_error_of_another_kind_settles_nothing() {
    let (driver, calls) = open("other", true, Err(Error::new(Code::NO_MEMORY, "no room"))).await;
    for count in 1..3 {
        let error = driver.daemon().unwrap().virshd_connect_get_daemon_info().await.unwrap_err();
        assert_eq!((error.code(), calls.lock().unwrap().len()), (Code::NO_MEMORY, count));
    }
}
