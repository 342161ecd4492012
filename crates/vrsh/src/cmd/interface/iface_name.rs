//! `vrsh iface-name`

use anyhow::Result;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, Group, InterfaceSel};
use crate::lookup::{self, InterfaceBy};

const INTERFACE: Arg<InterfaceSel> = Arg::value("interface", "MAC address of the interface");

pub(crate) const COMMAND: Command = Command {
    name: "iface-name",
    group: Group::Interface,
    about: "tell the name of the interface with this MAC address",
    since: "0.6.4",
    args: &[INTERFACE.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let interface = lookup::interface(ctx, &args.get(&INTERFACE)?, InterfaceBy::Mac).await?;
    ctx.line(format_args!("{}", interface.name()))
}
