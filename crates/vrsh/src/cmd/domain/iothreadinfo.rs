//! `vrsh iothreadinfo`

use anyhow::{Context as _, Result};
use serde_json::json;

use crate::affect::{CONFIG, CURRENT, LIVE, affected};
use crate::cpus::{of_host, ranges};
use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};
use crate::table::{Cell, Table};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");

pub(crate) const COMMAND: Command = Command {
    name: "iothreadinfo",
    group: Group::Domain,
    about: "tell a domain's I/O threads",
    since: "1.2.14",
    args: &[DOMAIN.def(), CONFIG.def(), LIVE.def(), CURRENT.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let cpus = of_host(&ctx.conn().await?).await?;
    let threads = domain.get_iothread_info(affected(args)?).await;
    let threads = threads.context("Unable to get domain IOThreads information")?;
    if ctx.wants_json() {
        let rows: Vec<_> = threads
            .iter()
            .map(|thread| json!({ "id": thread.iothread_id, "affinity": ranges(&thread.cpumap, cpus) }))
            .collect();
        return ctx.json(&json!(rows));
    }
    if threads.is_empty() {
        return ctx.last_say(format_args!("No IOThreads found for the domain"));
    }
    let mut table = Table::new(["IOThread ID", "CPU Affinity"]);
    for thread in &threads {
        table.row([thread.iothread_id.to_string(), ranges(&thread.cpumap, cpus)].map(Cell::from));
    }
    ctx.table(&table)
}
