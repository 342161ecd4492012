//! `vrsh domrename`

use anyhow::Result;
use libvir::NoFlags;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const NEW_NAME: Arg<String> = Arg::value("new-name", "the new name");

pub(crate) const COMMAND: Command = Command {
    name: "domrename",
    group: Group::Domain,
    about: "give a domain that does not run another name",
    since: "1.2.19",
    args: &[DOMAIN.def(), NEW_NAME.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let new_name = args.get(&NEW_NAME)?;
    domain.rename(Some(&new_name), NoFlags::empty()).await?;
    ctx.say(format_args!("Domain successfully renamed"))
}
