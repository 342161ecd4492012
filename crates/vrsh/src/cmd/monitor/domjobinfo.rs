//! `vrsh domjobinfo`

use anyhow::Result;
use libvir::{Code, DomainGetJobStatsFlags, TypedParams};
use serde_json::json;

use super::job::{self, KINDS};
use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};
use crate::params;
use crate::text::word;
use libvir::info::{DomainJobInfo, DomainJobStats};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const COMPLETED: Arg<bool> = Arg::flag("completed", "the last work that was done");
const KEEP: Arg<bool> = Arg::flag("keep-completed", "and keep it for the next question");
const ANYSTATS: Arg<bool> = Arg::flag("anystats", "numbers that this shell does not know too");
const RAW: Arg<bool> = Arg::flag("rawstats", "all numbers by their names");

pub(crate) const COMMAND: Command = Command {
    name: "domjobinfo",
    group: Group::Monitor,
    about: "tell how the work on a domain stands",
    since: "0.7.7",
    args: &[DOMAIN.def(), COMPLETED.def(), KEEP.def(), ANYSTATS.def(), RAW.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let mut flags = DomainGetJobStatsFlags::empty();
    if args.get(&COMPLETED)? || args.get(&KEEP)? {
        flags |= DomainGetJobStatsFlags::COMPLETED;
    }
    if args.get(&KEEP)? {
        flags |= DomainGetJobStatsFlags::KEEP_COMPLETED;
    }
    let stats = match domain.get_job_stats(flags).await {
        Ok(stats) => stats,
        Err(error) if error.code() == Code::NO_SUPPORT && flags.is_empty() => {
            from_info(domain.get_job_info().await?)
        }
        Err(error) => return Err(error.into()),
    };
    if ctx.wants_json() {
        let kind = word(KINDS, stats.kind.0, "unknown");
        return ctx.json(&json!({ "type": kind, "stats": params::to_json(&stats.params) }));
    }
    if args.get(&RAW)? {
        ctx.line(format_args!("Job type: {}\n", stats.kind.0))?;
        return stats
            .params
            .iter()
            .try_for_each(|param| ctx.line(format_args!("{}: {}", param.name, params::value(param))));
    }
    job::show(ctx, &stats)
}

/// What older daemons tell, by the newer names.
fn from_info(info: DomainJobInfo) -> DomainJobStats {
    let params = TypedParams::new()
        .with("time_elapsed", info.time_elapsed_ms)
        .with("time_remaining", info.time_remaining_ms)
        .with("data_total", info.data_total_bytes)
        .with("data_processed", info.data_processed_bytes)
        .with("data_remaining", info.data_remaining_bytes)
        .with("memory_total", info.mem_total_bytes)
        .with("memory_processed", info.mem_processed_bytes)
        .with("memory_remaining", info.mem_remaining_bytes)
        .with("disk_total", info.file_total_bytes)
        .with("disk_processed", info.file_processed_bytes)
        .with("disk_remaining", info.file_remaining_bytes);
    DomainJobStats::new(info.kind, params)
}
