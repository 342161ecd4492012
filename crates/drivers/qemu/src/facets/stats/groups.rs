//! The groups of statistics.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use serde_json::Value;
use vir_types::names::stats as name;
use vir_types::{DomainMemoryStatTags, DomainState, DomainStatsTypes as Types, TypedParams};

use crate::image::Image;
use crate::monitor::MonitorError;
use crate::vm::{RestingDisk, Row, Run, View, disks, measure};

/// What a guest that is asked in vain has in its record.
pub(super) const UNRESPONSIVE: &str = "monitor.unresponsive";

fn state(state: DomainState, reason: i32, params: &mut TypedParams) {
    params.push(names::state(), state.0);
    params.push(names::reason(), reason);
}

/// Names that stand in every domain's record, made once.
mod names {
    use std::sync::{Arc, LazyLock, OnceLock};

    use super::name;

    macro_rules! once {
        ($($function:ident = $text:expr;)*) => {$(
            pub(super) fn $function() -> Arc<str> {
                static NAME: OnceLock<Arc<str>> = OnceLock::new();
                NAME.get_or_init(|| $text.into()).clone()
            }
        )*};
    }

    once! {
        state = name::DOMAIN_STATS_STATE_STATE;
        reason = name::DOMAIN_STATS_STATE_REASON;
        balloon_current = name::DOMAIN_STATS_BALLOON_CURRENT;
        balloon_maximum = name::DOMAIN_STATS_BALLOON_MAXIMUM;
        vcpu_current = name::DOMAIN_STATS_VCPU_CURRENT;
        vcpu_maximum = name::DOMAIN_STATS_VCPU_MAXIMUM;
        block_count = name::DOMAIN_STATS_BLOCK_COUNT;
    }

    /// So many disks have names that are made once; hardly any domain has more.
    const DISKS: usize = 16;

    /// A disk's target, path, allocation, capacity, physical size.
    type Block = [Arc<str>; 5];

    pub(super) fn block(at: usize) -> Block {
        static NAMES: LazyLock<Vec<Block>> = LazyLock::new(|| (0..DISKS).map(make).collect());
        NAMES.get(at).cloned().unwrap_or_else(|| make(at))
    }

    fn make(at: usize) -> Block {
        [
            name::DOMAIN_STATS_BLOCK_SUFFIX_NAME,
            name::DOMAIN_STATS_BLOCK_SUFFIX_PATH,
            name::DOMAIN_STATS_BLOCK_SUFFIX_ALLOCATION,
            name::DOMAIN_STATS_BLOCK_SUFFIX_CAPACITY,
            name::DOMAIN_STATS_BLOCK_SUFFIX_PHYSICAL,
        ]
        .map(|suffix| format!("{}{at}{suffix}", name::DOMAIN_STATS_BLOCK_PREFIX).into())
    }
}

/// The numbers of a domain that does not run.
pub(super) fn of_inactive(row: &Row, wanted: Types) -> TypedParams {
    let disks = if wanted.contains(Types::BLOCK) { 1 + row.disks.len().saturating_mul(5) } else { 0 };
    let mut params = TypedParams::with_capacity(disks.saturating_add(6));
    if wanted.contains(Types::STATE) {
        state(row.standing.state, row.reason, &mut params);
    }
    let Some(sizes) = row.sizes else { return params };
    if wanted.contains(Types::BALLOON) {
        params.push(names::balloon_current(), sizes.current_memory_kib);
        params.push(names::balloon_maximum(), sizes.memory_kib);
    }
    if wanted.contains(Types::VCPU) {
        params.push(names::vcpu_current(), sizes.vcpus);
        params.push(names::vcpu_maximum(), sizes.vcpus_max);
    }
    params
}

