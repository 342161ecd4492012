//! Controllers.

use vir_conf::domain::device::controller::{ControllerDef, ControllerType};
use vir_conf::domain::device::disk::IothreadMapping;
use vir_types::Result;

use super::context::{Context, alias, internal, unsupported};
use super::output::Output;
use super::props::{Json, Props};
use super::{address, virtio};
use crate::caps::Cap;
use crate::machine::MachineKind;

/// All controllers but those for smart cards, in the order of what is plugged into what.
pub(super) fn controllers(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    const ORDER: [ControllerType; 6] = [
        ControllerType::Pci,
        ControllerType::Usb,
        ControllerType::Scsi,
        ControllerType::Ide,
        ControllerType::Sata,
        ControllerType::VirtioSerial,
    ];
    ORDER.iter().try_for_each(|kind| of_kind(cx, out, *kind))
}

/// The controllers of a kind.
pub(super) fn of_kind(cx: &Context<'_>, out: &mut Output, kind: ControllerType) -> Result<()> {
    for controller in cx.def.devices.controllers.iter().filter(|it| it.kind == kind) {
        root_hotplug(controller, out);
        if is_builtin(cx, controller) {
            continue;
        }
        if let Some(props) = device(cx, controller)? {
            super::zpci(cx, out, &controller.info);
            out.device(cx, props);
        }
    }
    Ok(())
}

/// The size of the window above 4 GiB is a property of the machine's bridge.
pub(super) fn globals(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    for controller in cx.def.devices.controllers.iter().filter(|it| it.kind == ControllerType::Pci) {
        let Some(size) = controller.pcihole64_kib else { continue };
        let bridge = match controller.model.as_deref() {
            Some("pci-root") => "i440FX-pcihost",
            Some("pcie-root") => "q35-pcihost",
            _ => return Err(internal("64-bit PCI hole setting is only for root PCI controllers")),
        };
        out.option("-global", format!("{bridge}.pci-hole64-size={size}K"));
    }
    Ok(())
}

fn root_hotplug(controller: &ControllerDef, out: &mut Output) {
    let is_root = controller.kind == ControllerType::Pci
        && controller.model.as_deref() == Some("pci-root")
        && controller.index.unwrap_or_default() == 0;
    let hotplug = controller.target.as_ref().and_then(|target| target.hotplug);
    if let Some(state) = hotplug.filter(|_| is_root) {
        out.option("-global", format!("PIIX4_PM.acpi-root-pci-hotplug={state}"));
    }
}

/// Whether the machine has it anyway.
fn is_builtin(cx: &Context<'_>, controller: &ControllerDef) -> bool {
    let first = controller.index.unwrap_or_default() == 0;
    let model = controller.model.as_deref();
    match controller.kind {
        ControllerType::Pci => match model {
            Some("pcie-root") => true,
            Some("pci-root") => cx.kind != MachineKind::Pseries,
            _ => false,
        },
        ControllerType::Sata => first && cx.kind.is_q35(),
        ControllerType::Ide => first && cx.kind.has_ide(),
        ControllerType::Scsi => first && model == Some("ncr53c90"),
        ControllerType::Usb => model == Some("none") || (model.is_none() && cx.is_s390()),
        _ => false,
    }
}

/// A controller as a device; `None` for one that is no device.
pub(super) fn device(cx: &Context<'_>, controller: &ControllerDef) -> Result<Option<Props>> {
    let info = &controller.info;
    let props = match controller.kind {
        ControllerType::Pci => match pci(cx, controller)? {
            Some(props) => props,
            None => return Ok(None),
        },
        ControllerType::Usb => usb(cx, controller)?,
        ControllerType::Scsi => scsi(cx, controller)?,
        ControllerType::Sata => Props::driver("ahci").put("id", alias(info)?),
        ControllerType::Ccid => Props::driver("usb-ccid").put("id", alias(info)?),
        ControllerType::VirtioSerial => {
            let generation = virtio::Generation::named(controller.model.as_deref());
            let options = controller.driver.as_ref().map(|driver| &driver.virtio);
            virtio::props(cx, "virtio-serial", info, generation, options)?
                .put("id", alias(info)?)
                .maybe("max_ports", controller.ports)
                .maybe("vectors", controller.vectors)
        }
        other => return Err(unsupported(format!("Unsupported controller type: {other}"))),
    };
    Ok(Some(props.with(address::props(cx, info)?)))
}

