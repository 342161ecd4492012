//! The guest's agent, played by a script at the other end of its channel.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::{Arc, Mutex};

use libvir::Connect;
use serde_json::{Value, json};
use vir_tests::Virshd;
use vir_tests::guest::{bare_domain, define};
use vir_types::{
    Code, DomainGetHostnameFlags, DomainGuestInfoTypes, DomainInterfaceAddressesSource, DomainSetTimeFlags,
    DomainSetUserPasswordFlags, DomainShutdownFlags, IpAddrType, NoFlags, NodeSuspendTarget,
};

const NONE: NoFlags = NoFlags::empty();
const PASSWORD: &str = "a-very-secret-word";

/// What the script says to a command; nothing to one that is obeyed in silence.
fn answer(command: &Value) -> Option<Value> {
    let name = command["execute"].as_str().unwrap();
    let value = match name {
        "guest-sync" => command["arguments"]["id"].clone(),
        "guest-get-host-name" => json!({"host-name": "inside"}),
        "guest-get-time" => json!(1_500_000_000_000_000_042_i64),
        "guest-network-get-interfaces" => json!([{"name": "eth0", "hardware-address": "52:54:00:00:00:01",
            "ip-addresses": [{"ip-address": "10.0.0.2", "ip-address-type": "ipv4", "prefix": 24}]}]),
        "guest-get-fsinfo" => json!([{"name": "vda1", "mountpoint": "/", "type": "ext4", "used-bytes": 5,
            "total-bytes": 9, "disk": []}]),
        "guest-fsfreeze-freeze" => json!(3),
        "guest-fsfreeze-freeze-list" => json!(command["arguments"]["mountpoints"].as_array().unwrap().len()),
        "guest-fsfreeze-thaw" => json!(2),
        "guest-fstrim" | "guest-set-time" | "guest-set-user-password" => json!({}),
        "guest-get-osinfo" => json!({"id": "debian", "pretty-name": "Debian"}),
        "guest-get-users" => json!([{"user": "root", "login-time": 12.5}]),
        "guest-shutdown" | "guest-suspend-ram" => return None,
        _ => {
            let text = format!("The command {name} has not been found");
            return Some(json!({"error": {"class": "CommandNotFound", "desc": text}}));
        }
    };
    Some(json!({"return": value}))
}

/// Plays the agent on a socket; keeps the commands that it hears.
fn play(path: &Path) -> Arc<Mutex<Vec<Value>>> {
    let heard: Arc<Mutex<Vec<Value>>> = Arc::default();
    let listener = UnixListener::bind(path).unwrap();
    let all = heard.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let heard = all.clone();
            std::thread::spawn(move || talk(stream, &heard));
        }
    });
    heard
}

fn talk(stream: UnixStream, heard: &Mutex<Vec<Value>>) {
    let mut out = stream.try_clone().unwrap();
    for line in BufReader::new(stream).lines().map_while(Result::ok) {
        let Ok(command) = serde_json::from_str::<Value>(line.trim_start_matches('\u{ff}')) else { continue };
        let said = answer(&command);
        heard.lock().unwrap().push(command);
        if let Some(said) = said {
            let _ = writeln!(out, "{said}");
        }
    }
}

#[tokio::test]
async fn an_agent_is_asked_and_told() {
    let daemon = Virshd::start();
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let socket = daemon.folder().join("agent");
    let heard = play(&socket);
    let channel = format!(
        "<channel type='unix'><source mode='connect' path='{}'/>
         <target type='virtio' name='org.qemu.guest_agent.0'/></channel>",
        socket.display()
    );
    let domain = define(&connect, &bare_domain("agent", &channel)).await;
    let stopped = domain.get_hostname(DomainGetHostnameFlags::AGENT).await.unwrap_err();
    assert_eq!(stopped.code(), Code::OPERATION_INVALID, "{stopped}");
    domain.create().await.unwrap();

    assert_eq!(domain.get_hostname(DomainGetHostnameFlags::AGENT).await.unwrap(), "inside");
    let time = domain.get_time(NONE).await.unwrap();
    assert_eq!((time.seconds, time.nseconds), (1_500_000_000, 42));
    let source = DomainInterfaceAddressesSource::AGENT;
    let interfaces = domain.interface_addresses(source, NONE).await.unwrap();
    assert_eq!(interfaces[0].name, "eth0");
    assert_eq!((interfaces[0].addrs[0].kind, interfaces[0].addrs[0].prefix), (IpAddrType::IPV4, 24));
    let leases = domain.interface_addresses(DomainInterfaceAddressesSource::LEASE, NONE).await.unwrap_err();
    assert_eq!(leases.code(), Code::ARGUMENT_UNSUPPORTED, "{leases}");
    let systems = domain.get_fsinfo(NONE).await.unwrap();
    assert_eq!((systems[0].mountpoint.as_str(), systems[0].fstype.as_str()), ("/", "ext4"));
    assert_eq!(domain.fsfreeze(&[], NONE).await.unwrap(), 3);
    assert_eq!(domain.fsfreeze(&["/".to_owned()], NONE).await.unwrap(), 1);
    assert_eq!(domain.fsthaw(&[], NONE).await.unwrap(), 2);
    domain.fstrim(None, 4096, NONE).await.unwrap();
    domain.set_time(1, 5, DomainSetTimeFlags::empty()).await.unwrap();
    domain.set_time(0, 0, DomainSetTimeFlags::SYNC).await.unwrap();
    let nothing = DomainSetUserPasswordFlags::empty();
    domain.set_user_password(Some("root"), Some(PASSWORD), nothing).await.unwrap();
    assert!(!daemon.log().contains(PASSWORD), "the password is in the log");

    // What the agent does not know is left out, unless it is asked for by name.
    let info = domain.get_guest_info(DomainGuestInfoTypes::empty(), NONE).await.unwrap();
    let text = format!("{info:?}");
    for wanted in
        ["os.pretty-name", "user.0.login-time", "12500", "fs.0.total-bytes", "if.0.addr.0.addr", "hostname"]
    {
        assert!(text.contains(wanted), "{wanted} is not in {text}");
    }
    assert!(!text.contains("load."), "{text}");
    let refused = domain.get_guest_info(DomainGuestInfoTypes::LOAD, NONE).await.unwrap_err();
    assert_eq!(refused.code(), Code::OPERATION_UNSUPPORTED, "{refused}");
    let unknown = domain.get_guest_info(DomainGuestInfoTypes::from_bits(1 << 20), NONE).await.unwrap_err();
    assert_eq!(unknown.code(), Code::INVALID_ARG, "{unknown}");

    domain.pm_suspend_for_duration(NodeSuspendTarget::MEM, 0, NONE).await.unwrap();
    domain.shutdown_flags(DomainShutdownFlags::GUEST_AGENT).await.unwrap();
    let heard = heard.lock().unwrap().clone();
    let of =
        |name: &str| heard.iter().filter(|command| command["execute"] == name).cloned().collect::<Vec<_>>();
    assert_eq!(of("guest-fstrim")[0]["arguments"], json!({"minimum": 4096}));
    let times: Vec<Value> = of("guest-set-time").iter().map(|command| command["arguments"].clone()).collect();
    assert_eq!(times, [json!({"time": 1_000_000_005}), Value::Null]);
    let password = &of("guest-set-user-password")[0]["arguments"];
    assert_eq!(
        *password,
        json!({"username": "root", "password": "YS12ZXJ5LXNlY3JldC13b3Jk", "crypted": false})
    );
    assert_eq!(of("guest-shutdown")[0]["arguments"], json!({"mode": "powerdown"}));
    domain.destroy().await.unwrap();
}
