//! Statistics groups, guest information and interface addresses.

use super::{flags, words};

flags! {
    /// Which domains to report statistics for, and how strictly.
    ///
    /// C: `virConnectGetAllDomainStatsFlags`.
    pub struct ConnectGetAllDomainStatsFlags: u32 {
        /// Includes domains that are running or paused. `VIR_CONNECT_GET_ALL_DOMAINS_STATS_ACTIVE`,
        /// since 1.2.8.
        ACTIVE = 1;
        /// Includes domains that are defined but not running.
        /// `VIR_CONNECT_GET_ALL_DOMAINS_STATS_INACTIVE`, since 1.2.8.
        INACTIVE = 2;
        /// Includes domains with a stored definition. `VIR_CONNECT_GET_ALL_DOMAINS_STATS_PERSISTENT`,
        /// since 1.2.8.
        PERSISTENT = 4;
        /// Includes domains without a stored definition. `VIR_CONNECT_GET_ALL_DOMAINS_STATS_TRANSIENT`,
        /// since 1.2.8.
        TRANSIENT = 8;
        /// Includes running domains. `VIR_CONNECT_GET_ALL_DOMAINS_STATS_RUNNING`, since 1.2.8.
        RUNNING = 16;
        /// Includes paused domains. `VIR_CONNECT_GET_ALL_DOMAINS_STATS_PAUSED`, since 1.2.8.
        PAUSED = 32;
        /// Includes domains that are off. `VIR_CONNECT_GET_ALL_DOMAINS_STATS_SHUTOFF`, since 1.2.8.
        SHUTOFF = 64;
        /// Includes domains in any state other than running, paused or off.
        /// `VIR_CONNECT_GET_ALL_DOMAINS_STATS_OTHER`, since 1.2.8.
        OTHER = 128;
        /// Reports only what can be had without waiting for a busy domain.
        /// `VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT`, since 4.5.0.
        NOWAIT = 0x20000000;
        /// Reports block statistics for every image of the backing chain, not only the top one.
        /// `VIR_CONNECT_GET_ALL_DOMAINS_STATS_BACKING`, since 1.2.12.
        BACKING = 0x40000000;
        /// Fails when a requested group is not supported, instead of leaving it out.
        /// `VIR_CONNECT_GET_ALL_DOMAINS_STATS_ENFORCE_STATS`, since 1.2.8.
        ENFORCE_STATS = 0x80000000;
    }
}

words! {
    /// Progress of a measurement of the memory write rate.
    ///
    /// C: `virDomainDirtyRateStatus`.
    pub struct DomainDirtyRateStatus: i32 {
        /// No measurement has been started. `VIR_DOMAIN_DIRTYRATE_UNSTARTED`, since 7.2.0.
        UNSTARTED = 0;
        /// A measurement is under way. `VIR_DOMAIN_DIRTYRATE_MEASURING`, since 7.2.0.
        MEASURING = 1;
        /// A measurement has finished and its result can be read. `VIR_DOMAIN_DIRTYRATE_MEASURED`,
        /// since 7.2.0.
        MEASURED = 2;
    }
}

flags! {
    /// How the rate of memory writes is measured.
    ///
    /// C: `virDomainDirtyRateCalcFlags`.
    pub struct DomainDirtyRateCalcFlags: u32 {
        /// Measures by comparing a sample of memory pages; this is the default.
        /// `VIR_DOMAIN_DIRTYRATE_MODE_PAGE_SAMPLING`, since 8.1.0.
        PAGE_SAMPLING = 0;
        /// Measures with the kernel's bitmap of written pages.
        /// `VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_BITMAP`, since 8.1.0.
        DIRTY_BITMAP = 1;
        /// Measures with per-CPU rings of written pages, which gives a rate for each virtual CPU.
        /// `VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_RING`, since 8.1.0.
        DIRTY_RING = 2;
    }
}

words! {
    /// Which error a disk ran into.
    ///
    /// C: `virDomainDiskErrorCode`.
    pub struct DomainDiskErrorCode: i32 {
        /// The disk has no error. `VIR_DOMAIN_DISK_ERROR_NONE`, since 0.9.10.
        NONE = 0;
        /// The disk had an I/O error of another kind. `VIR_DOMAIN_DISK_ERROR_UNSPEC`, since 0.9.10.
        UNSPEC = 1;
        /// The disk's storage ran out of space. `VIR_DOMAIN_DISK_ERROR_NO_SPACE`, since 0.9.10.
        NO_SPACE = 2;
    }
}

