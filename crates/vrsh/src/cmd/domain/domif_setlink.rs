//! `vrsh domif-setlink`

use anyhow::{Context as _, Result, bail};
use libvir::{DomainDeviceModifyFlags, DomainXmlFlags};

use crate::ctx::Ctx;
use crate::devices;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const INTERFACE: Arg<String> = Arg::value("interface", "name or MAC address of the interface");
const STATE: Arg<String> = Arg::value("state", "up or down");
const CONFIG_: Arg<bool> = Arg::flag("config", "what it starts with next");
const PERSISTENT: Arg<bool> = Arg::flag("persistent", "the same");

pub(crate) const COMMAND: Command = Command {
    name: "domif-setlink",
    group: Group::Domain,
    about: "plug an interface's cable in or out",
    since: "0.9.5",
    args: &[DOMAIN.def(), INTERFACE.def(), STATE.def(), CONFIG_.def(), PERSISTENT.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let state = args.get(&STATE)?;
    if state != "up" && state != "down" {
        bail!("invalid link state '{state}'");
    }
    let config = args.get(&CONFIG_)? || args.get(&PERSISTENT)? || !domain.is_active().await?;
    let (flags, xml_flags) = if config {
        (DomainDeviceModifyFlags::CONFIG, DomainXmlFlags::INACTIVE)
    } else {
        (DomainDeviceModifyFlags::LIVE, DomainXmlFlags::empty())
    };
    let xml = domain.get_xml_desc(xml_flags).await?;
    let wanted = args.get(&INTERFACE)?;
    let found = devices::interfaces(&xml)?.into_iter().find(|one| one.is(&wanted));
    let Some(found) = found else { bail!("interface '{wanted}' not found") };
    let changed = devices::with_link(&found.xml, &state)?;
    domain.update_device_flags(&changed, flags).await.context("Failed to update interface link state")?;
    ctx.say(format_args!("Device updated successfully"))
}
