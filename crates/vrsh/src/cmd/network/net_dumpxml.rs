//! `vrsh net-dumpxml`

use anyhow::Result;
use libvir::NetworkXmlFlags;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, Group, NetworkSel};
use crate::lookup::{self, NamedBy};

const NETWORK: Arg<NetworkSel> = Arg::value("network", "name or UUID of the network");
const INACTIVE: Arg<bool> = Arg::flag("inactive", "as it is defined, not as it runs");

pub(crate) const COMMAND: Command = Command {
    name: "net-dumpxml",
    group: Group::Network,
    about: "show a network's XML document",
    since: "0.2.0",
    args: &[NETWORK.def(), INACTIVE.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let flags = if args.get(&INACTIVE)? { NetworkXmlFlags::INACTIVE } else { NetworkXmlFlags::empty() };
    let network = lookup::network(ctx, &args.get(&NETWORK)?, NamedBy::Any).await?;
    let xml = network.get_xml_desc(flags).await?;
    ctx.print(format_args!("{xml}"))
}
