//! `vrsh setvcpus`

use anyhow::{Result, bail};

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const COUNT: Arg<u32> = Arg::value("count", "how many virtual CPUs it shall have");

pub(crate) const COMMAND: Command = Command {
    name: "setvcpus",
    group: Group::Domain,
    about: "change how many virtual CPUs a domain has",
    since: "0.1.4",
    args: &[DOMAIN.def(), COUNT.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let count = args.get(&COUNT)?;
    if count == 0 {
        bail!("Can't set 0 processors for a VM");
    }
    Ok(domain.set_vcpus(count).await?)
}
