//! `vrsh freecell`

use anyhow::Result;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, Group};

const CELLNO: Arg<Option<i32>> = Arg::option("cellno", "of this NUMA node").positional();
const ALL: Arg<bool> = Arg::flag("all", "of each NUMA node");

pub(crate) const COMMAND: Command = Command {
    name: "freecell",
    group: Group::Host,
    about: "tell the host's free memory",
    since: "0.3.3",
    args: &[CELLNO.def(), ALL.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    args.exclusive(&CELLNO, &ALL)?;
    let conn = ctx.conn().await?;
    if args.get(&ALL)? {
        let nodes = conn.node_get_info().await?.nodes;
        let free = conn.node_get_cells_free_memory(0, nodes).await?;
        let mut total = 0u64;
        for (node, bytes) in free.iter().enumerate() {
            ctx.line(format_args!("{node:>5}: {:>10} KiB", bytes / 1024))?;
            total = total.saturating_add(*bytes);
        }
        ctx.line(format_args!("--------------------"))?;
        return ctx.line(format_args!("{:>5}: {:>10} KiB", "Total", total / 1024));
    }
    match args.get(&CELLNO)? {
        Some(node) => {
            let free = conn.node_get_cells_free_memory(node, 1).await?;
            ctx.line(format_args!("{node}: {} KiB", free.first().copied().unwrap_or_default() / 1024))
        }
        None => ctx.line(format_args!("Total: {} KiB", conn.node_get_free_memory().await? / 1024)),
    }
}
