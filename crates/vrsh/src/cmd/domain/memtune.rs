//! `vrsh memtune`

use anyhow::{Context as _, Result};
use libvir::TypedParams;

use crate::affect::{CONFIG, CURRENT, LIVE, affected};
use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group, KibSize};
use crate::params;

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const HARD: Arg<Option<KibSize>> = Arg::option("hard-limit", "the most that it may use");
const SOFT: Arg<Option<KibSize>> =
    Arg::option("soft-limit", "what it is pressed down to when memory is short");
const SWAP: Arg<Option<KibSize>> = Arg::option("swap-hard-limit", "the most with swap");
const MIN: Arg<Option<KibSize>> = Arg::option("min-guarantee", "what it always has");

pub(crate) const COMMAND: Command = Command {
    name: "memtune",
    group: Group::Domain,
    about: "show or change the limits of a domain's memory",
    since: "0.8.5",
    args: &[
        DOMAIN.def(),
        HARD.def(),
        SOFT.def(),
        SWAP.def(),
        MIN.def(),
        CONFIG.def(),
        LIVE.def(),
        CURRENT.def(),
    ],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let affect = affected(args)?;
    let mut params = TypedParams::new();
    for (name, size) in [
        ("hard_limit", args.get(&HARD)?),
        ("soft_limit", args.get(&SOFT)?),
        ("swap_hard_limit", args.get(&SWAP)?),
        ("min_guarantee", args.get(&MIN)?),
    ] {
        if let Some(size) = size {
            params.push(name, size.0);
        }
    }
    if !params.is_empty() {
        return domain
            .set_memory_parameters(&params, affect)
            .await
            .context("Unable to change memory parameters");
    }
    let params = domain.get_memory_parameters(affect).await.context("Unable to get memory parameters")?;
    params::show(ctx, &params)
}
