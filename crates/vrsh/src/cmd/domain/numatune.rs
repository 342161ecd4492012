//! `vrsh numatune`

use anyhow::{Context as _, Result, bail};
use libvir::{TypedParams, TypedValue};

use crate::affect::{CONFIG, CURRENT, LIVE, affected};
use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};
use crate::params;
use crate::text::word;

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const MODE: Arg<Option<String>> = Arg::option("mode", "strict, preferred, interleave or restrictive");
const NODESET: Arg<Option<String>> = Arg::option("nodeset", "NUMA nodes of the host");

pub(crate) const COMMAND: Command = Command {
    name: "numatune",
    group: Group::Domain,
    about: "show or change the host memory that a domain uses",
    since: "0.9.9",
    args: &[DOMAIN.def(), MODE.def(), NODESET.def(), CONFIG.def(), LIVE.def(), CURRENT.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let affect = affected(args)?;
    let mut params = TypedParams::new();
    if let Some(nodes) = args.get(&NODESET)? {
        params.push("numa_nodeset", nodes);
    }
    if let Some(mode) = args.get(&MODE)? {
        let number = MODES.iter().position(|known| *known == mode);
        let number = number.map(i32::try_from).transpose()?.or_else(|| mode.parse().ok());
        let Some(number) = number else { bail!("Invalid mode: {mode}") };
        params.push("numa_mode", number);
    }
    if !params.is_empty() {
        return domain.set_numa_parameters(&params, affect).await.context("Unable to change numa parameters");
    }
    let params = domain.get_numa_parameters(affect).await.context("Unable to get numa parameters")?;
    if ctx.wants_json() {
        return ctx.json(&params::to_json(&params));
    }
    for param in &params {
        let value = match (&*param.name, &param.value) {
            ("numa_mode", TypedValue::Int(number)) => word(MODES, *number, "unknown").to_owned(),
            _ => params::value(param),
        };
        ctx.line(format_args!("{:<15}: {value}", param.name))?;
    }
    Ok(())
}

/// By their numbers.
const MODES: &[&str] = &["strict", "preferred", "interleave", "restrictive"];
