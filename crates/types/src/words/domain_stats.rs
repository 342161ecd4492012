//! Statistics groups, guest information and interface addresses.

use super::{flags, words};

flags! {
    /// C: `virConnectGetAllDomainStatsFlags`.
    pub struct ConnectGetAllDomainStatsFlags: u32 {
        /// `VIR_CONNECT_GET_ALL_DOMAINS_STATS_ACTIVE`, since 1.2.8.
        ACTIVE = 1;
        /// `VIR_CONNECT_GET_ALL_DOMAINS_STATS_INACTIVE`, since 1.2.8.
        INACTIVE = 2;
        /// `VIR_CONNECT_GET_ALL_DOMAINS_STATS_PERSISTENT`, since 1.2.8.
        PERSISTENT = 4;
        /// `VIR_CONNECT_GET_ALL_DOMAINS_STATS_TRANSIENT`, since 1.2.8.
        TRANSIENT = 8;
        /// `VIR_CONNECT_GET_ALL_DOMAINS_STATS_RUNNING`, since 1.2.8.
        RUNNING = 16;
        /// `VIR_CONNECT_GET_ALL_DOMAINS_STATS_PAUSED`, since 1.2.8.
        PAUSED = 32;
        /// `VIR_CONNECT_GET_ALL_DOMAINS_STATS_SHUTOFF`, since 1.2.8.
        SHUTOFF = 64;
        /// `VIR_CONNECT_GET_ALL_DOMAINS_STATS_OTHER`, since 1.2.8.
        OTHER = 128;
        /// `VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT`, since 4.5.0.
        NOWAIT = 0x20000000;
        /// `VIR_CONNECT_GET_ALL_DOMAINS_STATS_BACKING`, since 1.2.12.
        BACKING = 0x40000000;
        /// `VIR_CONNECT_GET_ALL_DOMAINS_STATS_ENFORCE_STATS`, since 1.2.8.
        ENFORCE_STATS = 0x80000000;
    }
}

words! {
    /// C: `virDomainDirtyRateStatus`.
    pub struct DomainDirtyRateStatus: i32 {
        /// `VIR_DOMAIN_DIRTYRATE_UNSTARTED`, since 7.2.0.
        UNSTARTED = 0;
        /// `VIR_DOMAIN_DIRTYRATE_MEASURING`, since 7.2.0.
        MEASURING = 1;
        /// `VIR_DOMAIN_DIRTYRATE_MEASURED`, since 7.2.0.
        MEASURED = 2;
    }
}

flags! {
    /// C: `virDomainDirtyRateCalcFlags`.
    pub struct DomainDirtyRateCalcFlags: u32 {
        /// `VIR_DOMAIN_DIRTYRATE_MODE_PAGE_SAMPLING`, since 8.1.0.
        PAGE_SAMPLING = 0;
        /// `VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_BITMAP`, since 8.1.0.
        DIRTY_BITMAP = 1;
        /// `VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_RING`, since 8.1.0.
        DIRTY_RING = 2;
    }
}

words! {
    /// C: `virDomainDiskErrorCode`.
    pub struct DomainDiskErrorCode: i32 {
        /// `VIR_DOMAIN_DISK_ERROR_NONE`, since 0.9.10.
        NONE = 0;
        /// `VIR_DOMAIN_DISK_ERROR_UNSPEC`, since 0.9.10.
        UNSPEC = 1;
        /// `VIR_DOMAIN_DISK_ERROR_NO_SPACE`, since 0.9.10.
        NO_SPACE = 2;
    }
}

flags! {
    /// C: `virDomainGetHostnameFlags`.
    pub struct DomainGetHostnameFlags: u32 {
        /// `VIR_DOMAIN_GET_HOSTNAME_LEASE`, since 6.1.0.
        LEASE = 1;
        /// `VIR_DOMAIN_GET_HOSTNAME_AGENT`, since 6.1.0.
        AGENT = 2;
    }
}

flags! {
    /// C: `virDomainGuestInfoTypes`.
    pub struct DomainGuestInfoTypes: u32 {
        /// `VIR_DOMAIN_GUEST_INFO_USERS`, since 5.7.0.
        USERS = 1;
        /// `VIR_DOMAIN_GUEST_INFO_OS`, since 5.7.0.
        OS = 2;
        /// `VIR_DOMAIN_GUEST_INFO_TIMEZONE`, since 5.7.0.
        TIMEZONE = 4;
        /// `VIR_DOMAIN_GUEST_INFO_HOSTNAME`, since 5.7.0.
        HOSTNAME = 8;
        /// `VIR_DOMAIN_GUEST_INFO_FILESYSTEM`, since 5.7.0.
        FILESYSTEM = 16;
        /// `VIR_DOMAIN_GUEST_INFO_DISKS`, since 7.0.0.
        DISKS = 32;
        /// `VIR_DOMAIN_GUEST_INFO_INTERFACES`, since 7.10.0.
        INTERFACES = 64;
        /// `VIR_DOMAIN_GUEST_INFO_LOAD`, since 11.2.0.
        LOAD = 128;
    }
}

