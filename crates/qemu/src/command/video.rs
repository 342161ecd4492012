//! Graphics cards.

use vir_conf::domain::device::video::{VideoBackend, VideoDef, VideoModel};
use vir_types::Result;

use super::context::{Context, alias, internal};
use super::output::Output;
use super::props::Props;
use super::{address, virtio};
use crate::caps::Cap;

/// All cards.
pub(super) fn cards(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    for video in &cx.def.devices.videos {
        if video.model.kind == Some(VideoModel::None) {
            continue;
        }
        if is_vhost_user(video) {
            let id = alias(&video.info)?;
            let fd = cx.launch.handed.vhost_gpu.get(id);
            let fd = fd.ok_or_else(|| internal("no connection to the helper that draws was handed over"))?;
            out.option("-chardev", format!("socket,id=chr-vu-{id},fd={fd}"));
        }
        super::zpci(cx, out, &video.info);
        out.device(cx, card(cx, video)?);
    }
    Ok(())
}

fn is_vhost_user(video: &VideoDef) -> bool {
    video.driver.as_ref().and_then(|driver| driver.name) == Some(VideoBackend::VhostUser)
}

/// How a card is called, whether it is one of virtio, and whether its name ends with that of its bus.
fn model(cx: &Context<'_>, video: &VideoDef) -> Option<(&'static str, bool, bool)> {
    let kind = video.model.kind?;
    let vhost_user = is_vhost_user(video);
    let has_vga = match (kind, vhost_user) {
        (VideoModel::Virtio, true) => cx.has(Cap::VHOST_USER_VGA),
        (VideoModel::Virtio, false) => cx.has(Cap::VIRTIO_VGA),
        _ => true,
    };
    let vga = video.model.primary && has_vga;
    let accel3d = video.model.acceleration.as_ref().and_then(|it| it.accel3d) == Some(true);
    Some(match (kind, vga) {
        _ if vhost_user && vga => ("vhost-user-vga", false, false),
        _ if vhost_user => ("vhost-user-gpu", true, true),
        (VideoModel::Vga, true) => ("VGA", false, false),
        (VideoModel::Cirrus, true) => ("cirrus-vga", false, false),
        (VideoModel::Vmvga, true) => ("vmware-svga", false, false),
        (VideoModel::Qxl, true) => ("qxl-vga", false, false),
        (VideoModel::Qxl, false) => ("qxl", false, false),
        (VideoModel::Bochs, true) => ("bochs-display", false, false),
        (VideoModel::Ramfb, true) => ("ramfb", false, false),
        (VideoModel::Virtio, true) if accel3d && cx.has(Cap::VIRTIO_VGA_GL) => ("virtio-vga-gl", true, false),
        (VideoModel::Virtio, true) => ("virtio-vga", true, false),
        (VideoModel::Virtio, false) if accel3d && cx.has(Cap::VIRTIO_GPU_GL_PCI) => {
            ("virtio-gpu-gl", true, true)
        }
        (VideoModel::Virtio, false) => ("virtio-gpu", true, true),
        _ => return None,
    })
}

/// A card as a device.
pub(super) fn card(cx: &Context<'_>, video: &VideoDef) -> Result<Props> {
    let Some((name, is_virtio, suffix)) = model(cx, video) else {
        let kind = video.model.kind.map_or_else(|| "default".to_owned(), |kind| kind.to_string());
        return Err(internal(format!("invalid model for video type '{kind}'")));
    };
    let options = video.driver.as_ref().map(|driver| &driver.virtio);
    let head = if is_virtio && suffix {
        virtio::props(cx, name, &video.info, virtio::Generation::Any, options)?
    } else if is_virtio {
        Props::driver(name).with(virtio::shared(options))
    } else {
        Props::driver(name)
    };
    let it = &video.model;
    let outputs = match it.kind {
        Some(VideoModel::Qxl | VideoModel::Virtio) => it.heads.unwrap_or_default(),
        _ => 0,
    };
    let mut props = head.put("id", alias(&video.info)?).nonzero("max_outputs", outputs);
    let bytes = |kib: u32| u64::from(kib).saturating_mul(1024);
    props = match it.kind {
        Some(VideoModel::Qxl) => {
            let props = props.nonzero("ram_size", bytes(it.ram_kib)).nonzero("vram_size", bytes(it.vram_kib));
            let vram64 = cx.has(Cap::QXL_VRAM64_SIZE_MB).then_some(it.vram64_kib / 1024);
            let vgamem = cx.has(Cap::QXL_VGAMEM_MB).then_some(it.vgamem_kib / 1024);
            props.maybe("vram64_size_mb", vram64).maybe("vgamem_mb", vgamem)
        }
        _ if is_vhost_user(video) => props.put("chardev", format!("chr-vu-{}", alias(&video.info)?)),
        Some(VideoModel::Vga) if cx.has(Cap::VGA_VGAMEM_MB) => props.nonzero("vgamem_mb", it.vram_kib / 1024),
        Some(VideoModel::Vmvga) if cx.has(Cap::VMWARE_SVGA_VGAMEM_MB) => {
            props.nonzero("vgamem_mb", it.vram_kib / 1024)
        }
        Some(VideoModel::Bochs) => props.nonzero("vgamem", bytes(it.vram_kib)),
        Some(VideoModel::Virtio) => props.maybe("blob", it.blob),
        _ => props,
    };
    if let Some(size) = &it.resolution {
        props = props.nonzero("xres", size.x).nonzero("yres", size.y);
    }
    Ok(props.with(address::props(cx, &video.info)?))
}