/// What is known of the disks of a domain that does not run, with what a look at each file has told.
pub(super) fn inactive_blocks(
    disks: &[RestingDisk],
    images: &mut impl Iterator<Item = Option<Image>>,
    params: &mut TypedParams,
) {
    params.push(names::block_count(), u32::try_from(disks.len()).unwrap_or(u32::MAX));
    for (at, disk) in disks.iter().enumerate() {
        let [target, file, allocation, capacity, physical] = names::block(at);
        params.push(target, disk.target.clone());
        let Some(path) = &disk.path else { continue };
        params.push(file, path.clone());
        let Some(image) = images.next().flatten() else { continue };
        for (name, value) in
            [(allocation, image.allocation), (capacity, image.capacity), (physical, image.physical)]
        {
            if value > 0 {
                params.push(name, value);
            }
        }
    }
}

/// The numbers of a guest that runs.
pub(super) async fn of_running(view: Arc<View>, wanted: Types, limit: Duration) -> TypedParams {
    let mut params = TypedParams::new();
    let (Some(run), Ok(live)) = (view.run.clone(), view.current()) else { return params };
    if wanted.contains(Types::STATE) {
        state(view.state, view.reason, &mut params);
    }
    if wanted.contains(Types::CPU_TOTAL)
        && let Some((user, system)) = vir_util::process::cpu_times_ns(run.process.pid())
    {
        params.push(name::DOMAIN_STATS_CPU_TIME, user.saturating_add(system));
        params.push(name::DOMAIN_STATS_CPU_USER, user);
        params.push(name::DOMAIN_STATS_CPU_SYSTEM, system);
    }
    let want = |group, needed: bool| wanted.contains(group) && needed;
    let memory = async {
        match want(Types::BALLOON, true) {
            true => Some(run.memory_numbers(live, limit).await),
            false => None,
        }
    };
    let block = async {
        match want(Types::BLOCK, !live.devices.disks.is_empty()) {
            true => Some(run.block_numbers(limit).await),
            false => None,
        }
    };
    let halted = async {
        match want(Types::VCPU, true) {
            true => Some(run.monitor.execute("query-cpus-fast", Value::Null, limit).await),
            false => None,
        }
    };
    let iothreads = async {
        match want(Types::IOTHREAD, live.iothreads > 0) {
            true => Some(run.monitor.execute("query-iothreads", Value::Null, limit).await),
            false => None,
        }
    };
    let (memory, block, halted, iothreads) = tokio::join!(memory, block, halted, iothreads);
    let mut silent = false;
    let mut heard = |error: &MonitorError| silent |= !matches!(error, MonitorError::Refused(_));
    if wanted.contains(Types::BALLOON) {
        params.push(name::DOMAIN_STATS_BALLOON_MAXIMUM, live.memory_kib);
    }
    match memory {
        Some(Ok(list)) => balloon(&list, &mut params),
        Some(Err(error)) => heard(&error),
        None => {}
    }
    if wanted.contains(Types::VCPU) {
        params.push(name::DOMAIN_STATS_VCPU_CURRENT, live.vcpus());
        params.push(name::DOMAIN_STATS_VCPU_MAXIMUM, live.vcpus_max());
        vcpus(&run, &mut params);
    }
    if let Some(Err(error)) = &halted {
        heard(error);
    }
    if wanted.contains(Types::INTERFACE) {
        interfaces(&view, &mut params);
    }
    if wanted.contains(Types::BLOCK) {
        match block {
            Some(Err(error)) => {
                heard(&error);
                blocks(&view, None, &mut params);
            }
            Some(Ok(numbers)) => blocks(&view, Some(&numbers), &mut params),
            None => blocks(&view, None, &mut params),
        }
    }
    match iothreads {
        Some(Ok(list)) => threads(&list, &mut params),
        Some(Err(error)) => heard(&error),
        None => {}
    }
    if silent {
        params.push(UNRESPONSIVE, true);
    }
    params
}

