//! `vrsh vcpuinfo`

use anyhow::Result;
use libvir::{Affect, VcpuState};
use serde_json::json;

use crate::cpus::{letters, of_host, ranges};
use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};
use crate::text::word;
use libvir::info::{DomainVcpus, VcpuInfo};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const PRETTY: Arg<bool> = Arg::flag("pretty", "lists of host CPUs");

pub(crate) const COMMAND: Command = Command {
    name: "vcpuinfo",
    group: Group::Domain,
    about: "tell about each virtual CPU of a domain",
    since: "0.1.4",
    args: &[DOMAIN.def(), PRETTY.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let cpus = of_host(&ctx.conn().await?).await?;
    let maplen = u32::try_from(cpus.div_ceil(8))?;
    let count = u32::from(domain.get_info().await?.vcpus);
    let vcpus = match domain.get_vcpus(count, maplen).await {
        Ok(vcpus) => vcpus,
        Err(error) if domain.is_active().await? => return Err(error.into()),
        Err(_) => {
            // One that is off has no CPUs yet, but tells where they will run.
            let pinned = domain.get_vcpu_pin_info(count, maplen, Affect::CONFIG).await?;
            let info = (0..pinned.num).map(|number| VcpuInfo::new(number, VcpuState::OFFLINE, 0, -1));
            DomainVcpus::new(info.collect(), pinned.cpumaps)
        }
    };
    let maps = vcpus.cpumaps.chunks(usize::try_from(maplen)?.max(1));
    if ctx.wants_json() {
        let rows: Vec<_> = vcpus
            .info
            .iter()
            .zip(maps)
            .map(|(vcpu, map)| {
                json!({
                    "vcpu": vcpu.number,
                    "cpu": u32::try_from(vcpu.cpu).ok(),
                    "state": state(vcpu.state),
                    "cpu_time_ns": vcpu.cpu_time_ns,
                    "affinity": ranges(map, cpus),
                })
            })
            .collect();
        return ctx.json(&json!(rows));
    }
    for (place, (vcpu, map)) in vcpus.info.iter().zip(maps).enumerate() {
        if place > 0 {
            ctx.line(format_args!(""))?;
        }
        ctx.field("VCPU", vcpu.number)?;
        match vcpu.cpu {
            -1 => ctx.field("CPU", "N/A")?,
            -2 => ctx.field("CPU", "N/A (offline)")?,
            cpu => ctx.field("CPU", cpu)?,
        }
        if vcpu.cpu > -1 || domain.is_active().await? {
            ctx.field("State", state(vcpu.state))?;
        } else {
            ctx.field("State", "N/A")?;
        }
        if vcpu.cpu_time_ns != 0 {
            ctx.field("CPU time", format_args!("{:.1}s", seconds(vcpu.cpu_time_ns)))?;
        } else if vcpu.cpu == -1 {
            ctx.field("CPU time", "N/A")?;
        }
        if args.get(&PRETTY)? {
            ctx.field("CPU Affinity", format_args!("{} (out of {cpus})", ranges(map, cpus)))?;
        } else {
            ctx.field("CPU Affinity", letters(map, cpus))?;
        }
    }
    Ok(())
}

fn state(state: VcpuState) -> &'static str {
    word(&["offline", "running", "blocked"], state.0, "no state")
}

#[allow(clippy::cast_precision_loss, reason = "one digit is shown")]
fn seconds(nanoseconds: u64) -> f64 {
    nanoseconds as f64 / 1e9
}
