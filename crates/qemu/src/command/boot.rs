//! How the guest boots, what it is told about itself, and its clock.

use time::UtcDateTime;
use vir_conf::common::Switch;
use vir_conf::domain::clock::{ClockOffset, TickPolicy, TimerName, TimerTrack};
use vir_conf::domain::device::hostdev::{HostdevModel, HostdevSource};
use vir_conf::domain::device::info::DeviceInfo;
use vir_conf::domain::os::{AcpiTableType, SmbiosMode};
use vir_conf::domain::sysinfo::{SysinfoDef, SysinfoEntries, SysinfoType};
use vir_types::{Code, Error, Origin, Result};

use super::context::{Context, internal, unsupported};
use super::output::Output;
use super::props::{Props, escape, on_off};
use crate::caps::Cap;

/// `-boot`, kernel and tables.
pub(super) fn boot(cx: &Context<'_>, out: &mut Output) {
    let os = &cx.def.os;
    let mut parts = Vec::new();
    if let Some(enable) = os.boot_menu.as_ref().and_then(|menu| menu.enable) {
        parts.push(format!("menu={}", on_off(enable)));
    }
    let bios = os.bios.as_ref();
    parts.extend(bios.and_then(|bios| bios.reboot_timeout_ms).map(|ms| format!("reboot-timeout={ms}")));
    let splash = os.boot_menu.as_ref().and_then(|menu| menu.timeout_ms);
    parts.extend(splash.map(|ms| format!("splash-time={ms}")));
    parts.push("strict=on".to_owned());
    out.option("-boot", parts.join(","));
    let files = [
        ("-kernel", &os.kernel),
        ("-initrd", &os.initrd),
        ("-append", &os.cmdline),
        ("-shim", &os.shim),
        ("-dtb", &os.dtb),
    ];
    for (option, value) in files {
        if let Some(value) = value {
            out.option(option, value);
        }
    }
    for table in os.acpi_tables.iter().flat_map(|tables| &tables.list) {
        let signature = match table.kind {
            AcpiTableType::Slic => "sig=SLIC,",
            AcpiTableType::Msdm => "sig=MSDM,",
            _ => "",
        };
        let path = table.path.as_deref().unwrap_or_default();
        out.option("-acpitable", format!("{signature}file={}", escape(path)));
    }
}

/// What the loader of a mainframe is told, where it is the machine that is told.
pub(super) fn loadparm(cx: &Context<'_>, parts: &mut Vec<String>) {
    if !cx.is_s390() {
        return;
    }
    let devices = &cx.def.devices;
    let disks = devices.disks.iter().map(|it| &it.info);
    let interfaces = devices.interfaces.iter().map(|it| &it.info);
    let hostdevs = devices.hostdevs.iter().filter(|it| match &it.source {
        HostdevSource::Mdev(_) => it.model == Some(HostdevModel::VfioCcw),
        HostdevSource::Scsi(_) => true,
        _ => false,
    });
    let said = |info: &DeviceInfo| {
        let boot = info.boot.as_ref().filter(|boot| boot.order.get() == 1)?;
        boot.loadparm.clone()
    };
    let first = disks.chain(interfaces).chain(hostdevs.map(|it| &it.info)).find_map(said);
    parts.extend(first.map(|parameter| format!("loadparm={parameter}")));
}

/// `-smbios`.
pub(super) fn smbios(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    let (source, own_uuid) = match cx.def.os.smbios {
        Some(SmbiosMode::Host) => {
            let host = cx.launch.handed.host_sysinfo.as_ref();
            (host.ok_or_else(|| unsupported("Host SMBIOS information is not available"))?, true)
        }
        Some(SmbiosMode::Sysinfo) => {
            let mut own = cx.def.sysinfo.iter();
            let own = own.find(|info| info.kind == SysinfoType::Smbios);
            let missing = || {
                let text = format!("Domain '{}' sysinfo are not available", cx.def.name);
                Error::new(Code::XML_ERROR, text).or_origin(Origin::QEMU)
            };
            (own.ok_or_else(missing)?, false)
        }
        _ => return Ok(()),
    };
    tables(source, own_uuid, out)
}

