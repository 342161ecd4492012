//! `vrsh domfsthaw`

use anyhow::{Context as _, Result};
use libvir::NoFlags;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const MOUNTPOINT: Arg<Vec<String>> = Arg::rest("mountpoint", "where in the guest; all without one");

pub(crate) const COMMAND: Command = Command {
    name: "domfsthaw",
    group: Group::Domain,
    about: "thaw the file systems in the guest",
    since: "1.2.5",
    args: &[DOMAIN.def(), MOUNTPOINT.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let thawed = domain.fsthaw(&args.get(&MOUNTPOINT)?, NoFlags::empty()).await;
    let thawed = thawed.context("Unable to thaw filesystems")?;
    ctx.say(format_args!("Thawed {thawed} filesystem(s)"))
}
