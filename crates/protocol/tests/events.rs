//! Every kind of domain event goes into its messages and comes back.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failed helper is a failed test")]

use bytes::Bytes;
use vir_protocol::remote as wire;
use vir_protocol::wire::event::{
    DOMAIN_EVENTS, EventMessage, OBJECT_EVENTS, ObjectEvent, domain_event_body, domain_event_from_message,
    domain_event_of, domain_event_procs, object_event_from_message, qemu_event_body, qemu_event_from_message,
};
use vir_types::{DomainEventKind as Kind, *};

fn kinds() -> Vec<Kind> {
    let io = DomainEventIoErrorAction(2);
    let address = |n: i32| GraphicsAddress::new(DomainEventGraphicsAddressType(n), "127.0.0.1", "5900");
    let status = ConnectDomainEventBlockJobStatus(3);
    let params = TypedParams::new().with("a", 1u64).with("b", "text").with("c", true).with("d", -2i32);
    vec![
        Kind::Lifecycle { event: DomainEventType::STOPPED, detail: 5 },
        Kind::Reboot,
        Kind::RtcChange { offset_s: -3600 },
        Kind::Watchdog { action: DomainEventWatchdogAction(4) },
        Kind::IoError { src_path: "/a".into(), dev_alias: "vda".into(), action: io },
        Kind::Graphics {
            phase: DomainEventGraphicsPhase(1),
            local: address(0),
            remote: address(2),
            auth_scheme: "none".into(),
            subject: vec![GraphicsIdentity::new("x509dname", "me")],
        },
        Kind::IoErrorReason {
            src_path: "/a".into(),
            dev_alias: "vda".into(),
            action: io,
            reason: "enospc".into(),
        },
        Kind::ControlError,
        Kind::BlockJob { path: "/a".into(), kind: DomainBlockJobType(2), status },
        Kind::DiskChange {
            old_src_path: None,
            new_src_path: Some("/new".into()),
            dev_alias: "ide0-0-0".into(),
            reason: ConnectDomainEventDiskChangeReason(1),
        },
        Kind::TrayChange { dev_alias: "cd".into(), reason: DomainEventTrayChangeReason(1) },
        Kind::Pmwakeup { reason: 7 },
        Kind::Pmsuspend { reason: 8 },
        Kind::BalloonChange { actual_kib: 1 << 40 },
        Kind::PmsuspendDisk { reason: 9 },
        Kind::DeviceRemoved { dev_alias: "net0".into() },
        Kind::BlockJob2 { dst: "vda".into(), kind: DomainBlockJobType(4), status },
        Kind::Tunable { params: params.clone() },
        Kind::AgentLifecycle {
            state: ConnectDomainEventAgentLifecycleState(1),
            reason: ConnectDomainEventAgentLifecycleReason(2),
        },
        Kind::DeviceAdded { dev_alias: "net1".into() },
        Kind::MigrationIteration { iteration: 3 },
        Kind::JobCompleted { params },
        Kind::DeviceRemovalFailed { dev_alias: "net2".into() },
        Kind::MetadataChange { kind: DomainMetadataType(2), nsuri: Some("http://x".into()) },
        Kind::BlockThreshold { dev: "vda[1]".into(), path: None, threshold_bytes: 10, excess_bytes: 20 },
        Kind::MemoryFailure {
            recipient: DomainMemoryFailureRecipientType(1),
            action: DomainMemoryFailureActionType(2),
            flags: DomainMemoryFailureFlags::from_bits(3),
        },
        Kind::MemoryDeviceSizeChange { alias: "virtiomem0".into(), size_kib: 4096 },
        Kind::NicMacChange { alias: "net0".into(), old_mac: "a".into(), new_mac: "b".into() },
    ]
}

fn event(kind: Kind) -> DomainEvent {
    DomainEvent::new(DomainKey::new("vm", Uuid([9; 16]), Some(3)), kind)
}

fn numbered(number: i32, body: &Bytes) -> Bytes {
    Bytes::from([&number.to_be_bytes()[..], body].concat())
}

#[test]
fn every_kind_has_messages() {
    let ids: Vec<i32> = DOMAIN_EVENTS.iter().map(|procs| procs.id.0).collect();
    let known: Vec<i32> = DomainEventId::NAMES.iter().map(|(_, id)| *id).collect();
    assert_eq!(ids, known);
    assert_eq!(kinds().iter().map(|kind| kind.id().0).collect::<Vec<_>>(), known);
}

#[test]
fn every_kind_comes_back() {
    for kind in kinds() {
        let event = event(kind);
        let procs = domain_event_procs(event.id()).unwrap();
        let body = domain_event_body(&event).unwrap();
        let message = numbered(77, &body);
        assert_eq!(domain_event_of(procs.numbered), Some((procs, true)));
        let (callback, back) = domain_event_from_message(procs, true, message.clone()).unwrap();
        assert_eq!((callback, &back), (Some(77), &event));
        for cut in 0..message.len() {
            assert!(domain_event_from_message(procs, true, message.slice(..cut)).is_err(), "{event:?}");
        }
        let Some(plain) = procs.plain else { continue };
        assert_eq!(domain_event_of(plain), Some((procs, false)));
        let common = body.slice(procs.plain_skips..);
        let (callback, back) = domain_event_from_message(procs, false, common).unwrap();
        assert_eq!(callback, None);
        if procs.plain_skips == 0 {
            assert_eq!(back, event);
        } else {
            assert_eq!((&back.domain, back.id()), (&event.domain, event.id()));
        }
    }
}

