//! Kinds of typed parameters.

use super::{flags, words};

words! {
    /// C: `virBlkioParameterType`.
    pub struct BlkioParameterType: i32 {
        /// `VIR_DOMAIN_BLKIO_PARAM_INT`, since 0.9.0.
        INT = 1;
        /// `VIR_DOMAIN_BLKIO_PARAM_UINT`, since 0.9.0.
        UINT = 2;
        /// `VIR_DOMAIN_BLKIO_PARAM_LLONG`, since 0.9.0.
        LLONG = 3;
        /// `VIR_DOMAIN_BLKIO_PARAM_ULLONG`, since 0.9.0.
        ULLONG = 4;
        /// `VIR_DOMAIN_BLKIO_PARAM_DOUBLE`, since 0.9.0.
        DOUBLE = 5;
        /// `VIR_DOMAIN_BLKIO_PARAM_BOOLEAN`, since 0.9.0.
        BOOLEAN = 6;
    }
}

words! {
    /// C: `virMemoryParameterType`.
    pub struct MemoryParameterType: i32 {
        /// `VIR_DOMAIN_MEMORY_PARAM_INT`, since 0.8.5.
        INT = 1;
        /// `VIR_DOMAIN_MEMORY_PARAM_UINT`, since 0.8.5.
        UINT = 2;
        /// `VIR_DOMAIN_MEMORY_PARAM_LLONG`, since 0.8.5.
        LLONG = 3;
        /// `VIR_DOMAIN_MEMORY_PARAM_ULLONG`, since 0.8.5.
        ULLONG = 4;
        /// `VIR_DOMAIN_MEMORY_PARAM_DOUBLE`, since 0.8.5.
        DOUBLE = 5;
        /// `VIR_DOMAIN_MEMORY_PARAM_BOOLEAN`, since 0.8.5.
        BOOLEAN = 6;
    }
}

words! {
    /// C: `virSchedParameterType`.
    pub struct SchedParameterType: i32 {
        /// `VIR_DOMAIN_SCHED_FIELD_INT`, since 0.2.3.
        INT = 1;
        /// `VIR_DOMAIN_SCHED_FIELD_UINT`, since 0.2.3.
        UINT = 2;
        /// `VIR_DOMAIN_SCHED_FIELD_LLONG`, since 0.2.3.
        LLONG = 3;
        /// `VIR_DOMAIN_SCHED_FIELD_ULLONG`, since 0.2.3.
        ULLONG = 4;
        /// `VIR_DOMAIN_SCHED_FIELD_DOUBLE`, since 0.2.3.
        DOUBLE = 5;
        /// `VIR_DOMAIN_SCHED_FIELD_BOOLEAN`, since 0.2.3.
        BOOLEAN = 6;
    }
}

words! {
    /// C: `virTypedParameterType`.
    pub struct TypedParameterType: i32 {
        /// `VIR_TYPED_PARAM_INT`, since 0.9.2.
        INT = 1;
        /// `VIR_TYPED_PARAM_UINT`, since 0.9.2.
        UINT = 2;
        /// `VIR_TYPED_PARAM_LLONG`, since 0.9.2.
        LLONG = 3;
        /// `VIR_TYPED_PARAM_ULLONG`, since 0.9.2.
        ULLONG = 4;
        /// `VIR_TYPED_PARAM_DOUBLE`, since 0.9.2.
        DOUBLE = 5;
        /// `VIR_TYPED_PARAM_BOOLEAN`, since 0.9.2.
        BOOLEAN = 6;
        /// `VIR_TYPED_PARAM_STRING`, since 0.9.8.
        STRING = 7;
    }
}

flags! {
    /// C: `virTypedParameterFlags`.
    pub struct TypedParameterFlags: u32 {
        /// `VIR_TYPED_PARAM_STRING_OKAY`, since 0.9.8.
        STRING_OKAY = 4;
    }
}
