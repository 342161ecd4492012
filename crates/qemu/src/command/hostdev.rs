//! Devices of the host that are handed to the guest.

use vir_conf::common::PciAddress;
use vir_conf::common::Switch;
use vir_conf::domain::device::address::Address;
use vir_conf::domain::device::disk::DiskBus;
use vir_conf::domain::device::hostdev::{
    HostdevDef, HostdevMode, HostdevModel, HostdevSource, MdevHostdev, PciHostAddress, ScsiHostdev,
    ScsiProtocol, UsbGuestReset, UsbHostdev,
};
use vir_conf::domain::device::info::DeviceInfo;
use vir_conf::domain::device::interface::{InterfaceSource, TeamingDef, TeamingType};
use vir_types::Result;

use super::context::{Context, alias, internal, unsupported};
use super::image::Image;
use super::output::Output;
use super::props::Props;
use super::{address, network, remote, secret, virtio};
use crate::caps::Cap;

/// All of them, those that are network interfaces first.
pub(super) fn hostdevs(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    for interface in cx.def.devices.interfaces.iter().filter(|it| network::is_hostdev(it)) {
        let info = &interface.info;
        let actual = interface.actual.as_ref().and_then(|actual| actual.source.as_ref()?.address.as_ref());
        let place = match &interface.source {
            InterfaceSource::Hostdev(source) => source.pci.as_ref(),
            _ => actual,
        };
        let props = match (place, &interface.source) {
            (Some(place), _) => {
                super::zpci(cx, out, info);
                pci(cx, place, info, interface.teaming.as_ref(), None)?
            }
            (None, InterfaceSource::Hostdev(source)) => {
                let mut usb = UsbHostdev::default();
                usb.address.clone_from(&source.usb);
                self::usb(cx, &usb, info)?
            }
            (None, _) => return Err(internal("the host's device of a network is not known")),
        };
        out.device(cx, props);
    }
    for hostdev in &cx.def.devices.hostdevs {
        if hostdev.mode == HostdevMode::Subsystem {
            write(cx, out, hostdev)?;
        }
    }
    Ok(())
}

fn write(cx: &Context<'_>, out: &mut Output, hostdev: &HostdevDef) -> Result<()> {
    if let HostdevSource::Pci(_) = &hostdev.source {
        if hostdev.info.address == Some(Address::Unassigned) {
            return Ok(());
        }
        super::zpci(cx, out, &hostdev.info);
    }
    if let HostdevSource::Scsi(scsi) = &hostdev.source {
        let (objects, node) = scsi_node(cx, hostdev, scsi)?;
        out.objects(&objects);
        out.blockdev(&node);
    }
    out.device(cx, device(cx, hostdev)?);
    Ok(())
}

/// A device of the host as one of the guest.
pub(super) fn device(cx: &Context<'_>, hostdev: &HostdevDef) -> Result<Props> {
    let info = &hostdev.info;
    match &hostdev.source {
        HostdevSource::Usb(source) => usb(cx, source, info),
        HostdevSource::Pci(source) => {
            let shown = Some((hostdev.display, hostdev.ramfb));
            pci(cx, &source.address, info, hostdev.teaming.as_ref(), shown)
        }
        HostdevSource::Scsi(_) => {
            let node = scsi_image(cx, info)?;
            Ok(Props::driver("scsi-generic")
                .put("drive", &node.storage)
                .put("id", alias(info)?)
                .nonzero("bootindex", cx.boot_index(info))
                .with(address::props_on(cx, info, Some(DiskBus::Scsi))?))
        }
        HostdevSource::ScsiHost(source) => {
            let generation = match hostdev.model {
                Some(HostdevModel::VirtioTransitional) => virtio::Generation::Transitional,
                Some(HostdevModel::VirtioNonTransitional) => virtio::Generation::NonTransitional,
                _ => virtio::Generation::Any,
            };
            let id = alias(info)?;
            let fd = cx.launch.handed.vhost_scsi.get(id);
            let fd = fd.ok_or_else(|| internal("no descriptor of /dev/vhost-scsi was handed over"))?;
            Ok(virtio::props(cx, "vhost-scsi", info, generation, None)?
                .put("wwpn", &source.wwpn)
                .put("vhostfd", fd.to_string())
                .put("id", id)
                .with(address::props(cx, info)?))
        }
        HostdevSource::Mdev(source) => mdev(cx, hostdev, source),
        _ => Err(unsupported("the host's device is not supported by QEMU")),
    }
}

/// What a card's ROM is replaced by.
pub(super) fn rom(info: &DeviceInfo) -> Result<Props> {
    let Some(rom) = &info.rom else { return Ok(Props::new()) };
    if rom.enabled.is_none() && rom.bar.is_none() && rom.file.is_none() {
        return Ok(Props::new());
    }
    if !matches!(info.address, Some(Address::Pci(_))) {
        return Err(unsupported("ROM tuning is only supported for PCI devices"));
    }
    if rom.enabled == Some(false) {
        return Ok(Props::new().put("romfile", ""));
    }
    let bar = rom.bar.map(|bar| u32::from(bar.is_on()));
    Ok(Props::new().maybe("rombar", bar).maybe("romfile", rom.file.as_deref()))
}

