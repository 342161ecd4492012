//! `vrsh start`

use anyhow::{Context as _, Result, bail};
use libvir::{Code, Domain, DomainCreateFlags};

use crate::ctx::{By, Ctx};
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name or UUID of the domain");
const PAUSED: Arg<bool> = Arg::flag("paused", "do not let its CPUs run yet");
const AUTODESTROY: Arg<bool> = Arg::flag("autodestroy", "end the domain with this connection");
const BYPASS_CACHE: Arg<bool> = Arg::flag("bypass-cache", "read a saved state past the host's cache");
const FORCE_BOOT: Arg<bool> = Arg::flag("force-boot", "boot afresh, throwing a saved state away");
const RESET_NVRAM: Arg<bool> = Arg::flag("reset-nvram", "begin with fresh firmware variables");

pub(crate) const COMMAND: Command = Command {
    name: "start",
    group: Group::Domain,
    about: "start a domain that is off",
    since: "0.1.1",
    args: &[
        DOMAIN.def(),
        PAUSED.def(),
        AUTODESTROY.def(),
        BYPASS_CACHE.def(),
        FORCE_BOOT.def(),
        RESET_NVRAM.def(),
    ],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain_by(&args.get(&DOMAIN)?, By::NAME_OR_UUID).await?;
    if domain.id().is_some() {
        bail!("Domain is already active");
    }
    let flags = args.flags([
        (&PAUSED, DomainCreateFlags::PAUSED),
        (&AUTODESTROY, DomainCreateFlags::AUTODESTROY),
        (&BYPASS_CACHE, DomainCreateFlags::BYPASS_CACHE),
        (&FORCE_BOOT, DomainCreateFlags::FORCE_BOOT),
        (&RESET_NVRAM, DomainCreateFlags::RESET_NVRAM),
    ])?;
    let started = start(&domain, flags).await;
    started.with_context(|| format!("Failed to start domain '{}'", domain.name()))?;
    ctx.say(format_args!("Domain '{}' started", domain.name()))
}

/// The oldest operation that can do it, for the oldest daemons.
async fn start(domain: &Domain, flags: DomainCreateFlags) -> libvir::Result<()> {
    if flags.is_empty() {
        return domain.create().await;
    }
    match domain.create_with_flags(flags).await {
        // Without a saved state there is nothing to throw away.
        Err(error)
            if flags == DomainCreateFlags::FORCE_BOOT
                && matches!(error.code(), Code::NO_SUPPORT | Code::INVALID_ARG)
                && !domain.has_managed_save_image(libvir::NoFlags::empty()).await.unwrap_or(false) =>
        {
            domain.create().await
        }
        done => done.map(|_| ()),
    }
}
