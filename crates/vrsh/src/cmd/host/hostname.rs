//! `vrsh hostname`

use anyhow::{Context as _, Result};

use crate::ctx::Ctx;
use crate::engine::{Args, Command, Group};

pub(crate) const COMMAND: Command = Command {
    name: "hostname",
    group: Group::Host,
    about: "tell the host's name",
    since: "0.3.0",
    args: &[],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, _: &Args) -> Result<()> {
    let name = ctx.conn().await?.get_hostname().await.context("failed to get hostname")?;
    ctx.line(format_args!("{name}"))
}
