//! `vrsh setvcpu`

use anyhow::{Result, bail};

use crate::affect::{CONFIG, CURRENT, LIVE, affected};
use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const VCPULIST: Arg<String> = Arg::value("vcpulist", "virtual CPUs");
const ENABLE: Arg<bool> = Arg::flag("enable", "on line");
const DISABLE: Arg<bool> = Arg::flag("disable", "off line");

pub(crate) const COMMAND: Command = Command {
    name: "setvcpu",
    group: Group::Domain,
    about: "take virtual CPUs on or off line",
    since: "3.1.0",
    args: &[
        DOMAIN.def(),
        VCPULIST.def(),
        ENABLE.def(),
        DISABLE.def(),
        CONFIG.def(),
        LIVE.def(),
        CURRENT.def(),
    ],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    args.exclusive(&ENABLE, &DISABLE)?;
    if !args.get(&ENABLE)? && !args.get(&DISABLE)? {
        bail!("one of --enable, --disable is required");
    }
    Ok(domain.set_vcpu(&args.get(&VCPULIST)?, args.get(&ENABLE)?, affected(args)?).await?)
}
