//! Controllers.

use vir_conf::DomainDef;
use vir_conf::domain::VirtType;
use vir_conf::domain::device::controller::{ControllerDef, ControllerType};
use vir_types::{Code, Error, Result};

use super::Context;
use super::each::{arch, is_x86, unsupported};
use crate::caps::{Cap, QemuCaps};
use crate::machine::MachineKind;

/// Ports that a controller of USB 3 can have.
const XHCI_PORTS: u32 = 15;

/// Completes controllers that devices have implied.
pub(super) fn complete_implied(def: &mut DomainDef, context: Context<'_>) -> Result<()> {
    let scsi = default_scsi(def, context.caps);
    for controller in &mut def.devices.controllers {
        if controller.kind == ControllerType::Scsi {
            complete_scsi(controller, scsi)?;
        }
    }
    Ok(())
}

fn default_scsi(def: &DomainDef, caps: &QemuCaps) -> Option<&'static str> {
    let kind = MachineKind::of(def);
    if kind == MachineKind::Pseries {
        return Some("ibmvscsi");
    }
    if kind == MachineKind::LoongarchVirt || matches!(arch(def), "s390" | "s390x") {
        return Some("virtio-scsi");
    }
    let machine = def.os.machine.as_deref().unwrap_or_default();
    let has_esp = match arch(def) {
        "sparc" => true,
        "mips64" | "mips64el" => matches!(machine, "magnum" | "pica61"),
        "m68k" => machine == "q800",
        _ => false,
    };
    if caps.has(Cap::LSI) {
        Some("lsilogic")
    } else if caps.has(Cap::VIRTIO_SCSI_PCI) {
        Some("virtio-scsi")
    } else {
        has_esp.then_some("ncr53c90")
    }
}

fn complete_scsi(controller: &mut ControllerDef, usual: Option<&str>) -> Result<()> {
    if controller.model.as_deref().is_none_or(|model| model == "auto") {
        let Some(usual) = usual else {
            let index = controller.index.unwrap_or_default();
            let text = format!("Unable to determine model for SCSI controller idx={index}");
            return Err(Error::new(Code::INTERNAL_ERROR, text));
        };
        controller.model = Some(usual.to_owned());
    }
    Ok(())
}

fn default_usb(def: &DomainDef, context: Context<'_>, placed: bool) -> Option<&'static str> {
    let caps = context.caps;
    let first =
        |list: &[(Cap, &'static str)]| list.iter().find(|(cap, _)| caps.has(*cap)).map(|(_, model)| *model);
    let xhci = [(Cap::QEMU_XHCI, "qemu-xhci"), (Cap::NEC_USB_XHCI, "nec-xhci")];
    let usual = match first(&[(Cap::PIIX3_USB_UHCI, "piix3-uhci")]) {
        None if !is_x86(def) => first(&[(Cap::PCI_OHCI, "pci-ohci")]),
        other => other,
    };
    match arch(def) {
        "s390" | "s390x" if !placed => Some("none"),
        "ppc64" | "ppc64le" => {
            let newer = if context.new { first(&xhci) } else { None };
            newer.or_else(|| first(&[(Cap::PCI_OHCI, "pci-ohci")]))
        }
        "aarch64" => first(&xhci).or(usual),
        "loongarch64" => first(&xhci[..1]).or(usual),
        _ => usual,
    }
}

/// Completes the controllers that are there.
pub(super) fn complete(def: &mut DomainDef, context: Context<'_>) -> Result<()> {
    let kind = MachineKind::of(def);
    let scsi = default_scsi(def, context.caps);
    let (unplaced, placed) = (default_usb(def, context, false), default_usb(def, context, true));
    let cells = def.cpu.as_ref().and_then(|cpu| cpu.numa.as_ref()).map_or(0, |numa| numa.cells.len());
    let virt = def.virt_type;
    for it in &mut def.devices.controllers {
        match it.kind {
            ControllerType::Scsi => complete_scsi(it, scsi)?,
            ControllerType::Usb => {
                let usual = if crate::address::is_unplaced(&it.info) { unplaced } else { placed };
                complete_usb(it, usual, virt)?;
            }
            ControllerType::Pci => check_pci(it, kind, cells)?,
            _ => {}
        }
    }
    Ok(())
}

fn complete_usb(it: &mut ControllerDef, usual: Option<&str>, virt: VirtType) -> Result<()> {
    it.model = it.model.take().or_else(|| usual.map(str::to_owned));
    match it.model.as_deref() {
        Some("qusb1" | "qusb2") => {
            unsupported(format!("USB controller model type 'qusb1' or 'qusb2' is not supported in {virt}"))
        }
        Some(model @ ("nec-xhci" | "qemu-xhci")) if it.ports.is_some_and(|ports| ports > XHCI_PORTS) => {
            unsupported(format!("'{model}' controller only supports up to '{XHCI_PORTS}' ports"))
        }
        _ => Ok(()),
    }
}

fn check_pci(it: &ControllerDef, kind: MachineKind, cells: usize) -> Result<()> {
    let model = it.model.as_deref().unwrap_or_default();
    let index = it.index.unwrap_or_default();
    let is_root = matches!(model, "pci-root" | "pcie-root");
    if is_root && index != 0 && kind != MachineKind::Pseries {
        let text = "pci-root and pcie-root controllers should have index 0";
        return Err(Error::new(Code::XML_ERROR, text));
    }
    if model == "pci-expander-bus" && !kind.is_i440fx() {
        return unsupported("pci-expander-bus controllers are only supported on 440fx-based machinetypes");
    }
    if model == "pcie-expander-bus" && !(kind.is_q35() || kind == MachineKind::ArmVirt) {
        return unsupported("pcie-expander-bus controllers are not supported with this machine type");
    }
    let node = it.target.as_ref().and_then(|target| target.node);
    if let Some(node) = node.filter(|node| usize::try_from(*node).is_ok_and(|node| node >= cells)) {
        let text = format!(
            "{model} with index {index} is configured for a NUMA node ({node}) not present in the domain's <cpu><numa> array ({cells})"
        );
        return Err(Error::new(Code::XML_ERROR, text));
    }
    Ok(())
}
