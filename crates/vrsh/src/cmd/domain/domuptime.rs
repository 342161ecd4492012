//! `vrsh domuptime`

use std::fmt;

use anyhow::Result;
use serde_json::json;

use crate::clock::Moment;
use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");

pub(crate) const COMMAND: Command = Command {
    name: "domuptime",
    group: Group::Domain,
    about: "tell for how long a domain has been running",
    since: "0.1.0",
    args: &[DOMAIN.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let info = domain.virshd_get_start_time().await?;
    if ctx.wants_json() {
        return ctx.json(&json!({
            "started_s": info.started_s,
            "elapsed_ms": info.elapsed_ms,
        }));
    }
    let started = Moment::of_unix(u64::try_from(info.started_s).unwrap_or(0));
    ctx.field("Started", format_args!("{} UTC", started.date_format()))?;
    ctx.field("Uptime", Uptime(info.elapsed_ms / 1000))
}

/// Seconds as people count them: `3 days 04:05:06`.
struct Uptime(u64);

impl fmt::Display for Uptime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (minutes, seconds) = (self.0 / 60, self.0 % 60);
        let (hours, minutes) = (minutes / 60, minutes % 60);
        match hours / 24 {
            0 => {}
            1 => f.write_str("1 day ")?,
            days => write!(f, "{days} days ")?,
        }
        write!(f, "{:02}:{minutes:02}:{seconds:02}", hours % 24)
    }
}

#[test]
fn uptimes_are_written_with_days() {
    assert_eq!(Uptime(7509).to_string(), "02:05:09");
    assert_eq!(Uptime(86_400).to_string(), "1 day 00:00:00");
    assert_eq!(Uptime(3 * 86_400 + 86_399).to_string(), "3 days 23:59:59");
}
