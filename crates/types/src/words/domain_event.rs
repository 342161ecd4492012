//! Domain events and their details.

use super::{flags, words};

words! {
    /// Why the state of the guest agent changed.
    ///
    /// C: `virConnectDomainEventAgentLifecycleReason`.
    pub struct ConnectDomainEventAgentLifecycleReason: i32 {
        /// The reason for the change is not known.
        /// `VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_REASON_UNKNOWN`, since 1.2.11.
        UNKNOWN = 0;
        /// The state was set because the domain was started.
        /// `VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_REASON_DOMAIN_STARTED`, since 1.2.11.
        DOMAIN_STARTED = 1;
        /// The agent's channel was opened or closed by the guest.
        /// `VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_REASON_CHANNEL`, since 1.2.11.
        CHANNEL = 2;
    }
}

words! {
    /// State of the connection to the guest agent.
    ///
    /// C: `virConnectDomainEventAgentLifecycleState`.
    pub struct ConnectDomainEventAgentLifecycleState: i32 {
        /// The guest agent is connected. `VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_STATE_CONNECTED`,
        /// since 1.2.11.
        CONNECTED = 1;
        /// The guest agent is not connected.
        /// `VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_STATE_DISCONNECTED`, since 1.2.11.
        DISCONNECTED = 2;
    }
}

words! {
    /// How a block job ended, or that it is ready.
    ///
    /// C: `virConnectDomainEventBlockJobStatus`.
    pub struct ConnectDomainEventBlockJobStatus: i32 {
        /// The job has finished successfully. `VIR_DOMAIN_BLOCK_JOB_COMPLETED`, since 0.9.4.
        COMPLETED = 0;
        /// The job ended with an error. `VIR_DOMAIN_BLOCK_JOB_FAILED`, since 0.9.4.
        FAILED = 1;
        /// The job was cancelled. `VIR_DOMAIN_BLOCK_JOB_CANCELED`, since 0.9.12.
        CANCELED = 2;
        /// The job has caught up and can be ended or pivoted. `VIR_DOMAIN_BLOCK_JOB_READY`, since
        /// 1.0.0.
        READY = 3;
    }
}

words! {
    /// Kind of a domain lifecycle event.
    ///
    /// C: `virDomainEventType`.
    pub struct DomainEventType: i32 {
        /// A stored definition was added or changed. `VIR_DOMAIN_EVENT_DEFINED`, since 0.5.0.
        DEFINED = 0;
        /// A stored definition was removed. `VIR_DOMAIN_EVENT_UNDEFINED`, since 0.5.0.
        UNDEFINED = 1;
        /// A domain began to run. `VIR_DOMAIN_EVENT_STARTED`, since 0.5.0.
        STARTED = 2;
        /// A domain was paused. `VIR_DOMAIN_EVENT_SUSPENDED`, since 0.5.0.
        SUSPENDED = 3;
        /// A paused domain runs again. `VIR_DOMAIN_EVENT_RESUMED`, since 0.5.0.
        RESUMED = 4;
        /// A domain stopped running. `VIR_DOMAIN_EVENT_STOPPED`, since 0.5.0.
        STOPPED = 5;
        /// The guest has shut down, but its process may still exist. `VIR_DOMAIN_EVENT_SHUTDOWN`, since
        /// 0.9.8.
        SHUTDOWN = 6;
        /// The guest was suspended by its own power management. `VIR_DOMAIN_EVENT_PMSUSPENDED`, since
        /// 0.10.2.
        PMSUSPENDED = 7;
        /// The guest crashed. `VIR_DOMAIN_EVENT_CRASHED`, since 1.1.1.
        CRASHED = 8;
    }
}

words! {
    /// Details of a crash event.
    ///
    /// C: `virDomainEventCrashedDetailType`.
    pub struct DomainEventCrashedDetailType: i32 {
        /// The guest's kernel panicked. `VIR_DOMAIN_EVENT_CRASHED_PANICKED`, since 1.1.1.
        PANICKED = 0;
        /// The guest crashed and loaded its crash kernel to deal with the crash itself.
        /// `VIR_DOMAIN_EVENT_CRASHED_CRASHLOADED`, since 6.1.0.
        CRASHLOADED = 1;
    }
}

