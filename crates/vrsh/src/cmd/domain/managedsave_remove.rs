//! `vrsh managedsave-remove`

use anyhow::{Context as _, Result};
use libvir::NoFlags;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");

pub(crate) const COMMAND: Command = Command {
    name: "managedsave-remove",
    group: Group::Domain,
    about: "throw away the state that the daemon keeps of a domain",
    since: "0.8.0",
    args: &[DOMAIN.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let there = domain.has_managed_save_image(NoFlags::empty()).await;
    if !there.context("Failed to check for domain managed save image")? {
        return ctx.say(format_args!("Domain '{}' has no manage save image; removal skipped", domain.name()));
    }
    let removed = domain.managed_save_remove(NoFlags::empty()).await;
    removed.with_context(|| format!("Failed to remove managed save image for domain '{}'", domain.name()))?;
    ctx.say(format_args!("Removed managedsave image for domain '{}'", domain.name()))
}
