//! `vrsh domifaddr`

use anyhow::{Context as _, Result, bail};
use libvir::{DomainInterfaceAddressesSource, IpAddrType, NoFlags};
use serde_json::json;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const INTERFACE: Arg<Option<String>> = Arg::option("interface", "one interface by name").positional();
const FULL: Arg<bool> = Arg::flag("full", "name and MAC address on each line");
const SOURCE: Arg<Option<String>> = Arg::option("source", "whom to ask: lease, agent or arp");

pub(crate) const COMMAND: Command = Command {
    name: "domifaddr",
    group: Group::Monitor,
    about: "tell the addresses of a domain's network interfaces",
    since: "1.2.14",
    args: &[DOMAIN.def(), INTERFACE.def(), FULL.def(), SOURCE.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let source = match args.get(&SOURCE)?.as_deref() {
        None | Some("lease") => DomainInterfaceAddressesSource::LEASE,
        Some("agent") => DomainInterfaceAddressesSource::AGENT,
        Some("arp") => DomainInterfaceAddressesSource::ARP,
        Some(other) => bail!("Unknown data source '{other}'"),
    };
    let found = domain.interface_addresses(source, NoFlags::empty()).await;
    let mut found = found.context("Failed to query for interfaces addresses")?;
    if let Some(wanted) = args.get(&INTERFACE)? {
        found.retain(|one| one.name == wanted);
    }
    if ctx.wants_json() {
        let rows: Vec<_> = found
            .iter()
            .map(|one| {
                let addresses: Vec<_> = one
                    .addrs
                    .iter()
                    .map(|addr| json!({ "type": protocol(addr.kind), "addr": addr.addr, "prefix": addr.prefix }))
                    .collect();
                json!({ "name": one.name, "mac": one.hwaddr, "addrs": addresses })
            })
            .collect();
        return ctx.json(&json!(rows));
    }
    if ctx.is_chatty() {
        ctx.line(format_args!(" {:<10} {:<20} {:<8}     {}", "Name", "MAC address", "Protocol", "Address"))?;
        ctx.line(format_args!("{}", "-".repeat(79)))?;
    }
    for one in &found {
        let mac = one.hwaddr.as_deref().unwrap_or("N/A");
        if one.addrs.is_empty() {
            ctx.line(format_args!(" {:<10} {mac:<17}    {:<12} {}", one.name, "N/A", "N/A"))?;
        }
        for (place, addr) in one.addrs.iter().enumerate() {
            let (name, mac) =
                if place == 0 || args.get(&FULL)? { (one.name.as_str(), mac) } else { ("-", "-") };
            let kind = protocol(addr.kind);
            ctx.line(format_args!(" {name:<10} {mac:<17}    {kind:<12} {}/{}", addr.addr, addr.prefix))?;
        }
    }
    Ok(())
}

fn protocol(kind: IpAddrType) -> &'static str {
    if kind == IpAddrType::IPV6 { "ipv6" } else { "ipv4" }
}
