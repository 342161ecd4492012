//! What a definition means to QEMU where it says nothing: devices that every guest has, models, features
//! and places, filled in as libvirt fills them in, so that a guest keeps its hardware.

mod audio;
mod controllers;
mod cpu;
mod default_devices;
mod each;
mod numa;
mod vcpus;

use vir_conf::domain::features::{DomainFeatures, GicFeature, GicVersion, IoapicDriver};
use vir_conf::domain::os::OsType;
use vir_conf::domain::seclabel::SeclabelType;
use vir_conf::{Defaults, DomainDef};
use vir_types::{Code, Error, Origin, Result};

use crate::address;
use crate::caps::QemuCaps;
use crate::config::Config;
use crate::firmware;
use crate::host::Host;
use crate::machine::MachineKind;

pub(crate) use default_devices::has_ps2;

/// Completes a definition that is known already, as from a file: its hardware stays what it was.
///
/// # Errors
/// `XmlError`, `ConfigUnsupported`, `InternalError`, `InvalidArg`: the definition cannot be completed.
pub fn complete(
    def: &mut DomainDef,
    caps: &QemuCaps,
    host: &Host,
    config: &Config,
    defaults: &mut Defaults<'_>,
) -> Result<()> {
    run(def, caps, host, config, defaults, false)
}

/// Completes a definition that is new, for which newer hardware may be chosen.
///
/// # Errors
/// As [`complete`], and where the host has no firmware for it.
pub fn complete_new(
    def: &mut DomainDef,
    caps: &QemuCaps,
    host: &Host,
    config: &Config,
    defaults: &mut Defaults<'_>,
) -> Result<()> {
    run(def, caps, host, config, defaults, true)
}

/// What a definition is completed with.
#[derive(Clone, Copy)]
struct Context<'a> {
    caps: &'a QemuCaps,
    host: &'a Host,
    config: &'a Config,
    new: bool,
}

fn run(
    def: &mut DomainDef,
    caps: &QemuCaps,
    host: &Host,
    config: &Config,
    defaults: &mut Defaults<'_>,
    new: bool,
) -> Result<()> {
    let context = Context { caps, host, config, new };
    before(def, context).map_err(|error| error.or_origin(Origin::QEMU))?;
    def.complete(defaults)?;
    after(def, context).map_err(|error| error.or_origin(Origin::QEMU))
}

/// What comes before the defaults that all drivers share.
fn before(def: &mut DomainDef, context: Context<'_>) -> Result<()> {
    let arch = def.os.arch.get_or_insert_with(|| context.host.arch.clone());
    // QEMU has names of its own for some architectures.
    let target = match arch.as_str() {
        "i686" => "i386",
        "armv6l" | "armv7l" | "armv7b" => "arm",
        "ppc64le" => "ppc64",
        other => other,
    };
    def.devices.emulator.get_or_insert_with(|| format!("/usr/bin/qemu-system-{target}"));
    def.add_controllers_of_hostdevs();
    def.number_controllers();
    def.check_usb()?;
    complete_label(def, context)?;
    numa::complete_placement(def);
    complete_machine(def, context)?;
    complete_firmware(def, context)?;
    default_devices::add(def, context)?;
    cpu::set_default(def, context)?;
    complete_features(def, context);
    vcpus::check(def)?;
    cpu::complete(def, context)?;
    check_tseg(def, context)?;
    numa::complete(def, context)?;
    numa::count_memory(def, context);
    each::complete(def, context)
}

/// What depends on devices that only the shared defaults add.
fn after(def: &mut DomainDef, context: Context<'_>) -> Result<()> {
    each::complete_implied(def, context)?;
    address::assign(def, context.caps, context.new)
}

fn complete_machine(def: &mut DomainDef, context: Context<'_>) -> Result<()> {
    let accel = context.caps.accel(def.virt_type);
    if def.os.machine.is_none() {
        let preferred = accel.and_then(|accel| accel.default_machine());
        let Some(machine) = preferred else {
            let emulator = def.devices.emulator.as_deref().unwrap_or_default();
            let text = format!("could not get preferred machine for {emulator} type={}", def.virt_type);
            return Err(Error::new(Code::INVALID_ARG, text));
        };
        def.os.machine = Some(machine.name.clone());
    }
    // An alias means another machine after each update of the emulator, so it is not kept.
    let canonical = accel.and_then(|accel| accel.machine(def.os.machine.as_deref()?));
    if let Some(machine) = canonical {
        def.os.machine = Some(machine.name.clone());
    }
    Ok(())
}

