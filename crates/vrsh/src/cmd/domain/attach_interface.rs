//! `vrsh attach-interface`

use anyhow::{Context as _, Result, bail};

use super::device::{self, PERSISTENT};
use crate::affect::{CONFIG, CURRENT, LIVE};
use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};
use crate::markup::element;

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const TYPE: Arg<String> = Arg::value("type", "network, bridge, direct or hostdev");
const SOURCE: Arg<String> = Arg::value("source", "what it is connected to");
const TARGET: Arg<Option<String>> = Arg::option("target", "its name on the host");
const MAC: Arg<Option<String>> = Arg::option("mac", "MAC address");
const SCRIPT: Arg<Option<String>> = Arg::option("script", "script for a bridge");
const MODEL: Arg<Option<String>> = Arg::option("model", "model");
const ALIAS: Arg<Option<String>> = Arg::option("alias", "alias");
const PRINT_XML: Arg<bool> = Arg::flag("print-xml", "show the document only");
const MANAGED: Arg<bool> = Arg::flag("managed", "the host gives the device up by itself");

pub(crate) const COMMAND: Command = Command {
    name: "attach-interface",
    group: Group::Domain,
    about: "plug in a network interface",
    since: "0.8.0",
    args: &[
        DOMAIN.def(),
        TYPE.def(),
        SOURCE.def(),
        TARGET.def(),
        MAC.def(),
        SCRIPT.def(),
        MODEL.def(),
        ALIAS.def(),
        PRINT_XML.def(),
        MANAGED.def(),
        PERSISTENT.def(),
        CONFIG.def(),
        LIVE.def(),
        CURRENT.def(),
    ],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let flags = device::flags(args, &domain).await?;
    let xml = document(args)?;
    if args.get(&PRINT_XML)? {
        return ctx.print(format_args!("{xml}"));
    }
    let done = device::attach(args, &domain, &xml, flags).await;
    done.context("Failed to attach interface")?;
    ctx.say(format_args!("Interface attached successfully"))
}

/// The interface that was described.
fn document(args: &Args) -> Result<String> {
    let (kind, source) = (args.get(&TYPE)?, args.get(&SOURCE)?);
    let mut card = element("interface").attr("type", Some(&kind));
    card = match kind.as_str() {
        "network" | "bridge" => card.child(element("source").attr(&kind, Some(&source))),
        "direct" => card.child(element("source").attr("dev", Some(&source))),
        "hostdev" => {
            let managed = if args.get(&MANAGED)? { "yes" } else { "no" };
            let parts: Option<Vec<&str>> = source.split_once(['.']).and_then(|(rest, function)| {
                let mut parts: Vec<&str> = rest.split(':').collect();
                parts.push(function);
                (parts.len() == 4).then_some(parts)
            });
            let Some([domain, bus, slot, function]) =
                parts.as_deref().and_then(|parts| <[&str; 4]>::try_from(parts).ok())
            else {
                bail!("cannot parse pci address '{source}' for network interface");
            };
            let hex = |digits: &str| format!("0x{digits}");
            let address = element("address")
                .attr("type", Some("pci"))
                .attr("domain", Some(&hex(domain)))
                .attr("bus", Some(&hex(bus)))
                .attr("slot", Some(&hex(slot)))
                .attr("function", Some(&hex(function)));
            card.attr("managed", Some(managed)).child(element("source").child(address))
        }
        other => bail!("No support for {other} in command 'attach-interface'"),
    };
    for (name, attribute, value) in [
        ("target", "dev", args.get(&TARGET)?),
        ("mac", "address", args.get(&MAC)?),
        ("script", "path", args.get(&SCRIPT)?),
        ("model", "type", args.get(&MODEL)?),
        ("alias", "name", args.get(&ALIAS)?),
    ] {
        if let Some(value) = value {
            card = card.child(element(name).attr(attribute, Some(&value)));
        }
    }
    Ok(card.to_string())
}
