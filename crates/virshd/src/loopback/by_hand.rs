//! What no rule can generate travels too: the connection's own procedures, authentication, older forms of events.

use std::io::{Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use libvir::feature::Feature;
use libvir::info::{DomainSchedulerType, DomainStatsRecord};
use libvir::*;
use vir_driver::facets::{Connection, DomainEvents, DomainStats, DomainTuning, Qemu};
use vir_driver::{Driver, EventBus, EventClass, EventFilter, QemuMonitorReply};
use vir_protocol::remote as wire;
use vir_protocol::remote::{PROGRAM, Proc};
use vir_protocol::wire::ToWire as _;
use vir_protocol::wire::event::{domain_event_from_message, domain_event_of};
use vir_rpc::client::Incoming;

use super::{Loopback, dom, over_socket};

/// Has what the tests below ask for.
#[derive(Default)]
struct Few {
    bus: EventBus,
    asked: Mutex<Vec<String>>,
}

impl Few {
    fn note(&self, text: String) {
        self.asked.lock().unwrap().push(text);
    }
}

impl Driver for Few {
    fn name(&self) -> &'static str {
        "few"
    }
    fn connection(&self) -> Result<&dyn Connection> {
        Ok(self)
    }
    fn domain_events(&self) -> Result<&dyn DomainEvents> {
        Ok(self)
    }
    fn stats(&self) -> Result<&dyn DomainStats> {
        Ok(self)
    }
    fn tuning(&self) -> Result<&dyn DomainTuning> {
        Ok(self)
    }
    fn qemu(&self) -> Result<&dyn Qemu> {
        Ok(self)
    }
}

#[async_trait]
impl Connection for Few {
    async fn connect_get_uri(&self) -> Result<String> {
        Ok("few:///here".to_owned())
    }
    async fn connect_supports_feature(&self, feature: Feature) -> Result<bool> {
        Ok(feature == Feature::MIGRATION_V3)
    }
    async fn connect_close(&self) -> Result<()> {
        self.note("close".to_owned());
        Ok(())
    }
}

#[async_trait]
impl DomainEvents for Few {
    async fn connect_domain_event_register_any(
        &self,
        dom: Option<&DomainKey>,
        event: DomainEventId,
    ) -> Result<EventStream> {
        Ok(self.bus.register(EventFilter::new(EventClass::Domain(event), dom.map(Into::into)), 8))
    }
}

#[async_trait]
impl DomainStats for Few {
    async fn connect_get_all_domain_stats(
        &self,
        doms: &[DomainKey],
        stats: DomainStatsTypes,
        flags: ConnectGetAllDomainStatsFlags,
    ) -> Result<Vec<DomainStatsRecord>> {
        let names: Vec<_> = doms.iter().map(|dom| &*dom.name).collect();
        self.note(format!("stats {names:?} {} {}", stats.bits(), flags.bits()));
        Ok(vec![DomainStatsRecord::new(key(), TypedParams::new().with("state.state", 5))])
    }
}

#[async_trait]
impl DomainTuning for Few {
    async fn domain_get_scheduler_type(&self, _dom: &DomainKey) -> Result<DomainSchedulerType> {
        Ok(DomainSchedulerType::new("posix".to_owned(), 2))
    }
    async fn domain_get_scheduler_parameters(&self, dom: &DomainKey) -> Result<TypedParams> {
        self.note(format!("scheduler {}", dom.name));
        Ok(TypedParams::new().with("cpu_shares", 1024_u64).with("vcpu_quota", -1_i64))
    }
}

#[async_trait]
impl Qemu for Few {
    async fn qemu_domain_monitor_command_with_files(
        &self,
        dom: &DomainKey,
        cmd: &str,
        infiles: Vec<OwnedFd>,
        flags: DomainQemuMonitorCommandFlags,
    ) -> Result<QemuMonitorReply> {
        self.note(format!("{} {cmd} {} files, {}", dom.name, infiles.len(), flags.bits()));
        Ok(QemuMonitorReply::new("{}".to_owned(), infiles))
    }
    async fn qemu_connect_domain_monitor_event_register(
        &self,
        dom: Option<&DomainKey>,
        event: Option<&str>,
        flags: ConnectDomainQemuMonitorEventRegisterFlags,
    ) -> Result<EventStream> {
        self.note(format!("monitor {:?} {event:?} {}", dom.map(|dom| &*dom.name), flags.bits()));
        Ok(self.bus.register(EventFilter::new(EventClass::QemuMonitor, dom.map(Into::into)), 8))
    }
}

fn key() -> DomainKey {
    DomainKey::new("vm", Uuid([7; 16]), Some(4))
}

