//! `vrsh pool-dumpxml`

use anyhow::Result;
use libvir::StorageXmlFlags;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, Group, PoolSel};
use crate::lookup::{self, NamedBy};

const POOL: Arg<PoolSel> = Arg::value("pool", "name or UUID of the pool");
const INACTIVE: Arg<bool> = Arg::flag("inactive", "as it is defined, not as it runs");

pub(crate) const COMMAND: Command = Command {
    name: "pool-dumpxml",
    group: Group::Pool,
    about: "show a storage pool's XML document",
    since: "0.4.1",
    args: &[POOL.def(), INACTIVE.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let flags = if args.get(&INACTIVE)? { StorageXmlFlags::INACTIVE } else { StorageXmlFlags::empty() };
    let pool = lookup::pool(ctx, &args.get(&POOL)?, NamedBy::Any).await?;
    let xml = pool.get_xml_desc(flags).await?;
    ctx.print(format_args!("{xml}"))
}
