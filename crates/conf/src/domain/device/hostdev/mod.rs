//! `<hostdev>`: a device of the host inside the guest.

use serde::{Deserialize, Serialize};
use vir_xml::{Kind, Node, Result, WriteOptions, XmlElement, XmlEnum};

use super::info::DeviceInfo;
use super::interface::TeamingDef;
use crate::common::{GuestIp, PciDriver, Route, Switch};

mod source;

pub use source::*;

/// A device of the host inside the guest.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long, finish = "HostdevDef::keep_own")]
#[non_exhaustive]
pub struct HostdevDef {
    /// Whether the whole device is handed over.
    #[xml(attr)]
    pub mode: HostdevMode,
    /// Whether the daemon takes the host's driver off it.
    #[xml(attr, write_if = "is_subsystem")]
    pub managed: bool,
    /// Whether the host's kernel looks through SCSI commands.
    #[xml(attr, write_if = "is_scsi")]
    pub sgio: Option<super::disk::DiskSgio>,
    /// Whether the guest may send any SCSI command.
    #[xml(attr, write_if = "is_scsi")]
    pub rawio: Option<bool>,
    /// Kind of device that the guest sees.
    #[xml(attr)]
    pub model: Option<HostdevModel>,
    /// Whether it shows its screen.
    #[xml(attr, write_if = "has_display")]
    pub display: Option<Switch>,
    /// Whether there is a screen before its driver runs.
    #[xml(attr, write_if = "has_display")]
    pub ramfb: Option<Switch>,
    /// The host's driver for it.
    #[xml(child = "driver", skip_empty, write_if = "is_pci")]
    pub driver: Option<PciDriver>,
    /// The device.
    #[xml(union = "type", child = "source", required, after = "mode")]
    pub source: HostdevSource,
    /// Addresses of a network device.
    #[xml(child = "ip")]
    pub ips: Vec<GuestIp>,
    /// Ways of a network device.
    #[xml(child = "route")]
    pub routes: Vec<Route>,
    /// Its part in a pair of network cards.
    #[xml(child = "teaming")]
    pub teaming: Option<TeamingDef>,
    /// Whether the guest may not write.
    #[xml(flag = "readonly", write_if = "is_scsi")]
    pub readonly: bool,
    /// Whether other guests use it too.
    #[xml(flag = "shareable", write_if = "is_scsi")]
    pub shareable: bool,
    /// Place in the order of booting, alias, firmware, place.
    #[xml(flatten)]
    pub info: DeviceInfo,
}

impl HostdevDef {
    fn keep_own(def: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        let is_capability =
            matches!(def.source, HostdevSource::Storage(_) | HostdevSource::Misc(_) | HostdevSource::Net(_));
        if is_capability != (def.mode == HostdevMode::Capabilities) {
            let Some(attr) = node.attr("type") else { return Ok(()) };
            let text = format!("Invalid value for attribute 'type' in element 'hostdev': '{}'", attr.value);
            return Err(node.attr_error(&attr, vir_xml::Kind::Invalid, text));
        }
        if is_capability {
            check_capability(def, node)?;
        } else {
            check_subsystem(def, node)?;
        }
        if !matches!(def.source, HostdevSource::Net(_)) {
            def.ips.clear();
            def.routes.clear();
        }
        if !matches!(def.source, HostdevSource::Scsi(_)) {
            def.readonly = false;
            def.shareable = false;
        }
        if !has_display(def, vir_xml::WriteOptions::default()) {
            (def.display, def.ramfb) = (None, None);
        }
        if !is_pci(def, vir_xml::WriteOptions::default()) {
            def.driver = None;
        }
        match &mut def.source {
            HostdevSource::Pci(source) => source.address.kind = None,
            HostdevSource::Usb(source) => {
                if let Some(address) = &mut source.address {
                    address.kind = None;
                }
            }
            _ => {}
        }
        if is_capability {
            def.managed = false;
        }
        Ok(())
    }
}

fn is_subsystem(def: &HostdevDef, _: vir_xml::WriteOptions) -> bool {
    def.mode == HostdevMode::Subsystem
}

fn is_scsi(def: &HostdevDef, _: vir_xml::WriteOptions) -> bool {
    matches!(def.source, HostdevSource::Scsi(_))
}

