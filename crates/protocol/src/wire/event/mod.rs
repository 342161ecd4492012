//! Events as messages.
//!
//! A message for a numbered callback begins with the callback's number; what follows is equal for all receivers.
//! Most kinds also have an older message without number, which holds the same, or the same without a reason.

mod decode;
mod encode;
mod object;

use vir_types::{DomainEventId, GraphicsAddress, GraphicsIdentity, Result};

use super::{FromWire, ToWire};
use crate::remote as wire;
use crate::remote::Proc;

pub use decode::{domain_event_from_message, qemu_event_from_message};
pub use encode::{domain_event_body, qemu_event_body};
pub use object::{EventMessage, OBJECT_EVENTS, ObjectEvent, object_event_from_message};

/// How a kind of event travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct EventProcs {
    /// The kind.
    pub id: DomainEventId,
    /// Its message for numbered callbacks.
    pub numbered: Proc,
    /// Its message for callbacks without a number; newer kinds have none.
    pub plain: Option<Proc>,
    /// How many bytes of the common part the plain message leaves out at the front.
    pub plain_skips: usize,
}

const fn both(id: DomainEventId, numbered: Proc, plain: Proc) -> EventProcs {
    EventProcs { id, numbered, plain: Some(plain), plain_skips: 0 }
}

/// A reason stands in front in the numbered message only.
const fn reason(id: DomainEventId, numbered: Proc, plain: Proc) -> EventProcs {
    EventProcs { id, numbered, plain: Some(plain), plain_skips: 4 }
}

const fn numbered(id: DomainEventId, numbered: Proc) -> EventProcs {
    EventProcs { id, numbered, plain: None, plain_skips: 0 }
}

/// All kinds.
pub const DOMAIN_EVENTS: &[EventProcs] = &[
    both(DomainEventId::LIFECYCLE, Proc::DOMAIN_EVENT_CALLBACK_LIFECYCLE, Proc::DOMAIN_EVENT_LIFECYCLE),
    both(DomainEventId::REBOOT, Proc::DOMAIN_EVENT_CALLBACK_REBOOT, Proc::DOMAIN_EVENT_REBOOT),
    both(DomainEventId::RTC_CHANGE, Proc::DOMAIN_EVENT_CALLBACK_RTC_CHANGE, Proc::DOMAIN_EVENT_RTC_CHANGE),
    both(DomainEventId::WATCHDOG, Proc::DOMAIN_EVENT_CALLBACK_WATCHDOG, Proc::DOMAIN_EVENT_WATCHDOG),
    both(DomainEventId::IO_ERROR, Proc::DOMAIN_EVENT_CALLBACK_IO_ERROR, Proc::DOMAIN_EVENT_IO_ERROR),
    both(DomainEventId::GRAPHICS, Proc::DOMAIN_EVENT_CALLBACK_GRAPHICS, Proc::DOMAIN_EVENT_GRAPHICS),
    both(
        DomainEventId::IO_ERROR_REASON,
        Proc::DOMAIN_EVENT_CALLBACK_IO_ERROR_REASON,
        Proc::DOMAIN_EVENT_IO_ERROR_REASON,
    ),
    both(
        DomainEventId::CONTROL_ERROR,
        Proc::DOMAIN_EVENT_CALLBACK_CONTROL_ERROR,
        Proc::DOMAIN_EVENT_CONTROL_ERROR,
    ),
    both(DomainEventId::BLOCK_JOB, Proc::DOMAIN_EVENT_CALLBACK_BLOCK_JOB, Proc::DOMAIN_EVENT_BLOCK_JOB),
    both(DomainEventId::DISK_CHANGE, Proc::DOMAIN_EVENT_CALLBACK_DISK_CHANGE, Proc::DOMAIN_EVENT_DISK_CHANGE),
    both(DomainEventId::TRAY_CHANGE, Proc::DOMAIN_EVENT_CALLBACK_TRAY_CHANGE, Proc::DOMAIN_EVENT_TRAY_CHANGE),
    reason(DomainEventId::PMWAKEUP, Proc::DOMAIN_EVENT_CALLBACK_PMWAKEUP, Proc::DOMAIN_EVENT_PMWAKEUP),
    reason(DomainEventId::PMSUSPEND, Proc::DOMAIN_EVENT_CALLBACK_PMSUSPEND, Proc::DOMAIN_EVENT_PMSUSPEND),
    both(
        DomainEventId::BALLOON_CHANGE,
        Proc::DOMAIN_EVENT_CALLBACK_BALLOON_CHANGE,
        Proc::DOMAIN_EVENT_BALLOON_CHANGE,
    ),
    reason(
        DomainEventId::PMSUSPEND_DISK,
        Proc::DOMAIN_EVENT_CALLBACK_PMSUSPEND_DISK,
        Proc::DOMAIN_EVENT_PMSUSPEND_DISK,
    ),
    both(
        DomainEventId::DEVICE_REMOVED,
        Proc::DOMAIN_EVENT_CALLBACK_DEVICE_REMOVED,
        Proc::DOMAIN_EVENT_DEVICE_REMOVED,
    ),
    numbered(DomainEventId::BLOCK_JOB_2, Proc::DOMAIN_EVENT_BLOCK_JOB_2),
    numbered(DomainEventId::TUNABLE, Proc::DOMAIN_EVENT_CALLBACK_TUNABLE),
    numbered(DomainEventId::AGENT_LIFECYCLE, Proc::DOMAIN_EVENT_CALLBACK_AGENT_LIFECYCLE),
    numbered(DomainEventId::DEVICE_ADDED, Proc::DOMAIN_EVENT_CALLBACK_DEVICE_ADDED),
    numbered(DomainEventId::MIGRATION_ITERATION, Proc::DOMAIN_EVENT_CALLBACK_MIGRATION_ITERATION),
    numbered(DomainEventId::JOB_COMPLETED, Proc::DOMAIN_EVENT_CALLBACK_JOB_COMPLETED),
    numbered(DomainEventId::DEVICE_REMOVAL_FAILED, Proc::DOMAIN_EVENT_CALLBACK_DEVICE_REMOVAL_FAILED),
    numbered(DomainEventId::METADATA_CHANGE, Proc::DOMAIN_EVENT_CALLBACK_METADATA_CHANGE),
    numbered(DomainEventId::BLOCK_THRESHOLD, Proc::DOMAIN_EVENT_BLOCK_THRESHOLD),
    numbered(DomainEventId::MEMORY_FAILURE, Proc::DOMAIN_EVENT_MEMORY_FAILURE),
    numbered(DomainEventId::MEMORY_DEVICE_SIZE_CHANGE, Proc::DOMAIN_EVENT_MEMORY_DEVICE_SIZE_CHANGE),
    numbered(DomainEventId::NIC_MAC_CHANGE, Proc::DOMAIN_EVENT_NIC_MAC_CHANGE),
];

