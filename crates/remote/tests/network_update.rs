//! Older daemons take the arguments of a network's update in another order.
#![allow(clippy::unwrap_used)]

use std::future::pending;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use vir_driver::{Caller, Driver, DriverFactory as _, OpenRequest};
use vir_protocol::remote::{self, Proc};
use vir_rpc::Packet;
use vir_rpc::server::{Call, CallFuture, Config, Outcome, Service, serve};
use vir_types::feature::Feature;
use vir_types::params::NetworkUpdateParams;
use vir_types::{
    Code, ConnectUri, Error, NetworkKey, NetworkUpdateCommand, NetworkUpdateFlags, NetworkUpdateSection, Uuid,
};

/// A daemon with canned answers that notes what it is asked, and has a feature or not.
struct Canned(bool, Mutex<Vec<remote::NetworkUpdateArgs>>);

impl Canned {
    fn answer(&self, call: Call) -> Outcome {
        let reply = match Proc(call.proc) {
            Proc::AUTH_LIST => {
                Packet::encode(&remote::AuthListRet { types: vec![remote::AuthType::AUTH_NONE] })
            }
            Proc::CONNECT_SUPPORTS_FEATURE => {
                let args: remote::ConnectSupportsFeatureArgs = vir_xdr::from_bytes(call.body).unwrap();
                let asked = args.feature == Feature::NETWORK_UPDATE_HAS_CORRECT_ORDER.0;
                Packet::encode(&remote::ConnectSupportsFeatureRet { supported: i32::from(asked && self.0) })
            }
            Proc::CONNECT_OPEN => Packet::encode(&()),
            Proc::NETWORK_UPDATE => {
                self.1.lock().unwrap().push(vir_xdr::from_bytes(call.body).unwrap());
                Packet::encode(&())
            }
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
    let path = std::env::temp_dir().join(format!("vir-remote-update-{}-{}", std::process::id(), canned.0));
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
async fn the_order_is_the_daemons() {
    for (correct, command, section) in [(true, 1, 4), (false, 4, 1)] {
        let canned = Arc::new(Canned(correct, Mutex::default()));
        let (driver, _socket) = open(canned.clone()).await;
        let mut params = NetworkUpdateParams::new();
        (params.command, params.section) = (NetworkUpdateCommand(1), NetworkUpdateSection(4));
        (params.parent_index, params.xml) = (-1, "<host/>".into());
        let net = NetworkKey::new("net", Uuid([9; 16]));
        driver.networks().unwrap().network_update(&net, &params, NetworkUpdateFlags::CONFIG).await.unwrap();
        let asked = canned.1.lock().unwrap().clone();
        let net = remote::NonnullNetwork { name: "net".into(), uuid: [9; 16] };
        let xml = "<host/>".into();
        let expected = remote::NetworkUpdateArgs { net, command, section, parent_index: -1, xml, flags: 2 };
        assert_eq!(asked, [expected]);
    }
}
