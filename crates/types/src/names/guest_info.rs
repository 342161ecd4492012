//! Names in what a guest agent tells.

/// Number of disks in the list; unsigned 32-bit. `VIR_DOMAIN_GUEST_INFO_DISK_COUNT`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_DISK_COUNT: &str = "disk.count";
/// Start of the names of all values about one disk; the disk's index and a suffix follow.
/// `VIR_DOMAIN_GUEST_INFO_DISK_PREFIX`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_DISK_PREFIX: &str = "disk.";
/// End of the name for a disk's target in the domain description, such as `sda`; string.
/// `VIR_DOMAIN_GUEST_INFO_DISK_SUFFIX_ALIAS`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_DISK_SUFFIX_ALIAS: &str = ".alias";
/// End of the name for the number of devices a disk is built on; unsigned 32-bit.
/// `VIR_DOMAIN_GUEST_INFO_DISK_SUFFIX_DEPENDENCY_COUNT`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_DISK_SUFFIX_DEPENDENCY_COUNT: &str = ".dependency.count";
/// Middle of the names about one device a disk is built on; that device's index and a suffix follow.
/// `VIR_DOMAIN_GUEST_INFO_DISK_SUFFIX_DEPENDENCY_PREFIX`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_DISK_SUFFIX_DEPENDENCY_PREFIX: &str = ".dependency.";
/// End of the name for a device a disk is built on; string.
/// `VIR_DOMAIN_GUEST_INFO_DISK_SUFFIX_DEPENDENCY_SUFFIX_NAME`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_DISK_SUFFIX_DEPENDENCY_SUFFIX_NAME: &str = ".name";
/// End of the name for the alias the guest itself gives a disk, such as a device-mapper name; string.
/// `VIR_DOMAIN_GUEST_INFO_DISK_SUFFIX_GUEST_ALIAS`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_DISK_SUFFIX_GUEST_ALIAS: &str = ".guest_alias";
/// End of the name for the bus on which the guest sees a disk; string.
/// `VIR_DOMAIN_GUEST_INFO_DISK_SUFFIX_GUEST_BUS`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_DISK_SUFFIX_GUEST_BUS: &str = ".guest_bus";
/// End of the name for a disk's device node or name in the guest; string.
/// `VIR_DOMAIN_GUEST_INFO_DISK_SUFFIX_NAME`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_DISK_SUFFIX_NAME: &str = ".name";
/// End of the name for whether a disk is in truth a partition; boolean.
/// `VIR_DOMAIN_GUEST_INFO_DISK_SUFFIX_PARTITION`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_DISK_SUFFIX_PARTITION: &str = ".partition";
/// End of the name for a disk's serial number; string. `VIR_DOMAIN_GUEST_INFO_DISK_SUFFIX_SERIAL`,
/// since 11.2.0.
pub const DOMAIN_GUEST_INFO_DISK_SUFFIX_SERIAL: &str = ".serial";
/// Number of file systems in the list; unsigned 32-bit. `VIR_DOMAIN_GUEST_INFO_FS_COUNT`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_FS_COUNT: &str = "fs.count";
/// Start of the names of all values about one file system; its index and a suffix follow.
/// `VIR_DOMAIN_GUEST_INFO_FS_PREFIX`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_FS_PREFIX: &str = "fs.";
/// End of the name for the number of disks a file system lies on; unsigned 32-bit.
/// `VIR_DOMAIN_GUEST_INFO_FS_SUFFIX_DISK_COUNT`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_FS_SUFFIX_DISK_COUNT: &str = ".disk.count";
/// Middle of the names about one disk of a file system; the disk's index and a suffix follow.
/// `VIR_DOMAIN_GUEST_INFO_FS_SUFFIX_DISK_PREFIX`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_FS_SUFFIX_DISK_PREFIX: &str = ".disk.";
/// End of the name for the target, in the domain description, of a file system's disk; string.
/// `VIR_DOMAIN_GUEST_INFO_FS_SUFFIX_DISK_SUFFIX_ALIAS`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_FS_SUFFIX_DISK_SUFFIX_ALIAS: &str = ".alias";
/// End of the name for the guest device node of a file system's disk; string.
/// `VIR_DOMAIN_GUEST_INFO_FS_SUFFIX_DISK_SUFFIX_DEVICE`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_FS_SUFFIX_DISK_SUFFIX_DEVICE: &str = ".device";
/// End of the name for the serial number of a file system's disk; string.
/// `VIR_DOMAIN_GUEST_INFO_FS_SUFFIX_DISK_SUFFIX_SERIAL`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_FS_SUFFIX_DISK_SUFFIX_SERIAL: &str = ".serial";
/// End of the name for a file system's type, such as `ext4`; string.
/// `VIR_DOMAIN_GUEST_INFO_FS_SUFFIX_FSTYPE`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_FS_SUFFIX_FSTYPE: &str = ".fstype";
/// End of the name for the path where a file system is mounted; string.
/// `VIR_DOMAIN_GUEST_INFO_FS_SUFFIX_MOUNTPOINT`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_FS_SUFFIX_MOUNTPOINT: &str = ".mountpoint";
/// End of the name for a file system's name in the guest; string.
/// `VIR_DOMAIN_GUEST_INFO_FS_SUFFIX_NAME`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_FS_SUFFIX_NAME: &str = ".name";
/// End of the name for a file system's size; unsigned 64-bit, bytes.
/// `VIR_DOMAIN_GUEST_INFO_FS_SUFFIX_TOTAL_BYTES`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_FS_SUFFIX_TOTAL_BYTES: &str = ".total-bytes";
/// End of the name for the space used in a file system; unsigned 64-bit, bytes.
/// `VIR_DOMAIN_GUEST_INFO_FS_SUFFIX_USED_BYTES`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_FS_SUFFIX_USED_BYTES: &str = ".used-bytes";
/// Host name of the guest; string. `VIR_DOMAIN_GUEST_INFO_HOSTNAME_HOSTNAME`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_HOSTNAME_HOSTNAME: &str = "hostname";
/// Number of network interfaces in the list; unsigned 32-bit. `VIR_DOMAIN_GUEST_INFO_IF_COUNT`, since
/// 11.2.0.
pub const DOMAIN_GUEST_INFO_IF_COUNT: &str = "if.count";
/// Start of the names of all values about one network interface; its index and a suffix follow.
/// `VIR_DOMAIN_GUEST_INFO_IF_PREFIX`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_IF_PREFIX: &str = "if.";
/// End of the name for the number of an interface's IP addresses; unsigned 32-bit.
/// `VIR_DOMAIN_GUEST_INFO_IF_SUFFIX_ADDR_COUNT`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_IF_SUFFIX_ADDR_COUNT: &str = ".addr.count";
/// Middle of the names about one IP address of an interface; the address's index and a suffix follow.
/// `VIR_DOMAIN_GUEST_INFO_IF_SUFFIX_ADDR_PREFIX`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_IF_SUFFIX_ADDR_PREFIX: &str = ".addr.";
/// End of the name for an IP address of an interface; string.
/// `VIR_DOMAIN_GUEST_INFO_IF_SUFFIX_ADDR_SUFFIX_ADDR`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_IF_SUFFIX_ADDR_SUFFIX_ADDR: &str = ".addr";
/// End of the name for the prefix length of an IP address; unsigned 32-bit, bits.
/// `VIR_DOMAIN_GUEST_INFO_IF_SUFFIX_ADDR_SUFFIX_PREFIX`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_IF_SUFFIX_ADDR_SUFFIX_PREFIX: &str = ".prefix";
/// End of the name for the kind of an IP address, `ipv4` or `ipv6`; string.
/// `VIR_DOMAIN_GUEST_INFO_IF_SUFFIX_ADDR_SUFFIX_TYPE`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_IF_SUFFIX_ADDR_SUFFIX_TYPE: &str = ".type";
/// End of the name for an interface's hardware address; string.
/// `VIR_DOMAIN_GUEST_INFO_IF_SUFFIX_HWADDR`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_IF_SUFFIX_HWADDR: &str = ".hwaddr";
/// End of the name for an interface's name in the guest; string.
/// `VIR_DOMAIN_GUEST_INFO_IF_SUFFIX_NAME`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_IF_SUFFIX_NAME: &str = ".name";
/// Load average of the guest over fifteen minutes; floating point. `VIR_DOMAIN_GUEST_INFO_LOAD_15M`,
/// since 11.2.0.
pub const DOMAIN_GUEST_INFO_LOAD_15M: &str = "load.15m";
/// Load average of the guest over one minute; floating point. `VIR_DOMAIN_GUEST_INFO_LOAD_1M`, since
/// 11.2.0.
pub const DOMAIN_GUEST_INFO_LOAD_1M: &str = "load.1m";
/// Load average of the guest over five minutes; floating point. `VIR_DOMAIN_GUEST_INFO_LOAD_5M`, since
/// 11.2.0.
pub const DOMAIN_GUEST_INFO_LOAD_5M: &str = "load.5m";
/// Short identifier of the guest's operating system, such as `fedora`; string.
/// `VIR_DOMAIN_GUEST_INFO_OS_ID`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_OS_ID: &str = "os.id";
/// Release of the guest's kernel; string. `VIR_DOMAIN_GUEST_INFO_OS_KERNEL_RELEASE`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_OS_KERNEL_RELEASE: &str = "os.kernel-release";
/// Version text of the guest's kernel; string. `VIR_DOMAIN_GUEST_INFO_OS_KERNEL_VERSION`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_OS_KERNEL_VERSION: &str = "os.kernel-version";
/// Machine hardware name the guest reports, such as `x86_64`; string.
/// `VIR_DOMAIN_GUEST_INFO_OS_MACHINE`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_OS_MACHINE: &str = "os.machine";
/// Name of the guest's operating system; string. `VIR_DOMAIN_GUEST_INFO_OS_NAME`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_OS_NAME: &str = "os.name";
/// Name of the guest's operating system as shown to people; string.
/// `VIR_DOMAIN_GUEST_INFO_OS_PRETTY_NAME`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_OS_PRETTY_NAME: &str = "os.pretty-name";
/// Edition of the guest's operating system as shown to people; string.
/// `VIR_DOMAIN_GUEST_INFO_OS_VARIANT`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_OS_VARIANT: &str = "os.variant";
/// Short identifier of the operating system's edition; string. `VIR_DOMAIN_GUEST_INFO_OS_VARIANT_ID`,
/// since 11.2.0.
pub const DOMAIN_GUEST_INFO_OS_VARIANT_ID: &str = "os.variant-id";
/// Version of the guest's operating system as shown to people; string.
/// `VIR_DOMAIN_GUEST_INFO_OS_VERSION`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_OS_VERSION: &str = "os.version";
/// Short identifier of the operating system's version; string. `VIR_DOMAIN_GUEST_INFO_OS_VERSION_ID`,
/// since 11.2.0.
pub const DOMAIN_GUEST_INFO_OS_VERSION_ID: &str = "os.version-id";
/// Name of the guest's time zone; string. `VIR_DOMAIN_GUEST_INFO_TIMEZONE_NAME`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_TIMEZONE_NAME: &str = "timezone.name";
/// Distance of the guest's time zone from UTC, positive to the east; signed 32-bit, seconds.
/// `VIR_DOMAIN_GUEST_INFO_TIMEZONE_OFFSET`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_TIMEZONE_OFFSET: &str = "timezone.offset";
/// Number of logged-in users in the list; unsigned 32-bit. `VIR_DOMAIN_GUEST_INFO_USER_COUNT`, since
/// 11.2.0.
pub const DOMAIN_GUEST_INFO_USER_COUNT: &str = "user.count";
/// Start of the names of all values about one user; the user's index and a suffix follow.
/// `VIR_DOMAIN_GUEST_INFO_USER_PREFIX`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_USER_PREFIX: &str = "user.";
/// End of the name for a user's logon domain, on Windows guests; string.
/// `VIR_DOMAIN_GUEST_INFO_USER_SUFFIX_DOMAIN`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_USER_SUFFIX_DOMAIN: &str = ".domain";
/// End of the name for the time a user logged in; unsigned 64-bit, ms of the UNIX epoch.
/// `VIR_DOMAIN_GUEST_INFO_USER_SUFFIX_LOGIN_TIME`, since 11.2.0.
pub const DOMAIN_GUEST_INFO_USER_SUFFIX_LOGIN_TIME: &str = ".login-time";
/// End of the name for a user's login name; string. `VIR_DOMAIN_GUEST_INFO_USER_SUFFIX_NAME`, since
/// 11.2.0.
pub const DOMAIN_GUEST_INFO_USER_SUFFIX_NAME: &str = ".name";
