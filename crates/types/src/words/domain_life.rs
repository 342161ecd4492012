//! Life cycle: create, define, shut down, destroy, undefine.

use super::{flags, words};

flags! {
    /// Options for defining a domain.
    ///
    /// C: `virDomainDefineFlags`.
    pub struct DomainDefineFlags: u32 {
        /// Checks the description against its schema. `VIR_DOMAIN_DEFINE_VALIDATE`, since 1.2.12.
        VALIDATE = 1;
    }
}

flags! {
    /// Options for stopping a domain by force.
    ///
    /// C: `virDomainDestroyFlagsValues`.
    pub struct DomainDestroyFlags: u32 {
        /// Stops the domain in the default way, by killing it if it does not end quickly.
        /// `VIR_DOMAIN_DESTROY_DEFAULT`, since 0.9.10.
        DEFAULT = 0;
        /// Only asks the process to end and never kills it, so that it can flush its caches.
        /// `VIR_DOMAIN_DESTROY_GRACEFUL`, since 0.9.10.
        GRACEFUL = 1;
        /// Removes the domain's log files as well. `VIR_DOMAIN_DESTROY_REMOVE_LOGS`, since 8.3.0.
        REMOVE_LOGS = 2;
    }
}

flags! {
    /// Options for passing file descriptors for a disk to a domain.
    ///
    /// C: `virDomainFDAssociateFlags`.
    pub struct DomainFdAssociateFlags: u32 {
        /// Tries to put back the file's security label after use.
        /// `VIR_DOMAIN_FD_ASSOCIATE_SECLABEL_RESTORE`, since 9.0.0.
        RESTORE = 1;
        /// Labels the file so that it can be written, even where it would be used read-only.
        /// `VIR_DOMAIN_FD_ASSOCIATE_SECLABEL_WRITABLE`, since 9.0.0.
        WRITABLE = 2;
    }
}

words! {
    /// What is done when a guest powers off, reboots or crashes.
    ///
    /// C: `virDomainLifecycleAction`.
    pub struct DomainLifecycleAction: i32 {
        /// Stops the domain and frees its resources. `VIR_DOMAIN_LIFECYCLE_ACTION_DESTROY`, since
        /// 3.9.0.
        DESTROY = 0;
        /// Starts the domain again with the same configuration. `VIR_DOMAIN_LIFECYCLE_ACTION_RESTART`,
        /// since 3.9.0.
        RESTART = 1;
        /// Starts the domain again under a new name. `VIR_DOMAIN_LIFECYCLE_ACTION_RESTART_RENAME`,
        /// since 3.9.0.
        RESTART_RENAME = 2;
        /// Keeps the ended domain and its resources for examination.
        /// `VIR_DOMAIN_LIFECYCLE_ACTION_PRESERVE`, since 3.9.0.
        PRESERVE = 3;
        /// Dumps the domain's memory, then stops the domain.
        /// `VIR_DOMAIN_LIFECYCLE_ACTION_COREDUMP_DESTROY`, since 3.9.0.
        COREDUMP_DESTROY = 4;
        /// Dumps the domain's memory, then starts the domain again.
        /// `VIR_DOMAIN_LIFECYCLE_ACTION_COREDUMP_RESTART`, since 3.9.0.
        COREDUMP_RESTART = 5;
    }
}

words! {
    /// Which lifecycle event an action is set for.
    ///
    /// C: `virDomainLifecycle`.
    pub struct DomainLifecycle: i32 {
        /// Concerns the guest powering off. `VIR_DOMAIN_LIFECYCLE_POWEROFF`, since 3.9.0.
        POWEROFF = 0;
        /// Concerns the guest rebooting. `VIR_DOMAIN_LIFECYCLE_REBOOT`, since 3.9.0.
        REBOOT = 1;
        /// Concerns a crash of the guest. `VIR_DOMAIN_LIFECYCLE_CRASH`, since 3.9.0.
        CRASH = 2;
    }
}

flags! {
    /// Options for starting a domain.
    ///
    /// C: `virDomainCreateFlags`.
    pub struct DomainCreateFlags: u32 {
        /// Starts the domain in the default way. `VIR_DOMAIN_NONE`, since 0.0.1.
        NONE = 0;
        /// Starts the domain paused. `VIR_DOMAIN_START_PAUSED`, since 0.8.2.
        PAUSED = 1;
        /// Stops the domain by force when the connection that started it closes.
        /// `VIR_DOMAIN_START_AUTODESTROY`, since 0.9.3.
        AUTODESTROY = 2;
        /// Keeps the saved state file out of the host's file system cache while it is read.
        /// `VIR_DOMAIN_START_BYPASS_CACHE`, since 0.9.4.
        BYPASS_CACHE = 4;
        /// Boots afresh and throws away a managed save image. `VIR_DOMAIN_START_FORCE_BOOT`, since
        /// 0.9.5.
        FORCE_BOOT = 8;
        /// Checks the description against its schema. `VIR_DOMAIN_START_VALIDATE`, since 1.2.12.
        VALIDATE = 16;
        /// Resets the firmware variables to their template. `VIR_DOMAIN_START_RESET_NVRAM`, since
        /// 8.1.0.
        RESET_NVRAM = 32;
    }
}

