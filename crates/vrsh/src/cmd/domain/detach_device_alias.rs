//! `vrsh detach-device-alias`

use anyhow::{Context as _, Result};
use libvir::DomainDeviceModifyFlags;

use crate::affect::{CONFIG, CURRENT, LIVE, affected};
use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const ALIAS: Arg<String> = Arg::value("alias", "alias of the device");

pub(crate) const COMMAND: Command = Command {
    name: "detach-device-alias",
    group: Group::Domain,
    about: "take out the device with this alias",
    since: "4.4.0",
    args: &[DOMAIN.def(), ALIAS.def(), CONFIG.def(), LIVE.def(), CURRENT.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let flags = DomainDeviceModifyFlags::from_bits(affected(args)?.bits());
    let alias = args.get(&ALIAS)?;
    let done = domain.detach_device_alias(&alias, flags).await;
    done.with_context(|| format!("Failed to detach device with alias {alias}"))?;
    ctx.say(format_args!("Device detach request sent successfully"))
}
