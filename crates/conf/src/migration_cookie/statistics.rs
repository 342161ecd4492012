//! How a migration went.

use serde::{Deserialize, Serialize};
use vir_xml::{WriteOptions, XmlElement};

/// How a migration went.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct MigrationStatistics {
    /// When it began, in **milliseconds** of the source's clock.
    #[xml(text = "started")]
    pub started_ms: u64,
    /// When the guest was stopped, in **milliseconds** of the source's clock.
    #[xml(text = "stopped")]
    pub stopped_ms: u64,
    /// When this was sent, in **milliseconds** of the source's clock.
    #[xml(text = "sent")]
    pub sent_ms: u64,
    /// **Milliseconds** that the clocks differ by.
    #[xml(text = "delta")]
    pub delta_ms: Option<i64>,
    /// **Milliseconds** in all.
    #[xml(text = "time_elapsed")]
    pub time_elapsed_ms: u64,
    /// **Milliseconds** without a running guest.
    #[xml(text = "downtime")]
    pub downtime_ms: Option<u64>,
    /// **Milliseconds** to begin.
    #[xml(text = "setup_time")]
    pub setup_time_ms: Option<u64>,
    /// **Bytes** of memory.
    #[xml(text = "memory_total")]
    pub memory_total: u64,
    /// **Bytes** of memory that were sent.
    #[xml(text = "memory_processed")]
    pub memory_processed: u64,
    /// **Bytes** of memory that are left.
    #[xml(text = "memory_remaining")]
    pub memory_remaining: u64,
    /// **Bytes** of memory in a second.
    #[xml(text = "memory_bps")]
    pub memory_bps: u64,
    /// Pages of one byte.
    #[xml(text = "memory_constant")]
    pub memory_constant: Option<u64>,
    /// Other pages.
    #[xml(text = "memory_normal", write_if = "counts_pages")]
    pub memory_normal: u64,
    /// **Bytes** of those.
    #[xml(text = "memory_normal_bytes", write_if = "counts_pages")]
    pub memory_normal_bytes: u64,
    /// Pages that the guest changes in a second.
    #[xml(text = "memory_dirty_rate")]
    pub memory_dirty_rate: u64,
    /// Times that memory was gone through.
    #[xml(text = "memory_iteration")]
    pub memory_iteration: u64,
    /// Pages that were waited for.
    #[xml(text = "memory_postcopy_requests")]
    pub memory_postcopy_requests: u64,
    /// **Bytes** of a page.
    #[xml(text = "memory_page_size")]
    pub memory_page_size: u64,
    /// **Bytes** of disks.
    #[xml(text = "disk_total")]
    pub disk_total: u64,
    /// **Bytes** of disks that were sent.
    #[xml(text = "disk_processed")]
    pub disk_processed: u64,
    /// **Bytes** of disks that are left.
    #[xml(text = "disk_remaining")]
    pub disk_remaining: u64,
    /// **Bytes** of disks in a second.
    #[xml(text = "disk_bps")]
    pub disk_bps: u64,
    /// **Bytes** of the cache for differences of pages.
    #[xml(text = "compression_cache")]
    pub compression_cache: Option<u64>,
    /// **Bytes** of differences that were sent.
    #[xml(text = "compression_bytes", write_if = "compresses")]
    pub compression_bytes: u64,
    /// Pages that were sent as differences.
    #[xml(text = "compression_pages", write_if = "compresses")]
    pub compression_pages: u64,
    /// Pages that were not in the cache.
    #[xml(text = "compression_cache_misses", write_if = "compresses")]
    pub compression_cache_misses: u64,
    /// Pages that differed too much.
    #[xml(text = "compression_overflow", write_if = "compresses")]
    pub compression_overflow: u64,
    /// **Hundredths** by which the guest was slowed down.
    #[xml(text = "auto_converge_throttle")]
    pub auto_converge_throttle: i32,
}

fn counts_pages(statistics: &MigrationStatistics, _: WriteOptions) -> bool {
    statistics.memory_constant.is_some()
}

fn compresses(statistics: &MigrationStatistics, _: WriteOptions) -> bool {
    statistics.compression_cache.is_some()
}