words! {
    /// Details of a defined event.
    ///
    /// C: `virDomainEventDefinedDetailType`.
    pub struct DomainEventDefinedDetailType: i32 {
        /// A new definition was stored. `VIR_DOMAIN_EVENT_DEFINED_ADDED`, since 0.5.0.
        ADDED = 0;
        /// The existing definition was replaced by a new one. `VIR_DOMAIN_EVENT_DEFINED_UPDATED`, since
        /// 0.5.0.
        UPDATED = 1;
        /// The domain took on a new name. `VIR_DOMAIN_EVENT_DEFINED_RENAMED`, since 1.2.19.
        RENAMED = 2;
        /// The definition was restored from a snapshot. `VIR_DOMAIN_EVENT_DEFINED_FROM_SNAPSHOT`, since
        /// 1.3.3.
        FROM_SNAPSHOT = 3;
    }
}

words! {
    /// Why a disk's source was changed.
    ///
    /// C: `virConnectDomainEventDiskChangeReason`.
    pub struct ConnectDomainEventDiskChangeReason: i32 {
        /// The source was missing at start, so the removable drive was left empty, as its start-up
        /// policy allows. `VIR_DOMAIN_EVENT_DISK_CHANGE_MISSING_ON_START`, since 0.9.7.
        CHANGE_MISSING_ON_START = 0;
        /// The source was missing at start, so the disk was left out of the domain, as its start-up
        /// policy allows. `VIR_DOMAIN_EVENT_DISK_DROP_MISSING_ON_START`, since 1.1.2.
        DROP_MISSING_ON_START = 1;
    }
}

words! {
    /// Address family of a graphics client or server.
    ///
    /// C: `virDomainEventGraphicsAddressType`.
    pub struct DomainEventGraphicsAddressType: i32 {
        /// The address is an IPv4 address. `VIR_DOMAIN_EVENT_GRAPHICS_ADDRESS_IPV4`, since 0.8.0.
        IPV4 = 0;
        /// The address is an IPv6 address. `VIR_DOMAIN_EVENT_GRAPHICS_ADDRESS_IPV6`, since 0.8.0.
        IPV6 = 1;
        /// The address is the path of a UNIX socket. `VIR_DOMAIN_EVENT_GRAPHICS_ADDRESS_UNIX`, since
        /// 0.9.7.
        UNIX = 2;
    }
}

words! {
    /// Phase of a graphics client's connection.
    ///
    /// C: `virDomainEventGraphicsPhase`.
    pub struct DomainEventGraphicsPhase: i32 {
        /// A client connected to the graphics server but has not been authenticated yet.
        /// `VIR_DOMAIN_EVENT_GRAPHICS_CONNECT`, since 0.8.0.
        CONNECT = 0;
        /// A client passed authentication and its session is set up.
        /// `VIR_DOMAIN_EVENT_GRAPHICS_INITIALIZE`, since 0.8.0.
        INITIALIZE = 1;
        /// A client closed its connection to the graphics server.
        /// `VIR_DOMAIN_EVENT_GRAPHICS_DISCONNECT`, since 0.8.0.
        DISCONNECT = 2;
    }
}

