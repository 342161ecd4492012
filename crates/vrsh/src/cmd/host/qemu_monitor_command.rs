//! `vrsh qemu-monitor-command`

use anyhow::{Result, bail};
use libvir::DomainQemuMonitorCommandFlags;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};
use crate::json_text;

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const HMP: Arg<bool> = Arg::flag("hmp", "as people write it");
const PRETTY: Arg<bool> = Arg::flag("pretty", "the answer in lines");
const RETURN_VALUE: Arg<bool> = Arg::flag("return-value", "the value alone");
const CMD: Arg<Vec<String>> = Arg::rest("cmd", "the command");

pub(crate) const COMMAND: Command = Command {
    name: "qemu-monitor-command",
    group: Group::Host,
    about: "send a command to QEMU's monitor",
    since: "0.8.8",
    args: &[DOMAIN.def(), HMP.def(), PRETTY.def(), RETURN_VALUE.def(), CMD.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    args.exclusive(&HMP, &PRETTY)?;
    args.exclusive(&HMP, &RETURN_VALUE)?;
    let command = args.get(&CMD)?.join(" ");
    if command.is_empty() {
        bail!("command 'qemu-monitor-command' requires <cmd> option");
    }
    if args.get(&HMP)? {
        let answer = domain.qemu_monitor_command(&command, DomainQemuMonitorCommandFlags::HMP).await?;
        return ctx.line(format_args!("{answer}"));
    }
    let answer = domain.qemu_monitor_command(&command, DomainQemuMonitorCommandFlags::empty()).await?;
    if !args.get(&PRETTY)? && !args.get(&RETURN_VALUE)? {
        return ctx.line(format_args!("{answer}"));
    }
    let value = if args.get(&RETURN_VALUE)? {
        match json_text::member(&answer, "return") {
            Some(value) => value,
            None => bail!("failed to find 'return' in the answer"),
        }
    } else {
        &answer
    };
    if args.get(&PRETTY)? {
        ctx.last_line(format_args!("{}", json_text::indented(value)))
    } else {
        ctx.line(format_args!("{value}"))
    }
}
