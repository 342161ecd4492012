//! Rules across fields, and what a definition asks of a driver.
//!
//! Rules about one element stand in its model, where the error still knows its place in the text. Here
//! are those that need two elements or what completion has filled in. Whatever could depend on the
//! number of devices looks things up in sets: a definition of a hundred thousand of them is checked in
//! one pass.

mod aliases;
mod chardev;
mod controller;
mod cpu;
mod devices;
mod disk;
mod disk_source;
mod display;
mod hostdev;
mod interface;
mod memory;
mod numa;
mod os;
mod places;
mod usb;
mod vhost_user;

use std::collections::HashSet;

use vir_types::{Code, Origin, Result};

use super::DomainDef;
use super::device::info::VirtioOptions;
use super::seclabel::DeviceSeclabelDef;
use crate::common::{refuse, unsupported};
use crate::feature::Features;
use crate::name;

impl DomainDef {
    /// Checks the rules that hold for every driver. What a driver may still fill in is not missed here;
    /// see [`validate_filled`](Self::validate_filled).
    ///
    /// # Errors
    /// `NoName`: no name. `NoSource`, `NoTarget`: a device without its end on the host or in the guest.
    /// `XmlError`, `XmlDetail`, `ConfigUnsupported`, `InternalError`, `InvalidArg`,
    /// `OperationUnsupported`: what libvirt refuses with the same number. Where it is about one device,
    /// the third string of the extra part names it.
    pub fn validate(&self) -> Result<()> {
        name::check(&self.name, Origin::DOMAIN)?;
        name::title(self.title.as_deref(), "Domain", Origin::DOMAIN)?;
        self.validate_parts().map_err(|error| error.or_origin(Origin::DOMAIN))
    }

    /// Checks what must be there once a driver has filled in its defaults, such as the model of each
    /// graphics card. A driver calls it after [`validate`](Self::validate).
    ///
    /// # Errors
    /// `InternalError`: a graphics card of no model. `ConfigUnsupported`: a redirected USB device in a
    /// guest without USB, or a channel of a D-Bus screen that has no name.
    pub fn validate_filled(&self) -> Result<()> {
        let checked = self.filled_chardevs().and_then(|()| self.filled_videos());
        checked.and_then(|()| self.filled_usb()).map_err(|error| error.or_origin(Origin::DOMAIN))
    }

    fn validate_parts(&self) -> Result<()> {
        self.validate_values()?;
        self.validate_devices()?;
        self.validate_whole()
    }

    /// The first part of [`validate`](Self::validate): values that libvirt checks when it reads a document.
    /// A driver with checks of its own calls the parts one by one, with its checks between them.
    ///
    /// # Errors
    /// As [`validate`](Self::validate).
    pub fn validate_values(&self) -> Result<()> {
        self.check_counts()?;
        self.check_security_models()?;
        self.check_usb()?;
        self.check_clock()?;
        self.check_sysinfo()
    }

    /// The second part of [`validate`](Self::validate): the devices.
    ///
    /// # Errors
    /// As [`validate`](Self::validate).
    pub fn validate_devices(&self) -> Result<()> {
        let facts = Facts::new(self);
        self.check_disks(&facts)?;
        self.check_interfaces()?;
        self.check_audio()?;
        self.check_hostdevs()?;
        self.check_filesystems()?;
        self.check_controllers()?;
        self.check_chardevs(&facts)?;
        self.check_small_devices()?;
        self.check_memories()?;
        self.check_videos()?;
        self.check_graphics()
    }

    /// The third part of [`validate`](Self::validate): what concerns several devices, or the guest itself.
    ///
    /// # Errors
    /// As [`validate`](Self::validate).
    pub fn validate_whole(&self) -> Result<()> {
        self.check_resource()?;
        self.check_twin_disks()?;
        self.check_twin_hostdevs()?;
        self.check_drives()?;
        self.check_topology()?;
        self.check_aliases()?;
        self.check_iommu()?;
        self.check_lifecycle()?;
        self.check_hugepages()?;
        self.check_os()?;
        self.check_cputune()?;
        self.check_boot()?;
        self.check_tunables()?;
        self.check_idmap()?;
        self.check_numa()?;
        self.check_iothreads()?;
        self.check_launch_security()?;
        self.check_throttle_groups()
    }

