//! `vrsh domjobabort`

use anyhow::Result;
use libvir::DomainAbortJobFlags;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const POSTCOPY: Arg<bool> = Arg::flag("postcopy", "interrupt a migration that is in its last phase");

pub(crate) const COMMAND: Command = Command {
    name: "domjobabort",
    group: Group::Domain,
    about: "give up the work that is being done on a domain",
    since: "0.7.7",
    args: &[DOMAIN.def(), POSTCOPY.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    if args.get(&POSTCOPY)? {
        Ok(domain.abort_job_flags(DomainAbortJobFlags::POSTCOPY).await?)
    } else {
        Ok(domain.abort_job().await?)
    }
}
