//! Which devices are booted from, over `<os>` and the devices.

use vir_types::{Code, Error, Origin, Result};

use super::{BootDef, BootDevice, DomainDef, OsType};

impl DomainDef {
    /// Boots from the disk where a guest with real hardware says nothing else.
    ///
    /// # Errors
    /// Devices and `<os>` both say something.
    pub(super) fn complete_boot(&mut self) -> Result<()> {
        if self.os.os_type != Some(OsType::Hvm) {
            return Ok(());
        }
        let by_device = self.devices.list.iter().any(|device| device.boot_order().is_some());
        if by_device && !self.os.boot.is_empty() {
            let text = "per-device boot elements cannot be used together with os/boot elements";
            return Err(Error::new(Code::CONFIG_UNSUPPORTED, text).or_origin(Origin::DOMAIN));
        }
        if !by_device && self.os.boot.is_empty() {
            self.os.boot.push(BootDef::new(BootDevice::Hd));
        }
        Ok(())
    }
}
