//! Folders of the host that guests see.

use vir_conf::domain::device::address::Address;
use vir_conf::domain::device::filesystem::{FilesystemDef, FsAccessMode, FsDriver, FsDriverType, FsSource};
use vir_types::Result;

use super::{Check, refuse_if};
use crate::address::is_unplaced;
use crate::caps::Cap;

impl Check<'_> {
    pub(super) fn check_filesystem(&self, it: &FilesystemDef) -> Result<()> {
        refuse_if!(!matches!(it.source, FsSource::Mount(_)), "only supports mount filesystem type");
        refuse_if!(
            it.space_hard_limit_bytes > 0 || it.space_soft_limit_bytes > 0,
            "filesystem usage limits are not supported with QEMU"
        );
        refuse_if!(
            it.multidevs.is_some() && !self.has(Cap::FSDEV_MULTIDEVS),
            "multidevs is not supported with this QEMU binary"
        );
        let has_modes = it.fmode != 0 || it.dmode != 0;
        refuse_if!(
            has_modes && it.accessmode != Some(FsAccessMode::Mapped),
            "fmode and dmode must be used with accessmode=mapped"
        );
        let nothing = FsDriver::default();
        let driver = it.driver.as_ref().unwrap_or(&nothing);
        let sandbox = it.binary.as_ref().is_some_and(|binary| binary.sandbox.is_some());
        refuse_if!(
            sandbox && driver.kind != Some(FsDriverType::Virtiofs),
            "sandbox can only be used with driver=virtiofs"
        );
        let passes = it.accessmode == Some(FsAccessMode::Passthrough);
        match driver.kind {
            Some(FsDriverType::Handle) => refuse_if!(!passes, "only supports passthrough accessmode"),
            Some(FsDriverType::Loop | FsDriverType::Nbd | FsDriverType::Ploop) => {
                refuse_if!(true, "Filesystem driver type not supported");
            }
            Some(FsDriverType::Virtiofs) => self.check_virtiofs(it, driver, has_modes)?,
            Some(FsDriverType::Mtp) => {
                refuse_if!(!self.has(Cap::USB_MTP), "mtp is not supported with this QEMU binary");
                refuse_if!(!passes, "mtp only supports passthrough accessmode");
            }
            _ => {}
        }
        Ok(())
    }

    fn check_virtiofs(&self, it: &FilesystemDef, driver: &FsDriver, has_modes: bool) -> Result<()> {
        let own = !matches!(&it.source, FsSource::Mount(Some(source)) if source.socket.is_some());
        if own {
            refuse_if!(
                it.accessmode != Some(FsAccessMode::Passthrough),
                "virtiofs only supports passthrough accessmode"
            );
            refuse_if!(driver.wrpolicy.is_some(), "virtiofs does not support wrpolicy");
        }
        refuse_if!(it.model.is_some(), "virtiofs does not support model");
        refuse_if!(driver.format.is_some(), "virtiofs does not support format");
        refuse_if!(!self.has(Cap::VHOST_USER_FS), "virtiofs is not supported with this QEMU binary");
        refuse_if!(it.multidevs.is_some(), "virtiofs does not support multidevs");
        refuse_if!(has_modes, "virtiofs does not support fmode and dmode");
        self.require_shared_memory("virtiofs")?;
        if it.info.boot.is_some() {
            refuse_if!(
                !self.has(Cap::VHOST_USER_FS_BOOTINDEX),
                "setting virtiofs boot order is not supported with this QEMU binary"
            );
            refuse_if!(
                !is_unplaced(&it.info) && !matches!(it.info.address, Some(Address::Pci(_))),
                "setting virtiofs boot order is supported only with PCI bus"
            );
        }
        Ok(())
    }
}
