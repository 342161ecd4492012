//! Jobs on disks.

params! {
    /// For merging layers of a disk downwards. C API: `virDomainBlockCommit`. Since: 0.10.2.
    pub struct BlockCommitParams {
        /// The disk: its target or its path.
        disk: String,
        /// The layer that receives; the lowest, or with `SHALLOW` the next one, if `None`.
        base: Option<String>,
        /// The topmost layer that is merged; the active one if `None`.
        top: Option<String>,
        /// The limit in MiB/s, or in bytes/s with `BANDWIDTH_BYTES`; 0 is no limit.
        bandwidth: u64,
    }
}
