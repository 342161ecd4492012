//! Names that users have given to devices.

use std::collections::HashSet;

use vir_types::Result;

use super::super::DomainDef;
use super::super::device::chardev::ConsoleTargetType;
use crate::common::unsupported;

/// How such a name begins; others are the emulator's.
const OWN: &str = "ua-";

impl DomainDef {
    pub(super) fn check_aliases(&self) -> Result<()> {
        let first = self.devices.consoles.first();
        // The first console is the first serial port under another name.
        let same = first.is_some_and(|it| it.target.kind == Some(ConsoleTargetType::Serial));
        let shared = self.devices.serials.first().filter(|_| same);
        let shared = shared.and_then(|serial| serial.info.alias.as_deref());
        let mut spare = shared.is_some() && first.is_some_and(|it| it.info.alias.as_deref() == shared);
        let mut seen = HashSet::new();
        let named = self.devices.infos().filter_map(|device| device.info.alias.as_deref());
        for alias in named.filter(|alias| alias.starts_with(OWN)) {
            if !seen.insert(alias) {
                if spare && shared == Some(alias) {
                    spare = false;
                    continue;
                }
                return unsupported(format!("non unique alias detected: {alias}"));
            }
        }
        Ok(())
    }
}
