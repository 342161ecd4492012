//! `vrsh destroy`

use anyhow::{Context as _, Result};
use libvir::DomainDestroyFlags;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const GRACEFUL: Arg<bool> = Arg::flag("graceful", "never kill it, only ask it to end");
const REMOVE_LOGS: Arg<bool> = Arg::flag("remove-logs", "remove its log files as well");

pub(crate) const COMMAND: Command = Command {
    name: "destroy",
    group: Group::Domain,
    about: "end a domain at once, as pulling the plug would",
    since: "0.0.3",
    args: &[DOMAIN.def(), GRACEFUL.def(), REMOVE_LOGS.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let sel = args.get(&DOMAIN)?;
    let domain = ctx.domain(&sel).await?;
    let flags = args.flags([
        (&GRACEFUL, DomainDestroyFlags::GRACEFUL),
        (&REMOVE_LOGS, DomainDestroyFlags::REMOVE_LOGS),
    ])?;
    let done = if flags.is_empty() { domain.destroy().await } else { domain.destroy_flags(flags).await };
    done.with_context(|| format!("Failed to destroy domain '{sel}'"))?;
    ctx.say(format_args!("Domain '{sel}' destroyed"))
}
