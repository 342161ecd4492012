//! What a daemon says of itself.

info! {
    /// Where a daemon logs to. C API: `virAdmConnectGetLoggingOutputs`. Since: 3.0.0.
    pub struct LoggingOutputs {
        /// The outputs, separated by spaces, each as `LEVEL:KIND` or `LEVEL:KIND:WHERE`.
        outputs: String,
        /// How many there are.
        noutputs: u32,
    }

    /// What of its parts a daemon logs. C API: `virAdmConnectGetLoggingFilters`. Since: 3.0.0.
    pub struct LoggingFilters {
        /// The filters, separated by spaces, each as `LEVEL:PATTERN`; `None` if there are none.
        filters: Option<String>,
        /// How many there are.
        nfilters: u32,
    }
}
