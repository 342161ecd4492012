//! What every part of the command line looks things up in.

use std::collections::BTreeMap;

use vir_conf::DomainDef;
use vir_conf::cpu::CpuFamily;
use vir_conf::domain::device::controller::{ControllerDef, ControllerType};
use vir_conf::domain::device::disk::DiskDevice;
use vir_conf::domain::device::info::DeviceInfo;
use vir_conf::domain::device::interface::InterfaceSource;
use vir_conf::domain::os::BootDevice;
use vir_types::{Code, Error, Origin, Result};

use super::Launch;
use super::nodes::Nodes;
use crate::caps::{Cap, Machine};
use crate::machine::MachineKind;

/// A launch with what follows from it.
pub(super) struct Context<'a> {
    pub(super) launch: Launch<'a>,
    pub(super) def: &'a DomainDef,
    pub(super) kind: MachineKind,
    /// Nodes of all disks.
    pub(super) nodes: Nodes<'a>,
    /// The place of devices in the order of booting, by alias.
    boot: BTreeMap<&'a str, u32>,
    /// Numbers of sets of descriptors, by what is in them.
    fdsets: BTreeMap<String, u32>,
}

impl<'a> Context<'a> {
    pub(super) fn new(launch: Launch<'a>) -> Result<Self> {
        let nodes = Nodes::new(&launch)?;
        let fdsets = fdsets(&launch, &nodes);
        Ok(Self {
            launch,
            def: launch.def,
            kind: MachineKind::of(launch.def),
            nodes,
            boot: boot_order(launch.def),
            fdsets,
        })
    }

    pub(super) fn has(&self, cap: Cap) -> bool {
        self.launch.caps.has(cap)
    }

    pub(super) fn arch(&self) -> &'a str {
        self.def.os.arch.as_deref().unwrap_or_default()
    }

    pub(super) fn is_x86(&self) -> bool {
        CpuFamily::X86.has(self.arch())
    }

    pub(super) fn is_arm(&self) -> bool {
        CpuFamily::Arm.has(self.arch())
    }

    pub(super) fn is_s390(&self) -> bool {
        CpuFamily::S390.has(self.arch())
    }

    pub(super) fn is_ppc64(&self) -> bool {
        CpuFamily::Ppc64.has(self.arch())
    }

    /// What the emulator says of the guest's machine.
    pub(super) fn machine(&self) -> Option<&'a Machine> {
        self.launch.caps.machine(self.def.virt_type, self.def.os.machine.as_deref()?)
    }

    /// The emulator's name of the guest's memory.
    pub(super) fn ram_id(&self) -> Option<&'a str> {
        self.machine()?.default_ram_id.as_deref()
    }

    /// A controller.
    pub(super) fn controller(&self, kind: ControllerType, index: u32) -> Option<&'a ControllerDef> {
        let is = |it: &&ControllerDef| it.kind == kind && it.index.unwrap_or_default() == index;
        self.def.devices.controllers.iter().find(is)
    }

    /// The alias of a controller.
    pub(super) fn controller_alias(&self, kind: ControllerType, index: u32) -> Result<&'a str> {
        match self.controller(kind, index) {
            Some(controller) => alias(&controller.info),
            None => Err(internal(format!("could not find {kind} controller with index {index}"))),
        }
    }

    /// The place of a device in the order of booting.
    pub(super) fn boot_index(&self, info: &DeviceInfo) -> u32 {
        info.alias.as_deref().and_then(|alias| self.boot.get(alias)).copied().unwrap_or_default()
    }

    /// The number of a set of descriptors.
    pub(super) fn fdset(&self, name: &str) -> Option<u32> {
        self.fdsets.get(name).copied()
    }

    /// The path of a set of descriptors.
    pub(super) fn fdset_path(&self, name: &str) -> Option<String> {
        self.fdset(name).map(|set| format!("/dev/fdset/{set}"))
    }

    /// The guest in names of files: its number and the beginning of its name.
    pub(super) fn short_name(&self) -> String {
        self.launch.short_name()
    }

    /// A file in the guest's own folder.
    pub(super) fn own_file(&self, name: &str) -> String {
        self.launch.own_file(name)
    }
}

