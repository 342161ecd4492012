//! `<devices>`: one file per kind of device.

use serde::{Deserialize, Serialize};
use vir_xml::XmlElement;

use audio::AudioDef;
use chardev::{ChannelDef, ConsoleDef, ParallelDef, SerialDef};
use controller::ControllerDef;
use crypto::CryptoDef;
use disk::DiskDef;
use filesystem::FilesystemDef;
use graphics::GraphicsDef;
use hostdev::HostdevDef;
use hub::HubDef;
use input::InputDef;
use interface::DomainInterfaceDef;
use iommu::IommuDef;
use lease::LeaseDef;
use memballoon::MemballoonDef;
use memory::MemoryDef;
use nvram::NvramDeviceDef;
use panic::PanicDef;
use pstore::PstoreDef;
use redirdev::{RedirdevDef, RedirfilterDef};
use rng::RngDef;
use shmem::ShmemDef;
use smartcard::SmartcardDef;
use sound::SoundDef;
use tpm::TpmDef;
use video::VideoDef;
use vsock::VsockDef;
use watchdog::WatchdogDef;

pub mod address;
pub mod audio;
pub mod chardev;
pub mod controller;
pub mod crypto;
pub mod disk;
pub mod filesystem;
pub mod graphics;
pub mod hostdev;
pub mod hub;
pub mod info;
pub mod input;
pub mod interface;
pub mod iommu;
mod iter;
pub mod lease;
pub mod memballoon;
pub mod memory;
pub mod nvram;
mod one;
pub mod panic;
pub mod pstore;
pub mod redirdev;
pub mod rng;
pub mod shmem;
pub mod smartcard;
pub mod sound;
pub mod tpm;
pub mod video;
pub mod vsock;
pub mod watchdog;

pub use iter::DeviceRef;
pub use one::OneDevice;

/// The devices, by kind; each kind in the order of the document.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long, finish = "DevicesDef::finish")]
#[non_exhaustive]
pub struct DevicesDef {
    /// Path of the program that pretends to be the machine.
    #[xml(text = "emulator")]
    pub emulator: Option<String>,
    /// Disks.
    #[xml(child = "disk")]
    pub disks: Vec<DiskDef>,
    /// What other devices hang on.
    #[xml(child = "controller")]
    pub controllers: Vec<ControllerDef>,
    /// Locks.
    #[xml(child = "lease")]
    pub leases: Vec<LeaseDef>,
    /// Folders of the host.
    #[xml(child = "filesystem")]
    pub filesystems: Vec<FilesystemDef>,
    /// Network cards.
    #[xml(child = "interface")]
    pub interfaces: Vec<DomainInterfaceDef>,
    /// Smart cards.
    #[xml(child = "smartcard")]
    pub smartcards: Vec<SmartcardDef>,
    /// Serial ports.
    #[xml(child = "serial")]
    pub serials: Vec<SerialDef>,
    /// Parallel ports.
    #[xml(child = "parallel")]
    pub parallels: Vec<ParallelDef>,
    /// Consoles.
    #[xml(child = "console")]
    pub consoles: Vec<ConsoleDef>,
    /// Channels between host and guest.
    #[xml(child = "channel")]
    pub channels: Vec<ChannelDef>,
    /// Keyboards, mice and tablets.
    #[xml(child = "input")]
    pub inputs: Vec<InputDef>,
    /// Trusted platform modules.
    #[xml(child = "tpm")]
    pub tpms: Vec<TpmDef>,
    /// Screens for somebody outside.
    #[xml(child = "graphics")]
    pub graphics: Vec<GraphicsDef>,
    /// Sound cards.
    #[xml(child = "sound")]
    pub sounds: Vec<SoundDef>,
    /// What plays and records.
    #[xml(child = "audio")]
    pub audios: Vec<AudioDef>,
    /// Graphics cards.
    #[xml(child = "video")]
    pub videos: Vec<VideoDef>,
    /// Devices of the host.
    #[xml(child = "hostdev")]
    pub hostdevs: Vec<HostdevDef>,
    /// Devices of clients.
    #[xml(child = "redirdev")]
    pub redirdevs: Vec<RedirdevDef>,
    /// Which devices of clients are let in.
    #[xml(child = "redirfilter", skip_empty)]
    pub redirfilter: Option<Box<RedirfilterDef>>,
    /// Hubs.
    #[xml(child = "hub")]
    pub hubs: Vec<HubDef>,
    /// Watchdogs.
    #[xml(child = "watchdog")]
    pub watchdogs: Vec<WatchdogDef>,
    /// The memory balloon.
    #[xml(child = "memballoon")]
    pub memballoon: Option<Box<MemballoonDef>>,
    /// Sources of randomness.
    #[xml(child = "rng")]
    pub rngs: Vec<RngDef>,
    /// The NVRAM of an IBM Power guest.
    #[xml(child = "nvram")]
    pub nvram: Option<Box<NvramDeviceDef>>,
    /// Devices by which the guest says that it has crashed.
    #[xml(child = "panic")]
    pub panics: Vec<PanicDef>,
    /// Memory that guests share.
    #[xml(child = "shmem")]
    pub shmems: Vec<ShmemDef>,
    /// Memory modules.
    #[xml(child = "memory")]
    pub memories: Vec<MemoryDef>,
    /// Devices that encrypt.
    #[xml(child = "crypto")]
    pub cryptos: Vec<CryptoDef>,
    /// A device that translates addresses.
    #[xml(child = "iommu")]
    pub iommu: Option<Box<IommuDef>>,
    /// Sockets between host and guest.
    #[xml(child = "vsock")]
    pub vsock: Option<Box<VsockDef>>,
    /// Where the guest's kernel leaves its last words.
    #[xml(child = "pstore")]
    pub pstore: Option<Box<PstoreDef>>,
}

/// Devices of which a guest has one at most, with what is said about more.
const SINGLE: &[(&str, vir_xml::Kind, &str)] = &[
    ("memballoon", vir_xml::Kind::Internal, "only a single memory balloon device is supported"),
    ("nvram", vir_xml::Kind::Internal, "only a single nvram device is supported"),
    ("redirfilter", vir_xml::Kind::Internal, "only one set of redirection filter rule is supported"),
    ("iommu", vir_xml::Kind::Invalid, "only a single IOMMU device is supported"),
    ("vsock", vir_xml::Kind::Invalid, "only a single vsock device is supported"),
    ("pstore", vir_xml::Kind::Invalid, "only a single pstore device is supported"),
];

impl DevicesDef {
    fn finish(def: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        for (name, kind, text) in SINGLE {
            if let Some(second) = node.elements().filter(|child| child.key() == *name).nth(1) {
                return Err(second.error(*kind, *text));
            }
        }
        if let Some(third) = node.elements().filter(|child| child.key() == "tpm").nth(2) {
            let text = "a maximum of two TPM devices is supported, one of them being a TPM Proxy device";
            return Err(third.error(vir_xml::Kind::Invalid, text));
        }
        def.forget_boot();
        crate::domain::complete::sort_disks(&mut def.disks);
        crate::domain::complete::sort_controllers(&mut def.controllers);
        // The first card is the one that says so.
        if let Some(at) = def.videos.iter().rposition(|video| video.model.primary) {
            let first = def.videos.remove(at);
            def.videos.insert(0, first);
        }
        Ok(())
    }
}
