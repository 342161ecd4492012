//! `vrsh net-uuid`

use anyhow::Result;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, Group, NetworkSel};
use crate::lookup::{self, NamedBy};

const NETWORK: Arg<NetworkSel> = Arg::value("network", "name of the network");

pub(crate) const COMMAND: Command = Command {
    name: "net-uuid",
    group: Group::Network,
    about: "tell the UUID of the network with this name",
    since: "0.2.0",
    args: &[NETWORK.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let network = lookup::network(ctx, &args.get(&NETWORK)?, NamedBy::Name).await?;
    ctx.line(format_args!("{}", network.uuid()))
}
