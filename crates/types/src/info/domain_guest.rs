//! What is known about the inside of a guest.

use crate::IpAddrType;

info! {
    /// A file system that the guest has mounted. C API: `virDomainFSInfo`. Since: 1.2.11.
    pub struct DomainFsInfo {
        /// Where, in the guest.
        mountpoint: String,
        /// The guest's name of the device.
        name: String,
        /// The file system's kind, such as `ext4`.
        fstype: String,
        /// The targets of the disks below it, such as `vda`.
        dev_aliases: Vec<String>,
    }

    /// The guest's clock, since 1970 in UTC. C API: `virDomainGetTime`. Since: 1.2.5.
    pub struct DomainTime {
        /// Whole seconds.
        seconds: i64,
        /// Nanoseconds beyond.
        nseconds: u32,
    }

    /// An address of a guest. C API: `virDomainIPAddress`. Since: 1.2.14.
    pub struct DomainIpAddr {
        /// Its kind.
        kind: IpAddrType,
        /// The address as text.
        addr: String,
        /// The length of its network's prefix, in bits.
        prefix: u32,
    }

    /// A network interface as the guest knows it. C API: `virDomainInterface`. Since: 1.2.14.
    pub struct DomainInterface {
        /// The guest's name of it, or the host's: it depends on the source.
        name: String,
        /// Its MAC address as text.
        hwaddr: Option<String>,
        /// Its addresses.
        addrs: Vec<DomainIpAddr>,
    }
}
