//! `vrsh domid`

use anyhow::Result;

use crate::ctx::{By, Ctx};
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name or UUID of the domain");

pub(crate) const COMMAND: Command = Command {
    name: "domid",
    group: Group::Domain,
    about: "tell the number of the domain with this name or UUID",
    since: "0.0.3",
    args: &[DOMAIN.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain_by(&args.get(&DOMAIN)?, By::NAME_OR_UUID).await?;
    match domain.id() {
        Some(id) => ctx.line(format_args!("{id}")),
        None => ctx.line(format_args!("-")),
    }
}
