//! Disks: their order, bus and place.

use std::collections::{HashMap, HashSet};

use vir_types::Result;

use super::super::DomainDef;
use super::super::device::address::{Address, DriveAddress};
use super::super::device::disk::{DiskBus, DiskDef, DiskDevice, DiskProtocol, DiskSource, SnapshotLocation};
use super::super::device::hostdev::HostdevSource;
use super::super::throttle::IotuneDef;
use crate::common::{unsupported, wrong};

/// Number of a disk by its name: `vda` is 0, `sdab` is 27; partitions do not count.
pub(crate) fn disk_index(name: &str) -> Option<u32> {
    const PREFIXES: &[&str] = &["fd", "hd", "vd", "sd", "xvd", "ubd"];
    let letters = PREFIXES.iter().find_map(|prefix| {
        let rest = name.strip_prefix(prefix)?;
        rest.starts_with(|c: char| c.is_ascii_lowercase()).then_some(rest)
    })?;
    let end = letters.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(letters.len());
    let (letters, digits) = letters.split_at_checked(end)?;
    if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let mut number = 0u32;
    for letter in letters.bytes() {
        let value = u32::from(letter.checked_sub(b'a')?);
        number = number.checked_mul(26)?.checked_add(value)?.checked_add(1)?;
    }
    number.checked_sub(1)
}

/// Sorts disks of a bus by name, buses as they came.
pub(in super::super) fn sort(disks: &mut [DiskDef]) {
    let mut first: HashMap<Option<DiskBus>, usize> = HashMap::new();
    for (at, disk) in disks.iter().enumerate() {
        first.entry(disk.bus).or_insert(at);
    }
    disks.sort_by_cached_key(|disk| (first.get(&disk.bus).copied(), disk_index(&disk.target)));
}

fn is_unplaced(address: Option<&Address>) -> bool {
    matches!(address, None | Some(Address::Unspecified))
}

/// An iSCSI name without a unit means the first.
pub(super) fn with_unit(name: &mut String) {
    if !name.contains('/') {
        name.push_str("/0");
    }
}

impl DiskDef {
    fn complete(&mut self) {
        if let Some(target) = self.target.strip_prefix("ioemu:") {
            self.target = target.to_owned();
        }
        if self.device == DiskDevice::Cdrom {
            self.readonly = true;
        }
        if self.bus.is_none() {
            let by_name = [
                ("hd", DiskBus::Ide),
                ("sd", DiskBus::Scsi),
                ("vd", DiskBus::Virtio),
                ("xvd", DiskBus::Xen),
                ("ubd", DiskBus::Uml),
            ];
            let named = by_name.iter().find(|(prefix, _)| self.target.starts_with(prefix));
            self.bus = Some(match self.device {
                DiskDevice::Floppy => DiskBus::Fdc,
                _ => named.map_or(DiskBus::Ide, |(_, bus)| *bus),
            });
        }
        if self.readonly || matches!(self.source, DiskSource::VhostUser(_)) {
            self.snapshot.get_or_insert(SnapshotLocation::No);
        }
        match &mut self.source {
            DiskSource::Network(Some(network)) if network.protocol == DiskProtocol::Iscsi => {
                if let Some(name) = &mut network.name {
                    with_unit(name);
                }
            }
            DiskSource::Nvme(Some(nvme)) => {
                nvme.managed.get_or_insert(true);
            }
            _ => {}
        }
    }

    /// The place that goes with its name.
    fn place(&self) -> Result<Option<DriveAddress>> {
        let Some(index) = disk_index(&self.target) else {
            return wrong(format!("Unknown disk name '{}' and no address specified", self.target));
        };
        let place = |controller, bus, unit| Some(DriveAddress { controller, bus, target: 0, unit });
        Ok(match self.bus {
            Some(DiskBus::Scsi) => place(index / 7, 0, index % 7),
            Some(DiskBus::Ide) => place(index / 4, index % 4 / 2, index % 2),
            Some(DiskBus::Sata) => place(index / 6, 0, index % 6),
            Some(DiskBus::Fdc) => place(index / 2, 0, index % 2),
            _ => None,
        })
    }
}

impl DomainDef {
    pub(super) fn complete_disks(&mut self) -> Result<()> {
        let taken: HashSet<(u32, u32, u32, u32)> = self
            .devices
            .hostdevs
            .iter()
            .filter(|hostdev| matches!(hostdev.source, HostdevSource::Scsi(_)))
            .filter_map(|hostdev| match &hostdev.info.address {
                Some(Address::Drive(it)) => Some((it.controller, it.bus, it.target, it.unit)),
                _ => None,
            })
            .collect();
        for disk in &mut self.devices.disks {
            disk.complete();
            // A disk without target is refused for that later, with its source in the words.
            if disk.target.is_empty() || !is_unplaced(disk.info.address.as_ref()) {
                continue;
            }
            let Some(it) = disk.place()? else { continue };
            let clashes = taken.contains(&(it.controller, it.bus, it.target, it.unit));
            if disk.bus == Some(DiskBus::Scsi) && clashes {
                return unsupported(format!(
                    "using disk target name '{}' conflicts with SCSI host device address controller='{}' bus='{}' target='{}' unit='{}'",
                    disk.target, it.controller, it.bus, it.target, it.unit
                ));
            }
            disk.info.address = Some(Address::Drive(it));
        }
        self.share_limits();
        Ok(())
    }

    /// A disk that only names a group has the limits of the group's first disk.
    fn share_limits(&mut self) {
        let only_name = |tune: &IotuneDef| {
            let name = tune.group_name.clone();
            *tune == IotuneDef { group_name: name, ..IotuneDef::default() }
        };
        let mut groups: HashMap<String, IotuneDef> = HashMap::new();
        for tune in self.devices.disks.iter().filter_map(|disk| disk.iotune.as_deref()) {
            if let Some(name) = tune.group_name.clone().filter(|_| !only_name(tune)) {
                groups.entry(name).or_insert_with(|| tune.clone());
            }
        }
        for tune in self.devices.disks.iter_mut().filter_map(|disk| disk.iotune.as_deref_mut()) {
            if only_name(tune)
                && let Some(limits) = tune.group_name.as_ref().and_then(|name| groups.get(name))
            {
                *tune = limits.clone();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::disk_index;

    #[test]
    fn names_of_disks() {
        for (name, index) in [
            ("vda", Some(0)),
            ("sdz", Some(25)),
            ("sdaa", Some(26)),
            ("xvdab", Some(27)),
            ("hda1", Some(0)),
            ("vd", None),
            ("vda1x", None),
            ("vdA", None),
            ("mmcblk0", None),
            ("sdzzzzzzzzzzzz", None),
        ] {
            assert_eq!(disk_index(name), index, "{name}");
        }
    }
}
