//! What QEMU, or libvirt's driver of it, cannot honour is refused before anything starts.

#![allow(
    clippy::collapsible_match,
    reason = "refusals are macros, whose conditions read best beside their words"
)]

mod chardev;
mod clock;
mod controller;
mod cpu;
mod devices;
mod disk;
mod disk_source;
mod features;
mod filesystem;
mod hostdev;
mod interface;
mod iothreads;
mod memory;
mod os;
mod pci_controller;
mod places;
mod screens;
mod start;
mod tunables;

use vir_conf::DomainDef;
use vir_conf::cpu::CpuFamily;
use vir_conf::domain::memory_backing::MemoryAccess;
use vir_types::{Origin, Result};

use crate::caps::{Cap, QemuCaps};
use crate::config::Config;
use crate::host::Host;
use crate::machine::MachineKind;

pub use start::validate_start;

/// Refuses on a condition, as something that is not supported.
macro_rules! refuse_if {
    ($condition:expr, $($text:tt)+) => {
        if $condition {
            return Err(vir_types::Error::new(vir_types::Code::CONFIG_UNSUPPORTED, format!($($text)+)));
        }
    };
}

/// Refuses on a condition, with an error of another number.
macro_rules! refuse_as {
    ($code:ident, $condition:expr, $($text:tt)+) => {
        if $condition {
            return Err(vir_types::Error::new(vir_types::Code::$code, format!($($text)+)));
        }
    };
}

use {refuse_as, refuse_if};

/// A definition with what it is checked against.
#[derive(Clone, Copy)]
struct Check<'a> {
    def: &'a DomainDef,
    caps: &'a QemuCaps,
    host: &'a Host,
    config: &'a Config,
    kind: MachineKind,
}

impl<'a> Check<'a> {
    fn new(def: &'a DomainDef, caps: &'a QemuCaps, host: &'a Host, config: &'a Config) -> Self {
        Self { def, caps, host, config, kind: MachineKind::of(def) }
    }

    fn has(&self, cap: Cap) -> bool {
        self.caps.has(cap)
    }

    fn arch(&self) -> &'a str {
        self.def.os.arch.as_deref().unwrap_or_default()
    }

    fn machine(&self) -> &'a str {
        self.def.os.machine.as_deref().unwrap_or_default()
    }

    fn emulator(&self) -> &'a str {
        self.def.devices.emulator.as_deref().unwrap_or_default()
    }

    fn is_x86(&self) -> bool {
        CpuFamily::X86.has(self.arch())
    }

    fn is_s390(&self) -> bool {
        CpuFamily::S390.has(self.arch())
    }

    fn is_power(&self) -> bool {
        CpuFamily::Ppc64.has(self.arch())
    }

    fn acpi(&self) -> bool {
        self.def.features.as_ref().is_some_and(|features| features.acpi)
    }

    /// What must share the guest's memory with another process cannot unless all of it is shared.
    fn require_shared_memory(&self, name: &str) -> Result<()> {
        let access = self.def.memory_backing.as_ref().and_then(|backing| backing.access);
        let cells =
            self.def.cpu.as_ref().and_then(|cpu| cpu.numa.as_ref()).map_or(&[][..], |numa| &numa.cells);
        let shared = |own: Option<MemoryAccess>| own.or(access) == Some(MemoryAccess::Shared);
        let fits = if cells.is_empty() { shared(None) } else { cells.iter().all(|cell| shared(cell.access)) };
        refuse_if!(!fits, "'{name}' requires shared memory");
        Ok(())
    }
}

/// Refuses a completed definition that cannot be honoured.
///
/// # Errors
/// `ConfigUnsupported`, `XmlError` and others, as libvirt has them.
pub fn validate(def: &DomainDef, caps: &QemuCaps, host: &Host, config: &Config) -> Result<()> {
    let check = Check::new(def, caps, host, config);
    let of_conf = |error: vir_types::Error| error.or_origin(Origin::DOMAIN);
    let own = |error: vir_types::Error| error.or_origin(Origin::QEMU);
    def.validate_values().map_err(of_conf)?;
    check.check_guest().map_err(own)?;
    def.validate_devices().map_err(of_conf)?;
    check.check_devices().map_err(own)?;
    // Name and title are checked with the rest.
    def.validate()?;
    def.validate_filled()
}

impl Check<'_> {
    fn check_guest(&self) -> Result<()> {
        self.check_emulator()?;
        self.check_firmware_needs()?;
        self.check_lifecycle()?;
        self.check_cpu()?;
        self.check_memory_hotplug()?;
        self.check_iothreads()?;
        self.check_clock()?;
        self.check_boot()?;
        self.check_vcpus()?;
        self.check_tunables()?;
        self.check_features()?;
        self.check_hugepages()?;
        self.check_numa()?;
        self.check_consoles()?;
        self.check_sysinfo()?;
        self.check_panics()?;
        self.check_tpm_count()?;
        self.check_watchdog_count()?;
        self.check_launch_security()
    }

    fn check_devices(&self) -> Result<()> {
        let devices = &self.def.devices;
        for disk in &devices.disks {
            self.check_place(&disk.info, disk.bus)?;
            self.check_disk(disk)?;
        }
        for interface in &devices.interfaces {
            self.check_place(&interface.info, None)?;
            self.check_interface(interface)?;
        }
        for sound in &devices.sounds {
            self.check_place(&sound.info, None)?;
            self.check_sound(sound)?;
        }
        for hostdev in &devices.hostdevs {
            self.check_place(&hostdev.info, None)?;
            self.check_hostdev(hostdev)?;
        }
        for filesystem in &devices.filesystems {
            self.check_place(&filesystem.info, None)?;
            self.check_filesystem(filesystem)?;
        }
        for controller in &devices.controllers {
            self.check_place(&controller.info, None)?;
            self.check_controller(controller)?;
        }
        self.check_small_devices()?;
        self.check_chardevs()?;
        self.check_screens()
    }
}
