//! `<watchdog>`: a device that acts when the guest has hung.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

use super::info::DeviceInfo;

/// A device that acts when the guest has hung.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WatchdogDef {
    /// Kind of hardware.
    #[xml(attr, required)]
    pub model: WatchdogModel,
    /// What it does.
    #[xml(attr)]
    pub action: WatchdogAction,
    /// Alias and place.
    #[xml(flatten)]
    pub info: DeviceInfo,
}

/// Kind of hardware of a watchdog.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum WatchdogModel {
    /// `i6300esb`.
    #[default]
    I6300esb,
    /// `ib700`.
    Ib700,
    /// `diag288`.
    Diag288,
    /// `itco`.
    Itco,
}

/// What a watchdog does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum WatchdogAction {
    /// Starts the guest anew, at once.
    #[default]
    Reset,
    /// Asks the guest to shut down.
    Shutdown,
    /// Stops the guest, at once.
    Poweroff,
    /// Pauses the guest.
    Pause,
    /// Saves the guest's memory, then starts it anew.
    Dump,
    /// Nothing.
    None,
    /// Interrupts the guest.
    #[xml(name = "inject-nmi")]
    InjectNmi,
}
