//! The emulator, the machine, what is booted, and what happens when the guest ends.

use vir_conf::domain::device::disk::DiskSource;
use vir_conf::domain::launch_security::LaunchSecurityDef;
use vir_conf::domain::loader::LoaderType;
use vir_conf::domain::os::{AcpiTableType, Firmware, OsType};
use vir_conf::domain::{LifecycleAction, VirtType};
use vir_types::Result;

use super::{Check, refuse_as, refuse_if};
use crate::caps::Cap;

impl Check<'_> {
    pub(super) fn check_emulator(&self) -> Result<()> {
        let (def, emulator, arch, machine) = (self.def, self.emulator(), self.arch(), self.machine());
        if let Some(kind) = def.os.os_type.filter(|kind| *kind != OsType::Hvm) {
            refuse_if!(true, "Emulator '{emulator}' does not support os type '{kind}'");
        }
        let same = match (self.caps.arch.as_str(), arch) {
            (own, wanted) if own == wanted => true,
            ("x86_64", "i686") | ("aarch64", "armv7l") | ("armv7l", "armv6l") | ("ppc64", "ppc64le") => true,
            _ => false,
        };
        refuse_if!(!same, "Emulator '{emulator}' does not support arch '{arch}'");
        let known = match def.virt_type {
            VirtType::Qemu => self.has(Cap::TCG),
            VirtType::Kvm => self.has(Cap::KVM),
            VirtType::Hvf => self.has(Cap::HVF),
            _ => false,
        };
        refuse_if!(!known, "Emulator '{emulator}' does not support virt type '{}'", def.virt_type);
        let accel = self.caps.accel(def.virt_type);
        let found = accel.and_then(|accel| accel.machines.iter().find(|it| it.name == machine));
        refuse_if!(
            accel.is_some_and(|accel| !accel.machines.is_empty()) && found.is_none(),
            "Emulator '{emulator}' does not support machine type '{machine}'"
        );
        let acpi = found.and_then(|machine| machine.acpi);
        refuse_if!(acpi == Some(false) && self.acpi(), "machine type '{machine}' does not support ACPI");
        refuse_if!(
            def.memtune.as_ref().is_some_and(|tune| tune.min_guarantee_kib > 0),
            "Parameter 'min_guarantee' not supported by QEMU."
        );
        Ok(())
    }

    pub(super) fn check_firmware_needs(&self) -> Result<()> {
        let def = self.def;
        let kind = def.os.loader.as_ref().and_then(|loader| loader.kind);
        let is_efi = def.os.firmware == Some(Firmware::Efi) || kind == Some(LoaderType::Pflash);
        refuse_if!(is_efi && self.is_x86() && !self.acpi(), "UEFI requires ACPI on this architecture");
        refuse_if!(
            !is_efi && self.arch() == "aarch64" && self.acpi(),
            "ACPI requires UEFI on this architecture"
        );
        refuse_if!(
            def.genid.is_some() && !self.has(Cap::VMGENID),
            "this QEMU does not support the 'genid' capability"
        );
        if def.os.bios.as_ref().and_then(|bios| bios.useserial) == Some(true) {
            refuse_if!(!self.is_x86(), "BIOS serial console only supported on x86 architectures");
            refuse_as!(
                XML_ERROR,
                def.devices.serials.is_empty(),
                "need at least one serial port to use BIOS serial output"
            );
        }
        Ok(())
    }

    pub(super) fn check_lifecycle(&self) -> Result<()> {
        let (off, reboot, crash) = (self.def.on_poweroff, self.def.on_reboot, self.def.on_crash);
        let any = |action| [off, reboot, crash].contains(&Some(action));
        refuse_if!(
            any(LifecycleAction::RenameRestart),
            "qemu driver doesn't support the 'rename-restart' action for 'on_reboot'/'on_poweroff'/'on_crash'"
        );
        refuse_if!(
            [off, reboot].contains(&Some(LifecycleAction::Preserve)),
            "qemu driver doesn't support the 'preserve' action for 'on_reboot'/'on_poweroff'"
        );
        refuse_if!(
            off == Some(LifecycleAction::Restart) && reboot == Some(LifecycleAction::Destroy),
            "qemu driver doesn't support 'onReboot' set to 'destroy and 'onPoweroff' set to 'reboot'"
        );
        Ok(())
    }

    pub(super) fn check_boot(&self) -> Result<()> {
        let def = self.def;
        let power =
            def.power.as_ref().is_some_and(|it| it.suspend_to_mem.is_some() || it.suspend_to_disk.is_some());
        refuse_if!(power && !self.is_x86(), "setting ACPI S3/S4 not supported");
        refuse_if!(
            def.bootloader.is_some() || def.bootloader_args.is_some(),
            "bootloader is not supported by QEMU"
        );
        if def.os.loader.as_ref().and_then(|loader| loader.secure) == Some(true) {
            refuse_if!(!self.kind.is_q35(), "Secure boot is supported with q35 machine types only");
            refuse_if!(self.arch() != "x86_64", "Secure boot is supported for x86_64 architecture only");
            let smm = def.features.as_ref().and_then(|it| it.smm.as_ref()).is_some_and(|smm| smm.on);
            refuse_if!(def.os.firmware.is_none() && !smm, "Secure boot requires SMM feature enabled");
        }
        self.check_nvram()?;
        for table in def.os.acpi_tables.iter().flat_map(|tables| &tables.list) {
            refuse_if!(
                table.kind == AcpiTableType::Rawset,
                "ACPI table type '{}' is not supported",
                table.kind
            );
        }
        refuse_if!(
            def.os.shim.is_some() && !self.has(Cap::SHIM),
            "shim is not supported by this QEMU binary"
        );
        Ok(())
    }

    fn check_nvram(&self) -> Result<()> {
        let Some(nvram) = self.def.os.nvram.as_deref() else { return Ok(()) };
        let Some(source) = &nvram.source else { return Ok(()) };
        use vir_xml::XmlUnion as _;
        let fits = matches!(source, DiskSource::File(_) | DiskSource::Block(_) | DiskSource::Network(_));
        refuse_if!(!fits, "unsupported nvram disk type '{}'", source.case());
        if let Some(common) = source.common() {
            refuse_if!(common.slices.is_some(), "slices are not supported with NVRAM");
            refuse_if!(common.reservations.is_some(), "persistent reservations are not supported with NVRAM");
        }
        self.check_storage(source, nvram.format, false, None)
    }

    pub(super) fn check_sysinfo(&self) -> Result<()> {
        for file in self.def.sysinfo.iter().flat_map(|info| &info.files) {
            refuse_if!(!file.name.starts_with("opt/"), "Invalid firmware name");
            let reserved = ["opt/ovmf/", "opt/org.qemu/"].iter().any(|name| file.name.starts_with(name));
            refuse_if!(reserved, "That firmware name is reserved");
        }
        Ok(())
    }

    pub(super) fn check_launch_security(&self) -> Result<()> {
        let Some(security) = self.def.launch_security.as_deref() else { return Ok(()) };
        let (name, known) = match security {
            LaunchSecurityDef::Sev(_) => ("sev", self.has(Cap::SEV_GUEST)),
            LaunchSecurityDef::SevSnp(_) => ("sev-snp", self.has(Cap::SEV_SNP_GUEST)),
            _ => ("s390-pv", self.has(Cap::S390_PV_GUEST) && self.has(Cap::CONFIDENTIAL_GUEST_SUPPORT)),
        };
        refuse_if!(!known, "'{name}' launch security is not supported with this QEMU binary");
        if let LaunchSecurityDef::Sev(sev) = security {
            refuse_if!(
                sev.kernel_hashes.is_some() && !self.has(Cap::SEV_GUEST_KERNEL_HASHES),
                "SEV measured direct kernel boot is not supported with this QEMU binary"
            );
        }
        Ok(())
    }
}
