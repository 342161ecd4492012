//! `vrsh setvcpus`

use anyhow::{Result, bail};
use libvir::{Code, DomainVcpuFlags};

use crate::affect::{CONFIG, CURRENT, LIVE, affected};
use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const COUNT: Arg<u32> = Arg::value("count", "how many virtual CPUs it shall have");
const MAXIMUM: Arg<bool> = Arg::flag("maximum", "change the most that it can have, when it starts next");
const GUEST: Arg<bool> = Arg::flag("guest", "let the guest take its own CPUs on or off line");
const HOTPLUGGABLE: Arg<bool> = Arg::flag("hotpluggable", "let added CPUs be taken out again");

pub(crate) const COMMAND: Command = Command {
    name: "setvcpus",
    group: Group::Domain,
    about: "change how many virtual CPUs a domain has",
    since: "0.1.4",
    args: &[
        DOMAIN.def(),
        COUNT.def(),
        MAXIMUM.def(),
        CONFIG.def(),
        LIVE.def(),
        CURRENT.def(),
        GUEST.def(),
        HOTPLUGGABLE.def(),
    ],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let mut flags = DomainVcpuFlags::from_bits(affected(args)?.bits());
    args.exclusive(&GUEST, &CONFIG)?;
    args.require(&MAXIMUM, &CONFIG)?;
    flags |= args.flags([
        (&MAXIMUM, DomainVcpuFlags::MAXIMUM),
        (&GUEST, DomainVcpuFlags::GUEST),
        (&HOTPLUGGABLE, DomainVcpuFlags::HOTPLUGGABLE),
    ])?;
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let count = args.get(&COUNT)?;
    if count == 0 {
        bail!("Can't set 0 processors for a VM");
    }
    if flags.is_empty() && !args.get(&CURRENT)? {
        return Ok(domain.set_vcpus(count).await?);
    }
    match domain.set_vcpus_flags(count, flags).await {
        Err(error) if error.code() == Code::NO_SUPPORT && flags == DomainVcpuFlags::LIVE => {
            Ok(domain.set_vcpus(count).await?)
        }
        done => Ok(done?),
    }
}
