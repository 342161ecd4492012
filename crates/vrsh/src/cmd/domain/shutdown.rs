//! `vrsh shutdown`

use anyhow::{Context as _, Result, bail};
use libvir::DomainShutdownFlags;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const MODE: Arg<Option<String>> =
    Arg::option("mode", "how to ask the guest: acpi, agent, initctl, signal or paravirt").positional();

pub(crate) const COMMAND: Command = Command {
    name: "shutdown",
    group: Group::Domain,
    about: "ask a domain's guest to shut down",
    since: "0.0.3",
    args: &[DOMAIN.def(), MODE.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let flags = match args.get(&MODE)? {
        Some(modes) => modes
            .split(',')
            .try_fold(DomainShutdownFlags::empty(), |flags, mode| anyhow::Ok(flags | flag(mode)?))?,
        None => DomainShutdownFlags::empty(),
    };
    let sel = args.get(&DOMAIN)?;
    let domain = ctx.domain(&sel).await?;
    let done = if flags.is_empty() { domain.shutdown().await } else { domain.shutdown_flags(flags).await };
    done.with_context(|| format!("Failed to shutdown domain '{sel}'"))?;
    ctx.say(format_args!("Domain '{sel}' is being shutdown"))
}

fn flag(mode: &str) -> Result<DomainShutdownFlags> {
    Ok(match mode {
        "acpi" => DomainShutdownFlags::ACPI_POWER_BTN,
        "agent" => DomainShutdownFlags::GUEST_AGENT,
        "initctl" => DomainShutdownFlags::INITCTL,
        "signal" => DomainShutdownFlags::SIGNAL,
        "paravirt" => DomainShutdownFlags::PARAVIRT,
        _ => {
            bail!("Unknown mode {mode} value, expecting 'acpi', 'agent', 'initctl', 'signal', or 'paravirt'")
        }
    })
}
