//! `vrsh domstate`

use anyhow::Result;
use serde_json::json;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};
use crate::paint::Paint;
use crate::text;

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const REASON: Arg<bool> = Arg::flag("reason", "tell also why it is in this state");

pub(crate) const COMMAND: Command = Command {
    name: "domstate",
    group: Group::Monitor,
    about: "tell whether a domain runs",
    since: "0.0.3",
    args: &[DOMAIN.def(), REASON.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let info = ctx.domain_state(&domain).await?;
    let state = text::domain_state(info.state);
    let reason = text::domain_state_reason(info.state, info.reason);
    if ctx.wants_json() {
        return ctx.json(&json!({ "name": domain.name(), "state": state, "reason": reason }));
    }
    let state = ctx.paint(state, Paint::of_state(info.state));
    if args.get(&REASON)? {
        ctx.line(format_args!("{state} ({reason})"))
    } else {
        ctx.line(format_args!("{state}"))
    }
}