words! {
    /// Which domain event to subscribe to.
    ///
    /// C: `virDomainEventID`.
    pub struct DomainEventId: i32 {
        /// Fires when a domain is defined, started, paused, stopped or otherwise changes state.
        /// `VIR_DOMAIN_EVENT_ID_LIFECYCLE`, since 0.8.0.
        LIFECYCLE = 0;
        /// Fires when the guest reboots. `VIR_DOMAIN_EVENT_ID_REBOOT`, since 0.8.0.
        REBOOT = 1;
        /// Fires when the guest sets its hardware clock. `VIR_DOMAIN_EVENT_ID_RTC_CHANGE`, since 0.8.0.
        RTC_CHANGE = 2;
        /// Fires when the guest's watchdog runs out. `VIR_DOMAIN_EVENT_ID_WATCHDOG`, since 0.8.0.
        WATCHDOG = 3;
        /// Fires when a disk of the domain reports an I/O error. `VIR_DOMAIN_EVENT_ID_IO_ERROR`, since
        /// 0.8.0.
        IO_ERROR = 4;
        /// Fires when a graphics client connects, is set up or disconnects.
        /// `VIR_DOMAIN_EVENT_ID_GRAPHICS`, since 0.8.0.
        GRAPHICS = 5;
        /// Fires when a disk of the domain reports an I/O error; the message also carries a reason.
        /// `VIR_DOMAIN_EVENT_ID_IO_ERROR_REASON`, since 0.8.1.
        IO_ERROR_REASON = 6;
        /// Fires when the connection that controls the domain breaks.
        /// `VIR_DOMAIN_EVENT_ID_CONTROL_ERROR`, since 0.9.2.
        CONTROL_ERROR = 7;
        /// Fires when a block job changes state; the disk is named by its source path.
        /// `VIR_DOMAIN_EVENT_ID_BLOCK_JOB`, since 0.9.4.
        BLOCK_JOB = 8;
        /// Fires when the source of a disk changes outside a direct request, for example at start.
        /// `VIR_DOMAIN_EVENT_ID_DISK_CHANGE`, since 0.9.7.
        DISK_CHANGE = 9;
        /// Fires when a removable drive opens or closes its tray. `VIR_DOMAIN_EVENT_ID_TRAY_CHANGE`,
        /// since 0.9.11.
        TRAY_CHANGE = 10;
        /// Fires when the guest wakes from being suspended. `VIR_DOMAIN_EVENT_ID_PMWAKEUP`, since
        /// 0.9.11.
        PMWAKEUP = 11;
        /// Fires when the guest suspends itself to memory. `VIR_DOMAIN_EVENT_ID_PMSUSPEND`, since
        /// 0.9.11.
        PMSUSPEND = 12;
        /// Fires when the memory balloon changes the guest's memory size.
        /// `VIR_DOMAIN_EVENT_ID_BALLOON_CHANGE`, since 0.10.0.
        BALLOON_CHANGE = 13;
        /// Fires when the guest suspends itself to disk. `VIR_DOMAIN_EVENT_ID_PMSUSPEND_DISK`, since
        /// 1.0.0.
        PMSUSPEND_DISK = 14;
        /// Fires when the guest has released a device and it is gone from the domain.
        /// `VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED`, since 1.1.1.
        DEVICE_REMOVED = 15;
        /// Fires when a block job changes state; the disk is named by its target in the guest, such as
        /// `vda`. `VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2`, since 1.2.6.
        BLOCK_JOB_2 = 16;
        /// Fires when a tuning value of a running domain changes. `VIR_DOMAIN_EVENT_ID_TUNABLE`, since
        /// 1.2.9.
        TUNABLE = 17;
        /// Fires when the guest agent connects or disconnects. `VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE`,
        /// since 1.2.11.
        AGENT_LIFECYCLE = 18;
        /// Fires when a device has been attached to the running domain.
        /// `VIR_DOMAIN_EVENT_ID_DEVICE_ADDED`, since 1.2.15.
        DEVICE_ADDED = 19;
        /// Fires when a migration begins a new pass over the guest's memory.
        /// `VIR_DOMAIN_EVENT_ID_MIGRATION_ITERATION`, since 1.3.2.
        MIGRATION_ITERATION = 20;
        /// Fires when a domain job has finished; the message carries the job's statistics.
        /// `VIR_DOMAIN_EVENT_ID_JOB_COMPLETED`, since 1.3.3.
        JOB_COMPLETED = 21;
        /// Fires when the guest refused to give up a device that was to be detached.
        /// `VIR_DOMAIN_EVENT_ID_DEVICE_REMOVAL_FAILED`, since 1.3.4.
        DEVICE_REMOVAL_FAILED = 22;
        /// Fires when the title, description or custom metadata of a domain changes.
        /// `VIR_DOMAIN_EVENT_ID_METADATA_CHANGE`, since 3.0.0.
        METADATA_CHANGE = 23;
        /// Fires when writing to an image passes the threshold set for it.
        /// `VIR_DOMAIN_EVENT_ID_BLOCK_THRESHOLD`, since 3.2.0.
        BLOCK_THRESHOLD = 24;
        /// Fires when a hardware memory failure hits the domain. `VIR_DOMAIN_EVENT_ID_MEMORY_FAILURE`,
        /// since 6.9.0.
        MEMORY_FAILURE = 25;
        /// Fires when the guest changes the size of a memory device such as virtio-mem.
        /// `VIR_DOMAIN_EVENT_ID_MEMORY_DEVICE_SIZE_CHANGE`, since 7.9.0.
        MEMORY_DEVICE_SIZE_CHANGE = 26;
        /// Fires when the guest changes the MAC address of one of its network cards.
        /// `VIR_DOMAIN_EVENT_ID_NIC_MAC_CHANGE`, since 11.2.0.
        NIC_MAC_CHANGE = 27;
    }
}

