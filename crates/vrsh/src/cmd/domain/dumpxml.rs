//! `vrsh dumpxml`

use anyhow::Result;
use libvir::DomainXmlFlags;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const INACTIVE: Arg<bool> = Arg::flag("inactive", "as it will start next, not as it runs");
const SECURITY_INFO: Arg<bool> = Arg::flag("security-info", "show passwords and other secrets");
const UPDATE_CPU: Arg<bool> = Arg::flag("update-cpu", "show the CPU as this host would provide it");
const MIGRATABLE: Arg<bool> = Arg::flag("migratable", "leave out what another host would not take");

pub(crate) const COMMAND: Command = Command {
    name: "dumpxml",
    group: Group::Domain,
    about: "show a domain's XML document",
    since: "0.0.3",
    args: &[DOMAIN.def(), INACTIVE.def(), SECURITY_INFO.def(), UPDATE_CPU.def(), MIGRATABLE.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let flags = args.flags([
        (&INACTIVE, DomainXmlFlags::INACTIVE),
        (&SECURITY_INFO, DomainXmlFlags::SECURE),
        (&UPDATE_CPU, DomainXmlFlags::UPDATE_CPU),
        (&MIGRATABLE, DomainXmlFlags::MIGRATABLE),
    ])?;
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let xml = domain.get_xml_desc(flags).await?;
    ctx.print(format_args!("{xml}"))
}
