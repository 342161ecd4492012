//! States of a domain and the reasons for them.

use super::words;

words! {
    /// State of a domain.
    ///
    /// C: `virDomainState`.
    pub struct DomainState: i32 {
        /// The domain has no state. `VIR_DOMAIN_NOSTATE`, since 0.0.1.
        NOSTATE = 0;
        /// The domain is running. `VIR_DOMAIN_RUNNING`, since 0.0.1.
        RUNNING = 1;
        /// The domain is waiting for a resource. `VIR_DOMAIN_BLOCKED`, since 0.0.1.
        BLOCKED = 2;
        /// The domain is paused. `VIR_DOMAIN_PAUSED`, since 0.0.1.
        PAUSED = 3;
        /// The domain is shutting down. `VIR_DOMAIN_SHUTDOWN`, since 0.0.1.
        SHUTDOWN = 4;
        /// The domain is off. `VIR_DOMAIN_SHUTOFF`, since 0.0.1.
        SHUTOFF = 5;
        /// The domain has crashed. `VIR_DOMAIN_CRASHED`, since 0.0.2.
        CRASHED = 6;
        /// The guest is suspended by its own power management. `VIR_DOMAIN_PMSUSPENDED`, since 0.9.11.
        PMSUSPENDED = 7;
    }
}

words! {
    /// Why a domain is blocked.
    ///
    /// C: `virDomainBlockedReason`.
    pub struct DomainBlockedReason: i32 {
        /// The reason is not known. `VIR_DOMAIN_BLOCKED_UNKNOWN`, since 0.9.2.
        UNKNOWN = 0;
    }
}

words! {
    /// State of the control channel to the hypervisor for a domain.
    ///
    /// C: `virDomainControlState`.
    pub struct DomainControlState: i32 {
        /// The control channel is free for commands. `VIR_DOMAIN_CONTROL_OK`, since 0.9.3.
        OK = 0;
        /// A job is running in the background; only some commands are possible.
        /// `VIR_DOMAIN_CONTROL_JOB`, since 0.9.3.
        JOB = 1;
        /// A command is being carried out by the hypervisor. `VIR_DOMAIN_CONTROL_OCCUPIED`, since
        /// 0.9.3.
        OCCUPIED = 2;
        /// The control channel is broken and cannot be used. `VIR_DOMAIN_CONTROL_ERROR`, since 0.9.3.
        ERROR = 3;
    }
}

words! {
    /// Why a domain cannot be controlled.
    ///
    /// C: `virDomainControlErrorReason`.
    pub struct DomainControlErrorReason: i32 {
        /// No reason was given. `VIR_DOMAIN_CONTROL_ERROR_REASON_NONE`, since 1.2.14.
        NONE = 0;
        /// The reason is not known. `VIR_DOMAIN_CONTROL_ERROR_REASON_UNKNOWN`, since 1.2.14.
        UNKNOWN = 1;
        /// The connection to the hypervisor's monitor is broken.
        /// `VIR_DOMAIN_CONTROL_ERROR_REASON_MONITOR`, since 1.2.14.
        MONITOR = 2;
        /// An internal error made control impossible. `VIR_DOMAIN_CONTROL_ERROR_REASON_INTERNAL`, since
        /// 1.2.14.
        INTERNAL = 3;
    }
}

words! {
    /// Why a domain counts as crashed.
    ///
    /// C: `virDomainCrashedReason`.
    pub struct DomainCrashedReason: i32 {
        /// The reason is not known. `VIR_DOMAIN_CRASHED_UNKNOWN`, since 0.9.2.
        UNKNOWN = 0;
        /// The guest's kernel panicked. `VIR_DOMAIN_CRASHED_PANICKED`, since 1.1.1.
        PANICKED = 1;
    }
}

words! {
    /// Why a domain has no state.
    ///
    /// C: `virDomainNostateReason`.
    pub struct DomainNostateReason: i32 {
        /// The reason is not known. `VIR_DOMAIN_NOSTATE_UNKNOWN`, since 0.9.2.
        UNKNOWN = 0;
    }
}

