//! Tuning, devices and what else acts on one domain.

use super::{flags, words};

flags! {
    /// C: `virDomainModificationImpact`.
    pub struct Affect: u32 {
        /// `VIR_DOMAIN_AFFECT_CURRENT`, since 0.9.2.
        CURRENT = 0;
        /// `VIR_DOMAIN_AFFECT_LIVE`, since 0.9.2.
        LIVE = 1;
        /// `VIR_DOMAIN_AFFECT_CONFIG`, since 0.9.2.
        CONFIG = 2;
    }
}

words! {
    /// C: `virDomainAgentResponseTimeoutValues`.
    pub struct DomainAgentResponseTimeoutValues: i32 {
        /// `VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_BLOCK`, since 5.10.0.
        BLOCK = -2;
        /// `VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_DEFAULT`, since 5.10.0.
        DEFAULT = -1;
        /// `VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_NOWAIT`, since 5.10.0.
        NOWAIT = 0;
    }
}

flags! {
    /// C: `virDomainAuthorizedSSHKeysSetFlags`.
    pub struct DomainAuthorizedSshKeysSetFlags: u32 {
        /// `VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_APPEND`, since 6.10.0.
        APPEND = 1;
        /// `VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_REMOVE`, since 6.10.0.
        REMOVE = 2;
    }
}

flags! {
    /// C: `virDomainChannelFlags`.
    pub struct DomainChannelFlags: u32 {
        /// `VIR_DOMAIN_CHANNEL_FORCE`, since 1.0.2.
        FORCE = 1;
    }
}

flags! {
    /// C: `virDomainConsoleFlags`.
    pub struct DomainConsoleFlags: u32 {
        /// `VIR_DOMAIN_CONSOLE_FORCE`, since 0.9.11.
        FORCE = 1;
        /// `VIR_DOMAIN_CONSOLE_SAFE`, since 0.9.11.
        SAFE = 2;
    }
}

flags! {
    /// C: `virDomainDeviceModifyFlags`.
    pub struct DomainDeviceModifyFlags: u32 {
        /// `VIR_DOMAIN_DEVICE_MODIFY_CURRENT`, since 0.7.7.
        CURRENT = 0;
        /// `VIR_DOMAIN_DEVICE_MODIFY_LIVE`, since 0.7.7.
        LIVE = 1;
        /// `VIR_DOMAIN_DEVICE_MODIFY_CONFIG`, since 0.7.7.
        CONFIG = 2;
        /// `VIR_DOMAIN_DEVICE_MODIFY_FORCE`, since 0.8.6.
        FORCE = 4;
    }
}

words! {
    /// C: `virDomainGraphicsReloadType`.
    pub struct DomainGraphicsReloadType: i32 {
        /// `VIR_DOMAIN_GRAPHICS_RELOAD_TYPE_ANY`, since 10.2.0.
        ANY = 0;
        /// `VIR_DOMAIN_GRAPHICS_RELOAD_TYPE_VNC`, since 10.2.0.
        VNC = 1;
    }
}

flags! {
    /// C: `virDomainMemoryModFlags`.
    pub struct DomainMemoryModFlags: u32 {
        /// `VIR_DOMAIN_MEM_CURRENT`, since 0.9.1.
        CURRENT = 0;
        /// `VIR_DOMAIN_MEM_LIVE`, since 0.9.0.
        LIVE = 1;
        /// `VIR_DOMAIN_MEM_CONFIG`, since 0.9.0.
        CONFIG = 2;
        /// `VIR_DOMAIN_MEM_MAXIMUM`, since 0.9.1.
        MAXIMUM = 4;
    }
}

words! {
    /// C: `virDomainMetadataType`.
    pub struct DomainMetadataType: i32 {
        /// `VIR_DOMAIN_METADATA_DESCRIPTION`, since 0.9.10.
        DESCRIPTION = 0;
        /// `VIR_DOMAIN_METADATA_TITLE`, since 0.9.10.
        TITLE = 1;
        /// `VIR_DOMAIN_METADATA_ELEMENT`, since 0.9.10.
        ELEMENT = 2;
    }
}

words! {
    /// C: `virDomainNumatuneMemMode`.
    pub struct DomainNumatuneMemMode: i32 {
        /// `VIR_DOMAIN_NUMATUNE_MEM_STRICT`, since 0.9.9.
        STRICT = 0;
        /// `VIR_DOMAIN_NUMATUNE_MEM_PREFERRED`, since 0.9.9.
        PREFERRED = 1;
        /// `VIR_DOMAIN_NUMATUNE_MEM_INTERLEAVE`, since 0.9.9.
        INTERLEAVE = 2;
        /// `VIR_DOMAIN_NUMATUNE_MEM_RESTRICTIVE`, since 7.3.0.
        RESTRICTIVE = 3;
    }
}

flags! {
    /// C: `virDomainOpenGraphicsFlags`.
    pub struct DomainOpenGraphicsFlags: u32 {
        /// `VIR_DOMAIN_OPEN_GRAPHICS_SKIPAUTH`, since 0.9.7.
        SKIPAUTH = 1;
    }
}

flags! {
    /// C: `virDomainSetUserPasswordFlags`.
    pub struct DomainSetUserPasswordFlags: u32 {
        /// `VIR_DOMAIN_PASSWORD_ENCRYPTED`, since 1.2.16.
        ENCRYPTED = 1;
    }
}

flags! {
    /// C: `virDomainSetTimeFlags`.
    pub struct DomainSetTimeFlags: u32 {
        /// `VIR_DOMAIN_TIME_SYNC`, since 1.2.5.
        SYNC = 1;
    }
}

flags! {
    /// C: `virDomainMemoryFlags`.
    pub struct DomainMemoryFlags: u32 {
        /// `VIR_MEMORY_VIRTUAL`, since 0.4.4.
        VIRTUAL = 1;
        /// `VIR_MEMORY_PHYSICAL`, since 0.7.0.
        PHYSICAL = 2;
    }
}

words! {
    /// C: `virDomainQemuAgentCommandTimeoutValues`.
    pub struct DomainQemuAgentCommandTimeoutValues: i32 {
        /// `VIR_DOMAIN_QEMU_AGENT_COMMAND_BLOCK`, since 0.10.0.
        BLOCK = -2;
        /// `VIR_DOMAIN_QEMU_AGENT_COMMAND_MIN`, since 0.10.0.
        MIN = -2;
        /// `VIR_DOMAIN_QEMU_AGENT_COMMAND_DEFAULT`, since 0.10.0.
        DEFAULT = -1;
        /// `VIR_DOMAIN_QEMU_AGENT_COMMAND_NOWAIT`, since 0.10.0.
        NOWAIT = 0;
        /// `VIR_DOMAIN_QEMU_AGENT_COMMAND_SHUTDOWN`, since 1.2.15.
        SHUTDOWN = 60;
    }
}

flags! {
    /// C: `virDomainQemuMonitorCommandFlags`.
    pub struct DomainQemuMonitorCommandFlags: u32 {
        /// `VIR_DOMAIN_QEMU_MONITOR_COMMAND_DEFAULT`, since 0.8.8.
        DEFAULT = 0;
        /// `VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP`, since 0.8.8.
        HMP = 1;
    }
}
