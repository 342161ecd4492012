//! `vrsh iface-dumpxml`

use anyhow::Result;
use libvir::InterfaceXmlFlags;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, Group, InterfaceSel};
use crate::lookup::{self, InterfaceBy};

const INTERFACE: Arg<InterfaceSel> = Arg::value("interface", "name or MAC address of the interface");
const INACTIVE: Arg<bool> = Arg::flag("inactive", "as it is defined, not as it runs");

pub(crate) const COMMAND: Command = Command {
    name: "iface-dumpxml",
    group: Group::Interface,
    about: "show an interface's XML document",
    since: "0.6.4",
    args: &[INTERFACE.def(), INACTIVE.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let flags = if args.get(&INACTIVE)? { InterfaceXmlFlags::INACTIVE } else { InterfaceXmlFlags::empty() };
    let interface = lookup::interface(ctx, &args.get(&INTERFACE)?, InterfaceBy::Any).await?;
    let xml = interface.get_xml_desc(flags).await?;
    ctx.print(format_args!("{xml}"))
}