fn usb(cx: &Context<'_>, controller: &ControllerDef) -> Result<Props> {
    let Some(model) = controller.model.as_deref() else {
        return Err(unsupported("no model provided for USB controller"));
    };
    let (driver, cap) = match model {
        "piix3-uhci" => ("piix3-usb-uhci", Some(Cap::PIIX3_USB_UHCI)),
        "piix4-uhci" => ("piix4-usb-uhci", Some(Cap::PIIX4_USB_UHCI)),
        "ehci" => ("usb-ehci", Some(Cap::USB_EHCI)),
        "ich9-ehci1" => ("ich9-usb-ehci1", Some(Cap::ICH9_USB_EHCI1)),
        "ich9-uhci1" => ("ich9-usb-uhci1", Some(Cap::ICH9_USB_EHCI1)),
        "ich9-uhci2" => ("ich9-usb-uhci2", Some(Cap::ICH9_USB_EHCI1)),
        "ich9-uhci3" => ("ich9-usb-uhci3", Some(Cap::ICH9_USB_EHCI1)),
        "pci-ohci" => ("pci-ohci", Some(Cap::PCI_OHCI)),
        "nec-xhci" => ("nec-usb-xhci", Some(Cap::NEC_USB_XHCI)),
        "qemu-xhci" => ("qemu-xhci", Some(Cap::QEMU_XHCI)),
        "vt82c686b-uhci" => ("vt82c686b-usb-uhci", None),
        other => (other, None),
    };
    if cap.is_none_or(|cap| !cx.has(cap)) {
        let text = format!("USB controller model '{model}' not supported in this QEMU binary");
        return Err(unsupported(text));
    }
    if controller.ports.is_some() && !matches!(model, "nec-xhci" | "qemu-xhci") {
        let text = format!("usb controller type '{model}' doesn't support 'ports' with this QEMU binary");
        return Err(unsupported(text));
    }
    let props = Props::driver(driver).maybe("p2", controller.ports).maybe("p3", controller.ports);
    // Companions are part of the controller whose slow ports they drive.
    let Some(port) = controller.info.master_startport else {
        return Ok(props.put("id", alias(&controller.info)?));
    };
    let main = cx.def.devices.controllers.iter().find(|it| {
        it.kind == ControllerType::Usb && it.index == controller.index && it.info.master_startport.is_none()
    });
    let main = main.ok_or_else(|| internal("masterbus not found"))?;
    Ok(props.put("masterbus", format!("{}.0", alias(&main.info)?)).put("firstport", port))
}

fn scsi(cx: &Context<'_>, controller: &ControllerDef) -> Result<Props> {
    let info = &controller.info;
    let model = controller.model.as_deref();
    let driver = match model {
        Some("virtio-scsi" | "virtio-transitional" | "virtio-non-transitional") => {
            let driver = controller.driver.as_ref();
            let generation = virtio::Generation::named(model);
            let options = driver.map(|driver| &driver.virtio);
            let props = virtio::props(cx, "virtio-scsi", info, generation, options)?;
            let Some(driver) = driver else { return Ok(props.put("id", alias(info)?)) };
            let thread = (driver.iothread > 0).then(|| format!("iothread{}", driver.iothread));
            return Ok(props
                .maybe("iothread", thread)
                .put("id", alias(info)?)
                .nonzero("num_queues", driver.queues)
                .maybe("iothread-vq-mapping", driver.iothreads.as_ref().map(mapping))
                .nonzero("cmd_per_lun", driver.cmd_per_lun)
                .nonzero("max_sectors", driver.max_sectors)
                .maybe("ioeventfd", driver.ioeventfd));
        }
        Some("lsilogic") => "lsi",
        Some("ibmvscsi") => "spapr-vscsi",
        Some("lsisas1068") => "mptsas1068",
        Some("lsisas1078") => "megasas",
        Some("vmpvscsi") => "pvscsi",
        Some("am53c974") => "am53c974",
        Some("dc390") => "dc-390",
        Some(other @ ("buslogic" | "ncr53c90")) => {
            return Err(unsupported(format!("Unsupported controller model: {other}")));
        }
        other => {
            return Err(internal(format!("Unexpected SCSI controller model {}", other.unwrap_or("(null)"))));
        }
    };
    Ok(Props::driver(driver).put("id", alias(info)?))
}

/// Which thread works on which queues.
pub(super) fn mapping(mapping: &IothreadMapping) -> Json {
    let threads = mapping.threads.iter().map(|thread| {
        let queues: Vec<Json> = thread.queues.iter().map(|queue| Json::from(*queue)).collect();
        let queues = (!queues.is_empty()).then_some(queues);
        Json::from(Props::new().put("iothread", format!("iothread{}", thread.id)).maybe("vqs", queues))
    });
    Json::List(threads.collect())
}

fn pci(cx: &Context<'_>, controller: &ControllerDef) -> Result<Option<Props>> {
    let target = controller.target.clone().unwrap_or_default();
    let model = controller.model.as_deref();
    let index = target.index.unwrap_or_default();
    if model == Some("pci-root") && cx.kind == MachineKind::Pseries && index == 0 {
        return Ok(None);
    }
    let Some(name) = controller.pci_model else {
        return Err(internal("Unknown virDomainControllerPCIModelName value: 0"));
    };
    let id = alias(&controller.info)?;
    let reserve = target.mem_reserve.unwrap_or_default().saturating_mul(1024);
    let props = Props::driver(name.as_str());
    let number = |part: Option<u32>| part.unwrap_or_default();
    Ok(Some(match model {
        Some("pci-bridge") => {
            props.put("chassis_nr", number(target.chassis_nr)).nonzero("mem-reserve", reserve).put("id", id)
        }
        Some("pci-expander-bus" | "pcie-expander-bus") => {
            props.put("bus_nr", number(target.bus_nr)).put("id", id).maybe("numa_node", target.node)
        }
        Some("dmi-to-pci-bridge" | "pcie-switch-upstream-port" | "pcie-to-pci-bridge") => props.put("id", id),
        Some("pcie-root-port" | "pcie-switch-downstream-port") => props
            .put("port", target.port.map(|port| port.0).unwrap_or_default())
            .put("chassis", number(target.chassis))
            .put("id", id)
            .maybe("hotplug", target.hotplug)
            .nonzero("mem-reserve", reserve),
        Some("pci-root") => props
            .put("index", index)
            .nonzero("mem-reserve", reserve)
            .put("id", id)
            .maybe("numa_node", target.node),
        Some("pcie-root") => return Err(unsupported("Unsupported PCI Express root controller")),
        other => {
            return Err(internal(format!("Unexpected PCI controller model {}", other.unwrap_or("(null)"))));
        }
    }))
}
