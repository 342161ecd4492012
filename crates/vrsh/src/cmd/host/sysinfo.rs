//! `vrsh sysinfo`

use anyhow::{Context as _, Result};
use libvir::NoFlags;

use crate::ctx::Ctx;
use crate::engine::{Args, Command, Group};

pub(crate) const COMMAND: Command = Command {
    name: "sysinfo",
    group: Group::Host,
    about: "tell what the host's firmware knows of it",
    since: "0.8.8",
    args: &[],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, _: &Args) -> Result<()> {
    let xml = ctx.conn().await?.get_sysinfo(NoFlags::empty()).await.context("failed to get sysinfo")?;
    ctx.print(format_args!("{xml}"))
}
