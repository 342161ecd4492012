//! What each kind of device has where its definition says nothing.

use vir_conf::DomainDef;
use vir_conf::common::{EncryptionEngine, Switch};
use vir_conf::cpu::CpuFamily;
use vir_conf::domain::device::chardev::{
    ChannelDef, ChannelTarget, ChardevBackend, ChardevMode, SerialDef, SerialTargetModel, SerialTargetType,
};
use vir_conf::domain::device::disk::{DiskDef, DiskSource, VirtioModel};
use vir_conf::domain::device::hostdev::{HostdevModel, HostdevSource};
use vir_conf::domain::device::interface::{BackendType, DomainInterfaceDef, InterfaceSource};
use vir_conf::domain::device::iommu::IommuModel;
use vir_conf::domain::device::panic::PanicModel;
use vir_conf::domain::device::shmem::{ShmemDef, ShmemModel};
use vir_conf::domain::device::tpm::{TpmBackend, TpmModel, TpmVersion};
use vir_conf::domain::device::video::{VideoDef, VideoModel};
use vir_conf::words::StorageFormat;
use vir_types::{Code, Error, Result};

use super::{Context, controllers};
use crate::caps::{Cap, QemuCaps};
use crate::machine::MachineKind;

pub(super) fn unsupported<T>(text: impl AsRef<str>) -> Result<T> {
    Err(Error::new(Code::CONFIG_UNSUPPORTED, text))
}

pub(super) fn arch(def: &DomainDef) -> &str {
    def.os.arch.as_deref().unwrap_or_default()
}

pub(super) fn is_x86(def: &DomainDef) -> bool {
    CpuFamily::X86.has(arch(def))
}

/// Completes the devices that are there.
pub(super) fn complete(def: &mut DomainDef, context: Context<'_>) -> Result<()> {
    let caps = context.caps;
    for disk in &mut def.devices.disks {
        complete_disk(disk);
        complete_encryption(disk);
    }
    complete_interfaces(def, caps);
    complete_hostdevs(def);
    controllers::complete(def, context)?;
    for channel in &mut def.devices.channels {
        complete_channel(channel, context);
    }
    def.devices.shmems.iter_mut().try_for_each(complete_shmem)?;
    complete_tpms(def);
    let panic = default_panic(def);
    for it in &mut def.devices.panics {
        it.model = it.model.or(panic);
    }
    // A screen needs a card.
    if !def.devices.graphics.is_empty() && def.devices.videos.is_empty() {
        def.devices.videos.push(VideoDef::default());
    }
    let video = default_video(def, caps);
    for it in &mut def.devices.videos {
        complete_video(it, video);
    }
    if let Some(vsock) = &mut def.devices.vsock {
        vsock.model.get_or_insert(VirtioModel::Virtio);
    }
    if let Some(pstore) = &mut def.devices.pstore {
        let folder = context.config.lib_dir.display();
        let name = &def.name;
        pstore.path.get_or_insert_with(|| format!("{folder}/nvram/{name}_PSTORE.raw"));
    }
    complete_iommu(def, context);
    Ok(())
}

/// Completes devices that others have implied, and serial ports: the shared defaults number those apart that
/// say to be on ISA.
pub(super) fn complete_implied(def: &mut DomainDef, context: Context<'_>) -> Result<()> {
    let defaults = serial_defaults(def);
    for serial in &mut def.devices.serials {
        complete_serial(serial, defaults);
    }
    controllers::complete_implied(def, context)
}

fn complete_disk(disk: &mut DiskDef) {
    let is_volume = matches!(disk.source, DiskSource::Volume(_));
    let driver = disk.driver.get_or_insert_default();
    driver.name.get_or_insert_with(|| "qemu".to_owned());
    if driver.format.is_none() && !is_volume {
        driver.format = Some(StorageFormat::Raw);
    }
}

/// Encryption that names no engine is QEMU's own, in each image of a chain.
fn complete_encryption(disk: &mut DiskDef) {
    fn of_source(source: &mut DiskSource) {
        if let Some(encryption) = source.common_mut().and_then(|common| common.encryption.as_mut()) {
            encryption.engine.get_or_insert(EncryptionEngine::Qemu);
        }
    }
    if let Some(encryption) = &mut disk.encryption {
        encryption.engine.get_or_insert(EncryptionEngine::Qemu);
    }
    of_source(&mut disk.source);
    let mut next = disk.backing_store.as_deref_mut();
    while let Some(layer) = next {
        if let Some(source) = &mut layer.source {
            of_source(source);
        }
        next = layer.backing_store.as_deref_mut();
    }
}

