//! Graphics cards, screens and sound.

use vir_conf::common::Switch;
use vir_conf::domain::device::audio::{AudioDef, AudioType};
use vir_conf::domain::device::graphics::{GraphicsDef, ListenType};
use vir_conf::domain::device::sound::{SoundCodecType, SoundDef, SoundModel};
use vir_conf::domain::device::video::{VideoBackend, VideoDef, VideoModel};
use vir_conf::domain::memory_backing::MemorySource;
use vir_types::Result;

use super::{Check, refuse_as, refuse_if};
use crate::address::is_unplaced;
use crate::caps::Cap;

/// The most that fits into QEMU's bytes.
const MOST_KIB: u32 = u32::MAX / 1024;

impl Check<'_> {
    pub(super) fn check_screens(&self) -> Result<()> {
        for screen in &self.def.devices.graphics {
            self.check_screen(screen)?;
        }
        for audio in &self.def.devices.audios {
            self.check_audio(audio)?;
        }
        for video in &self.def.devices.videos {
            self.check_place(&video.info, None)?;
            self.check_video(video)?;
        }
        Ok(())
    }

    fn check_screen(&self, screen: &GraphicsDef) -> Result<()> {
        use vir_xml::XmlUnion as _;
        let kind = screen.case();
        let known = match screen {
            GraphicsDef::Sdl(_) => self.has(Cap::SDL),
            GraphicsDef::Vnc(_) => self.has(Cap::VNC),
            GraphicsDef::Spice(_) => self.has(Cap::SPICE),
            GraphicsDef::EglHeadless(_) => self.has(Cap::EGL_HEADLESS),
            GraphicsDef::Dbus(_) => self.has(Cap::DISPLAY_DBUS),
            GraphicsDef::Rdp(_) => self.has(Cap::DISPLAY_DBUS) && self.host.rdp,
            _ => false,
        };
        refuse_if!(!known, "{kind} graphics are not supported with this QEMU");
        let mut all = self.def.devices.graphics.iter();
        if all.any(|it| matches!(it, GraphicsDef::EglHeadless(_))) {
            let fits =
                matches!(screen, GraphicsDef::EglHeadless(_) | GraphicsDef::Vnc(_) | GraphicsDef::Spice(_));
            refuse_if!(
                !fits,
                "graphics type 'egl-headless' is only supported with one of: 'vnc', 'spice' graphics types"
            );
            let own = matches!(screen, GraphicsDef::Spice(spice) if spice.options.gl == Some(true));
            refuse_if!(own, "multiple OpenGL displays are not supported by QEMU");
        }
        match screen {
            GraphicsDef::Spice(spice) => {
                let first = spice.listens.first().map(|it| it.kind);
                refuse_as!(INTERNAL_ERROR, first.is_none(), "missing listen element");
                let on_port = matches!(first, Some(ListenType::Address | ListenType::Network));
                refuse_if!(
                    on_port && spice.tls_port > 0 && !self.config.spice_tls,
                    "spice TLS port set in XML configuration, but TLS is disabled in qemu.conf"
                );
                if spice.options.gl == Some(true) {
                    refuse_if!(!self.has(Cap::SPICE_GL), "This QEMU doesn't support spice OpenGL");
                    refuse_if!(
                        spice.options.rendernode.is_some() && !self.has(Cap::SPICE_RENDERNODE),
                        "This QEMU doesn't support spice OpenGL rendernode"
                    );
                }
            }
            GraphicsDef::EglHeadless(egl) => refuse_if!(
                egl.rendernode.is_some() && !self.has(Cap::EGL_HEADLESS_RENDERNODE),
                "This QEMU doesn't support OpenGL rendernode with egl-headless graphics type"
            ),
            GraphicsDef::Vnc(vnc) => {
                refuse_if!(
                    vnc.power_control.is_some() && !self.has(Cap::VNC_POWER_CONTROL),
                    "VNC power control is not available"
                );
                let length = vnc.auth.password.as_ref().map_or(0, String::len);
                refuse_if!(length > 8, "VNC password is {length} characters long, only 8 permitted");
            }
            GraphicsDef::Dbus(dbus) => {
                let audio = self.def.devices.audios.iter().find(|it| it.id == dbus.audio_id);
                refuse_if!(
                    dbus.audio_id > 0 && audio.is_some_and(|it| it.kind != AudioType::Dbus),
                    "The associated audio is not of 'dbus' kind."
                );
            }
            GraphicsDef::Rdp(rdp) => {
                refuse_if!(rdp.replace_user, "RDP doesn't support 'replaceUser'");
                refuse_if!(rdp.multi_user, "RDP doesn't support 'multiUser'");
                refuse_if!(rdp.auth.valid_to.is_some(), "RDP password expiration isn't supported");
            }
            _ => {}
        }
        Ok(())
    }

    fn check_audio(&self, audio: &AudioDef) -> Result<()> {
        let mut screens = self.def.devices.graphics.iter();
        refuse_if!(
            audio.kind == AudioType::Spice && !screens.any(|it| matches!(it, GraphicsDef::Spice(_))),
            "Spice audio is not supported without spice graphics"
        );
        refuse_if!(
            audio.kind == AudioType::Dbus && !self.has(Cap::DISPLAY_DBUS),
            "D-Bus audio is not supported with this QEMU"
        );
        Ok(())
    }

    fn check_video(&self, video: &VideoDef) -> Result<()> {
        let it = &video.model;
        let Some(kind) = it.kind.filter(|kind| *kind != VideoModel::None) else { return Ok(()) };
        let known = match kind {
            VideoModel::Vga => self.has(Cap::VGA),
            VideoModel::Cirrus => self.has(Cap::CIRRUS_VGA),
            VideoModel::Vmvga => self.has(Cap::VMWARE_SVGA),
            VideoModel::Qxl => self.has(Cap::QXL),
            VideoModel::Virtio => self.has(Cap::VIRTIO_GPU),
            VideoModel::Bochs => self.has(Cap::BOCHS_DISPLAY),
            VideoModel::Ramfb => self.has(Cap::RAMFB),
            _ => false,
        };
        refuse_if!(!known, "domain configuration does not support video model '{kind}'");
        if !matches!(kind, VideoModel::Qxl | VideoModel::Virtio) {
            refuse_if!(!it.primary, "video type '{kind}' is only valid as primary video device");
            refuse_if!(
                it.heads.is_some_and(|heads| heads != 1),
                "video type '{kind}' doesn't support multiple 'heads'"
            );
        }
        let speeds = it.acceleration.as_ref();
        refuse_if!(
            speeds.is_some_and(|it| it.accel2d == Some(true)),
            "qemu does not support the accel2d setting"
        );
        if kind == VideoModel::Qxl {
            check_qxl(video)?;
        }
        refuse_as!(
            XML_ERROR,
            it.resolution.is_some()
                && !matches!(
                    kind,
                    VideoModel::Vga | VideoModel::Qxl | VideoModel::Virtio | VideoModel::Bochs
                ),
            "model resolution is not supported"
        );
        refuse_if!(
            matches!(kind, VideoModel::Vga | VideoModel::Vmvga) && (1..1024).contains(&it.vram_kib),
            "value for 'vram' must be at least 1 MiB (1024 KiB)"
        );
        let apart = video.driver.as_ref().is_some_and(|it| it.name == Some(VideoBackend::VhostUser));
        if apart {
            refuse_if!(
                kind == VideoModel::Virtio && !self.has(Cap::VHOST_USER_GPU),
                "this QEMU does not support 'vhost-user' video device"
            );
        } else if speeds.is_some_and(|it| it.accel3d == Some(true)) {
            refuse_if!(
                kind != VideoModel::Virtio,
                "3d acceleration is supported only with 'virtio' video device"
            );
            let can = [Cap::VIRTIO_GPU_VIRGL, Cap::VIRTIO_GPU_GL_PCI, Cap::VIRTIO_VGA_GL];
            refuse_if!(
                !can.iter().any(|cap| self.has(*cap)),
                "3d acceleration is not supported by this QEMU binary"
            );
        }
        if kind == VideoModel::Virtio && it.blob.is_some() {
            refuse_if!(
                !self.has(Cap::VIRTIO_GPU_BLOB),
                "this QEMU does not support 'blob' for virtio-gpu devices"
            );
            let memfd =
                self.def.memory_backing.as_ref().and_then(|it| it.source) == Some(MemorySource::Memfd);
            refuse_if!(
                it.blob == Some(Switch::On) && !memfd,
                "'blob' support for virtio-gpu devices requires a memfd memory backend"
            );
        }
        // libvirt's shared checks say it in other words first.
        refuse_if!(
            kind == VideoModel::Ramfb && !is_unplaced(&video.info),
            "address not supported for video type ramfb"
        );
        Ok(())
    }

    pub(super) fn check_sound(&self, sound: &SoundDef) -> Result<()> {
        let model = sound.model;
        match model {
            SoundModel::Usb => refuse_if!(
                !self.has(Cap::USB_AUDIO),
                "usb-audio controller is not supported by this QEMU binary"
            ),
            SoundModel::Ich9 => refuse_if!(
                !self.has(Cap::ICH9_INTEL_HDA),
                "The ich9-intel-hda audio controller is not supported in this QEMU binary"
            ),
            SoundModel::Virtio => refuse_if!(
                !self.has(Cap::VIRTIO_SOUND),
                "virtio-sound controller is not supported in this QEMU binary"
            ),
            SoundModel::Ich7 => {
                refuse_as!(INTERNAL_ERROR, true, "sound card model '{model}' is not supported by qemu");
            }
            _ => {}
        }
        if matches!(model, SoundModel::Ich6 | SoundModel::Ich9) {
            for codec in &sound.codecs {
                let (cap, name) = match codec.kind {
                    SoundCodecType::Duplex => (Cap::HDA_DUPLEX, "hda-duplex"),
                    SoundCodecType::Micro => (Cap::HDA_MICRO, "hda-micro"),
                    _ => (Cap::HDA_OUTPUT, "hda-output"),
                };
                refuse_if!(!self.has(cap), "{name} not supported in this QEMU binary");
            }
        }
        Ok(())
    }
}

fn check_qxl(video: &VideoDef) -> Result<()> {
    let it = &video.model;
    for (name, size) in [("vram", it.vram_kib), ("ram", it.ram_kib)] {
        refuse_as!(OVERFLOW, size > MOST_KIB, "value for '{name}' must be less than '{MOST_KIB}'");
    }
    if it.vgamem_kib != 0 {
        refuse_if!(it.vgamem_kib < 1024, "value for 'vgamem' must be at least 1 MiB (1024 KiB)");
        refuse_if!(!it.vgamem_kib.is_power_of_two(), "value for 'vgamem' must be power of two");
    }
    Ok(())
}
