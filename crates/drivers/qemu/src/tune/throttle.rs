//! How fast disks may be.

use std::sync::Arc;

use serde_json::Value;
use vir_conf::DomainDef;
use vir_conf::domain::device::disk::{DiskDef, DiskSource};
use vir_conf::domain::throttle::IotuneDef;
use vir_types::names::{block as name, tunable};
use vir_types::{Affect, Code, Result, TypedParameterType as Type, TypedParams};

use super::Which;
use crate::monitor::{CHANGE, QUERY};
use crate::shared::{Shared, error};
use crate::vm::measure::device_of;
use crate::vm::start::refused;
use crate::vm::{Run, View, Vm, disks};

/// The largest number that emulators take.
const MOST: u64 = 1_000_000_000_000_000;

/// What is said of one belongs together: of a family all stay as they are or all are new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Bytes,
    Iops,
    BytesMax,
    IopsMax,
    Size,
    BytesLength,
    IopsLength,
}

/// A limit: its name, its family, its place in the definition, its name in the emulator's answers.
struct Limit(&'static str, Family, fn(&mut IotuneDef) -> &mut u64, &'static str);

/// In the order in which they are told; the name of the group stands between the last of `SIZE` and the lengths.
const LIMITS: [Limit; 19] = [
    Limit(name::DOMAIN_BLOCK_IOTUNE_TOTAL_BYTES_SEC, Family::Bytes, |it| &mut it.total_bytes_sec, "bps"),
    Limit(name::DOMAIN_BLOCK_IOTUNE_READ_BYTES_SEC, Family::Bytes, |it| &mut it.read_bytes_sec, "bps_rd"),
    Limit(name::DOMAIN_BLOCK_IOTUNE_WRITE_BYTES_SEC, Family::Bytes, |it| &mut it.write_bytes_sec, "bps_wr"),
    Limit(name::DOMAIN_BLOCK_IOTUNE_TOTAL_IOPS_SEC, Family::Iops, |it| &mut it.total_iops_sec, "iops"),
    Limit(name::DOMAIN_BLOCK_IOTUNE_READ_IOPS_SEC, Family::Iops, |it| &mut it.read_iops_sec, "iops_rd"),
    Limit(name::DOMAIN_BLOCK_IOTUNE_WRITE_IOPS_SEC, Family::Iops, |it| &mut it.write_iops_sec, "iops_wr"),
    Limit(
        name::DOMAIN_BLOCK_IOTUNE_TOTAL_BYTES_SEC_MAX,
        Family::BytesMax,
        |it| &mut it.total_bytes_sec_max,
        "bps_max",
    ),
    Limit(
        name::DOMAIN_BLOCK_IOTUNE_READ_BYTES_SEC_MAX,
        Family::BytesMax,
        |it| &mut it.read_bytes_sec_max,
        "bps_rd_max",
    ),
    Limit(
        name::DOMAIN_BLOCK_IOTUNE_WRITE_BYTES_SEC_MAX,
        Family::BytesMax,
        |it| &mut it.write_bytes_sec_max,
        "bps_wr_max",
    ),
    Limit(
        name::DOMAIN_BLOCK_IOTUNE_TOTAL_IOPS_SEC_MAX,
        Family::IopsMax,
        |it| &mut it.total_iops_sec_max,
        "iops_max",
    ),
    Limit(
        name::DOMAIN_BLOCK_IOTUNE_READ_IOPS_SEC_MAX,
        Family::IopsMax,
        |it| &mut it.read_iops_sec_max,
        "iops_rd_max",
    ),
    Limit(
        name::DOMAIN_BLOCK_IOTUNE_WRITE_IOPS_SEC_MAX,
        Family::IopsMax,
        |it| &mut it.write_iops_sec_max,
        "iops_wr_max",
    ),
    Limit(name::DOMAIN_BLOCK_IOTUNE_SIZE_IOPS_SEC, Family::Size, |it| &mut it.size_iops_sec, "iops_size"),
    Limit(
        name::DOMAIN_BLOCK_IOTUNE_TOTAL_BYTES_SEC_MAX_LENGTH,
        Family::BytesLength,
        |it| &mut it.total_bytes_sec_max_length,
        "bps_max_length",
    ),
    Limit(
        name::DOMAIN_BLOCK_IOTUNE_READ_BYTES_SEC_MAX_LENGTH,
        Family::BytesLength,
        |it| &mut it.read_bytes_sec_max_length,
        "bps_rd_max_length",
    ),
    Limit(
        name::DOMAIN_BLOCK_IOTUNE_WRITE_BYTES_SEC_MAX_LENGTH,
        Family::BytesLength,
        |it| &mut it.write_bytes_sec_max_length,
        "bps_wr_max_length",
    ),
    Limit(
        name::DOMAIN_BLOCK_IOTUNE_TOTAL_IOPS_SEC_MAX_LENGTH,
        Family::IopsLength,
        |it| &mut it.total_iops_sec_max_length,
        "iops_max_length",
    ),
    Limit(
        name::DOMAIN_BLOCK_IOTUNE_READ_IOPS_SEC_MAX_LENGTH,
        Family::IopsLength,
        |it| &mut it.read_iops_sec_max_length,
        "iops_rd_max_length",
    ),
    Limit(
        name::DOMAIN_BLOCK_IOTUNE_WRITE_IOPS_SEC_MAX_LENGTH,
        Family::IopsLength,
        |it| &mut it.write_iops_sec_max_length,
        "iops_wr_max_length",
    ),
];

