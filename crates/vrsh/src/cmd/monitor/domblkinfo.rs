//! `vrsh domblkinfo`

use anyhow::{Result, bail};
use libvir::{DomainXmlFlags, NoFlags};

use crate::ctx::Ctx;
use crate::devices;
use crate::engine::{Arg, Args, Command, DomainSel, Group};
use crate::table::{Cell, Table};
use crate::text::capacity3;
use libvir::info::DomainBlockInfo;

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const DEVICE: Arg<Option<String>> = Arg::option("device", "target or path of the disk").positional();
const HUMAN: Arg<bool> = Arg::flag("human", "with units");
const ALL: Arg<bool> = Arg::flag("all", "all disks");

pub(crate) const COMMAND: Command = Command {
    name: "domblkinfo",
    group: Group::Monitor,
    about: "tell how large disks are",
    since: "0.8.1",
    args: &[DOMAIN.def(), DEVICE.def(), HUMAN.def(), ALL.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    args.exclusive(&ALL, &DEVICE)?;
    let human = args.get(&HUMAN)?;
    let size = |bytes: u64| if human { capacity3(bytes) } else { bytes.to_string() };
    if !args.get(&ALL)? {
        let Some(device) = args.get(&DEVICE)? else { bail!("command 'domblkinfo' requires <device> option") };
        let info = domain.get_block_info(&device, NoFlags::empty()).await?;
        if ctx.wants_json() {
            return ctx.json(&json(&info));
        }
        ctx.field("Capacity", size(info.capacity_bytes))?;
        ctx.field("Allocation", size(info.allocation_bytes))?;
        return ctx.field("Physical", size(info.physical_bytes));
    }
    let xml = domain.get_xml_desc(DomainXmlFlags::empty()).await?;
    let mut table = Table::new(["Target", "Capacity", "Allocation", "Physical"]);
    for disk in devices::disks(&xml)? {
        let info = match domain.get_block_info(&disk.target, NoFlags::empty()).await {
            Ok(info) => Some(info),
            // An empty drive has no size.
            Err(_) if disk.source.is_none() => None,
            Err(error) => return Err(error.into()),
        };
        let row = match info.filter(|_| disk.source.is_some()) {
            Some(info) => [info.capacity_bytes, info.allocation_bytes, info.physical_bytes].map(size),
            None => ["-"; 3].map(str::to_owned),
        };
        table.row(std::iter::once(Cell::from(&disk.target)).chain(row.iter().map(Cell::from)));
    }
    ctx.table(&table)
}

fn json(info: &DomainBlockInfo) -> serde_json::Value {
    serde_json::json!({
        "capacity_bytes": info.capacity_bytes,
        "allocation_bytes": info.allocation_bytes,
        "physical_bytes": info.physical_bytes,
    })
}
