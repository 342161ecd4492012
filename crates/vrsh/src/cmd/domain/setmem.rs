//! `vrsh setmem`

use anyhow::Result;
use libvir::{Code, DomainMemoryModFlags};

use super::memory::{CONFIG, CURRENT, LIVE, affected};
use crate::ctx::Ctx;
use crate::engine::{Arg, ArgDef, Args, Command, DomainSel, Group, KibSize};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const SIZE: Arg<KibSize> = Arg::value("size", "memory that it shall have, in KiB unless a unit is given");
const KILOBYTES: ArgDef = ArgDef::alias("kilobytes", &SIZE.def(), None);

pub(crate) const COMMAND: Command = Command {
    name: "setmem",
    group: Group::Domain,
    about: "change the memory that a domain has",
    since: "0.1.1",
    args: &[DOMAIN.def(), KILOBYTES, SIZE.def(), CONFIG.def(), LIVE.def(), CURRENT.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let flags = affected(args, DomainMemoryModFlags::LIVE)?;
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let size = args.get(&SIZE)?;
    match domain.set_memory_flags(size.0, flags).await {
        Err(error) if error.code() == Code::NO_SUPPORT && flags == DomainMemoryModFlags::LIVE => {
            Ok(domain.set_memory(size.0).await?)
        }
        done => Ok(done?),
    }
}