fn balloon(list: &[vir_types::info::DomainMemoryStat], params: &mut TypedParams) {
    let names = [
        (DomainMemoryStatTags::ACTUAL_BALLOON, name::DOMAIN_STATS_BALLOON_CURRENT),
        (DomainMemoryStatTags::SWAP_IN, name::DOMAIN_STATS_BALLOON_SWAP_IN),
        (DomainMemoryStatTags::SWAP_OUT, name::DOMAIN_STATS_BALLOON_SWAP_OUT),
        (DomainMemoryStatTags::MAJOR_FAULT, name::DOMAIN_STATS_BALLOON_MAJOR_FAULT),
        (DomainMemoryStatTags::MINOR_FAULT, name::DOMAIN_STATS_BALLOON_MINOR_FAULT),
        (DomainMemoryStatTags::UNUSED, name::DOMAIN_STATS_BALLOON_UNUSED),
        (DomainMemoryStatTags::AVAILABLE, name::DOMAIN_STATS_BALLOON_AVAILABLE),
        (DomainMemoryStatTags::RSS, name::DOMAIN_STATS_BALLOON_RSS),
        (DomainMemoryStatTags::USABLE, name::DOMAIN_STATS_BALLOON_USABLE),
        (DomainMemoryStatTags::LAST_UPDATE, name::DOMAIN_STATS_BALLOON_LAST_UPDATE),
        (DomainMemoryStatTags::DISK_CACHES, name::DOMAIN_STATS_BALLOON_DISK_CACHES),
        (DomainMemoryStatTags::HUGETLB_PGALLOC, name::DOMAIN_STATS_BALLOON_HUGETLB_PGALLOC),
        (DomainMemoryStatTags::HUGETLB_PGFAIL, name::DOMAIN_STATS_BALLOON_HUGETLB_PGFAIL),
    ];
    for stat in list {
        if let Some((_, name)) = names.iter().find(|(tag, _)| *tag == stat.tag) {
            params.push(*name, stat.val);
        }
    }
}

fn vcpus(run: &Run, params: &mut TypedParams) {
    let threads = run.vcpu_threads.lock().unwrap_or_else(PoisonError::into_inner).clone();
    for (number, thread) in threads {
        let key = |suffix: &str| format!("{}{number}{suffix}", name::DOMAIN_STATS_VCPU_PREFIX);
        params.push(key(name::DOMAIN_STATS_VCPU_SUFFIX_STATE), 1);
        if let Some((time, delay)) = measure::thread_times(run.process.pid(), thread) {
            params.push(key(name::DOMAIN_STATS_VCPU_SUFFIX_TIME), time);
            params.push(key(name::DOMAIN_STATS_VCPU_SUFFIX_DELAY), delay);
        }
    }
}

fn interfaces(view: &View, params: &mut TypedParams) {
    let Ok(def) = view.current() else { return };
    let count = u32::try_from(def.devices.interfaces.len()).unwrap_or(u32::MAX);
    params.push(name::DOMAIN_STATS_NET_COUNT, count);
    for (at, interface) in def.devices.interfaces.iter().enumerate() {
        // One that is not on the host has neither a name there nor numbers.
        let Some(device) = interface.target.as_deref() else { continue };
        let key = |suffix: &str| format!("{}{at}{suffix}", name::DOMAIN_STATS_NET_PREFIX);
        params.push(key(name::DOMAIN_STATS_NET_SUFFIX_NAME), device);
        let Some([a, b, c, d, e, f, g, h]) = measure::interface_numbers(device) else { continue };
        let values =
            if measure::faces_host(interface) { [a, b, c, d, e, f, g, h] } else { [e, f, g, h, a, b, c, d] };
        let suffixes = [
            name::DOMAIN_STATS_NET_SUFFIX_RX_BYTES,
            name::DOMAIN_STATS_NET_SUFFIX_RX_PKTS,
            name::DOMAIN_STATS_NET_SUFFIX_RX_ERRS,
            name::DOMAIN_STATS_NET_SUFFIX_RX_DROP,
            name::DOMAIN_STATS_NET_SUFFIX_TX_BYTES,
            name::DOMAIN_STATS_NET_SUFFIX_TX_PKTS,
            name::DOMAIN_STATS_NET_SUFFIX_TX_ERRS,
            name::DOMAIN_STATS_NET_SUFFIX_TX_DROP,
        ];
        for (suffix, value) in suffixes.into_iter().zip(values) {
            params.push(key(suffix), value.unsigned_abs());
        }
    }
}

