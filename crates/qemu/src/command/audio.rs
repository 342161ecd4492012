//! Sound: where it goes on the host, and the guest's cards.

use vir_conf::domain::device::audio::{AudioChannelDef, AudioDef, AudioType};
use vir_conf::domain::device::sound::{SoundCodecType, SoundDef, SoundModel};
use vir_types::Result;

use super::context::{Context, alias, internal};
use super::output::Output;
use super::props::Props;
use super::{address, virtio};

/// The name of a way to the host's sound; the first one unless a device says which.
pub(super) fn id(cx: &Context<'_>, number: u32) -> Result<String> {
    let audios = &cx.def.devices.audios;
    let found = match number {
        0 => audios.first(),
        number => audios.iter().find(|audio| audio.id == number),
    };
    let found = found.ok_or_else(|| internal("unable to find audio backend for sound device"))?;
    Ok(format!("audio{}", found.id))
}

/// All ways to the host's sound.
pub(super) fn backends(cx: &Context<'_>, out: &mut Output) {
    for audio in &cx.def.devices.audios {
        let props = backend(audio, out);
        out.option("-audiodev", props.to_text());
    }
}

fn backend(audio: &AudioDef, out: &mut Output) -> Props {
    let driver = match audio.kind {
        AudioType::Pulseaudio => "pa".to_owned(),
        AudioType::File => "wav".to_owned(),
        other => other.to_string(),
    };
    let props = Props::new()
        .put("id", format!("audio{}", audio.id))
        .put("driver", driver)
        .nonzero("timer-period", audio.timer_period_us);
    let props = match audio.kind {
        AudioType::Oss => props
            .maybe("try-mmap", audio.try_mmap)
            .maybe("exclusive", audio.exclusive)
            .maybe("dsp-policy", audio.dsp_policy),
        AudioType::Pulseaudio => props.maybe("server", audio.server_name.as_deref()),
        AudioType::File => props.maybe("path", audio.path.as_deref()),
        AudioType::Sdl => {
            if let Some(driver) = audio.driver {
                out.env("SDL_AUDIODRIVER", driver.as_str());
            }
            props
        }
        AudioType::Pipewire => {
            if let Some(dir) = &audio.runtime_dir {
                out.env("PIPEWIRE_RUNTIME_DIR", dir);
            }
            props
        }
        _ => props,
    };
    let channel = |channel: &Option<Box<AudioChannelDef>>| {
        channel.as_deref().map(|it| self::channel(audio.kind, it)).filter(|props| !props.is_empty())
    };
    props.maybe("in", channel(&audio.input)).maybe("out", channel(&audio.output))
}

fn channel(kind: AudioType, it: &AudioChannelDef) -> Props {
    let settings = it.settings.clone().filter(|_| it.fixed_settings == Some(true)).unwrap_or_default();
    let props = Props::new()
        .maybe("mixing-engine", it.mixing_engine)
        .maybe("fixed-settings", it.fixed_settings)
        .nonzero("voices", it.voices)
        .nonzero("buffer-length", it.buffer_length_us)
        .nonzero("frequency", settings.frequency)
        .nonzero("channels", settings.channels)
        .maybe("format", settings.format.map(|format| format.to_string()));
    match kind {
        AudioType::Alsa => props.maybe("dev", it.dev.as_deref()),
        AudioType::Coreaudio | AudioType::Sdl => props.nonzero("buffer-count", it.buffer_count),
        AudioType::Jack => props
            .maybe("server-name", it.server_name.as_deref())
            .maybe("client-name", it.client_name.as_deref())
            .maybe("connect-ports", it.connect_ports.as_deref())
            .maybe("exact-name", it.exact_name),
        AudioType::Oss => props
            .maybe("dev", it.dev.as_deref())
            .nonzero("buffer-count", it.buffer_count)
            .maybe("try-poll", it.try_poll),
        AudioType::Pulseaudio | AudioType::Pipewire => props
            .maybe("name", it.name.as_deref())
            .maybe("stream-name", it.stream_name.as_deref())
            .nonzero("latency", it.latency_us),
        _ => props,
    }
}

/// All cards.
pub(super) fn cards(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    for sound in &cx.def.devices.sounds {
        // The speaker is part of the machine.
        if sound.model == SoundModel::Pcspk {
            continue;
        }
        super::zpci(cx, out, &sound.info);
        out.device(cx, card(cx, sound)?);
        for props in codecs(cx, sound)? {
            out.device(cx, props);
        }
    }
    Ok(())
}

fn has_codecs(sound: &SoundDef) -> bool {
    matches!(sound.model, SoundModel::Ich6 | SoundModel::Ich9)
}

/// A card as a device.
pub(super) fn card(cx: &Context<'_>, sound: &SoundDef) -> Result<Props> {
    let head = match sound.model {
        SoundModel::Es1370 => Props::driver("ES1370"),
        SoundModel::Ac97 => Props::driver("AC97"),
        SoundModel::Ich6 => Props::driver("intel-hda"),
        SoundModel::Ich9 => Props::driver("ich9-intel-hda"),
        SoundModel::Usb => Props::driver("usb-audio"),
        SoundModel::Sb16 => Props::driver("sb16"),
        SoundModel::Virtio => {
            let options = sound.driver.as_ref();
            virtio::props(cx, "virtio-sound", &sound.info, virtio::Generation::Any, options)?
        }
        other => {
            return Err(super::context::unsupported(format!(
                "sound model '{other}' is not supported by QEMU"
            )));
        }
    };
    let audio = if has_codecs(sound) { None } else { Some(id(cx, sound.audio_id)?) };
    let usb = sound.model == SoundModel::Usb;
    let virtio = sound.model == SoundModel::Virtio;
    Ok(head
        .put("id", alias(&sound.info)?)
        .maybe("audiodev", audio)
        .maybe("multi", sound.multichannel.filter(|_| usb))
        .nonzero("streams", sound.streams.filter(|_| virtio).unwrap_or_default())
        .with(address::props(cx, &sound.info)?))
}

/// What is plugged into a card.
pub(super) fn codecs(cx: &Context<'_>, sound: &SoundDef) -> Result<Vec<Props>> {
    if !has_codecs(sound) {
        return Ok(Vec::new());
    }
    let mut kinds: Vec<SoundCodecType> = sound.codecs.iter().map(|codec| codec.kind).collect();
    if kinds.is_empty() {
        kinds.push(SoundCodecType::Duplex);
    }
    let card = alias(&sound.info)?;
    let audio = id(cx, sound.audio_id)?;
    let props = kinds.iter().zip(0u32..).map(|(kind, at)| {
        Props::driver(format!("hda-{kind}"))
            .put("id", format!("{card}-codec{at}"))
            .put("bus", format!("{card}.0"))
            .put("cad", at)
            .put("audiodev", &audio)
    });
    Ok(props.collect())
}
