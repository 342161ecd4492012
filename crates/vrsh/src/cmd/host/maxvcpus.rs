//! `vrsh maxvcpus`

use anyhow::Result;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, Group};

const TYPE: Arg<Option<String>> = Arg::option("type", "kind of domain, such as kvm").tolerated();

pub(crate) const COMMAND: Command = Command {
    name: "maxvcpus",
    group: Group::Host,
    about: "tell the most virtual CPUs that a domain may have",
    since: "0.2.1",
    args: &[TYPE.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let kind = args.get(&TYPE)?;
    let count = ctx.conn().await?.get_max_vcpus(kind.as_deref()).await?;
    ctx.line(format_args!("{count}"))
}