words! {
    /// C: `virDomainInterfaceAddressesSource`.
    pub struct DomainInterfaceAddressesSource: i32 {
        /// `VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_LEASE`, since 1.2.14.
        LEASE = 0;
        /// `VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT`, since 1.2.14.
        AGENT = 1;
        /// `VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_ARP`, since 4.2.0.
        ARP = 2;
    }
}

words! {
    /// C: `virDomainMemoryStatTags`.
    pub struct DomainMemoryStatTags: i32 {
        /// `VIR_DOMAIN_MEMORY_STAT_SWAP_IN`, since 0.7.5.
        SWAP_IN = 0;
        /// `VIR_DOMAIN_MEMORY_STAT_SWAP_OUT`, since 0.7.5.
        SWAP_OUT = 1;
        /// `VIR_DOMAIN_MEMORY_STAT_MAJOR_FAULT`, since 0.7.5.
        MAJOR_FAULT = 2;
        /// `VIR_DOMAIN_MEMORY_STAT_MINOR_FAULT`, since 0.7.5.
        MINOR_FAULT = 3;
        /// `VIR_DOMAIN_MEMORY_STAT_UNUSED`, since 0.7.5.
        UNUSED = 4;
        /// `VIR_DOMAIN_MEMORY_STAT_AVAILABLE`, since 0.7.5.
        AVAILABLE = 5;
        /// `VIR_DOMAIN_MEMORY_STAT_ACTUAL_BALLOON`, since 0.9.3.
        ACTUAL_BALLOON = 6;
        /// `VIR_DOMAIN_MEMORY_STAT_RSS`, since 0.9.10.
        RSS = 7;
        /// `VIR_DOMAIN_MEMORY_STAT_USABLE`, since 2.1.0.
        USABLE = 8;
        /// `VIR_DOMAIN_MEMORY_STAT_LAST_UPDATE`, since 2.1.0.
        LAST_UPDATE = 9;
        /// `VIR_DOMAIN_MEMORY_STAT_DISK_CACHES`, since 4.6.0.
        DISK_CACHES = 10;
        /// `VIR_DOMAIN_MEMORY_STAT_HUGETLB_PGALLOC`, since 5.4.0.
        HUGETLB_PGALLOC = 11;
        /// `VIR_DOMAIN_MEMORY_STAT_HUGETLB_PGFAIL`, since 5.4.0.
        HUGETLB_PGFAIL = 12;
        /// `VIR_DOMAIN_MEMORY_STAT_NR`, since 0.7.5.
        NR = 13;
    }
}

flags! {
    /// C: `virDomainMessageType`.
    pub struct DomainMessageType: u32 {
        /// `VIR_DOMAIN_MESSAGE_DEPRECATION`, since 7.1.0.
        DEPRECATION = 1;
        /// `VIR_DOMAIN_MESSAGE_TAINTING`, since 7.1.0.
        TAINTING = 2;
        /// `VIR_DOMAIN_MESSAGE_IOERRORS`, since 11.1.0.
        IOERRORS = 4;
    }
}

flags! {
    /// C: `virDomainStatsTypes`.
    pub struct DomainStatsTypes: u32 {
        /// `VIR_DOMAIN_STATS_STATE`, since 1.2.8.
        STATE = 1;
        /// `VIR_DOMAIN_STATS_CPU_TOTAL`, since 1.2.9.
        CPU_TOTAL = 2;
        /// `VIR_DOMAIN_STATS_BALLOON`, since 1.2.9.
        BALLOON = 4;
        /// `VIR_DOMAIN_STATS_VCPU`, since 1.2.9.
        VCPU = 8;
        /// `VIR_DOMAIN_STATS_INTERFACE`, since 1.2.9.
        INTERFACE = 16;
        /// `VIR_DOMAIN_STATS_BLOCK`, since 1.2.9.
        BLOCK = 32;
        /// `VIR_DOMAIN_STATS_PERF`, since 1.3.3.
        PERF = 64;
        /// `VIR_DOMAIN_STATS_IOTHREAD`, since 4.10.0.
        IOTHREAD = 128;
        /// `VIR_DOMAIN_STATS_MEMORY`, since 6.0.0.
        MEMORY = 256;
        /// `VIR_DOMAIN_STATS_DIRTYRATE`, since 7.2.0.
        DIRTYRATE = 512;
        /// `VIR_DOMAIN_STATS_VM`, since 8.9.0.
        VM = 1024;
    }
}

words! {
    /// C: `virIPAddrType`.
    pub struct IpAddrType: i32 {
        /// `VIR_IP_ADDR_TYPE_IPV4`, since 1.2.6.
        IPV4 = 0;
        /// `VIR_IP_ADDR_TYPE_IPV6`, since 1.2.6.
        IPV6 = 1;
    }
}
