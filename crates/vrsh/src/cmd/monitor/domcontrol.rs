//! `vrsh domcontrol`

use anyhow::Result;
use libvir::{DomainControlState, NoFlags};
use serde_json::json;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};
use crate::text::word;

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");

pub(crate) const COMMAND: Command = Command {
    name: "domcontrol",
    group: Group::Monitor,
    about: "tell whether a domain's hypervisor answers",
    since: "0.9.3",
    args: &[DOMAIN.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let info = domain.get_control_info(NoFlags::empty()).await?;
    let state = word(&["ok", "background job", "occupied", "error"], info.state.0, "unknown");
    if ctx.wants_json() {
        return ctx
            .json(&json!({ "state": state, "details": info.details, "state_time_ms": info.state_time_ms }));
    }
    if info.state == DomainControlState::OK {
        ctx.line(format_args!("{state}"))
    } else if info.state == DomainControlState::ERROR {
        let why = word(
            &["", "unknown", "monitor failure", "internal (locking) error"],
            i32::try_from(info.details)?,
            "unknown",
        );
        ctx.line(format_args!("{state}: {why}"))
    } else {
        let (seconds, millis) = (info.state_time_ms / 1000, info.state_time_ms % 1000);
        ctx.line(format_args!("{state} ({seconds}.{millis:03}s)"))
    }
}
