//! `vrsh update-device`

use anyhow::{Context as _, Result};
use libvir::DomainDeviceModifyFlags;

use super::device::{self, PERSISTENT};
use crate::affect::{CONFIG, CURRENT, LIVE};
use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, FilePath, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const FILE: Arg<FilePath> = Arg::value("file", "the file");
const FORCE: Arg<bool> = Arg::flag("force", "even if the guest holds on to it");

pub(crate) const COMMAND: Command = Command {
    name: "update-device",
    group: Group::Domain,
    about: "change the device that a document describes",
    since: "0.8.0",
    args: &[DOMAIN.def(), FILE.def(), PERSISTENT.def(), CONFIG.def(), LIVE.def(), CURRENT.def(), FORCE.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let mut flags = device::flags(args, &domain).await?;
    if args.get(&FORCE)? {
        flags |= DomainDeviceModifyFlags::FORCE;
    }
    let file = args.get(&FILE)?.0;
    let xml = ctx.read_document(&file)?;
    let done = domain.update_device_flags(&xml, flags).await;
    done.with_context(|| format!("Failed to update device from {file}"))?;
    ctx.say(format_args!("Device updated successfully"))
}
