//! Networks and network filters.

use super::{flags, words};

flags! {
    /// C: `virNetworkCreateFlags`.
    pub struct NetworkCreateFlags: u32 {
        /// `VIR_NETWORK_CREATE_VALIDATE`, since 7.8.0.
        VALIDATE = 1;
    }
}

flags! {
    /// C: `virNetworkDefineFlags`.
    pub struct NetworkDefineFlags: u32 {
        /// `VIR_NETWORK_DEFINE_VALIDATE`, since 7.7.0.
        VALIDATE = 1;
    }
}

words! {
    /// C: `virNetworkEventLifecycleType`.
    pub struct NetworkEventLifecycleType: i32 {
        /// `VIR_NETWORK_EVENT_DEFINED`, since 1.2.1.
        DEFINED = 0;
        /// `VIR_NETWORK_EVENT_UNDEFINED`, since 1.2.1.
        UNDEFINED = 1;
        /// `VIR_NETWORK_EVENT_STARTED`, since 1.2.1.
        STARTED = 2;
        /// `VIR_NETWORK_EVENT_STOPPED`, since 1.2.1.
        STOPPED = 3;
    }
}

words! {
    /// C: `virNetworkEventID`.
    pub struct NetworkEventId: i32 {
        /// `VIR_NETWORK_EVENT_ID_LIFECYCLE`, since 1.2.1.
        LIFECYCLE = 0;
        /// `VIR_NETWORK_EVENT_ID_METADATA_CHANGE`, since 9.8.0.
        METADATA_CHANGE = 1;
    }
}

words! {
    /// C: `virNetworkMetadataType`.
    pub struct NetworkMetadataType: i32 {
        /// `VIR_NETWORK_METADATA_DESCRIPTION`, since 9.7.0.
        DESCRIPTION = 0;
        /// `VIR_NETWORK_METADATA_TITLE`, since 9.7.0.
        TITLE = 1;
        /// `VIR_NETWORK_METADATA_ELEMENT`, since 9.7.0.
        ELEMENT = 2;
    }
}

flags! {
    /// C: `virNetworkPortCreateFlags`.
    pub struct NetworkPortCreateFlags: u32 {
        /// `VIR_NETWORK_PORT_CREATE_RECLAIM`, since 5.5.0.
        RECLAIM = 1;
        /// `VIR_NETWORK_PORT_CREATE_VALIDATE`, since 7.8.0.
        VALIDATE = 2;
    }
}

words! {
    /// C: `virNetworkUpdateSection`.
    pub struct NetworkUpdateSection: i32 {
        /// `VIR_NETWORK_SECTION_NONE`, since 0.10.2.
        NONE = 0;
        /// `VIR_NETWORK_SECTION_BRIDGE`, since 0.10.2.
        BRIDGE = 1;
        /// `VIR_NETWORK_SECTION_DOMAIN`, since 0.10.2.
        DOMAIN = 2;
        /// `VIR_NETWORK_SECTION_IP`, since 0.10.2.
        IP = 3;
        /// `VIR_NETWORK_SECTION_IP_DHCP_HOST`, since 0.10.2.
        IP_DHCP_HOST = 4;
        /// `VIR_NETWORK_SECTION_IP_DHCP_RANGE`, since 0.10.2.
        IP_DHCP_RANGE = 5;
        /// `VIR_NETWORK_SECTION_FORWARD`, since 0.10.2.
        FORWARD = 6;
        /// `VIR_NETWORK_SECTION_FORWARD_INTERFACE`, since 0.10.2.
        FORWARD_INTERFACE = 7;
        /// `VIR_NETWORK_SECTION_FORWARD_PF`, since 0.10.2.
        FORWARD_PF = 8;
        /// `VIR_NETWORK_SECTION_PORTGROUP`, since 0.10.2.
        PORTGROUP = 9;
        /// `VIR_NETWORK_SECTION_DNS_HOST`, since 0.10.2.
        DNS_HOST = 10;
        /// `VIR_NETWORK_SECTION_DNS_TXT`, since 0.10.2.
        DNS_TXT = 11;
        /// `VIR_NETWORK_SECTION_DNS_SRV`, since 0.10.2.
        DNS_SRV = 12;
    }
}

flags! {
    /// C: `virNetworkUpdateFlags`.
    pub struct NetworkUpdateFlags: u32 {
        /// `VIR_NETWORK_UPDATE_AFFECT_CURRENT`, since 0.10.2.
        CURRENT = 0;
        /// `VIR_NETWORK_UPDATE_AFFECT_LIVE`, since 0.10.2.
        LIVE = 1;
        /// `VIR_NETWORK_UPDATE_AFFECT_CONFIG`, since 0.10.2.
        CONFIG = 2;
    }
}

words! {
    /// C: `virNetworkUpdateCommand`.
    pub struct NetworkUpdateCommand: i32 {
        /// `VIR_NETWORK_UPDATE_COMMAND_NONE`, since 0.10.2.
        NONE = 0;
        /// `VIR_NETWORK_UPDATE_COMMAND_MODIFY`, since 0.10.2.
        MODIFY = 1;
        /// `VIR_NETWORK_UPDATE_COMMAND_DELETE`, since 0.10.2.
        DELETE = 2;
        /// `VIR_NETWORK_UPDATE_COMMAND_ADD_FIRST`, since 0.10.2.
        ADD_FIRST = 4;
    }
}

flags! {
    /// C: `virNetworkXMLFlags`.
    pub struct NetworkXmlFlags: u32 {
        /// `VIR_NETWORK_XML_INACTIVE`, since 0.9.10.
        INACTIVE = 1;
    }
}

flags! {
    /// C: `virNWFilterBindingCreateFlags`.
    pub struct NwfilterBindingCreateFlags: u32 {
        /// `VIR_NWFILTER_BINDING_CREATE_VALIDATE`, since 7.8.0.
        VALIDATE = 1;
    }
}

flags! {
    /// C: `virNWFilterDefineFlags`.
    pub struct NwfilterDefineFlags: u32 {
        /// `VIR_NWFILTER_DEFINE_VALIDATE`, since 7.7.0.
        VALIDATE = 1;
    }
}
