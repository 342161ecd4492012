//! Events of domains in virsh's words.

use std::fmt::Write as _;

use libvir::{
    DomainEvent, DomainEventId, DomainEventKind, DomainEventType, DomainMemoryFailureFlags, GraphicsAddress,
    TypedParams, TypedValue,
};

use crate::text::word;

/// A kind of event, and what the command line calls it.
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) id: DomainEventId,
}

macro_rules! kinds {
    ($($name:literal = $id:ident,)*) => {
        /// All kinds, in the order of their numbers.
        pub(super) static KINDS: &[Kind] = &[$(Kind { name: $name, id: DomainEventId::$id }),*];
    };
}

kinds! {
    "lifecycle" = LIFECYCLE,
    "reboot" = REBOOT,
    "rtc-change" = RTC_CHANGE,
    "watchdog" = WATCHDOG,
    "io-error" = IO_ERROR,
    "graphics" = GRAPHICS,
    "io-error-reason" = IO_ERROR_REASON,
    "control-error" = CONTROL_ERROR,
    "block-job" = BLOCK_JOB,
    "disk-change" = DISK_CHANGE,
    "tray-change" = TRAY_CHANGE,
    "pm-wakeup" = PMWAKEUP,
    "pm-suspend" = PMSUSPEND,
    "balloon-change" = BALLOON_CHANGE,
    "pm-suspend-disk" = PMSUSPEND_DISK,
    "device-removed" = DEVICE_REMOVED,
    "block-job-2" = BLOCK_JOB_2,
    "tunable" = TUNABLE,
    "agent-lifecycle" = AGENT_LIFECYCLE,
    "device-added" = DEVICE_ADDED,
    "migration-iteration" = MIGRATION_ITERATION,
    "job-completed" = JOB_COMPLETED,
    "device-removal-failed" = DEVICE_REMOVAL_FAILED,
    "metadata-change" = METADATA_CHANGE,
    "block-threshold" = BLOCK_THRESHOLD,
    "memory-failure" = MEMORY_FAILURE,
    "memory-device-size-change" = MEMORY_DEVICE_SIZE_CHANGE,
    "nic-mac-change" = NIC_MAC_CHANGE,
}

const UNSUPPORTED: &str = "unsupported value";
const NULL: &str = "<null>";

/// What happened, in one or more lines.
pub(super) fn describe(event: &DomainEvent) -> String {
    let id = event.id();
    // The reason is told with the event that has no word for it in its name.
    let name = match id {
        DomainEventId::IO_ERROR_REASON => "io-error",
        _ => KINDS.iter().find(|kind| kind.id == id).map_or("unknown", |kind| kind.name),
    };
    format!("event '{name}' for domain '{}'{}\n", event.domain.name, rest(&event.kind))
}

