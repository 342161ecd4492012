//! `vrsh help`

use anyhow::{Result, bail};

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, Group, Topic, help};

const COMMAND_ARG: Arg<Option<Topic>> =
    Arg::option("command", "command or group to explain; everything without one").positional();

pub(crate) const COMMAND: Command = Command {
    name: "help",
    group: Group::Shell,
    about: "explain the commands",
    since: "0.0.3",
    args: &[COMMAND_ARG.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let Ok(Some(topic)) = args.get(&COMMAND_ARG) else {
        return ctx.print(format_args!("Grouped commands:\n\n{}", help::groups()));
    };
    if let Some(command) = crate::cmd::find(&topic.0) {
        ctx.print(format_args!("{}", help::page(command)))
    } else if let Some(group) = Group::named(&topic.0) {
        ctx.print(format_args!("{}", help::group(group)))
    } else {
        bail!("command or command group '{topic}' doesn't exist")
    }
}