flags! {
    /// Where the guest's host name is looked up.
    ///
    /// C: `virDomainGetHostnameFlags`.
    pub struct DomainGetHostnameFlags: u32 {
        /// Looks the host name up in the DHCP leases of the virtual networks.
        /// `VIR_DOMAIN_GET_HOSTNAME_LEASE`, since 6.1.0.
        LEASE = 1;
        /// Asks the guest agent for the host name. `VIR_DOMAIN_GET_HOSTNAME_AGENT`, since 6.1.0.
        AGENT = 2;
    }
}

flags! {
    /// Which pieces of information to ask the guest agent for.
    ///
    /// C: `virDomainGuestInfoTypes`.
    pub struct DomainGuestInfoTypes: u32 {
        /// Asks for the users who are logged in. `VIR_DOMAIN_GUEST_INFO_USERS`, since 5.7.0.
        USERS = 1;
        /// Asks for facts about the operating system. `VIR_DOMAIN_GUEST_INFO_OS`, since 5.7.0.
        OS = 2;
        /// Asks for the time zone. `VIR_DOMAIN_GUEST_INFO_TIMEZONE`, since 5.7.0.
        TIMEZONE = 4;
        /// Asks for the guest's host name. `VIR_DOMAIN_GUEST_INFO_HOSTNAME`, since 5.7.0.
        HOSTNAME = 8;
        /// Asks for the mounted file systems. `VIR_DOMAIN_GUEST_INFO_FILESYSTEM`, since 5.7.0.
        FILESYSTEM = 16;
        /// Asks for the disks the guest sees. `VIR_DOMAIN_GUEST_INFO_DISKS`, since 7.0.0.
        DISKS = 32;
        /// Asks for the network interfaces and their addresses. `VIR_DOMAIN_GUEST_INFO_INTERFACES`,
        /// since 7.10.0.
        INTERFACES = 64;
        /// Asks for the guest's load averages. `VIR_DOMAIN_GUEST_INFO_LOAD`, since 11.2.0.
        LOAD = 128;
    }
}

words! {
    /// Where the addresses of guest interfaces are looked up.
    ///
    /// C: `virDomainInterfaceAddressesSource`.
    pub struct DomainInterfaceAddressesSource: i32 {
        /// Looks the addresses up in the DHCP leases of the virtual networks.
        /// `VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_LEASE`, since 1.2.14.
        LEASE = 0;
        /// Asks the guest agent for the addresses. `VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT`, since
        /// 1.2.14.
        AGENT = 1;
        /// Looks the addresses up in the host's ARP table. `VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_ARP`,
        /// since 4.2.0.
        ARP = 2;
    }
}

words! {
    /// Tag of a memory statistic.
    ///
    /// C: `virDomainMemoryStatTags`.
    pub struct DomainMemoryStatTags: i32 {
        /// Data the guest has brought back in from swap, in KiB. `VIR_DOMAIN_MEMORY_STAT_SWAP_IN`,
        /// since 0.7.5.
        SWAP_IN = 0;
        /// Data the guest has moved out to swap, in KiB. `VIR_DOMAIN_MEMORY_STAT_SWAP_OUT`, since
        /// 0.7.5.
        SWAP_OUT = 1;
        /// Number of page faults in the guest that needed disk access.
        /// `VIR_DOMAIN_MEMORY_STAT_MAJOR_FAULT`, since 0.7.5.
        MAJOR_FAULT = 2;
        /// Number of page faults in the guest that needed no disk access.
        /// `VIR_DOMAIN_MEMORY_STAT_MINOR_FAULT`, since 0.7.5.
        MINOR_FAULT = 3;
        /// Memory the guest leaves entirely unused, in KiB. `VIR_DOMAIN_MEMORY_STAT_UNUSED`, since
        /// 0.7.5.
        UNUSED = 4;
        /// Memory the guest's operating system sees in total, in KiB.
        /// `VIR_DOMAIN_MEMORY_STAT_AVAILABLE`, since 0.7.5.
        AVAILABLE = 5;
        /// Memory the balloon currently leaves to the guest, in KiB.
        /// `VIR_DOMAIN_MEMORY_STAT_ACTUAL_BALLOON`, since 0.9.3.
        ACTUAL_BALLOON = 6;
        /// Resident memory of the domain's process on the host, in KiB. `VIR_DOMAIN_MEMORY_STAT_RSS`,
        /// since 0.9.10.
        RSS = 7;
        /// Memory the guest could give away without swapping, in KiB. `VIR_DOMAIN_MEMORY_STAT_USABLE`,
        /// since 2.1.0.
        USABLE = 8;
        /// Time at which the guest last refreshed the statistics, in seconds of the UNIX epoch.
        /// `VIR_DOMAIN_MEMORY_STAT_LAST_UPDATE`, since 2.1.0.
        LAST_UPDATE = 9;
        /// Memory the guest uses to cache disk data and can give back quickly, in KiB.
        /// `VIR_DOMAIN_MEMORY_STAT_DISK_CACHES`, since 4.6.0.
        DISK_CACHES = 10;
        /// How often the guest got a huge page it asked for. `VIR_DOMAIN_MEMORY_STAT_HUGETLB_PGALLOC`,
        /// since 5.4.0.
        HUGETLB_PGALLOC = 11;
        /// How often the guest could not get a huge page it asked for.
        /// `VIR_DOMAIN_MEMORY_STAT_HUGETLB_PGFAIL`, since 5.4.0.
        HUGETLB_PGFAIL = 12;
        /// Number of statistics tags known, and so the most entries a query can return.
        /// `VIR_DOMAIN_MEMORY_STAT_NR`, since 0.7.5.
        NR = 13;
    }
}