fn tables(source: &SysinfoDef, own_uuid: bool, out: &mut Output) -> Result<()> {
    let mut add = |number: u32, entries: &SysinfoEntries, names: &[(&str, &str)]| {
        let mut value = format!("type={number}");
        for (name, option) in names {
            if let Some((_, text)) = entries.iter().find(|(other, _)| other == name) {
                value.push_str(&format!(",{option}={}", escape(text)));
            }
        }
        out.option("-smbios", value);
    };
    const BIOS: &[(&str, &str)] =
        &[("vendor", "vendor"), ("version", "version"), ("date", "date"), ("release", "release")];
    const SYSTEM: &[(&str, &str)] = &[
        ("manufacturer", "manufacturer"),
        ("product", "product"),
        ("version", "version"),
        ("serial", "serial"),
        ("uuid", "uuid"),
        ("sku", "sku"),
        ("family", "family"),
    ];
    const BOARD: &[(&str, &str)] = &[
        ("manufacturer", "manufacturer"),
        ("product", "product"),
        ("version", "version"),
        ("serial", "serial"),
        ("asset", "asset"),
        ("location", "location"),
    ];
    const CHASSIS: &[(&str, &str)] = &[
        ("manufacturer", "manufacturer"),
        ("version", "version"),
        ("serial", "serial"),
        ("asset", "asset"),
        ("sku", "sku"),
    ];
    if let Some(bios) = &source.bios {
        add(0, bios, BIOS);
    }
    if let Some(system) = &source.system {
        let names: Vec<(&str, &str)> =
            SYSTEM.iter().filter(|(name, _)| !own_uuid || *name != "uuid").copied().collect();
        add(1, system, &names);
    }
    if source.base_boards.len() > 1 {
        return Err(unsupported("qemu does not support more than one entry to Type 2 in SMBIOS table"));
    }
    if let Some(board) = source.base_boards.first() {
        add(2, board, BOARD);
    }
    if let Some(chassis) = &source.chassis {
        add(3, chassis, CHASSIS);
    }
    if let Some(strings) = &source.oem_strings {
        let values: String = strings.iter().map(|text| format!(",value={}", escape(text))).collect();
        out.option("-smbios", format!("type=11{values}"));
    }
    Ok(())
}

/// `-fw_cfg`.
pub(super) fn firmware_config(cx: &Context<'_>, out: &mut Output) {
    for info in cx.def.sysinfo.iter().filter(|info| info.kind == SysinfoType::Fwcfg) {
        for entry in &info.files {
            let value = match (&entry.value, &entry.file) {
                (Some(value), _) => format!(",string={value}"),
                (None, Some(file)) => format!(",file={file}"),
                (None, None) => String::new(),
            };
            out.option("-fw_cfg", format!("name={}{value}", entry.name));
        }
    }
}

/// The number that changes when a guest is copied.
pub(super) fn generation_id(cx: &Context<'_>, out: &mut Output) {
    if let Some(genid) = &cx.def.genid {
        let guid = genid.uuid.unwrap_or_default().to_string();
        out.device(cx, Props::driver("vmgenid").put("guid", guid).put("id", "vmgenid0"));
    }
}

