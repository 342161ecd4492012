//! `vrsh save`

use anyhow::{Context as _, Result};
use libvir::DomainSaveRestoreFlags;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, FilePath, Group};
use crate::progress::watch;

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const FILE: Arg<FilePath> = Arg::value("file", "the file");
const BYPASS_CACHE: Arg<bool> = Arg::flag("bypass-cache", "write past the host's cache");
const XML: Arg<Option<FilePath>> = Arg::option("xml", "document that the domain is restored with");
const RUNNING: Arg<bool> = Arg::flag("running", "it runs when it is restored");
const PAUSED: Arg<bool> = Arg::flag("paused", "it is paused when it is restored");
const VERBOSE: Arg<bool> = Arg::flag("verbose", "show how far it is");

pub(crate) const COMMAND: Command = Command {
    name: "save",
    group: Group::Domain,
    about: "save a domain's state to a file, and stop it",
    since: "0.1.1",
    args: &[
        DOMAIN.def(),
        FILE.def(),
        BYPASS_CACHE.def(),
        XML.def(),
        RUNNING.def(),
        PAUSED.def(),
        VERBOSE.def(),
    ],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    args.exclusive(&RUNNING, &PAUSED)?;
    let flags = args.flags([
        (&BYPASS_CACHE, DomainSaveRestoreFlags::BYPASS_CACHE),
        (&RUNNING, DomainSaveRestoreFlags::RUNNING),
        (&PAUSED, DomainSaveRestoreFlags::PAUSED),
    ])?;
    let file = args.get(&FILE)?.0;
    let to = ctx.path(&file).to_string_lossy().into_owned();
    let xml = args.get(&XML)?.map(|path| ctx.read_document(&path.0)).transpose()?;
    let saving = async {
        if flags.is_empty() && xml.is_none() {
            domain.save(&to).await
        } else {
            domain.save_flags(&to, xml.as_deref(), flags).await
        }
    };
    let done = watch(ctx, &domain, "Save", args.get(&VERBOSE)?, saving).await;
    done.with_context(|| format!("Failed to save domain '{}' to {file}", domain.name()))?;
    ctx.say(format_args!("\nDomain '{}' saved to {file}", domain.name()))
}
