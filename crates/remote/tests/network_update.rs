//! Older daemons take the arguments of a network's update in another order.
#![allow(clippy::unwrap_used)]

mod canned;

use std::sync::{Arc, Mutex};

use vir_protocol::remote::{self, Proc};
use vir_rpc::Packet;
use vir_types::feature::Feature;
use vir_types::params::NetworkUpdateParams;
use vir_types::{NetworkKey, NetworkUpdateCommand, NetworkUpdateFlags, NetworkUpdateSection, Uuid};

#[tokio::test]
async fn the_order_is_the_daemons() {
    for (correct, command, section) in [(true, 1, 4), (false, 4, 1)] {
        let asked: Arc<Mutex<Vec<remote::NetworkUpdateArgs>>> = Arc::default();
        let notes = asked.clone();
        let answer = move |call, body| {
            (call == (remote::PROGRAM, Proc::NETWORK_UPDATE.0)).then(|| {
                notes.lock().unwrap().push(vir_xdr::from_bytes(body).unwrap());
                Packet::encode(&()).unwrap()
            })
        };
        let feature = if correct { Feature::NETWORK_UPDATE_HAS_CORRECT_ORDER.0 } else { 0 };
        let (driver, _socket) = canned::open(feature, answer).await;
        let mut params = NetworkUpdateParams::new();
        (params.command, params.section) = (NetworkUpdateCommand(1), NetworkUpdateSection(4));
        (params.parent_index, params.xml) = (-1, "<host/>".into());
        let net = NetworkKey::new("net", Uuid([9; 16]));
        driver.networks().unwrap().network_update(&net, &params, NetworkUpdateFlags::CONFIG).await.unwrap();
        let asked = asked.lock().unwrap().clone();
        let net = remote::NonnullNetwork { name: "net".into(), uuid: [9; 16] };
        let xml = "<host/>".into();
        let expected = remote::NetworkUpdateArgs { net, command, section, parent_index: -1, xml, flags: 2 };
        assert_eq!(asked, [expected]);
    }
}
