//! `vrsh detach-disk`

use anyhow::{Context as _, Result, bail};

use super::device::{self, PERSISTENT};
use crate::affect::{CONFIG, CURRENT, LIVE};
use crate::ctx::Ctx;
use crate::devices;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const TARGET: Arg<String> = Arg::value("target", "target or source of the disk");
const PRINT_XML: Arg<bool> = Arg::flag("print-xml", "show the document only");

pub(crate) const COMMAND: Command = Command {
    name: "detach-disk",
    group: Group::Domain,
    about: "take out a disk",
    since: "0.8.0",
    args: &[
        DOMAIN.def(),
        TARGET.def(),
        PERSISTENT.def(),
        PRINT_XML.def(),
        CONFIG.def(),
        LIVE.def(),
        CURRENT.def(),
    ],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let flags = device::flags(args, &domain).await?;
    let xml = device::document(&domain, flags).await?;
    let target = args.get(&TARGET)?;
    let disk = devices::disks(&xml)?
        .into_iter()
        .find(|disk| disk.target == target || disk.source.as_deref() == Some(&target));
    let Some(disk) = disk else { bail!("No disk found whose source path or target is {target}") };
    if args.get(&PRINT_XML)? {
        return ctx.line(format_args!("{}", disk.xml));
    }
    let done = device::detach(args, &domain, &disk.xml, flags).await;
    done.context("Failed to detach disk")?;
    ctx.say(format_args!("Disk detached successfully"))
}
