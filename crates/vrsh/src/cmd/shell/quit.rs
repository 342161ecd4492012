//! `vrsh quit`

use anyhow::Result;

use crate::ctx::Ctx;
use crate::engine::{Args, Command, Group};

pub(crate) const COMMAND: Command = Command {
    name: "quit",
    group: Group::Shell,
    about: "leave the shell",
    since: "0.0.1",
    args: &[],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, _: &Args) -> Result<()> {
    ctx.quit();
    Ok(())
}
