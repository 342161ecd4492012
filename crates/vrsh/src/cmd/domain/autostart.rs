//! `vrsh autostart`

use anyhow::{Context as _, Result};

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const DISABLE: Arg<bool> = Arg::flag("disable", "do not start it with the host any more");

pub(crate) const COMMAND: Command = Command {
    name: "autostart",
    group: Group::Domain,
    about: "start a domain whenever its host starts",
    since: "0.2.1",
    args: &[DOMAIN.def(), DISABLE.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let sel = args.get(&DOMAIN)?;
    let domain = ctx.domain(&sel).await?;
    let enable = !args.get(&DISABLE)?;
    let un = if enable { "" } else { "un" };
    let done = domain.set_autostart(enable).await;
    done.with_context(|| format!("Failed to {un}mark domain '{sel}' as autostarted"))?;
    ctx.say(format_args!("Domain '{sel}' {un}marked as autostarted"))
}
