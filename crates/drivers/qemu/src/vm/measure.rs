//! Numbers about a running guest, from its emulator and from the kernel.

use std::collections::HashMap;
use std::time::Duration;

use serde_json::{Value, json};
use vir_conf::DomainDef;
use vir_conf::domain::device::interface::{DomainInterfaceDef, InterfaceSource};
use vir_conf::domain::device::memballoon::BalloonModel;
use vir_types::{DomainMemoryStatTags, info::DomainMemoryStat};

use super::{Run, View};
use crate::monitor::MonitorError;

/// What a disk or one image of it has done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct BlockNumbers {
    pub(crate) read_requests: u64,
    pub(crate) read_bytes: u64,
    pub(crate) read_ns: u64,
    pub(crate) write_requests: u64,
    pub(crate) write_bytes: u64,
    pub(crate) write_ns: u64,
    pub(crate) flush_requests: u64,
    pub(crate) flush_ns: u64,
    /// How far the image has been written, where that is known.
    pub(crate) allocation: Option<u64>,
    /// The size that the guest sees.
    pub(crate) capacity: Option<u64>,
    /// The size of the file or device.
    pub(crate) physical: Option<u64>,
}

fn number(value: &Value, name: &str) -> u64 {
    value.get(name).and_then(Value::as_u64).unwrap_or(0)
}

/// The disk that an entry of the emulator's statistics is about: the name of its device.
pub(crate) fn device_of(entry: &Value) -> Option<&str> {
    let qdev = entry.get("qdev")?.as_str()?;
    // Devices are known by their place among the emulator's objects.
    qdev.rsplit('/').find(|part| *part != "virtio-backend")
}

impl Run {
    /// What all disks have done, by the names of their devices.
    pub(crate) async fn block_numbers(
        &self,
        limit: Duration,
    ) -> Result<HashMap<String, BlockNumbers>, MonitorError> {
        let stats = self.monitor.execute("query-blockstats", Value::Null, limit);
        let blocks = self.monitor.execute("query-block", Value::Null, limit);
        let (stats, blocks) = tokio::join!(stats, blocks);
        let mut found: HashMap<String, BlockNumbers> = HashMap::new();
        for entry in stats?.as_array().into_iter().flatten() {
            let (Some(device), Some(stats)) = (device_of(entry), entry.get("stats")) else { continue };
            let parent = entry.get("parent").and_then(|parent| parent.get("stats"));
            let numbers = BlockNumbers {
                read_requests: number(stats, "rd_operations"),
                read_bytes: number(stats, "rd_bytes"),
                read_ns: number(stats, "rd_total_time_ns"),
                write_requests: number(stats, "wr_operations"),
                write_bytes: number(stats, "wr_bytes"),
                write_ns: number(stats, "wr_total_time_ns"),
                flush_requests: number(stats, "flush_operations"),
                flush_ns: number(stats, "flush_total_time_ns"),
                allocation: parent.or(Some(stats)).map(|stats| number(stats, "wr_highest_offset")),
                capacity: None,
                physical: None,
            };
            found.insert(device.to_owned(), numbers);
        }
        for entry in blocks?.as_array().into_iter().flatten() {
            let (Some(device), Some(image)) = (device_of(entry), entry.pointer("/inserted/image")) else {
                continue;
            };
            let numbers = found.entry(device.to_owned()).or_default();
            numbers.capacity = image.get("virtual-size").and_then(Value::as_u64);
            numbers.physical = image.get("actual-size").and_then(Value::as_u64);
        }
        Ok(found)
    }

