//! Networks and network filters.

use super::{flags, words};

flags! {
    /// Options for creating a transient network.
    ///
    /// C: `virNetworkCreateFlags`.
    pub struct NetworkCreateFlags: u32 {
        /// Checks the description against its schema. `VIR_NETWORK_CREATE_VALIDATE`, since 7.8.0.
        VALIDATE = 1;
    }
}

flags! {
    /// Options for defining a network.
    ///
    /// C: `virNetworkDefineFlags`.
    pub struct NetworkDefineFlags: u32 {
        /// Checks the description against its schema. `VIR_NETWORK_DEFINE_VALIDATE`, since 7.7.0.
        VALIDATE = 1;
    }
}

words! {
    /// Kind of a network lifecycle event.
    ///
    /// C: `virNetworkEventLifecycleType`.
    pub struct NetworkEventLifecycleType: i32 {
        /// A stored definition was added or changed. `VIR_NETWORK_EVENT_DEFINED`, since 1.2.1.
        DEFINED = 0;
        /// A stored definition was removed. `VIR_NETWORK_EVENT_UNDEFINED`, since 1.2.1.
        UNDEFINED = 1;
        /// A network was started. `VIR_NETWORK_EVENT_STARTED`, since 1.2.1.
        STARTED = 2;
        /// A network was stopped. `VIR_NETWORK_EVENT_STOPPED`, since 1.2.1.
        STOPPED = 3;
    }
}

words! {
    /// Which network event to subscribe to.
    ///
    /// C: `virNetworkEventID`.
    pub struct NetworkEventId: i32 {
        /// Fires when a network is defined, undefined, started or stopped.
        /// `VIR_NETWORK_EVENT_ID_LIFECYCLE`, since 1.2.1.
        LIFECYCLE = 0;
        /// Fires when the title, description or custom metadata of a network changes.
        /// `VIR_NETWORK_EVENT_ID_METADATA_CHANGE`, since 9.8.0.
        METADATA_CHANGE = 1;
    }
}

words! {
    /// Which piece of a network's metadata is meant.
    ///
    /// C: `virNetworkMetadataType`.
    pub struct NetworkMetadataType: i32 {
        /// The free-text description. `VIR_NETWORK_METADATA_DESCRIPTION`, since 9.7.0.
        DESCRIPTION = 0;
        /// The short title. `VIR_NETWORK_METADATA_TITLE`, since 9.7.0.
        TITLE = 1;
        /// A custom XML element, chosen by its namespace. `VIR_NETWORK_METADATA_ELEMENT`, since 9.7.0.
        ELEMENT = 2;
    }
}

flags! {
    /// Options for creating a network port.
    ///
    /// C: `virNetworkPortCreateFlags`.
    pub struct NetworkPortCreateFlags: u32 {
        /// Takes over resources already in use, such as after the daemon restarted.
        /// `VIR_NETWORK_PORT_CREATE_RECLAIM`, since 5.5.0.
        RECLAIM = 1;
        /// Checks the description against its schema. `VIR_NETWORK_PORT_CREATE_VALIDATE`, since 7.8.0.
        VALIDATE = 2;
    }
}