/// The layouts are those of the structs that describe whole messages.
#[test]
fn messages_are_laid_out_as_described() {
    fn whole<T: vir_xdr::Xdr>(kind: Kind) -> T {
        let body = domain_event_body(&event(kind)).unwrap();
        vir_xdr::from_bytes(numbered(5, &body)).unwrap()
    }
    let mut kinds = kinds().into_iter();
    let mut next = || kinds.next().unwrap();
    let msg: wire::DomainEventCallbackLifecycleMsg = whole(next());
    assert_eq!((msg.callback_id, msg.msg.event, msg.msg.detail), (5, 5, 5));
    assert_eq!(whole::<wire::DomainEventCallbackRebootMsg>(next()).msg.dom.id, 3);
    assert_eq!(whole::<wire::DomainEventCallbackRtcChangeMsg>(next()).msg.offset, -3600);
    assert_eq!(whole::<wire::DomainEventCallbackWatchdogMsg>(next()).msg.action, 4);
    assert_eq!(&*whole::<wire::DomainEventCallbackIoErrorMsg>(next()).msg.dev_alias, "vda");
    assert_eq!(whole::<wire::DomainEventCallbackGraphicsMsg>(next()).msg.remote.family, 2);
    assert_eq!(&*whole::<wire::DomainEventCallbackIoErrorReasonMsg>(next()).msg.reason, "enospc");
    assert_eq!(whole::<wire::DomainEventCallbackControlErrorMsg>(next()).callback_id, 5);
    assert_eq!(whole::<wire::DomainEventCallbackBlockJobMsg>(next()).msg.status, 3);
    assert_eq!(whole::<wire::DomainEventCallbackDiskChangeMsg>(next()).msg.reason, 1);
    assert_eq!(whole::<wire::DomainEventCallbackTrayChangeMsg>(next()).msg.reason, 1);
    assert_eq!(whole::<wire::DomainEventCallbackPmwakeupMsg>(next()).reason, 7);
    assert_eq!(whole::<wire::DomainEventCallbackPmsuspendMsg>(next()).reason, 8);
    assert_eq!(whole::<wire::DomainEventCallbackBalloonChangeMsg>(next()).msg.actual, 1 << 40);
    assert_eq!(whole::<wire::DomainEventCallbackPmsuspendDiskMsg>(next()).reason, 9);
    assert_eq!(&*whole::<wire::DomainEventCallbackDeviceRemovedMsg>(next()).msg.dev_alias, "net0");
}

#[test]
fn what_monitors_say_comes_back() {
    let domain = DomainKey::new("vm", Uuid([9; 16]), None);
    let event = QemuMonitorEvent::new(domain, "STOP", (1 << 33, 999_999), Some("{}".into()));
    let body = qemu_event_body(&event).unwrap();
    assert_eq!(qemu_event_from_message(numbered(4, &body)).unwrap(), (4, event));
}

fn objects() -> Vec<ObjectEvent> {
    let network = || NetworkKey::new("net", Uuid([1; 16]));
    let pool = || StoragePoolKey::new("pool", Uuid([2; 16]));
    let device = || NodeDeviceKey { name: "pci_0000_00_01_0".into() };
    let secret = || SecretKey {
        uuid: Uuid([4; 16]),
        usage_type: SecretUsageType::CEPH,
        usage_id: "client.admin secret".into(),
    };
    let changed =
        NetworkEventKind::MetadataChange { kind: NetworkMetadataType(2), nsuri: Some("http://x".into()) };
    vec![
        ObjectEvent::Network(NetworkEvent::lifecycle(network(), NetworkEventLifecycleType(3), 7)),
        ObjectEvent::Network(NetworkEvent::new(network(), changed)),
        ObjectEvent::StoragePool(StoragePoolEvent::lifecycle(pool(), StoragePoolEventLifecycleType(5), 8)),
        ObjectEvent::StoragePool(StoragePoolEvent::new(pool(), StoragePoolEventKind::Refresh)),
        ObjectEvent::NodeDevice(NodeDeviceEvent::lifecycle(device(), NodeDeviceEventLifecycleType(1), 9)),
        ObjectEvent::NodeDevice(NodeDeviceEvent::new(device(), NodeDeviceEventKind::Update)),
        ObjectEvent::Secret(SecretEvent::lifecycle(secret(), SecretEventLifecycleType(1), 10)),
        ObjectEvent::Secret(SecretEvent::new(secret(), SecretEventKind::ValueChanged)),
    ]
}

#[test]
fn events_of_objects_come_back() {
    let mut procs = Vec::new();
    for event in objects() {
        let message: &dyn EventMessage = match &event {
            ObjectEvent::Network(event) => event,
            ObjectEvent::StoragePool(event) => event,
            ObjectEvent::NodeDevice(event) => event,
            ObjectEvent::Secret(event) => event,
            other => panic!("{other:?}"),
        };
        let proc = message.proc().unwrap();
        let bytes = numbered(66, &message.body().unwrap());
        assert_eq!(object_event_from_message(proc, bytes.clone()).unwrap(), Some((66, event)));
        for cut in 0..bytes.len() {
            assert!(object_event_from_message(proc, bytes.slice(..cut)).is_err(), "{proc:?} cut at {cut}");
        }
        procs.push(proc);
    }
    assert_eq!(procs, OBJECT_EVENTS);
    assert_eq!(object_event_from_message(wire::Proc::DOMAIN_EVENT_REBOOT, Bytes::new()).unwrap(), None);
}