    /// What the balloon leaves to the guest, in KiB, and what the guest says of its memory.
    pub(crate) async fn memory_numbers(
        &self,
        live: &DomainDef,
        limit: Duration,
    ) -> Result<Vec<DomainMemoryStat>, MonitorError> {
        let mut list = Vec::new();
        if let Some(path) = balloon_path(live) {
            let actual = self.monitor.execute("query-balloon", Value::Null, limit);
            let arguments = json!({"path": path, "property": "guest-stats"});
            let stats = self.monitor.execute("qom-get", arguments, limit);
            let (actual, stats) = tokio::join!(actual, stats);
            if let Some(bytes) = actual?.get("actual").and_then(Value::as_u64) {
                list.push(DomainMemoryStat::new(DomainMemoryStatTags::ACTUAL_BALLOON, bytes / 1024));
            }
            match stats {
                Ok(stats) => guest_memory(&stats, &mut list),
                // A balloon of another model tells nothing.
                Err(MonitorError::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        } else {
            list.push(DomainMemoryStat::new(DomainMemoryStatTags::ACTUAL_BALLOON, live.memory_kib));
        }
        if let Some(kib) = vir_util::process::resident_kib(self.process.pid()) {
            list.push(DomainMemoryStat::new(DomainMemoryStatTags::RSS, kib));
        }
        Ok(list)
    }
}

/// Where the emulator has the balloon.
fn balloon_path(live: &DomainDef) -> Option<String> {
    let balloon = live.devices.memballoon.as_ref().filter(|balloon| balloon.model != BalloonModel::None)?;
    Some(format!("/machine/peripheral/{}", balloon.info.alias.as_deref()?))
}

fn guest_memory(stats: &Value, list: &mut Vec<DomainMemoryStat>) {
    const UNKNOWN: u64 = u64::MAX;
    let names = [
        ("stat-swap-in", DomainMemoryStatTags::SWAP_IN, 1024),
        ("stat-swap-out", DomainMemoryStatTags::SWAP_OUT, 1024),
        ("stat-major-faults", DomainMemoryStatTags::MAJOR_FAULT, 1),
        ("stat-minor-faults", DomainMemoryStatTags::MINOR_FAULT, 1),
        ("stat-free-memory", DomainMemoryStatTags::UNUSED, 1024),
        ("stat-total-memory", DomainMemoryStatTags::AVAILABLE, 1024),
        ("stat-available-memory", DomainMemoryStatTags::USABLE, 1024),
        ("stat-disk-caches", DomainMemoryStatTags::DISK_CACHES, 1024),
        ("stat-htlb-pgalloc", DomainMemoryStatTags::HUGETLB_PGALLOC, 1),
        ("stat-htlb-pgfail", DomainMemoryStatTags::HUGETLB_PGFAIL, 1),
    ];
    let Some(values) = stats.get("stats") else { return };
    for (name, tag, unit) in names {
        match values.get(name).and_then(Value::as_u64) {
            Some(value) if value != UNKNOWN => list.push(DomainMemoryStat::new(tag, value / unit)),
            _ => {}
        }
    }
    if let Some(when) = stats.get("last-update").and_then(Value::as_u64) {
        list.push(DomainMemoryStat::new(DomainMemoryStatTags::LAST_UPDATE, when));
    }
}

/// What a network interface of the host has carried, in the order of `/proc/net/dev`: received bytes,
/// packets, errors, drops, then sent.
pub(crate) fn interface_numbers(name: &str) -> Option<[i64; 8]> {
    let table = std::fs::read_to_string("/proc/net/dev").ok()?;
    let line = table.lines().find_map(|line| {
        let (known, rest) = line.split_once(':')?;
        (known.trim() == name).then_some(rest)
    })?;
    let fields: Vec<i64> = line.split_ascii_whitespace().filter_map(|field| field.parse().ok()).collect();
    let [rb, rp, re, rd, _, _, _, _, tb, tp, te, td, ..] = fields.as_slice() else { return None };
    Some([*rb, *rp, *re, *rd, *tb, *tp, *te, *td])
}

/// Whether an interface of the host is the guest's own end. Of all others it is the other end: what it
/// receives the guest has sent.
pub(crate) fn faces_host(interface: &DomainInterfaceDef) -> bool {
    matches!(interface.source, InterfaceSource::Direct(_))
}

/// How long a thread has run and waited to run, in nanoseconds.
pub(crate) fn thread_times(pid: u32, thread: i64) -> Option<(u64, u64)> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/task/{thread}/schedstat")).ok()?;
    let mut fields = text.split_ascii_whitespace().map(str::parse::<u64>);
    Some((fields.next()?.ok()?, fields.next()?.ok()?))
}

/// The disk that a name means: its target, or the path of its source.
pub(crate) fn disk<'a>(view: &'a View, name: &str) -> Option<&'a vir_conf::domain::device::disk::DiskDef> {
    let def = view.current().ok()?;
    let by_target = def.devices.disks.iter().find(|disk| disk.target == name);
    by_target.or_else(|| def.devices.disks.iter().find(|disk| super::disks::path(&disk.source) == Some(name)))
}