flags! {
    /// Which messages about a domain to fetch.
    ///
    /// C: `virDomainMessageType`.
    pub struct DomainMessageType: u32 {
        /// Fetches warnings about deprecated settings in use. `VIR_DOMAIN_MESSAGE_DEPRECATION`, since
        /// 7.1.0.
        DEPRECATION = 1;
        /// Fetches warnings about settings that taint the domain. `VIR_DOMAIN_MESSAGE_TAINTING`, since
        /// 7.1.0.
        TAINTING = 2;
        /// Fetches messages about I/O errors of the domain's disks. `VIR_DOMAIN_MESSAGE_IOERRORS`,
        /// since 11.1.0.
        IOERRORS = 4;
    }
}

flags! {
    /// Which groups of statistics to report.
    ///
    /// C: `virDomainStatsTypes`.
    pub struct DomainStatsTypes: u32 {
        /// Reports the state of the domain and its reason. `VIR_DOMAIN_STATS_STATE`, since 1.2.8.
        STATE = 1;
        /// Reports CPU time of the whole domain, and cache monitors. `VIR_DOMAIN_STATS_CPU_TOTAL`,
        /// since 1.2.9.
        CPU_TOTAL = 2;
        /// Reports memory and balloon statistics. `VIR_DOMAIN_STATS_BALLOON`, since 1.2.9.
        BALLOON = 4;
        /// Reports each virtual CPU's statistics. `VIR_DOMAIN_STATS_VCPU`, since 1.2.9.
        VCPU = 8;
        /// Reports network interface statistics. `VIR_DOMAIN_STATS_INTERFACE`, since 1.2.9.
        INTERFACE = 16;
        /// Reports disk statistics. `VIR_DOMAIN_STATS_BLOCK`, since 1.2.9.
        BLOCK = 32;
        /// Reports the enabled performance counters. `VIR_DOMAIN_STATS_PERF`, since 1.3.3.
        PERF = 64;
        /// Reports the polling settings of I/O threads. `VIR_DOMAIN_STATS_IOTHREAD`, since 4.10.0.
        IOTHREAD = 128;
        /// Reports memory bandwidth monitors. `VIR_DOMAIN_STATS_MEMORY`, since 6.0.0.
        MEMORY = 256;
        /// Reports the rate at which the guest writes to its memory. `VIR_DOMAIN_STATS_DIRTYRATE`,
        /// since 7.2.0.
        DIRTYRATE = 512;
        /// Reports further statistics with hypervisor-specific names. `VIR_DOMAIN_STATS_VM`, since
        /// 8.9.0.
        VM = 1024;
    }
}

words! {
    /// IP version of an address.
    ///
    /// C: `virIPAddrType`.
    pub struct IpAddrType: i32 {
        /// An IPv4 address. `VIR_IP_ADDR_TYPE_IPV4`, since 1.2.6.
        IPV4 = 0;
        /// An IPv6 address. `VIR_IP_ADDR_TYPE_IPV6`, since 1.2.6.
        IPV6 = 1;
    }
}
