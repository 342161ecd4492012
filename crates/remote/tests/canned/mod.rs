//! A daemon with canned answers, for a client of this crate.

use std::future::pending;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use bytes::Bytes;
use vir_driver::{Caller, Driver, DriverFactory as _, OpenRequest};
use vir_protocol::remote::{self, Proc};
use vir_protocol::virshd;
use vir_rpc::Packet;
use vir_rpc::server::{Call, CallFuture, Config, Outcome, Service, serve};
use vir_types::{Code, ConnectUri, Error};

/// The answer to a call, by program and number, that is not about the connection itself, if there is one.
type Answer = Box<dyn Fn((u32, i32), Bytes) -> Option<Packet> + Send + Sync>;

struct Session {
    /// The number of the one feature that the daemon has; 0 for none.
    feature: i32,
    answer: Answer,
}

impl Session {
    fn answer(&self, call: Call) -> Outcome {
        let reply = match (call.prog, Proc(call.proc)) {
            (remote::PROGRAM, Proc::AUTH_LIST) => {
                Packet::encode(&remote::AuthListRet { types: vec![remote::AuthType::AUTH_NONE] })
            }
            (remote::PROGRAM, Proc::CONNECT_SUPPORTS_FEATURE) => {
                let args: remote::ConnectSupportsFeatureArgs = vir_xdr::from_bytes(call.body).unwrap();
                let supported = i32::from(args.feature == self.feature);
                Packet::encode(&remote::ConnectSupportsFeatureRet { supported })
            }
            (remote::PROGRAM, Proc::CONNECT_OPEN) => Packet::encode(&()),
            (virshd::PROGRAM, Proc(number)) if number == virshd::Proc::CONNECT_GET_DAEMON_INFO.0 => {
                Packet::encode(&virshd::ConnectGetDaemonInfoRet { name: "canned".into(), version: 1 })
            }
            _ => {
                let unknown = || Error::new(Code::RPC, format!("unknown procedure: {}", call.proc));
                return (self.answer)((call.prog, call.proc), call.body)
                    .map_or_else(|| Outcome::Error(unknown()), Outcome::Reply);
            }
        };
        Outcome::Reply(reply.unwrap())
    }
}

impl Service for Session {
    fn programs(&self) -> &[(u32, u32)] {
        &[(remote::PROGRAM, remote::PROTOCOL_VERSION), (virshd::PROGRAM, virshd::PROTOCOL_VERSION)]
    }
    fn call(self: Arc<Self>, call: Call) -> CallFuture {
        Box::pin(async move { self.answer(call) })
    }
    fn runs_to_end(&self, _prog: u32, _proc: i32) -> bool {
        false
    }
}

/// A socket that goes with the test.
pub(crate) struct Socket(PathBuf);

impl Drop for Socket {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// A connection to a daemon that has this feature and these answers.
pub(crate) async fn open(
    feature: i32,
    answer: impl Fn((u32, i32), Bytes) -> Option<Packet> + Send + Sync + 'static,
) -> (Arc<dyn Driver>, Socket) {
    static LAST: AtomicU32 = AtomicU32::new(0);
    let number = LAST.fetch_add(1, Ordering::Relaxed);
    let path = std::env::temp_dir().join(format!("vir-remote-canned-{}-{number}", std::process::id()));
    let _ = std::fs::remove_file(&path);
    let listener = tokio::net::UnixListener::bind(&path).unwrap();
    let session = Arc::new(Session { feature, answer: Box::new(answer) });
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        serve(stream, Config::default(), pending(), |_| session).await
    });
    let uri = format!("test+unix:///default?socket={}", path.display());
    let request = OpenRequest::new(ConnectUri::parse(&uri).unwrap(), Caller::System);
    (vir_remote::Factory::new().open(&request).await.unwrap(), Socket(path))
}
