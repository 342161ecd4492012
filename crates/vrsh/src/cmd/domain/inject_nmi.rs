//! `vrsh inject-nmi`

use anyhow::Result;
use libvir::NoFlags;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");

pub(crate) const COMMAND: Command = Command {
    name: "inject-nmi",
    group: Group::Domain,
    about: "send the guest a non-maskable interrupt",
    since: "0.9.2",
    args: &[DOMAIN.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    Ok(domain.inject_nmi(NoFlags::empty()).await?)
}
