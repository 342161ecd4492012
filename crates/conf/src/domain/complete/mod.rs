//! What libvirt fills in where a definition says nothing, whatever the driver.

mod chardevs;
mod controllers;
mod devices;
mod disks;
mod memory;
mod threads;
mod video;

use vir_types::{Code, Error, Origin, Result};

use super::device::graphics::{GraphicsDef, ListenType};
use super::loader::LoaderType;
use super::os::OsType;
use super::{DomainDef, LifecycleAction, LockFailureAction, VirtType};
use crate::common::{unsupported, wrong};
use crate::cpu::CpuMode;
use crate::defaults::Defaults;
use crate::name;

pub(super) use controllers::sort as sort_controllers;
pub(super) use disks::sort as sort_disks;

impl DomainDef {
    /// Fills in what libvirt fills in for every driver.
    ///
    /// # Errors
    /// `NoName`; `XmlError` without operating system type or memory, or where devices clash;
    /// `ConfigUnsupported` when the order of booting is given twice.
    pub fn complete(&mut self, defaults: &mut Defaults<'_>) -> Result<()> {
        // A document without name is refused for that before anything else, as libvirt does.
        name::check(&self.name, Origin::DOMAIN)?;
        self.complete_parts(defaults).map_err(|error| error.or_origin(Origin::DOMAIN))
    }

    fn complete_parts(&mut self, defaults: &mut Defaults<'_>) -> Result<()> {
        if self.uuid.is_none() {
            let told = self.sysinfo.iter().find_map(super::sysinfo::SysinfoDef::uuid);
            self.uuid = Some(told.unwrap_or_else(|| defaults.uuid()));
        }
        if let Some(genid) = &mut self.genid {
            genid.uuid.get_or_insert_with(|| defaults.uuid());
        }
        self.complete_os(defaults)?;
        self.complete_vcpus()?;
        self.complete_iothreads()?;
        self.complete_cputune()?;
        self.complete_lifecycle();
        self.cpu = self.cpu.take().filter(|cpu| **cpu != crate::cpu::CpuDef::default());
        self.add_controllers_of_hostdevs();
        self.number_controllers();
        self.complete_devices(defaults)?;
        self.complete_memory()?;
        self.refuse_twins()?;
        self.complete_boot()?;
        self.add_implied_devices()?;
        self.complete_video();
        self.complete_screens();
        self.check_cpu()
    }

    /// How a guest's processor is compared with the host's needs one to compare.
    fn check_cpu(&self) -> Result<()> {
        let custom = self.cpu.as_ref().filter(|cpu| cpu.mode() == CpuMode::Custom);
        if custom.is_some_and(|cpu| cpu.check.is_some() && cpu.model_name().is_none()) {
            let text = "check attribute specified for CPU with no model";
            return Err(Error::new(Code::CONFIG_UNSUPPORTED, text));
        }
        Ok(())
    }

    fn complete_os(&mut self, defaults: &Defaults<'_>) -> Result<()> {
        let os = &mut self.os;
        if os.os_type.is_none() && self.bootloader.is_some() {
            os.os_type = Some(OsType::Xen);
        }
        match os.os_type {
            None => return wrong("an os <type> must be specified"),
            // Xen's own interface has always been called Linux in Xen's documents.
            Some(OsType::Xen) if self.virt_type == VirtType::Xen => os.os_type = Some(OsType::Linux),
            Some(_) => {}
        }
        if self.bootloader.is_some() {
            (os.boot, os.boot_menu, os.bios) = (Vec::new(), None, None);
        }
        if os.arch.is_none() {
            os.arch = defaults.arch().map(str::to_owned);
        }
        if let Some(arch) = os.arch.as_deref().filter(|arch| !crate::words::ARCHES.contains(arch)) {
            return unsupported(format!("Unknown architecture {arch}"));
        }
        if let Some(loader) = os.loader.as_mut().filter(|loader| loader.path.is_some()) {
            loader.kind.get_or_insert(LoaderType::Rom);
        }
        if os.os_type == Some(OsType::Exe) && os.init.is_none() {
            return wrong("init binary must be specified");
        }
        Ok(())
    }

    fn complete_lifecycle(&mut self) {
        self.clock.get_or_insert_default();
        self.on_poweroff.get_or_insert(LifecycleAction::Destroy);
        self.on_reboot.get_or_insert(LifecycleAction::Restart);
        self.on_crash.get_or_insert(LifecycleAction::Destroy);
        self.on_lockfailure = self.on_lockfailure.filter(|action| *action != LockFailureAction::Default);
    }

    /// A SPICE server that has no port listens nowhere.
    fn complete_screens(&mut self) {
        for screen in &mut self.devices.graphics {
            if let GraphicsDef::Spice(spice) = screen
                && (spice.port, spice.tls_port, spice.autoport) == (0, 0, false)
                && let Some(first) = spice.listens.first_mut()
                && first.kind == ListenType::Address
            {
                first.kind = ListenType::None;
                first.address = None;
            }
        }
    }

    /// Refuses two devices of which there can be one only.
    fn refuse_twins(&self) -> Result<()> {
        let mut seen = std::collections::HashSet::new();
        for controller in &self.devices.controllers {
            let is_usb = controller.kind == super::device::controller::ControllerType::Usb;
            let index = controller.index.unwrap_or_default();
            if !is_usb && !seen.insert((controller.kind, index)) {
                return wrong(format!("Multiple '{}' controllers with index '{index}'", controller.kind));
            }
        }
        let mut models = std::collections::HashSet::new();
        for panic in &self.devices.panics {
            if !models.insert(panic.model) {
                let model = panic.model.map_or("default".to_owned(), |model| model.to_string());
                return wrong(format!("Multiple panic devices with model '{model}'"));
            }
        }
        Ok(())
    }
}

pub(super) fn refuse(text: &str) -> Error {
    Error::new(Code::XML_ERROR, text).or_origin(Origin::DOMAIN)
}
