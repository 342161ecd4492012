//! `vrsh nodememstats`

use anyhow::{Context as _, Result};
use libvir::NoFlags;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, Group};

const CELL: Arg<Option<i32>> = Arg::option("cell", "of this NUMA node").positional();

pub(crate) const COMMAND: Command = Command {
    name: "nodememstats",
    group: Group::Host,
    about: "tell the memory of the host",
    since: "0.9.3",
    args: &[CELL.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let cell = args.get(&CELL)?.unwrap_or(-1);
    let stats = ctx.conn().await?.node_get_memory_stats(cell, NoFlags::empty()).await;
    for stat in stats.context("Unable to get memory stats")? {
        ctx.line(format_args!("{:<7}: {:>20} KiB", stat.field, stat.value))?;
    }
    Ok(())
}
