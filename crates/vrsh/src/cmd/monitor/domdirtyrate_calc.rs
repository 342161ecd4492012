//! `vrsh domdirtyrate-calc`

use anyhow::Result;
use libvir::DomainDirtyRateCalcFlags;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const SECONDS: Arg<Option<i32>> = Arg::option("seconds", "for so many seconds").positional();

pub(crate) const COMMAND: Command = Command {
    name: "domdirtyrate-calc",
    group: Group::Monitor,
    about: "measure how fast a guest changes its memory",
    since: "7.2.0",
    args: &[DOMAIN.def(), SECONDS.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let seconds = args.get(&SECONDS)?.unwrap_or(1);
    domain.start_dirty_rate_calc(seconds, DomainDirtyRateCalcFlags::empty()).await?;
    ctx.say(format_args!("Start to calculate domain's memory dirty rate successfully."))
}