/// How events of this kind travel.
#[must_use]
pub fn domain_event_procs(id: DomainEventId) -> Option<&'static EventProcs> {
    DOMAIN_EVENTS.iter().find(|procs| procs.id == id)
}

/// The kind of event that this message tells of, and whether a callback's number stands in front.
#[must_use]
pub fn domain_event_of(proc: Proc) -> Option<(&'static EventProcs, bool)> {
    let mut all = DOMAIN_EVENTS.iter();
    all.find_map(|procs| match proc {
        proc if proc == procs.numbered => Some((procs, true)),
        proc if Some(proc) == procs.plain => Some((procs, false)),
        _ => None,
    })
}

impl ToWire<wire::DomainEventGraphicsAddress> for GraphicsAddress {
    fn to_wire(&self) -> wire::DomainEventGraphicsAddress {
        let (node, service) = (self.node.clone(), self.service.clone());
        wire::DomainEventGraphicsAddress { family: self.family.0, node, service }
    }
}

impl FromWire<wire::DomainEventGraphicsAddress> for GraphicsAddress {
    fn from_wire(wire: wire::DomainEventGraphicsAddress) -> Result<Self> {
        Ok(Self::new(FromWire::from_wire(wire.family)?, wire.node, wire.service))
    }
}

impl ToWire<wire::DomainEventGraphicsIdentity> for GraphicsIdentity {
    fn to_wire(&self) -> wire::DomainEventGraphicsIdentity {
        wire::DomainEventGraphicsIdentity { r#type: self.kind.clone(), name: self.name.clone() }
    }
}

impl FromWire<wire::DomainEventGraphicsIdentity> for GraphicsIdentity {
    fn from_wire(wire: wire::DomainEventGraphicsIdentity) -> Result<Self> {
        Ok(Self::new(wire.r#type, wire.name))
    }
}