words! {
    /// Why a domain is paused.
    ///
    /// C: `virDomainPausedReason`.
    pub struct DomainPausedReason: i32 {
        /// The reason is not known. `VIR_DOMAIN_PAUSED_UNKNOWN`, since 0.9.2.
        UNKNOWN = 0;
        /// Somebody asked for the domain to be paused. `VIR_DOMAIN_PAUSED_USER`, since 0.9.2.
        USER = 1;
        /// The domain is paused for migration. `VIR_DOMAIN_PAUSED_MIGRATION`, since 0.9.2.
        MIGRATION = 2;
        /// The domain is paused while its state is saved. `VIR_DOMAIN_PAUSED_SAVE`, since 0.9.2.
        SAVE = 3;
        /// The domain is paused while its memory is dumped. `VIR_DOMAIN_PAUSED_DUMP`, since 0.9.2.
        DUMP = 4;
        /// A disk I/O error paused the domain. `VIR_DOMAIN_PAUSED_IOERROR`, since 0.9.2.
        IOERROR = 5;
        /// The guest's watchdog fired and paused the domain. `VIR_DOMAIN_PAUSED_WATCHDOG`, since 0.9.2.
        WATCHDOG = 6;
        /// The domain was reverted to a snapshot in which it is paused.
        /// `VIR_DOMAIN_PAUSED_FROM_SNAPSHOT`, since 0.9.2.
        FROM_SNAPSHOT = 7;
        /// The domain is paused while it is being shut down. `VIR_DOMAIN_PAUSED_SHUTTING_DOWN`, since
        /// 0.9.5.
        SHUTTING_DOWN = 8;
        /// The domain is paused while a snapshot is taken. `VIR_DOMAIN_PAUSED_SNAPSHOT`, since 1.0.1.
        SNAPSHOT = 9;
        /// The guest crashed and was paused. `VIR_DOMAIN_PAUSED_CRASHED`, since 1.1.1.
        CRASHED = 10;
        /// The domain is being started and does not run yet. `VIR_DOMAIN_PAUSED_STARTING_UP`, since
        /// 1.2.14.
        STARTING_UP = 11;
        /// The domain is paused on the source because post-copy has switched to the destination.
        /// `VIR_DOMAIN_PAUSED_POSTCOPY`, since 1.3.3.
        POSTCOPY = 12;
        /// The domain is paused because post-copy migration failed.
        /// `VIR_DOMAIN_PAUSED_POSTCOPY_FAILED`, since 1.3.3.
        POSTCOPY_FAILED = 13;
        /// A call failed midway and left the domain paused. `VIR_DOMAIN_PAUSED_API_ERROR`, since 9.2.0.
        API_ERROR = 14;
    }
}

words! {
    /// Why a guest is suspended to disk.
    ///
    /// C: `virDomainPMSuspendedDiskReason`.
    pub struct DomainPmsuspendedDiskReason: i32 {
        /// The reason is not known. `VIR_DOMAIN_PMSUSPENDED_DISK_UNKNOWN`, since 1.0.0.
        UNKNOWN = 0;
    }
}

words! {
    /// Why a guest is suspended by its power management.
    ///
    /// C: `virDomainPMSuspendedReason`.
    pub struct DomainPmsuspendedReason: i32 {
        /// The reason is not known. `VIR_DOMAIN_PMSUSPENDED_UNKNOWN`, since 0.9.11.
        UNKNOWN = 0;
    }
}

words! {
    /// Why a domain is running.
    ///
    /// C: `virDomainRunningReason`.
    pub struct DomainRunningReason: i32 {
        /// The reason is not known. `VIR_DOMAIN_RUNNING_UNKNOWN`, since 0.9.2.
        UNKNOWN = 0;
        /// The domain was booted afresh. `VIR_DOMAIN_RUNNING_BOOTED`, since 0.9.2.
        BOOTED = 1;
        /// The domain arrived by migration. `VIR_DOMAIN_RUNNING_MIGRATED`, since 0.9.2.
        MIGRATED = 2;
        /// The domain was restored from a saved state. `VIR_DOMAIN_RUNNING_RESTORED`, since 0.9.2.
        RESTORED = 3;
        /// The domain was reverted to a snapshot in which it is running.
        /// `VIR_DOMAIN_RUNNING_FROM_SNAPSHOT`, since 0.9.2.
        FROM_SNAPSHOT = 4;
        /// The domain was unpaused. `VIR_DOMAIN_RUNNING_UNPAUSED`, since 0.9.2.
        UNPAUSED = 5;
        /// The domain went on after its migration was given up.
        /// `VIR_DOMAIN_RUNNING_MIGRATION_CANCELED`, since 0.9.2.
        MIGRATION_CANCELED = 6;
        /// The domain went on after saving its state was given up. `VIR_DOMAIN_RUNNING_SAVE_CANCELED`,
        /// since 0.9.2.
        SAVE_CANCELED = 7;
        /// The guest woke from being suspended. `VIR_DOMAIN_RUNNING_WAKEUP`, since 0.9.11.
        WAKEUP = 8;
        /// The domain went on running after a crash. `VIR_DOMAIN_RUNNING_CRASHED`, since 1.1.1.
        CRASHED = 9;
        /// The domain runs while post-copy migration still moves its memory.
        /// `VIR_DOMAIN_RUNNING_POSTCOPY`, since 1.3.3.
        POSTCOPY = 10;
        /// The domain still runs although its post-copy migration has failed.
        /// `VIR_DOMAIN_RUNNING_POSTCOPY_FAILED`, since 8.5.0.
        POSTCOPY_FAILED = 11;
    }
}

