//! `vrsh ttyconsole`

use anyhow::Result;
use libvir::DomainXmlFlags;

use crate::ctx::Ctx;
use crate::devices;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");

pub(crate) const COMMAND: Command = Command {
    name: "ttyconsole",
    group: Group::Domain,
    about: "tell the terminal of a domain's first console",
    since: "0.3.2",
    args: &[DOMAIN.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let xml = domain.get_xml_desc(DomainXmlFlags::empty()).await?;
    let tty = devices::tty(&xml)?;
    if let Some(tty) = tty {
        ctx.line(format_args!("{tty}"))?;
    }
    Ok(())
}
