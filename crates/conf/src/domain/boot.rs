//! Which devices are booted from, over `<os>` and the devices.

use std::collections::HashSet;

use vir_types::Result;

use super::DomainDef;
use super::os::{BootDef, BootDevice, OsType};
use crate::common::unsupported;

impl DomainDef {
    /// Boots from the disk where a guest with real hardware says nothing else.
    ///
    /// # Errors
    /// Devices and `<os>` both say something, or two devices say the same.
    pub(super) fn complete_boot(&mut self) -> Result<()> {
        if self.os.os_type != Some(OsType::Hvm) {
            return Ok(());
        }
        let mut orders = HashSet::new();
        for boot in self.devices.infos().filter_map(|device| device.info.boot.as_ref()) {
            if !orders.insert(boot.order) {
                return unsupported(format!("boot order '{}' used for more than one device", boot.order));
            }
        }
        if !orders.is_empty() && !self.os.boot.is_empty() {
            return unsupported("per-device boot elements cannot be used together with os/boot elements");
        }
        if orders.is_empty() && self.os.boot.is_empty() {
            self.os.boot.push(BootDef::new(BootDevice::Hd));
        }
        Ok(())
    }
}
