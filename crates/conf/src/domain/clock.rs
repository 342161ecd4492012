//! `<clock>`: the guest's clock and timers.

use serde::{Deserialize, Serialize};
use vir_xml::{Kind, Node, Result, Writer, XmlElement, XmlEnum, XmlValue, read_attr};

/// The guest's clock.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ClockDef {
    /// What it starts from.
    pub offset: ClockOffset,
    /// It is set back to the host's time at each start, of [`ClockOffset::Utc`] and
    /// [`ClockOffset::Localtime`].
    pub reset: bool,
    /// **Seconds** that it is ahead, of [`ClockOffset::Variable`].
    pub adjustment_s: i64,
    /// What it is ahead of.
    pub basis: ClockBasis,
    /// **Seconds** that it was ahead when the guest was started.
    pub adjustment0_s: i64,
    /// Name of the time zone, of [`ClockOffset::Timezone`].
    pub timezone: Option<String>,
    /// **Seconds** since 1970 that it starts at, of [`ClockOffset::Absolute`].
    pub start: u64,
    /// Timers.
    pub timers: Vec<TimerDef>,
}

impl XmlElement for ClockDef {
    fn read(node: Node<'_>) -> Result<Self> {
        let mut def = Self::default();
        if let Some(attr) = node.attr("offset") {
            def.offset = read_attr(node, &attr, "", ClockOffset::from_text)
                .map_err(|error| error.reworded(Kind::Unsupported, "unknown clock offset '{value}'"))?;
        }
        let number = |name: &str| node.attr(name).and_then(|attr| i64::from_text(attr.value).ok());
        match def.offset {
            ClockOffset::Utc | ClockOffset::Localtime => match node.attr("adjustment") {
                None => {}
                Some(attr) if attr.value == "reset" => def.reset = true,
                Some(attr) => {
                    def.adjustment_s = i64::from_text(attr.value).map_err(|_| {
                        let text = format!("unknown clock adjustment '{}'", attr.value);
                        node.attr_error(&attr, Kind::Invalid, text)
                    })?;
                    if def.offset == ClockOffset::Localtime {
                        def.basis = ClockBasis::Localtime;
                    }
                    def.offset = ClockOffset::Variable;
                }
            },
            ClockOffset::Variable => {
                def.adjustment_s = number("adjustment").unwrap_or(0);
                def.adjustment0_s = number("adjustment0").unwrap_or(0);
                if let Some(attr) = node.attr("basis") {
                    def.basis = read_attr(node, &attr, "", ClockBasis::from_text).map_err(|error| {
                        error.reworded(Kind::Unsupported, "unknown clock basis '{value}'")
                    })?;
                }
            }
            ClockOffset::Timezone => {
                let Some(attr) = node.attr("timezone") else {
                    let text = "missing 'timezone' attribute for clock with offset='timezone'";
                    return Err(node.error(Kind::Internal, text));
                };
                def.timezone = Some(attr.value.into());
            }
            ClockOffset::Absolute => {
                let start = node.attr("start").and_then(|attr| u64::from_text(attr.value).ok());
                def.start = start.ok_or_else(|| {
                    let text = "missing 'start' attribute for clock with offset='absolute'";
                    node.error(Kind::Internal, text)
                })?;
            }
        }
        let timers = node.elements().filter(|child| child.key() == "timer");
        def.timers = timers.map(TimerDef::read).collect::<Result<_>>()?;
        Ok(def)
    }

    fn write_attrs(&self, w: &mut Writer) {
        w.attr("offset", self.offset.as_str());
        match self.offset {
            ClockOffset::Utc | ClockOffset::Localtime if self.reset => w.attr("adjustment", "reset"),
            ClockOffset::Utc | ClockOffset::Localtime => {}
            ClockOffset::Variable => {
                w.attr_fmt("adjustment", format_args!("{}", self.adjustment_s));
                w.attr("basis", self.basis.as_str());
                if w.options().status && self.adjustment0_s != 0 {
                    w.attr_fmt("adjustment0", format_args!("{}", self.adjustment0_s));
                }
            }
            ClockOffset::Timezone => w.attr("timezone", self.timezone.as_deref().unwrap_or_default()),
            ClockOffset::Absolute => w.attr_fmt("start", format_args!("{}", self.start)),
        }
    }

    fn write_nodes(&self, w: &mut Writer) {
        for timer in &self.timers {
            timer.write("timer", w);
        }
    }
}

/// What a clock starts from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum ClockOffset {
    /// The host's time in UTC.
    #[default]
    Utc,
    /// The host's time in its time zone.
    Localtime,
    /// The host's time with an offset that the guest may change.
    Variable,
    /// The host's time in another time zone.
    Timezone,
    /// A fixed time.
    Absolute,
}

/// What an offset is counted from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum ClockBasis {
    /// `utc`.
    #[default]
    Utc,
    /// `localtime`.
    Localtime,
}

/// A timer of the virtual hardware.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TimerDef {
    /// Which one.
    #[xml(attr, required)]
    pub name: TimerName,
    /// Whether the guest has it.
    #[xml(attr)]
    pub present: Option<bool>,
    /// What becomes of ticks that the guest has missed.
    #[xml(attr)]
    pub tickpolicy: Option<TickPolicy>,
    /// What it follows.
    #[xml(attr)]
    pub track: Option<TimerTrack>,
    /// **Hertz** of the processor's counter.
    #[xml(attr = "frequency", skip_default, write_if = "is_tsc")]
    pub frequency_hz: u64,
    /// How the processor's counter is offered.
    #[xml(attr, write_if = "is_tsc")]
    pub mode: Option<TimerMode>,
    /// Missed ticks before they are made up for.
    #[xml(attr = "catchup/@threshold", skip_default)]
    pub catchup_threshold: u64,
    /// Ticks that may be made up for at once.
    #[xml(attr = "catchup/@slew", skip_default)]
    pub catchup_slew: u64,
    /// Missed ticks that are made up for at most.
    #[xml(attr = "catchup/@limit", skip_default)]
    pub catchup_limit: u64,
}

fn is_tsc(def: &TimerDef, _: vir_xml::WriteOptions) -> bool {
    def.name == TimerName::Tsc
}

/// A timer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum TimerName {
    /// `platform`.
    #[default]
    Platform,
    /// `pit`.
    Pit,
    /// `rtc`.
    Rtc,
    /// `hpet`.
    Hpet,
    /// `tsc`.
    Tsc,
    /// `kvmclock`.
    Kvmclock,
    /// `hypervclock`.
    Hypervclock,
    /// `armvtimer`.
    Armvtimer,
}

/// What becomes of ticks that the guest has missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum TickPolicy {
    /// They come later.
    Delay,
    /// They come faster, until they are made up for.
    Catchup,
    /// They become one.
    Merge,
    /// They are lost.
    Discard,
}

/// What a timer follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum TimerTrack {
    /// `boot`.
    Boot,
    /// `guest`.
    Guest,
    /// `wall`.
    Wall,
    /// `realtime`.
    Realtime,
}

/// How the processor's counter is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum TimerMode {
    /// `auto`.
    Auto,
    /// `native`.
    Native,
    /// `emulate`.
    Emulate,
    /// `paravirt`.
    Paravirt,
    /// `smpsafe`.
    Smpsafe,
}
