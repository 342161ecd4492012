//! Where the sound of a guest goes that does not say.

use vir_conf::DomainDef;
use vir_conf::domain::device::audio::{AudioDef, AudioType};
use vir_conf::domain::device::graphics::GraphicsDef;

use super::Context;

/// Adds the way of sound that goes with the last screen.
pub(super) fn add_default(def: &mut DomainDef, context: Context<'_>) {
    if !def.devices.audios.is_empty() {
        return;
    }
    let config = context.config;
    let through = |allowed: bool| if allowed { config.host_audio } else { Some(AudioType::None) };
    let mut kind = if def.devices.graphics.is_empty() { through(config.nographics_host_audio) } else { None };
    for screen in &def.devices.graphics {
        kind = match screen {
            GraphicsDef::Vnc(_) => through(config.vnc_host_audio),
            GraphicsDef::Spice(_) => Some(AudioType::Spice),
            GraphicsDef::Sdl(_) => config.host_audio,
            _ => kind,
        };
    }
    if let Some(kind) = kind {
        let mut audio = AudioDef::default();
        (audio.id, audio.kind) = (1, kind);
        def.devices.audios.push(audio);
    }
}
