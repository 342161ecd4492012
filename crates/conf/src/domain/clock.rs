//! `<clock>`.

use serde::{Deserialize, Serialize};
use vir_xml::{Rest, XmlElement, XmlEnum};

/// The guest's clock.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ClockDef {
    /// What it starts from; `None` is [`ClockOffset::Utc`].
    #[xml(attr)]
    pub offset: Option<ClockOffset>,
    /// Everything else.
    #[xml(rest)]
    pub rest: Rest,
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
    /// UTC with an offset that the guest may change.
    Variable,
    /// A time zone.
    Timezone,
    /// A fixed time.
    Absolute,
}
