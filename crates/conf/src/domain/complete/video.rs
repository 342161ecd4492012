//! Graphics cards and their memory.

use super::super::DomainDef;
use super::super::VirtType;
use super::super::device::info::DeviceInfo;
use super::super::device::video::{VideoDef, VideoModel, VideoModelDef};

fn default_memory(model: VideoModel, virt: VirtType) -> u32 {
    match (model, virt) {
        (VideoModel::Vga | VideoModel::Cirrus | VideoModel::Vmvga, VirtType::Vbox) => 8 << 10,
        (VideoModel::Vga | VideoModel::Cirrus | VideoModel::Vmvga, VirtType::Vmware) => 4 << 10,
        (VideoModel::Vga | VideoModel::Cirrus | VideoModel::Vmvga | VideoModel::Bochs, _) => 16 << 10,
        (VideoModel::Xen, _) => 4 << 10,
        (VideoModel::Qxl, _) => 64 << 10,
        _ => 0,
    }
}

fn rounded(size: u32) -> u32 {
    if size == 0 { 0 } else { size.checked_next_power_of_two().unwrap_or(size) }
}

impl DomainDef {
    pub(super) fn complete_video(&mut self) {
        let virt = self.virt_type;
        for video in &mut self.devices.videos {
            let model = &mut video.model;
            model.heads.get_or_insert(1);
            let Some(kind) = model.kind else { continue };
            if model.ram_kib == 0 && kind == VideoModel::Qxl {
                model.ram_kib = default_memory(kind, virt);
            }
            if model.vram_kib == 0 {
                model.vram_kib = default_memory(kind, virt);
            }
            (model.ram_kib, model.vram_kib) = (rounded(model.ram_kib), rounded(model.vram_kib));
        }
        let Some(first) = self.devices.videos.first_mut() else { return };
        if first.model.kind == Some(VideoModel::None) {
            // A card that is none has nothing; only the name that a user has given it stays.
            let alias = first.info.alias.take();
            let model =
                VideoModelDef { kind: Some(VideoModel::None), heads: Some(0), ..VideoModelDef::default() };
            *first = VideoDef {
                model,
                info: DeviceInfo { alias, ..DeviceInfo::default() },
                ..VideoDef::default()
            };
        } else {
            first.model.primary = true;
        }
    }
}
