//! `vrsh net-info`

use anyhow::Result;
use serde_json::json;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, Group, NetworkSel};
use crate::lookup::{self, NamedBy};
use crate::paint::Paint;
use crate::text;

const NETWORK: Arg<NetworkSel> = Arg::value("network", "name or UUID of the network");

pub(crate) const COMMAND: Command = Command {
    name: "net-info",
    group: Group::Network,
    about: "tell the main facts of a network",
    since: "0.2.0",
    args: &[NETWORK.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let network = lookup::network(ctx, &args.get(&NETWORK)?, NamedBy::Any).await?;
    let active = network.is_active().await.ok();
    let persistent = network.is_persistent().await.ok();
    let autostart = network.get_autostart().await.ok();
    let bridge = network.get_bridge_name().await.ok();
    if ctx.wants_json() {
        return ctx.json(&json!({
            "name": network.name(),
            "uuid": network.uuid().to_string(),
            "active": active,
            "persistent": persistent,
            "autostart": autostart,
            "bridge": bridge,
        }));
    }
    ctx.field("Name", network.name())?;
    ctx.field("UUID", network.uuid())?;
    if let Some(active) = active {
        ctx.painted_field("Active", text::yes_no(active), Paint::of_active(active))?;
    }
    ctx.field("Persistent", persistent.map_or("unknown", text::yes_no))?;
    ctx.field("Autostart", autostart.map_or("no autostart", text::yes_no))?;
    if let Some(bridge) = bridge {
        ctx.field("Bridge", bridge)?;
    }
    Ok(())
}
