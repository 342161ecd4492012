//! The words of libvirt's interface.
//!
//! Everything here is vocabulary: it travels, it is compared and it is documented, but it does
//! nothing. The other crates of the house all use it and it uses none of them. Flags and enums are
//! open: a number that this version does not know is kept, and refused by the driver that would have
//! to act on it.
#![forbid(unsafe_code)]

mod error;
mod error_text;
mod key;
mod macros;
mod repr;
mod uri;
mod uuid;
pub mod version;
mod words;

pub use error::{Context, Error, ErrorExtra, Result};
pub use key::{
    DomainCheckpointKey, DomainKey, DomainSnapshotKey, InterfaceKey, NetworkKey, NetworkPortKey,
    NodeDeviceKey, NwfilterBindingKey, NwfilterKey, SecretKey, StoragePoolKey, StorageVolKey,
};
pub use repr::Repr;
pub use uri::ConnectUri;
pub use uuid::Uuid;
pub use words::*;
