//! `vrsh guestvcpus`

use anyhow::{Result, bail};
use libvir::NoFlags;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};
use crate::params;

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const CPULIST: Arg<Option<String>> = Arg::option("cpulist", "CPUs of the guest");
const ENABLE: Arg<bool> = Arg::flag("enable", "on line");
const DISABLE: Arg<bool> = Arg::flag("disable", "off line");

pub(crate) const COMMAND: Command = Command {
    name: "guestvcpus",
    group: Group::Domain,
    about: "show or change the CPUs that the guest itself has on line",
    since: "2.0.0",
    args: &[DOMAIN.def(), CPULIST.def(), ENABLE.def(), DISABLE.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    args.exclusive(&ENABLE, &DISABLE)?;
    args.require(&ENABLE, &CPULIST)?;
    args.require(&DISABLE, &CPULIST)?;
    if let Some(list) = args.get(&CPULIST)? {
        if !args.get(&ENABLE)? && !args.get(&DISABLE)? {
            bail!("One of options --enable or --disable is required by option --cpulist");
        }
        return Ok(domain.set_guest_vcpus(&list, args.get(&ENABLE)?, NoFlags::empty()).await?);
    }
    let params = domain.get_guest_vcpus(NoFlags::empty()).await?;
    params::show(ctx, &params)
}