    /// The features that this definition uses.
    #[must_use]
    pub fn features_used(&self) -> Features {
        let mut used = Features::NONE;
        if self.max_memory_kib > 0 || self.memory_slots > 0 {
            used |= Features::MEMORY_HOTPLUG;
        }
        if self.vcpus() < self.vcpus_max() {
            used |= Features::CURRENT_VCPUS;
        }
        if self.individual_vcpus.is_some() {
            used |= Features::INDIVIDUAL_VCPUS;
        }
        used
    }

    /// Refuses a definition that uses what a driver has not opted into.
    ///
    /// # Errors
    /// `ConfigUnsupported`.
    pub fn check_features(&self, supported: Features) -> Result<()> {
        self.features_used().check(supported).map_err(|error| error.or_origin(Origin::DOMAIN))
    }
}

/// What many devices ask about the rest of the definition.
struct Facts<'a> {
    /// Names of the groups of limits.
    throttle_groups: HashSet<&'a str>,
    /// Security models whose files the daemon does not label.
    unlabelled: HashSet<Option<&'a str>>,
}

impl<'a> Facts<'a> {
    fn new(def: &'a DomainDef) -> Self {
        let groups = def.throttle_groups.iter().flat_map(|all| &all.groups);
        let unlabelled = def.seclabels.iter().filter(|label| !label.relabels());
        Self {
            throttle_groups: groups.map(|group| group.group_name.as_str()).collect(),
            unlabelled: unlabelled.map(|label| label.model.as_deref()).collect(),
        }
    }

    /// Labels of a device stand against those of the guest, and so need the daemon to label at all.
    /// Libvirt finds two for one driver while it reads the device, but after it has read the guest's.
    fn check_seclabels(&self, labels: &[DeviceSeclabelDef]) -> Result<()> {
        let mut seen = HashSet::new();
        let mut models = labels.iter().filter_map(|label| label.model.as_deref());
        if let Some(model) = models.find(|model| !seen.insert(*model)) {
            let text = format!("seclabel for model {model} is already provided");
            return refuse(Code::XML_DETAIL, text);
        }
        if labels.iter().any(|label| self.unlabelled.contains(&label.model.as_deref())) {
            return unsupported("label overrides require relabeling to be enabled at the domain level");
        }
        Ok(())
    }
}

/// Refuses options of virtio on a device that is none.
fn no_virtio_options(options: &VirtioOptions) -> Result<()> {
    let given = [
        (options.iommu, "iommu driver option is only supported for virtio devices"),
        (options.ats, "ats driver option is only supported for virtio devices"),
        (options.packed, "packed driver option is only supported for virtio devices"),
        (options.page_per_vq, "page_per_vq option is only supported for virtio devices"),
    ];
    match given.into_iter().find(|(option, _)| option.is_some()) {
        Some((_, text)) => unsupported(text),
        None => Ok(()),
    }
}

/// Says in the error which device it is about: beside the words, which are libvirt's.
fn of<T>(result: Result<T>, device: impl FnOnce() -> String) -> Result<T> {
    result.map_err(|error| {
        let mut extra = error.extra().clone();
        let [.., third] = &mut extra.strings;
        *third = Some(device().into());
        error.with_extra(extra)
    })
}

/// A device by its name, else by its place among its kind.
fn named(kind: &str, at: usize, info: &super::device::info::DeviceInfo) -> String {
    match &info.alias {
        Some(alias) => format!("{kind} '{alias}'"),
        None => format!("{kind} {}", at.saturating_add(1)),
    }
}

/// Whether a text is of letters that a terminal shows.
fn is_printable(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}
