//! `vrsh pool-list`

use anyhow::{Result, bail};
use libvir::{ConnectListAllStoragePoolsFlags as Which, StoragePool, StoragePoolState};
use serde_json::json;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, Group};
use crate::lookup;
use crate::paint::Paint;
use crate::table::{Cell, Table};
use crate::text;

const INACTIVE: Arg<bool> = Arg::flag("inactive", "pools that do not run");
const ALL: Arg<bool> = Arg::flag("all", "pools that run and pools that do not");
const TRANSIENT: Arg<bool> = Arg::flag("transient", "pools without a definition");
const PERSISTENT: Arg<bool> = Arg::flag("persistent", "pools with a definition");
const AUTOSTART: Arg<bool> = Arg::flag("autostart", "pools that start with the host");
const NO_AUTOSTART: Arg<bool> = Arg::flag("no-autostart", "pools that do not start with the host");
const TYPE: Arg<Option<String>> =
    Arg::option("type", "pools of these kinds only, such as dir,netfs").tolerated();
const DETAILS: Arg<bool> = Arg::flag("details", "show sizes as well");
const UUID: Arg<bool> = Arg::flag("uuid", "show UUIDs only");
const NAME: Arg<bool> = Arg::flag("name", "show names only");

pub(crate) const COMMAND: Command = Command {
    name: "pool-list",
    group: Group::Pool,
    about: "list the storage pools that run, or others",
    since: "0.4.1",
    args: &[
        INACTIVE.def(),
        ALL.def(),
        TRANSIENT.def(),
        PERSISTENT.def(),
        AUTOSTART.def(),
        NO_AUTOSTART.def(),
        TYPE.def(),
        DETAILS.def(),
        UUID.def(),
        NAME.def(),
    ],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    args.exclusive(&ALL, &INACTIVE)?;
    args.exclusive(&DETAILS, &UUID)?;
    args.exclusive(&DETAILS, &NAME)?;
    let (uuid, name) = (args.get(&UUID)?, args.get(&NAME)?);
    let pools = lookup::pools(ctx, which(args)?).await?;
    if ctx.wants_json() {
        show_json(ctx, &pools).await
    } else if args.get(&DETAILS)? {
        show_details(ctx, &pools).await
    } else if uuid || name {
        show_lines(ctx, &pools, uuid, name)
    } else {
        show_table(ctx, &pools).await
    }
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
        (&AUTOSTART, Which::AUTOSTART),
        (&NO_AUTOSTART, Which::NO_AUTOSTART),
        (&PERSISTENT, Which::PERSISTENT),
        (&TRANSIENT, Which::TRANSIENT),
    ])?;
    for kind in args.get(&TYPE)?.iter().flat_map(|kinds| kinds.split(',')) {
        which |= of_kind(kind)?;
    }
    Ok(which)
}

fn of_kind(kind: &str) -> Result<Which> {
    Ok(match kind {
        "dir" => Which::DIR,
        "fs" => Which::FS,
        "netfs" => Which::NETFS,
        "logical" => Which::LOGICAL,
        "disk" => Which::DISK,
        "iscsi" => Which::ISCSI,
        "iscsi-direct" => Which::ISCSI_DIRECT,
        "scsi" => Which::SCSI,
        "mpath" => Which::MPATH,
        "rbd" => Which::RBD,
        "sheepdog" => Which::SHEEPDOG,
        "gluster" => Which::GLUSTER,
        "zfs" => Which::ZFS,
        "vstorage" => Which::VSTORAGE,
        _ => bail!("Invalid pool type '{kind}'"),
    })
}

async fn autostart(pool: &StoragePool) -> &'static str {
    pool.get_autostart().await.map_or("no autostart", text::yes_no)
}

fn show_lines(ctx: &Ctx, pools: &[StoragePool], uuid: bool, name: bool) -> Result<()> {
    for pool in pools {
        match (uuid, name) {
            (true, true) => ctx.line(format_args!("{} {}", pool.uuid(), pool.name()))?,
            (true, false) => ctx.line(format_args!("{}", pool.uuid()))?,
            _ => ctx.line(format_args!("{}", pool.name()))?,
        }
    }
    Ok(())
}

async fn show_table(ctx: &Ctx, pools: &[StoragePool]) -> Result<()> {
    let mut table = Table::new(["Name", "State", "Autostart"]);
    for pool in pools {
        let state = if pool.get_info().await.is_err() {
            ctx.error(format_args!("Could not retrieve pool information"));
            Cell::from("unknown")
        } else {
            let active = pool.is_active().await.unwrap_or(true);
            Cell::painted(text::active(active), Paint::of_active(active))
        };
        table.row([pool.name().into(), state, autostart(pool).await.into()]);
    }
    ctx.table(&table)
}

async fn show_details(ctx: &Ctx, pools: &[StoragePool]) -> Result<()> {
    let header = ["Name", "State", "Autostart", "Persistent", "Capacity", "Allocation", "Available"];
    let mut table = Table::new(header);
    for pool in pools {
        let persistent = pool.is_persistent().await.map_or("unknown", text::yes_no);
        let (state, sizes) = match pool.get_info().await {
            Err(_) => {
                ctx.error(format_args!("Could not retrieve pool information"));
                (Cell::from("unknown"), ["unknown"; 3].map(str::to_owned))
            }
            Ok(info) => {
                let active = Paint::of_active(info.state != StoragePoolState::INACTIVE);
                let sizes = if matches!(info.state, StoragePoolState::RUNNING | StoragePoolState::DEGRADED) {
                    [info.capacity_bytes, info.allocation_bytes, info.available_bytes].map(text::capacity)
                } else {
                    ["-"; 3].map(str::to_owned)
                };
                (Cell::painted(text::pool_state(info.state), active), sizes)
            }
        };
        let head = [pool.name().into(), state, autostart(pool).await.into(), persistent.into()];
        table.row(head.into_iter().chain(sizes.iter().map(Cell::from)));
    }
    ctx.table(&table)
}

async fn show_json(ctx: &Ctx, pools: &[StoragePool]) -> Result<()> {
    let mut list = Vec::new();
    for pool in pools {
        let info = pool.get_info().await.ok();
        list.push(json!({
            "name": pool.name(),
            "uuid": pool.uuid().to_string(),
            "active": pool.is_active().await.ok(),
            "autostart": pool.get_autostart().await.ok(),
            "persistent": pool.is_persistent().await.ok(),
            "state": info.as_ref().map(|info| text::pool_state(info.state)),
            "capacity_bytes": info.as_ref().map(|info| info.capacity_bytes),
            "allocation_bytes": info.as_ref().map(|info| info.allocation_bytes),
            "available_bytes": info.as_ref().map(|info| info.available_bytes),
        }));
    }
    ctx.json(&list.into())
}