words! {
    /// Which section of a network's definition is updated.
    ///
    /// C: `virNetworkUpdateSection`.
    pub struct NetworkUpdateSection: i32 {
        /// No section; not a valid choice for an update. `VIR_NETWORK_SECTION_NONE`, since 0.10.2.
        NONE = 0;
        /// The `<bridge>` element. `VIR_NETWORK_SECTION_BRIDGE`, since 0.10.2.
        BRIDGE = 1;
        /// The `<domain>` element with the network's DNS domain. `VIR_NETWORK_SECTION_DOMAIN`, since
        /// 0.10.2.
        DOMAIN = 2;
        /// An `<ip>` element. `VIR_NETWORK_SECTION_IP`, since 0.10.2.
        IP = 3;
        /// A `<host>` element under `<dhcp>` of an IP address. `VIR_NETWORK_SECTION_IP_DHCP_HOST`,
        /// since 0.10.2.
        IP_DHCP_HOST = 4;
        /// A `<range>` element under `<dhcp>` of an IP address. `VIR_NETWORK_SECTION_IP_DHCP_RANGE`,
        /// since 0.10.2.
        IP_DHCP_RANGE = 5;
        /// The `<forward>` element. `VIR_NETWORK_SECTION_FORWARD`, since 0.10.2.
        FORWARD = 6;
        /// An `<interface>` element under `<forward>`. `VIR_NETWORK_SECTION_FORWARD_INTERFACE`, since
        /// 0.10.2.
        FORWARD_INTERFACE = 7;
        /// The `<pf>` element (physical function) under `<forward>`. `VIR_NETWORK_SECTION_FORWARD_PF`,
        /// since 0.10.2.
        FORWARD_PF = 8;
        /// A `<portgroup>` element. `VIR_NETWORK_SECTION_PORTGROUP`, since 0.10.2.
        PORTGROUP = 9;
        /// A `<host>` element under `<dns>`. `VIR_NETWORK_SECTION_DNS_HOST`, since 0.10.2.
        DNS_HOST = 10;
        /// A `<txt>` element under `<dns>`. `VIR_NETWORK_SECTION_DNS_TXT`, since 0.10.2.
        DNS_TXT = 11;
        /// A `<srv>` element under `<dns>`. `VIR_NETWORK_SECTION_DNS_SRV`, since 0.10.2.
        DNS_SRV = 12;
    }
}

flags! {
    /// Whether an update concerns the running network, its stored definition or both.
    ///
    /// C: `virNetworkUpdateFlags`.
    pub struct NetworkUpdateFlags: u32 {
        /// Acts on the running network if it is running, otherwise on its stored definition.
        /// `VIR_NETWORK_UPDATE_AFFECT_CURRENT`, since 0.10.2.
        CURRENT = 0;
        /// Acts on the running network. `VIR_NETWORK_UPDATE_AFFECT_LIVE`, since 0.10.2.
        LIVE = 1;
        /// Acts on the stored definition, which takes effect at the next start.
        /// `VIR_NETWORK_UPDATE_AFFECT_CONFIG`, since 0.10.2.
        CONFIG = 2;
    }
}

words! {
    /// What an update does to a section of a network's definition.
    ///
    /// C: `virNetworkUpdateCommand`.
    pub struct NetworkUpdateCommand: i32 {
        /// No command; not a valid choice for an update. `VIR_NETWORK_UPDATE_COMMAND_NONE`, since
        /// 0.10.2.
        NONE = 0;
        /// Changes an existing element. `VIR_NETWORK_UPDATE_COMMAND_MODIFY`, since 0.10.2.
        MODIFY = 1;
        /// Removes an existing element. `VIR_NETWORK_UPDATE_COMMAND_DELETE`, since 0.10.2.
        DELETE = 2;
        /// Adds an element after the existing ones. `VIR_NETWORK_UPDATE_COMMAND_ADD_LAST`, since
        /// 0.10.2.
        ADD_LAST = 3;
        /// Adds an element before the existing ones. `VIR_NETWORK_UPDATE_COMMAND_ADD_FIRST`, since
        /// 0.10.2.
        ADD_FIRST = 4;
    }
}

flags! {
    /// What a network's XML description shows.
    ///
    /// C: `virNetworkXMLFlags`.
    pub struct NetworkXmlFlags: u32 {
        /// Shows the stored definition even if the network is running. `VIR_NETWORK_XML_INACTIVE`,
        /// since 0.9.10.
        INACTIVE = 1;
    }
}

flags! {
    /// Options for creating a network filter binding.
    ///
    /// C: `virNWFilterBindingCreateFlags`.
    pub struct NwfilterBindingCreateFlags: u32 {
        /// Checks the description against its schema. `VIR_NWFILTER_BINDING_CREATE_VALIDATE`, since
        /// 7.8.0.
        VALIDATE = 1;
    }
}

flags! {
    /// Options for defining a network filter.
    ///
    /// C: `virNWFilterDefineFlags`.
    pub struct NwfilterDefineFlags: u32 {
        /// Checks the description against its schema. `VIR_NWFILTER_DEFINE_VALIDATE`, since 7.7.0.
        VALIDATE = 1;
    }
}