flags! {
    /// How a guest is asked to reboot.
    ///
    /// C: `virDomainRebootFlagValues`.
    pub struct DomainRebootFlags: u32 {
        /// Leaves the choice of method to the hypervisor. `VIR_DOMAIN_REBOOT_DEFAULT`, since 0.9.10.
        DEFAULT = 0;
        /// Presses the virtual ACPI power button. `VIR_DOMAIN_REBOOT_ACPI_POWER_BTN`, since 0.9.10.
        ACPI_POWER_BTN = 1;
        /// Asks the guest agent to reboot. `VIR_DOMAIN_REBOOT_GUEST_AGENT`, since 0.9.10.
        GUEST_AGENT = 2;
        /// Tells the guest's init process through its control pipe. `VIR_DOMAIN_REBOOT_INITCTL`, since
        /// 1.0.1.
        INITCTL = 4;
        /// Sends a signal to the guest's init process. `VIR_DOMAIN_REBOOT_SIGNAL`, since 1.0.1.
        SIGNAL = 8;
        /// Uses the paravirtual guest control of the hypervisor. `VIR_DOMAIN_REBOOT_PARAVIRT`, since
        /// 1.2.5.
        PARAVIRT = 16;
    }
}

flags! {
    /// How a guest is asked to shut down.
    ///
    /// C: `virDomainShutdownFlagValues`.
    pub struct DomainShutdownFlags: u32 {
        /// Leaves the choice of method to the hypervisor. `VIR_DOMAIN_SHUTDOWN_DEFAULT`, since 0.9.10.
        DEFAULT = 0;
        /// Presses the virtual ACPI power button. `VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN`, since 0.9.10.
        ACPI_POWER_BTN = 1;
        /// Asks the guest agent to shut down. `VIR_DOMAIN_SHUTDOWN_GUEST_AGENT`, since 0.9.10.
        GUEST_AGENT = 2;
        /// Tells the guest's init process through its control pipe. `VIR_DOMAIN_SHUTDOWN_INITCTL`,
        /// since 1.0.1.
        INITCTL = 4;
        /// Sends a signal to the guest's init process. `VIR_DOMAIN_SHUTDOWN_SIGNAL`, since 1.0.1.
        SIGNAL = 8;
        /// Uses the paravirtual guest control of the hypervisor. `VIR_DOMAIN_SHUTDOWN_PARAVIRT`, since
        /// 1.2.5.
        PARAVIRT = 16;
    }
}

flags! {
    /// What is removed or kept along with a domain's definition.
    ///
    /// C: `virDomainUndefineFlagsValues`.
    pub struct DomainUndefineFlags: u32 {
        /// Also removes a managed save image. `VIR_DOMAIN_UNDEFINE_MANAGED_SAVE`, since 0.9.4.
        MANAGED_SAVE = 1;
        /// Also removes the records of all snapshots. `VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA`, since
        /// 0.9.5.
        SNAPSHOTS_METADATA = 2;
        /// Also removes the file with the firmware variables. `VIR_DOMAIN_UNDEFINE_NVRAM`, since 1.2.9.
        NVRAM = 4;
        /// Keeps the file with the firmware variables. `VIR_DOMAIN_UNDEFINE_KEEP_NVRAM`, since 2.3.0.
        KEEP_NVRAM = 8;
        /// Also removes the records of all checkpoints. `VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA`,
        /// since 5.6.0.
        CHECKPOINTS_METADATA = 16;
        /// Also removes the stored state of the emulated TPM. `VIR_DOMAIN_UNDEFINE_TPM`, since 8.9.0.
        TPM = 32;
        /// Keeps the stored state of the emulated TPM. `VIR_DOMAIN_UNDEFINE_KEEP_TPM`, since 8.9.0.
        KEEP_TPM = 64;
    }
}

flags! {
    /// What a domain's XML description shows.
    ///
    /// C: `virDomainXMLFlags`.
    pub struct DomainXmlFlags: u32 {
        /// Includes sensitive data such as passwords. `VIR_DOMAIN_XML_SECURE`, since 0.3.3.
        SECURE = 1;
        /// Shows the stored definition even if the domain is running. `VIR_DOMAIN_XML_INACTIVE`, since
        /// 0.3.3.
        INACTIVE = 2;
        /// Fills in the CPU as the host would provide it. `VIR_DOMAIN_XML_UPDATE_CPU`, since 0.8.0.
        UPDATE_CPU = 4;
        /// Shows a description fit to be sent to another host. `VIR_DOMAIN_XML_MIGRATABLE`, since
        /// 1.0.0.
        MIGRATABLE = 8;
    }
}
