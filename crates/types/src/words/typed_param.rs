//! Kinds of typed parameters.

use super::{flags, words};

words! {
    /// Value type of a block I/O tuning parameter; an older name for the general parameter types.
    ///
    /// C: `virBlkioParameterType`.
    pub struct BlkioParameterType: i32 {
        /// The value is a signed 32-bit integer. `VIR_DOMAIN_BLKIO_PARAM_INT`, since 0.9.0.
        INT = 1;
        /// The value is an unsigned 32-bit integer. `VIR_DOMAIN_BLKIO_PARAM_UINT`, since 0.9.0.
        UINT = 2;
        /// The value is a signed 64-bit integer. `VIR_DOMAIN_BLKIO_PARAM_LLONG`, since 0.9.0.
        LLONG = 3;
        /// The value is an unsigned 64-bit integer. `VIR_DOMAIN_BLKIO_PARAM_ULLONG`, since 0.9.0.
        ULLONG = 4;
        /// The value is a floating-point number. `VIR_DOMAIN_BLKIO_PARAM_DOUBLE`, since 0.9.0.
        DOUBLE = 5;
        /// The value is a boolean. `VIR_DOMAIN_BLKIO_PARAM_BOOLEAN`, since 0.9.0.
        BOOLEAN = 6;
    }
}

words! {
    /// Value type of a memory tuning parameter; an older name for the general parameter types.
    ///
    /// C: `virMemoryParameterType`.
    pub struct MemoryParameterType: i32 {
        /// The value is a signed 32-bit integer. `VIR_DOMAIN_MEMORY_PARAM_INT`, since 0.8.5.
        INT = 1;
        /// The value is an unsigned 32-bit integer. `VIR_DOMAIN_MEMORY_PARAM_UINT`, since 0.8.5.
        UINT = 2;
        /// The value is a signed 64-bit integer. `VIR_DOMAIN_MEMORY_PARAM_LLONG`, since 0.8.5.
        LLONG = 3;
        /// The value is an unsigned 64-bit integer. `VIR_DOMAIN_MEMORY_PARAM_ULLONG`, since 0.8.5.
        ULLONG = 4;
        /// The value is a floating-point number. `VIR_DOMAIN_MEMORY_PARAM_DOUBLE`, since 0.8.5.
        DOUBLE = 5;
        /// The value is a boolean. `VIR_DOMAIN_MEMORY_PARAM_BOOLEAN`, since 0.8.5.
        BOOLEAN = 6;
    }
}

words! {
    /// Value type of a scheduler parameter; an older name for the general parameter types.
    ///
    /// C: `virSchedParameterType`.
    pub struct SchedParameterType: i32 {
        /// The value is a signed 32-bit integer. `VIR_DOMAIN_SCHED_FIELD_INT`, since 0.2.3.
        INT = 1;
        /// The value is an unsigned 32-bit integer. `VIR_DOMAIN_SCHED_FIELD_UINT`, since 0.2.3.
        UINT = 2;
        /// The value is a signed 64-bit integer. `VIR_DOMAIN_SCHED_FIELD_LLONG`, since 0.2.3.
        LLONG = 3;
        /// The value is an unsigned 64-bit integer. `VIR_DOMAIN_SCHED_FIELD_ULLONG`, since 0.2.3.
        ULLONG = 4;
        /// The value is a floating-point number. `VIR_DOMAIN_SCHED_FIELD_DOUBLE`, since 0.2.3.
        DOUBLE = 5;
        /// The value is a boolean. `VIR_DOMAIN_SCHED_FIELD_BOOLEAN`, since 0.2.3.
        BOOLEAN = 6;
    }
}

words! {
    /// Value type of a typed parameter.
    ///
    /// C: `virTypedParameterType`.
    pub struct TypedParameterType: i32 {
        /// The value is a signed 32-bit integer. `VIR_TYPED_PARAM_INT`, since 0.9.2.
        INT = 1;
        /// The value is an unsigned 32-bit integer. `VIR_TYPED_PARAM_UINT`, since 0.9.2.
        UINT = 2;
        /// The value is a signed 64-bit integer. `VIR_TYPED_PARAM_LLONG`, since 0.9.2.
        LLONG = 3;
        /// The value is an unsigned 64-bit integer. `VIR_TYPED_PARAM_ULLONG`, since 0.9.2.
        ULLONG = 4;
        /// The value is a floating-point number. `VIR_TYPED_PARAM_DOUBLE`, since 0.9.2.
        DOUBLE = 5;
        /// The value is a boolean. `VIR_TYPED_PARAM_BOOLEAN`, since 0.9.2.
        BOOLEAN = 6;
        /// The value is a text string. `VIR_TYPED_PARAM_STRING`, since 0.9.8.
        STRING = 7;
    }
}

flags! {
    /// What a client can handle in a list of typed parameters.
    ///
    /// C: `virTypedParameterFlags`.
    pub struct TypedParameterFlags: u32 {
        /// Tells the server that the client can handle string values. `VIR_TYPED_PARAM_STRING_OKAY`,
        /// since 0.9.8.
        STRING_OKAY = 4;
    }
}