words! {
    /// What is done with the domain after an I/O error.
    ///
    /// C: `virDomainEventIOErrorAction`.
    pub struct DomainEventIoErrorAction: i32 {
        /// Nothing is done; the error is ignored. `VIR_DOMAIN_EVENT_IO_ERROR_NONE`, since 0.8.0.
        NONE = 0;
        /// The guest is paused until somebody resumes it. `VIR_DOMAIN_EVENT_IO_ERROR_PAUSE`, since
        /// 0.8.0.
        PAUSE = 1;
        /// The error is passed on to the guest. `VIR_DOMAIN_EVENT_IO_ERROR_REPORT`, since 0.8.0.
        REPORT = 2;
    }
}

words! {
    /// What is done about a hardware memory failure.
    ///
    /// C: `virDomainMemoryFailureActionType`.
    pub struct DomainMemoryFailureActionType: i32 {
        /// The failure is ignored; it does no harm now.
        /// `VIR_DOMAIN_EVENT_MEMORY_FAILURE_ACTION_IGNORE`, since 6.9.0.
        IGNORE = 0;
        /// The failure is passed into the guest as a machine check.
        /// `VIR_DOMAIN_EVENT_MEMORY_FAILURE_ACTION_INJECT`, since 6.9.0.
        INJECT = 1;
        /// The failure could not be handled, and the domain cannot go on.
        /// `VIR_DOMAIN_EVENT_MEMORY_FAILURE_ACTION_FATAL`, since 6.9.0.
        FATAL = 2;
        /// The guest is reset because it was not able to handle the failure.
        /// `VIR_DOMAIN_EVENT_MEMORY_FAILURE_ACTION_RESET`, since 6.9.0.
        RESET = 3;
    }
}

words! {
    /// Whose memory a hardware failure hit.
    ///
    /// C: `virDomainMemoryFailureRecipientType`.
    pub struct DomainMemoryFailureRecipientType: i32 {
        /// The failed memory belongs to the hypervisor process itself.
        /// `VIR_DOMAIN_EVENT_MEMORY_FAILURE_RECIPIENT_HYPERVISOR`, since 6.9.0.
        HYPERVISOR = 0;
        /// The failed memory belongs to the guest. `VIR_DOMAIN_EVENT_MEMORY_FAILURE_RECIPIENT_GUEST`,
        /// since 6.9.0.
        GUEST = 1;
    }
}

words! {
    /// Details of a guest power-management suspend event.
    ///
    /// C: `virDomainEventPMSuspendedDetailType`.
    pub struct DomainEventPmsuspendedDetailType: i32 {
        /// The guest went to sleep with its state kept in memory.
        /// `VIR_DOMAIN_EVENT_PMSUSPENDED_MEMORY`, since 0.10.2.
        MEMORY = 0;
        /// The guest hibernated to disk. `VIR_DOMAIN_EVENT_PMSUSPENDED_DISK`, since 1.0.0.
        DISK = 1;
    }
}

words! {
    /// Details of a resumed event.
    ///
    /// C: `virDomainEventResumedDetailType`.
    pub struct DomainEventResumedDetailType: i32 {
        /// The domain went on because it was unpaused on request. `VIR_DOMAIN_EVENT_RESUMED_UNPAUSED`,
        /// since 0.5.0.
        UNPAUSED = 0;
        /// The domain went on at the destination after migration. `VIR_DOMAIN_EVENT_RESUMED_MIGRATED`,
        /// since 0.5.0.
        MIGRATED = 1;
        /// The domain went on after reverting to a snapshot. `VIR_DOMAIN_EVENT_RESUMED_FROM_SNAPSHOT`,
        /// since 0.9.5.
        FROM_SNAPSHOT = 2;
        /// The domain went on at the destination while post-copy still fetches its memory.
        /// `VIR_DOMAIN_EVENT_RESUMED_POSTCOPY`, since 1.3.3.
        POSTCOPY = 3;
        /// The domain still runs although its post-copy migration has failed.
        /// `VIR_DOMAIN_EVENT_RESUMED_POSTCOPY_FAILED`, since 8.5.0.
        POSTCOPY_FAILED = 4;
    }
}