/// What follows the domain's name.
fn rest(kind: &DomainEventKind) -> String {
    use DomainEventKind as Kind;
    match kind {
        Kind::Lifecycle { event, detail } => lifecycle(*event, *detail),
        Kind::RtcChange { offset_s } => format!(": {offset_s}"),
        Kind::Watchdog { action } => {
            let words = &["none", "pause", "reset", "poweroff", "shutdown", "debug", "inject-nmi"];
            format!(": {}", word(words, action.0, "unknown"))
        }
        Kind::IoError { src_path, dev_alias, action } => {
            format!(": {src_path} ({dev_alias}) {}", io_error_action(action.0))
        }
        Kind::IoErrorReason { src_path, dev_alias, action, reason } => {
            format!(": {src_path} ({dev_alias}) {} due to {reason}", io_error_action(action.0))
        }
        Kind::Graphics { phase, local, remote, auth_scheme, subject } => {
            let phase = word(&["connect", "initialize", "disconnect"], phase.0, "unknown");
            let (local, remote) = (address(local), address(remote));
            let mut out = format!(": {phase} local[{local}] remote[{remote}] {auth_scheme}");
            for identity in subject {
                let _ = write!(out, "\n\t{}={}", identity.kind, identity.name);
            }
            out
        }
        Kind::BlockJob { path: disk, kind, status } | Kind::BlockJob2 { dst: disk, kind, status } => {
            let status = word(&["completed", "failed", "canceled", "ready"], status.0, "unknown");
            format!(": {} for {disk} {status}", block_job(kind.0))
        }
        Kind::DiskChange { old_src_path, new_src_path, dev_alias, reason } => {
            let (old, new) = (or_null(old_src_path.as_deref()), or_null(new_src_path.as_deref()));
            let reason = word(&["changed", "dropped"], reason.0, "unknown");
            format!(" disk {dev_alias}: {old} -> {new}: {reason}")
        }
        Kind::TrayChange { dev_alias, reason } => {
            format!(" disk {dev_alias}: {}", word(&["opened", "closed"], reason.0, "unknown"))
        }
        Kind::BalloonChange { actual_kib } => format!(": {actual_kib}KiB"),
        Kind::DeviceRemoved { dev_alias }
        | Kind::DeviceAdded { dev_alias }
        | Kind::DeviceRemovalFailed { dev_alias } => format!(": {dev_alias}"),
        Kind::Tunable { params } | Kind::JobCompleted { params } => format!(":{}", listed(params)),
        Kind::AgentLifecycle { state, reason } => {
            let state = word(&["unknown", "connected", "disconnected"], state.0, UNSUPPORTED);
            let reason = word(&["unknown", "domain started", "channel event"], reason.0, UNSUPPORTED);
            format!(": state: '{state}' reason: '{reason}'")
        }
        Kind::MigrationIteration { iteration } => format!(": iteration: '{iteration}'"),
        Kind::MetadataChange { kind, nsuri } => {
            let kind = word(&["description", "title", "element"], kind.0, UNSUPPORTED);
            format!(": type {kind}, uri {}", or_null(nsuri.as_deref()))
        }
        Kind::BlockThreshold { dev, path, threshold_bytes, excess_bytes } => {
            format!(": dev: {dev}({}) {threshold_bytes} {excess_bytes}", or_null(path.as_deref()))
        }
        Kind::MemoryFailure { recipient, action, flags } => {
            let recipient = word(&["hypervisor", "guest"], recipient.0, UNSUPPORTED);
            let action = word(&["ignore", "inject", "fatal", "reset"], action.0, UNSUPPORTED);
            let required = i32::from(flags.contains(DomainMemoryFailureFlags::ACTION_REQUIRED));
            let recursive = i32::from(flags.contains(DomainMemoryFailureFlags::RECURSIVE));
            format!(
                ":\nrecipient: {recipient}\naction: {action}\n\
                 flags:\n\taction required: {required}\n\trecursive: {recursive}"
            )
        }
        Kind::MemoryDeviceSizeChange { alias, size_kib } => format!(":\nalias: {alias}\nsize: {size_kib}"),
        Kind::NicMacChange { alias, old_mac, new_mac } => {
            format!(":\nalias: {alias}\noldMAC: {old_mac}\nnewMAC: {new_mac}")
        }
        // Reboot, control error, the changes of power: their name says it all.
        _ => String::new(),
    }
}

fn lifecycle(event: DomainEventType, detail: i32) -> String {
    let words = &[
        "Defined",
        "Undefined",
        "Started",
        "Suspended",
        "Resumed",
        "Stopped",
        "Shutdown",
        "PMSuspended",
        "Crashed",
    ];
    let details: &[&str] = match event {
        DomainEventType::DEFINED => &["Added", "Updated", "Renamed", "Snapshot"],
        DomainEventType::UNDEFINED => &["Removed", "Renamed"],
        DomainEventType::STARTED => &["Booted", "Migrated", "Restored", "Snapshot", "Event wakeup"],
        DomainEventType::SUSPENDED => &[
            "Paused",
            "Migrated",
            "I/O Error",
            "Watchdog",
            "Restored",
            "Snapshot",
            "API error",
            "Post-copy",
            "Post-copy Error",
        ],
        DomainEventType::RESUMED => &["Unpaused", "Migrated", "Snapshot", "Post-copy", "Post-copy Error"],
        DomainEventType::STOPPED => {
            &["Shutdown", "Destroyed", "Crashed", "Migrated", "Saved", "Failed", "Snapshot"]
        }
        DomainEventType::SHUTDOWN => {
            &["Finished", "Finished after guest request", "Finished after host request"]
        }
        DomainEventType::PMSUSPENDED => &["Memory", "Disk"],
        DomainEventType::CRASHED => &["Panicked", "Crashloaded"],
        _ => &[],
    };
    format!(": {} {}", word(words, event.0, "unknown"), word(details, detail, "unknown"))
}

