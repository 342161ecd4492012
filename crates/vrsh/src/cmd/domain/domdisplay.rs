//! `vrsh domdisplay`

use anyhow::{Result, bail};
use libvir::DomainXmlFlags;

use crate::ctx::Ctx;
use crate::devices;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const INCLUDE_PASSWORD: Arg<bool> = Arg::flag("include-password", "the password too");
const TYPE: Arg<Option<String>> = Arg::option("type", "vnc, spice or rdp");
const ALL: Arg<bool> = Arg::flag("all", "all of them");

pub(crate) const COMMAND: Command = Command {
    name: "domdisplay",
    group: Group::Domain,
    about: "tell where a viewer finds a domain's display",
    since: "0.9.13",
    args: &[DOMAIN.def(), INCLUDE_PASSWORD.def(), TYPE.def(), ALL.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    if !domain.is_active().await? {
        bail!("Domain is not running");
    }
    let secret = args.get(&INCLUDE_PASSWORD)?;
    let flags = if secret { DomainXmlFlags::SECURE } else { DomainXmlFlags::empty() };
    let xml = domain.get_xml_desc(flags).await?;
    let wanted = args.get(&TYPE)?;
    let displays = devices::displays(&xml)?;
    let mut uris = ["vnc", "spice", "rdp", "dbus"].into_iter().flat_map(|kind| {
        let of_kind = displays.iter().filter(move |display| display.kind == kind);
        let wanted = wanted.as_deref().is_none_or(|wanted| wanted == kind);
        of_kind.filter(move |_| wanted).filter_map(devices::Display::uri)
    });
    if args.get(&ALL)? {
        return uris.try_for_each(|uri| ctx.line(format_args!("{uri}")));
    }
    match (uris.next(), &wanted) {
        (Some(uri), _) => ctx.last_line(format_args!("{uri}")),
        (None, Some(kind)) => bail!("No graphical display with type '{kind}' found"),
        (None, None) => bail!("No graphical display found"),
    }
}
