//! `vrsh create`

use anyhow::{Context as _, Result};
use libvir::DomainCreateFlags;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, FilePath, Group};

const FILE: Arg<FilePath> = Arg::value("file", "file with the domain's XML document");
const PAUSED: Arg<bool> = Arg::flag("paused", "do not let its CPUs run yet");
const AUTODESTROY: Arg<bool> = Arg::flag("autodestroy", "end the domain with this connection");
const VALIDATE: Arg<bool> = Arg::flag("validate", "hold the document against its schema");
const RESET_NVRAM: Arg<bool> = Arg::flag("reset-nvram", "begin with fresh firmware variables");

pub(crate) const COMMAND: Command = Command {
    name: "create",
    group: Group::Domain,
    about: "start a domain that is not kept, from an XML file",
    since: "0.5.0",
    args: &[FILE.def(), PAUSED.def(), AUTODESTROY.def(), VALIDATE.def(), RESET_NVRAM.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let file = args.get(&FILE)?;
    let xml = ctx.read_document(&file.0)?;
    let flags = args.flags([
        (&PAUSED, DomainCreateFlags::PAUSED),
        (&AUTODESTROY, DomainCreateFlags::AUTODESTROY),
        (&VALIDATE, DomainCreateFlags::VALIDATE),
        (&RESET_NVRAM, DomainCreateFlags::RESET_NVRAM),
    ])?;
    let conn = ctx.conn().await?;
    let created = conn.domain_create_xml(&xml, flags).await;
    let domain = created.with_context(|| format!("Failed to create domain from {file}"))?;
    ctx.say(format_args!("Domain '{}' created from {file}", domain.name()))
}
