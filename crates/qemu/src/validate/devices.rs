//! Small devices.

use std::collections::HashSet;

use vir_conf::domain::device::address::Address;
use vir_conf::domain::device::crypto::CryptoBackend;
use vir_conf::domain::device::disk::VirtioModel;
use vir_conf::domain::device::input::{InputBus, InputDef, InputType};
use vir_conf::domain::device::iommu::{IommuDef, IommuModel};
use vir_conf::domain::device::memballoon::{BalloonModel, MemballoonDef};
use vir_conf::domain::device::panic::PanicModel;
use vir_conf::domain::device::shmem::{ShmemDef, ShmemModel};
use vir_conf::domain::device::tpm::{TpmBackend, TpmDef, TpmModel, TpmVersion};
use vir_conf::domain::device::watchdog::{WatchdogDef, WatchdogModel};
use vir_types::Result;
use vir_xml::XmlUnion as _;

use super::{Check, refuse_as, refuse_if};
use crate::address::is_unplaced;
use crate::caps::Cap;
use crate::complete::has_ps2;
use crate::machine::MachineKind;

impl Check<'_> {
    pub(super) fn check_small_devices(&self) -> Result<()> {
        let devices = &self.def.devices;
        for input in &devices.inputs {
            self.check_place(&input.info, None)?;
            self.check_input(input)?;
        }
        for memory in &devices.memories {
            self.check_place(&memory.info, None)?;
            self.check_memory_device(memory)?;
        }
        for watchdog in &devices.watchdogs {
            self.check_place(&watchdog.info, None)?;
            self.check_watchdog(watchdog)?;
        }
        if let Some(balloon) = &devices.memballoon {
            self.check_place(&balloon.info, None)?;
            self.check_balloon(balloon)?;
        }
        self.check_nvram_device()?;
        for hub in &devices.hubs {
            self.check_place(&hub.info, None)?;
            refuse_if!(!self.has(Cap::USB_HUB), "usb-hub not supported by QEMU binary");
        }
        for shmem in &devices.shmems {
            self.check_place(&shmem.info, None)?;
            self.check_shmem(shmem)?;
        }
        for tpm in &devices.tpms {
            self.check_place(&tpm.info, None)?;
            self.check_tpm(tpm)?;
        }
        if let Some(iommu) = &devices.iommu {
            self.check_place(&iommu.info, None)?;
            self.check_iommu(iommu)?;
        }
        if let Some(vsock) = &devices.vsock {
            self.check_place(&vsock.info, None)?;
            refuse_if!(!self.has(Cap::VHOST_VSOCK), "vsock device is not supported with this QEMU binary");
        }
        for crypto in &devices.cryptos {
            self.check_place(&crypto.info, None)?;
            refuse_if!(!self.has(Cap::VIRTIO_CRYPTO), "crypto model {} is not supported", crypto.model);
            refuse_if!(
                crypto.backend == CryptoBackend::Lkcf && !self.has(Cap::CRYPTODEV_BACKEND_LKCF),
                "crypto backend {} is not supported",
                crypto.backend
            );
        }
        if let Some(pstore) = &devices.pstore {
            refuse_if!(!self.has(Cap::ACPI_ERST), "acpi-erst backend of pstore device is not supported");
            let on_pci = is_unplaced(&pstore.info) || matches!(pstore.info.address, Some(Address::Pci(_)));
            refuse_if!(!on_pci, "ACPI ERST device must reside on a PCI bus");
        }
        Ok(())
    }

    fn check_input(&self, input: &InputDef) -> Result<()> {
        refuse_if!(
            input.bus == Some(InputBus::Ps2) && !has_ps2(self.def, self.caps),
            "ps2 is not supported by this QEMU binary"
        );
        refuse_if!(
            input.bus == Some(InputBus::Usb) && input.kind == InputType::Keyboard && !self.has(Cap::USB_KBD),
            "usb keyboard is not supported by this QEMU binary"
        );
        if input.bus != Some(InputBus::Virtio) {
            return Ok(());
        }
        refuse_if!(
            input.model.is_some_and(|model| model != VirtioModel::Virtio),
            "virtio (non-)transitional models are not supported for input type={}",
            input.kind
        );
        let (name, cap, ccw) = match input.kind {
            InputType::Mouse => ("virtio-mouse", Cap::VIRTIO_MOUSE, Some(Cap::VIRTIO_MOUSE_CCW)),
            InputType::Tablet => ("virtio-tablet", Cap::VIRTIO_TABLET, Some(Cap::VIRTIO_TABLET_CCW)),
            InputType::Keyboard => ("virtio-keyboard", Cap::VIRTIO_KEYBOARD, Some(Cap::VIRTIO_KEYBOARD_CCW)),
            InputType::Evdev => ("input-linux", Cap::INPUT_LINUX, None),
            _ => ("virtio-input-host", Cap::VIRTIO_INPUT_HOST, None),
        };
        let on_ccw = matches!(input.info.address, Some(Address::Ccw(_)));
        refuse_if!(
            !self.has(cap) || (on_ccw && !ccw.is_some_and(|cap| self.has(cap))),
            "{name} is not supported by this QEMU binary"
        );
        Ok(())
    }

    pub(super) fn check_watchdog_count(&self) -> Result<()> {
        let mut seen = HashSet::new();
        let single = self.def.devices.watchdogs.iter().filter(|it| it.model != WatchdogModel::I6300esb);
        for watchdog in single {
            refuse_if!(
                !seen.insert(watchdog.model),
                "domain can only have one watchdog with model '{}'",
                watchdog.model
            );
        }
        Ok(())
    }

    fn check_watchdog(&self, watchdog: &WatchdogDef) -> Result<()> {
        let first = self.def.devices.watchdogs.first();
        refuse_if!(
            first.is_some_and(|first| first.action != watchdog.action),
            "watchdogs with different actions are not supported with this QEMU binary"
        );
        let model = watchdog.model;
        let unplaced = is_unplaced(&watchdog.info);
        match model {
            WatchdogModel::I6300esb => refuse_if!(
                !unplaced && !matches!(watchdog.info.address, Some(Address::Pci(_))),
                "{model} model of watchdog can go only on PCI bus"
            ),
            WatchdogModel::Ib700 => {
                refuse_if!(
                    !self.kind.is_i440fx(),
                    "{model} model of watchdog cannot be used with this machine type"
                );
                refuse_if!(!unplaced, "{model} model of watchdog does not support configuring the address");
            }
            WatchdogModel::Diag288 => {
                refuse_if!(!unplaced, "{model} model of watchdog is virtual and cannot go on any bus.");
                refuse_if!(!self.is_s390(), "{model} model of watchdog is allowed for s390 and s390x only");
            }
            WatchdogModel::Itco => {
                refuse_if!(
                    !unplaced,
                    "{model} model of watchdog is part of the machine and cannot have any address set."
                );
                refuse_if!(!self.kind.is_q35(), "{model} model of watchdog is only part of q35 machine");
            }
            _ => {}
        }
        Ok(())
    }

    fn check_balloon(&self, balloon: &MemballoonDef) -> Result<()> {
        if balloon.model == BalloonModel::None {
            return Ok(());
        }
        refuse_if!(
            balloon.model == BalloonModel::Xen,
            "Memory balloon device type '{}' is not supported by this version of qemu",
            balloon.model
        );
        refuse_if!(
            balloon.autodeflate.is_some() && !self.has(Cap::VIRTIO_BALLOON_PCI_DEFLATE_ON_OOM),
            "deflate-on-oom is not supported by this QEMU binary"
        );
        refuse_if!(
            balloon.free_page_reporting.is_some() && !self.has(Cap::VIRTIO_BALLOON_FREE_PAGE_REPORTING),
            "freePageReporting is not supported by this QEMU binary"
        );
        Ok(())
    }

    fn check_nvram_device(&self) -> Result<()> {
        let Some(nvram) = &self.def.devices.nvram else { return Ok(()) };
        refuse_if!(self.kind != MachineKind::Pseries, "nvram device is only supported for PPC64");
        refuse_if!(!self.has(Cap::NVRAM), "nvram device is not supported by this QEMU binary");
        let placed = matches!(&nvram.info.address, Some(Address::SpaprVio(it)) if it.reg.is_some());
        refuse_as!(XML_ERROR, !placed, "nvram address type must be spaprvio");
        Ok(())
    }

    fn check_shmem(&self, shmem: &ShmemDef) -> Result<()> {
        let size = shmem.size.as_ref().map_or(0, |size| size.bytes);
        refuse_as!(
            XML_ERROR,
            size > 0 && (size < 1 << 20 || !size.is_power_of_two()),
            "shmem size must be a power of 2 and at least 1 MiB (1024 KiB)"
        );
        let model = shmem.model;
        refuse_if!(model == ShmemModel::Ivshmem, "ivshmem device is no longer supported");
        let cap = if model == ShmemModel::IvshmemPlain { Cap::IVSHMEM_PLAIN } else { Cap::IVSHMEM_DOORBELL };
        refuse_if!(!self.has(cap), "shmem model '{model}' is not supported by this QEMU binary");
        Ok(())
    }

    pub(super) fn check_panics(&self) -> Result<()> {
        for panic in &self.def.devices.panics {
            let Some(model) = panic.model else {
                refuse_if!(
                    true,
                    "no panic model provided, and no default for the architecture and machine type"
                );
                continue;
            };
            let (guests, fits) = match model {
                PanicModel::S390 => ("S390", self.is_s390()),
                PanicModel::Hyperv => ("i686 and x86_64", self.is_x86()),
                PanicModel::Pseries => ("pSeries", self.kind == MachineKind::Pseries),
                _ => ("", true),
            };
            refuse_if!(!fits, "only {guests} guests support panic device of model '{model}'");
            let unplaced = is_unplaced(&panic.info);
            match model {
                PanicModel::Isa => {
                    refuse_if!(
                        !self.has(Cap::PVPANIC),
                        "the QEMU binary does not support the ISA panic device"
                    );
                    refuse_if!(
                        !unplaced && !matches!(panic.info.address, Some(Address::Isa(_))),
                        "panic is supported only with ISA address type"
                    );
                }
                PanicModel::Pvpanic => {
                    refuse_if!(
                        !self.has(Cap::PVPANIC_PCI),
                        "the QEMU binary does not support the PCI pvpanic device"
                    );
                    refuse_if!(
                        !matches!(panic.info.address, Some(Address::Pci(_))),
                        "pvpanic is supported only with PCI address type"
                    );
                }
                _ => refuse_if!(
                    !unplaced,
                    "setting the panic device address is not supported for model '{model}'"
                ),
            }
        }
        Ok(())
    }

    pub(super) fn check_tpm_count(&self) -> Result<()> {
        let is_proxy = |it: &&TpmDef| it.model == Some(TpmModel::SpaprTpmProxy);
        let tpms = &self.def.devices.tpms;
        let proxies = tpms.iter().filter(is_proxy).count();
        refuse_if!(proxies > 1, "only a single TPM Proxy device is supported");
        refuse_if!(tpms.len().saturating_sub(proxies) > 1, "only a single TPM non-proxy device is supported");
        Ok(())
    }

    fn check_tpm(&self, tpm: &TpmDef) -> Result<()> {
        let emulator = self.emulator();
        let model = tpm.model.unwrap_or(TpmModel::TpmTis);
        if let TpmBackend::Emulator(backend) = &tpm.backend
            && backend.version == Some(TpmVersion::V1)
        {
            refuse_if!(model != TpmModel::TpmTis, "TPM 1.2 is not supported for model '{model}'");
            refuse_if!(!self.is_x86(), "TPM 1.2 is not supported on architecture '{}'", self.arch());
        }
        let passes = matches!(tpm.backend, TpmBackend::Passthrough(_));
        let cap = if passes { Cap::TPM_PASSTHROUGH } else { Cap::TPM_EMULATOR };
        refuse_if!(
            !self.has(cap),
            "The QEMU executable {emulator} does not support TPM backend type {}",
            tpm.backend.case()
        );
        refuse_if!(
            self.is_power() && model == TpmModel::SpaprTpmProxy && !passes,
            "TPM Proxy model {model} requires 'Passthrough' backend"
        );
        let cap = match model {
            TpmModel::TpmTis => Cap::TPM_TIS,
            TpmModel::TpmCrb => Cap::TPM_CRB,
            TpmModel::TpmSpapr => Cap::TPM_SPAPR,
            _ => Cap::SPAPR_TPM_PROXY,
        };
        refuse_if!(!self.has(cap), "The QEMU executable {emulator} does not support TPM model {model}");
        Ok(())
    }

    fn check_iommu(&self, iommu: &IommuDef) -> Result<()> {
        let model = iommu.model;
        let (machines, fits, known) = match model {
            IommuModel::Intel => ("Q35", self.kind.is_q35(), self.has(Cap::INTEL_IOMMU)),
            IommuModel::Smmuv3 => {
                ("ARM Virt", self.kind == MachineKind::ArmVirt, self.has(Cap::MACHINE_VIRT_IOMMU))
            }
            _ => (
                "Q35 and ARM Virt",
                self.kind.is_q35() || self.kind == MachineKind::ArmVirt,
                self.has(Cap::VIRTIO_IOMMU_PCI) && self.has(Cap::VIRTIO_IOMMU_BOOT_BYPASS),
            ),
        };
        refuse_if!(!fits, "IOMMU device: '{model}' is only supported with {machines} machines");
        refuse_if!(!known, "IOMMU device: '{model}' is not supported with this QEMU binary");
        if model == IommuModel::Virtio {
            refuse_if!(!self.acpi(), "IOMMU device: '{model}' requires ACPI");
            refuse_if!(
                !is_unplaced(&iommu.info) && !matches!(iommu.info.address, Some(Address::Pci(_))),
                "IOMMU device: '{model}' needs a PCI address"
            );
        }
        let Some(driver) = &iommu.driver else { return Ok(()) };
        let settings = [
            ("interrupt remapping", driver.intremap.is_some(), Cap::INTEL_IOMMU_INTREMAP),
            ("caching mode", driver.caching_mode.is_some(), Cap::INTEL_IOMMU_CACHING_MODE),
            ("eim", driver.eim.is_some(), Cap::INTEL_IOMMU_EIM),
            ("device IOTLB", driver.iotlb.is_some(), Cap::INTEL_IOMMU_DEVICE_IOTLB),
            ("aw_bits", driver.aw_bits > 0, Cap::INTEL_IOMMU_AW_BITS),
            ("updating dma translation", driver.dma_translation.is_some(), Cap::INTEL_IOMMU_DMA_TRANSLATION),
        ];
        for (name, given, cap) in settings {
            refuse_if!(given && !self.has(cap), "iommu: {name} is not supported with this QEMU binary");
        }
        Ok(())
    }
}
