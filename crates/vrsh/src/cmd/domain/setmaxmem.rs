//! `vrsh setmaxmem`

use anyhow::{Context as _, Result};
use libvir::{Code, DomainMemoryModFlags};

use super::memory::{CONFIG, CURRENT, LIVE, affected};
use crate::ctx::Ctx;
use crate::engine::{Arg, ArgDef, Args, Command, DomainSel, Group, KibSize};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const SIZE: Arg<KibSize> = Arg::value("size", "most memory that it may have, in KiB unless a unit is given");
const KILOBYTES: ArgDef = ArgDef::alias("kilobytes", &SIZE.def(), None);

pub(crate) const COMMAND: Command = Command {
    name: "setmaxmem",
    group: Group::Domain,
    about: "change the most memory that a domain may have",
    since: "0.0.3",
    args: &[DOMAIN.def(), KILOBYTES, SIZE.def(), CONFIG.def(), LIVE.def(), CURRENT.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let flags = affected(args, DomainMemoryModFlags::CURRENT)?;
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let size = args.get(&SIZE)?;
    let done = match domain.set_memory_flags(size.0, flags | DomainMemoryModFlags::MAXIMUM).await {
        Err(error) if error.code() == Code::NO_SUPPORT && flags.is_empty() => {
            domain.set_max_memory(size.0).await
        }
        done => done,
    };
    done.context("Unable to change MaxMemorySize")
}
