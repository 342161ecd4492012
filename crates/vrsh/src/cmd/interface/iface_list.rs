//! `vrsh iface-list`

use anyhow::Result;
use libvir::ConnectListAllInterfacesFlags as Which;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, Group};
use crate::lookup;
use crate::paint::Paint;
use crate::table::{Cell, Table};
use crate::text;

const INACTIVE: Arg<bool> = Arg::flag("inactive", "interfaces that are down");
const ALL: Arg<bool> = Arg::flag("all", "interfaces that are up and interfaces that are down");

pub(crate) const COMMAND: Command = Command {
    name: "iface-list",
    group: Group::Interface,
    about: "list the host's interfaces that are up, or others",
    since: "0.6.4",
    args: &[INACTIVE.def(), ALL.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    args.exclusive(&ALL, &INACTIVE)?;
    let which = if args.get(&ALL)? {
        Which::ACTIVE | Which::INACTIVE
    } else if args.get(&INACTIVE)? {
        Which::INACTIVE
    } else {
        Which::ACTIVE
    };
    let mut table = Table::new(["Name", "State", "MAC Address"]);
    for interface in lookup::interfaces(ctx, which).await? {
        let active = interface.is_active().await.unwrap_or(true);
        table.row([
            interface.name().into(),
            Cell::painted(text::active(active), Paint::of_active(active)),
            interface.mac().into(),
        ]);
    }
    ctx.table(&table)
}