fn io_error_action(action: i32) -> &'static str {
    word(&["none", "pause", "report"], action, "unknown")
}

fn block_job(kind: i32) -> &'static str {
    let words = &["Unknown job", "Block Pull", "Block Copy", "Block Commit", "Active Block Commit", "Backup"];
    word(words, kind, "Unknown job")
}

fn address(address: &GraphicsAddress) -> String {
    let family = word(&["IPv4", "IPv6", "unix"], address.family.0, "unknown");
    format!("{family} {} {}", address.node, address.service)
}

fn or_null(text: Option<&str>) -> &str {
    text.unwrap_or(NULL)
}

fn listed(params: &TypedParams) -> String {
    params.iter().map(|param| format!("\n\t{}: {}", param.name, value(&param.value))).collect()
}

fn value(value: &TypedValue) -> String {
    match value {
        TypedValue::Int(value) => value.to_string(),
        TypedValue::Uint(value) => value.to_string(),
        TypedValue::Llong(value) => value.to_string(),
        TypedValue::Ullong(value) => value.to_string(),
        TypedValue::Double(value) => value.to_string(),
        TypedValue::Boolean(value) => i32::from(*value).to_string(),
        TypedValue::String(value) => value.to_string(),
        other => format!("{other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use libvir::{
        ConnectDomainEventBlockJobStatus, DomainBlockJobType, DomainEventIoErrorAction, DomainKey,
        DomainMetadataType, Uuid,
    };

    use super::*;

    #[track_caller]
    fn check(kind: DomainEventKind, expected: &str) {
        let domain = DomainKey::new("test", Uuid::default(), Some(1));
        assert_eq!(describe(&DomainEvent::new(domain, kind)), expected);
    }

    #[test]
    fn the_order_is_that_of_the_numbers() {
        assert!(KINDS.iter().zip(0..).all(|(kind, number)| kind.id == DomainEventId(number)));
    }

    #[test]
    fn lifecycle_events() {
        let check = |event, detail, expected: &str| {
            check(
                DomainEventKind::Lifecycle { event, detail },
                &format!("event 'lifecycle' for domain 'test': {expected}\n"),
            );
        };
        check(DomainEventType::SUSPENDED, 0, "Suspended Paused");
        check(DomainEventType::STARTED, 4, "Started Event wakeup");
        check(DomainEventType::STOPPED, 99, "Stopped unknown");
        check(DomainEventType(77), 0, "unknown unknown");
    }

    #[test]
    fn other_events() {
        check(DomainEventKind::Reboot, "event 'reboot' for domain 'test'\n");
        check(DomainEventKind::Pmwakeup { reason: 0 }, "event 'pm-wakeup' for domain 'test'\n");
        check(
            DomainEventKind::IoErrorReason {
                src_path: "/a".into(),
                dev_alias: "vda".into(),
                action: DomainEventIoErrorAction::PAUSE,
                reason: "enospc".into(),
            },
            "event 'io-error' for domain 'test': /a (vda) pause due to enospc\n",
        );
        check(
            DomainEventKind::BlockJob2 {
                dst: "vda".into(),
                kind: DomainBlockJobType::COMMIT,
                status: ConnectDomainEventBlockJobStatus(3),
            },
            "event 'block-job-2' for domain 'test': Block Commit for vda ready\n",
        );
        check(
            DomainEventKind::MetadataChange { kind: DomainMetadataType::TITLE, nsuri: None },
            "event 'metadata-change' for domain 'test': type title, uri <null>\n",
        );
        check(
            DomainEventKind::Tunable { params: TypedParams::new().with("cputune.shares", 12_u64) },
            "event 'tunable' for domain 'test':\n\tcputune.shares: 12\n",
        );
        check(
            DomainEventKind::BalloonChange { actual_kib: 9 },
            "event 'balloon-change' for domain 'test': 9KiB\n",
        );
    }
}
