//! `vrsh reset`

use anyhow::{Context as _, Result};
use libvir::NoFlags;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");

pub(crate) const COMMAND: Command = Command {
    name: "reset",
    group: Group::Domain,
    about: "restart a domain as its reset button would",
    since: "0.9.7",
    args: &[DOMAIN.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let sel = args.get(&DOMAIN)?;
    let domain = ctx.domain(&sel).await?;
    domain.reset(NoFlags::empty()).await.with_context(|| format!("Failed to reset domain '{sel}'"))?;
    ctx.say(format_args!("Domain '{sel}' was reset"))
}
