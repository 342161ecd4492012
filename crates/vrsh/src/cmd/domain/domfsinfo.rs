//! `vrsh domfsinfo`

use anyhow::{Context as _, Result};
use libvir::NoFlags;
use serde_json::json;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};
use crate::table::{Cell, Table};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");

pub(crate) const COMMAND: Command = Command {
    name: "domfsinfo",
    group: Group::Domain,
    about: "tell the file systems that the guest has mounted",
    since: "1.2.11",
    args: &[DOMAIN.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let systems =
        domain.get_fsinfo(NoFlags::empty()).await.context("Unable to get filesystem information")?;
    if ctx.wants_json() {
        let rows: Vec<_> = systems
            .iter()
            .map(|fs| {
                json!({ "mountpoint": fs.mountpoint, "name": fs.name, "type": fs.fstype, "targets": fs.dev_aliases })
            })
            .collect();
        return ctx.json(&json!(rows));
    }
    if systems.is_empty() {
        return ctx.say(format_args!("No filesystems are mounted in the domain"));
    }
    let mut table = Table::new(["Mountpoint", "Name", "Type", "Target"]);
    for fs in &systems {
        let targets = fs.dev_aliases.join(",");
        table.row([&fs.mountpoint, &fs.name, &fs.fstype, &targets].map(Cell::from));
    }
    ctx.table(&table)
}