impl Launch<'_> {
    /// The guest in names of files: its number and the beginning of its name.
    #[must_use]
    pub fn short_name(&self) -> String {
        const LENGTH: usize = 20;
        let id = self.def.id.map_or_else(|| "-1".to_owned(), |id| id.to_string());
        let name: String = self.def.name.chars().take(LENGTH).collect();
        format!("{id}-{name}")
    }

    /// The folder of a running guest.
    #[must_use]
    pub fn own_folder(&self) -> String {
        format!("{}/domain-{}", self.config.lib_dir.display(), self.short_name())
    }

    pub(super) fn own_file(&self, name: &str) -> String {
        format!("{}/{name}", self.own_folder())
    }
}

/// The alias that a device must have by now.
pub(super) fn alias(info: &DeviceInfo) -> Result<&str> {
    info.alias.as_deref().ok_or_else(|| internal("device alias is not assigned"))
}

pub(super) fn internal(text: impl AsRef<str>) -> Error {
    Error::new(Code::INTERNAL_ERROR, text).or_origin(Origin::QEMU)
}

pub(super) fn unsupported(text: impl AsRef<str>) -> Error {
    Error::new(Code::CONFIG_UNSUPPORTED, text).or_origin(Origin::QEMU)
}

/// Devices boot in the order that they say themselves, or the first of each kind in the order of kinds.
fn boot_order(def: &DomainDef) -> BTreeMap<&str, u32> {
    let devices = &def.devices;
    let mut order: BTreeMap<&str, u32> = BTreeMap::new();
    for device in devices.infos() {
        if let (Some(alias), Some(boot)) = (device.info.alias.as_deref(), &device.info.boot) {
            order.insert(alias, boot.order.get());
        }
    }
    for (kind, place) in def.os.boot.iter().zip(1u32..) {
        let first = match kind.dev {
            BootDevice::Network => devices.interfaces.first().map(|it| &it.info),
            wanted => devices.disks.iter().find(|disk| boots_as(disk.device) == wanted).map(|it| &it.info),
        };
        // An interface that is a device of the host boots as one.
        let first = match (kind.dev, devices.interfaces.first()) {
            (BootDevice::Network, Some(net)) if matches!(net.source, InterfaceSource::Hostdev(_)) => {
                Some(&net.info)
            }
            _ => first,
        };
        if let Some(alias) = first.and_then(|info| info.alias.as_deref()) {
            order.insert(alias, place);
        }
    }
    order
}

fn boots_as(device: DiskDevice) -> BootDevice {
    match device {
        DiskDevice::Cdrom => BootDevice::Cdrom,
        DiskDevice::Floppy => BootDevice::Fd,
        _ => BootDevice::Hd,
    }
}

/// Sets of descriptors get numbers in the order in which libvirt makes them.
fn fdsets(launch: &Launch<'_>, nodes: &Nodes<'_>) -> BTreeMap<String, u32> {
    let devices = &launch.def.devices;
    let mut names: Vec<String> = nodes.fdsets().collect();
    for device in devices.infos() {
        let Some(alias) = device.info.alias.as_deref() else { continue };
        let Some(handed) = launch.handed.chardevs.get(alias) else { continue };
        // The first console is a serial port seen twice.
        let twice =
            device.kind == "console" && devices.serials.iter().any(|it| it.info.alias == device.info.alias);
        if twice {
            continue;
        }
        names.extend(handed.file.map(|_| format!("{alias}-source")));
        names.extend(handed.log.map(|_| format!("{alias}-log")));
    }
    for interface in &devices.interfaces {
        let Some(alias) = interface.info.alias.as_deref() else { continue };
        let vdpa = launch.handed.interfaces.get(alias).and_then(|handed| handed.vdpa);
        names.extend(vdpa.map(|_| format!("{alias}-vdpa")));
    }
    for tpm in &devices.tpms {
        let Some(alias) = tpm.info.alias.as_deref() else { continue };
        if launch.handed.tpm.contains_key(alias) {
            names.extend([format!("{alias}-tpm"), format!("{alias}-cancel")]);
        }
    }
    names.into_iter().zip(0..).collect()
}
