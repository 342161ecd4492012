//! `vrsh send-process-signal`

use anyhow::{Result, anyhow};
use libvir::{DomainProcessSignal, NoFlags};

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const PID: Arg<i64> = Arg::value("pid", "the process");
const SIGNAME: Arg<String> = Arg::value("signame", "name or number of the signal");

pub(crate) const COMMAND: Command = Command {
    name: "send-process-signal",
    group: Group::Domain,
    about: "send a signal to a process in the guest",
    since: "1.0.1",
    args: &[DOMAIN.def(), PID.def(), SIGNAME.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let word = args.get(&SIGNAME)?;
    let signal = signal(&word).ok_or_else(|| anyhow!("malformed signal name: {word}"))?;
    Ok(domain.send_process_signal(args.get(&PID)?, signal, NoFlags::empty()).await?)
}

/// A number, or a name with or without `SIG` and whatever libvirt has before it.
fn signal(word: &str) -> Option<DomainProcessSignal> {
    if let Ok(number) = word.parse::<i32>() {
        return Some(DomainProcessSignal(number));
    }
    let name = word.to_ascii_uppercase();
    let name = name.strip_prefix("VIR_DOMAIN_PROCESS_SIGNAL_").unwrap_or(&name);
    let name = name.strip_prefix("SIG_").or_else(|| name.strip_prefix("SIG")).unwrap_or(name);
    DomainProcessSignal::NAMES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, number)| DomainProcessSignal(*number))
}
