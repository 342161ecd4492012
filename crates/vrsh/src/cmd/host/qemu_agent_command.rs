//! `vrsh qemu-agent-command`

use anyhow::{Result, bail};
use libvir::NoFlags;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};
use crate::json_text;

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const TIMEOUT: Arg<Option<i32>> = Arg::option("timeout", "how many seconds to wait");
const ASYNC: Arg<bool> = Arg::flag("async", "do not wait");
const BLOCK: Arg<bool> = Arg::flag("block", "wait as long as it takes");
const PRETTY: Arg<bool> = Arg::flag("pretty", "the answer in lines");
const CMD: Arg<Vec<String>> = Arg::rest("cmd", "the command");

pub(crate) const COMMAND: Command = Command {
    name: "qemu-agent-command",
    group: Group::Host,
    about: "send a command to the guest's agent",
    since: "0.9.10",
    args: &[DOMAIN.def(), TIMEOUT.def(), ASYNC.def(), BLOCK.def(), PRETTY.def(), CMD.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    args.exclusive(&TIMEOUT, &ASYNC)?;
    args.exclusive(&TIMEOUT, &BLOCK)?;
    args.exclusive(&ASYNC, &BLOCK)?;
    let timeout = match args.get(&TIMEOUT)? {
        Some(seconds) if seconds < 1 => bail!("timeout must be positive"),
        Some(seconds) => seconds,
        None if args.get(&ASYNC)? => 0,
        None if args.get(&BLOCK)? => -2,
        None => -1,
    };
    let command = args.get(&CMD)?.join(" ");
    if command.is_empty() {
        bail!("command 'qemu-agent-command' requires <cmd> option");
    }
    let Some(answer) = domain.qemu_agent_command(&command, timeout, NoFlags::empty()).await? else {
        return Ok(());
    };
    if args.get(&PRETTY)? {
        return ctx.last_line(format_args!("{}", json_text::indented(&answer)));
    }
    ctx.line(format_args!("{answer}"))
}
