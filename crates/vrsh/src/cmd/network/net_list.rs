//! `vrsh net-list`

use anyhow::{Result, bail};
use libvir::{ConnectListAllNetworksFlags as Which, Network, NetworkXmlFlags};
use serde_json::json;
use vir_conf::NetworkDef;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, Group};
use crate::lookup;
use crate::paint::Paint;
use crate::table::{Cell, Table};
use crate::text;

const INACTIVE: Arg<bool> = Arg::flag("inactive", "networks that do not run");
const ALL: Arg<bool> = Arg::flag("all", "networks that run and networks that do not");
const PERSISTENT: Arg<bool> = Arg::flag("persistent", "networks with a definition");
const TRANSIENT: Arg<bool> = Arg::flag("transient", "networks without a definition");
const AUTOSTART: Arg<bool> = Arg::flag("autostart", "networks that start with the host");
const NO_AUTOSTART: Arg<bool> = Arg::flag("no-autostart", "networks that do not start with the host");
const UUID: Arg<bool> = Arg::flag("uuid", "show UUIDs");
const NAME: Arg<bool> = Arg::flag("name", "show names");
const TABLE: Arg<bool> = Arg::flag("table", "show a table, as without any of these");
const TITLE: Arg<bool> = Arg::flag("title", "show titles in the table");

pub(crate) const COMMAND: Command = Command {
    name: "net-list",
    group: Group::Network,
    about: "list the networks that run, or others",
    since: "0.2.0",
    args: &[
        INACTIVE.def(),
        ALL.def(),
        PERSISTENT.def(),
        TRANSIENT.def(),
        AUTOSTART.def(),
        NO_AUTOSTART.def(),
        UUID.def(),
        NAME.def(),
        TABLE.def(),
        TITLE.def(),
    ],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let which = which(args)?;
    let (table, name, uuid) = (args.get(&TABLE)?, args.get(&NAME)?, args.get(&UUID)?);
    if [table, name, uuid].into_iter().filter(|wanted| *wanted).count() > 1 {
        bail!("Only one argument from --table, --name and --uuid may be specified.");
    }
    let networks = lookup::networks(ctx, which).await?;
    if ctx.wants_json() {
        return show_json(ctx, &networks).await;
    }
    if !uuid && !name {
        return show_table(ctx, &networks, args.get(&TITLE)?).await;
    }
    for network in networks {
        if uuid {
            ctx.line(format_args!("{}", network.uuid()))?;
        } else {
            ctx.line(format_args!("{}", network.name()))?;
        }
    }
    Ok(())
}

fn which(args: &Args) -> Result<Which> {
    let mut which = if args.get(&ALL)? {
        Which::ACTIVE | Which::INACTIVE
    } else if args.get(&INACTIVE)? {
        Which::INACTIVE
    } else {
        Which::ACTIVE
    };
    which |= args.flags([
        (&PERSISTENT, Which::PERSISTENT),
        (&TRANSIENT, Which::TRANSIENT),
        (&AUTOSTART, Which::AUTOSTART),
        (&NO_AUTOSTART, Which::NO_AUTOSTART),
    ])?;
    Ok(which)
}

async fn show_table(ctx: &Ctx, networks: &[Network], title: bool) -> Result<()> {
    let mut header = vec!["Name", "State", "Autostart", "Persistent"];
    header.extend(title.then_some("Title"));
    let mut table = Table::new(header);
    for network in networks {
        // As virsh does, and so do scripts: what cannot be found out counts as true here.
        let active = network.is_active().await.unwrap_or(true);
        let persistent = network.is_persistent().await.unwrap_or(true);
        let autostart = network.get_autostart().await.ok();
        let mut row = vec![
            network.name().into(),
            Cell::painted(text::active(active), Paint::of_active(active)),
            autostart.map_or("no autostart", text::yes_no).into(),
            text::yes_no(persistent).into(),
        ];
        if title {
            let xml = network.get_xml_desc(NetworkXmlFlags::empty()).await?;
            row.push(NetworkDef::parse(&xml)?.title.unwrap_or_default().into());
        }
        table.row(row);
    }
    ctx.table(&table)
}

async fn show_json(ctx: &Ctx, networks: &[Network]) -> Result<()> {
    let mut list = Vec::new();
    for network in networks {
        list.push(json!({
            "name": network.name(),
            "uuid": network.uuid().to_string(),
            "active": network.is_active().await.ok(),
            "autostart": network.get_autostart().await.ok(),
            "persistent": network.is_persistent().await.ok(),
        }));
    }
    ctx.json(&list.into())
}
