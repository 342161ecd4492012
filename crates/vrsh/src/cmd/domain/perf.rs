//! `vrsh perf`

use anyhow::{Context as _, Result};
use libvir::{TypedParams, TypedValue};

use crate::affect::{CONFIG, CURRENT, LIVE, affected};
use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};
use crate::params;

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const ENABLE: Arg<Option<String>> = Arg::option("enable", "events, with commas between");
const DISABLE: Arg<Option<String>> = Arg::option("disable", "events, with commas between");

pub(crate) const COMMAND: Command = Command {
    name: "perf",
    group: Group::Domain,
    about: "show or change which events of the CPU are counted for a domain",
    since: "1.3.3",
    args: &[DOMAIN.def(), ENABLE.def(), DISABLE.def(), CONFIG.def(), LIVE.def(), CURRENT.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let affect = affected(args)?;
    let mut params = TypedParams::new();
    for (names, value) in [(args.get(&ENABLE)?, true), (args.get(&DISABLE)?, false)] {
        for name in names.as_deref().unwrap_or_default().split(',').filter(|name| !name.is_empty()) {
            params.push(name, value);
        }
    }
    if !params.is_empty() {
        return domain.set_perf_events(&params, affect).await.context("Unable to enable/disable perf events");
    }
    let params = domain.get_perf_events(affect).await.context("Unable to get perf events")?;
    if ctx.wants_json() {
        return ctx.json(&params::to_json(&params));
    }
    for param in &params {
        let on = matches!(param.value, TypedValue::Boolean(true));
        ctx.line(format_args!("{:<15}: {}", param.name, if on { "enabled" } else { "disabled" }))?;
    }
    Ok(())
}
