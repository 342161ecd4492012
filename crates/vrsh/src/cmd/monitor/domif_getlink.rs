//! `vrsh domif-getlink`

use anyhow::{Result, bail};
use libvir::DomainXmlFlags;

use crate::ctx::Ctx;
use crate::devices;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const INTERFACE: Arg<String> = Arg::value("interface", "name or MAC address of the interface");
const CONFIG_: Arg<bool> = Arg::flag("config", "what it starts with next");
const PERSISTENT: Arg<bool> = Arg::flag("persistent", "the same");

pub(crate) const COMMAND: Command = Command {
    name: "domif-getlink",
    group: Group::Monitor,
    about: "tell whether an interface's cable is plugged in",
    since: "0.9.5",
    args: &[DOMAIN.def(), INTERFACE.def(), CONFIG_.def(), PERSISTENT.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let mut flags = DomainXmlFlags::empty();
    if args.get(&CONFIG_)? || args.get(&PERSISTENT)? {
        flags |= DomainXmlFlags::INACTIVE;
    }
    let xml = domain.get_xml_desc(flags).await?;
    let wanted = args.get(&INTERFACE)?;
    let found = devices::interfaces(&xml)?.into_iter().find(|one| one.is(&wanted));
    let Some(found) = found else { bail!("Interface (dev: {wanted}) not found.") };
    ctx.last_line(format_args!("{wanted} {}", found.link.as_deref().unwrap_or("up")))
}
