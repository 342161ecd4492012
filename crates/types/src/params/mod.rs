//! The arguments of operations that take many.
//!
//! Fields stand in the order in which they travel. Others start from `Default` and assign.

macro_rules! params {
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
            /// Everything empty or zero, to be filled in by assignments.
            #[must_use]
            pub fn new() -> Self {
                Self::default()
            }
        }
    )*};
}

mod cpu;
mod domain_block;
mod domain_migrate;
mod metadata;
mod network;
mod node;

pub use cpu::*;
pub use domain_block::*;
pub use domain_migrate::*;
pub use metadata::*;
pub use network::*;
pub use node::*;
