//! Events of domains.

use std::sync::Arc;

use crate::{
    ConnectDomainEventAgentLifecycleReason, ConnectDomainEventAgentLifecycleState,
    ConnectDomainEventBlockJobStatus, ConnectDomainEventDiskChangeReason, DomainBlockJobType,
    DomainEventGraphicsAddressType, DomainEventGraphicsPhase, DomainEventId, DomainEventIoErrorAction,
    DomainEventTrayChangeReason, DomainEventType, DomainEventWatchdogAction, DomainKey,
    DomainMemoryFailureActionType, DomainMemoryFailureFlags, DomainMemoryFailureRecipientType,
    DomainMetadataType, TypedParams,
};

/// Something that happened to a domain.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct DomainEvent {
    /// The domain, with the number that it had when it happened.
    pub domain: DomainKey,
    /// What happened.
    pub kind: DomainEventKind,
}

impl DomainEvent {
    /// An event of this domain.
    #[must_use]
    pub fn new(domain: DomainKey, kind: DomainEventKind) -> Self {
        Self { domain, kind }
    }

    /// A change in the domain's life; `detail` is one of the `DomainEvent…DetailType` words of `event`.
    #[must_use]
    pub fn lifecycle(domain: DomainKey, event: DomainEventType, detail: i32) -> Self {
        Self::new(domain, DomainEventKind::Lifecycle { event, detail })
    }

    /// The id under which one registers for it.
    #[must_use]
    pub fn id(&self) -> DomainEventId {
        self.kind.id()
    }
}

