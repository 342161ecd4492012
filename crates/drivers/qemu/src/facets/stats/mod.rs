//! Numbers about domains.

mod groups;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use vir_driver::facets::DomainStats;
use vir_types::info::{DomainCpuStats, DomainInterfaceStats, DomainStatsRecord};
use vir_types::{
    Code, ConnectGetAllDomainStatsFlags as Flags, DomainKey, DomainStatsTypes, Result, TypedParameterFlags,
    TypedParams,
};

use crate::QemuDriver;
use crate::shared::error;
use crate::vm::{Row, measure};

/// How long one guest may take to answer when all are asked: one that is wedged is reported as such, and
/// the others' numbers are worth something only if they come soon.
const LIMIT: Duration = Duration::from_secs(2);

/// The groups that this driver knows.
const KNOWN: DomainStatsTypes = DomainStatsTypes::from_bits(2047);

#[async_trait]
impl DomainStats for QemuDriver {
    /// All guests are asked at once. One that does not answer in time has `monitor.unresponsive` set and lacks
    /// what only its emulator knows. Since: 1.2.8.
    async fn connect_get_all_domain_stats(
        &self,
        doms: &[DomainKey],
        stats: DomainStatsTypes,
        flags: Flags,
    ) -> Result<Vec<DomainStatsRecord>> {
        let known = Flags::NAMES.iter().fold(0, |bits, (_, bit)| bits | bit);
        flags.allow(Flags::from_bits(known))?;
        let all = stats.bits() == 0;
        if flags.contains(Flags::ENFORCE_STATS) && stats.bits() & !KNOWN.bits() != 0 {
            let text = format!(
                "Stats types bits 0x{:x} are not supported by this daemon",
                stats.bits() & !KNOWN.bits()
            );
            return Err(error(Code::ARGUMENT_UNSUPPORTED, text));
        }
        let wanted = if all { KNOWN } else { stats };
        let vms = &self.shared.vms;
        let rows = if doms.is_empty() {
            self.shared.rows()
        } else {
            // A domain that has gone since it was listed is passed over.
            Arc::new(doms.iter().filter_map(|dom| Some(vms.by_uuid(dom.uuid)?.peek(Row::of))).collect())
        };
        let mut running = Vec::new();
        let (mut resting, blocks) = (Vec::new(), wanted.contains(DomainStatsTypes::BLOCK));
        let mut records = Vec::with_capacity(rows.len());
        for row in rows.iter().filter(|row| row.standing.is_counted(flags)) {
            let at = records.len();
            // Most do not run, and what is asked of them stands in their rows.
            if !row.standing.active {
                if blocks {
                    resting.push((at, row.disks.clone()));
                }
                records.push(DomainStatsRecord::new(row.key.clone(), groups::of_inactive(row, wanted)));
                continue;
            }
            let Some(view) = vms.by_uuid(row.key.uuid).map(|vm| vm.view()) else { continue };
            if view.is_active() {
                running.push((at, tokio::spawn(groups::of_running(view.clone(), wanted, LIMIT))));
                records.push(DomainStatsRecord::new(view.key(), TypedParams::new()));
            } else {
                // It has ended just now.
                let row = Row::of(&view);
                records.push(DomainStatsRecord::new(view.key(), groups::of_inactive(&row, wanted)));
                if blocks {
                    resting.push((at, row.disks));
                }
            }
        }
        let files = resting.iter().flat_map(|(_, disks)| disks.iter());
        let files = files.filter_map(|disk| disk.path.clone().map(|path| (path, disk.format))).collect();
        let mut images = crate::image::look_at_all(files, LIMIT).await.into_iter();
        for (at, disks) in resting {
            if let Some(record) = records.get_mut(at) {
                groups::inactive_blocks(&disks, &mut images, &mut record.params);
            }
        }
        for (at, task) in running {
            let params = task.await.map_err(|failed| error(Code::INTERNAL_ERROR, failed.to_string()))?;
            if let Some(record) = records.get_mut(at) {
                record.params = params;
            }
        }
        Ok(records)
    }

    /// Since: 0.9.10.
    async fn domain_get_cpu_stats(
        &self,
        dom: &DomainKey,
        nparams: u32,
        start_cpu: i32,
        ncpus: u32,
        flags: TypedParameterFlags,
    ) -> Result<DomainCpuStats> {
        flags.allow(TypedParameterFlags::STRING_OKAY)?;
        let view = self.shared.find(dom)?.view();
        let run = view.running()?;
        if start_cpu != -1 {
            let text = "the kernel does not account processors one by one here";
            return Err(error(Code::OPERATION_UNSUPPORTED, text));
        }
        let mut stats = DomainCpuStats::default();
        if nparams == 0 {
            stats.nparams = 3;
            return Ok(stats);
        }
        let _ = ncpus;
        if let Some(times) = vir_util::process::cpu_times_ns(run.process.pid()) {
            let all = [("cpu_time", times.0 + times.1), ("user_time", times.0), ("system_time", times.1)];
            for (name, value) in all.into_iter().take(usize::try_from(nparams).unwrap_or(usize::MAX)) {
                stats.params.push(name, value);
            }
        }
        stats.nparams = u32::try_from(stats.params.len()).unwrap_or(0);
        Ok(stats)
    }

    /// Since: 0.3.2.
    async fn domain_interface_stats(&self, dom: &DomainKey, device: &str) -> Result<DomainInterfaceStats> {
        let view = self.shared.find(dom)?.view();
        view.running()?;
        let interfaces = &view.current()?.devices.interfaces;
        let found = interfaces.iter().find(|one| {
            one.target.as_deref() == Some(device)
                || one.mac.is_some_and(|mac| mac.to_string() == device.to_ascii_lowercase())
        });
        let found = found.ok_or_else(|| {
            error(Code::INVALID_ARG, format!("invalid path, '{device}' is not a known interface"))
        })?;
        let name = found.target.as_deref().ok_or_else(|| {
            error(
                Code::OPERATION_UNSUPPORTED,
                format!("interface '{device}' is not on the host and has no statistics"),
            )
        })?;
        let numbers = measure::interface_numbers(name)
            .ok_or_else(|| error(Code::INTERNAL_ERROR, "/proc/net/dev: Interface not found"))?;
        // What a tap receives the guest has sent; a macvtap looks from the other side.
        let [a, b, c, d, e, f, g, h] = numbers;
        let [rb, rp, re, rd, tb, tp, te, td] =
            if measure::faces_host(found) { [a, b, c, d, e, f, g, h] } else { [e, f, g, h, a, b, c, d] };
        Ok(DomainInterfaceStats::new(rb, rp, re, rd, tb, tp, te, td))
    }
}
