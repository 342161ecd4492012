//! `vrsh detach-interface`

use anyhow::{Context as _, Result, bail};

use super::device::{self, PERSISTENT};
use crate::affect::{CONFIG, CURRENT, LIVE};
use crate::ctx::Ctx;
use crate::devices;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const TYPE: Arg<String> = Arg::value("type", "its kind");
const MAC: Arg<Option<String>> = Arg::option("mac", "its MAC address");
const PRINT_XML: Arg<bool> = Arg::flag("print-xml", "show the document only");

pub(crate) const COMMAND: Command = Command {
    name: "detach-interface",
    group: Group::Domain,
    about: "take out a network interface",
    since: "0.8.0",
    args: &[
        DOMAIN.def(),
        TYPE.def(),
        MAC.def(),
        PERSISTENT.def(),
        PRINT_XML.def(),
        CONFIG.def(),
        LIVE.def(),
        CURRENT.def(),
    ],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let flags = device::flags(args, &domain).await?;
    let xml = device::document(&domain, flags).await?;
    let kind = args.get(&TYPE)?;
    let of_kind: Vec<_> = devices::interfaces(&xml)?.into_iter().filter(|one| one.kind == kind).collect();
    if of_kind.is_empty() {
        bail!("No interface found whose type is {kind}");
    }
    let found = match args.get(&MAC)? {
        Some(mac) => match of_kind.into_iter().find(|one| one.is(&mac)) {
            Some(found) => found,
            None => bail!("No interface with MAC address {mac} was found"),
        },
        None => match <[devices::Interface; 1]>::try_from(of_kind) {
            Ok([found]) => found,
            Err(several) => bail!(
                "Domain has {} interfaces. Please specify which one to detach using --mac",
                several.len()
            ),
        },
    };
    if args.get(&PRINT_XML)? {
        return ctx.line(format_args!("{}", found.xml));
    }
    let done = device::detach(args, &domain, &found.xml, flags).await;
    done.context("Failed to detach interface")?;
    ctx.say(format_args!("Interface detached successfully"))
}
