//! `vrsh net-name`

use anyhow::Result;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, Group, NetworkSel};
use crate::lookup::{self, NamedBy};

const NETWORK: Arg<NetworkSel> = Arg::value("network", "UUID of the network");

pub(crate) const COMMAND: Command = Command {
    name: "net-name",
    group: Group::Network,
    about: "tell the name of the network with this UUID",
    since: "0.2.0",
    args: &[NETWORK.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let network = lookup::network(ctx, &args.get(&NETWORK)?, NamedBy::Uuid).await?;
    ctx.line(format_args!("{}", network.name()))
}
