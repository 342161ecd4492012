//! Tuning, devices and what else acts on one domain.

use super::{flags, words};

flags! {
    /// Whether a change or query concerns the running domain, its stored definition or both.
    ///
    /// C: `virDomainModificationImpact`.
    pub struct Affect: u32 {
        /// Acts on the running domain if it is running, otherwise on its stored definition.
        /// `VIR_DOMAIN_AFFECT_CURRENT`, since 0.9.2.
        CURRENT = 0;
        /// Acts on the running domain. `VIR_DOMAIN_AFFECT_LIVE`, since 0.9.2.
        LIVE = 1;
        /// Acts on the stored definition, which takes effect at the next start.
        /// `VIR_DOMAIN_AFFECT_CONFIG`, since 0.9.2.
        CONFIG = 2;
    }
}

words! {
    /// Special values for the time to wait for the guest agent; positive numbers are seconds.
    ///
    /// C: `virDomainAgentResponseTimeoutValues`.
    pub struct DomainAgentResponseTimeoutValues: i32 {
        /// Waits for the agent without any limit. `VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_BLOCK`, since
        /// 5.10.0.
        BLOCK = -2;
        /// Waits for the agent as long as the built-in default allows.
        /// `VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_DEFAULT`, since 5.10.0.
        DEFAULT = -1;
        /// Does not wait for the agent at all. `VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_NOWAIT`, since
        /// 5.10.0.
        NOWAIT = 0;
    }
}

flags! {
    /// How a list of SSH keys is applied to a guest user's authorised keys.
    ///
    /// C: `virDomainAuthorizedSSHKeysSetFlags`.
    pub struct DomainAuthorizedSshKeysSetFlags: u32 {
        /// Adds the keys to those already present instead of replacing them.
        /// `VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_APPEND`, since 6.10.0.
        APPEND = 1;
        /// Removes the given keys and keeps all others. `VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_REMOVE`,
        /// since 6.10.0.
        REMOVE = 2;
    }
}

flags! {
    /// Options for opening a guest channel.
    ///
    /// C: `virDomainChannelFlags`.
    pub struct DomainChannelFlags: u32 {
        /// Throws out another client that holds the channel open. `VIR_DOMAIN_CHANNEL_FORCE`, since
        /// 1.0.2.
        FORCE = 1;
    }
}

flags! {
    /// Options for opening a guest console.
    ///
    /// C: `virDomainConsoleFlags`.
    pub struct DomainConsoleFlags: u32 {
        /// Throws out another client that holds the console open. `VIR_DOMAIN_CONSOLE_FORCE`, since
        /// 0.9.11.
        FORCE = 1;
        /// Opens the console only if the driver can make sure that nobody else uses it.
        /// `VIR_DOMAIN_CONSOLE_SAFE`, since 0.9.11.
        SAFE = 2;
    }
}

flags! {
    /// Which configuration a device change touches.
    ///
    /// C: `virDomainDeviceModifyFlags`.
    pub struct DomainDeviceModifyFlags: u32 {
        /// Changes the device in the running domain, or in the definition if it is off.
        /// `VIR_DOMAIN_DEVICE_MODIFY_CURRENT`, since 0.7.7.
        CURRENT = 0;
        /// Changes the device in the running domain. `VIR_DOMAIN_DEVICE_MODIFY_LIVE`, since 0.7.7.
        LIVE = 1;
        /// Changes the device in the stored definition. `VIR_DOMAIN_DEVICE_MODIFY_CONFIG`, since 0.7.7.
        CONFIG = 2;
        /// Forces the change, for example ejecting a medium the guest has locked.
        /// `VIR_DOMAIN_DEVICE_MODIFY_FORCE`, since 0.8.6.
        FORCE = 4;
    }
}

words! {
    /// Which graphics servers reload their certificates.
    ///
    /// C: `virDomainGraphicsReloadType`.
    pub struct DomainGraphicsReloadType: i32 {
        /// Reloads the certificates of every kind of graphics server.
        /// `VIR_DOMAIN_GRAPHICS_RELOAD_TYPE_ANY`, since 10.2.0.
        ANY = 0;
        /// Reloads the certificates of the VNC server. `VIR_DOMAIN_GRAPHICS_RELOAD_TYPE_VNC`, since
        /// 10.2.0.
        VNC = 1;
    }
}

flags! {
    /// Which memory value a change touches.
    ///
    /// C: `virDomainMemoryModFlags`.
    pub struct DomainMemoryModFlags: u32 {
        /// Changes the memory of the running domain, or of the definition if it is off.
        /// `VIR_DOMAIN_MEM_CURRENT`, since 0.9.1.
        CURRENT = 0;
        /// Changes the memory of the running domain. `VIR_DOMAIN_MEM_LIVE`, since 0.9.0.
        LIVE = 1;
        /// Changes the memory in the stored definition. `VIR_DOMAIN_MEM_CONFIG`, since 0.9.0.
        CONFIG = 2;
        /// Changes the maximum memory instead of the current amount. `VIR_DOMAIN_MEM_MAXIMUM`, since
        /// 0.9.1.
        MAXIMUM = 4;
    }
}

words! {
    /// Which piece of a domain's metadata is meant.
    ///
    /// C: `virDomainMetadataType`.
    pub struct DomainMetadataType: i32 {
        /// The free-text description. `VIR_DOMAIN_METADATA_DESCRIPTION`, since 0.9.10.
        DESCRIPTION = 0;
        /// The short title. `VIR_DOMAIN_METADATA_TITLE`, since 0.9.10.
        TITLE = 1;
        /// A custom XML element, chosen by its namespace. `VIR_DOMAIN_METADATA_ELEMENT`, since 0.9.10.
        ELEMENT = 2;
    }
}