fn complete_firmware(def: &mut DomainDef, context: Context<'_>) -> Result<()> {
    if def.os.os_type != Some(OsType::Hvm) {
        return Ok(());
    }
    if !context.new && def.os.firmware.is_none() {
        // Some versions of libvirt wrote these without the attribute that they depend on.
        def.os.firmware_features = None;
    }
    if !context.new && def.os.firmware.is_some() {
        // Other formats came later; guests from before them must not change.
        let loader = def.os.loader.get_or_insert_default();
        loader.format.get_or_insert(vir_conf::words::StorageFormat::Raw);
    }
    match firmware::fill(def, context.host, context.config, context.new) {
        // A guest that is known must not get lost for want of firmware; it is said when it is to start.
        Err(_) if !context.new => Ok(()),
        other => other,
    }
}

/// A single label that names no security driver means the usual one.
fn complete_label(def: &mut DomainDef, context: Context<'_>) -> Result<()> {
    let [label] = def.seclabels.as_mut_slice() else { return Ok(()) };
    if label.model.is_some() {
        return Ok(());
    }
    let dynamic = matches!(label.kind, None | Some(SeclabelType::Dynamic));
    if label.kind != Some(SeclabelType::None) && !(dynamic && label.baselabel.is_none()) {
        let text = "missing security model in domain seclabel";
        return Err(Error::new(Code::XML_ERROR, text));
    }
    label.model = Some(context.config.security_model.clone());
    if context.config.security_model == "none" {
        (label.kind, label.relabel) = (Some(SeclabelType::None), None);
    }
    Ok(())
}

fn complete_features(def: &mut DomainDef, context: Context<'_>) {
    let kind = MachineKind::of(def);
    let gic = def.features.as_ref().and_then(|features| features.gic.as_ref());
    let wants = match gic {
        None => kind == MachineKind::ArmVirt,
        Some(gic) => gic.version.is_none(),
    };
    if wants {
        let usable = |version: u32| {
            let kvm = def.virt_type == vir_conf::domain::VirtType::Kvm;
            let caps = context.caps.gic.iter().filter(|it| it.version == version);
            caps.clone().any(|it| if kvm { it.kernel } else { it.emulated })
        };
        let emulated = def.virt_type == vir_conf::domain::VirtType::Qemu;
        let version = if usable(3) && !emulated { GicVersion::V3 } else { GicVersion::V2 };
        let features = def.features.get_or_insert_with(|| Box::new(DomainFeatures::default()));
        features.gic.get_or_insert_with(GicFeature::default).version = Some(version);
    }
    let remaps = def.devices.iommu.as_ref().is_some_and(|iommu| {
        iommu.driver.as_ref().and_then(|driver| driver.intremap).is_some_and(|it| it.is_on())
            || needs_eim(def)
    });
    if remaps {
        // The kernel's interrupt controller cannot remap.
        let features = def.features.get_or_insert_with(|| Box::new(DomainFeatures::default()));
        features.ioapic.get_or_insert(IoapicDriver::Qemu);
    }
    if !context.new
        && kind == MachineKind::S390
        && let Some(features) = &mut def.features
        && def.os.machine.as_deref().and_then(|name| context.caps.machine(def.virt_type, name)?.acpi)
            == Some(false)
    {
        features.acpi = false;
    }
}

/// Whether a guest has more processors than interrupts can reach without remapping.
fn needs_eim(def: &DomainDef) -> bool {
    def.vcpus_max() > MOST_WITHOUT_EIM && MachineKind::of(def).is_q35()
}

const MOST_WITHOUT_EIM: u32 = 255;

fn check_tseg(def: &DomainDef, context: Context<'_>) -> Result<()> {
    use crate::caps::Cap;
    let smm = def.features.as_ref().and_then(|features| features.smm.as_ref()).filter(|smm| smm.on);
    let Some(size) = smm.and_then(|smm| smm.tseg_bytes) else { return Ok(()) };
    let text = if !MachineKind::of(def).is_q35() {
        "SMM TSEG is only supported with q35 machine type"
    } else if !context.caps.has(Cap::MCH_EXTENDED_TSEG_MBYTES) {
        "Setting TSEG size is not supported with this QEMU binary"
    } else if size % (1 << 20) != 0 {
        "SMM TSEG size must be divisible by 1 MiB"
    } else {
        return Ok(());
    };
    Err(Error::new(Code::CONFIG_UNSUPPORTED, text))
}
