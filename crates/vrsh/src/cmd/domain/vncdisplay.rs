//! `vrsh vncdisplay`

use anyhow::{Result, bail};
use libvir::DomainXmlFlags;

use crate::ctx::Ctx;
use crate::devices;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");

pub(crate) const COMMAND: Command = Command {
    name: "vncdisplay",
    group: Group::Domain,
    about: "tell the address of a domain's VNC display",
    since: "0.1.1",
    args: &[DOMAIN.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    if !domain.is_active().await? {
        bail!("Domain is not running");
    }
    let xml = domain.get_xml_desc(DomainXmlFlags::empty()).await?;
    let vnc = devices::displays(&xml)?.into_iter().find(|display| display.kind == "vnc");
    let Some(vnc) = vnc else { bail!("Failed to get VNC port. Is this domain using VNC?") };
    let Some(port) = vnc.port.filter(|port| *port >= 0) else {
        bail!("Failed to get VNC port. Is this domain using VNC?")
    };
    let host = vnc.listen.filter(|host| host != "0.0.0.0").unwrap_or_default();
    ctx.line(format_args!("{host}:{}", port - 5900))
}
