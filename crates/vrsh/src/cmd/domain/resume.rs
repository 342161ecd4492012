//! `vrsh resume`

use anyhow::{Context as _, Result};

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");

pub(crate) const COMMAND: Command = Command {
    name: "resume",
    group: Group::Domain,
    about: "let a suspended domain run again",
    since: "0.0.3",
    args: &[DOMAIN.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let sel = args.get(&DOMAIN)?;
    let domain = ctx.domain(&sel).await?;
    domain.resume().await.with_context(|| format!("Failed to resume domain '{sel}'"))?;
    ctx.say(format_args!("Domain '{sel}' resumed"))
}
