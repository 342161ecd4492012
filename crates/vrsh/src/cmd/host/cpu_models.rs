//! `vrsh cpu-models`

use anyhow::{Context as _, Result};
use libvir::NoFlags;
use serde_json::json;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, Group};

const ARCH: Arg<String> = Arg::value("arch", "architecture");

pub(crate) const COMMAND: Command = Command {
    name: "cpu-models",
    group: Group::Host,
    about: "tell the CPU models of an architecture",
    since: "1.1.3",
    args: &[ARCH.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let models = ctx.conn().await?.get_cpu_model_names(&args.get(&ARCH)?, NoFlags::empty()).await;
    let models = models.context("failed to get CPU model names")?;
    if ctx.wants_json() {
        return ctx.json(&json!(models));
    }
    if models.is_empty() {
        return ctx.say(format_args!("all CPU models are accepted"));
    }
    models.iter().try_for_each(|model| ctx.line(format_args!("{model}")))
}
