//! `vrsh nodecpumap`

use anyhow::{Context as _, Result};
use libvir::NoFlags;
use serde_json::json;

use crate::cpus::{counted, letters, ranges};
use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, Group};

const PRETTY: Arg<bool> = Arg::flag("pretty", "as a list");

pub(crate) const COMMAND: Command = Command {
    name: "nodecpumap",
    group: Group::Host,
    about: "tell which CPUs the host has",
    since: "1.0.0",
    args: &[PRETTY.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let map = ctx.conn().await?.node_get_cpu_map(true, true, NoFlags::empty()).await;
    let map = map.context("Unable to get cpu map")?;
    let cpus = counted(&map);
    if ctx.wants_json() {
        return ctx
            .json(&json!({ "present": map.cpus, "online": map.online, "map": ranges(&map.cpumap, cpus) }));
    }
    ctx.field("CPUs present", map.cpus)?;
    ctx.field("CPUs online", map.online)?;
    if args.get(&PRETTY)? {
        ctx.field("CPU map", ranges(&map.cpumap, cpus))
    } else {
        ctx.field("CPU map", letters(&map.cpumap, cpus))
    }
}
