//! `vrsh domblklist`

use anyhow::Result;
use libvir::DomainXmlFlags;
use serde_json::json;

use crate::ctx::Ctx;
use crate::devices;
use crate::engine::{Arg, Args, Command, DomainSel, Group};
use crate::table::{Cell, Table};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const INACTIVE: Arg<bool> = Arg::flag("inactive", "what it starts with next");
const DETAILS: Arg<bool> = Arg::flag("details", "their kinds too");

pub(crate) const COMMAND: Command = Command {
    name: "domblklist",
    group: Group::Monitor,
    about: "tell a domain's disks",
    since: "0.8.1",
    args: &[DOMAIN.def(), INACTIVE.def(), DETAILS.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let mut flags = DomainXmlFlags::empty();
    if args.get(&INACTIVE)? {
        flags |= DomainXmlFlags::INACTIVE;
    }
    let xml = domain.get_xml_desc(flags).await?;
    let disks = devices::disks(&xml)?;
    if ctx.wants_json() {
        let rows: Vec<_> = disks
            .iter()
            .map(|disk| {
                json!({ "type": disk.kind, "device": disk.device, "target": disk.target, "source": disk.source })
            })
            .collect();
        return ctx.json(&json!(rows));
    }
    let details = args.get(&DETAILS)?;
    let head: &[&str] = if details { &["Type", "Device", "Target", "Source"] } else { &["Target", "Source"] };
    let mut table = Table::new(head.iter().copied());
    for disk in &disks {
        let source = disk.source.as_deref().unwrap_or("-");
        let cells = [disk.kind.as_str(), &disk.device, &disk.target, source];
        table.row(cells.iter().skip(if details { 0 } else { 2 }).map(Cell::from));
    }
    ctx.table(&table)
}
