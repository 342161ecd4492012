//! `vrsh domblkstat`

use anyhow::{Context as _, Result};
use libvir::{Code, TypedParam, TypedParameterFlags};

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};
use crate::params;

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const DEVICE: Arg<Option<String>> =
    Arg::option("device", "target or path of the disk; all of them without").positional();
const HUMAN: Arg<bool> = Arg::flag("human", "in words");

pub(crate) const COMMAND: Command = Command {
    name: "domblkstat",
    group: Group::Monitor,
    about: "tell what a disk has done",
    since: "0.3.2",
    args: &[DOMAIN.def(), DEVICE.def(), HUMAN.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let device = args.get(&DEVICE)?.unwrap_or_default();
    let failed = || format!("Failed to get block stats for domain '{}' device '{device}'", domain.name());
    let params = match domain.block_stats_flags(&device, TypedParameterFlags::empty()).await {
        Ok(params) => params,
        Err(error) if error.code() == Code::NO_SUPPORT => {
            let stats = domain.block_stats(&device).await.with_context(failed)?;
            let known = |name, value| (value >= 0).then(|| TypedParam::new(name, value));
            [
                known("rd_operations", stats.rd_req),
                known("rd_bytes", stats.rd_bytes),
                known("wr_operations", stats.wr_req),
                known("wr_bytes", stats.wr_bytes),
                known("errs", stats.errs),
            ]
            .into_iter()
            .flatten()
            .collect()
        }
        Err(error) => return Err(error).with_context(failed),
    };
    if ctx.wants_json() {
        return ctx.json(&params::to_json(&params));
    }
    let human = args.get(&HUMAN)?;
    if human {
        ctx.line(format_args!("Device: {device}"))?;
    }
    // Those that this shell knows come first, in its own order.
    let known =
        NAMES.iter().filter_map(|names| Some((params.iter().find(|param| *param.name == *names.0)?, names)));
    for (param, (_, short, long)) in known {
        if human {
            ctx.line(format_args!(" {long:<31} {}", params::value(param)))?;
        } else {
            ctx.line(format_args!("{device} {short} {}", params::value(param)))?;
        }
    }
    for param in params.iter().filter(|param| NAMES.iter().all(|(name, ..)| *name != &*param.name)) {
        ctx.line(format_args!("{device} {} {}", param.name, params::value(param)))?;
    }
    Ok(())
}

/// The name that travels, the one of old, and what it means.
const NAMES: &[(&str, &str, &str)] = &[
    ("rd_operations", "rd_req", "number of read operations:"),
    ("rd_bytes", "rd_bytes", "number of bytes read:"),
    ("wr_operations", "wr_req", "number of write operations:"),
    ("wr_bytes", "wr_bytes", "number of bytes written:"),
    ("errs", "errs", "error count:"),
    ("flush_operations", "flush_operations", "number of flush operations:"),
    ("rd_total_times", "rd_total_times", "total duration of reads (ns):"),
    ("wr_total_times", "wr_total_times", "total duration of writes (ns):"),
    ("flush_total_times", "flush_total_times", "total duration of flushes (ns):"),
];
