//! `vrsh schedinfo`

use anyhow::{Result, bail};
use libvir::{Affect, Code, TypedParams};

use crate::affect::{CONFIG, CURRENT, LIVE, affected};
use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};
use crate::params;

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const WEIGHT: Arg<Option<i32>> = Arg::option("weight", "weight, for Xen");
const CAP: Arg<Option<i32>> = Arg::option("cap", "cap, for Xen");
const SET: Arg<Vec<String>> = Arg::rest("set", "NAME=VALUE");

pub(crate) const COMMAND: Command = Command {
    name: "schedinfo",
    group: Group::Domain,
    about: "show or change how a domain's CPU time is shared out",
    since: "0.2.3",
    args: &[DOMAIN.def(), CONFIG.def(), LIVE.def(), CURRENT.def(), WEIGHT.def(), CAP.def(), SET.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let affect = affected(args)?;
    let mut words = args.get(&SET)?;
    words.extend(args.get(&WEIGHT)?.map(|value| format!("weight={value}")));
    words.extend(args.get(&CAP)?.map(|value| format!("cap={value}")));
    let active = domain.is_active().await?;
    match domain.get_scheduler_type().await {
        Ok(kind) if active || affect != Affect::CONFIG => {
            ctx.line(format_args!("{:<15}: {}", "Scheduler", kind.kind))?;
        }
        _ => ctx.line(format_args!("{:<15}: {}", "Scheduler", "Unknown"))?,
    }
    let current = domain.get_scheduler_parameters_flags(affect).await;
    let mut params = match current {
        Err(error) if error.code() == Code::NO_SUPPORT => domain.get_scheduler_parameters().await?,
        current => current?,
    };
    let mut changes = TypedParams::new();
    for word in &words {
        let Some((name, text)) = word.split_once('=') else { bail!("invalid scheduler option: {word}") };
        let Some(value) = params.get(name).and_then(|old| params::like(old, text)) else {
            bail!("invalid scheduler option: {name}")
        };
        changes.push(name, value);
    }
    if !changes.is_empty() {
        domain.set_scheduler_parameters_flags(&changes, affect).await?;
        params = domain.get_scheduler_parameters_flags(affect).await?;
    }
    params::lines(ctx, &params)
}
