//! `<audio>`: what plays and records a guest's sound on the host.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

/// What plays and records a guest's sound on the host.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(finish = "AudioDef::keep_own")]
#[non_exhaustive]
pub struct AudioDef {
    /// Its number.
    #[xml(attr, required, with = "crate::domain::check::nonzero")]
    pub id: u32,
    /// Kind of backend.
    #[xml(attr = "type", required)]
    pub kind: AudioType,
    /// **Microseconds** between two looks.
    #[xml(attr = "timerPeriod", skip_default, with = "crate::domain::check::nonzero")]
    pub timer_period_us: u32,
    /// Whether memory is shared with the device, of OSS.
    #[xml(attr = "tryMMap")]
    pub try_mmap: Option<bool>,
    /// Whether nobody else uses the device, of OSS.
    #[xml(attr)]
    pub exclusive: Option<bool>,
    /// Which latency is preferred, of OSS.
    #[xml(attr = "dspPolicy")]
    pub dsp_policy: Option<i32>,
    /// Name of the server, of PulseAudio.
    #[xml(attr = "serverName")]
    pub server_name: Option<String>,
    /// Driver of SDL.
    #[xml(attr)]
    pub driver: Option<SdlDriver>,
    /// Path of the file.
    #[xml(attr)]
    pub path: Option<String>,
    /// Folder of PipeWire's socket.
    #[xml(attr = "runtimeDir")]
    pub runtime_dir: Option<String>,
    /// How it records.
    #[xml(child = "input", skip_empty)]
    pub input: Option<Box<AudioChannelDef>>,
    /// How it plays.
    #[xml(child = "output", skip_empty)]
    pub output: Option<Box<AudioChannelDef>>,
}

impl AudioDef {
    /// Leaves out what only other kinds of backend have.
    fn keep_own(def: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        let kind = def.kind;
        if let Some(policy) = def.dsp_policy.filter(|policy| kind == AudioType::Oss && *policy < 0) {
            let text = format!("cannot parse 'dspPolicy' value '{policy}'");
            return Err(node.error(vir_xml::Kind::Invalid, text));
        }
        for (name, channel) in [("input", &def.input), ("output", &def.output)] {
            if let Some(channel) = channel {
                channel.check(node.child(name).unwrap_or(node))?;
            }
        }
        if kind != AudioType::Oss {
            (def.try_mmap, def.exclusive, def.dsp_policy) = (None, None, None);
        }
        if kind != AudioType::Pulseaudio {
            def.server_name = None;
        }
        if kind != AudioType::Sdl {
            def.driver = None;
        }
        if kind != AudioType::File {
            def.path = None;
        }
        if kind != AudioType::Pipewire {
            def.runtime_dir = None;
        }
        for channel in [&mut def.input, &mut def.output] {
            if let Some(own) = channel.take() {
                let own = own.of_kind(kind);
                *channel = (own != AudioChannelDef::default()).then(|| Box::new(own));
            }
        }
        Ok(())
    }
}

impl AudioChannelDef {
    fn check(&self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        let refuse = |text: &str| Err(node.error(vir_xml::Kind::Unsupported, text));
        if self.fixed_settings == Some(true) && self.mixing_engine != Some(true) {
            return refuse("fixed audio settings requires mixing engine");
        }
        if self.settings.is_some() && self.fixed_settings != Some(true) {
            return refuse("audio settings specified without fixed settings flag");
        }
        Ok(())
    }

    fn of_kind(mut self, kind: AudioType) -> Self {
        use AudioType::{Alsa, Coreaudio, Jack, Oss, Pipewire, Pulseaudio, Sdl};
        if !matches!(kind, Alsa | Oss) {
            self.dev = None;
        }
        if !matches!(kind, Coreaudio | Oss | Sdl) {
            self.buffer_count = 0;
        }
        if kind != Oss {
            self.try_poll = None;
        }
        if kind != Jack {
            (self.server_name, self.client_name) = (None, None);
            (self.connect_ports, self.exact_name) = (None, None);
        }
        if !matches!(kind, Pulseaudio | Pipewire) {
            (self.name, self.stream_name, self.latency_us) = (None, None, 0);
        }
        if self.fixed_settings != Some(true) {
            self.settings = None;
        } else {
            self.settings.get_or_insert_default();
        }
        self
    }
}

/// Kind of backend.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum AudioType {
    /// Nothing is heard.
    #[default]
    None,
    /// `alsa`.
    Alsa,
    /// `coreaudio`.
    Coreaudio,
    /// `jack`.
    Jack,
    /// `oss`.
    Oss,
    /// `pulseaudio`.
    Pulseaudio,
    /// `sdl`.
    Sdl,
    /// The client of a SPICE screen.
    Spice,
    /// A file.
    File,
    /// The client of a D-Bus screen.
    Dbus,
    /// `pipewire`.
    Pipewire,
}

/// Driver of SDL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum SdlDriver {
    /// `esd`.
    Esd,
    /// `alsa`.
    Alsa,
    /// `arts`.
    Arts,
    /// `pulseaudio`.
    Pulseaudio,
}

/// How a backend plays or records.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AudioChannelDef {
    /// Whether the emulator mixes.
    #[xml(attr = "mixingEngine")]
    pub mixing_engine: Option<bool>,
    /// Whether the format is fixed.
    #[xml(attr = "fixedSettings")]
    pub fixed_settings: Option<bool>,
    /// Streams.
    #[xml(attr, skip_default, with = "crate::domain::check::nonzero")]
    pub voices: u32,
    /// **Microseconds** that are held back.
    #[xml(attr = "bufferLength", skip_default, with = "crate::domain::check::nonzero")]
    pub buffer_length_us: u32,
    /// Name of the device.
    #[xml(attr)]
    pub dev: Option<String>,
    /// Buffers.
    #[xml(attr = "bufferCount", skip_default)]
    pub buffer_count: u32,
    /// Whether the device is polled.
    #[xml(attr = "tryPoll")]
    pub try_poll: Option<bool>,
    /// Name of the server.
    #[xml(attr = "serverName")]
    pub server_name: Option<String>,
    /// Our name.
    #[xml(attr = "clientName")]
    pub client_name: Option<String>,
    /// Ports to connect to, as a regular expression.
    #[xml(attr = "connectPorts")]
    pub connect_ports: Option<String>,
    /// Whether our name may be changed.
    #[xml(attr = "exactName")]
    pub exact_name: Option<bool>,
    /// Name of the device.
    #[xml(attr)]
    pub name: Option<String>,
    /// Name of the stream.
    #[xml(attr = "streamName")]
    pub stream_name: Option<String>,
    /// **Microseconds** of delay.
    #[xml(attr = "latency", skip_default, with = "crate::domain::check::nonzero")]
    pub latency_us: u32,
    /// The fixed format.
    #[xml(child = "settings")]
    pub settings: Option<AudioSettings>,
}

/// A fixed format of sound.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AudioSettings {
    /// Samples per second.
    #[xml(attr, skip_default, with = "crate::domain::check::nonzero")]
    pub frequency: u32,
    /// Channels.
    #[xml(attr, skip_default, with = "crate::domain::check::nonzero")]
    pub channels: u32,
    /// Format of a sample.
    #[xml(attr)]
    pub format: Option<AudioFormat>,
}

/// Format of a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum AudioFormat {
    /// `u8`.
    U8,
    /// `s8`.
    S8,
    /// `u16`.
    U16,
    /// `s16`.
    S16,
    /// `u32`.
    U32,
    /// `s32`.
    S32,
    /// `f32`.
    F32,
}
