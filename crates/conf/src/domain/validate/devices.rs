//! Devices of which there is little to say each.

use std::collections::HashSet;

use vir_types::{Code, Error, Result};

use super::super::device::address::Address;
use super::super::device::filesystem::{FilesystemDef, FsDriverType, FsSource};
use super::super::device::input::{InputBus, InputDef, InputType};
use super::super::device::iommu::{IommuDef, IommuDriver, IommuModel};
use super::super::device::shmem::ShmemDef;
use super::super::device::tpm::{TpmBackend, TpmSocketMode, TpmVersion};
use super::super::features::IoapicDriver;
use super::super::os::OsType;
use super::super::{DomainDef, VirtType};
use super::disk::{address_word, is_unplaced};
use super::{named, of};
use crate::common::{Switch, refuse, unsupported, wrong};

impl InputDef {
    fn validate(&self, def: &DomainDef) -> Result<()> {
        self.check_bus(def)?;
        match self.kind {
            InputType::Mouse | InputType::Tablet | InputType::Keyboard => {
                if self.source.as_ref().is_some_and(|source| source.evdev.is_some()) {
                    return unsupported(
                        "setting source evdev path only supported for passthrough input devices",
                    );
                }
            }
            InputType::Passthrough if self.bus != Some(InputBus::Virtio) => {
                return unsupported("only bus 'virtio' is supported for 'passthrough' input devices");
            }
            InputType::Evdev if self.bus != Some(InputBus::None) => {
                return unsupported("input evdev doesn't support bus element");
            }
            InputType::Passthrough | InputType::Evdev => {}
        }
        if let Some(model) = self.model.filter(|_| self.bus != Some(InputBus::Virtio)) {
            return unsupported(format!("only bus 'virtio' is supported for input model '{model}'"));
        }
        let without_ps2 = def.features.as_ref().is_some_and(|it| it.ps2 == Some(Switch::Off));
        if self.bus == Some(InputBus::Ps2) && without_ps2 {
            return unsupported("ps2 bus inputs require the ps2 feature not to be disabled");
        }
        Ok(())
    }

    fn check_bus(&self, def: &DomainDef) -> Result<()> {
        let internal = |text: String| refuse(Code::INTERNAL_ERROR, text);
        let pointer = matches!(self.kind, InputType::Mouse | InputType::Keyboard);
        let bus = self.bus.map_or("default".into(), |bus| bus.to_string());
        match def.os.os_type {
            Some(OsType::Hvm) => {
                if self.bus == Some(InputBus::Ps2) && !pointer {
                    return internal(format!("ps2 bus does not support {} input device", self.kind));
                }
                if self.bus == Some(InputBus::Xen) {
                    return internal(format!("unsupported input bus {bus}"));
                }
            }
            Some(OsType::Xen | OsType::Linux | OsType::Xenpvh) => {
                if self.bus != Some(InputBus::Xen) {
                    return internal(format!("unsupported input bus {bus}"));
                }
                if !pointer {
                    return internal(format!("xen bus does not support {} input device", self.kind));
                }
            }
            _ if matches!(def.virt_type, VirtType::Vz | VirtType::Parallels) => {
                if self.bus != Some(InputBus::Parallels) {
                    return internal(format!("parallels containers don't support input bus {bus}"));
                }
                if !pointer {
                    return internal(format!("parallels bus does not support {} input device", self.kind));
                }
            }
            _ => {
                return internal("Input devices are not supported by this virtualization driver.".into());
            }
        }
        Ok(())
    }
}

impl IommuDef {
    fn validate(&self) -> Result<()> {
        let model = self.model;
        let said = self.driver.as_ref().is_some_and(|driver| *driver != IommuDriver::default());
        if model != IommuModel::Intel && said {
            return wrong(format!("iommu model '{model}' doesn't support additional attributes"));
        }
        if model != IommuModel::Virtio && !is_unplaced(&self.info.address) {
            return wrong(format!("iommu model '{model}' can't have address"));
        }
        Ok(())
    }
}

impl ShmemDef {
    /// Its name is that of a file in one folder of the host.
    fn validate(&self) -> Result<()> {
        if self.name.contains('/') {
            return unsupported("shmem name cannot include '/' character");
        }
        if matches!(self.name.as_str(), "." | "..") {
            return unsupported(format!("shmem name cannot be equal to '{}'", self.name));
        }
        Ok(())
    }
}

impl FilesystemDef {
    fn is_virtiofs(&self) -> bool {
        self.driver.as_ref().is_some_and(|driver| driver.kind == Some(FsDriverType::Virtiofs))
    }

    /// What it is of the host: a path, or the socket of a process that serves it.
    fn host_end(&self) -> Option<&str> {
        match &self.source {
            FsSource::Mount(source) | FsSource::Bind(source) => {
                source.as_ref().and_then(|it| it.dir.as_deref().or(it.socket.as_deref()))
            }
            FsSource::Block(source) => source.as_ref().and_then(|it| it.dev.as_deref()),
            FsSource::File(source) => source.as_ref().and_then(|it| it.file.as_deref()),
            FsSource::Template(source) => source.as_ref().and_then(|it| it.name.as_deref()),
            FsSource::Ram(_) | FsSource::Volume(_) => None,
        }
    }

