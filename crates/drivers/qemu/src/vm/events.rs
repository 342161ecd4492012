//! What an emulator says, as events of the house.

use std::sync::Arc;

use serde_json::Value;
use vir_conf::domain::device::chardev::ChannelTarget;
use vir_types::{
    ConnectDomainEventAgentLifecycleReason, ConnectDomainEventAgentLifecycleState,
    DomainEventGraphicsAddressType, DomainEventGraphicsPhase, DomainEventIoErrorAction, DomainEventKind,
    DomainEventTrayChangeReason, DomainEventWatchdogAction, DomainMemoryFailureActionType,
    DomainMemoryFailureFlags, DomainMemoryFailureRecipientType, GraphicsAddress, GraphicsIdentity,
    QemuMonitorEvent,
};

use super::{View, Vm};
use crate::monitor::Happened;
use crate::shared::Shared;

fn text<'a>(data: &'a Value, name: &str) -> Option<&'a str> {
    data.get(name)?.as_str()
}

fn shared_text(data: &Value, name: &str) -> Arc<str> {
    text(data, name).unwrap_or_default().into()
}

/// The events that something stands for; `None` where it is about nothing that is told.
pub(crate) fn kind(view: &View, happened: &Happened) -> Option<Vec<DomainEventKind>> {
    let data = &happened.data;
    Some(match happened.name.as_str() {
        "RTC_CHANGE" => vec![DomainEventKind::RtcChange { offset_s: data.get("offset")?.as_i64()? }],
        "WATCHDOG" => vec![DomainEventKind::Watchdog { action: watchdog_action(text(data, "action")?) }],
        "MIGRATION_PASS" => {
            vec![DomainEventKind::MigrationIteration {
                iteration: i32::try_from(data.get("pass")?.as_i64()?).ok()?,
            }]
        }
        "BLOCK_IO_ERROR" => io_error(view, data)?,
        "VNC_CONNECTED" | "SPICE_CONNECTED" => vec![graphics(DomainEventGraphicsPhase::CONNECT, data)],
        "VNC_INITIALIZED" | "SPICE_INITIALIZED" => vec![graphics(DomainEventGraphicsPhase::INITIALIZE, data)],
        "VNC_DISCONNECTED" | "SPICE_DISCONNECTED" => {
            vec![graphics(DomainEventGraphicsPhase::DISCONNECT, data)]
        }
        "BALLOON_CHANGE" => {
            vec![DomainEventKind::BalloonChange { actual_kib: data.get("actual")?.as_u64()? / 1024 }]
        }
        "DEVICE_TRAY_MOVED" => {
            let reason = match data.get("tray-open")?.as_bool()? {
                true => DomainEventTrayChangeReason::OPEN,
                false => DomainEventTrayChangeReason::CLOSE,
            };
            vec![DomainEventKind::TrayChange { dev_alias: alias(data)?, reason }]
        }
        "DEVICE_UNPLUG_GUEST_ERROR" => {
            vec![DomainEventKind::DeviceRemovalFailed { dev_alias: shared_text(data, "device") }]
        }
        "VSERPORT_CHANGE" => agent(view, data)?,
        "MEMORY_DEVICE_SIZE_CHANGE" => vec![DomainEventKind::MemoryDeviceSizeChange {
            alias: shared_text(data, "id"),
            size_kib: data.get("size")?.as_u64()? / 1024,
        }],
        "MEMORY_FAILURE" => vec![memory_failure(data)?],
        _ => return None,
    })
}

/// The device's name: of its own where it has one, else of its place among the emulator's objects.
fn alias(data: &Value) -> Option<Arc<str>> {
    if let Some(id) = text(data, "id").filter(|id| !id.is_empty()) {
        // What matters to the house is the device, not the one inside it that has the data.
        let inside = id.strip_prefix("/machine/peripheral/").and_then(|rest| rest.split('/').next());
        return Some(inside.unwrap_or(id).into());
    }
    text(data, "device").map(Into::into)
}

fn watchdog_action(word: &str) -> DomainEventWatchdogAction {
    match word {
        "pause" => DomainEventWatchdogAction::PAUSE,
        "reset" => DomainEventWatchdogAction::RESET,
        "poweroff" => DomainEventWatchdogAction::POWEROFF,
        "shutdown" => DomainEventWatchdogAction::SHUTDOWN,
        "debug" => DomainEventWatchdogAction::DEBUG,
        "inject-nmi" => DomainEventWatchdogAction::INJECTNMI,
        _ => DomainEventWatchdogAction::NONE,
    }
}

