//! Descriptors: documents by which packages tell of the firmware that they bring (QEMU's `firmware.json`).

use serde::{Deserialize, Serialize};

/// A firmware, as its descriptor describes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Firmware {
    /// What it is to guests: `uefi`, `bios` and others; the first is the main one.
    pub interface_types: Vec<String>,
    /// How it comes into a guest.
    pub mapping: Device,
    /// The machines that it is for.
    pub targets: Vec<Target>,
    /// What it can do.
    #[serde(default)]
    pub features: Vec<String>,
}

/// How a firmware comes into a guest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "device", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Device {
    /// As flash memory.
    #[serde(rename_all = "kebab-case")]
    Flash {
        /// Where its variables are.
        #[serde(default)]
        mode: FlashMode,
        /// Its code.
        executable: Image,
        /// The variables that a new guest begins with.
        #[serde(default)]
        nvram_template: Option<Image>,
    },
    /// As a kernel.
    Kernel {
        /// The file.
        filename: String,
    },
    /// As read-only memory.
    Memory {
        /// The file.
        filename: String,
    },
}

/// Where the variables of a firmware in flash memory are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FlashMode {
    /// In a file of their own.
    #[default]
    Split,
    /// Beside its code.
    Combined,
    /// Nowhere.
    Stateless,
}

/// An image of flash memory.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Image {
    /// The file.
    pub filename: String,
    /// Its format.
    pub format: String,
}

/// Machines that a firmware is for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Target {
    /// Their architecture, by QEMU's name.
    pub architecture: String,
    /// Their names, with `*` and `?`.
    pub machines: Vec<String>,
}

impl Firmware {
    /// Reads a descriptor; one that is not understood counts as not there.
    #[must_use]
    pub fn parse(json: &str) -> Option<Self> {
        let firmware: Self = serde_json::from_str(json).ok()?;
        let whole = match &firmware.mapping {
            Device::Flash { mode: FlashMode::Split, nvram_template, .. } => nvram_template.is_some(),
            _ => true,
        };
        whole.then_some(firmware)
    }

    /// Whether it can do this.
    #[must_use]
    pub fn has(&self, feature: &str) -> bool {
        self.features.iter().any(|it| it == feature)
    }

    /// Whether it is for this machine.
    #[must_use]
    pub fn fits(&self, arch: &str, machine: &str) -> bool {
        let ours = |target: &Target| match target.architecture.as_str() {
            "i386" => arch == "i686",
            "arm" => arch == "armv7l",
            other => arch == other,
        };
        let targets = self.targets.iter().filter(|target| ours(target));
        targets.flat_map(|target| &target.machines).any(|pattern| matches(pattern, machine))
    }
}

/// Whether a text fits a pattern with `*` and `?`.
fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0usize, 0usize);
    // Where to go on if the last star has to take one more.
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p = p.saturating_add(1);
            }
            Some(wanted) if *wanted == '?' || text.get(t) == Some(wanted) => {
                p = p.saturating_add(1);
                t = t.saturating_add(1);
            }
            _ => {
                let Some((at, taken)) = star else { return false };
                p = at.saturating_add(1);
                t = taken.saturating_add(1);
                star = Some((at, t));
            }
        }
    }
    pattern.iter().skip(p).all(|rest| *rest == '*')
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns() {
        for (pattern, text, fits) in [
            ("pc-q35-*", "pc-q35-10.0", true),
            ("pc-q35-*", "q35", false),
            ("pc", "pc", true),
            ("pc", "pcx", false),
            ("*", "", true),
            ("a*b*c", "aXbXbYc", true),
            ("a*b*c", "aXbXbYd", false),
            ("virt?1", "virt-1", true),
        ] {
            assert_eq!(matches(pattern, text), fits, "{pattern} {text}");
        }
    }
}