    fn validate(&self) -> Result<()> {
        let of_host = !matches!(self.source, FsSource::Ram(_) | FsSource::Volume(_));
        let named = |code, name: Option<&str>| match name {
            Some(name) => Error::new(code, name),
            None => Error::bare(code),
        };
        if of_host && self.host_end().is_none() {
            return Err(named(Code::NO_SOURCE, self.target.as_deref()));
        }
        if self.target.is_none() {
            return Err(named(Code::NO_TARGET, self.host_end()));
        }
        if self.info.boot.is_some() && !self.is_virtiofs() {
            return unsupported("boot order is only supported for virtiofs");
        }
        Ok(())
    }
}

impl DomainDef {
    pub(super) fn check_filesystems(&self) -> Result<()> {
        for (at, it) in self.devices.filesystems.iter().enumerate() {
            of(it.validate(), || named("filesystem", at, &it.info))?;
        }
        // Names that virtiofs uses are its own; others may repeat among themselves.
        let (own, others): (Vec<_>, Vec<_>) =
            self.devices.filesystems.iter().partition(|it| it.is_virtiofs());
        let mut seen = HashSet::new();
        let twice = own.iter().filter_map(|it| it.target.as_deref()).find(|target| !seen.insert(*target));
        let mut others = others.iter().filter_map(|it| it.target.as_deref());
        match twice.or_else(|| others.find(|target| seen.contains(target))) {
            Some(target) => unsupported(format!("filesystem target '{target}' specified twice")),
            None => Ok(()),
        }
    }

    pub(super) fn check_small_devices(&self) -> Result<()> {
        let devices = &self.devices;
        for device in devices.infos() {
            match &device.info.address {
                Some(address @ Address::Unassigned) if device.kind != "hostdev" => {
                    return unsupported(format!(
                        "address of type '{}' is supported only for hostdevs",
                        address_word(address)
                    ));
                }
                _ => {}
            }
        }
        for card in &devices.smartcards {
            let fits = is_unplaced(&card.info.address) || matches!(card.info.address, Some(Address::Ccid(_)));
            if !fits {
                return unsupported("Controllers must use the 'ccid' address type");
            }
        }
        for (at, it) in devices.inputs.iter().enumerate() {
            of(it.validate(self), || named("input", at, &it.info))?;
        }
        devices.shmems.iter().try_for_each(ShmemDef::validate)?;
        devices.tpms.iter().try_for_each(|tpm| tpm.backend.validate())?;
        devices.iommu.as_ref().map_or(Ok(()), |iommu| iommu.validate())?;
        if devices.vsock.as_ref().is_some_and(|vsock| matches!(vsock.cid, 1 | 2)) {
            return unsupported("guest CIDs must be >= 3");
        }
        match &devices.pstore {
            None => Ok(()),
            Some(pstore) if pstore.path.as_deref().is_none_or(str::is_empty) => {
                wrong("missing path for ACPI ERST pstore device")
            }
            Some(pstore) if pstore.size_kib < 4 || !pstore.size_kib.is_power_of_two() => {
                wrong("invalid size of ACPI ERST pstore device")
            }
            Some(_) => Ok(()),
        }
    }

    pub(super) fn check_iommu(&self) -> Result<()> {
        let Some(driver) = self.devices.iommu.as_ref().and_then(|iommu| iommu.driver.as_ref()) else {
            return Ok(());
        };
        let split = self.features.as_ref().and_then(|it| it.ioapic) == Some(IoapicDriver::Qemu);
        if driver.intremap == Some(Switch::On) && !split {
            return unsupported("IOMMU interrupt remapping requires split I/O APIC (ioapic driver='qemu')");
        }
        if driver.eim == Some(Switch::On) && driver.intremap != Some(Switch::On) {
            return unsupported("IOMMU eim requires interrupt remapping to be enabled");
        }
        Ok(())
    }
}

impl TpmBackend {
    fn validate(&self) -> Result<()> {
        match self {
            Self::Emulator(emulator) => {
                // A driver chooses a version that is not given.
                let old = emulator.version == Some(TpmVersion::V1);
                if old && emulator.active_pcr_banks.is_some() {
                    return wrong("<active_pcr_banks/> requires TPM version '2.0'");
                }
                if old && emulator.profile.as_ref().is_some_and(|profile| profile.source.is_some()) {
                    return wrong("<profile/> requires TPM version '2.0'");
                }
                Ok(())
            }
            Self::External(external) if external.source.mode == TpmSocketMode::Bind => {
                wrong("only 'connect' mode is supported for external TPM device")
            }
            Self::External(_) | Self::Passthrough(_) => Ok(()),
        }
    }
}
