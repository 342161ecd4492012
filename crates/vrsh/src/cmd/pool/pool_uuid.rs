//! `vrsh pool-uuid`

use anyhow::Result;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, Group, PoolSel};
use crate::lookup::{self, NamedBy};

const POOL: Arg<PoolSel> = Arg::value("pool", "name of the pool");

pub(crate) const COMMAND: Command = Command {
    name: "pool-uuid",
    group: Group::Pool,
    about: "tell the UUID of the storage pool with this name",
    since: "0.4.1",
    args: &[POOL.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let pool = lookup::pool(ctx, &args.get(&POOL)?, NamedBy::Name).await?;
    ctx.line(format_args!("{}", pool.uuid()))
}
