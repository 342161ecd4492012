//! A usual guest in a few lines.

use vir_types::{Code, Error, Origin, Result};
use vir_xml::XmlValue;

use super::device::DevicesDef;
use super::device::disk::DiskDef;
use super::device::interface::DomainInterfaceDef;
use super::os::OsType;
use super::{DomainDef, VirtType};
use crate::defaults::Defaults;

/// Builds a [`DomainDef`]; whatever has no method here is a public field of the result.
#[derive(Debug)]
#[must_use]
pub struct DomainBuilder {
    virt_type: String,
    def: DomainDef,
}

impl DomainDef {
    /// A guest of this type (`kvm`, `qemu`, `test` …) and name.
    pub fn builder(virt_type: &str, name: &str) -> DomainBuilder {
        let mut def = Self { name: name.into(), ..Self::default() };
        def.os.os_type = Some(OsType::Hvm);
        DomainBuilder { virt_type: virt_type.into(), def }
    }
}

impl DomainBuilder {
    /// Memory, in **MiB**.
    pub fn memory_mib(mut self, mib: u64) -> Self {
        self.def.memory_kib = mib.saturating_mul(1024);
        self
    }

    /// Virtual CPUs.
    pub fn vcpus(mut self, vcpus: u32) -> Self {
        self.def.vcpus = Some(vcpus);
        self
    }

    /// The type of the machine.
    pub fn machine(mut self, machine: &str) -> Self {
        self.def.os.machine = Some(machine.into());
        self
    }

    /// A disk of virtio kind in a file, seen as `target` (`vda` …).
    pub fn disk(self, file: &str, target: &str) -> Self {
        self.devices(|devices| devices.disks.push(DiskDef::file(file, target)))
    }

    /// A network card of virtio kind in this virtual network.
    pub fn network(self, network: &str) -> Self {
        self.devices(|devices| devices.interfaces.push(DomainInterfaceDef::network(network)))
    }

    /// Any other devices.
    pub fn devices(mut self, add: impl FnOnce(&mut DevicesDef)) -> Self {
        add(&mut self.def.devices);
        self
    }

    /// The guest, completed and validated.
    ///
    /// # Errors
    /// `ConfigUnsupported`: no such type. Else as [`DomainDef::complete`] and [`DomainDef::validate`].
    pub fn build(mut self, defaults: &mut Defaults<'_>) -> Result<DomainDef> {
        self.def.virt_type = VirtType::from_text(&self.virt_type).map_err(|_| {
            let text = format!("invalid domain type {}", self.virt_type);
            Error::new(Code::CONFIG_UNSUPPORTED, text).or_origin(Origin::DOMAIN)
        })?;
        self.def.complete(defaults)?;
        self.def.validate()?;
        Ok(self.def)
    }
}
