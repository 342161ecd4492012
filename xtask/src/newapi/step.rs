//! The steps of the sequence in CONTRIBUTING.md.

use std::fmt;

use anyhow::{Result, bail};

/// One step, which is one patch to one crate.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    Words,
    Driver,
    Public,
    Wire,
    Client,
    Guard,
    Dispatch,
    Older,
    Command,
    Document,
    /// In the driver of this name.
    Implement(String),
}

impl Step {
    /// `1`, …, `5a`, …, `9`, `9:qemu`.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        Ok(match text {
            "1" => Self::Words,
            "2" => Self::Driver,
            "3" => Self::Public,
            "4" => Self::Wire,
            "5a" => Self::Client,
            "5b" => Self::Guard,
            "5c" => Self::Dispatch,
            "6" => Self::Older,
            "7" => Self::Command,
            "8" => Self::Document,
            "9" => Self::Implement(String::new()),
            other => match other.strip_prefix("9:") {
                Some(driver) if !driver.is_empty() => Self::Implement(driver.to_owned()),
                _ => bail!("'{other}' is no step: 1, 2, 3, 4, 5a, 5b, 5c, 6, 7, 8, 9, or 9:DRIVER"),
            },
        })
    }

    /// The targets of `cargo xtask codegen` that belong to the step.
    pub(crate) fn targets(&self) -> &'static [&'static str] {
        match self {
            Self::Public => &["blocking"],
            Self::Wire => &["protocol"],
            Self::Client => &["client"],
            Self::Guard => &["guard"],
            Self::Dispatch => &["dispatch", "recorder"],
            _ => &[],
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Words => "1",
            Self::Driver => "2",
            Self::Public => "3",
            Self::Wire => "4",
            Self::Client => "5a",
            Self::Guard => "5b",
            Self::Dispatch => "5c",
            Self::Older => "6",
            Self::Command => "7",
            Self::Document => "8",
            Self::Implement(driver) => return write!(f, "9:{driver}"),
        })
    }
}
