//! `vrsh uri`

use anyhow::{Context as _, Result};

use crate::ctx::Ctx;
use crate::engine::{Args, Command, Group};

pub(crate) const COMMAND: Command = Command {
    name: "uri",
    group: Group::Host,
    about: "tell the URI of the connection",
    since: "0.3.0",
    args: &[],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, _: &Args) -> Result<()> {
    let uri = ctx.conn().await?.get_uri().await.context("failed to get URI")?;
    ctx.line(format_args!("{uri}"))
}
