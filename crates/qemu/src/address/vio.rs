//! Registers on the virtual bus of POWER guests.

use std::collections::HashSet;

use vir_conf::DomainDef;
use vir_conf::domain::device::address::{Address, SpaprVioAddress};
use vir_conf::domain::device::chardev::SerialTargetType;
use vir_conf::domain::device::controller::ControllerType;
use vir_conf::domain::device::info::DeviceInfo;
use vir_conf::domain::device::tpm::TpmModel;
use vir_types::Result;
use vir_xml::Hex;

use super::wrong;
use crate::machine::MachineKind;

// The registers that QEMU begins with, kind by kind.
const NET: u64 = 0x1000;
const SCSI: u64 = 0x2000;
const SERIAL: u64 = 0x3000_0000;
const NVRAM: u64 = 0x3000;
const TPM: u64 = 0x4000;

pub(super) fn assign(def: &mut DomainDef) -> Result<()> {
    let is_pseries = MachineKind::of(def) == MachineKind::Pseries;
    let mut used = HashSet::new();
    let mut twins = HashSet::new();
    for device in def.devices.infos() {
        if let Some(Address::SpaprVio(SpaprVioAddress { reg: Some(reg), .. })) = &device.info.address
            && !used.insert(reg.0)
        {
            twins.insert(reg.0);
        }
    }
    if let Some(reg) = twins.into_iter().next() {
        return wrong(format!("spapr-vio address 0x{reg:x} already in use"));
    }
    let devices = &mut *def.devices;
    for it in &mut devices.interfaces {
        put(&mut it.info, it.model.as_deref() == Some("spapr-vlan"), NET, &mut used);
    }
    for it in &mut devices.controllers {
        let own = it.kind == ControllerType::Scsi && it.model.as_deref() == Some("ibmvscsi");
        put(&mut it.info, own, SCSI, &mut used);
    }
    for it in &mut devices.serials {
        let own = it.target.kind == Some(SerialTargetType::SpaprVioSerial);
        put(&mut it.info, own, SERIAL, &mut used);
    }
    if let Some(it) = &mut devices.nvram {
        put(&mut it.info, is_pseries, NVRAM, &mut used);
    }
    for it in &mut devices.tpms {
        let own = is_pseries && it.model != Some(TpmModel::SpaprTpmProxy);
        put(&mut it.info, own, TPM, &mut used);
    }
    Ok(())
}

fn put(info: &mut DeviceInfo, own: bool, first: u64, used: &mut HashSet<u64>) {
    if own && !matches!(info.address, Some(Address::SpaprVio(_))) {
        info.address = Some(Address::SpaprVio(SpaprVioAddress::default()));
    }
    let Some(Address::SpaprVio(place)) = &mut info.address else { return };
    if place.reg.is_none() {
        let mut reg = first;
        while !used.insert(reg) {
            reg = reg.saturating_add(0x1000);
        }
        place.reg = Some(Hex(reg));
    }
}