words! {
    /// Details of a shutdown event.
    ///
    /// C: `virDomainEventShutdownDetailType`.
    pub struct DomainEventShutdownDetailType: i32 {
        /// The guest has finished shutting down; who asked for it is not known.
        /// `VIR_DOMAIN_EVENT_SHUTDOWN_FINISHED`, since 0.9.8.
        FINISHED = 0;
        /// The shutdown was started inside the guest. `VIR_DOMAIN_EVENT_SHUTDOWN_GUEST`, since 3.4.0.
        GUEST = 1;
        /// The shutdown was started from the host, for example by a signal.
        /// `VIR_DOMAIN_EVENT_SHUTDOWN_HOST`, since 3.4.0.
        HOST = 2;
    }
}

words! {
    /// Details of a started event.
    ///
    /// C: `virDomainEventStartedDetailType`.
    pub struct DomainEventStartedDetailType: i32 {
        /// The domain was booted afresh. `VIR_DOMAIN_EVENT_STARTED_BOOTED`, since 0.5.0.
        BOOTED = 0;
        /// The domain arrived by migration from another host. `VIR_DOMAIN_EVENT_STARTED_MIGRATED`,
        /// since 0.5.0.
        MIGRATED = 1;
        /// The domain was restored from a saved state. `VIR_DOMAIN_EVENT_STARTED_RESTORED`, since
        /// 0.5.0.
        RESTORED = 2;
        /// The domain began to run from a snapshot. `VIR_DOMAIN_EVENT_STARTED_FROM_SNAPSHOT`, since
        /// 0.8.0.
        FROM_SNAPSHOT = 3;
        /// The domain woke from being suspended. `VIR_DOMAIN_EVENT_STARTED_WAKEUP`, since 0.9.11.
        WAKEUP = 4;
    }
}

words! {
    /// Details of a stopped event.
    ///
    /// C: `virDomainEventStoppedDetailType`.
    pub struct DomainEventStoppedDetailType: i32 {
        /// The guest shut down in the regular way. `VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN`, since 0.5.0.
        SHUTDOWN = 0;
        /// The domain was stopped by force from the host. `VIR_DOMAIN_EVENT_STOPPED_DESTROYED`, since
        /// 0.5.0.
        DESTROYED = 1;
        /// The domain crashed. `VIR_DOMAIN_EVENT_STOPPED_CRASHED`, since 0.5.0.
        CRASHED = 2;
        /// The domain left for another host. `VIR_DOMAIN_EVENT_STOPPED_MIGRATED`, since 0.5.0.
        MIGRATED = 3;
        /// The domain's state was saved to a file. `VIR_DOMAIN_EVENT_STOPPED_SAVED`, since 0.5.0.
        SAVED = 4;
        /// The hypervisor process failed or went away. `VIR_DOMAIN_EVENT_STOPPED_FAILED`, since 0.5.0.
        FAILED = 5;
        /// The domain was stopped by reverting to a snapshot in which it is off.
        /// `VIR_DOMAIN_EVENT_STOPPED_FROM_SNAPSHOT`, since 0.8.0.
        FROM_SNAPSHOT = 6;
    }
}

