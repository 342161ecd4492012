//! What operations answer when they answer more than one thing.
//!
//! Fields stand in the order in which they travel. Others build one with `new`, or with `Default` and
//! assignments.

macro_rules! info {
    ($($(#[$meta:meta])* pub struct $name:ident {
        $($(#[$fmeta:meta])* $field:ident: $ty:ty,)*
    })*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Default)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$fmeta])* pub $field: $ty,)*
        }

        impl $name {
            /// All fields, in their order.
            #[allow(clippy::too_many_arguments, reason = "as many as there are fields")]
            #[must_use]
            pub fn new($($field: $ty),*) -> Self {
                Self { $($field),* }
            }
        }
    )*};
}

mod admin;
mod daemon;
mod domain_block;
mod domain_guest;
mod domain_job;
mod domain_migrate;
mod domain_security;
mod domain_state;
mod domain_stats;
mod domain_vcpu;
mod network;
mod node;
mod storage;

pub use admin::*;
pub use daemon::*;
pub use domain_block::*;
pub use domain_guest::*;
pub use domain_job::*;
pub use domain_migrate::*;
pub use domain_security::*;
pub use domain_state::*;
pub use domain_stats::*;
pub use domain_vcpu::*;
pub use network::*;
pub use node::*;
pub use storage::*;