/// `-rtc` and the timers that are set outside of the processor.
pub(super) fn clock(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    static USUAL: std::sync::LazyLock<vir_conf::domain::clock::ClockDef> =
        std::sync::LazyLock::new(Default::default);
    let clock = cx.def.clock.as_deref().unwrap_or(&USUAL);
    let base = match clock.offset {
        ClockOffset::Utc => "utc".to_owned(),
        ClockOffset::Localtime | ClockOffset::Timezone => "localtime".to_owned(),
        ClockOffset::Absolute => rtc_base(clock.start),
        ClockOffset::Variable => match &cx.launch.handed.rtc_base {
            Some(base) => base.clone(),
            None => return Err(internal("nobody has said what the guest's clock shows at start")),
        },
        other => return Err(unsupported(format!("unsupported clock offset '{other}'"))),
    };
    let mut value = format!("base={base}");
    if let Some(rtc) = clock.timers.iter().find(|timer| timer.name == TimerName::Rtc) {
        value.push_str(match rtc.track {
            None => "",
            Some(TimerTrack::Guest) => ",clock=vm",
            Some(TimerTrack::Wall) => ",clock=host",
            Some(TimerTrack::Realtime) => ",clock=rt",
            Some(other) => return Err(unsupported(format!("unsupported rtc timer track '{other}'"))),
        });
        value.push_str(match rtc.tickpolicy {
            None | Some(TickPolicy::Delay) => "",
            Some(TickPolicy::Catchup) => ",driftfix=slew",
            Some(other) => {
                return Err(unsupported(format!("unsupported rtc timer tickpolicy '{other}'")));
            }
        });
    }
    out.option("-rtc", value);
    if clock.offset == ClockOffset::Timezone
        && let Some(zone) = &clock.timezone
    {
        out.env("TZ", zone);
    }
    for timer in &clock.timers {
        match (timer.name, timer.tickpolicy) {
            (TimerName::Platform, _) => {
                return Err(unsupported("unsupported timer type (name) 'platform'"));
            }
            (TimerName::Pit, None | Some(TickPolicy::Delay)) if cx.has(Cap::KVM_PIT_LOST_TICK_POLICY) => {
                out.option("-global", "kvm-pit.lost_tick_policy=delay");
            }
            (TimerName::Pit, Some(TickPolicy::Discard)) if cx.has(Cap::KVM_PIT_LOST_TICK_POLICY) => {
                out.option("-global", "kvm-pit.lost_tick_policy=discard");
            }
            (TimerName::Pit, Some(TickPolicy::Merge)) => {
                return Err(unsupported("unsupported pit tickpolicy 'merge'"));
            }
            (TimerName::Hpet, _)
                if timer.present == Some(false) && !cx.has(Cap::MACHINE_HPET) && cx.is_x86() =>
            {
                out.flag("-no-hpet");
            }
            _ => {}
        }
    }
    Ok(())
}

/// A time in **seconds** since 1970 as QEMU reads it: `2009-02-15T09:49:06`. What is beyond the year 9999, which
/// no clock of a machine shows, is its last second.
#[must_use]
pub fn rtc_base(seconds: u64) -> String {
    let known = i64::try_from(seconds).ok().and_then(|known| UtcDateTime::from_unix_timestamp(known).ok());
    let time = known.unwrap_or(UtcDateTime::MAX);
    let (hour, minute, second) = time.as_hms();
    format!("{}T{hour:02}:{minute:02}:{second:02}", time.date())
}

/// What happens on shutdown, and how the guest sleeps.
pub(super) fn power(cx: &Context<'_>, out: &mut Output) {
    use vir_conf::domain::LifecycleAction::{Destroy, Preserve};
    let def = cx.def;
    // An emulator that cannot be told later is told now whether the guest may boot again.
    let ends = |action| matches!(action, Some(Destroy | Preserve));
    let reboots =
        !(ends(def.on_reboot) && ends(def.on_poweroff) && def.on_crash.is_none_or(|it| ends(Some(it))));
    out.flag(if cx.has(Cap::SET_ACTION) || reboots { "-no-shutdown" } else { "-no-reboot" });
    let acpi = cx.machine().and_then(|machine| machine.acpi);
    if acpi.is_none() && (cx.is_x86() || cx.arch() == "aarch64") {
        let wanted = def.features.as_ref().is_some_and(|features| features.acpi);
        if !wanted {
            out.flag("-no-acpi");
        }
    }
    let object = if cx.kind.is_q35() { "ICH9-LPC" } else { "PIIX4_PM" };
    let Some(power) = &def.power else { return };
    for (name, state) in [("s3", power.suspend_to_mem), ("s4", power.suspend_to_disk)] {
        if let Some(enabled) = state {
            out.option("-global", format!("{object}.disable_{name}={}", u32::from(!enabled)));
        }
    }
}

/// A device that tells the host where the kernel's notes are.
pub(super) fn core_info(cx: &Context<'_>, out: &mut Output) {
    let state = cx.def.features.as_ref().and_then(|features| features.vmcoreinfo.as_ref());
    if state.is_some_and(|state| Switch::from(state.on).is_on()) {
        out.device(cx, Props::driver("vmcoreinfo"));
    }
}

#[cfg(test)]
mod tests {
    use super::rtc_base;

    #[test]
    fn dates() {
        assert_eq!(rtc_base(0), "1970-01-01T00:00:00");
        assert_eq!(rtc_base(951_782_400), "2000-02-29T00:00:00");
        assert_eq!(rtc_base(1_234_691_346), "2009-02-15T09:49:06");
        assert_eq!(rtc_base(4_102_444_799), "2099-12-31T23:59:59");
        assert_eq!(rtc_base(u64::MAX), "9999-12-31T23:59:59");
    }
}
