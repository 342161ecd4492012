//! Names in the statistics of jobs, and parameters of migration, saving and block copies.

/// Speed limit of the copy; unsigned 64-bit, bytes/s. Zero means no limit.
/// `VIR_DOMAIN_BLOCK_COPY_BANDWIDTH`, since 1.2.8.
pub const DOMAIN_BLOCK_COPY_BANDWIDTH: &str = "bandwidth";
/// Amount of data that may be under way to the copy at once; unsigned 64-bit, bytes.
/// `VIR_DOMAIN_BLOCK_COPY_BUF_SIZE`, since 1.2.8.
pub const DOMAIN_BLOCK_COPY_BUF_SIZE: &str = "buf-size";
/// Size of the blocks in which changes are tracked; unsigned 32-bit, bytes. Zero leaves the choice to
/// the hypervisor. `VIR_DOMAIN_BLOCK_COPY_GRANULARITY`, since 1.2.8.
pub const DOMAIN_BLOCK_COPY_GRANULARITY: &str = "granularity";
/// How far the guest's CPUs are slowed down for the migration; signed 32-bit, percent.
/// `VIR_DOMAIN_JOB_AUTO_CONVERGE_THROTTLE`, since 2.0.0.
pub const DOMAIN_JOB_AUTO_CONVERGE_THROTTLE: &str = "auto_converge_throttle";
/// Compressed memory data sent; unsigned 64-bit, bytes. `VIR_DOMAIN_JOB_COMPRESSION_BYTES`, since
/// 1.0.3.
pub const DOMAIN_JOB_COMPRESSION_BYTES: &str = "compression_bytes";
/// Size of the cache used for compression; unsigned 64-bit, bytes. `VIR_DOMAIN_JOB_COMPRESSION_CACHE`,
/// since 1.0.3.
pub const DOMAIN_JOB_COMPRESSION_CACHE: &str = "compression_cache";
/// Number of changed pages not found in the compression cache; unsigned 64-bit.
/// `VIR_DOMAIN_JOB_COMPRESSION_CACHE_MISSES`, since 1.0.3.
pub const DOMAIN_JOB_COMPRESSION_CACHE_MISSES: &str = "compression_cache_misses";
/// Number of pages sent uncompressed because compression made them larger; unsigned 64-bit.
/// `VIR_DOMAIN_JOB_COMPRESSION_OVERFLOW`, since 1.0.3.
pub const DOMAIN_JOB_COMPRESSION_OVERFLOW: &str = "compression_overflow";
/// Number of pages sent compressed; unsigned 64-bit. `VIR_DOMAIN_JOB_COMPRESSION_PAGES`, since 1.0.3.
pub const DOMAIN_JOB_COMPRESSION_PAGES: &str = "compression_pages";
/// Data handled by the job so far; unsigned 64-bit, bytes. `VIR_DOMAIN_JOB_DATA_PROCESSED`, since
/// 1.0.3.
pub const DOMAIN_JOB_DATA_PROCESSED: &str = "data_processed";
/// Data the job still has to handle; unsigned 64-bit, bytes. `VIR_DOMAIN_JOB_DATA_REMAINING`, since
/// 1.0.3.
pub const DOMAIN_JOB_DATA_REMAINING: &str = "data_remaining";
/// All data the job has to handle; unsigned 64-bit, bytes. `VIR_DOMAIN_JOB_DATA_TOTAL`, since 1.0.3.
pub const DOMAIN_JOB_DATA_TOTAL: &str = "data_total";
/// Speed at which disk data is moved; unsigned 64-bit, bytes/s. `VIR_DOMAIN_JOB_DISK_BPS`, since 1.2.9.
pub const DOMAIN_JOB_DISK_BPS: &str = "disk_bps";
/// Disk data handled so far; unsigned 64-bit, bytes. `VIR_DOMAIN_JOB_DISK_PROCESSED`, since 1.0.3.
pub const DOMAIN_JOB_DISK_PROCESSED: &str = "disk_processed";
/// Disk data still to be handled; unsigned 64-bit, bytes. `VIR_DOMAIN_JOB_DISK_REMAINING`, since 1.0.3.
pub const DOMAIN_JOB_DISK_REMAINING: &str = "disk_remaining";
/// Temporary disk space the job may use at most; unsigned 64-bit, bytes.
/// `VIR_DOMAIN_JOB_DISK_TEMP_TOTAL`, since 6.0.0.
pub const DOMAIN_JOB_DISK_TEMP_TOTAL: &str = "disk_temp_total";
/// Temporary disk space the job uses now; unsigned 64-bit, bytes. `VIR_DOMAIN_JOB_DISK_TEMP_USED`,
/// since 6.0.0.
pub const DOMAIN_JOB_DISK_TEMP_USED: &str = "disk_temp_used";
/// All disk data to be handled; unsigned 64-bit, bytes. `VIR_DOMAIN_JOB_DISK_TOTAL`, since 1.0.3.
pub const DOMAIN_JOB_DISK_TOTAL: &str = "disk_total";
/// Time the guest stands still at the end of a migration, expected or measured; unsigned 64-bit, ms.
/// `VIR_DOMAIN_JOB_DOWNTIME`, since 1.0.3.
pub const DOMAIN_JOB_DOWNTIME: &str = "downtime";
/// Measured time of standstill without handing control from host to host; unsigned 64-bit, ms.
/// `VIR_DOMAIN_JOB_DOWNTIME_NET`, since 1.2.15.
pub const DOMAIN_JOB_DOWNTIME_NET: &str = "downtime_net";
/// Message that tells why the job failed; string. `VIR_DOMAIN_JOB_ERRMSG`, since 6.3.0.
pub const DOMAIN_JOB_ERRMSG: &str = "errmsg";
/// Speed at which memory data is moved; unsigned 64-bit, bytes/s. `VIR_DOMAIN_JOB_MEMORY_BPS`, since
/// 1.2.9.
pub const DOMAIN_JOB_MEMORY_BPS: &str = "memory_bps";
/// Number of pages filled with one value and so sent in short form; unsigned 64-bit.
/// `VIR_DOMAIN_JOB_MEMORY_CONSTANT`, since 1.0.3.
pub const DOMAIN_JOB_MEMORY_CONSTANT: &str = "memory_constant";
/// Speed at which the guest changes its memory; unsigned 64-bit, pages/s.
/// `VIR_DOMAIN_JOB_MEMORY_DIRTY_RATE`, since 1.3.1.
pub const DOMAIN_JOB_MEMORY_DIRTY_RATE: &str = "memory_dirty_rate";
/// Number of the current pass over the memory, counted from zero; unsigned 64-bit.
/// `VIR_DOMAIN_JOB_MEMORY_ITERATION`, since 1.3.1.
pub const DOMAIN_JOB_MEMORY_ITERATION: &str = "memory_iteration";
/// Number of pages sent in full; unsigned 64-bit. `VIR_DOMAIN_JOB_MEMORY_NORMAL`, since 1.0.3.
pub const DOMAIN_JOB_MEMORY_NORMAL: &str = "memory_normal";
/// Data sent as full pages; unsigned 64-bit, bytes. `VIR_DOMAIN_JOB_MEMORY_NORMAL_BYTES`, since 1.0.3.
pub const DOMAIN_JOB_MEMORY_NORMAL_BYTES: &str = "memory_normal_bytes";
/// Size of a memory page; unsigned 64-bit, bytes. `VIR_DOMAIN_JOB_MEMORY_PAGE_SIZE`, since 3.9.0.
pub const DOMAIN_JOB_MEMORY_PAGE_SIZE: &str = "memory_page_size";
/// Number of pages the destination asked for during post-copy; unsigned 64-bit.
/// `VIR_DOMAIN_JOB_MEMORY_POSTCOPY_REQS`, since 5.0.0.
pub const DOMAIN_JOB_MEMORY_POSTCOPY_REQS: &str = "memory_postcopy_requests";
/// Memory data handled so far; unsigned 64-bit, bytes. `VIR_DOMAIN_JOB_MEMORY_PROCESSED`, since 1.0.3.
pub const DOMAIN_JOB_MEMORY_PROCESSED: &str = "memory_processed";
/// Memory data still to be handled; unsigned 64-bit, bytes. `VIR_DOMAIN_JOB_MEMORY_REMAINING`, since
/// 1.0.3.
pub const DOMAIN_JOB_MEMORY_REMAINING: &str = "memory_remaining";
/// All memory data to be handled; unsigned 64-bit, bytes. `VIR_DOMAIN_JOB_MEMORY_TOTAL`, since 1.0.3.
pub const DOMAIN_JOB_MEMORY_TOTAL: &str = "memory_total";
/// Which operation the job carries out, as a number; signed 32-bit. `VIR_DOMAIN_JOB_OPERATION`, since
/// 3.3.0.
pub const DOMAIN_JOB_OPERATION: &str = "operation";
/// Time the job spent on preparations; unsigned 64-bit, ms. `VIR_DOMAIN_JOB_SETUP_TIME`, since 1.2.9.
pub const DOMAIN_JOB_SETUP_TIME: &str = "setup_time";
/// Whether the finished job was successful; boolean. `VIR_DOMAIN_JOB_SUCCESS`, since 6.0.0.
pub const DOMAIN_JOB_SUCCESS: &str = "success";
/// Time spent on the job so far; unsigned 64-bit, ms. `VIR_DOMAIN_JOB_TIME_ELAPSED`, since 1.0.3.
pub const DOMAIN_JOB_TIME_ELAPSED: &str = "time_elapsed";
/// Time spent on the job without handing control from host to host; unsigned 64-bit, ms.
/// `VIR_DOMAIN_JOB_TIME_ELAPSED_NET`, since 1.2.15.
pub const DOMAIN_JOB_TIME_ELAPSED_NET: &str = "time_elapsed_net";
/// Estimated time until the job ends; unsigned 64-bit, ms. `VIR_DOMAIN_JOB_TIME_REMAINING`, since
/// 1.0.3.
pub const DOMAIN_JOB_TIME_REMAINING: &str = "time_remaining";
/// Data sent for VFIO devices in the current pass; unsigned 64-bit, bytes.
/// `VIR_DOMAIN_JOB_VFIO_DATA_TRANSFERRED`, since 10.6.0.
pub const DOMAIN_JOB_VFIO_DATA_TRANSFERRED: &str = "vfio_data_transferred";
/// Domain description to use in place of the saved one; string. `VIR_DOMAIN_SAVE_PARAM_DXML`, since
/// 8.4.0.
pub const DOMAIN_SAVE_PARAM_DXML: &str = "dxml";
/// Path of the file that holds the saved state; string. `VIR_DOMAIN_SAVE_PARAM_FILE`, since 8.4.0.
pub const DOMAIN_SAVE_PARAM_FILE: &str = "file";
/// Format of the saved state, such as `raw` or `zstd`; string. `VIR_DOMAIN_SAVE_PARAM_IMAGE_FORMAT`,
/// since 11.2.0.
pub const DOMAIN_SAVE_PARAM_IMAGE_FORMAT: &str = "image_format";
/// Number of channels that save or restore side by side; signed 32-bit.
/// `VIR_DOMAIN_SAVE_PARAM_PARALLEL_CHANNELS`, since 11.2.0.
pub const DOMAIN_SAVE_PARAM_PARALLEL_CHANNELS: &str = "parallel.channels";
/// How much further the guest's CPUs are slowed down each time that is not enough; signed 32-bit,
/// percent. `VIR_MIGRATE_PARAM_AUTO_CONVERGE_INCREMENT`, since 2.0.0.
pub const MIGRATE_PARAM_AUTO_CONVERGE_INCREMENT: &str = "auto_converge.increment";
/// How far the guest's CPUs are slowed down at first; signed 32-bit, percent.
/// `VIR_MIGRATE_PARAM_AUTO_CONVERGE_INITIAL`, since 2.0.0.
pub const MIGRATE_PARAM_AUTO_CONVERGE_INITIAL: &str = "auto_converge.initial";
/// Speed limit of the migration; unsigned 64-bit, MiB/s. `VIR_MIGRATE_PARAM_BANDWIDTH`, since 1.1.0.
pub const MIGRATE_PARAM_BANDWIDTH: &str = "bandwidth";
/// Speed assumed for the last phase, while the guest stands still; unsigned 64-bit, MiB/s.
/// `VIR_MIGRATE_PARAM_BANDWIDTH_AVAIL_SWITCHOVER`, since 11.1.0.
pub const MIGRATE_PARAM_BANDWIDTH_AVAIL_SWITCHOVER: &str = "bandwidth.avail.switchover";
/// Speed limit of the post-copy phase; unsigned 64-bit, MiB/s. `VIR_MIGRATE_PARAM_BANDWIDTH_POSTCOPY`,
/// since 5.1.0.
pub const MIGRATE_PARAM_BANDWIDTH_POSTCOPY: &str = "bandwidth.postcopy";
/// Compression method for memory: `xbzrle`, `mt`, `zlib` or `zstd`; string, may be given several times.
/// `VIR_MIGRATE_PARAM_COMPRESSION`, since 1.3.4.
pub const MIGRATE_PARAM_COMPRESSION: &str = "compression";
/// Number of threads that decompress at the destination, for method `mt`; signed 32-bit.
/// `VIR_MIGRATE_PARAM_COMPRESSION_MT_DTHREADS`, since 1.3.4.
pub const MIGRATE_PARAM_COMPRESSION_MT_DTHREADS: &str = "compression.mt.dthreads";
/// Compression level for method `mt`, from 0 (none) to 9 (smallest); signed 32-bit.
/// `VIR_MIGRATE_PARAM_COMPRESSION_MT_LEVEL`, since 1.3.4.
pub const MIGRATE_PARAM_COMPRESSION_MT_LEVEL: &str = "compression.mt.level";
/// Number of threads that compress at the source, for method `mt`; signed 32-bit.
/// `VIR_MIGRATE_PARAM_COMPRESSION_MT_THREADS`, since 1.3.4.
pub const MIGRATE_PARAM_COMPRESSION_MT_THREADS: &str = "compression.mt.threads";
/// Size of the page cache for method `xbzrle`; unsigned 64-bit, bytes.
/// `VIR_MIGRATE_PARAM_COMPRESSION_XBZRLE_CACHE`, since 1.3.4.
pub const MIGRATE_PARAM_COMPRESSION_XBZRLE_CACHE: &str = "compression.xbzrle.cache";
/// Compression level for method `zlib`, from 0 (none) to 9 (smallest); signed 32-bit.
/// `VIR_MIGRATE_PARAM_COMPRESSION_ZLIB_LEVEL`, since 9.4.0.
pub const MIGRATE_PARAM_COMPRESSION_ZLIB_LEVEL: &str = "compression.zlib.level";
/// Compression level for method `zstd`, from 0 to 20, higher being smaller; signed 32-bit.
/// `VIR_MIGRATE_PARAM_COMPRESSION_ZSTD_LEVEL`, since 9.4.0.
pub const MIGRATE_PARAM_COMPRESSION_ZSTD_LEVEL: &str = "compression.zstd.level";
/// Name of the domain at the destination; string. `VIR_MIGRATE_PARAM_DEST_NAME`, since 1.1.0.
pub const MIGRATE_PARAM_DEST_NAME: &str = "destination_name";
/// Domain description to use at the destination for the running guest; string.
/// `VIR_MIGRATE_PARAM_DEST_XML`, since 1.1.0.
pub const MIGRATE_PARAM_DEST_XML: &str = "destination_xml";
/// Port at the destination for copying disks; signed 32-bit. Zero leaves the choice to the driver.
/// `VIR_MIGRATE_PARAM_DISKS_PORT`, since 1.3.3.
pub const MIGRATE_PARAM_DISKS_PORT: &str = "disks_port";
/// Address at the destination for copying disks; string. `VIR_MIGRATE_PARAM_DISKS_URI`, since 6.8.0.
pub const MIGRATE_PARAM_DISKS_URI: &str = "disks_uri";
/// Address to which graphics clients are sent; string. `VIR_MIGRATE_PARAM_GRAPHICS_URI`, since 1.1.0.
pub const MIGRATE_PARAM_GRAPHICS_URI: &str = "graphics_uri";
/// Address or host name on which the destination waits for the migration; string.
/// `VIR_MIGRATE_PARAM_LISTEN_ADDRESS`, since 1.1.4.
pub const MIGRATE_PARAM_LISTEN_ADDRESS: &str = "listen_address";
/// Target name of a disk to copy; string, given once for each disk. `VIR_MIGRATE_PARAM_MIGRATE_DISKS`,
/// since 1.2.17.
pub const MIGRATE_PARAM_MIGRATE_DISKS: &str = "migrate_disks";
/// Target name of a disk whose zero blocks are not sent; string, given once for each disk.
/// `VIR_MIGRATE_PARAM_MIGRATE_DISKS_DETECT_ZEROES`, since 10.9.0.
pub const MIGRATE_PARAM_MIGRATE_DISKS_DETECT_ZEROES: &str = "migrate_disks_detect_zeroes";
/// Number of connections for parallel migration; signed 32-bit.
/// `VIR_MIGRATE_PARAM_PARALLEL_CONNECTIONS`, since 5.2.0.
pub const MIGRATE_PARAM_PARALLEL_CONNECTIONS: &str = "parallel.connections";
/// Domain description to store at the destination; string. `VIR_MIGRATE_PARAM_PERSIST_XML`, since
/// 1.3.4.
pub const MIGRATE_PARAM_PERSIST_XML: &str = "persistent_xml";
/// Host name expected in the destination's TLS certificate; string.
/// `VIR_MIGRATE_PARAM_TLS_DESTINATION`, since 6.0.0.
pub const MIGRATE_PARAM_TLS_DESTINATION: &str = "tls.destination";
/// Address to which the migration data is sent; string. `VIR_MIGRATE_PARAM_URI`, since 1.1.0.
pub const MIGRATE_PARAM_URI: &str = "migrate_uri";
