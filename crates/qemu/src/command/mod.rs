//! The command line: a definition and an emulator become arguments.
//!
//! One module for each part of it; each writes its own options in libvirt's order, so that its arguments can
//! be compared with ours, and has functions that describe one device, so that it can be plugged in later as it
//! would have been at start.

mod address;
mod audio;
mod blockdev;
mod boot;
mod chardev;
mod context;
mod controller;
mod cpu;
mod devices;
mod disk;
mod filesystem;
mod flash;
mod graphics;
mod guest_cpu;
mod handed;
mod hostdev;
mod image;
mod input;
mod machine;
mod memory;
mod memory_device;
mod needs;
mod network;
mod nodes;
mod numa;
mod output;
mod plug;
mod prepare;
mod props;
mod remote;
mod secret;
mod security;
mod serial;
mod tpm;
mod video;
mod virtio;

use std::borrow::Cow;

use vir_conf::DomainDef;
use vir_conf::domain::VirtType;
use vir_conf::domain::device::address::Address;
use vir_conf::domain::device::controller::ControllerType;
use vir_conf::domain::device::info::DeviceInfo;
use vir_conf::domain::os::OsType;
use vir_types::Result;

use crate::caps::{Cap, QemuCaps};
use crate::config::Config;
use crate::host::Host;

pub use boot::rtc_base;
pub use guest_cpu::guest_cpu;
pub use handed::{FdGroup, Handed, HandedChardev, HandedInterface, SealedSecret};
pub use needs::{
    DeviceKind, DeviceNeed, FileNeed, Helper, HelperKind, InterfaceNeed, Needs, ScsiNeed, SecretFrom,
    SecretNeed, SocketNeed, needs,
};
pub use nodes::name_nodes;
pub use output::CommandLine;
pub use plug::{Backing, BackingPart, DiskPlug, InterfacePlug, controller_plug, disk_plug, interface_plug};
pub use prepare::{Start, prepare};
pub use props::{Json, Props};

use context::{Context, alias, internal, unsupported};
use output::Output;

/// What a guest is started from. The definition is complete, its devices have addresses and aliases.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Launch<'a> {
    /// The guest.
    pub def: &'a DomainDef,
    /// Its emulator.
    pub caps: &'a QemuCaps,
    /// The host.
    pub host: &'a Host,
    /// What holds for all guests.
    pub config: &'a Config,
    /// What was opened and made for this guest.
    pub handed: &'a Handed,
}

impl<'a> Launch<'a> {
    /// A guest with all that it depends on.
    #[must_use]
    pub fn new(
        def: &'a DomainDef,
        caps: &'a QemuCaps,
        host: &'a Host,
        config: &'a Config,
        handed: &'a Handed,
    ) -> Self {
        Self { def, caps, host, config, handed }
    }
}

/// Writes the command line of a guest whose definition is ready (see [`prepare()`]).
///
/// # Errors
/// `ConfigUnsupported`: something that the emulator cannot do. `InternalError`: an address or alias is missing.
pub fn build(launch: &Launch<'_>) -> Result<CommandLine> {
    check(launch)?;
    let caps = own_caps(launch);
    let cx = &Context::new(Launch { caps: &caps, ..*launch })?;
    let out = &mut Output::default();
    out.line.program = launch.def.devices.emulator.clone().unwrap_or_default();
    environment(cx, out);
    machine(cx, out)?;
    board(cx, out)?;
    peripherals(cx, out)?;
    rest(cx, out)?;
    Ok(std::mem::take(&mut out.line))
}

/// The emulator as the definition's namespace for QEMU wants it to be seen. Names that are not known are of
/// things that every emulator can do by now.
fn own_caps<'a>(launch: &Launch<'a>) -> Cow<'a, QemuCaps> {
    let Some(changes) = &launch.def.namespaces.qemu_capabilities else {
        return Cow::Borrowed(launch.caps);
    };
    let mut caps = launch.caps.clone();
    caps.flags.extend(changes.add.iter().filter_map(|it| Cap::from_name(&it.capability)));
    for lost in changes.del.iter().filter_map(|it| Cap::from_name(&it.capability)) {
        caps.flags.remove(&lost);
    }
    Cow::Owned(caps)
}

/// Everything up to the memory and the processors.
fn machine(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    machine::name(cx, out);
    security::deprecation(cx, out);
    out.flag("-S");
    out.object(&secret::master_key(cx));
    if has_managed_reservations(cx.def) {
        let path = cx.own_file("pr-helper0.sock");
        out.object(&Props::object("pr-manager-helper", "pr-helper0").put("path", path));
    }
    flash::blockdevs(cx, out)?;
    machine::machine(cx, out)?;
    machine::accel(cx, out)?;
    machine::tseg(cx, out);
    cpu::cpu(cx, out)?;
    flash::loader_options(cx, out);
    memory::memory(cx, out)?;
    cpu::smp(cx, out)?;
    disk::iothreads(cx, out);
    disk::throttle_groups(cx, out);
    numa::numa(cx, out)
}

/// What the guest is told of itself, the monitor, and how it boots.
fn board(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    out.option("-uuid", cx.def.uuid().to_string());
    boot::smbios(cx, out)?;
    boot::firmware_config(cx, out);
    boot::generation_id(cx, out);
    if cx.def.devices.graphics.is_empty() {
        out.option("-display", "none");
    }
    out.flag("-no-user-config");
    out.flag("-nodefaults");
    let path = cx.own_file("monitor.sock");
    let socket = chardev::Socket {
        path: Some(&path),
        server: Some(cx.launch.handed.monitor_fd),
        ..chardev::Socket::default()
    };
    out.option("-chardev", chardev::socket(cx, "charmonitor", &socket));
    out.option("-mon", "chardev=charmonitor,id=monitor,mode=control");
    boot::clock(cx, out)?;
    boot::power(cx, out);
    boot::boot(cx, out);
    Ok(())
}

