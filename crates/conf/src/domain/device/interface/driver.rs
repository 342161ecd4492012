//! `<driver>` of a virtio network card.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

use crate::common::Switch;
use crate::domain::device::info::VirtioOptions;

/// How a virtio card's requests are handled.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InterfaceDriver {
    /// Who handles them.
    #[xml(attr)]
    pub name: Option<InterfaceDriverName>,
    /// What sends.
    #[xml(attr)]
    pub txmode: Option<TxMode>,
    /// Requests do not stop the virtual CPU.
    #[xml(attr)]
    pub ioeventfd: Option<Switch>,
    /// Fewer interrupts.
    #[xml(attr)]
    pub event_idx: Option<Switch>,
    /// Pairs of queues.
    #[xml(attr, skip_default)]
    pub queues: u32,
    /// Frames of a receiving queue.
    #[xml(attr, skip_default)]
    pub rx_queue_size: u32,
    /// Frames of a sending queue.
    #[xml(attr, skip_default)]
    pub tx_queue_size: u32,
    /// Received frames are spread over the queues.
    #[xml(attr)]
    pub rss: Option<Switch>,
    /// The guest is told the hash by which they were spread.
    #[xml(attr)]
    pub rss_hash_report: Option<Switch>,
    /// How it meets the guest.
    #[xml(flatten)]
    pub virtio: VirtioOptions,
    /// What the host does for the guest.
    #[xml(child = "host", skip_empty)]
    pub host: Option<HostOffloads>,
    /// What the guest does for the host.
    #[xml(child = "guest", skip_empty)]
    pub guest: Option<GuestOffloads>,
}

impl InterfaceDriver {
    /// How it meets the guest, if something is said about that, and nothing else.
    pub(super) fn only_virtio(self) -> Option<Self> {
        let virtio = self.virtio;
        (virtio != VirtioOptions::default()).then(|| Self { virtio, ..Self::default() })
    }
}

/// Who handles a virtio card's requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum InterfaceDriverName {
    /// The emulator.
    Qemu,
    /// The host's kernel.
    Vhost,
}

/// What sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum TxMode {
    /// `iothread`.
    Iothread,
    /// `timer`.
    Timer,
}

/// What the host does for the guest.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HostOffloads {
    /// Checksums.
    #[xml(attr)]
    pub csum: Option<Switch>,
    /// Segmentation.
    #[xml(attr)]
    pub gso: Option<Switch>,
    /// Segmentation of TCP over IPv4.
    #[xml(attr)]
    pub tso4: Option<Switch>,
    /// Segmentation of TCP over IPv6.
    #[xml(attr)]
    pub tso6: Option<Switch>,
    /// Congestion notices.
    #[xml(attr)]
    pub ecn: Option<Switch>,
    /// Fragmentation of UDP.
    #[xml(attr)]
    pub ufo: Option<Switch>,
    /// Merged buffers.
    #[xml(attr)]
    pub mrg_rxbuf: Option<Switch>,
}

/// What the guest does for the host.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GuestOffloads {
    /// Checksums.
    #[xml(attr)]
    pub csum: Option<Switch>,
    /// Segmentation of TCP over IPv4.
    #[xml(attr)]
    pub tso4: Option<Switch>,
    /// Segmentation of TCP over IPv6.
    #[xml(attr)]
    pub tso6: Option<Switch>,
    /// Congestion notices.
    #[xml(attr)]
    pub ecn: Option<Switch>,
    /// Fragmentation of UDP.
    #[xml(attr)]
    pub ufo: Option<Switch>,
}
