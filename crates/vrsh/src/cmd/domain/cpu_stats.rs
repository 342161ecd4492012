//! `vrsh cpu-stats`

use anyhow::{Context as _, Result, anyhow};
use libvir::{TypedParam, TypedParameterFlags, TypedValue};

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};
use crate::params;

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const TOTAL: Arg<bool> = Arg::flag("total", "the sum alone");
const START: Arg<Option<i32>> = Arg::option("start", "first CPU");
const COUNT: Arg<Option<u32>> = Arg::option("count", "how many CPUs");

pub(crate) const COMMAND: Command = Command {
    name: "cpu-stats",
    group: Group::Domain,
    about: "tell the CPU times of a domain",
    since: "0.9.10",
    args: &[DOMAIN.def(), TOTAL.def(), START.def(), COUNT.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let failed = || format!("Failed to retrieve CPU statistics for domain '{}'", domain.name());
    let none = TypedParameterFlags::empty();
    let every = args.get(&TOTAL)? || (!args.has(&START) && !args.has(&COUNT));
    if !args.get(&TOTAL)? {
        let start = args.get(&START)?.unwrap_or_default();
        let cpus = domain.get_cpu_stats(0, 0, 0, none).await.with_context(failed)?.nparams;
        let start_at = u32::try_from(start).map_err(|_| anyhow!("Invalid value for start CPU"))?;
        let left = cpus.saturating_sub(start_at);
        let count = args.get(&COUNT)?.unwrap_or(left).min(left);
        let nparams = domain.get_cpu_stats(0, 0, 1, none).await.with_context(failed)?.nparams;
        // No more are asked for at once than daemons answer.
        for first in (start_at..start_at.saturating_add(count)).step_by(CPUS_AT_ONCE) {
            let some = start_at.saturating_add(count).saturating_sub(first).min(u32::try_from(CPUS_AT_ONCE)?);
            let stats = domain
                .get_cpu_stats(nparams, i32::try_from(first)?, some, none)
                .await
                .with_context(failed)?;
            let size = usize::try_from(stats.nparams.max(1))?;
            for (cpu, params) in (first..).zip(stats.params.as_slice().chunks(size)) {
                ctx.line(format_args!("CPU{cpu}:"))?;
                params.iter().try_for_each(|param| show(ctx, param))?;
            }
        }
    }
    if every {
        let nparams = domain.get_cpu_stats(0, -1, 1, none).await.with_context(failed)?.nparams;
        let stats = domain.get_cpu_stats(nparams, -1, 1, none).await.with_context(failed)?;
        ctx.line(format_args!("Total:"))?;
        stats.params.iter().try_for_each(|param| show(ctx, param))?;
    }
    Ok(())
}

/// How many CPUs one call may ask about.
const CPUS_AT_ONCE: usize = 128;

fn show(ctx: &Ctx, param: &TypedParam) -> Result<()> {
    let name = &param.name;
    match param.value {
        TypedValue::Ullong(value) if name.ends_with("_time") => {
            let (seconds, rest) = (value / 1_000_000_000, value % 1_000_000_000);
            ctx.line(format_args!("\t{name:<12} {seconds:>9}.{rest:09} seconds"))
        }
        _ => ctx.line(format_args!("\t{name:<12} {}", params::value(param))),
    }
}