/// How many of them stand before the group's name.
const BEFORE_GROUP: usize = 13;

fn unsupported<T>(text: String) -> Result<T> {
    Err(error(Code::CONFIG_UNSUPPORTED, text))
}

/// What a client wants: the limits, and of which families they are.
struct Wanted {
    tune: IotuneDef,
    families: Vec<Family>,
}

impl Wanted {
    fn read(params: &TypedParams) -> Result<Self> {
        let mut known: Vec<_> = LIMITS.iter().map(|limit| (limit.0, Type::ULLONG)).collect();
        known.push((name::DOMAIN_BLOCK_IOTUNE_GROUP_NAME, Type::STRING));
        params.allow(&known)?;
        let mut wanted = Self { tune: IotuneDef::default(), families: Vec::new() };
        for Limit(name, family, place, _) in &LIMITS {
            let Some(value) = params.get_ullong(name)? else { continue };
            if value > MOST {
                let text = format!("block I/O throttle limit value must be no more than {MOST}");
                return Err(error(Code::ARGUMENT_UNSUPPORTED, text));
            }
            *place(&mut wanted.tune) = value;
            wanted.families.push(*family);
        }
        let group = params.get_string(name::DOMAIN_BLOCK_IOTUNE_GROUP_NAME)?;
        wanted.tune.group_name = group.map(|group| group.to_string());
        let tune = &wanted.tune;
        for (what, total, parts) in [
            ("bytes_sec", tune.total_bytes_sec, [tune.read_bytes_sec, tune.write_bytes_sec]),
            ("iops_sec", tune.total_iops_sec, [tune.read_iops_sec, tune.write_iops_sec]),
            ("bytes_sec_max", tune.total_bytes_sec_max, [tune.read_bytes_sec_max, tune.write_bytes_sec_max]),
            ("iops_sec_max", tune.total_iops_sec_max, [tune.read_iops_sec_max, tune.write_iops_sec_max]),
        ] {
            if total > 0 && parts.iter().any(|part| *part > 0) {
                let text = format!("total and read/write of {what} cannot be set at the same time");
                return Err(error(Code::INVALID_ARG, text));
            }
        }
        Ok(wanted)
    }

