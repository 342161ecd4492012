//! `vrsh emulatorpin`

use anyhow::Result;
use libvir::Affect;
use serde_json::json;

use crate::affect::{CONFIG, CURRENT, LIVE, affected};
use crate::cpus::{of_host, parse, ranges};
use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const CPULIST: Arg<Option<String>> =
    Arg::option("cpulist", "host CPUs, such as 0-3,^2; r for all").positional();

pub(crate) const COMMAND: Command = Command {
    name: "emulatorpin",
    group: Group::Domain,
    about: "show or change where the emulator may run",
    since: "0.10.0",
    args: &[DOMAIN.def(), CPULIST.def(), CONFIG.def(), LIVE.def(), CURRENT.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let affect = affected(args)?;
    let cpus = of_host(&ctx.conn().await?).await?;
    if let Some(list) = args.get(&CPULIST)? {
        let affect = if affect.is_empty() && !args.get(&CURRENT)? { Affect::LIVE } else { affect };
        return Ok(domain.pin_emulator(&parse(&list, cpus)?, affect).await?);
    }
    let pinned = domain.get_emulator_pin_info(u32::try_from(cpus.div_ceil(8))?, affect).await?;
    let shown = ranges(&pinned.cpumaps, cpus);
    if ctx.wants_json() {
        return ctx.json(&json!({ "affinity": shown }));
    }
    ctx.say(format_args!("emulator: CPU Affinity"))?;
    ctx.say(format_args!("----------------------------------"))?;
    ctx.line(format_args!("       *: {shown}"))
}
