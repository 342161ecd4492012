//! `vrsh capabilities`

use anyhow::{Context as _, Result};

use crate::ctx::Ctx;
use crate::engine::{Args, Command, Group};

pub(crate) const COMMAND: Command = Command {
    name: "capabilities",
    group: Group::Host,
    about: "show what host and hypervisor can do, as XML",
    since: "0.2.1",
    args: &[],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, _: &Args) -> Result<()> {
    let xml = ctx.conn().await?.get_capabilities().await.context("failed to get capabilities")?;
    ctx.print(format_args!("{xml}"))
}