    /// Changes a disk of a definition, and those that share its limits.
    fn apply(&self, def: &mut DomainDef, path: &str, which: Which) -> Result<()> {
        let all = &mut def.devices.disks;
        let at = all.iter().position(|disk| is_called(disk, path));
        let Some(at) = at else {
            let text = match which {
                Which::Live => format!("disk '{path}' not found in domain"),
                Which::Config => format!("missing persistent configuration for disk '{path}'"),
            };
            return Err(error(Code::INVALID_ARG, text));
        };
        let group = |disk: &DiskDef| disk.iotune.as_ref().and_then(|tune| tune.group_name.clone());
        let own = all.get(at).and_then(group);
        // Whoever joins a group takes what the group has.
        let wanted = self.tune.group_name.as_ref();
        let joined = wanted.filter(|wanted| own.as_ref() != Some(*wanted));
        let from = joined.and_then(|wanted| all.iter().position(|disk| group(disk).as_ref() == Some(wanted)));
        let now = all.get(from.unwrap_or(at)).and_then(|disk| disk.iotune.as_deref().cloned());
        let mut now = now.unwrap_or_default();
        let mut tune = self.tune.clone();
        for (index, Limit(_, family, place, _)) in LIMITS.iter().enumerate() {
            let length = matches!(family, Family::BytesLength | Family::IopsLength);
            if !self.families.contains(family) {
                *place(&mut tune) = *place(&mut now);
            } else if length && *place(&mut now) > 0 && *place(&mut tune) == 0 {
                // Emulators refuse 0 for a burst that there is.
                *place(&mut tune) = u64::from(has_rate(&mut tune, index));
            }
        }
        tune.group_name = tune.group_name.or(now.group_name);
        if LIMITS.iter().all(|limit| *limit.2(&mut tune) == 0) {
            if tune.group_name.is_some() && tune.group_name != own {
                return unsupported(
                    "creating a new group/updating existing with all tune parameters zero is not supported"
                        .to_owned(),
                );
            }
            tune.group_name = None;
        }
        if which == Which::Live {
            check_bursts(&mut tune)?;
        }
        let shared = tune.group_name.clone();
        let none = tune == IotuneDef::default();
        for (index, disk) in all.iter_mut().enumerate() {
            if index == at || shared.is_some() && group(disk) == shared {
                disk.iotune = (!none).then(|| Box::new(tune.clone()));
            }
        }
        Ok(())
    }

    /// As an event tells it.
    fn told(&self, path: &str, params: &TypedParams) -> TypedParams {
        let mut told = TypedParams::new().with(tunable::DOMAIN_TUNABLE_BLKDEV_DISK, path);
        for param in params.iter() {
            told.push(format!("blkdeviotune.{}", param.name), param.value.clone());
        }
        told
    }
}

/// Whether there is a rate or a burst of the kind that the limit of a length at `at` is about.
fn has_rate(tune: &mut IotuneDef, at: usize) -> bool {
    let Some(length) = LIMITS.get(at) else { return false };
    let rate = length.0.trim_end_matches("_max_length");
    let burst = length.0.trim_end_matches("_length");
    LIMITS.iter().any(|limit| (limit.0 == rate || limit.0 == burst) && *limit.2(tune) > 0)
}

/// A burst needs a rate, and is faster.
fn check_bursts(tune: &mut IotuneDef) -> Result<()> {
    let (rates, bursts): (Vec<&Limit>, Vec<&Limit>) = (
        LIMITS.iter().filter(|limit| matches!(limit.1, Family::Bytes | Family::Iops)).collect(),
        LIMITS.iter().filter(|limit| matches!(limit.1, Family::BytesMax | Family::IopsMax)).collect(),
    );
    for (rate, burst) in rates.into_iter().zip(bursts) {
        let (normal, most) = (*rate.2(tune), *burst.2(tune));
        if most > 0 && normal == 0 {
            return unsupported(format!("cannot reset '{}' when '{}' is set", rate.0, burst.0));
        }
        if most > 0 && most < normal {
            return unsupported(format!("value '{}' cannot be smaller than '{}'", burst.0, rate.0));
        }
    }
    Ok(())
}

