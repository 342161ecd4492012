//! `vrsh domuuid`

use anyhow::Result;

use crate::ctx::{By, Ctx};
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "number or name of the domain");

pub(crate) const COMMAND: Command = Command {
    name: "domuuid",
    group: Group::Domain,
    about: "tell the UUID of the domain with this number or name",
    since: "0.0.3",
    args: &[DOMAIN.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain_by(&args.get(&DOMAIN)?, By::ID_OR_NAME).await?;
    ctx.line(format_args!("{}", domain.uuid()))
}
