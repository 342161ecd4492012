//! `vrsh iface-mac`

use anyhow::Result;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, Group, InterfaceSel};
use crate::lookup::{self, InterfaceBy};

const INTERFACE: Arg<InterfaceSel> = Arg::value("interface", "name of the interface");

pub(crate) const COMMAND: Command = Command {
    name: "iface-mac",
    group: Group::Interface,
    about: "tell the MAC address of the interface with this name",
    since: "0.6.4",
    args: &[INTERFACE.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let interface = lookup::interface(ctx, &args.get(&INTERFACE)?, InterfaceBy::Name).await?;
    ctx.line(format_args!("{}", interface.mac()))
}
