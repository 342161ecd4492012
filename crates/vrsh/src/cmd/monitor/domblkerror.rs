//! `vrsh domblkerror`

use anyhow::Result;
use libvir::NoFlags;
use serde_json::json;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};
use crate::text::word;

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");

pub(crate) const COMMAND: Command = Command {
    name: "domblkerror",
    group: Group::Monitor,
    about: "tell the disks that failed",
    since: "0.9.10",
    args: &[DOMAIN.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let count = domain.get_disk_errors(0, NoFlags::empty()).await?.nerrors;
    let errors = match count {
        0 => Vec::new(),
        count => domain.get_disk_errors(count, NoFlags::empty()).await?.errors,
    };
    if ctx.wants_json() {
        let rows: Vec<_> = errors
            .iter()
            .map(|one| json!({ "disk": one.disk, "error": word(WORDS, one.error.0, "unknown error") }))
            .collect();
        return ctx.json(&json!(rows));
    }
    if errors.is_empty() {
        return ctx.say(format_args!("No errors found"));
    }
    for one in &errors {
        ctx.line(format_args!("{}: {}", one.disk, word(WORDS, one.error.0, "unknown error")))?;
    }
    Ok(())
}

const WORDS: &[&str] = &["no error", "unspecified error", "no space"];