words! {
    /// Why a domain is shutting down.
    ///
    /// C: `virDomainShutdownReason`.
    pub struct DomainShutdownReason: i32 {
        /// The reason is not known. `VIR_DOMAIN_SHUTDOWN_UNKNOWN`, since 0.9.2.
        UNKNOWN = 0;
        /// Somebody asked for the shutdown. `VIR_DOMAIN_SHUTDOWN_USER`, since 0.9.2.
        USER = 1;
    }
}

words! {
    /// Why a domain is off.
    ///
    /// C: `virDomainShutoffReason`.
    pub struct DomainShutoffReason: i32 {
        /// The reason is not known. `VIR_DOMAIN_SHUTOFF_UNKNOWN`, since 0.9.2.
        UNKNOWN = 0;
        /// The guest shut down in the regular way. `VIR_DOMAIN_SHUTOFF_SHUTDOWN`, since 0.9.2.
        SHUTDOWN = 1;
        /// The domain was stopped by force. `VIR_DOMAIN_SHUTOFF_DESTROYED`, since 0.9.2.
        DESTROYED = 2;
        /// The domain crashed. `VIR_DOMAIN_SHUTOFF_CRASHED`, since 0.9.2.
        CRASHED = 3;
        /// The domain left for another host. `VIR_DOMAIN_SHUTOFF_MIGRATED`, since 0.9.2.
        MIGRATED = 4;
        /// The domain's state was saved to a file. `VIR_DOMAIN_SHUTOFF_SAVED`, since 0.9.2.
        SAVED = 5;
        /// The domain could not be started. `VIR_DOMAIN_SHUTOFF_FAILED`, since 0.9.2.
        FAILED = 6;
        /// The domain was reverted to a snapshot in which it is off.
        /// `VIR_DOMAIN_SHUTOFF_FROM_SNAPSHOT`, since 0.9.2.
        FROM_SNAPSHOT = 7;
        /// The daemon decided to stop the domain while reconnecting to it. `VIR_DOMAIN_SHUTOFF_DAEMON`,
        /// since 4.10.0.
        DAEMON = 8;
    }
}

words! {
    /// State of a virtual CPU.
    ///
    /// C: `virVcpuState`.
    pub struct VcpuState: i32 {
        /// The virtual CPU is offline. `VIR_VCPU_OFFLINE`, since 0.1.4.
        OFFLINE = 0;
        /// The virtual CPU is running. `VIR_VCPU_RUNNING`, since 0.1.4.
        RUNNING = 1;
        /// The virtual CPU is waiting for a resource. `VIR_VCPU_BLOCKED`, since 0.1.4.
        BLOCKED = 2;
    }
}

words! {
    /// Special values in place of the host CPU a virtual CPU runs on.
    ///
    /// C: `virVcpuHostCpuState`.
    pub struct VcpuHostCpuState: i32 {
        /// It cannot be told on which host CPU the virtual CPU runs. `VIR_VCPU_INFO_CPU_UNAVAILABLE`,
        /// since 6.10.0.
        UNAVAILABLE = -2;
        /// The virtual CPU is offline and so runs on no host CPU. `VIR_VCPU_INFO_CPU_OFFLINE`, since
        /// 6.10.0.
        OFFLINE = -1;
    }
}
