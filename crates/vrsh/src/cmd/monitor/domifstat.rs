//! `vrsh domifstat`

use anyhow::{Context as _, Result};
use serde_json::json;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const INTERFACE: Arg<String> = Arg::value("interface", "name or MAC address of the interface");

pub(crate) const COMMAND: Command = Command {
    name: "domifstat",
    group: Group::Monitor,
    about: "tell what a network interface has done",
    since: "0.3.2",
    args: &[DOMAIN.def(), INTERFACE.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let device = args.get(&INTERFACE)?;
    let stats = domain.interface_stats(&device).await;
    let stats = stats.with_context(|| format!("Failed to get interface stats {} {device}", domain.name()))?;
    let all = [
        ("rx_bytes", stats.rx_bytes),
        ("rx_packets", stats.rx_packets),
        ("rx_errs", stats.rx_errs),
        ("rx_drop", stats.rx_drop),
        ("tx_bytes", stats.tx_bytes),
        ("tx_packets", stats.tx_packets),
        ("tx_errs", stats.tx_errs),
        ("tx_drop", stats.tx_drop),
    ];
    let known = all.into_iter().filter(|(_, value)| *value >= 0);
    if ctx.wants_json() {
        let members = known.map(|(name, value)| (name.to_owned(), json!(value)));
        return ctx.json(&serde_json::Value::Object(members.collect()));
    }
    for (name, value) in known {
        ctx.line(format_args!("{device} {name} {value}"))?;
    }
    Ok(())
}