fn io_error(view: &View, data: &Value) -> Option<Vec<DomainEventKind>> {
    let action = match text(data, "action")? {
        "report" => DomainEventIoErrorAction::REPORT,
        "stop" => DomainEventIoErrorAction::PAUSE,
        _ => DomainEventIoErrorAction::NONE,
    };
    let no_space = data.get("nospace").and_then(Value::as_bool) == Some(true);
    let reason: Arc<str> = if no_space { "enospc" } else { "" }.into();
    let qom = text(data, "qom-path").unwrap_or_default();
    let named = text(data, "device").filter(|name| !name.is_empty()).map(str::to_owned);
    let dev_alias: Arc<str> = named
        .or_else(|| qom.split('/').rfind(|part| *part != "virtio-backend").map(str::to_owned))
        .unwrap_or_default()
        .into();
    let disk = view.live.as_ref().and_then(|live| {
        live.devices.disks.iter().find(|disk| disk.info.alias.as_deref() == Some(&*dev_alias))
    });
    let src_path: Arc<str> =
        disk.and_then(|disk| super::disks::path(&disk.source).map(str::to_owned)).unwrap_or_default().into();
    Some(vec![
        DomainEventKind::IoError { src_path: src_path.clone(), dev_alias: dev_alias.clone(), action },
        DomainEventKind::IoErrorReason { src_path, dev_alias, action, reason },
    ])
}

fn graphics(phase: DomainEventGraphicsPhase, data: &Value) -> DomainEventKind {
    let none = Value::Null;
    let (client, server) = (data.get("client").unwrap_or(&none), data.get("server").unwrap_or(&none));
    let address = |end: &Value| {
        let family = match text(end, "family") {
            Some("ipv6") => DomainEventGraphicsAddressType::IPV6,
            Some("unix") => DomainEventGraphicsAddressType::UNIX,
            _ => DomainEventGraphicsAddressType::IPV4,
        };
        let service = text(end, "service").or(text(end, "port")).unwrap_or_default();
        GraphicsAddress::new(family, text(end, "host").unwrap_or_default(), service)
    };
    let subject = [("x509dname", "x509dname"), ("sasl_username", "saslUsername")]
        .into_iter()
        .filter_map(|(theirs, ours)| Some(GraphicsIdentity::new(ours, text(client, theirs)?)))
        .collect();
    DomainEventKind::Graphics {
        phase,
        local: address(server),
        remote: address(client),
        auth_scheme: text(server, "auth").unwrap_or_default().into(),
        subject,
    }
}

/// A port of a channel was opened or closed inside the guest: by its agent, where it is the agent's.
fn agent(view: &View, data: &Value) -> Option<Vec<DomainEventKind>> {
    let (id, open) = (text(data, "id")?, data.get("open")?.as_bool()?);
    let live = view.live.as_ref()?;
    let channel = live.devices.channels.iter().find(|channel| channel.info.alias.as_deref() == Some(id))?;
    let ChannelTarget::Virtio(target) = &channel.target else { return None };
    if target.name.as_deref() != Some("org.qemu.guest_agent.0") {
        return None;
    }
    let state = match open {
        true => ConnectDomainEventAgentLifecycleState::CONNECTED,
        false => ConnectDomainEventAgentLifecycleState::DISCONNECTED,
    };
    let reason = ConnectDomainEventAgentLifecycleReason::CHANNEL;
    Some(vec![DomainEventKind::AgentLifecycle { state, reason }])
}

fn memory_failure(data: &Value) -> Option<DomainEventKind> {
    let recipient = match text(data, "recipient")? {
        "guest" => DomainMemoryFailureRecipientType::GUEST,
        _ => DomainMemoryFailureRecipientType::HYPERVISOR,
    };
    let action = match text(data, "action")? {
        "fatal" => DomainMemoryFailureActionType::FATAL,
        "inject" => DomainMemoryFailureActionType::INJECT,
        "reset" => DomainMemoryFailureActionType::RESET,
        _ => DomainMemoryFailureActionType::IGNORE,
    };
    let mut flags = DomainMemoryFailureFlags::empty();
    let set = |name: &str| data.get("flags").and_then(|it| it.get(name)?.as_bool()) == Some(true);
    if set("action-required") {
        flags |= DomainMemoryFailureFlags::ACTION_REQUIRED;
    }
    if set("recursive") {
        flags |= DomainMemoryFailureFlags::RECURSIVE;
    }
    Some(DomainEventKind::MemoryFailure { recipient, action, flags })
}

impl Shared {
    /// Tells those who want to hear everything as the emulator says it.
    pub(crate) fn tell_monitor_event(&self, vm: &Vm, happened: &Happened) {
        let details = (!happened.data.is_null()).then(|| happened.data.to_string().into());
        let micros = u32::try_from(happened.when.microseconds).unwrap_or_default();
        let when = (happened.when.seconds, micros);
        self.events.emit(QemuMonitorEvent::new(vm.view().key(), happened.name.as_str(), when, details));
    }
}
