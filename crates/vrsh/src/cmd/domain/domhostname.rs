//! `vrsh domhostname`

use anyhow::{Context as _, Result, bail};
use libvir::DomainGetHostnameFlags;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const SOURCE: Arg<Option<String>> = Arg::option("source", "whom to ask: agent or lease");

pub(crate) const COMMAND: Command = Command {
    name: "domhostname",
    group: Group::Domain,
    about: "tell the name that the guest gives itself",
    since: "0.10.0",
    args: &[DOMAIN.def(), SOURCE.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let flags = match args.get(&SOURCE)?.as_deref() {
        None => DomainGetHostnameFlags::empty(),
        Some("lease") => DomainGetHostnameFlags::LEASE,
        Some("agent") => DomainGetHostnameFlags::AGENT,
        Some(other) => bail!("Unknown data source '{other}'"),
    };
    let name = domain.get_hostname(flags).await.context("failed to get hostname")?;
    ctx.line(format_args!("{name}"))
}
