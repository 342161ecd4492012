//! `vrsh cpu-baseline`

use anyhow::Result;

use super::cpu::{self, FEATURES, FILE, MIGRATABLE};
use crate::ctx::Ctx;
use crate::engine::{Args, Command, Group};

pub(crate) const COMMAND: Command = Command {
    name: "cpu-baseline",
    group: Group::Host,
    about: "tell the CPU that all of these can stand for",
    since: "0.7.7",
    args: &[FILE.def(), FEATURES.def(), MIGRATABLE.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let flags = cpu::baseline_flags(args)?;
    let cpus = cpu::cpus(ctx, &args.get(&FILE)?.0)?;
    let xml = ctx.conn().await?.baseline_cpu(&cpus, flags).await?;
    ctx.print(format_args!("{xml}"))
}
