//! `vrsh suspend`

use anyhow::{Context as _, Result};

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");

pub(crate) const COMMAND: Command = Command {
    name: "suspend",
    group: Group::Domain,
    about: "stop a domain's CPUs",
    since: "0.0.3",
    args: &[DOMAIN.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let sel = args.get(&DOMAIN)?;
    let domain = ctx.domain(&sel).await?;
    domain.suspend().await.with_context(|| format!("Failed to suspend domain '{sel}'"))?;
    ctx.say(format_args!("Domain '{sel}' suspended"))
}
