//! `vrsh vcpupin`

use anyhow::{Result, bail};
use serde_json::json;

use crate::affect::{CONFIG, CURRENT, LIVE, affected};
use crate::cpus::{of_host, parse, ranges};
use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};
use crate::table::{Cell, Table};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const VCPU: Arg<Option<u32>> = Arg::option("vcpu", "number of the virtual CPU").positional();
const CPULIST: Arg<Option<String>> =
    Arg::option("cpulist", "host CPUs, such as 0-3,^2; r for all").positional();

pub(crate) const COMMAND: Command = Command {
    name: "vcpupin",
    group: Group::Domain,
    about: "show or change where virtual CPUs may run",
    since: "0.1.4",
    args: &[DOMAIN.def(), VCPU.def(), CPULIST.def(), CONFIG.def(), LIVE.def(), CURRENT.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let affect = affected(args)?;
    let cpus = of_host(&ctx.conn().await?).await?;
    let maplen = u32::try_from(cpus.div_ceil(8))?;
    let vcpu = args.get(&VCPU)?;
    if let Some(list) = args.get(&CPULIST)? {
        let Some(vcpu) = vcpu else { bail!("vcpupin: Missing vCPU number in pin mode.") };
        let map = parse(&list, cpus)?;
        if affect.is_empty() && !args.get(&CURRENT)? {
            return Ok(domain.pin_vcpu(vcpu, &map).await?);
        }
        return Ok(domain.pin_vcpu_flags(vcpu, &map, affect).await?);
    }
    let count = u32::from(domain.get_info().await?.vcpus);
    if vcpu.is_some_and(|vcpu| vcpu >= count) {
        bail!("vcpupin: Invalid vCPU number.");
    }
    let pinned = domain.get_vcpu_pin_info(count, maplen, affect).await?;
    let rows = (0u32..).zip(pinned.cpumaps.chunks(usize::try_from(maplen)?.max(1)));
    let rows = rows.filter(|(number, _)| vcpu.is_none_or(|wanted| wanted == *number));
    if ctx.wants_json() {
        let rows: Vec<_> =
            rows.map(|(number, map)| json!({ "vcpu": number, "affinity": ranges(map, cpus) })).collect();
        return ctx.json(&json!(rows));
    }
    let mut table = Table::new(["VCPU", "CPU Affinity"]);
    for (number, map) in rows {
        table.row([number.to_string(), ranges(map, cpus)].map(Cell::from));
    }
    ctx.table(&table)
}
