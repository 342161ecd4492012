//! `vrsh undefine`

use anyhow::{Context as _, Result};
use libvir::{Code, Domain, DomainUndefineFlags, NoFlags};

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const MANAGED_SAVE: Arg<bool> = Arg::flag("managed-save", "remove its saved state as well");
const SNAPSHOTS: Arg<bool> = Arg::flag("snapshots-metadata", "forget its snapshots as well");
const CHECKPOINTS: Arg<bool> = Arg::flag("checkpoints-metadata", "forget its checkpoints as well");
const NVRAM: Arg<bool> = Arg::flag("nvram", "remove its firmware variables as well");
const KEEP_NVRAM: Arg<bool> = Arg::flag("keep-nvram", "keep its firmware variables");
const TPM: Arg<bool> = Arg::flag("tpm", "remove its TPM's state as well");
const KEEP_TPM: Arg<bool> = Arg::flag("keep-tpm", "keep its TPM's state");

pub(crate) const COMMAND: Command = Command {
    name: "undefine",
    group: Group::Domain,
    about: "forget a domain's definition; if it runs, it goes on",
    since: "0.1.1",
    args: &[
        DOMAIN.def(),
        MANAGED_SAVE.def(),
        SNAPSHOTS.def(),
        CHECKPOINTS.def(),
        NVRAM.def(),
        KEEP_NVRAM.def(),
        TPM.def(),
        KEEP_TPM.def(),
    ],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    args.exclusive(&NVRAM, &KEEP_NVRAM)?;
    args.exclusive(&TPM, &KEEP_TPM)?;
    let mut flags = args.flags([
        (&MANAGED_SAVE, DomainUndefineFlags::MANAGED_SAVE),
        (&SNAPSHOTS, DomainUndefineFlags::SNAPSHOTS_METADATA),
        (&CHECKPOINTS, DomainUndefineFlags::CHECKPOINTS_METADATA),
        (&NVRAM, DomainUndefineFlags::NVRAM),
        (&KEEP_NVRAM, DomainUndefineFlags::KEEP_NVRAM),
        (&TPM, DomainUndefineFlags::TPM),
        (&KEEP_TPM, DomainUndefineFlags::KEEP_TPM),
    ])?;
    let sel = args.get(&DOMAIN)?;
    let domain = ctx.domain(&sel).await?;
    let has_image = has_image(&domain).await?;
    if !has_image {
        flags = DomainUndefineFlags::from_bits(flags.bits() & !DomainUndefineFlags::MANAGED_SAVE.bits());
    }
    let mut done = domain.undefine_flags(flags).await;
    // The older operation refuses where something would be lost, as it always did. Only a TPM's state it
    // may take along unasked, and firmware variables it does not take along when asked.
    if let Err(error) = &done
        && matches!(error.code(), Code::NO_SUPPORT | Code::INVALID_ARG)
        && !flags.intersects(DomainUndefineFlags::NVRAM | DomainUndefineFlags::KEEP_TPM)
        && !has_image
    {
        done = domain.undefine().await;
    }
    done.with_context(|| format!("Failed to undefine domain '{sel}'"))?;
    ctx.say(format_args!("Domain '{sel}' has been undefined"))
}

/// Whether there is a saved state to lose; a running domain has none.
async fn has_image(domain: &Domain) -> libvir::Result<bool> {
    if domain.is_active().await? {
        return Ok(false);
    }
    match domain.has_managed_save_image(NoFlags::empty()).await {
        Err(error) if error.code() == Code::NO_SUPPORT => Ok(false),
        other => other,
    }
}
