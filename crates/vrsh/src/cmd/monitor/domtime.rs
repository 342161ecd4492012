//! `vrsh domtime`

use anyhow::Result;
use libvir::{DomainSetTimeFlags, NoFlags};

use crate::clock::Moment;
use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const NOW: Arg<bool> = Arg::flag("now", "set it to this host's time");
const PRETTY: Arg<bool> = Arg::flag("pretty", "date and time of day");
const SYNC: Arg<bool> = Arg::flag("sync", "let the guest read its hardware clock");
const TIME: Arg<Option<i64>> = Arg::option("time", "set it to so many seconds since 1970");

pub(crate) const COMMAND: Command = Command {
    name: "domtime",
    group: Group::Monitor,
    about: "show or set the guest's clock",
    since: "1.2.5",
    args: &[DOMAIN.def(), NOW.def(), PRETTY.def(), SYNC.def(), TIME.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    args.exclusive(&TIME, &NOW)?;
    args.exclusive(&TIME, &SYNC)?;
    args.exclusive(&NOW, &SYNC)?;
    if args.get(&SYNC)? {
        return Ok(domain.set_time(0, 0, DomainSetTimeFlags::SYNC).await?);
    }
    let wanted = if args.get(&NOW)? { Some(ctx.clock.now().unix_seconds()) } else { args.get(&TIME)? };
    if let Some(seconds) = wanted {
        return Ok(domain.set_time(seconds, 0, DomainSetTimeFlags::empty()).await?);
    }
    let time = domain.get_time(NoFlags::empty()).await?;
    if ctx.wants_json() {
        return ctx.json(&serde_json::json!({ "seconds": time.seconds, "nanoseconds": time.nseconds }));
    }
    match (args.get(&PRETTY)?, u64::try_from(time.seconds)) {
        (true, Ok(seconds)) => ctx.line(format_args!("Time: {}", Moment::of_unix(seconds).date_format())),
        _ => ctx.line(format_args!("Time: {}", time.seconds)),
    }
}