fn is_pci(def: &HostdevDef, _: vir_xml::WriteOptions) -> bool {
    matches!(def.source, HostdevSource::Pci(_))
}

fn has_display(def: &HostdevDef, _: vir_xml::WriteOptions) -> bool {
    matches!(def.source, HostdevSource::Pci(_) | HostdevSource::Mdev(_))
}

/// Whether a whole device of the host is handed over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum HostdevMode {
    /// It is.
    #[default]
    Subsystem,
    /// Only what it offers, to a container.
    Capabilities,
}

/// Kind of device that the guest sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum HostdevModel {
    /// `virtio`.
    Virtio,
    /// `virtio-transitional`.
    #[xml(name = "virtio-transitional")]
    VirtioTransitional,
    /// `virtio-non-transitional`.
    #[xml(name = "virtio-non-transitional")]
    VirtioNonTransitional,
    /// `vfio-pci`.
    #[xml(name = "vfio-pci")]
    VfioPci,
    /// `vfio-ccw`.
    #[xml(name = "vfio-ccw")]
    VfioCcw,
    /// `vfio-ap`.
    #[xml(name = "vfio-ap")]
    VfioAp,
}

fn check_capability(def: &HostdevDef, node: Node<'_>) -> Result<()> {
    let source = node.child("source").unwrap_or(node);
    let missing = match &def.source {
        HostdevSource::Storage(it) if it.block.is_empty() => "<block> element in hostdev storage",
        HostdevSource::Misc(it) if it.device.is_empty() => "<char> element in hostdev character",
        HostdevSource::Net(it) if it.interface.is_empty() => "<interface> element in hostdev net",
        _ => return Ok(()),
    };
    Err(source.error(Kind::Missing, format!("Missing {missing} device")))
}

/// What only one kind of device can say.
fn check_subsystem(def: &mut HostdevDef, node: Node<'_>) -> Result<()> {
    let Some(source) = node.child("source") else { return Ok(()) };
    if !matches!(def.source, HostdevSource::Usb(_))
        && let Some(attr) = source.attr("startupPolicy")
    {
        let text = "Setting startupPolicy is only allowed for USB devices";
        return Err(source.attr_error(&attr, Kind::Unsupported, text));
    }
    if !is_scsi(def, WriteOptions::default()) {
        for name in ["sgio", "rawio"] {
            if let Some(attr) = node.attr(name) {
                let text = format!("{name} is only supported for scsi host device");
                return Err(node.attr_error(&attr, Kind::Invalid, text));
            }
        }
    }
    check_model(def, node)?;
    match &mut def.source {
        HostdevSource::Usb(usb) => usb.check(source),
        HostdevSource::Pci(pci) => {
            let it = &pci.address;
            let place = source.child("address").unwrap_or(source);
            crate::domain::check::pci(place, [it.domain.0, it.bus.0, it.slot.0, it.function.0])
        }
        HostdevSource::Scsi(scsi) => scsi.check(source),
        HostdevSource::ScsiHost(host) => host.check(source),
        HostdevSource::Mdev(mdev) => mdev.check(source),
        _ => Ok(()),
    }
}

fn check_model(def: &HostdevDef, node: Node<'_>) -> Result<()> {
    use HostdevModel::{VfioAp, VfioCcw, VfioPci, Virtio, VirtioNonTransitional, VirtioTransitional};
    let known: &[HostdevModel] = match def.source {
        HostdevSource::Mdev(_) => &[VfioPci, VfioCcw, VfioAp],
        HostdevSource::ScsiHost(_) => &[Virtio, VirtioTransitional, VirtioNonTransitional],
        _ => &[],
    };
    let Some(attr) = node.attr("model") else {
        return match def.source {
            HostdevSource::Mdev(_) => Err(node.missing_attr("model")),
            _ => Ok(()),
        };
    };
    if known.is_empty() {
        let kind = node.attr("type").map_or("", |kind| kind.value);
        let text = format!("'model' attribute in <hostdev> is only supported when type='{kind}'");
        return Err(node.attr_error(&attr, Kind::Invalid, text));
    }
    if def.model.is_some_and(|model| !known.contains(&model)) {
        let text = format!("Invalid value for attribute 'model' in element 'hostdev': '{}'.", attr.value);
        return Err(node.attr_error(&attr, Kind::Invalid, text));
    }
    Ok(())
}