/// Waits until so many subscriptions are left.
async fn left(driver: &Few, count: usize) {
    tokio::time::timeout(Duration::from_secs(10), async {
        while driver.bus.len() != count {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn the_connections_own() {
    let driver = Arc::new(Few::default());
    let client = Loopback::open(driver.clone()).await;
    let ret: wire::ConnectGetUriRet = client.call(Proc::CONNECT_GET_URI, &()).await.unwrap();
    assert_eq!(&*ret.uri, "few:///here");
    for (feature, expected) in [
        (Feature::REMOTE_EVENT_CALLBACK, 1),
        (Feature::NETWORK_UPDATE_HAS_CORRECT_ORDER, 1),
        (Feature::MIGRATION_V3, 1),
        (Feature::MIGRATION_V1, 0),
    ] {
        let args = wire::ConnectSupportsFeatureArgs { feature: feature.0 };
        let ret: wire::ConnectSupportsFeatureRet =
            client.call(Proc::CONNECT_SUPPORTS_FEATURE, &args).await.unwrap();
        assert_eq!(ret.supported, expected, "{feature:?}");
    }
    let () = client.call(Proc::CONNECT_REGISTER_CLOSE_CALLBACK, &()).await.unwrap();
    let () = client.call(Proc::CONNECT_UNREGISTER_CLOSE_CALLBACK, &()).await.unwrap();
    // A second opening is refused, and so is everything after closing.
    let args = wire::ConnectOpenArgs { name: None, flags: 0 };
    let error = client.call::<_, ()>(Proc::CONNECT_OPEN, &args).await.unwrap_err();
    assert_eq!(error.code(), Code::INTERNAL_ERROR);
    let () = client.call(Proc::CONNECT_CLOSE, &()).await.unwrap();
    assert_eq!(*driver.asked.lock().unwrap(), ["close"]);
    let gone = client.call::<_, wire::ConnectGetUriRet>(Proc::CONNECT_GET_URI, &()).await.unwrap_err();
    assert_eq!(gone.code(), Code::INVALID_CONN);
}

#[tokio::test]
async fn authentication_is_not_asked_for() {
    let client = Loopback::open(Arc::new(Few::default())).await;
    let ret: wire::AuthListRet = client.call(Proc::AUTH_LIST, &()).await.unwrap();
    assert_eq!(ret.types, [wire::AuthType::AUTH_NONE]);
    let empty = Vec::<i8>::new();
    let start = wire::AuthSaslStartArgs { mech: "PLAIN".into(), nil: 1, data: empty.clone() };
    let step = wire::AuthSaslStepArgs { nil: 1, data: empty };
    for refused in [
        client.call::<_, wire::AuthSaslInitRet>(Proc::AUTH_SASL_INIT, &()).await.map(drop),
        client.call::<_, wire::AuthSaslStartRet>(Proc::AUTH_SASL_START, &start).await.map(drop),
        client.call::<_, wire::AuthSaslStepRet>(Proc::AUTH_SASL_STEP, &step).await.map(drop),
        client.call::<_, wire::AuthPolkitRet>(Proc::AUTH_POLKIT, &()).await.map(drop),
    ] {
        assert_eq!(refused.unwrap_err().code(), Code::AUTH_FAILED);
    }
}

#[tokio::test]
async fn statistics_and_schedulers() {
    let driver = Arc::new(Few::default());
    let client = Loopback::open(driver.clone()).await;
    for doms in [Vec::new(), vec![dom(), dom()]] {
        let args = wire::ConnectGetAllDomainStatsArgs { doms, stats: 3, flags: 5 };
        let ret: wire::ConnectGetAllDomainStatsRet =
            client.call(Proc::CONNECT_GET_ALL_DOMAIN_STATS, &args).await.unwrap();
        let record = DomainStatsRecord::new(key(), TypedParams::new().with("state.state", 5));
        assert_eq!(ret.ret_stats, [record.to_wire()]);
    }
    let (conn, _folder) = over_socket("schedulers", driver.clone()).await;
    let params = conn.domain(key()).get_scheduler_parameters().await.unwrap();
    assert_eq!(params, TypedParams::new().with("cpu_shares", 1024_u64).with("vcpu_quota", -1_i64));
    let expected = ["stats [] 3 5", r#"stats ["vm", "vm"] 3 5"#, "scheduler vm"];
    assert_eq!(*driver.asked.lock().unwrap(), expected);
}

/// The next event of a domain, and the number of its callback if it has one.
async fn next(incoming: &mut Incoming) -> (Option<i32>, DomainEvent) {
    let message = tokio::time::timeout(Duration::from_secs(10), incoming.next()).await.unwrap().unwrap();
    assert_eq!(message.prog, PROGRAM);
    let (procs, numbered) = domain_event_of(Proc(message.proc)).unwrap();
    domain_event_from_message(procs, numbered, message.body).unwrap()
}

#[tokio::test]
async fn events_for_clients_of_every_age() {
    let driver = Arc::new(Few::default());
    let (client, mut incoming) = Loopback::open_with_events(driver.clone()).await;
    let started = || DomainEvent::lifecycle(key(), DomainEventType::STARTED, 1);
    let reboot = || DomainEvent::new(key(), DomainEventKind::Reboot);

    // The oldest form knows one kind.
    let ret: wire::ConnectDomainEventRegisterRet =
        client.call(Proc::CONNECT_DOMAIN_EVENT_REGISTER, &()).await.unwrap();
    assert_eq!(ret.cb_registered, 1);
    // A later one names the kind.
    let args = wire::ConnectDomainEventRegisterAnyArgs { event_id: DomainEventId::REBOOT.0 };
    let () = client.call(Proc::CONNECT_DOMAIN_EVENT_REGISTER_ANY, &args).await.unwrap();
    let twice = client.call::<_, ()>(Proc::CONNECT_DOMAIN_EVENT_REGISTER_ANY, &args).await.unwrap_err();
    assert!(twice.message().ends_with("domain event 1 already registered"), "{twice}");
    left(&driver, 2).await;
    driver.bus.emit(started());
    assert_eq!(next(&mut incoming).await, (None, started()));
    driver.bus.emit(reboot());
    assert_eq!(next(&mut incoming).await, (None, reboot()));
    let ret: wire::ConnectDomainEventDeregisterRet =
        client.call(Proc::CONNECT_DOMAIN_EVENT_DEREGISTER, &()).await.unwrap();
    assert_eq!(ret.cb_registered, 0);
    let args = wire::ConnectDomainEventDeregisterAnyArgs { event_id: DomainEventId::REBOOT.0 };
    let () = client.call(Proc::CONNECT_DOMAIN_EVENT_DEREGISTER_ANY, &args).await.unwrap();
    assert!(client.call::<_, ()>(Proc::CONNECT_DOMAIN_EVENT_DEREGISTER_ANY, &args).await.is_err());
    left(&driver, 0).await;

    // The newest numbers each callback.
    let args = wire::ConnectDomainEventCallbackRegisterAnyArgs { event_id: 1, dom: Some(dom()) };
    let mut numbers = Vec::new();
    for _ in 0..2 {
        let ret: wire::ConnectDomainEventCallbackRegisterAnyRet =
            client.call(Proc::CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY, &args).await.unwrap();
        numbers.push(ret.callback_id);
    }
    left(&driver, 2).await;
    driver.bus.emit(reboot());
    let mut got = [next(&mut incoming).await, next(&mut incoming).await];
    got.sort_by_key(|(number, _)| *number);
    assert_eq!(got, [(Some(numbers[0]), reboot()), (Some(numbers[1]), reboot())]);
    for callback_id in numbers {
        let args = wire::ConnectDomainEventCallbackDeregisterAnyArgs { callback_id };
        let () = client.call(Proc::CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY, &args).await.unwrap();
    }
    left(&driver, 0).await;
}

#[tokio::test]
async fn monitors_say_something_and_take_files() {
    let driver = Arc::new(Few::default());
    let (conn, _folder) = over_socket("monitors", driver.clone()).await;
    let domain = conn.domain(key());
    let flags = ConnectDomainQemuMonitorEventRegisterFlags::from_bits(3);
    let mut events =
        conn.qemu_domain_monitor_event_register(Some(&domain), Some("STOP"), flags).await.unwrap();
    left(&driver, 1).await;
    let event = QemuMonitorEvent::new(key(), "STOP", (5, 6), Some("{}".into()));
    driver.bus.emit(event.clone());
    let got = tokio::time::timeout(Duration::from_secs(10), events.recv()).await.unwrap().unwrap();
    assert_eq!(got.payload, EventPayload::QemuMonitor(event));
    drop(events);
    left(&driver, 0).await;

    // What goes there and comes back is the same pipe.
    let (mut reader, writer) = std::io::pipe().unwrap();
    let flags = DomainQemuMonitorCommandFlags::from_bits(1);
    let (reply, files) =
        domain.qemu_monitor_command_with_files("getfd", vec![writer.into()], flags).await.unwrap();
    assert_eq!(reply, "{}");
    for file in files {
        std::fs::File::from(file).write_all(b"through").unwrap();
    }
    let mut text = [0; 7];
    reader.read_exact(&mut text).unwrap();
    assert_eq!(&text, b"through");
    let expected = [r#"monitor Some("vm") Some("STOP") 3"#, "vm getfd 1 files, 1"];
    assert_eq!(*driver.asked.lock().unwrap(), expected);
}

#[tokio::test]
async fn keepalive_is_asked_for_and_stopped() {
    let (conn, _folder) = over_socket("keepalive", Arc::new(Few::default())).await;
    assert!(conn.set_keep_alive(5, 3).await.unwrap());
    assert!(conn.set_keep_alive(0, 0).await.unwrap());
    assert!(conn.is_alive().await.unwrap());
    let here = libvir::server::connect(Arc::new(Few::default()), false);
    assert_eq!(here.set_keep_alive(5, 3).await.unwrap_err().code(), Code::NO_SUPPORT);
}

#[tokio::test]
async fn a_connection_that_ends_says_why() {
    let (conn, _folder) = over_socket("closing", Arc::new(Few::default())).await;
    let mut closing = conn.register_close_callback().await.unwrap();
    conn.close().await;
    let event = closing.recv().await.unwrap();
    assert!(matches!(event.payload, EventPayload::Closed(ConnectCloseReason::CLIENT)), "{event:?}");
}
