//! What libvirt fills in where a definition says nothing.

use vir_types::{Code, Error, Origin, Result};
use vir_xml::{RawElement, scale_integer};

use super::device::Device;
use super::{ClockOffset, DomainDef, LifecycleAction, OsType, VirtType};
use crate::defaults::Defaults;
use crate::name;

impl DomainDef {
    /// Fills in what libvirt fills in for every driver.
    ///
    /// # Errors
    /// `NoName`; `XmlError` without operating system type or memory; `ConfigUnsupported` when the order
    /// of booting is given twice.
    pub fn complete(&mut self, defaults: &mut Defaults<'_>) -> Result<()> {
        // A document without name is refused for that before anything else, as libvirt does.
        name::check(&self.name, Origin::DOMAIN)?;
        if self.uuid.is_none() {
            self.uuid = Some(defaults.uuid());
        }
        self.complete_os(defaults)?;
        self.vcpus.get_or_insert(1);
        self.vcpu_placement.get_or_insert_default();
        self.set_vcpus(self.vcpus());
        self.complete_memory()?;
        self.complete_boot()?;
        self.clock.get_or_insert_default().offset.get_or_insert(ClockOffset::Utc);
        self.on_poweroff.get_or_insert(LifecycleAction::Destroy);
        self.on_reboot.get_or_insert(LifecycleAction::Restart);
        self.on_crash.get_or_insert(LifecycleAction::Destroy);
        for device in &mut self.devices.list {
            if let Device::Interface(interface) = device {
                interface.mac.get_or_insert_with(|| defaults.mac());
            }
        }
        Ok(())
    }

    fn complete_os(&mut self, defaults: &Defaults<'_>) -> Result<()> {
        match self.os.os_type {
            None if self.rest.element("bootloader").is_some() => self.os.os_type = Some(OsType::Xen),
            None => return Err(refuse("an os <type> must be specified")),
            Some(OsType::Linux) if self.virt_type == VirtType::Xen => self.os.os_type = Some(OsType::Xen),
            Some(_) => {}
        }
        if self.os.arch.is_none() {
            self.os.arch = defaults.arch().map(str::to_owned);
        }
        Ok(())
    }

    fn complete_memory(&mut self) -> Result<()> {
        let added = self.added_memory_kib();
        if self.memory_kib == 0 {
            let cells = self.cell_memory_kib();
            if cells > 0 {
                self.memory_kib = cells.saturating_add(added);
            }
        }
        if added > self.memory_kib {
            return Err(refuse("Total size of memory devices exceeds the total memory size"));
        }
        if self.memory_kib == added {
            return Err(refuse("Memory size must be specified via <memory> or in the <numa> configuration"));
        }
        if self.current_memory_kib == 0 || self.current_memory_kib > self.memory_kib {
            self.current_memory_kib = self.memory_kib;
        }
        Ok(())
    }

    /// Memory of the NUMA cells.
    fn cell_memory_kib(&self) -> u64 {
        let numa = self.rest.element("cpu").and_then(|cpu| cpu.child("numa"));
        let cells = numa.into_iter().flat_map(RawElement::elements).filter(|cell| cell.name == "cell");
        let sizes = cells.filter_map(|cell| kib(cell.attr("memory")?, cell.attr("unit")));
        sizes.fold(0, u64::saturating_add)
    }

    /// Memory of the memory devices.
    fn added_memory_kib(&self) -> u64 {
        let others = self.devices.list.iter().filter_map(|device| match device {
            Device::Other(element) if element.name == "memory" => Some(element),
            _ => None,
        });
        let sizes = others.filter_map(|device| {
            let size = device.child("target")?.child("size")?;
            kib(&size.text(), size.attr("unit"))
        });
        sizes.fold(0, u64::saturating_add)
    }
}

fn kib(size: &str, unit: Option<&str>) -> Option<u64> {
    let size = size.trim().parse().ok()?;
    let bytes = scale_integer(size, unit.unwrap_or_default(), 1024, u64::MAX).ok()?;
    Some(bytes.div_ceil(1024))
}

fn refuse(text: &str) -> Error {
    Error::new(Code::XML_ERROR, text).or_origin(Origin::DOMAIN)
}
