//! `vrsh detach-device`

use anyhow::{Context as _, Result};

use super::device::{self, PERSISTENT};
use crate::affect::{CONFIG, CURRENT, LIVE};
use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, FilePath, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const FILE: Arg<FilePath> = Arg::value("file", "the file");

pub(crate) const COMMAND: Command = Command {
    name: "detach-device",
    group: Group::Domain,
    about: "take out the device that a document describes",
    since: "0.1.9",
    args: &[DOMAIN.def(), FILE.def(), PERSISTENT.def(), CONFIG.def(), LIVE.def(), CURRENT.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let flags = device::flags(args, &domain).await?;
    let file = args.get(&FILE)?.0;
    let xml = ctx.read_document(&file)?;
    let done = device::detach(args, &domain, &xml, flags).await;
    done.with_context(|| format!("Failed to detach device from {file}"))?;
    ctx.say(format_args!("Device detached successfully"))
}