/// Devices.
fn peripherals(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    devices::iommu(cx, out)?;
    controller::globals(cx, out)?;
    controller::controllers(cx, out)?;
    memory_device::devices(cx, out)?;
    devices::hubs(cx, out)?;
    controller::of_kind(cx, out, ControllerType::Ccid)?;
    disk::disks(cx, out)?;
    filesystem::filesystems(cx, out)?;
    network::interfaces(cx, out)?;
    devices::smartcards(cx, out)?;
    serial::ports(cx, out)?;
    tpm::tpms(cx, out)?;
    input::inputs(cx, out)?;
    audio::backends(cx, out);
    graphics::graphics(cx, out)?;
    video::cards(cx, out)?;
    audio::cards(cx, out)?;
    devices::watchdogs(cx, out)?;
    devices::redirdevs(cx, out)?;
    hostdev::hostdevs(cx, out)
}

/// What libvirt writes after the devices.
fn rest(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    if let Some(from) = &cx.launch.handed.incoming {
        out.option("-incoming", from);
    }
    devices::balloon(cx, out)?;
    devices::rngs(cx, out)?;
    devices::nvram(cx, out);
    boot::core_info(cx, out);
    security::launch(cx, out);
    if let Some(own) = &cx.def.namespaces.qemu_commandline {
        own.args.iter().for_each(|arg| out.flag(&arg.value));
        own.env.iter().for_each(|env| out.env(&env.name, env.value.as_deref().unwrap_or_default()));
    }
    security::sandbox(cx, out);
    devices::panics(cx, out)?;
    devices::shmems(cx, out)?;
    devices::vsock(cx, out)?;
    devices::cryptos(cx, out)?;
    devices::pstore(cx, out)?;
    security::teardown(cx, out);
    if cx.launch.config.log_timestamp {
        out.option("-msg", "timestamp=on");
    }
    Ok(())
}

/// Folders that the emulator's libraries may write to.
fn environment(cx: &Context<'_>, out: &mut Output) {
    let folder = cx.launch.own_folder();
    if cx.launch.config.privileged {
        out.env("HOME", &folder);
        out.env("XDG_DATA_HOME", format!("{folder}/.local/share"));
        out.env("XDG_CACHE_HOME", format!("{folder}/.cache"));
        out.env("XDG_CONFIG_HOME", format!("{folder}/.config"));
    } else {
        out.env("XDG_CACHE_HOME", format!("{folder}/.cache"));
    }
}

/// What no command line can be made of.
fn check(launch: &Launch<'_>) -> Result<()> {
    let def = launch.def;
    if !launch.config.privileged {
        let memory = def.memtune.as_ref().is_some_and(|tune| {
            let limits = [tune.hard_limit_kib, tune.soft_limit_kib, tune.swap_hard_limit_kib];
            limits.iter().any(Option::is_some)
        });
        if memory {
            return Err(unsupported("Memory tuning is not available in session mode"));
        }
        if def.blkiotune.as_ref().is_some_and(|tune| tune.weight > 0) {
            return Err(unsupported("Block I/O tuning is not available in session mode"));
        }
        if def.cputune.as_ref().is_some_and(|tune| tune.shares.is_some() || has_periods(tune)) {
            return Err(unsupported("CPU tuning is not available in session mode"));
        }
    }
    let mut kinds = std::collections::HashSet::new();
    if !def.devices.graphics.iter().all(|it| kinds.insert(std::mem::discriminant(it))) {
        return Err(unsupported(
            "only 1 graphics device of each type (sdl, vnc, spice, headless, dbus, rdp) is supported",
        ));
    }
    if def.virt_type == VirtType::Xen || matches!(def.os.os_type, Some(OsType::Xen | OsType::Linux)) {
        let emulator = def.devices.emulator.as_deref().unwrap_or_default();
        return Err(internal(format!("qemu emulator '{emulator}' does not support xen")));
    }
    Ok(())
}

fn has_periods(tune: &vir_conf::domain::cputune::CputuneDef) -> bool {
    let periods = [tune.period_us, tune.global_period_us, tune.emulator_period_us, tune.iothread_period_us];
    let quotas = [tune.quota_us, tune.global_quota_us, tune.emulator_quota_us, tune.iothread_quota_us];
    periods.iter().any(|it| *it != 0) || quotas.iter().any(|it| *it != 0)
}

/// Whether a helper of the driver makes reservations on disks.
pub(crate) fn has_managed_reservations(def: &DomainDef) -> bool {
    def.devices.disks.iter().any(|disk| {
        let reservations = image::actual(&disk.source).common().and_then(|it| it.reservations.as_ref());
        reservations.is_some_and(|it| it.managed)
    })
}

/// What gives a PCI device of a mainframe its numbers there.
fn zpci(cx: &Context<'_>, out: &mut Output, info: &DeviceInfo) {
    let Some(Address::Pci(place)) = &info.address else { return };
    let Some(numbers) = &place.zpci else { return };
    let Ok(target) = alias(info) else { return };
    let uid = numbers.uid.map(|uid| uid.0).unwrap_or_default();
    let fid = numbers.fid.map(|fid| fid.0).unwrap_or_default();
    let props = Props::driver("zpci").put("uid", uid).put("fid", fid).put("target", target);
    out.device(cx, props.put("id", format!("zpci{uid}")));
}
