//! The words of libvirt's interface.
//!
//! Everything here is vocabulary: it travels, it is compared and it is documented, but it does
//! nothing. The other crates of the house all use it and it uses none of them. Flags and enums are
//! open: a number that this version does not know is kept, and refused by the driver that would have
//! to act on it.
#![forbid(unsafe_code)]

mod error;
mod error_text;
mod event;
pub mod feature;
pub mod info;
mod key;
mod macros;
pub mod names;
pub mod params;
mod repr;
mod secret;
mod typed_params;
mod uri;
mod uuid;
pub mod version;
mod words;

pub use error::{Context, Error, ErrorExtra, Result};
pub use event::{
    DomainEvent, DomainEventKind, GraphicsAddress, GraphicsIdentity, NetworkEvent, NetworkEventKind,
    NodeDeviceEvent, NodeDeviceEventKind, QemuMonitorEvent, SecretEvent, SecretEventKind, StoragePoolEvent,
    StoragePoolEventKind,
};
pub use key::{
    AdminClientKey, AdminServerKey, DomainCheckpointKey, DomainKey, DomainSnapshotKey, InterfaceKey,
    NetworkKey, NetworkPortKey, NodeDeviceKey, NwfilterBindingKey, NwfilterKey, SecretKey, StoragePoolKey,
    StorageVolKey,
};
pub use repr::Repr;
pub use secret::SecretValue;
pub use typed_params::{TypedParam, TypedParams, TypedValue};
pub use uri::ConnectUri;
pub use uuid::Uuid;
pub use words::*;
