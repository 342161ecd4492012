//! What happens to objects, told to those who asked.
//!
//! The kinds carry what travels: their fields are the interface and do not change. New kinds appear.

mod domain;
mod object;

pub use domain::{DomainEvent, DomainEventKind, GraphicsAddress, GraphicsIdentity, QemuMonitorEvent};
pub use object::{
    NetworkEvent, NetworkEventKind, NodeDeviceEvent, NodeDeviceEventKind, SecretEvent, SecretEventKind,
    StoragePoolEvent, StoragePoolEventKind,
};
