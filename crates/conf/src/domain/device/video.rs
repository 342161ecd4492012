//! `<video>`: a graphics card.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

use super::info::{DeviceInfo, VirtioOptions};
use crate::common::Switch;

/// A graphics card.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct VideoDef {
    /// What emulates it.
    #[xml(child = "driver", skip_empty)]
    pub driver: Option<VideoDriver>,
    /// Kind of hardware and its memory.
    #[xml(child = "model")]
    pub model: VideoModelDef,
    /// Alias and place.
    #[xml(flatten)]
    pub info: DeviceInfo,
}

/// What emulates a graphics card.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VideoDriver {
    /// How it meets the guest.
    #[xml(flatten)]
    pub virtio: VirtioOptions,
    /// Which old interface bhyve offers.
    #[xml(attr)]
    pub vgaconf: Option<VgaConf>,
    /// Which program does.
    #[xml(attr)]
    pub name: Option<VideoBackend>,
}

/// Which old interface bhyve offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum VgaConf {
    /// `io`.
    Io,
    /// `on`.
    On,
    /// `off`.
    Off,
}

/// Which program emulates a graphics card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum VideoBackend {
    /// The emulator.
    Qemu,
    /// Another process.
    VhostUser,
}

/// Kind of hardware and memory of a graphics card.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
#[xml(finish = "VideoModelDef::check")]
pub struct VideoModelDef {
    /// Kind of hardware; always there after completion.
    #[xml(attr = "type")]
    pub kind: Option<VideoModel>,
    /// Memory of a QXL card's first bar, in KiB.
    #[xml(attr = "ram", skip_default)]
    pub ram_kib: u32,
    /// Memory, in KiB.
    #[xml(attr = "vram", skip_default)]
    pub vram_kib: u32,
    /// Memory of a QXL card's 64-bit bar, in KiB.
    #[xml(attr = "vram64", skip_default)]
    pub vram64_kib: u32,
    /// Memory for old modes, in KiB.
    #[xml(attr = "vgamem", skip_default)]
    pub vgamem_kib: u32,
    /// Screens.
    #[xml(attr, write_if = "has_heads")]
    pub heads: Option<u32>,
    /// Whether it is the first.
    #[xml(attr, skip_default)]
    pub primary: bool,
    /// Whether images stay in the host's memory.
    #[xml(attr)]
    pub blob: Option<Switch>,
    /// What the host's card does.
    #[xml(child = "acceleration", skip_empty)]
    pub acceleration: Option<VideoAcceleration>,
    /// Size of the first screen.
    #[xml(child = "resolution")]
    pub resolution: Option<VideoResolution>,
}

fn has_heads(def: &VideoModelDef, _: vir_xml::WriteOptions) -> bool {
    def.heads != Some(0)
}

/// Kind of hardware of a graphics card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum VideoModel {
    /// `vga`.
    Vga,
    /// `cirrus`.
    Cirrus,
    /// `vmvga`.
    Vmvga,
    /// `xen`.
    Xen,
    /// `vbox`.
    Vbox,
    /// `qxl`.
    Qxl,
    /// `parallels`.
    Parallels,
    /// `virtio`.
    Virtio,
    /// `gop`.
    Gop,
    /// No card.
    None,
    /// `bochs`.
    Bochs,
    /// `ramfb`.
    Ramfb,
}

/// What the host's graphics card does.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VideoAcceleration {
    /// 3D.
    #[xml(attr)]
    pub accel3d: Option<bool>,
    /// 2D.
    #[xml(attr)]
    pub accel2d: Option<bool>,
    /// Path of the host's device.
    #[xml(attr)]
    pub rendernode: Option<String>,
}

/// Size of a screen, in pixels.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VideoResolution {
    /// Width.
    #[xml(attr, required)]
    pub x: u32,
    /// Height.
    #[xml(attr, required)]
    pub y: u32,
}

impl VideoModelDef {
    fn check(_: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        let Some(acceleration) = node.child("acceleration") else { return Ok(()) };
        let known = ["rendernode", "accel3d", "accel2d"];
        if known.iter().any(|name| acceleration.attr(name).is_some()) {
            return Ok(());
        }
        Err(acceleration.error(vir_xml::Kind::Unsupported, "missing values for acceleration"))
    }
}
