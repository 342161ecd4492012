//! `vrsh define`

use anyhow::{Context as _, Result};
use libvir::DomainDefineFlags;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, FilePath, Group};

const FILE: Arg<FilePath> = Arg::value("file", "file with the domain's XML document");
const VALIDATE: Arg<bool> = Arg::flag("validate", "hold the document against its schema");

pub(crate) const COMMAND: Command = Command {
    name: "define",
    group: Group::Domain,
    about: "keep a domain, or change one that is kept, from an XML file",
    since: "0.1.1",
    args: &[FILE.def(), VALIDATE.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let file = args.get(&FILE)?;
    let xml = ctx.read_document(&file.0)?;
    let conn = ctx.conn().await?;
    let defined = if args.get(&VALIDATE)? {
        conn.domain_define_xml_flags(&xml, DomainDefineFlags::VALIDATE).await
    } else {
        conn.domain_define_xml(&xml).await
    };
    let domain = defined.with_context(|| format!("Failed to define domain from {file}"))?;
    ctx.say(format_args!("Domain '{}' defined from {file}", domain.name()))
}
