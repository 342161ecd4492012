//! `vrsh domname`

use anyhow::Result;

use crate::ctx::{By, Ctx};
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "number or UUID of the domain");

pub(crate) const COMMAND: Command = Command {
    name: "domname",
    group: Group::Domain,
    about: "tell the name of the domain with this number or UUID",
    since: "0.0.3",
    args: &[DOMAIN.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain_by(&args.get(&DOMAIN)?, By::ID_OR_UUID).await?;
    ctx.line(format_args!("{}", domain.name()))
}
