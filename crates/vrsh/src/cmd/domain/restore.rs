//! `vrsh restore`

use anyhow::{Context as _, Result};
use libvir::DomainSaveRestoreFlags;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, FilePath, Group};

const FILE: Arg<FilePath> = Arg::value("file", "the file");
const BYPASS_CACHE: Arg<bool> = Arg::flag("bypass-cache", "read past the host's cache");
const XML: Arg<Option<FilePath>> = Arg::option("xml", "document that the domain is restored with");
const RUNNING: Arg<bool> = Arg::flag("running", "it runs when it is restored");
const PAUSED: Arg<bool> = Arg::flag("paused", "it is paused when it is restored");
const RESET_NVRAM: Arg<bool> = Arg::flag("reset-nvram", "begin with fresh firmware variables");

pub(crate) const COMMAND: Command = Command {
    name: "restore",
    group: Group::Domain,
    about: "restore a domain from a file that holds its state",
    since: "0.1.1",
    args: &[FILE.def(), BYPASS_CACHE.def(), XML.def(), RUNNING.def(), PAUSED.def(), RESET_NVRAM.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    args.exclusive(&RUNNING, &PAUSED)?;
    let flags = args.flags([
        (&BYPASS_CACHE, DomainSaveRestoreFlags::BYPASS_CACHE),
        (&RUNNING, DomainSaveRestoreFlags::RUNNING),
        (&PAUSED, DomainSaveRestoreFlags::PAUSED),
        (&RESET_NVRAM, DomainSaveRestoreFlags::RESET_NVRAM),
    ])?;
    let file = args.get(&FILE)?.0;
    let from = ctx.path(&file).to_string_lossy().into_owned();
    let xml = args.get(&XML)?.map(|path| ctx.read_document(&path.0)).transpose()?;
    let conn = ctx.conn().await?;
    let done = if flags.is_empty() && xml.is_none() {
        conn.domain_restore(&from).await
    } else {
        conn.domain_restore_flags(&from, xml.as_deref(), flags).await
    };
    done.with_context(|| format!("Failed to restore domain from {file}"))?;
    ctx.say(format_args!("Domain restored from {file}"))
}