/// What happened to a domain, one variant per [`DomainEventId`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum DomainEventKind {
    /// It was defined, started, paused, stopped … C API: `VIR_DOMAIN_EVENT_ID_LIFECYCLE`. Since: 0.8.0.
    Lifecycle {
        /// The step in its life.
        event: DomainEventType,
        /// Why; the word list depends on `event`.
        detail: i32,
    },
    /// The guest rebooted by itself. C API: `VIR_DOMAIN_EVENT_ID_REBOOT`. Since: 0.8.0.
    Reboot,
    /// The guest set its clock. C API: `virConnectDomainEventRTCChangeCallback`. Since: 0.8.0.
    RtcChange {
        /// How far its clock now is from UTC, in seconds.
        offset_s: i64,
    },
    /// The watchdog device fired. C API: `virConnectDomainEventWatchdogCallback`. Since: 0.8.0.
    Watchdog {
        /// What is done about it.
        action: DomainEventWatchdogAction,
    },
    /// A disk failed to read or write. C API: `virConnectDomainEventIOErrorCallback`. Since: 0.8.0.
    IoError {
        /// The file or device on the host.
        src_path: Arc<str>,
        /// The disk's alias.
        dev_alias: Arc<str>,
        /// What is done about it.
        action: DomainEventIoErrorAction,
    },
    /// Somebody connected to or left its display.
    /// C API: `virConnectDomainEventGraphicsCallback`. Since: 0.8.0.
    Graphics {
        /// Which step.
        phase: DomainEventGraphicsPhase,
        /// The server's end.
        local: GraphicsAddress,
        /// The viewer's end.
        remote: GraphicsAddress,
        /// How the viewer proved who it is.
        auth_scheme: Arc<str>,
        /// Who it is.
        subject: Vec<GraphicsIdentity>,
    },
    /// Like [`IoError`](Self::IoError), with the reason.
    /// C API: `virConnectDomainEventIOErrorReasonCallback`. Since: 0.8.1.
    IoErrorReason {
        /// The file or device on the host.
        src_path: Arc<str>,
        /// The disk's alias.
        dev_alias: Arc<str>,
        /// What is done about it.
        action: DomainEventIoErrorAction,
        /// A word such as `enospc`, or empty.
        reason: Arc<str>,
    },
    /// The hypervisor can no longer be controlled. C API: `VIR_DOMAIN_EVENT_ID_CONTROL_ERROR`. Since: 0.9.2.
    ControlError,
    /// A block job changed its status; names the disk by its path.
    /// C API: `virConnectDomainEventBlockJobCallback`. Since: 0.9.4.
    BlockJob {
        /// The disk's file or device.
        path: Arc<str>,
        /// Which job.
        kind: DomainBlockJobType,
        /// How it stands.
        status: ConnectDomainEventBlockJobStatus,
    },
    /// A disk's medium was swapped. C API: `virConnectDomainEventDiskChangeCallback`. Since: 0.9.7.
    DiskChange {
        /// What was in it.
        old_src_path: Option<Arc<str>>,
        /// What is in it now.
        new_src_path: Option<Arc<str>>,
        /// The disk's alias.
        dev_alias: Arc<str>,
        /// Why.
        reason: ConnectDomainEventDiskChangeReason,
    },
    /// A drive's tray was opened or closed. C API: `virConnectDomainEventTrayChangeCallback`. Since: 0.9.11.
    TrayChange {
        /// The drive's alias.
        dev_alias: Arc<str>,
        /// Opened or closed.
        reason: DomainEventTrayChangeReason,
    },
    /// The guest woke up. C API: `virConnectDomainEventPMWakeupCallback`. Since: 0.9.11.
    Pmwakeup {
        /// Not used yet: 0.
        reason: i32,
    },
    /// The guest went to sleep in memory. C API: `virConnectDomainEventPMSuspendCallback`. Since: 0.9.11.
    Pmsuspend {
        /// Not used yet: 0.
        reason: i32,
    },
    /// The balloon changed the guest's memory.
    /// C API: `virConnectDomainEventBalloonChangeCallback`. Since: 0.10.0.
    BalloonChange {
        /// What the guest has now, in KiB.
        actual_kib: u64,
    },
    /// The guest went to sleep on disk. C API: `virConnectDomainEventPMSuspendDiskCallback`. Since: 1.0.0.
    PmsuspendDisk {
        /// Not used yet: 0.
        reason: i32,
    },
    /// A device is gone. C API: `virConnectDomainEventDeviceRemovedCallback`. Since: 1.1.1.
    DeviceRemoved {
        /// Its alias.
        dev_alias: Arc<str>,
    },
    /// Like [`BlockJob`](Self::BlockJob), but names the disk by its target.
    /// C API: `VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2`. Since: 1.2.6.
    BlockJob2 {
        /// The disk's target, such as `vda`.
        dst: Arc<str>,
        /// Which job.
        kind: DomainBlockJobType,
        /// How it stands.
        status: ConnectDomainEventBlockJobStatus,
    },
    /// A setting was tuned. C API: `virConnectDomainEventTunableCallback`. Since: 1.2.9.
    Tunable {
        /// What is set now.
        params: TypedParams,
    },
    /// The guest agent came or went. C API: `virConnectDomainEventAgentLifecycleCallback`. Since: 1.2.11.
    AgentLifecycle {
        /// Whether it is there.
        state: ConnectDomainEventAgentLifecycleState,
        /// Why.
        reason: ConnectDomainEventAgentLifecycleReason,
    },
    /// A device is there. C API: `virConnectDomainEventDeviceAddedCallback`. Since: 1.2.15.
    DeviceAdded {
        /// Its alias.
        dev_alias: Arc<str>,
    },
    /// A migration started another pass over memory.
    /// C API: `virConnectDomainEventMigrationIterationCallback`. Since: 1.3.2.
    MigrationIteration {
        /// Which pass.
        iteration: i32,
    },
    /// A job is done. C API: `virConnectDomainEventJobCompletedCallback`. Since: 1.3.3.
    JobCompleted {
        /// Its final statistics.
        params: TypedParams,
    },
    /// The guest kept a device. C API: `virConnectDomainEventDeviceRemovalFailedCallback`. Since: 1.3.4.
    DeviceRemovalFailed {
        /// Its alias.
        dev_alias: Arc<str>,
    },
    /// Its title, description or metadata changed.
    /// C API: `virConnectDomainEventMetadataChangeCallback`. Since: 3.0.0.
    MetadataChange {
        /// Which of them.
        kind: DomainMetadataType,
        /// The namespace of a metadata element.
        nsuri: Option<Arc<str>>,
    },
    /// A disk was written beyond the mark.
    /// C API: `virConnectDomainEventBlockThresholdCallback`. Since: 3.2.0.
    BlockThreshold {
        /// The disk or the layer of it, such as `vda[1]`.
        dev: Arc<str>,
        /// Its file or device, if it has one.
        path: Option<Arc<str>>,
        /// The mark, in bytes.
        threshold_bytes: u64,
        /// How far beyond, in bytes.
        excess_bytes: u64,
    },
    /// Memory of the host or guest is damaged.
    /// C API: `virConnectDomainEventMemoryFailureCallback`. Since: 6.9.0.
    MemoryFailure {
        /// Who was told.
        recipient: DomainMemoryFailureRecipientType,
        /// What is done about it.
        action: DomainMemoryFailureActionType,
        /// More about it.
        flags: DomainMemoryFailureFlags,
    },
    /// A virtio memory device changed its size.
    /// C API: `virConnectDomainEventMemoryDeviceSizeChangeCallback`. Since: 7.9.0.
    MemoryDeviceSizeChange {
        /// The device's alias.
        alias: Arc<str>,
        /// Its size now, in KiB.
        size_kib: u64,
    },
    /// The guest gave a network card another address.
    /// C API: `virConnectDomainEventNICMACChangeCallback`. Since: 11.2.0.
    NicMacChange {
        /// The card's alias.
        alias: Arc<str>,
        /// The address that it had.
        old_mac: Arc<str>,
        /// The address that it has.
        new_mac: Arc<str>,
    },
}

