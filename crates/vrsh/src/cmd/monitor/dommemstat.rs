//! `vrsh dommemstat`

use anyhow::{Context as _, Result};
use libvir::{DomainMemoryModFlags, DomainMemoryStatTags, NoFlags};
use serde_json::json;

use crate::affect::{CONFIG, CURRENT, LIVE, affected};
use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};
use crate::text::word;

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const PERIOD: Arg<Option<i32>> = Arg::option("period", "collect numbers every so many seconds; 0 stops it");

pub(crate) const COMMAND: Command = Command {
    name: "dommemstat",
    group: Group::Monitor,
    about: "tell about a domain's memory",
    since: "0.7.5",
    args: &[DOMAIN.def(), PERIOD.def(), CONFIG.def(), LIVE.def(), CURRENT.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let affect = affected(args)?;
    if let Some(period) = args.get(&PERIOD)? {
        let flags = DomainMemoryModFlags::from_bits(affect.bits());
        let done = domain.set_memory_stats_period(period, flags).await;
        return done.context("Unable to change balloon collection period.");
    }
    let max = u32::try_from(DomainMemoryStatTags::NR.0)?;
    let stats = domain.memory_stats(max, NoFlags::empty()).await;
    let stats =
        stats.with_context(|| format!("Failed to get memory statistics for domain '{}'", domain.name()))?;
    let named = stats
        .iter()
        .filter_map(|stat| Some((word(NAMES, stat.tag.0, ""), stat.val)).filter(|n| !n.0.is_empty()));
    if ctx.wants_json() {
        let members = named.map(|(name, value)| (name.to_owned(), json!(value)));
        return ctx.json(&serde_json::Value::Object(members.collect()));
    }
    for (name, value) in named {
        ctx.line(format_args!("{name} {value}"))?;
    }
    Ok(())
}

/// By the number of the tag.
const NAMES: &[&str] = &[
    "swap_in",
    "swap_out",
    "major_fault",
    "minor_fault",
    "unused",
    "available",
    "actual",
    "rss",
    "usable",
    "last_update",
    "disk_caches",
    "hugetlb_pgalloc",
    "hugetlb_pgfail",
];