fn default_interface(def: &DomainDef, caps: &QemuCaps) -> &'static str {
    let kind = MachineKind::of(def);
    match arch(def) {
        "s390" | "s390x" => "virtio",
        _ if kind.is_virt() => "virtio",
        "armv6l" | "armv7l" | "armv7b" | "aarch64" => {
            if def.os.machine.as_deref() == Some("versatilepb") {
                "smc91c111"
            } else {
                "lan9118"
            }
        }
        _ if caps.has(Cap::RTL8139) => "rtl8139",
        _ if caps.has(Cap::E1000) => "e1000",
        _ if caps.has(Cap::VIRTIO_NET) => "virtio",
        _ => "rtl8139",
    }
}

fn complete_interfaces(def: &mut DomainDef, caps: &QemuCaps) {
    let model = default_interface(def, caps);
    for it in &mut def.devices.interfaces {
        complete_interface(it, model, caps);
    }
}

fn complete_interface(it: &mut DomainInterfaceDef, model: &str, caps: &QemuCaps) {
    match it.source {
        InterfaceSource::Vdpa(_) | InterfaceSource::VhostUser(_) => {
            it.model.get_or_insert_with(|| "virtio".to_owned());
        }
        InterfaceSource::Hostdev(_) => {}
        _ => {
            it.model.get_or_insert_with(|| model.to_owned());
        }
    }
    if let InterfaceSource::User(_) = it.source
        && !caps.has(Cap::NETDEV_USER)
    {
        // Only then is there no other way.
        let backend = it.backend.get_or_insert_default();
        backend.kind.get_or_insert(BackendType::Passt);
    }
}

fn complete_hostdevs(def: &mut DomainDef) {
    for it in &mut def.devices.hostdevs {
        if matches!(it.source, HostdevSource::Mdev(_)) && it.model == Some(HostdevModel::VfioPci) {
            it.display.get_or_insert(Switch::Off);
        }
    }
}

/// The usual serial port of a machine, and the model of those that it has itself.
type SerialDefaults = (Option<SerialTargetType>, Option<SerialTargetModel>);

fn serial_defaults(def: &DomainDef) -> SerialDefaults {
    let kind = MachineKind::of(def);
    let system = match kind {
        MachineKind::ArmVirt => Some(SerialTargetModel::Pl011),
        MachineKind::RiscvVirt | MachineKind::LoongarchVirt => Some(SerialTargetModel::Uart16550a),
        _ => None,
    };
    let usual = if is_x86(def) {
        Some(SerialTargetType::IsaSerial)
    } else if kind == MachineKind::Pseries {
        Some(SerialTargetType::SpaprVioSerial)
    } else if kind.is_virt() {
        Some(SerialTargetType::SystemSerial)
    } else if matches!(arch(def), "s390" | "s390x") {
        Some(SerialTargetType::SclpSerial)
    } else {
        None
    };
    (usual, system)
}

fn complete_serial(serial: &mut SerialDef, (usual, system): SerialDefaults) {
    let target = &mut serial.target;
    // Once there was no other, so this one can mean any.
    target.kind = target.kind.filter(|kind| *kind != SerialTargetType::IsaSerial).or(usual);
    let model = match target.kind {
        Some(SerialTargetType::IsaSerial) => Some(SerialTargetModel::IsaSerial),
        Some(SerialTargetType::UsbSerial) => Some(SerialTargetModel::UsbSerial),
        Some(SerialTargetType::PciSerial) => Some(SerialTargetModel::PciSerial),
        Some(SerialTargetType::SpaprVioSerial) => Some(SerialTargetModel::SpaprVty),
        Some(SerialTargetType::SystemSerial) => system,
        Some(SerialTargetType::SclpSerial) => Some(SerialTargetModel::Sclpconsole),
        Some(SerialTargetType::IsaDebug) => Some(SerialTargetModel::IsaDebugcon),
        _ => None,
    };
    target.model = target.model.or(model);
}

/// A channel whose socket the driver makes has no path of its own.
fn complete_channel(channel: &mut ChannelDef, context: Context<'_>) {
    let ChannelTarget::Virtio(target) = &channel.target else { return };
    let ChardevBackend::Unix(socket) = &mut channel.source.backend else { return };
    let name = target.name.as_deref().unwrap_or_default();
    if socket.path.as_deref().is_some_and(|path| is_made(path, name, context)) {
        socket.path = None;
    }
    if socket.path.is_none() {
        socket.mode = ChardevMode::Bind;
    }
}