impl DomainEventKind {
    /// The id under which one registers for it.
    #[must_use]
    pub fn id(&self) -> DomainEventId {
        match self {
            Self::Lifecycle { .. } => DomainEventId::LIFECYCLE,
            Self::Reboot => DomainEventId::REBOOT,
            Self::RtcChange { .. } => DomainEventId::RTC_CHANGE,
            Self::Watchdog { .. } => DomainEventId::WATCHDOG,
            Self::IoError { .. } => DomainEventId::IO_ERROR,
            Self::Graphics { .. } => DomainEventId::GRAPHICS,
            Self::IoErrorReason { .. } => DomainEventId::IO_ERROR_REASON,
            Self::ControlError => DomainEventId::CONTROL_ERROR,
            Self::BlockJob { .. } => DomainEventId::BLOCK_JOB,
            Self::DiskChange { .. } => DomainEventId::DISK_CHANGE,
            Self::TrayChange { .. } => DomainEventId::TRAY_CHANGE,
            Self::Pmwakeup { .. } => DomainEventId::PMWAKEUP,
            Self::Pmsuspend { .. } => DomainEventId::PMSUSPEND,
            Self::BalloonChange { .. } => DomainEventId::BALLOON_CHANGE,
            Self::PmsuspendDisk { .. } => DomainEventId::PMSUSPEND_DISK,
            Self::DeviceRemoved { .. } => DomainEventId::DEVICE_REMOVED,
            Self::BlockJob2 { .. } => DomainEventId::BLOCK_JOB_2,
            Self::Tunable { .. } => DomainEventId::TUNABLE,
            Self::AgentLifecycle { .. } => DomainEventId::AGENT_LIFECYCLE,
            Self::DeviceAdded { .. } => DomainEventId::DEVICE_ADDED,
            Self::MigrationIteration { .. } => DomainEventId::MIGRATION_ITERATION,
            Self::JobCompleted { .. } => DomainEventId::JOB_COMPLETED,
            Self::DeviceRemovalFailed { .. } => DomainEventId::DEVICE_REMOVAL_FAILED,
            Self::MetadataChange { .. } => DomainEventId::METADATA_CHANGE,
            Self::BlockThreshold { .. } => DomainEventId::BLOCK_THRESHOLD,
            Self::MemoryFailure { .. } => DomainEventId::MEMORY_FAILURE,
            Self::MemoryDeviceSizeChange { .. } => DomainEventId::MEMORY_DEVICE_SIZE_CHANGE,
            Self::NicMacChange { .. } => DomainEventId::NIC_MAC_CHANGE,
        }
    }
}

/// One end of a connection to a display.
///
/// C API: `virDomainEventGraphicsAddress`. Since: 0.8.0.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct GraphicsAddress {
    /// What kind of address.
    pub family: DomainEventGraphicsAddressType,
    /// The host, as a number, or a socket's path.
    pub node: Arc<str>,
    /// The port, as text.
    pub service: Arc<str>,
}

impl GraphicsAddress {
    /// An address.
    #[must_use]
    pub fn new(
        family: DomainEventGraphicsAddressType,
        node: impl Into<Arc<str>>,
        service: impl Into<Arc<str>>,
    ) -> Self {
        Self { family, node: node.into(), service: service.into() }
    }
}

/// One thing known about a viewer of a display.
///
/// C API: `virDomainEventGraphicsSubjectIdentity`. Since: 0.8.0.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct GraphicsIdentity {
    /// What kind of name, such as `x509dname`.
    pub kind: Arc<str>,
    /// The name.
    pub name: Arc<str>,
}

impl GraphicsIdentity {
    /// An identity.
    #[must_use]
    pub fn new(kind: impl Into<Arc<str>>, name: impl Into<Arc<str>>) -> Self {
        Self { kind: kind.into(), name: name.into() }
    }
}

/// An event of QEMU's own monitor, passed on as it came.
///
/// C API: `virConnectDomainQemuMonitorEventCallback`. Since: 1.2.3.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct QemuMonitorEvent {
    /// The domain whose monitor said it.
    pub domain: DomainKey,
    /// QEMU's name of the event.
    pub event: Arc<str>,
    /// When, in whole seconds since 1970.
    pub seconds: i64,
    /// When, the microseconds beyond.
    pub micros: u32,
    /// Its data as JSON, if it has any.
    pub details: Option<Arc<str>>,
}

impl QemuMonitorEvent {
    /// An event of a monitor.
    #[must_use]
    pub fn new(
        domain: DomainKey,
        event: impl Into<Arc<str>>,
        (seconds, micros): (i64, u32),
        details: Option<Arc<str>>,
    ) -> Self {
        Self { domain, event: event.into(), seconds, micros, details }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_follow_the_kind() {
        let domain = DomainKey::new("test", crate::Uuid::default(), Some(1));
        let event = DomainEvent::lifecycle(domain.clone(), DomainEventType::STARTED, 0);
        assert_eq!(event.id(), DomainEventId::LIFECYCLE);
        let event = DomainEvent::new(domain, DomainEventKind::BalloonChange { actual_kib: 1024 });
        assert_eq!(event.id(), DomainEventId::BALLOON_CHANGE);
    }
}