fn blocks(
    view: &View,
    numbers: Option<&std::collections::HashMap<String, measure::BlockNumbers>>,
    params: &mut TypedParams,
) {
    let Ok(def) = view.current() else { return };
    let count = u32::try_from(def.devices.disks.len()).unwrap_or(u32::MAX);
    params.push(names::block_count(), count);
    for (at, disk) in def.devices.disks.iter().enumerate() {
        let key = |suffix: &str| format!("{}{at}{suffix}", name::DOMAIN_STATS_BLOCK_PREFIX);
        params.push(key(name::DOMAIN_STATS_BLOCK_SUFFIX_NAME), disk.target.as_str());
        if let Some(path) = disks::path(&disk.source) {
            params.push(key(name::DOMAIN_STATS_BLOCK_SUFFIX_PATH), path);
        }
        let known = numbers.zip(disk.info.alias.as_ref()).and_then(|(numbers, alias)| numbers.get(alias));
        let Some(known) = known else { continue };
        let values = [
            (name::DOMAIN_STATS_BLOCK_SUFFIX_RD_REQS, known.read_requests),
            (name::DOMAIN_STATS_BLOCK_SUFFIX_RD_BYTES, known.read_bytes),
            (name::DOMAIN_STATS_BLOCK_SUFFIX_RD_TIMES, known.read_ns),
            (name::DOMAIN_STATS_BLOCK_SUFFIX_WR_REQS, known.write_requests),
            (name::DOMAIN_STATS_BLOCK_SUFFIX_WR_BYTES, known.write_bytes),
            (name::DOMAIN_STATS_BLOCK_SUFFIX_WR_TIMES, known.write_ns),
            (name::DOMAIN_STATS_BLOCK_SUFFIX_FL_REQS, known.flush_requests),
            (name::DOMAIN_STATS_BLOCK_SUFFIX_FL_TIMES, known.flush_ns),
        ];
        for (suffix, value) in values {
            params.push(key(suffix), value);
        }
        let sizes = [
            (name::DOMAIN_STATS_BLOCK_SUFFIX_ALLOCATION, known.allocation),
            (name::DOMAIN_STATS_BLOCK_SUFFIX_CAPACITY, known.capacity),
            (name::DOMAIN_STATS_BLOCK_SUFFIX_PHYSICAL, known.physical),
        ];
        for (suffix, value) in sizes {
            if let Some(value) = value {
                params.push(key(suffix), value);
            }
        }
    }
}

fn threads(list: &Value, params: &mut TypedParams) {
    let all: Vec<&Value> = list.as_array().into_iter().flatten().collect();
    params.push(name::DOMAIN_STATS_IOTHREAD_COUNT, u32::try_from(all.len()).unwrap_or(u32::MAX));
    for thread in all {
        let number = |name: &str| thread.get(name).and_then(Value::as_u64);
        let id = thread.get("id").and_then(Value::as_str).and_then(|id| id.strip_prefix("iothread"));
        let Some(id) = id.and_then(|id| id.parse::<u32>().ok()) else { continue };
        let key = |suffix: &str| format!("{}{id}{suffix}", name::DOMAIN_STATS_IOTHREAD_PREFIX);
        if let Some(value) = number("poll-max-ns") {
            params.push(key(name::DOMAIN_STATS_IOTHREAD_SUFFIX_POLL_MAX_NS), value);
        }
        for (field, suffix) in [
            ("poll-grow", name::DOMAIN_STATS_IOTHREAD_SUFFIX_POLL_GROW),
            ("poll-shrink", name::DOMAIN_STATS_IOTHREAD_SUFFIX_POLL_SHRINK),
        ] {
            if let Some(value) = number(field).and_then(|value| u32::try_from(value).ok()) {
                params.push(key(suffix), value);
            }
        }
    }
}
