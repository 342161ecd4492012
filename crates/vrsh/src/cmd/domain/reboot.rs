//! `vrsh reboot`

use anyhow::{Context as _, Result, bail};
use libvir::DomainRebootFlags;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const MODE: Arg<Option<String>> =
    Arg::option("mode", "how to ask the guest: acpi, agent, initctl, signal or paravirt").positional();

pub(crate) const COMMAND: Command = Command {
    name: "reboot",
    group: Group::Domain,
    about: "ask a domain's guest to restart",
    since: "0.1.0",
    args: &[DOMAIN.def(), MODE.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let flags = match args.get(&MODE)? {
        Some(modes) => modes
            .split(',')
            .try_fold(DomainRebootFlags::empty(), |flags, mode| anyhow::Ok(flags | flag(mode)?))?,
        None => DomainRebootFlags::empty(),
    };
    let sel = args.get(&DOMAIN)?;
    let domain = ctx.domain(&sel).await?;
    domain.reboot(flags).await.with_context(|| format!("Failed to reboot domain '{sel}'"))?;
    ctx.say(format_args!("Domain '{sel}' is being rebooted"))
}

fn flag(mode: &str) -> Result<DomainRebootFlags> {
    Ok(match mode {
        "acpi" => DomainRebootFlags::ACPI_POWER_BTN,
        "agent" => DomainRebootFlags::GUEST_AGENT,
        "initctl" => DomainRebootFlags::INITCTL,
        "signal" => DomainRebootFlags::SIGNAL,
        "paravirt" => DomainRebootFlags::PARAVIRT,
        _ => bail!("Unknown mode {mode} value, expecting 'acpi', 'agent', 'initctl', 'signal' or 'paravirt'"),
    })
}
