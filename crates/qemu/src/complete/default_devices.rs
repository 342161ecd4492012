//! Devices that a machine has, or that guests on it have always been given.

use vir_conf::DomainDef;
use vir_conf::common::Switch;
use vir_conf::domain::device::controller::{ControllerDef, ControllerType};
use vir_conf::domain::device::input::{InputBus, InputDef, InputType};
use vir_conf::domain::device::iommu::{IommuDef, IommuDriver, IommuModel};
use vir_conf::domain::device::memballoon::MemballoonDef;
use vir_conf::domain::device::panic::PanicDef;
use vir_conf::domain::device::watchdog::{WatchdogDef, WatchdogModel};
use vir_types::{Code, Error, Result};

use super::{Context, MOST_WITHOUT_EIM, audio};
use crate::caps::Cap;
use crate::machine::MachineKind;

/// What the machine of a guest brings.
#[derive(Debug, Default)]
struct Brings {
    /// A USB controller, of this model if it matters.
    usb: Option<Option<&'static str>>,
    sata: bool,
    root: Option<&'static str>,
    balloon: bool,
    /// A keyboard and a mouse on USB where there is a screen.
    usb_inputs: bool,
    panic: bool,
    itco: bool,
    iommu: bool,
}

fn brings(def: &DomainDef, context: Context<'_>) -> Brings {
    let kind = MachineKind::of(def);
    let machine = def.os.machine.as_deref().unwrap_or_default();
    let caps = context.caps;
    let mut it = Brings::default();
    match def.os.arch.as_deref().unwrap_or_default() {
        "x86_64" | "i686" => {
            it.balloon = true;
            if kind == MachineKind::Isapc {
                return it;
            }
            it.usb = Some(None);
            if kind.is_q35() {
                (it.root, it.sata, it.itco) = (Some("pcie-root"), true, true);
                it.iommu = def.vcpus_max() > MOST_WITHOUT_EIM;
                let models = [
                    (Cap::QEMU_XHCI, "qemu-xhci"),
                    (Cap::NEC_USB_XHCI, "nec-xhci"),
                    (Cap::ICH9_USB_EHCI1, "ich9-ehci1"),
                ];
                it.usb = models.iter().find(|(cap, _)| caps.has(*cap)).map(|(_, model)| Some(*model));
            } else if kind.is_i440fx() {
                it.root = Some("pci-root");
            }
        }
        "armv6l" | "armv7l" | "armv7b" | "aarch64" => {
            if machine == "versatilepb" {
                it.root = Some("pci-root");
            }
            if machine == "versatilepb" || machine.starts_with("realview") {
                it.usb = Some(Some("pci-ohci"));
            }
            if kind == MachineKind::ArmVirt {
                it.root = Some("pcie-root");
            }
        }
        "ppc64" | "ppc64le" => {
            (it.root, it.usb, it.usb_inputs, it.balloon) = (Some("pci-root"), Some(None), true, true);
            it.panic = kind == MachineKind::Pseries;
        }
        "alpha" | "ppc" | "ppcemb" | "sh4" | "sh4eb" | "sparc64" => {
            (it.root, it.usb, it.balloon) = (Some("pci-root"), Some(None), true);
        }
        "riscv32" | "riscv64" => {
            it.balloon = true;
            it.root = (kind == MachineKind::RiscvVirt).then_some("pcie-root");
        }
        "s390" | "s390x" => {
            (it.balloon, it.panic) = (true, true);
            it.root = caps.has(Cap::ZPCI).then_some("pci-root");
        }
        "mips" | "mipsel" | "mips64" | "mips64el" => {
            (it.usb, it.balloon) = (Some(None), true);
            it.root = (machine == "malta").then_some("pci-root");
        }
        "loongarch64" => it.root = Some("pcie-root"),
        _ => {}
    }
    it
}

/// Whether the machine has a controller for PS/2.
pub(crate) fn has_ps2(def: &DomainDef, caps: &crate::caps::QemuCaps) -> bool {
    let is_xenfv = def.os.machine.as_deref().is_some_and(|it| it == "xenfv" || it.starts_with("xenfv-"));
    let kind = MachineKind::of(def);
    let fits = matches!(kind, MachineKind::I440fx | MachineKind::Q35 | MachineKind::Isapc) || is_xenfv;
    caps.has(Cap::I8042) && fits
}