words! {
    /// Details of a suspended event.
    ///
    /// C: `virDomainEventSuspendedDetailType`.
    pub struct DomainEventSuspendedDetailType: i32 {
        /// The domain was paused on request. `VIR_DOMAIN_EVENT_SUSPENDED_PAUSED`, since 0.5.0.
        PAUSED = 0;
        /// The domain was paused for migration. `VIR_DOMAIN_EVENT_SUSPENDED_MIGRATED`, since 0.5.0.
        MIGRATED = 1;
        /// The domain was paused because of a disk I/O error. `VIR_DOMAIN_EVENT_SUSPENDED_IOERROR`,
        /// since 0.8.0.
        IOERROR = 2;
        /// The domain was paused because its watchdog fired. `VIR_DOMAIN_EVENT_SUSPENDED_WATCHDOG`,
        /// since 0.8.0.
        WATCHDOG = 3;
        /// The domain was restored from a saved state and left paused.
        /// `VIR_DOMAIN_EVENT_SUSPENDED_RESTORED`, since 0.9.5.
        RESTORED = 4;
        /// The domain was paused by reverting to a snapshot in which it is paused.
        /// `VIR_DOMAIN_EVENT_SUSPENDED_FROM_SNAPSHOT`, since 0.9.5.
        FROM_SNAPSHOT = 5;
        /// A call failed midway and left the domain paused. `VIR_DOMAIN_EVENT_SUSPENDED_API_ERROR`,
        /// since 1.0.1.
        API_ERROR = 6;
        /// The source domain was paused because post-copy migration has switched to the destination.
        /// `VIR_DOMAIN_EVENT_SUSPENDED_POSTCOPY`, since 1.3.3.
        POSTCOPY = 7;
        /// The domain was paused because post-copy migration failed.
        /// `VIR_DOMAIN_EVENT_SUSPENDED_POSTCOPY_FAILED`, since 1.3.3.
        POSTCOPY_FAILED = 8;
    }
}

words! {
    /// How the tray of a removable drive moved.
    ///
    /// C: `virDomainEventTrayChangeReason`.
    pub struct DomainEventTrayChangeReason: i32 {
        /// The tray was opened. `VIR_DOMAIN_EVENT_TRAY_CHANGE_OPEN`, since 0.9.11.
        OPEN = 0;
        /// The tray was closed. `VIR_DOMAIN_EVENT_TRAY_CHANGE_CLOSE`, since 0.9.11.
        CLOSE = 1;
    }
}

words! {
    /// Details of an undefined event.
    ///
    /// C: `virDomainEventUndefinedDetailType`.
    pub struct DomainEventUndefinedDetailType: i32 {
        /// The definition was deleted. `VIR_DOMAIN_EVENT_UNDEFINED_REMOVED`, since 0.5.0.
        REMOVED = 0;
        /// The old name vanished because the domain was renamed. `VIR_DOMAIN_EVENT_UNDEFINED_RENAMED`,
        /// since 1.2.19.
        RENAMED = 1;
    }
}

words! {
    /// What is done when the guest's watchdog fires.
    ///
    /// C: `virDomainEventWatchdogAction`.
    pub struct DomainEventWatchdogAction: i32 {
        /// Nothing is done; the watchdog is ignored. `VIR_DOMAIN_EVENT_WATCHDOG_NONE`, since 0.8.0.
        NONE = 0;
        /// The guest is paused. `VIR_DOMAIN_EVENT_WATCHDOG_PAUSE`, since 0.8.0.
        PAUSE = 1;
        /// The guest is reset. `VIR_DOMAIN_EVENT_WATCHDOG_RESET`, since 0.8.0.
        RESET = 2;
        /// The guest is switched off at once. `VIR_DOMAIN_EVENT_WATCHDOG_POWEROFF`, since 0.8.0.
        POWEROFF = 3;
        /// The guest is asked to shut down. `VIR_DOMAIN_EVENT_WATCHDOG_SHUTDOWN`, since 0.8.0.
        SHUTDOWN = 4;
        /// Nothing is done apart from a debug message. `VIR_DOMAIN_EVENT_WATCHDOG_DEBUG`, since 0.8.0.
        DEBUG = 5;
        /// A non-maskable interrupt is sent to the guest. `VIR_DOMAIN_EVENT_WATCHDOG_INJECTNMI`, since
        /// 1.2.17.
        INJECTNMI = 6;
    }
}

flags! {
    /// Further facts about a hardware memory failure.
    ///
    /// C: `virDomainMemoryFailureFlags`.
    pub struct DomainMemoryFailureFlags: u32 {
        /// The failed memory is in use right now and something has to be done.
        /// `VIR_DOMAIN_MEMORY_FAILURE_ACTION_REQUIRED`, since 6.9.0.
        ACTION_REQUIRED = 1;
        /// The failure occurred while an earlier one was still being handled.
        /// `VIR_DOMAIN_MEMORY_FAILURE_RECURSIVE`, since 6.9.0.
        RECURSIVE = 2;
    }
}
