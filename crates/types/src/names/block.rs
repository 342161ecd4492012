//! Names for the throttling and the statistics of disks.

/// Read limits for single host devices, as device path and bytes/s in turn, separated by commas;
/// string. `VIR_DOMAIN_BLKIO_DEVICE_READ_BPS`, since 1.2.2.
pub const DOMAIN_BLKIO_DEVICE_READ_BPS: &str = "device_read_bytes_sec";
/// Read limits for single host devices, as device path and requests/s in turn, separated by commas;
/// string. `VIR_DOMAIN_BLKIO_DEVICE_READ_IOPS`, since 1.2.2.
pub const DOMAIN_BLKIO_DEVICE_READ_IOPS: &str = "device_read_iops_sec";
/// I/O weights for single host devices, as device path and weight in turn, separated by commas; string.
/// `VIR_DOMAIN_BLKIO_DEVICE_WEIGHT`, since 0.9.8.
pub const DOMAIN_BLKIO_DEVICE_WEIGHT: &str = "device_weight";
/// Write limits for single host devices, as device path and bytes/s in turn, separated by commas;
/// string. `VIR_DOMAIN_BLKIO_DEVICE_WRITE_BPS`, since 1.2.2.
pub const DOMAIN_BLKIO_DEVICE_WRITE_BPS: &str = "device_write_bytes_sec";
/// Write limits for single host devices, as device path and requests/s in turn, separated by commas;
/// string. `VIR_DOMAIN_BLKIO_DEVICE_WRITE_IOPS`, since 1.2.2.
pub const DOMAIN_BLKIO_DEVICE_WRITE_IOPS: &str = "device_write_iops_sec";
/// Room for the name of a block I/O parameter, in bytes with the closing zero byte.
/// `VIR_DOMAIN_BLKIO_FIELD_LENGTH`, since 0.9.0.
pub const DOMAIN_BLKIO_FIELD_LENGTH: usize = 80;
/// Share of the host's disk bandwidth relative to other domains; unsigned 32-bit.
/// `VIR_DOMAIN_BLKIO_WEIGHT`, since 0.9.0.
pub const DOMAIN_BLKIO_WEIGHT: &str = "weight";
/// Name of the group of disks that share these limits; string. `VIR_DOMAIN_BLOCK_IOTUNE_GROUP_NAME`,
/// since 3.0.0.
pub const DOMAIN_BLOCK_IOTUNE_GROUP_NAME: &str = "group_name";
/// Limit on data read; unsigned 64-bit, bytes/s. `VIR_DOMAIN_BLOCK_IOTUNE_READ_BYTES_SEC`, since 0.9.8.
pub const DOMAIN_BLOCK_IOTUNE_READ_BYTES_SEC: &str = "read_bytes_sec";
/// Limit on data read during a burst; unsigned 64-bit, bytes/s.
/// `VIR_DOMAIN_BLOCK_IOTUNE_READ_BYTES_SEC_MAX`, since 1.2.11.
pub const DOMAIN_BLOCK_IOTUNE_READ_BYTES_SEC_MAX: &str = "read_bytes_sec_max";
/// How long a burst of reads, measured in data, may last; unsigned 64-bit, seconds.
/// `VIR_DOMAIN_BLOCK_IOTUNE_READ_BYTES_SEC_MAX_LENGTH`, since 2.4.0.
pub const DOMAIN_BLOCK_IOTUNE_READ_BYTES_SEC_MAX_LENGTH: &str = "read_bytes_sec_max_length";
/// Limit on read requests; unsigned 64-bit, requests/s. `VIR_DOMAIN_BLOCK_IOTUNE_READ_IOPS_SEC`, since
/// 0.9.8.
pub const DOMAIN_BLOCK_IOTUNE_READ_IOPS_SEC: &str = "read_iops_sec";
/// Limit on read requests during a burst; unsigned 64-bit, requests/s.
/// `VIR_DOMAIN_BLOCK_IOTUNE_READ_IOPS_SEC_MAX`, since 1.2.11.
pub const DOMAIN_BLOCK_IOTUNE_READ_IOPS_SEC_MAX: &str = "read_iops_sec_max";
/// How long a burst of read requests may last; unsigned 64-bit, seconds.
/// `VIR_DOMAIN_BLOCK_IOTUNE_READ_IOPS_SEC_MAX_LENGTH`, since 2.4.0.
pub const DOMAIN_BLOCK_IOTUNE_READ_IOPS_SEC_MAX_LENGTH: &str = "read_iops_sec_max_length";
/// Request size that counts as one request; larger ones count several times; unsigned 64-bit, bytes.
/// `VIR_DOMAIN_BLOCK_IOTUNE_SIZE_IOPS_SEC`, since 1.2.11.
pub const DOMAIN_BLOCK_IOTUNE_SIZE_IOPS_SEC: &str = "size_iops_sec";
/// Limit on data read and written together; unsigned 64-bit, bytes/s.
/// `VIR_DOMAIN_BLOCK_IOTUNE_TOTAL_BYTES_SEC`, since 0.9.8.
pub const DOMAIN_BLOCK_IOTUNE_TOTAL_BYTES_SEC: &str = "total_bytes_sec";
/// Limit on data read and written together during a burst; unsigned 64-bit, bytes/s.
/// `VIR_DOMAIN_BLOCK_IOTUNE_TOTAL_BYTES_SEC_MAX`, since 1.2.11.
pub const DOMAIN_BLOCK_IOTUNE_TOTAL_BYTES_SEC_MAX: &str = "total_bytes_sec_max";
/// How long a burst of reads and writes, measured in data, may last; unsigned 64-bit, seconds.
/// `VIR_DOMAIN_BLOCK_IOTUNE_TOTAL_BYTES_SEC_MAX_LENGTH`, since 2.4.0.
pub const DOMAIN_BLOCK_IOTUNE_TOTAL_BYTES_SEC_MAX_LENGTH: &str = "total_bytes_sec_max_length";
/// Limit on requests of both kinds together; unsigned 64-bit, requests/s.
/// `VIR_DOMAIN_BLOCK_IOTUNE_TOTAL_IOPS_SEC`, since 0.9.8.
pub const DOMAIN_BLOCK_IOTUNE_TOTAL_IOPS_SEC: &str = "total_iops_sec";
/// Limit on requests of both kinds together during a burst; unsigned 64-bit, requests/s.
/// `VIR_DOMAIN_BLOCK_IOTUNE_TOTAL_IOPS_SEC_MAX`, since 1.2.11.
pub const DOMAIN_BLOCK_IOTUNE_TOTAL_IOPS_SEC_MAX: &str = "total_iops_sec_max";
/// How long a burst of requests of both kinds may last; unsigned 64-bit, seconds.
/// `VIR_DOMAIN_BLOCK_IOTUNE_TOTAL_IOPS_SEC_MAX_LENGTH`, since 2.4.0.
pub const DOMAIN_BLOCK_IOTUNE_TOTAL_IOPS_SEC_MAX_LENGTH: &str = "total_iops_sec_max_length";
/// Limit on data written; unsigned 64-bit, bytes/s. `VIR_DOMAIN_BLOCK_IOTUNE_WRITE_BYTES_SEC`, since
/// 0.9.8.
pub const DOMAIN_BLOCK_IOTUNE_WRITE_BYTES_SEC: &str = "write_bytes_sec";
/// Limit on data written during a burst; unsigned 64-bit, bytes/s.
/// `VIR_DOMAIN_BLOCK_IOTUNE_WRITE_BYTES_SEC_MAX`, since 1.2.11.
pub const DOMAIN_BLOCK_IOTUNE_WRITE_BYTES_SEC_MAX: &str = "write_bytes_sec_max";
/// How long a burst of writes, measured in data, may last; unsigned 64-bit, seconds.
/// `VIR_DOMAIN_BLOCK_IOTUNE_WRITE_BYTES_SEC_MAX_LENGTH`, since 2.4.0.
pub const DOMAIN_BLOCK_IOTUNE_WRITE_BYTES_SEC_MAX_LENGTH: &str = "write_bytes_sec_max_length";
/// Limit on write requests; unsigned 64-bit, requests/s. `VIR_DOMAIN_BLOCK_IOTUNE_WRITE_IOPS_SEC`,
/// since 0.9.8.
pub const DOMAIN_BLOCK_IOTUNE_WRITE_IOPS_SEC: &str = "write_iops_sec";
/// Limit on write requests during a burst; unsigned 64-bit, requests/s.
/// `VIR_DOMAIN_BLOCK_IOTUNE_WRITE_IOPS_SEC_MAX`, since 1.2.11.
pub const DOMAIN_BLOCK_IOTUNE_WRITE_IOPS_SEC_MAX: &str = "write_iops_sec_max";
/// How long a burst of write requests may last; unsigned 64-bit, seconds.
/// `VIR_DOMAIN_BLOCK_IOTUNE_WRITE_IOPS_SEC_MAX_LENGTH`, since 2.4.0.
pub const DOMAIN_BLOCK_IOTUNE_WRITE_IOPS_SEC_MAX_LENGTH: &str = "write_iops_sec_max_length";
/// Number of disk errors; on Xen the count of requests that found no room; signed 64-bit.
/// `VIR_DOMAIN_BLOCK_STATS_ERRS`, since 0.9.5.
pub const DOMAIN_BLOCK_STATS_ERRS: &str = "errs";
/// Room for the name of a block statistic, in bytes with the closing zero byte.
/// `VIR_DOMAIN_BLOCK_STATS_FIELD_LENGTH`, since 0.9.5.
pub const DOMAIN_BLOCK_STATS_FIELD_LENGTH: usize = 80;
/// Number of flush requests; signed 64-bit. `VIR_DOMAIN_BLOCK_STATS_FLUSH_REQ`, since 0.9.5.
pub const DOMAIN_BLOCK_STATS_FLUSH_REQ: &str = "flush_operations";
/// Total time spent on flushes; signed 64-bit, ns. `VIR_DOMAIN_BLOCK_STATS_FLUSH_TOTAL_TIMES`, since
/// 0.9.5.
pub const DOMAIN_BLOCK_STATS_FLUSH_TOTAL_TIMES: &str = "flush_total_times";
/// Amount of data read; signed 64-bit, bytes. `VIR_DOMAIN_BLOCK_STATS_READ_BYTES`, since 0.9.5.
pub const DOMAIN_BLOCK_STATS_READ_BYTES: &str = "rd_bytes";
/// Number of read requests; signed 64-bit. `VIR_DOMAIN_BLOCK_STATS_READ_REQ`, since 0.9.5.
pub const DOMAIN_BLOCK_STATS_READ_REQ: &str = "rd_operations";
/// Total time spent on reads; signed 64-bit, ns. `VIR_DOMAIN_BLOCK_STATS_READ_TOTAL_TIMES`, since
/// 0.9.5.
pub const DOMAIN_BLOCK_STATS_READ_TOTAL_TIMES: &str = "rd_total_times";
/// Amount of data written; signed 64-bit, bytes. `VIR_DOMAIN_BLOCK_STATS_WRITE_BYTES`, since 0.9.5.
pub const DOMAIN_BLOCK_STATS_WRITE_BYTES: &str = "wr_bytes";
/// Number of write requests; signed 64-bit. `VIR_DOMAIN_BLOCK_STATS_WRITE_REQ`, since 0.9.5.
pub const DOMAIN_BLOCK_STATS_WRITE_REQ: &str = "wr_operations";
/// Total time spent on writes; signed 64-bit, ns. `VIR_DOMAIN_BLOCK_STATS_WRITE_TOTAL_TIMES`, since
/// 0.9.5.
pub const DOMAIN_BLOCK_STATS_WRITE_TOTAL_TIMES: &str = "wr_total_times";