type Shown = (Option<Switch>, Option<Switch>);

fn pci(
    cx: &Context<'_>,
    place: &PciHostAddress,
    info: &DeviceInfo,
    teaming: Option<&TeamingDef>,
    shown: Option<Shown>,
) -> Result<Props> {
    let (display, ramfb) = shown.unwrap_or_default();
    let ramfb = ramfb == Some(Switch::On);
    let host = PciAddress::new(place.domain.0, place.bus.0, place.slot.0, place.function.0);
    let pair = teaming.filter(|it| it.kind == TeamingType::Transient).and_then(|it| it.persistent.as_deref());
    Ok(Props::driver(if ramfb { "vfio-pci-nohotplug" } else { "vfio-pci" })
        .put("host", address::pci_text(&host))
        .put("id", alias(info)?)
        .nonzero("bootindex", cx.boot_index(info))
        .maybe("failover_pair_id", pair)
        .maybe("display", display.map(|display| display.to_string()))
        .when("ramfb", ramfb)
        .with(address::props(cx, info)?)
        .with(rom(info)?))
}

fn usb(cx: &Context<'_>, source: &UsbHostdev, info: &DeviceInfo) -> Result<Props> {
    let mut props = Props::driver("usb-host");
    if !source.missing {
        let Some(place) = source.address.as_ref().filter(|place| (place.bus, place.device) != (0, 0)) else {
            return Err(internal("USB host device is missing bus/device information"));
        };
        props = if cx.has(Cap::USB_HOST_HOSTDEVICE) {
            props.put("hostdevice", format!("/dev/bus/usb/{:03}/{:03}", place.bus, place.device))
        } else {
            props.nonzero("hostbus", place.bus).nonzero("hostaddr", place.device)
        };
    }
    let (reset, resets_all) = match source.guest_reset {
        Some(UsbGuestReset::Off) => (Some(false), None),
        Some(UsbGuestReset::Uninitialized) => (Some(true), Some(false)),
        Some(UsbGuestReset::On) => (Some(true), Some(true)),
        _ => (None, None),
    };
    Ok(props
        .put("id", alias(info)?)
        .nonzero("bootindex", cx.boot_index(info))
        .maybe("guest-reset", reset)
        .maybe("guest-resets-all", resets_all)
        .with(address::props(cx, info)?))
}

fn mdev(cx: &Context<'_>, hostdev: &HostdevDef, source: &MdevHostdev) -> Result<Props> {
    let info = &hostdev.info;
    let ramfb = hostdev.ramfb == Some(Switch::On);
    let driver = match hostdev.model {
        Some(HostdevModel::VfioPci) if ramfb => "vfio-pci-nohotplug".to_owned(),
        Some(model @ (HostdevModel::VfioPci | HostdevModel::VfioCcw | HostdevModel::VfioAp)) => {
            model.to_string()
        }
        _ => return Err(internal("a mediated device has no model")),
    };
    let uuid = source.uuid.unwrap_or_default();
    Ok(Props::driver(driver)
        .put("id", alias(info)?)
        .put("sysfsdev", format!("/sys/bus/mdev/devices/{uuid}"))
        .maybe("display", hostdev.display.map(|display| display.to_string()))
        .when("ramfb", ramfb)
        .nonzero("bootindex", cx.boot_index(info))
        .with(address::props(cx, info)?))
}

fn scsi_image<'c, 'a>(cx: &'c Context<'a>, info: &DeviceInfo) -> Result<&'c Image<'a>> {
    let image = cx.nodes.hostdevs.get(alias(info)?);
    image.ok_or_else(|| internal("the host's SCSI device has no block node"))
}

/// The node of a SCSI device of the host with what it needs.
pub(super) fn scsi_node(
    cx: &Context<'_>,
    hostdev: &HostdevDef,
    scsi: &ScsiHostdev,
) -> Result<(Vec<Props>, Props)> {
    let image = scsi_image(cx, &hostdev.info)?;
    let mut objects = Vec::new();
    let node = if scsi.protocol == Some(ScsiProtocol::Iscsi) {
        let secret = secret::plain_id(&image.storage);
        let login = image.auth.map(|auth| (auth, secret.clone()));
        if login.is_some() {
            objects.push(secret::object(cx, &secret)?);
        }
        let host = scsi.hosts.first().ok_or_else(|| internal("iSCSI protocol accepts only one host"))?;
        let initiator = scsi.initiator.as_ref().and_then(|initiator| initiator.iqn.as_deref());
        let name = scsi.name.as_deref().unwrap_or_default();
        Props::driver("iscsi").with(remote::iscsi_unit(host, name, initiator, login)?)
    } else {
        let name = cx.launch.handed.scsi_generic.get(alias(&hostdev.info)?);
        let name = name.ok_or_else(|| internal("the host's SCSI device was not looked up"))?;
        Props::driver("host_device").put("filename", name)
    };
    Ok((objects, node.put("node-name", &image.storage).put("read-only", image.readonly)))
}
