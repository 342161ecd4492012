//! What the devices of virtio have in common.

use vir_conf::domain::device::address::Address;
use vir_conf::domain::device::disk::VirtioModel;
use vir_conf::domain::device::info::{DeviceInfo, VirtioOptions};
use vir_types::Result;

use super::context::{Context, internal, unsupported};
use super::props::Props;
use crate::caps::Cap;

/// Which generation of virtio a device belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Generation {
    Any,
    Transitional,
    NonTransitional,
}

impl Generation {
    pub(super) fn of(model: Option<VirtioModel>) -> Self {
        match model {
            Some(VirtioModel::VirtioTransitional) => Self::Transitional,
            Some(VirtioModel::VirtioNonTransitional) => Self::NonTransitional,
            _ => Self::Any,
        }
    }

    /// The same from a name.
    pub(super) fn named(model: Option<&str>) -> Self {
        match model {
            Some("virtio-transitional") => Self::Transitional,
            Some("virtio-non-transitional") => Self::NonTransitional,
            _ => Self::Any,
        }
    }
}

/// The beginning of a device: its driver and how it meets the guest.
pub(super) fn props(
    cx: &Context<'_>,
    base: &str,
    info: &DeviceInfo,
    generation: Generation,
    options: Option<&VirtioOptions>,
) -> Result<Props> {
    let bus = match &info.address {
        Some(Address::Pci(_)) => "pci",
        Some(Address::VirtioMmio) => "device",
        Some(Address::Ccw(_)) => "ccw",
        None => return Err(internal(format!("'{base}' has no address"))),
        Some(_) => return Err(internal(format!("Unexpected address type for '{base}'"))),
    };
    let known = cx.has(Cap::VIRTIO_PCI_NON_TRANSITIONAL);
    let suffix = match generation {
        Generation::Any => "",
        _ if bus != "pci" => {
            let text = format!(
                "virtio (non-)transitional models are not supported for address type={}",
                if bus == "ccw" { "ccw" } else { "virtio-mmio" }
            );
            return Err(unsupported(text));
        }
        Generation::Transitional => {
            if known {
                "-transitional"
            } else {
                ""
            }
        }
        Generation::NonTransitional if known => "-non-transitional",
        Generation::NonTransitional => {
            return Err(unsupported("virtio non-transitional model not supported for this qemu"));
        }
    };
    Ok(Props::driver(format!("{base}-{bus}{suffix}")).with(shared(options)))
}

/// How a device meets the guest.
pub(super) fn shared(options: Option<&VirtioOptions>) -> Props {
    let Some(options) = options else { return Props::new() };
    Props::new()
        .maybe("iommu_platform", options.iommu)
        .maybe("ats", options.ats)
        .maybe("packed", options.packed)
        .maybe("page-per-vq", options.page_per_vq)
}
