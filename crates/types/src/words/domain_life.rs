//! Life cycle: create, define, shut down, destroy, undefine.

use super::{flags, words};

flags! {
    /// C: `virDomainDefineFlags`.
    pub struct DomainDefineFlags: u32 {
        /// `VIR_DOMAIN_DEFINE_VALIDATE`, since 1.2.12.
        VALIDATE = 1;
    }
}

flags! {
    /// C: `virDomainDestroyFlagsValues`.
    pub struct DomainDestroyFlags: u32 {
        /// `VIR_DOMAIN_DESTROY_DEFAULT`, since 0.9.10.
        DEFAULT = 0;
        /// `VIR_DOMAIN_DESTROY_GRACEFUL`, since 0.9.10.
        GRACEFUL = 1;
        /// `VIR_DOMAIN_DESTROY_REMOVE_LOGS`, since 8.3.0.
        REMOVE_LOGS = 2;
    }
}

flags! {
    /// C: `virDomainFDAssociateFlags`.
    pub struct DomainFdAssociateFlags: u32 {
        /// `VIR_DOMAIN_FD_ASSOCIATE_SECLABEL_RESTORE`, since 9.0.0.
        RESTORE = 1;
        /// `VIR_DOMAIN_FD_ASSOCIATE_SECLABEL_WRITABLE`, since 9.0.0.
        WRITABLE = 2;
    }
}

words! {
    /// C: `virDomainLifecycleAction`.
    pub struct DomainLifecycleAction: i32 {
        /// `VIR_DOMAIN_LIFECYCLE_ACTION_DESTROY`, since 3.9.0.
        DESTROY = 0;
        /// `VIR_DOMAIN_LIFECYCLE_ACTION_RESTART`, since 3.9.0.
        RESTART = 1;
        /// `VIR_DOMAIN_LIFECYCLE_ACTION_RESTART_RENAME`, since 3.9.0.
        RESTART_RENAME = 2;
        /// `VIR_DOMAIN_LIFECYCLE_ACTION_PRESERVE`, since 3.9.0.
        PRESERVE = 3;
        /// `VIR_DOMAIN_LIFECYCLE_ACTION_COREDUMP_DESTROY`, since 3.9.0.
        COREDUMP_DESTROY = 4;
        /// `VIR_DOMAIN_LIFECYCLE_ACTION_COREDUMP_RESTART`, since 3.9.0.
        COREDUMP_RESTART = 5;
    }
}

words! {
    /// C: `virDomainLifecycle`.
    pub struct DomainLifecycle: i32 {
        /// `VIR_DOMAIN_LIFECYCLE_POWEROFF`, since 3.9.0.
        POWEROFF = 0;
        /// `VIR_DOMAIN_LIFECYCLE_REBOOT`, since 3.9.0.
        REBOOT = 1;
        /// `VIR_DOMAIN_LIFECYCLE_CRASH`, since 3.9.0.
        CRASH = 2;
    }
}

flags! {
    /// C: `virDomainCreateFlags`.
    pub struct DomainCreateFlags: u32 {
        /// `VIR_DOMAIN_NONE`, since 0.0.1.
        NONE = 0;
        /// `VIR_DOMAIN_START_PAUSED`, since 0.8.2.
        PAUSED = 1;
        /// `VIR_DOMAIN_START_AUTODESTROY`, since 0.9.3.
        AUTODESTROY = 2;
        /// `VIR_DOMAIN_START_BYPASS_CACHE`, since 0.9.4.
        BYPASS_CACHE = 4;
        /// `VIR_DOMAIN_START_FORCE_BOOT`, since 0.9.5.
        FORCE_BOOT = 8;
        /// `VIR_DOMAIN_START_VALIDATE`, since 1.2.12.
        VALIDATE = 16;
        /// `VIR_DOMAIN_START_RESET_NVRAM`, since 8.1.0.
        RESET_NVRAM = 32;
    }
}

flags! {
    /// C: `virDomainRebootFlagValues`.
    pub struct DomainRebootFlags: u32 {
        /// `VIR_DOMAIN_REBOOT_DEFAULT`, since 0.9.10.
        DEFAULT = 0;
        /// `VIR_DOMAIN_REBOOT_ACPI_POWER_BTN`, since 0.9.10.
        ACPI_POWER_BTN = 1;
        /// `VIR_DOMAIN_REBOOT_GUEST_AGENT`, since 0.9.10.
        GUEST_AGENT = 2;
        /// `VIR_DOMAIN_REBOOT_INITCTL`, since 1.0.1.
        INITCTL = 4;
        /// `VIR_DOMAIN_REBOOT_SIGNAL`, since 1.0.1.
        SIGNAL = 8;
        /// `VIR_DOMAIN_REBOOT_PARAVIRT`, since 1.2.5.
        PARAVIRT = 16;
    }
}

flags! {
    /// C: `virDomainShutdownFlagValues`.
    pub struct DomainShutdownFlags: u32 {
        /// `VIR_DOMAIN_SHUTDOWN_DEFAULT`, since 0.9.10.
        DEFAULT = 0;
        /// `VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN`, since 0.9.10.
        ACPI_POWER_BTN = 1;
        /// `VIR_DOMAIN_SHUTDOWN_GUEST_AGENT`, since 0.9.10.
        GUEST_AGENT = 2;
        /// `VIR_DOMAIN_SHUTDOWN_INITCTL`, since 1.0.1.
        INITCTL = 4;
        /// `VIR_DOMAIN_SHUTDOWN_SIGNAL`, since 1.0.1.
        SIGNAL = 8;
        /// `VIR_DOMAIN_SHUTDOWN_PARAVIRT`, since 1.2.5.
        PARAVIRT = 16;
    }
}

flags! {
    /// C: `virDomainUndefineFlagsValues`.
    pub struct DomainUndefineFlags: u32 {
        /// `VIR_DOMAIN_UNDEFINE_MANAGED_SAVE`, since 0.9.4.
        MANAGED_SAVE = 1;
        /// `VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA`, since 0.9.5.
        SNAPSHOTS_METADATA = 2;
        /// `VIR_DOMAIN_UNDEFINE_NVRAM`, since 1.2.9.
        NVRAM = 4;
        /// `VIR_DOMAIN_UNDEFINE_KEEP_NVRAM`, since 2.3.0.
        KEEP_NVRAM = 8;
        /// `VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA`, since 5.6.0.
        CHECKPOINTS_METADATA = 16;
        /// `VIR_DOMAIN_UNDEFINE_TPM`, since 8.9.0.
        TPM = 32;
        /// `VIR_DOMAIN_UNDEFINE_KEEP_TPM`, since 8.9.0.
        KEEP_TPM = 64;
    }
}

flags! {
    /// C: `virDomainXMLFlags`.
    pub struct DomainXmlFlags: u32 {
        /// `VIR_DOMAIN_XML_SECURE`, since 0.3.3.
        SECURE = 1;
        /// `VIR_DOMAIN_XML_INACTIVE`, since 0.3.3.
        INACTIVE = 2;
        /// `VIR_DOMAIN_XML_UPDATE_CPU`, since 0.8.0.
        UPDATE_CPU = 4;
        /// `VIR_DOMAIN_XML_MIGRATABLE`, since 1.0.0.
        MIGRATABLE = 8;
    }
}
