//! The host.

params! {
    /// How many huge pages to have. C API: `virNodeAllocPages`. Since: 1.2.9.
    pub struct NodeAllocPagesParams {
        /// Page sizes, in KiB.
        page_sizes_kib: Vec<u32>,
        /// As many counts.
        page_counts: Vec<u64>,
        /// The first NUMA node; -1 spreads over all.
        start_cell: i32,
        /// How many nodes from there on.
        cell_count: u32,
    }
}
