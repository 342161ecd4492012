//! `<devices>`: one file per kind of device.

mod address;
mod chardev;
mod controller;
mod disk;
mod graphics;
mod input;
mod interface;
mod memballoon;
mod video;

use serde::{Deserialize, Serialize};
use vir_xml::{RawElement, Rest, XmlChoice, XmlElement};

pub use address::{Address, PciAddress};
pub use chardev::{ChardevDef, ChardevPath, ChardevSource};
pub use controller::ControllerDef;
pub use disk::{DiskBlock, DiskDef, DiskDevice, DiskFile, DiskNetwork, DiskSource, DiskVolume};
pub use graphics::{GraphicsDef, GraphicsType};
pub use input::{InputDef, InputType};
pub use interface::{DomainInterfaceDef, DomainInterfaceSource, InterfaceBridge, InterfaceNetwork};
pub use memballoon::{BalloonModel, MemballoonDef};
pub use video::VideoDef;

/// The devices, in the order of the document.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct DevicesDef {
    /// Path of the program that pretends to be the machine.
    #[xml(text = "emulator")]
    pub emulator: Option<String>,
    /// The devices.
    #[xml(children)]
    pub list: Vec<Device>,
    /// Everything else.
    #[xml(rest)]
    pub rest: Rest,
}

/// A device. Kinds without a model are [`Device::Other`].
#[derive(Debug, Clone, PartialEq, XmlChoice, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Device {
    /// A disk.
    Disk(Box<DiskDef>),
    /// A controller that other devices hang on.
    Controller(Box<ControllerDef>),
    /// A network card.
    Interface(Box<DomainInterfaceDef>),
    /// A serial port.
    Serial(Box<ChardevDef>),
    /// A parallel port.
    Parallel(Box<ChardevDef>),
    /// A console.
    Console(Box<ChardevDef>),
    /// A channel between host and guest.
    Channel(Box<ChardevDef>),
    /// A keyboard, mouse or tablet.
    Input(Box<InputDef>),
    /// A screen for somebody outside.
    Graphics(Box<GraphicsDef>),
    /// A graphics card.
    Video(Box<VideoDef>),
    /// The memory balloon.
    Memballoon(Box<MemballoonDef>),
    /// Anything else.
    #[xml(other)]
    Other(RawElement),
}

impl Device {
    /// Where the device says it stands in the order of booting.
    #[must_use]
    pub fn boot_order(&self) -> Option<u32> {
        match self {
            Self::Disk(disk) => disk.boot_order,
            Self::Interface(interface) => interface.boot_order,
            Self::Other(element) => element.child("boot")?.attr("order")?.parse().ok(),
            _ => None,
        }
    }
}