fn is_called(disk: &DiskDef, path: &str) -> bool {
    disk.target == path || disks::path(&disk.source) == Some(path)
}

fn is_empty(disk: &DiskDef) -> bool {
    matches!(disk.source, DiskSource::File(_)) && disks::path(&disk.source).is_none()
}

impl Shared {
    /// Changes how fast a disk may be. The caller has the turn.
    pub(crate) async fn set_throttle(
        &self,
        vm: &Vm,
        path: &str,
        params: &TypedParams,
        flags: Affect,
    ) -> Result<()> {
        let wanted = Wanted::read(params)?;
        let act = async |run: Arc<Run>, live: Arc<DomainDef>| {
            let disk = live.devices.disks.iter().find(|disk| is_called(disk, path));
            // A drive without a medium is limited when it gets one.
            let Some(disk) = disk.filter(|disk| !is_empty(disk)) else { return Ok(()) };
            let mut disk = disk.clone();
            disk.iotune.get_or_insert_default();
            let Some(limits) = crate::plug::throttle(&disk) else { return Ok(()) };
            let set = run.monitor.execute("block_set_io_throttle", limits, CHANGE).await;
            set.map(drop).map_err(|why| refused(&live.name, &why))
        };
        let change = |def: &mut DomainDef, which| wanted.apply(def, path, which);
        if self.tune(vm, flags, change, act).await?.live {
            self.tell_tuned(vm, wanted.told(path, params));
        }
        Ok(())
    }
}

/// How fast a disk may be: as its emulator has it, or its definition.
pub(crate) async fn limits(view: &View, path: Option<&str>, flags: Affect) -> Result<TypedParams> {
    let config = flags.contains(Affect::CONFIG);
    let def = view.one(flags.contains(Affect::LIVE), config)?;
    let running = view.is_active() && !config;
    let mut tune = IotuneDef::default();
    // Without a disk only the number of parameters is of interest.
    if let Some(path) = path {
        let disk = def.devices.disks.iter().find(|disk| is_called(disk, path)).ok_or_else(|| {
            let place = if running { "in domain" } else { "in the domain config" };
            let was = if running { "" } else { "was " };
            error(Code::INVALID_ARG, format!("disk '{path}' {was}not found {place}"))
        })?;
        if running {
            if is_empty(disk) {
                let text = format!("disk '{path}' does not currently have a source assigned");
                return Err(error(Code::INVALID_ARG, text));
            }
            let run = view.running()?;
            let answer = run.monitor.execute("query-block", Value::Null, QUERY).await;
            let answer = answer.map_err(|why| refused(&view.name, &why))?;
            let alias = disk.info.alias.as_deref();
            let found = answer.as_array().into_iter().flatten().find(|entry| device_of(entry) == alias);
            let inserted = found.and_then(|entry| entry.get("inserted")).unwrap_or(&Value::Null);
            for Limit(_, _, place, answer) in &LIMITS {
                *place(&mut tune) = inserted.get(answer).and_then(Value::as_u64).unwrap_or(0);
            }
            tune.group_name = inserted.get("group").and_then(Value::as_str).map(str::to_owned);
        } else {
            tune = disk.iotune.as_deref().cloned().unwrap_or_default();
        }
    }
    let mut params = TypedParams::new();
    let (before, after) = LIMITS.split_at_checked(BEFORE_GROUP).unwrap_or((&LIMITS, &[]));
    for limit in before {
        params.push(limit.0, *limit.2(&mut tune));
    }
    params.push(name::DOMAIN_BLOCK_IOTUNE_GROUP_NAME, tune.group_name.clone().unwrap_or_default());
    for limit in after {
        params.push(limit.0, *limit.2(&mut tune));
    }
    Ok(params)
}
