//! `vrsh domstats`

use anyhow::Result;
use libvir::{ConnectGetAllDomainStatsFlags, DomainStatsTypes, TypedParam, TypedValue};
use serde_json::json;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};
use crate::params;

const STATE_G: Arg<bool> = Arg::flag("state", "the group state");
const CPU_TOTAL_G: Arg<bool> = Arg::flag("cpu-total", "the group cpu-total");
const BALLOON_G: Arg<bool> = Arg::flag("balloon", "the group balloon");
const VCPU_G: Arg<bool> = Arg::flag("vcpu", "the group vcpu");
const INTERFACE_G: Arg<bool> = Arg::flag("interface", "the group interface");
const BLOCK_G: Arg<bool> = Arg::flag("block", "the group block");
const PERF_G: Arg<bool> = Arg::flag("perf", "the group perf");
const IOTHREAD_G: Arg<bool> = Arg::flag("iothread", "the group iothread");
const MEMORY_G: Arg<bool> = Arg::flag("memory", "the group memory");
const DIRTYRATE_G: Arg<bool> = Arg::flag("dirtyrate", "the group dirtyrate");
const VM_G: Arg<bool> = Arg::flag("vm", "the group vm");
const ACTIVE_L: Arg<bool> = Arg::flag("list-active", "domains that are active");
const INACTIVE_L: Arg<bool> = Arg::flag("list-inactive", "domains that are inactive");
const PERSISTENT_L: Arg<bool> = Arg::flag("list-persistent", "domains that are persistent");
const TRANSIENT_L: Arg<bool> = Arg::flag("list-transient", "domains that are transient");
const RUNNING_L: Arg<bool> = Arg::flag("list-running", "domains that are running");
const PAUSED_L: Arg<bool> = Arg::flag("list-paused", "domains that are paused");
const SHUTOFF_L: Arg<bool> = Arg::flag("list-shutoff", "domains that are shutoff");
const OTHER_L: Arg<bool> = Arg::flag("list-other", "all other domains");
const RAW: Arg<bool> = Arg::flag("raw", "as it comes");
const ENFORCE: Arg<bool> = Arg::flag("enforce", "fail if a group is missing");
const BACKING: Arg<bool> = Arg::flag("backing", "what lies below disks too");
const NOWAIT: Arg<bool> = Arg::flag("nowait", "leave out what would have to be waited for");
const DOMAINS: Arg<Vec<String>> = Arg::rest("domain", "names, numbers or UUIDs");

pub(crate) const COMMAND: Command = Command {
    name: "domstats",
    group: Group::Monitor,
    about: "tell statistics of domains",
    since: "1.2.8",
    args: &[
        STATE_G.def(),
        CPU_TOTAL_G.def(),
        BALLOON_G.def(),
        VCPU_G.def(),
        INTERFACE_G.def(),
        BLOCK_G.def(),
        PERF_G.def(),
        IOTHREAD_G.def(),
        MEMORY_G.def(),
        DIRTYRATE_G.def(),
        VM_G.def(),
        ACTIVE_L.def(),
        INACTIVE_L.def(),
        PERSISTENT_L.def(),
        TRANSIENT_L.def(),
        RUNNING_L.def(),
        PAUSED_L.def(),
        SHUTOFF_L.def(),
        OTHER_L.def(),
        RAW.def(),
        ENFORCE.def(),
        BACKING.def(),
        NOWAIT.def(),
        DOMAINS.def(),
    ],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let stats = args.flags([
        (&STATE_G, DomainStatsTypes::STATE),
        (&CPU_TOTAL_G, DomainStatsTypes::CPU_TOTAL),
        (&BALLOON_G, DomainStatsTypes::BALLOON),
        (&VCPU_G, DomainStatsTypes::VCPU),
        (&INTERFACE_G, DomainStatsTypes::INTERFACE),
        (&BLOCK_G, DomainStatsTypes::BLOCK),
        (&PERF_G, DomainStatsTypes::PERF),
        (&IOTHREAD_G, DomainStatsTypes::IOTHREAD),
        (&MEMORY_G, DomainStatsTypes::MEMORY),
        (&DIRTYRATE_G, DomainStatsTypes::DIRTYRATE),
        (&VM_G, DomainStatsTypes::VM),
    ])?;
    let flags = args.flags([
        (&ACTIVE_L, ConnectGetAllDomainStatsFlags::ACTIVE),
        (&INACTIVE_L, ConnectGetAllDomainStatsFlags::INACTIVE),
        (&PERSISTENT_L, ConnectGetAllDomainStatsFlags::PERSISTENT),
        (&TRANSIENT_L, ConnectGetAllDomainStatsFlags::TRANSIENT),
        (&RUNNING_L, ConnectGetAllDomainStatsFlags::RUNNING),
        (&PAUSED_L, ConnectGetAllDomainStatsFlags::PAUSED),
        (&SHUTOFF_L, ConnectGetAllDomainStatsFlags::SHUTOFF),
        (&OTHER_L, ConnectGetAllDomainStatsFlags::OTHER),
        (&ENFORCE, ConnectGetAllDomainStatsFlags::ENFORCE_STATS),
        (&BACKING, ConnectGetAllDomainStatsFlags::BACKING),
        (&NOWAIT, ConnectGetAllDomainStatsFlags::NOWAIT),
    ])?;
    let conn = ctx.conn().await?;
    let names = args.get(&DOMAINS)?;
    let records = if names.is_empty() {
        conn.get_all_domain_stats(stats, flags).await?
    } else {
        let mut domains = Vec::new();
        for name in names {
            domains.push(ctx.domain(&DomainSel(name)).await?);
        }
        conn.domain_list_get_stats(&domains, stats, flags).await?
    };
    if ctx.wants_json() {
        let rows: Vec<_> = records
            .iter()
            .map(|one| json!({ "domain": &*one.dom.name, "stats": params::to_json(&one.params) }))
            .collect();
        return ctx.json(&json!(rows));
    }
    for (place, record) in records.iter().enumerate() {
        if place > 0 {
            ctx.line(format_args!(""))?;
        }
        ctx.line(format_args!("Domain: '{}'", record.dom.name))?;
        for param in &record.params {
            ctx.line(format_args!("  {}={}", param.name, shown(param, args.get(&RAW)?)))?;
        }
    }
    Ok(())
}

/// A value; what is true or false is a number to those who want it as it comes.
fn shown(param: &TypedParam, raw: bool) -> String {
    match &param.value {
        TypedValue::Boolean(value) if raw => i32::from(*value).to_string(),
        _ => params::value(param),
    }
}
