//! `vrsh managedsave-dumpxml`

use anyhow::Result;
use libvir::DomainSaveImageXmlFlags;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const SECURITY_INFO: Arg<bool> = Arg::flag("security-info", "passwords too");

pub(crate) const COMMAND: Command = Command {
    name: "managedsave-dumpxml",
    group: Group::Domain,
    about: "show the document in the state that the daemon keeps",
    since: "3.7.0",
    args: &[DOMAIN.def(), SECURITY_INFO.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let mut flags = DomainSaveImageXmlFlags::empty();
    if args.get(&SECURITY_INFO)? {
        flags |= DomainSaveImageXmlFlags::SECURE;
    }
    let xml = domain.managed_save_get_xml_desc(flags).await?;
    ctx.print(format_args!("{xml}"))
}
