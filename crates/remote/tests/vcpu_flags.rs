//! What the client sends for virtual CPU counts, and what it makes of the answers.
#![allow(clippy::unwrap_used)]

use std::future::pending;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use vir_driver::{Caller, Driver, DriverFactory as _, OpenRequest};
use vir_protocol::remote::{self, Proc};
use vir_rpc::Packet;
use vir_rpc::server::{Call, CallFuture, Config, Outcome, Service, serve};
use vir_types::{Code, ConnectUri, DomainKey, DomainVcpuFlags, Error, Uuid};

/// A daemon with canned answers that notes what it is asked.
#[derive(Default)]
struct Canned(Mutex<Vec<remote::DomainSetVcpusFlagsArgs>>);

impl Canned {
    fn answer(&self, call: Call) -> Outcome {
        let reply = match Proc(call.proc) {
            Proc::AUTH_LIST => {
                Packet::encode(&remote::AuthListRet { types: vec![remote::AuthType::AUTH_NONE] })
            }
            Proc::CONNECT_SUPPORTS_FEATURE => {
                Packet::encode(&remote::ConnectSupportsFeatureRet { supported: 0 })
            }
            Proc::CONNECT_OPEN => Packet::encode(&()),
            Proc::DOMAIN_SET_VCPUS_FLAGS => {
                self.0.lock().unwrap().push(vir_xdr::from_bytes(call.body).unwrap());
                Packet::encode(&())
            }
            Proc::DOMAIN_GET_VCPUS_FLAGS => Packet::encode(&remote::DomainGetVcpusFlagsRet { num: -1 }),
            other => return Outcome::Error(Error::new(Code::RPC, format!("unknown procedure: {}", other.0))),
        };
        Outcome::Reply(reply.unwrap())
    }
}

struct Session(Arc<Canned>);

impl Service for Session {
    fn programs(&self) -> &[(u32, u32)] {
        &[(remote::PROGRAM, remote::PROTOCOL_VERSION)]
    }
    fn call(self: Arc<Self>, call: Call) -> CallFuture {
        Box::pin(async move { self.0.answer(call) })
    }
    fn runs_to_end(&self, _prog: u32, _proc: i32) -> bool {
        false
    }
}

/// A socket that goes with the test.
struct Socket(PathBuf);

impl Drop for Socket {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

async fn open(canned: Arc<Canned>) -> (Arc<dyn Driver>, Socket) {
    let path = std::env::temp_dir().join(format!("vir-remote-vcpus-{}", std::process::id()));
    let _ = std::fs::remove_file(&path);
    let listener = tokio::net::UnixListener::bind(&path).unwrap();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        serve(stream, Config::default(), pending(), |_| Arc::new(Session(canned))).await
    });
    let uri = format!("test+unix:///default?socket={}", path.display());
    let request = OpenRequest::new(ConnectUri::parse(&uri).unwrap(), Caller::System);
    (vir_remote::Factory::new().open(&request).await.unwrap(), Socket(path))
}

#[tokio::test]
async fn counts_and_flags_travel() {
    let canned = Arc::new(Canned::default());
    let (driver, _socket) = open(canned.clone()).await;
    let dom = DomainKey::new("vm", Uuid([9; 16]), Some(4));
    let flags = DomainVcpuFlags::CONFIG | DomainVcpuFlags::MAXIMUM;
    driver.vcpu().unwrap().domain_set_vcpus_flags(&dom, 3, flags).await.unwrap();
    let asked = canned.0.lock().unwrap().clone();
    let expected = remote::NonnullDomain { name: "vm".into(), uuid: [9; 16], id: 4 };
    assert_eq!(asked, [remote::DomainSetVcpusFlagsArgs { dom: expected, nvcpus: 3, flags: 6 }]);
    // A count below zero is no count.
    let error = driver.vcpu().unwrap().domain_get_vcpus_flags(&dom, flags).await.unwrap_err();
    assert_eq!(error.code(), Code::INVALID_ARG);
}
