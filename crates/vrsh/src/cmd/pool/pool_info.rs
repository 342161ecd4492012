//! `vrsh pool-info`

use anyhow::Result;
use libvir::StoragePoolState;
use serde_json::json;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, Group, PoolSel};
use crate::lookup::{self, NamedBy};
use crate::paint::Paint;
use crate::text;

const POOL: Arg<PoolSel> = Arg::value("pool", "name or UUID of the pool");
const BYTES: Arg<bool> = Arg::flag("bytes", "show sizes in bytes");

pub(crate) const COMMAND: Command = Command {
    name: "pool-info",
    group: Group::Pool,
    about: "tell the main facts of a storage pool",
    since: "0.4.1",
    args: &[POOL.def(), BYTES.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let pool = lookup::pool(ctx, &args.get(&POOL)?, NamedBy::Any).await?;
    let info = pool.get_info().await;
    if ctx.wants_json() {
        let info = info?;
        return ctx.json(&json!({
            "name": pool.name(),
            "uuid": pool.uuid().to_string(),
            "state": text::pool_state(info.state),
            "persistent": pool.is_persistent().await.ok(),
            "autostart": pool.get_autostart().await.ok(),
            "capacity_bytes": info.capacity_bytes,
            "allocation_bytes": info.allocation_bytes,
            "available_bytes": info.available_bytes,
        }));
    }
    ctx.field("Name", pool.name())?;
    ctx.field("UUID", pool.uuid())?;
    let info = info?;
    let active = info.state != StoragePoolState::INACTIVE;
    ctx.painted_field("State", text::pool_state(info.state), Paint::of_active(active))?;
    ctx.field("Persistent", pool.is_persistent().await.map_or("unknown", text::yes_no))?;
    ctx.field("Autostart", pool.get_autostart().await.map_or("no autostart", text::yes_no))?;
    if matches!(info.state, StoragePoolState::RUNNING | StoragePoolState::DEGRADED) {
        for (name, bytes) in [
            ("Capacity", info.capacity_bytes),
            ("Allocation", info.allocation_bytes),
            ("Available", info.available_bytes),
        ] {
            if args.get(&BYTES)? {
                ctx.field(name, bytes)?;
            } else {
                ctx.field(name, text::capacity(bytes))?;
            }
        }
    }
    Ok(())
}
