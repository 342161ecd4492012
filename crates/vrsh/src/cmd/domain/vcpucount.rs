//! `vrsh vcpucount`

use anyhow::{Context as _, Result};
use libvir::{Code, Domain, DomainVcpuFlags};
use serde_json::json;

use crate::affect::{CONFIG, CURRENT, LIVE, affected};
use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const MAXIMUM: Arg<bool> = Arg::flag("maximum", "the most that it can have");
const ACTIVE: Arg<bool> = Arg::flag("active", "those that it has");
const GUEST: Arg<bool> = Arg::flag("guest", "those that the guest itself has on line");

pub(crate) const COMMAND: Command = Command {
    name: "vcpucount",
    group: Group::Domain,
    about: "tell how many virtual CPUs a domain has and can have",
    since: "0.8.5",
    args: &[DOMAIN.def(), MAXIMUM.def(), ACTIVE.def(), LIVE.def(), CONFIG.def(), CURRENT.def(), GUEST.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    args.exclusive(&LIVE, &CONFIG)?;
    let mut flags = DomainVcpuFlags::from_bits(affected(args)?.bits());
    args.exclusive(&ACTIVE, &MAXIMUM)?;
    args.exclusive(&GUEST, &CONFIG)?;
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let asked = [&MAXIMUM, &ACTIVE, &LIVE, &CONFIG, &CURRENT, &GUEST].into_iter().any(|arg| args.has(arg));
    if !asked {
        return all(ctx, &domain).await;
    }
    if args.get(&MAXIMUM)? {
        flags |= DomainVcpuFlags::MAXIMUM;
    }
    if args.get(&GUEST)? {
        flags |= DomainVcpuFlags::GUEST;
    }
    let count = count(&domain, flags).await?;
    ctx.line(format_args!("{count}"))
}

/// Every count that there is.
async fn all(ctx: &Ctx, domain: &Domain) -> Result<()> {
    let config = domain.is_persistent().await?;
    let live = domain.is_active().await?;
    let mut rows = Vec::new();
    for (which, flag) in [("maximum", DomainVcpuFlags::MAXIMUM), ("current", DomainVcpuFlags::empty())] {
        for (state, there, affect) in
            [("config", config, DomainVcpuFlags::CONFIG), ("live", live, DomainVcpuFlags::LIVE)]
        {
            if there {
                rows.push((which, state, count(domain, flag | affect).await?));
            }
        }
    }
    if ctx.wants_json() {
        let rows: Vec<_> = rows
            .iter()
            .map(|(which, state, count)| json!({ "which": which, "state": state, "count": count }))
            .collect();
        return ctx.json(&json!(rows));
    }
    for (which, state, count) in rows {
        ctx.line(format_args!("{which:<12} {state:<12} {count:>3}"))?;
    }
    Ok(())
}

/// One count; of a running domain also from peers that have only the older calls.
async fn count(domain: &Domain, flags: DomainVcpuFlags) -> Result<u32> {
    let error = match domain.get_vcpus_flags(flags).await {
        Ok(count) => return Ok(count),
        Err(error) => error,
    };
    if error.code() == Code::NO_SUPPORT && flags == DomainVcpuFlags::LIVE {
        return Ok(domain.get_info().await?.vcpus.into());
    }
    if error.code() == Code::NO_SUPPORT && flags == DomainVcpuFlags::LIVE | DomainVcpuFlags::MAXIMUM {
        return Ok(domain.get_max_vcpus().await?);
    }
    if flags.contains(DomainVcpuFlags::GUEST) {
        return Err(error).context("Failed to retrieve vCPU count from the guest");
    }
    Err(error.into())
}
