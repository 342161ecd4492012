//! `vrsh domxml-to-native`

use anyhow::{Result, bail};
use libvir::{DomainXmlFlags, NoFlags};

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, FilePath, Group};

const FORMAT: Arg<String> = Arg::value("format", "such as qemu-argv");
const DOMAIN: Arg<Option<DomainSel>> = Arg::option("domain", "a domain that is defined");
const XML: Arg<Option<FilePath>> = Arg::option("xml", "a document").positional();

pub(crate) const COMMAND: Command = Command {
    name: "domxml-to-native",
    group: Group::Domain,
    about: "tell the hypervisor's own configuration for a domain",
    since: "0.6.4",
    args: &[FORMAT.def(), DOMAIN.def(), XML.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    args.exclusive(&DOMAIN, &XML)?;
    let xml = match (args.get(&DOMAIN)?, args.get(&XML)?) {
        (Some(domain), _) => ctx.domain(&domain).await?.get_xml_desc(DomainXmlFlags::SECURE).await?,
        (None, Some(file)) => ctx.read_document(&file.0)?,
        (None, None) => bail!("need either domain or domain XML"),
    };
    let conn = ctx.conn().await?;
    let native = conn.domain_xml_to_native(&args.get(&FORMAT)?, &xml, NoFlags::empty()).await?;
    ctx.print(format_args!("{native}"))
}