/// Adds the devices that are not there yet.
pub(super) fn add(def: &mut DomainDef, context: Context<'_>) -> Result<()> {
    let ps2 = def.features.as_ref().and_then(|features| features.ps2);
    if has_ps2(def, context.caps) && ps2 != Some(Switch::Off) {
        add_input(def, InputType::Mouse, InputBus::Ps2);
        add_input(def, InputType::Keyboard, InputBus::Ps2);
    }
    let it = brings(def, context);
    if let Some(model) = it.usb {
        add_usb(def, model);
    }
    if it.sata {
        def.add_controller(ControllerType::Sata, 0, None);
    }
    if let Some(root) = it.root {
        add_root(def, root)?;
    }
    if it.balloon && def.devices.memballoon.is_none() {
        def.devices.memballoon = Some(Box::new(MemballoonDef::default()));
    }
    if it.usb_inputs && !def.devices.graphics.is_empty() {
        let tablet = |it: &InputDef| it.kind == InputType::Tablet && it.bus == Some(InputBus::Usb);
        let has_tablet = def.devices.inputs.iter().any(tablet);
        add_input(def, InputType::Keyboard, InputBus::Usb);
        if !has_tablet {
            add_input(def, InputType::Mouse, InputBus::Usb);
        }
    }
    if it.panic {
        let usual = super::each::default_panic(def);
        let known = |it: &PanicDef| it.model.is_none() || it.model == usual;
        if !def.devices.panics.iter().any(known) {
            def.devices.panics.push(PanicDef::default());
        }
    }
    if it.itco && def.devices.watchdogs.iter().all(|it| it.model != WatchdogModel::Itco) {
        let mut watchdog = WatchdogDef::default();
        watchdog.model = WatchdogModel::Itco;
        watchdog.action = def.devices.watchdogs.first().map(|it| it.action).unwrap_or_default();
        def.devices.watchdogs.push(watchdog);
    }
    let remaps = [Cap::INTEL_IOMMU, Cap::INTEL_IOMMU_INTREMAP, Cap::INTEL_IOMMU_EIM];
    if it.iommu && def.devices.iommu.is_none() && remaps.iter().all(|cap| context.caps.has(*cap)) {
        let mut driver = IommuDriver::default();
        (driver.intremap, driver.eim) = (Some(Switch::On), Some(Switch::On));
        let mut iommu = IommuDef::default();
        (iommu.model, iommu.driver) = (IommuModel::Intel, Some(driver));
        def.devices.iommu = Some(Box::new(iommu));
    }
    audio::add_default(def, context);
    Ok(())
}

fn add_input(def: &mut DomainDef, kind: InputType, bus: InputBus) {
    let same = |it: &InputDef| it.kind == kind && it.bus == Some(bus);
    if def.devices.inputs.iter().any(same) {
        return;
    }
    let mut input = InputDef::default();
    (input.kind, input.bus) = (kind, Some(bus));
    def.devices.inputs.push(input);
}

fn add_usb(def: &mut DomainDef, model: Option<&str>) {
    let is_first = |it: &ControllerDef| it.kind == ControllerType::Usb && it.index == Some(0);
    if def.devices.controllers.iter().any(is_first) {
        return;
    }
    def.add_controller(ControllerType::Usb, 0, model);
    if model != Some("ich9-ehci1") {
        return;
    }
    let after = def.devices.controllers.iter().position(is_first).map_or(0, |at| at.saturating_add(1));
    for (at, (model, port)) in (after..).zip([("ich9-uhci1", 0), ("ich9-uhci2", 2), ("ich9-uhci3", 4)]) {
        let mut controller = ControllerDef::default();
        controller.kind = ControllerType::Usb;
        (controller.index, controller.model) = (Some(0), Some(model.to_owned()));
        controller.info.master_startport = Some(port);
        def.devices.controllers.insert(at, controller);
    }
}

fn add_root(def: &mut DomainDef, model: &str) -> Result<()> {
    let is_root = |it: &&ControllerDef| it.kind == ControllerType::Pci && it.index == Some(0);
    match def.devices.controllers.iter().find(is_root) {
        Some(root) if root.model.as_deref() != Some(model) => {
            let found = root.model.as_deref().unwrap_or("(null)");
            let text = format!(
                "The PCI controller with index='0' must be model='{model}' for this machine type, but model='{found}' was found instead"
            );
            Err(Error::new(Code::XML_ERROR, text))
        }
        Some(_) => Ok(()),
        None => {
            def.add_controller(ControllerType::Pci, 0, Some(model));
            Ok(())
        }
    }
}