words! {
    /// How guest memory is placed on the host's NUMA nodes.
    ///
    /// C: `virDomainNumatuneMemMode`.
    pub struct DomainNumatuneMemMode: i32 {
        /// Takes memory from the chosen nodes only and fails otherwise.
        /// `VIR_DOMAIN_NUMATUNE_MEM_STRICT`, since 0.9.9.
        STRICT = 0;
        /// Prefers the chosen node but falls back to others. `VIR_DOMAIN_NUMATUNE_MEM_PREFERRED`, since
        /// 0.9.9.
        PREFERRED = 1;
        /// Spreads memory over the chosen nodes in turn. `VIR_DOMAIN_NUMATUNE_MEM_INTERLEAVE`, since
        /// 0.9.9.
        INTERLEAVE = 2;
        /// Restricts memory to the chosen nodes through control groups only.
        /// `VIR_DOMAIN_NUMATUNE_MEM_RESTRICTIVE`, since 7.3.0.
        RESTRICTIVE = 3;
    }
}

flags! {
    /// Options for connecting to a domain's graphics server.
    ///
    /// C: `virDomainOpenGraphicsFlags`.
    pub struct DomainOpenGraphicsFlags: u32 {
        /// Skips the graphics server's own authentication. `VIR_DOMAIN_OPEN_GRAPHICS_SKIPAUTH`, since
        /// 0.9.7.
        SKIPAUTH = 1;
    }
}

flags! {
    /// Options for setting a guest user's password.
    ///
    /// C: `virDomainSetUserPasswordFlags`.
    pub struct DomainSetUserPasswordFlags: u32 {
        /// Says that the given password is already encrypted. `VIR_DOMAIN_PASSWORD_ENCRYPTED`, since
        /// 1.2.16.
        ENCRYPTED = 1;
    }
}

flags! {
    /// Options for setting the guest's clock.
    ///
    /// C: `virDomainSetTimeFlags`.
    pub struct DomainSetTimeFlags: u32 {
        /// Sets the guest's clock from its hardware clock and ignores the given time.
        /// `VIR_DOMAIN_TIME_SYNC`, since 1.2.5.
        SYNC = 1;
    }
}

flags! {
    /// Which virtual CPU count is meant.
    ///
    /// C: `virDomainVcpuFlags`.
    pub struct DomainVcpuFlags: u32 {
        /// Concerns the running domain, or the definition if it is off. `VIR_DOMAIN_VCPU_CURRENT`,
        /// since 0.9.4.
        CURRENT = 0;
        /// Concerns the running domain. `VIR_DOMAIN_VCPU_LIVE`, since 0.8.5.
        LIVE = 1;
        /// Concerns the stored definition. `VIR_DOMAIN_VCPU_CONFIG`, since 0.8.5.
        CONFIG = 2;
        /// Concerns the maximum count instead of the current one. `VIR_DOMAIN_VCPU_MAXIMUM`, since
        /// 0.8.5.
        MAXIMUM = 4;
        /// Concerns which CPUs the guest itself has online, through the guest agent.
        /// `VIR_DOMAIN_VCPU_GUEST`, since 1.1.0.
        GUEST = 8;
        /// Makes the added virtual CPUs removable later. `VIR_DOMAIN_VCPU_HOTPLUGGABLE`, since 2.4.0.
        HOTPLUGGABLE = 16;
    }
}

flags! {
    /// How the address of a memory peek is understood.
    ///
    /// C: `virDomainMemoryFlags`.
    pub struct DomainMemoryFlags: u32 {
        /// The address is a virtual address as the guest's CPU sees it. `VIR_MEMORY_VIRTUAL`, since
        /// 0.4.4.
        VIRTUAL = 1;
        /// The address is a physical address in the guest. `VIR_MEMORY_PHYSICAL`, since 0.7.0.
        PHYSICAL = 2;
    }
}

words! {
    /// Special values for the time to wait for an answer to a raw agent command.
    ///
    /// C: `virDomainQemuAgentCommandTimeoutValues`.
    pub struct DomainQemuAgentCommandTimeoutValues: i32 {
        /// Waits for the answer without any limit. `VIR_DOMAIN_QEMU_AGENT_COMMAND_BLOCK`, since 0.10.0.
        BLOCK = -2;
        /// Smallest value allowed as a timeout. `VIR_DOMAIN_QEMU_AGENT_COMMAND_MIN`, since 0.10.0.
        MIN = -2;
        /// Waits for the answer as long as the built-in default allows.
        /// `VIR_DOMAIN_QEMU_AGENT_COMMAND_DEFAULT`, since 0.10.0.
        DEFAULT = -1;
        /// Does not wait for an answer at all. `VIR_DOMAIN_QEMU_AGENT_COMMAND_NOWAIT`, since 0.10.0.
        NOWAIT = 0;
        /// Time in seconds to wait for an answer when the guest is asked to shut down.
        /// `VIR_DOMAIN_QEMU_AGENT_COMMAND_SHUTDOWN`, since 1.2.15.
        SHUTDOWN = 60;
    }
}

flags! {
    /// How a raw monitor command is interpreted.
    ///
    /// C: `virDomainQemuMonitorCommandFlags`.
    pub struct DomainQemuMonitorCommandFlags: u32 {
        /// Sends the command in the monitor's native JSON protocol (QMP).
        /// `VIR_DOMAIN_QEMU_MONITOR_COMMAND_DEFAULT`, since 0.8.8.
        DEFAULT = 0;
        /// Sends the command in the human-readable monitor language (HMP).
        /// `VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP`, since 0.8.8.
        HMP = 1;
    }
}
