//! `vrsh managedsave`

use anyhow::{Context as _, Result};
use libvir::DomainSaveRestoreFlags;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};
use crate::progress::watch;

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const BYPASS_CACHE: Arg<bool> = Arg::flag("bypass-cache", "write past the host's cache");
const RUNNING: Arg<bool> = Arg::flag("running", "it runs when it is restored");
const PAUSED: Arg<bool> = Arg::flag("paused", "it is paused when it is restored");
const VERBOSE: Arg<bool> = Arg::flag("verbose", "show how far it is");

pub(crate) const COMMAND: Command = Command {
    name: "managedsave",
    group: Group::Domain,
    about: "save a domain's state where the daemon keeps it, and stop it",
    since: "0.8.0",
    args: &[DOMAIN.def(), BYPASS_CACHE.def(), RUNNING.def(), PAUSED.def(), VERBOSE.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;

    args.exclusive(&RUNNING, &PAUSED)?;
    let flags = args.flags([
        (&BYPASS_CACHE, DomainSaveRestoreFlags::BYPASS_CACHE),
        (&RUNNING, DomainSaveRestoreFlags::RUNNING),
        (&PAUSED, DomainSaveRestoreFlags::PAUSED),
    ])?;
    let saving = domain.managed_save(flags);
    let done = watch(ctx, &domain, "Managedsave", args.get(&VERBOSE)?, saving).await;
    done.with_context(|| format!("Failed to save domain '{}' state", domain.name()))?;
    ctx.say(format_args!("\nDomain '{}' state saved by libvirt", domain.name()))
}