/// Whether a path is one that we, or libvirt before us, made for a channel of this name.
fn is_made(path: &str, name: &str, context: Context<'_>) -> bool {
    let lib = context.config.lib_dir.join("channel");
    let state = context.config.state_dir.join("channel");
    let folders = [lib.as_path(), state.as_path(), std::path::Path::new("/etc/libvirt/qemu/channel")];
    let rest = folders.iter().find_map(|folder| path.strip_prefix(folder.to_str()?)?.strip_prefix('/'));
    let Some(rest) = rest else { return false };
    let rest = rest.strip_prefix("target/").unwrap_or(rest);
    let Some(owner) = rest.strip_suffix(name) else { return false };
    if let Some(folder) = owner.strip_suffix('/') {
        let numbered = folder.split_once('-').is_some_and(|(id, rest)| {
            !id.is_empty() && id.bytes().all(|it| it.is_ascii_digit()) && !rest.is_empty()
        });
        let named = folder.strip_prefix("domain-").is_some_and(|rest| !rest.is_empty());
        return !folder.contains('/') && (named || numbered);
    }
    owner.strip_suffix('.').is_some_and(|guest| !guest.is_empty() && !guest.contains('/'))
}

fn complete_shmem(it: &mut ShmemDef) -> Result<()> {
    if it.model != ShmemModel::IvshmemDoorbell && it.size.as_ref().is_none_or(|size| size.bytes == 0) {
        it.size.get_or_insert_default().bytes = 4 << 20;
    }
    let model = it.model;
    if model == ShmemModel::Ivshmem {
        return Ok(());
    }
    if it.server.is_none() {
        if model == ShmemModel::IvshmemDoorbell {
            let text = format!("shmem model '{model}' is supported only with server option enabled");
            return unsupported(text);
        }
        if it.msi.is_some() {
            return unsupported(format!("shmem model '{model}' doesn't support msi"));
        }
        return Ok(());
    }
    if model == ShmemModel::IvshmemPlain {
        return unsupported(format!("shmem model '{model}' is supported only with server option disabled"));
    }
    if it.size.as_ref().is_some_and(|size| size.bytes != 0) {
        return unsupported(format!("shmem model '{model}' does not support size setting"));
    }
    it.msi.get_or_insert_default().ioeventfd.get_or_insert(Switch::On);
    Ok(())
}

fn complete_tpms(def: &mut DomainDef) {
    let is_power = CpuFamily::Ppc64.has(arch(def));
    let is_x86 = is_x86(def);
    for it in &mut def.devices.tpms {
        let usual = if is_power { TpmModel::TpmSpapr } else { TpmModel::TpmTis };
        let model = *it.model.get_or_insert(usual);
        if let TpmBackend::Emulator(emulator) = &mut it.backend {
            let old = model == TpmModel::TpmTis && is_x86;
            emulator.version.get_or_insert(if old { TpmVersion::V1 } else { TpmVersion::V2 });
        }
    }
}

/// The usual panic notifier of a machine.
pub(super) fn default_panic(def: &DomainDef) -> Option<PanicModel> {
    match MachineKind::of(def) {
        MachineKind::Pseries => Some(PanicModel::Pseries),
        MachineKind::ArmVirt => Some(PanicModel::Pvpanic),
        _ if matches!(arch(def), "s390" | "s390x") => Some(PanicModel::S390),
        _ if is_x86(def) => Some(PanicModel::Isa),
        _ => None,
    }
}

fn default_video(def: &DomainDef, caps: &QemuCaps) -> Option<VideoModel> {
    match arch(def) {
        "ppc64" | "ppc64le" => Some(VideoModel::Vga),
        "s390" | "s390x" => Some(VideoModel::Virtio),
        _ if MachineKind::of(def).is_virt() => Some(VideoModel::Virtio),
        _ if caps.has(Cap::CIRRUS_VGA) => Some(VideoModel::Cirrus),
        _ if caps.has(Cap::VGA) => Some(VideoModel::Vga),
        _ => None,
    }
}

fn complete_video(it: &mut VideoDef, usual: Option<VideoModel>) {
    it.model.kind = it.model.kind.or(usual);
    if it.model.kind == Some(VideoModel::Qxl) && it.model.vgamem_kib == 0 {
        it.model.vgamem_kib = 16 << 10;
    }
}

fn complete_iommu(def: &mut DomainDef, context: Context<'_>) {
    if !context.new || !super::needs_eim(def) {
        return;
    }
    if let Some(iommu) = def.devices.iommu.as_mut().filter(|it| it.model == IommuModel::Intel) {
        let driver = iommu.driver.get_or_insert_default();
        if context.caps.has(Cap::INTEL_IOMMU_INTREMAP) {
            driver.intremap.get_or_insert(Switch::On);
        }
        if context.caps.has(Cap::INTEL_IOMMU_EIM) {
            driver.eim.get_or_insert(Switch::On);
        }
    }
}
