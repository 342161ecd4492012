//! Names in the event that tells of tuning.

/// Guest disk whose limits were changed; string. `VIR_DOMAIN_TUNABLE_BLKDEV_DISK`, since 1.2.9.
pub const DOMAIN_TUNABLE_BLKDEV_DISK: &str = "blkdeviotune.disk";
/// New name of the group of disks that share limits; string. `VIR_DOMAIN_TUNABLE_BLKDEV_GROUP_NAME`,
/// since 3.0.0.
pub const DOMAIN_TUNABLE_BLKDEV_GROUP_NAME: &str = "blkdeviotune.group_name";
/// New limit on data read; unsigned 64-bit, bytes/s. `VIR_DOMAIN_TUNABLE_BLKDEV_READ_BYTES_SEC`, since
/// 1.2.9.
pub const DOMAIN_TUNABLE_BLKDEV_READ_BYTES_SEC: &str = "blkdeviotune.read_bytes_sec";
/// New limit on data read during a burst; unsigned 64-bit, bytes/s.
/// `VIR_DOMAIN_TUNABLE_BLKDEV_READ_BYTES_SEC_MAX`, since 1.2.11.
pub const DOMAIN_TUNABLE_BLKDEV_READ_BYTES_SEC_MAX: &str = "blkdeviotune.read_bytes_sec_max";
/// New time a burst of reads, measured in data, may last; unsigned 64-bit, seconds.
/// `VIR_DOMAIN_TUNABLE_BLKDEV_READ_BYTES_SEC_MAX_LENGTH`, since 2.4.0.
pub const DOMAIN_TUNABLE_BLKDEV_READ_BYTES_SEC_MAX_LENGTH: &str = "blkdeviotune.read_bytes_sec_max_length";
/// New limit on read requests; unsigned 64-bit, requests/s. `VIR_DOMAIN_TUNABLE_BLKDEV_READ_IOPS_SEC`,
/// since 1.2.9.
pub const DOMAIN_TUNABLE_BLKDEV_READ_IOPS_SEC: &str = "blkdeviotune.read_iops_sec";
/// New limit on read requests during a burst; unsigned 64-bit, requests/s.
/// `VIR_DOMAIN_TUNABLE_BLKDEV_READ_IOPS_SEC_MAX`, since 1.2.11.
pub const DOMAIN_TUNABLE_BLKDEV_READ_IOPS_SEC_MAX: &str = "blkdeviotune.read_iops_sec_max";
/// New time a burst of read requests may last; unsigned 64-bit, seconds.
/// `VIR_DOMAIN_TUNABLE_BLKDEV_READ_IOPS_SEC_MAX_LENGTH`, since 2.4.0.
pub const DOMAIN_TUNABLE_BLKDEV_READ_IOPS_SEC_MAX_LENGTH: &str = "blkdeviotune.read_iops_sec_max_length";
/// New request size that counts as one request; unsigned 64-bit, bytes.
/// `VIR_DOMAIN_TUNABLE_BLKDEV_SIZE_IOPS_SEC`, since 1.2.11.
pub const DOMAIN_TUNABLE_BLKDEV_SIZE_IOPS_SEC: &str = "blkdeviotune.size_iops_sec";
/// New limit on data read and written together; unsigned 64-bit, bytes/s.
/// `VIR_DOMAIN_TUNABLE_BLKDEV_TOTAL_BYTES_SEC`, since 1.2.9.
pub const DOMAIN_TUNABLE_BLKDEV_TOTAL_BYTES_SEC: &str = "blkdeviotune.total_bytes_sec";
/// New limit on data read and written together during a burst; unsigned 64-bit, bytes/s.
/// `VIR_DOMAIN_TUNABLE_BLKDEV_TOTAL_BYTES_SEC_MAX`, since 1.2.11.
pub const DOMAIN_TUNABLE_BLKDEV_TOTAL_BYTES_SEC_MAX: &str = "blkdeviotune.total_bytes_sec_max";
/// New time a burst of reads and writes, measured in data, may last; unsigned 64-bit, seconds.
/// `VIR_DOMAIN_TUNABLE_BLKDEV_TOTAL_BYTES_SEC_MAX_LENGTH`, since 2.4.0.
pub const DOMAIN_TUNABLE_BLKDEV_TOTAL_BYTES_SEC_MAX_LENGTH: &str = "blkdeviotune.total_bytes_sec_max_length";
/// New limit on requests of both kinds together; unsigned 64-bit, requests/s.
/// `VIR_DOMAIN_TUNABLE_BLKDEV_TOTAL_IOPS_SEC`, since 1.2.9.
pub const DOMAIN_TUNABLE_BLKDEV_TOTAL_IOPS_SEC: &str = "blkdeviotune.total_iops_sec";
/// New limit on requests of both kinds together during a burst; unsigned 64-bit, requests/s.
/// `VIR_DOMAIN_TUNABLE_BLKDEV_TOTAL_IOPS_SEC_MAX`, since 1.2.11.
pub const DOMAIN_TUNABLE_BLKDEV_TOTAL_IOPS_SEC_MAX: &str = "blkdeviotune.total_iops_sec_max";
/// New time a burst of requests of both kinds together may last; unsigned 64-bit, seconds.
/// `VIR_DOMAIN_TUNABLE_BLKDEV_TOTAL_IOPS_SEC_MAX_LENGTH`, since 2.4.0.
pub const DOMAIN_TUNABLE_BLKDEV_TOTAL_IOPS_SEC_MAX_LENGTH: &str = "blkdeviotune.total_iops_sec_max_length";
/// New limit on data written; unsigned 64-bit, bytes/s. `VIR_DOMAIN_TUNABLE_BLKDEV_WRITE_BYTES_SEC`,
/// since 1.2.9.
pub const DOMAIN_TUNABLE_BLKDEV_WRITE_BYTES_SEC: &str = "blkdeviotune.write_bytes_sec";
/// New limit on data written during a burst; unsigned 64-bit, bytes/s.
/// `VIR_DOMAIN_TUNABLE_BLKDEV_WRITE_BYTES_SEC_MAX`, since 1.2.11.
pub const DOMAIN_TUNABLE_BLKDEV_WRITE_BYTES_SEC_MAX: &str = "blkdeviotune.write_bytes_sec_max";
/// New time a burst of writes, measured in data, may last; unsigned 64-bit, seconds.
/// `VIR_DOMAIN_TUNABLE_BLKDEV_WRITE_BYTES_SEC_MAX_LENGTH`, since 2.4.0.
pub const DOMAIN_TUNABLE_BLKDEV_WRITE_BYTES_SEC_MAX_LENGTH: &str = "blkdeviotune.write_bytes_sec_max_length";
/// New limit on write requests; unsigned 64-bit, requests/s.
/// `VIR_DOMAIN_TUNABLE_BLKDEV_WRITE_IOPS_SEC`, since 1.2.9.
pub const DOMAIN_TUNABLE_BLKDEV_WRITE_IOPS_SEC: &str = "blkdeviotune.write_iops_sec";
/// New limit on write requests during a burst; unsigned 64-bit, requests/s.
/// `VIR_DOMAIN_TUNABLE_BLKDEV_WRITE_IOPS_SEC_MAX`, since 1.2.11.
pub const DOMAIN_TUNABLE_BLKDEV_WRITE_IOPS_SEC_MAX: &str = "blkdeviotune.write_iops_sec_max";
/// New time a burst of write requests may last; unsigned 64-bit, seconds.
/// `VIR_DOMAIN_TUNABLE_BLKDEV_WRITE_IOPS_SEC_MAX_LENGTH`, since 2.4.0.
pub const DOMAIN_TUNABLE_BLKDEV_WRITE_IOPS_SEC_MAX_LENGTH: &str = "blkdeviotune.write_iops_sec_max_length";
/// New share of CPU time relative to other domains; unsigned 64-bit.
/// `VIR_DOMAIN_TUNABLE_CPU_CPU_SHARES`, since 1.2.9.
pub const DOMAIN_TUNABLE_CPU_CPU_SHARES: &str = "cputune.cpu_shares";
/// New set of host CPUs the emulator may run on, as a list; string.
/// `VIR_DOMAIN_TUNABLE_CPU_EMULATORPIN`, since 1.2.9.
pub const DOMAIN_TUNABLE_CPU_EMULATORPIN: &str = "cputune.emulatorpin";
/// New period over which the emulator's quota is enforced; unsigned 64-bit, microseconds.
/// `VIR_DOMAIN_TUNABLE_CPU_EMULATOR_PERIOD`, since 1.2.9.
pub const DOMAIN_TUNABLE_CPU_EMULATOR_PERIOD: &str = "cputune.emulator_period";
/// New CPU time the emulator may use in each period; signed 64-bit, microseconds.
/// `VIR_DOMAIN_TUNABLE_CPU_EMULATOR_QUOTA`, since 1.2.9.
pub const DOMAIN_TUNABLE_CPU_EMULATOR_QUOTA: &str = "cputune.emulator_quota";
/// New period over which the whole domain's quota is enforced; unsigned 64-bit, microseconds.
/// `VIR_DOMAIN_TUNABLE_CPU_GLOBAL_PERIOD`, since 1.3.3.
pub const DOMAIN_TUNABLE_CPU_GLOBAL_PERIOD: &str = "cputune.global_period";
/// New CPU time the whole domain may use in each period; signed 64-bit, microseconds.
/// `VIR_DOMAIN_TUNABLE_CPU_GLOBAL_QUOTA`, since 1.3.3.
pub const DOMAIN_TUNABLE_CPU_GLOBAL_QUOTA: &str = "cputune.global_quota";
/// Name for the new set of host CPUs of one I/O thread, with `%u` standing for its number; string.
/// `VIR_DOMAIN_TUNABLE_CPU_IOTHREADSPIN`, since 1.2.14.
pub const DOMAIN_TUNABLE_CPU_IOTHREADSPIN: &str = "cputune.iothreadpin%u";
/// New period over which the I/O threads' quota is enforced; unsigned 64-bit, microseconds.
/// `VIR_DOMAIN_TUNABLE_CPU_IOTHREAD_PERIOD`, since 2.2.0.
pub const DOMAIN_TUNABLE_CPU_IOTHREAD_PERIOD: &str = "cputune.iothread_period";
/// New CPU time the I/O threads may use in each period; signed 64-bit, microseconds.
/// `VIR_DOMAIN_TUNABLE_CPU_IOTHREAD_QUOTA`, since 2.2.0.
pub const DOMAIN_TUNABLE_CPU_IOTHREAD_QUOTA: &str = "cputune.iothread_quota";
/// Name for the new set of host CPUs of one virtual CPU, with `%u` standing for its number; string.
/// `VIR_DOMAIN_TUNABLE_CPU_VCPUPIN`, since 1.2.9.
pub const DOMAIN_TUNABLE_CPU_VCPUPIN: &str = "cputune.vcpupin%u";
/// New period over which each virtual CPU's quota is enforced; unsigned 64-bit, microseconds.
/// `VIR_DOMAIN_TUNABLE_CPU_VCPU_PERIOD`, since 1.2.9.
pub const DOMAIN_TUNABLE_CPU_VCPU_PERIOD: &str = "cputune.vcpu_period";
/// New CPU time each virtual CPU may use in each period; signed 64-bit, microseconds.
/// `VIR_DOMAIN_TUNABLE_CPU_VCPU_QUOTA`, since 1.2.9.
pub const DOMAIN_TUNABLE_CPU_VCPU_QUOTA: &str = "cputune.vcpu_quota";
