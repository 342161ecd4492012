//! `vrsh nodeinfo`

use anyhow::{Context as _, Result};
use serde_json::json;

use crate::ctx::Ctx;
use crate::engine::{Args, Command, Group};

pub(crate) const COMMAND: Command = Command {
    name: "nodeinfo",
    group: Group::Host,
    about: "tell the host's CPUs and memory",
    since: "0.1.0",
    args: &[],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, _: &Args) -> Result<()> {
    let info = ctx.conn().await?.node_get_info().await.context("failed to get node information")?;
    if ctx.wants_json() {
        return ctx.json(&json!({
            "model": info.model,
            "cpus": info.cpus,
            "mhz": info.mhz,
            "sockets": info.sockets,
            "cores": info.cores,
            "threads": info.threads,
            "nodes": info.nodes,
            "memory_kib": info.memory_kib,
        }));
    }
    ctx.line(format_args!("CPU model:           {}", info.model))?;
    ctx.line(format_args!("CPU(s):              {}", info.cpus))?;
    if info.mhz != 0 {
        ctx.line(format_args!("CPU frequency:       {} MHz", info.mhz))?;
    }
    ctx.line(format_args!("CPU socket(s):       {}", info.sockets))?;
    ctx.line(format_args!("Core(s) per socket:  {}", info.cores))?;
    ctx.line(format_args!("Thread(s) per core:  {}", info.threads))?;
    ctx.line(format_args!("NUMA cell(s):        {}", info.nodes))?;
    ctx.line(format_args!("Memory size:         {} KiB", info.memory_kib))
}
