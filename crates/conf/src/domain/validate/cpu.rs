//! Processors, their threads, and shares of time and disks.

use std::collections::HashSet;

use vir_types::Result;

use super::super::DomainDef;
use super::super::throttle::Limits;
use crate::common::{unsupported, wrong};

/// Microseconds that a period of the host's scheduler can have.
const PERIOD: std::ops::RangeInclusive<u64> = 1_000..=1_000_000;
/// Microseconds that a share of it can have.
const QUOTA: std::ops::RangeInclusive<i64> = 1_000..=17_592_186_044_415;

impl DomainDef {
    pub(super) fn check_topology(&self) -> Result<()> {
        let topology = self.cpu.as_ref().and_then(|cpu| cpu.topology.as_ref());
        if topology.is_some_and(|topology| topology.total() > u64::from(u32::MAX)) {
            return unsupported(format!("cpu topology results in more than {} cpus", u32::MAX));
        }
        Ok(())
    }

    pub(super) fn check_cputune(&self) -> Result<()> {
        let Some(tune) = &self.cputune else { return Ok(()) };
        let periods = [
            ("period", tune.period_us),
            ("global_period", tune.global_period_us),
            ("emulator_period", tune.emulator_period_us),
            ("iothread_period", tune.iothread_period_us),
        ];
        for (name, value) in periods {
            if value > 0 && !PERIOD.contains(&value) {
                let (least, most) = (PERIOD.start(), PERIOD.end());
                return unsupported(format!("Value of cputune '{name}' must be in range [{least}, {most}]"));
            }
        }
        let quotas = [
            ("quota", tune.quota_us),
            ("global_quota", tune.global_quota_us),
            ("emulator_quota", tune.emulator_quota_us),
            ("iothread_quota", tune.iothread_quota_us),
        ];
        for (name, value) in quotas {
            if value > 0 && !QUOTA.contains(&value) {
                let (least, most) = (QUOTA.start(), QUOTA.end());
                return unsupported(format!("Value of cputune '{name}' must be in range [{least}, {most}]"));
            }
        }
        Ok(())
    }

    pub(super) fn check_iothreads(&self) -> Result<()> {
        let own = self.iothread_ids.iter().flat_map(|ids| &ids.list);
        let own = own.map(|thread| (thread.thread_pool_min, thread.thread_pool_max));
        let default = self.default_iothread.iter().map(|it| (it.thread_pool_min, it.thread_pool_max));
        for (least, most) in own.chain(default) {
            if most == Some(0) {
                return unsupported("thread_pool_max must be a positive integer");
            }
            // A bound that is not given counts as -1, so a minimum without a maximum is too large.
            if least.map_or(-1, i64::from) > most.map_or(-1, i64::from) {
                return unsupported("thread_pool_min must be smaller or equal to thread_pool_max");
            }
        }
        Ok(())
    }

    pub(super) fn check_tunables(&self) -> Result<()> {
        let mut seen = HashSet::new();
        for device in self.blkiotune.iter().flat_map(|tune| &tune.devices) {
            let path = device.path.as_deref().unwrap_or_default();
            if !seen.insert(path) {
                return unsupported(format!("duplicate blkio device path '{path}'"));
            }
        }
        Ok(())
    }

    pub(super) fn check_throttle_groups(&self) -> Result<()> {
        let groups = self.throttle_groups.iter().flat_map(|groups| &groups.groups);
        groups.map(|group| group.limits()).try_for_each(Limits::validate)
    }
}

impl Limits {
    /// A limit of everything and one of a part do not go together.
    pub(super) fn validate(self) -> Result<()> {
        let all = [
            (self.bytes, "bytes_sec"),
            (self.iops, "iops_sec"),
            (self.bytes_max, "bytes_sec_max"),
            (self.iops_max, "iops_sec_max"),
        ];
        for ([total, read, write], name) in all {
            if total > 0 && (read > 0 || write > 0) {
                return wrong(format!("total and read/write {name} cannot be set at the same time"));
            }
        }
        Ok(())
    }
}
