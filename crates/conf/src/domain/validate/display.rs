//! Screens, graphics cards and sound.

use std::collections::HashSet;

use vir_types::{Code, Result};

use super::super::DomainDef;
use super::super::device::graphics::{GraphicsDef, ListenType};
use super::super::device::video::{VideoBackend, VideoDef, VideoModel};
use super::disk::is_unplaced;
use super::{named, no_virtio_options, of};
use crate::common::{refuse, unsupported, wrong};

impl VideoDef {
    fn validate(&self) -> Result<()> {
        let model = &self.model;
        let by_process = self.driver.as_ref().and_then(|driver| driver.name) == Some(VideoBackend::VhostUser);
        // What kind of card it is may be the driver's choice yet.
        let is = |kind: VideoModel| model.kind.is_none_or(|own| own == kind);
        if by_process && !is(VideoModel::Virtio) {
            return unsupported("'vhostuser' driver is only supported with 'virtio' device");
        }
        let node = model.acceleration.as_ref().and_then(|it| it.rendernode.as_ref());
        if !by_process && node.is_some() {
            return unsupported("unsupported rendernode accel attribute without 'vhostuser'");
        }
        if model.resolution.as_ref().is_some_and(|it| it.x == 0 || it.y == 0) {
            return unsupported("video resolution values must be greater than 0");
        }
        if !is(VideoModel::Qxl) {
            let sizes = [("ram", model.ram_kib), ("vram64", model.vram64_kib), ("vgamem", model.vgamem_kib)];
            if let Some((name, _)) = sizes.into_iter().find(|(_, size)| *size != 0) {
                return unsupported(format!("{name} attribute only supported for video type qxl"));
            }
        }
        if model.kind == Some(VideoModel::Ramfb) && !is_unplaced(&self.info.address) {
            return unsupported("address not supported for video type ramfb");
        }
        if let Some(kind) = model.kind.filter(|kind| *kind != VideoModel::Virtio) {
            if let Some(driver) = &self.driver {
                no_virtio_options(&driver.virtio)?;
            }
            if model.blob.is_some() {
                return unsupported(format!("video type '{kind}' does not support blob resources"));
            }
        }
        Ok(())
    }
}

impl GraphicsDef {
    fn word(&self) -> &str {
        vir_xml::XmlUnion::case(self)
    }

    fn validate(&self, sounds: &HashSet<u32>) -> Result<()> {
        for listen in self.listens() {
            let on_sockets = matches!(self, Self::Vnc(_) | Self::Spice(_));
            match listen.kind {
                ListenType::Network if listen.network.is_none() => {
                    return wrong("'network' attribute is required for listen type 'network'");
                }
                ListenType::Socket | ListenType::None if !on_sockets => {
                    return unsupported(format!(
                        "listen type '{}' is not available for graphics type '{}'",
                        listen.kind,
                        self.word()
                    ));
                }
                _ => {}
            }
        }
        match self {
            Self::Vnc(vnc) => check_sound(sounds, vnc.audio_id),
            Self::Dbus(dbus) if dbus.p2p && dbus.address.is_some() => {
                wrong("D-Bus p2p with an address is not supported")
            }
            _ => Ok(()),
        }
    }
}

/// What refers to a place where sound goes must find it.
fn check_sound(known: &HashSet<u32>, id: u32) -> Result<()> {
    if id == 0 || known.contains(&id) { Ok(()) } else { wrong(format!("no audio device with ID {id}")) }
}

impl DomainDef {
    fn audio_ids(&self) -> HashSet<u32> {
        self.devices.audios.iter().map(|audio| audio.id).collect()
    }

    pub(super) fn check_audio(&self) -> Result<()> {
        let mut seen = HashSet::new();
        for audio in &self.devices.audios {
            if !seen.insert(audio.id) {
                return wrong(format!("audio ID {} is used multiple times", audio.id));
            }
        }
        self.devices.sounds.iter().try_for_each(|sound| check_sound(&seen, sound.audio_id))
    }

    pub(super) fn check_graphics(&self) -> Result<()> {
        let sounds = self.audio_ids();
        self.devices.graphics.iter().try_for_each(|screen| screen.validate(&sounds))
    }

    pub(super) fn check_videos(&self) -> Result<()> {
        let videos = &self.devices.videos;
        let is_none = |video: &VideoDef| video.model.kind == Some(VideoModel::None);
        if videos.len() > 1 && videos.iter().any(is_none) {
            return unsupported("a 'none' video type must be the only video device defined for the domain");
        }
        for (at, it) in videos.iter().enumerate() {
            of(it.validate(), || named("video", at, &it.info))?;
        }
        if videos.iter().filter(|video| video.model.primary).nth(1).is_some() {
            return unsupported("Only one primary video device is supported");
        }
        Ok(())
    }

    pub(super) fn filled_videos(&self) -> Result<()> {
        if self.devices.videos.iter().any(|video| video.model.kind.is_none()) {
            return refuse(Code::INTERNAL_ERROR, "missing video model and cannot determine default");
        }
        Ok(())
    }
}
