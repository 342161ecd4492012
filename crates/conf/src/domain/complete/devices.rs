//! Defaults of devices, kind by kind.

use std::collections::HashSet;

use vir_types::Result;

use super::super::device::address::{Address, DriveAddress};
use super::super::device::disk::DiskBus;
use super::super::device::filesystem::{FsAccessMode, FsSource};
use super::super::device::hostdev::{HostdevModel, HostdevSource, ScsiProtocol};
use super::super::device::input::{InputBus, InputType};
use super::super::device::memory::MemoryModel;
use super::super::device::rng::RngBackend;
use super::super::device::sound::SoundModel;
use super::super::device::video::VideoDef;
use super::super::memory_backing::MemoryAccess;
use super::super::os::OsType;
use super::super::{DomainDef, VirtType};
use super::disks::with_unit;
use crate::common::{IpFamily, is_family, wrong};
use crate::defaults::Defaults;

impl DomainDef {
    pub(super) fn complete_devices(&mut self, defaults: &mut Defaults<'_>) -> Result<()> {
        self.complete_chardevs()?;
        self.complete_disks()?;
        self.complete_hostdevs()?;
        self.complete_inputs();
        for interface in &mut self.devices.interfaces {
            let none = interface.mac.is_none_or(|mac| mac.0 == [0; 6]);
            if none {
                interface.mac = Some(defaults.mac());
            }
            for ip in &mut interface.ips {
                let v4 = ip.address.is_none_or(|address| is_family(address, IpFamily::Ipv4));
                ip.family = Some(if v4 { IpFamily::Ipv4 } else { IpFamily::Ipv6 });
            }
            if let Some(port) = &mut interface.virtual_port {
                port.complete(defaults);
            }
        }
        for filesystem in &mut self.devices.filesystems {
            let socket =
                matches!(&filesystem.source, FsSource::Mount(Some(source)) if source.socket.is_some());
            if !socket {
                filesystem.accessmode.get_or_insert(FsAccessMode::Passthrough);
            }
        }
        for rng in &mut self.devices.rngs {
            if let RngBackend::Random(random) = &mut rng.backend {
                random.path.get_or_insert_with(|| "/dev/random".into());
            }
        }
        for sound in self.devices.sounds.iter_mut().filter(|sound| sound.model == SoundModel::Virtio) {
            sound.streams = sound.streams.filter(|streams| *streams != 0).or(Some(2));
        }
        if let Some(vsock) = &mut self.devices.vsock {
            vsock.auto_cid.get_or_insert(vsock.cid == 0);
        }
        let power = matches!(self.os.arch.as_deref(), Some("ppc64" | "ppc64le"));
        for memory in &mut self.devices.memories {
            match memory.model {
                MemoryModel::VirtioPmem => {
                    memory.access.get_or_insert(MemoryAccess::Shared);
                }
                MemoryModel::Nvdimm if power => {
                    memory.uuid.get_or_insert_with(|| defaults.uuid());
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn complete_inputs(&mut self) {
        let x86 = matches!(self.os.arch.as_deref(), Some("x86_64" | "i686") | None);
        let s390 = matches!(self.os.arch.as_deref(), Some("s390" | "s390x"));
        let parallels = matches!(self.virt_type, VirtType::Vz | VirtType::Parallels);
        for input in &mut self.devices.inputs {
            let bus = match (self.os.os_type, input.kind) {
                (Some(OsType::Hvm), InputType::Mouse | InputType::Keyboard) if x86 => InputBus::Ps2,
                (Some(OsType::Hvm), kind) if s390 || kind == InputType::Passthrough => InputBus::Virtio,
                (Some(OsType::Hvm), InputType::Evdev) => InputBus::None,
                (Some(OsType::Hvm), _) => InputBus::Usb,
                (Some(OsType::Xen | OsType::Linux | OsType::Xenpvh), _) => InputBus::Xen,
                _ if parallels => InputBus::Parallels,
                _ => continue,
            };
            input.bus.get_or_insert(bus);
        }
    }

    fn complete_hostdevs(&mut self) -> Result<()> {
        let drive = |address: &Option<Address>| match address {
            Some(Address::Drive(it)) => Some((it.controller, it.bus, it.target, it.unit)),
            _ => None,
        };
        let scsi_disks = self.devices.disks.iter().filter(|disk| disk.bus == Some(DiskBus::Scsi));
        let of_disks: HashSet<_> = scsi_disks.filter_map(|disk| drive(&disk.info.address)).collect();
        let mut used = of_disks.clone();
        used.extend(self.devices.hostdevs.iter().filter_map(|hostdev| drive(&hostdev.info.address)));
        let mut next = 0u32;
        for hostdev in &mut self.devices.hostdevs {
            match &mut hostdev.source {
                HostdevSource::Scsi(scsi) => {
                    if scsi.protocol == Some(ScsiProtocol::Iscsi) {
                        scsi.name.iter_mut().for_each(with_unit);
                    }
                    if matches!(hostdev.info.address, None | Some(Address::Unspecified)) {
                        // Seven units on each controller, the first that is free.
                        while used.contains(&(next / 7, 0, 0, next % 7)) {
                            next = next.saturating_add(1);
                        }
                        used.insert((next / 7, 0, 0, next % 7));
                        let address =
                            DriveAddress { controller: next / 7, bus: 0, target: 0, unit: next % 7 };
                        hostdev.info.address = Some(Address::Drive(address));
                    }
                    if let Some(address) = drive(&hostdev.info.address).filter(|it| of_disks.contains(it)) {
                        let (controller, bus, target, unit) = address;
                        return wrong(format!(
                            "SCSI host address controller='{controller}' bus='{bus}' target='{target}' unit='{unit}' in use by a SCSI disk"
                        ));
                    }
                }
                HostdevSource::Mdev(_) => {
                    let fits = match (hostdev.model, &hostdev.info.address) {
                        (_, None | Some(Address::Unspecified)) => true,
                        (Some(HostdevModel::VfioPci), address) => matches!(address, Some(Address::Pci(_))),
                        (Some(HostdevModel::VfioCcw), address) => matches!(address, Some(Address::Ccw(_))),
                        _ => true,
                    };
                    if !fits {
                        let model = hostdev.model.map_or("", |model| match model {
                            HostdevModel::VfioCcw => "vfio-ccw",
                            _ => "vfio-pci",
                        });
                        return wrong(format!(
                            "Unsupported address type with mediated device model '{model}'"
                        ));
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Devices that others imply: a console for a serial port, controllers, a card for a screen.
    pub(super) fn add_implied_devices(&mut self) -> Result<()> {
        self.complete_consoles()?;
        self.add_implied_controllers();
        if !self.devices.graphics.is_empty() && self.devices.videos.is_empty() {
            self.devices.videos.push(VideoDef::default());
        }
        Ok(())
    }
}
