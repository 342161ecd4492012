//! `vrsh nodecpustats`

use anyhow::{Context as _, Result};
use libvir::NoFlags;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, Group};
use libvir::info::NodeCpuStat;
use std::time::Duration;

const CPU: Arg<Option<i32>> = Arg::option("cpu", "of this CPU").positional();
const PERCENT: Arg<bool> = Arg::flag("percent", "in per cent of the last second");

pub(crate) const COMMAND: Command = Command {
    name: "nodecpustats",
    group: Group::Host,
    about: "tell the CPU times of the host",
    since: "0.9.3",
    args: &[CPU.def(), PERCENT.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let conn = ctx.conn().await?;
    let cpu = args.get(&CPU)?.unwrap_or(-1);
    let failed = || "Unable to get node cpu stats";
    let first = conn.node_get_cpu_stats(cpu, NoFlags::empty()).await.with_context(failed)?;
    let value = |stats: &[NodeCpuStat], name: &str| {
        stats.iter().find(|stat| stat.field == name).map(|stat| stat.value)
    };
    if args.get(&PERCENT)? {
        if let Some(usage) = value(&first, "utilization") {
            ctx.line(format_args!("usage:  {usage}%"))?;
            return ctx.line(format_args!("idle:   {}%", 100u64.saturating_sub(usage)));
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
        let second = conn.node_get_cpu_stats(cpu, NoFlags::empty()).await.with_context(failed)?;
        let spent = |name| {
            let (before, now) = (value(&first, name).unwrap_or(0), value(&second, name).unwrap_or(0));
            now.saturating_sub(before)
        };
        let total = NAMES.iter().map(|(_, name)| spent(name)).fold(0u64, u64::saturating_add).max(1);
        let percent = |part: u64| part as f64 / total as f64 * 100.0;
        ctx.line(format_args!(
            "{:<8} {:>5.1}%",
            "usage:",
            percent(total.saturating_sub(spent("idle")).saturating_sub(spent("iowait")))
        ))?;
        for (shown, name) in NAMES {
            if value(&first, name).is_some() {
                ctx.line(format_args!("{:<8} {:>5.1}%", format!("{shown}:"), percent(spent(name))))?;
            }
        }
        return Ok(());
    }
    for (shown, name) in NAMES {
        if let Some(value) = value(&first, name) {
            ctx.line(format_args!("{:<15}{value:>20}", format!("{shown}:")))?;
        }
    }
    Ok(())
}

/// As they are shown, and as they travel.
const NAMES: &[(&str, &str)] =
    &[("user", "user"), ("system", "kernel"), ("idle", "idle"), ("iowait", "iowait"), ("intr", "intr")];
