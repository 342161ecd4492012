//! `vrsh pwd`

use anyhow::Result;

use crate::ctx::Ctx;
use crate::engine::{Args, Command, Group};

pub(crate) const COMMAND: Command = Command {
    name: "pwd",
    group: Group::Shell,
    about: "tell the folder that file names start from",
    since: "0.3.4",
    args: &[],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, _: &Args) -> Result<()> {
    let cwd = ctx.cwd.borrow().display().to_string();
    ctx.line(format_args!("{cwd}"))
}
