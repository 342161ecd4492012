//! From messages to events.

use bytes::{Buf as _, Bytes};
use vir_types::{
    Code, DomainEvent, DomainEventId, DomainEventKind as Kind, DomainKey, Error, Origin, QemuMonitorEvent,
    Result,
};
use vir_xdr::Xdr;

use super::EventProcs;
use crate::remote as wire;
use crate::wire::FromWire;

/// The event that this message tells of, and the number of the callback if one stands in front.
///
/// # Errors
/// `RPC`: the message cannot be understood.
pub fn domain_event_from_message(
    procs: &EventProcs,
    is_numbered: bool,
    bytes: Bytes,
) -> Result<(Option<i32>, DomainEvent)> {
    let mut rest = bytes.clone();
    let callback = if is_numbered {
        let number = rest.try_get_i32().map_err(|error| bad(error.to_string()))?;
        Some(number)
    } else {
        None
    };
    // Whatever has no number of its own in its struct is read from behind the number.
    let (nested, flat) = (rest, bytes);
    let mut reason = 0;
    let mut unreasoned = nested.clone();
    if is_numbered && procs.plain_skips > 0 {
        reason = unreasoned.try_get_i32().map_err(|error| bad(error.to_string()))?;
    }
    let (dom, kind) = match procs.id {
        DomainEventId::LIFECYCLE => {
            let msg: wire::DomainEventLifecycleMsg = decode(nested)?;
            let event = vir_types::DomainEventType(msg.event);
            (msg.dom, Kind::Lifecycle { event, detail: msg.detail })
        }
        DomainEventId::REBOOT => (decode::<wire::DomainEventRebootMsg>(nested)?.dom, Kind::Reboot),
        DomainEventId::RTC_CHANGE => {
            let msg: wire::DomainEventRtcChangeMsg = decode(nested)?;
            (msg.dom, Kind::RtcChange { offset_s: msg.offset })
        }
        DomainEventId::WATCHDOG => {
            let msg: wire::DomainEventWatchdogMsg = decode(nested)?;
            (msg.dom, Kind::Watchdog { action: word(msg.action)? })
        }
        DomainEventId::IO_ERROR => {
            let wire::DomainEventIoErrorMsg { dom, src_path, dev_alias, action } = decode(nested)?;
            (dom, Kind::IoError { src_path, dev_alias, action: word(action)? })
        }
        DomainEventId::IO_ERROR_REASON => {
            let msg: wire::DomainEventIoErrorReasonMsg = decode(nested)?;
            let wire::DomainEventIoErrorReasonMsg { dom, src_path, dev_alias, action, reason } = msg;
            (dom, Kind::IoErrorReason { src_path, dev_alias, action: word(action)?, reason })
        }
        DomainEventId::GRAPHICS => {
            let msg: wire::DomainEventGraphicsMsg = decode(nested)?;
            let kind = Kind::Graphics {
                phase: word(msg.phase)?,
                local: FromWire::from_wire(msg.local)?,
                remote: FromWire::from_wire(msg.remote)?,
                auth_scheme: msg.auth_scheme,
                subject: FromWire::from_wire(msg.subject)?,
            };
            (msg.dom, kind)
        }
        DomainEventId::CONTROL_ERROR => {
            (decode::<wire::DomainEventControlErrorMsg>(nested)?.dom, Kind::ControlError)
        }
        DomainEventId::BLOCK_JOB => {
            let wire::DomainEventBlockJobMsg { dom, path, r#type, status } = decode(nested)?;
            (dom, Kind::BlockJob { path, kind: word(r#type)?, status: word(status)? })
        }
        DomainEventId::DISK_CHANGE => {
            let msg: wire::DomainEventDiskChangeMsg = decode(nested)?;
            let wire::DomainEventDiskChangeMsg { dom, old_src_path, new_src_path, dev_alias, reason } = msg;
            (dom, Kind::DiskChange { old_src_path, new_src_path, dev_alias, reason: word(reason)? })
        }
        DomainEventId::TRAY_CHANGE => {
            let wire::DomainEventTrayChangeMsg { dom, dev_alias, reason } = decode(nested)?;
            (dom, Kind::TrayChange { dev_alias, reason: word(reason)? })
        }
        DomainEventId::PMWAKEUP => {
            (decode::<wire::DomainEventPmwakeupMsg>(unreasoned)?.dom, Kind::Pmwakeup { reason })
        }
        DomainEventId::PMSUSPEND => {
            (decode::<wire::DomainEventPmsuspendMsg>(unreasoned)?.dom, Kind::Pmsuspend { reason })
        }
        DomainEventId::PMSUSPEND_DISK => {
            (decode::<wire::DomainEventPmsuspendDiskMsg>(unreasoned)?.dom, Kind::PmsuspendDisk { reason })
        }
        DomainEventId::BALLOON_CHANGE => {
            let msg: wire::DomainEventBalloonChangeMsg = decode(nested)?;
            (msg.dom, Kind::BalloonChange { actual_kib: msg.actual })
        }
        DomainEventId::DEVICE_REMOVED => {
            let msg: wire::DomainEventDeviceRemovedMsg = decode(nested)?;
            (msg.dom, Kind::DeviceRemoved { dev_alias: msg.dev_alias })
        }
        _ => flat_kind(procs.id, flat)?,
    };
    Ok((callback, DomainEvent::new(DomainKey::from_wire(dom)?, kind)))
}

/// The kinds that have a numbered message only.
fn flat_kind(id: DomainEventId, bytes: Bytes) -> Result<(wire::NonnullDomain, Kind)> {
    Ok(match id {
        DomainEventId::BLOCK_JOB_2 => {
            let msg: wire::DomainEventBlockJob2Msg = decode(bytes)?;
            (msg.dom, Kind::BlockJob2 { dst: msg.dst, kind: word(msg.r#type)?, status: word(msg.status)? })
        }
        DomainEventId::TUNABLE => {
            let msg: wire::DomainEventCallbackTunableMsg = decode(bytes)?;
            (msg.dom, Kind::Tunable { params: FromWire::from_wire(msg.params)? })
        }
        DomainEventId::AGENT_LIFECYCLE => {
            let msg: wire::DomainEventCallbackAgentLifecycleMsg = decode(bytes)?;
            (msg.dom, Kind::AgentLifecycle { state: word(msg.state)?, reason: word(msg.reason)? })
        }
        DomainEventId::DEVICE_ADDED => {
            let msg: wire::DomainEventCallbackDeviceAddedMsg = decode(bytes)?;
            (msg.dom, Kind::DeviceAdded { dev_alias: msg.dev_alias })
        }
        DomainEventId::MIGRATION_ITERATION => {
            let msg: wire::DomainEventCallbackMigrationIterationMsg = decode(bytes)?;
            (msg.dom, Kind::MigrationIteration { iteration: msg.iteration })
        }
        DomainEventId::JOB_COMPLETED => {
            let msg: wire::DomainEventCallbackJobCompletedMsg = decode(bytes)?;
            (msg.dom, Kind::JobCompleted { params: FromWire::from_wire(msg.params)? })
        }
        DomainEventId::DEVICE_REMOVAL_FAILED => {
            let msg: wire::DomainEventCallbackDeviceRemovalFailedMsg = decode(bytes)?;
            (msg.dom, Kind::DeviceRemovalFailed { dev_alias: msg.dev_alias })
        }
        DomainEventId::METADATA_CHANGE => {
            let msg: wire::DomainEventCallbackMetadataChangeMsg = decode(bytes)?;
            (msg.dom, Kind::MetadataChange { kind: word(msg.r#type)?, nsuri: msg.nsuri })
        }
        DomainEventId::BLOCK_THRESHOLD => {
            let wire::DomainEventBlockThresholdMsg { dom, dev, path, threshold, excess, .. } = decode(bytes)?;
            (dom, Kind::BlockThreshold { dev, path, threshold_bytes: threshold, excess_bytes: excess })
        }
        DomainEventId::MEMORY_FAILURE => {
            let msg: wire::DomainEventMemoryFailureMsg = decode(bytes)?;
            let (recipient, action) = (word(msg.recipient)?, word(msg.action)?);
            let flags = vir_types::DomainMemoryFailureFlags::from_bits(msg.flags);
            (msg.dom, Kind::MemoryFailure { recipient, action, flags })
        }
        DomainEventId::MEMORY_DEVICE_SIZE_CHANGE => {
            let msg: wire::DomainEventMemoryDeviceSizeChangeMsg = decode(bytes)?;
            (msg.dom, Kind::MemoryDeviceSizeChange { alias: msg.alias, size_kib: msg.size })
        }
        DomainEventId::NIC_MAC_CHANGE => {
            let msg: wire::DomainEventNicMacChangeMsg = decode(bytes)?;
            (msg.dom, Kind::NicMacChange { alias: msg.alias, old_mac: msg.old_mac, new_mac: msg.new_mac })
        }
        other => return Err(bad(format!("event {} has no message", other.0))),
    })
}

fn word<T: FromWire<i32>>(number: i32) -> Result<T> {
    T::from_wire(number)
}

fn decode<T: Xdr>(bytes: Bytes) -> Result<T> {
    vir_xdr::from_bytes(bytes).map_err(|error| bad(error.to_string()))
}

fn bad(text: String) -> Error {
    Error::new(Code::RPC, text).or_origin(Origin::RPC)
}

/// What a monitor said, and the number of the callback.
///
/// # Errors
/// `RPC`: the message cannot be understood.
pub fn qemu_event_from_message(bytes: Bytes) -> Result<(i32, QemuMonitorEvent)> {
    let msg: crate::qemu::DomainMonitorEventMsg = decode(bytes)?;
    let domain = DomainKey::from_wire(msg.dom)?;
    let moment = (msg.seconds, msg.micros);
    Ok((msg.callback_id, QemuMonitorEvent::new(domain, msg.event, moment, msg.details)))
}
