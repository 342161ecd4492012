//! From events to messages.

use bytes::{Buf as _, Bytes};
use vir_types::{DomainEvent, DomainEventKind as Kind, QemuMonitorEvent};
use vir_xdr::{Xdr, XdrError};

use crate::remote as wire;
use crate::wire::ToWire as _;

/// An event without the number of the callback.
///
/// # Errors
/// A text is longer than texts may be.
pub fn domain_event_body(event: &DomainEvent) -> Result<Bytes, XdrError> {
    let dom: wire::NonnullDomain = event.domain.to_wire();
    // What a message has in front of the common part is its callback's number, here none yet.
    let callback_id = 0;
    match &event.kind {
        Kind::Lifecycle { event, detail } => {
            body(&wire::DomainEventLifecycleMsg { dom, event: event.0, detail: *detail })
        }
        Kind::Reboot => body(&wire::DomainEventRebootMsg { dom }),
        Kind::RtcChange { offset_s } => body(&wire::DomainEventRtcChangeMsg { dom, offset: *offset_s }),
        Kind::Watchdog { action } => body(&wire::DomainEventWatchdogMsg { dom, action: action.0 }),
        Kind::IoError { src_path, dev_alias, action } => body(&wire::DomainEventIoErrorMsg {
            dom,
            src_path: src_path.clone(),
            dev_alias: dev_alias.clone(),
            action: action.0,
        }),
        Kind::IoErrorReason { src_path, dev_alias, action, reason } => {
            body(&wire::DomainEventIoErrorReasonMsg {
                dom,
                src_path: src_path.clone(),
                dev_alias: dev_alias.clone(),
                action: action.0,
                reason: reason.clone(),
            })
        }
        Kind::Graphics { phase, local, remote, auth_scheme, subject } => {
            body(&wire::DomainEventGraphicsMsg {
                dom,
                phase: phase.0,
                local: local.to_wire(),
                remote: remote.to_wire(),
                auth_scheme: auth_scheme.clone(),
                subject: subject.to_wire(),
            })
        }
        Kind::ControlError => body(&wire::DomainEventControlErrorMsg { dom }),
        Kind::BlockJob { path, kind, status } => {
            body(&wire::DomainEventBlockJobMsg { dom, path: path.clone(), r#type: kind.0, status: status.0 })
        }
        Kind::DiskChange { old_src_path, new_src_path, dev_alias, reason } => {
            body(&wire::DomainEventDiskChangeMsg {
                dom,
                old_src_path: old_src_path.clone(),
                new_src_path: new_src_path.clone(),
                dev_alias: dev_alias.clone(),
                reason: reason.0,
            })
        }
        Kind::TrayChange { dev_alias, reason } => {
            body(&wire::DomainEventTrayChangeMsg { dom, dev_alias: dev_alias.clone(), reason: reason.0 })
        }
        Kind::Pmwakeup { reason } => {
            let msg = wire::DomainEventPmwakeupMsg { dom };
            behind(&wire::DomainEventCallbackPmwakeupMsg { callback_id, reason: *reason, msg })
        }
        Kind::Pmsuspend { reason } => {
            let msg = wire::DomainEventPmsuspendMsg { dom };
            behind(&wire::DomainEventCallbackPmsuspendMsg { callback_id, reason: *reason, msg })
        }
        Kind::PmsuspendDisk { reason } => {
            let msg = wire::DomainEventPmsuspendDiskMsg { dom };
            behind(&wire::DomainEventCallbackPmsuspendDiskMsg { callback_id, reason: *reason, msg })
        }
        Kind::BalloonChange { actual_kib } => {
            body(&wire::DomainEventBalloonChangeMsg { dom, actual: *actual_kib })
        }
        Kind::DeviceRemoved { dev_alias } => {
            body(&wire::DomainEventDeviceRemovedMsg { dom, dev_alias: dev_alias.clone() })
        }
        kind => flat_body(kind, dom, callback_id),
    }
}

/// The kinds that have a numbered message only.
fn flat_body(kind: &Kind, dom: wire::NonnullDomain, callback_id: i32) -> Result<Bytes, XdrError> {
    match kind {
        Kind::BlockJob2 { dst, kind, status } => behind(&wire::DomainEventBlockJob2Msg {
            callback_id,
            dom,
            dst: dst.clone(),
            r#type: kind.0,
            status: status.0,
        }),
        Kind::Tunable { params } => {
            behind(&wire::DomainEventCallbackTunableMsg { callback_id, dom, params: params.to_wire() })
        }
        Kind::AgentLifecycle { state, reason } => behind(&wire::DomainEventCallbackAgentLifecycleMsg {
            callback_id,
            dom,
            state: state.0,
            reason: reason.0,
        }),
        Kind::DeviceAdded { dev_alias } => behind(&wire::DomainEventCallbackDeviceAddedMsg {
            callback_id,
            dom,
            dev_alias: dev_alias.clone(),
        }),
        Kind::MigrationIteration { iteration } => {
            let iteration = *iteration;
            behind(&wire::DomainEventCallbackMigrationIterationMsg { callback_id, dom, iteration })
        }
        Kind::JobCompleted { params } => {
            behind(&wire::DomainEventCallbackJobCompletedMsg { callback_id, dom, params: params.to_wire() })
        }
        Kind::DeviceRemovalFailed { dev_alias } => behind(&wire::DomainEventCallbackDeviceRemovalFailedMsg {
            callback_id,
            dom,
            dev_alias: dev_alias.clone(),
        }),
        Kind::MetadataChange { kind, nsuri } => behind(&wire::DomainEventCallbackMetadataChangeMsg {
            callback_id,
            dom,
            r#type: kind.0,
            nsuri: nsuri.clone(),
        }),
        Kind::BlockThreshold { dev, path, threshold_bytes, excess_bytes } => {
            behind(&wire::DomainEventBlockThresholdMsg {
                callback_id,
                dom,
                dev: dev.clone(),
                path: path.clone(),
                threshold: *threshold_bytes,
                excess: *excess_bytes,
            })
        }
        Kind::MemoryFailure { recipient, action, flags } => behind(&wire::DomainEventMemoryFailureMsg {
            callback_id,
            dom,
            recipient: recipient.0,
            action: action.0,
            flags: flags.bits(),
        }),
        Kind::MemoryDeviceSizeChange { alias, size_kib } => {
            behind(&wire::DomainEventMemoryDeviceSizeChangeMsg {
                callback_id,
                dom,
                alias: alias.clone(),
                size: *size_kib,
            })
        }
        Kind::NicMacChange { alias, old_mac, new_mac } => behind(&wire::DomainEventNicMacChangeMsg {
            callback_id,
            dom,
            alias: alias.clone(),
            old_mac: old_mac.clone(),
            new_mac: new_mac.clone(),
        }),
        // Every kind that there is has a message; one that is new has none yet.
        _ => Ok(Bytes::new()),
    }
}

fn body<T: Xdr>(msg: &T) -> Result<Bytes, XdrError> {
    vir_xdr::to_bytes(msg)
}

/// A message without the callback's number at its front.
fn behind<T: Xdr>(msg: &T) -> Result<Bytes, XdrError> {
    let mut bytes = vir_xdr::to_bytes(msg)?;
    bytes.advance(bytes.len().min(4));
    Ok(bytes)
}

/// What a monitor said, without the number of the callback.
///
/// # Errors
/// A text is longer than texts may be.
pub fn qemu_event_body(event: &QemuMonitorEvent) -> Result<Bytes, XdrError> {
    behind(&crate::qemu::DomainMonitorEventMsg {
        callback_id: 0,
        dom: event.domain.to_wire(),
        event: event.event.clone(),
        seconds: event.seconds,
        micros: event.micros,
        details: event.details.clone(),
    })
}
