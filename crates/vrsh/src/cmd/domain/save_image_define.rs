//! `vrsh save-image-define`

use anyhow::{Context as _, Result};
use libvir::DomainSaveRestoreFlags;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, FilePath, Group};

const FILE: Arg<FilePath> = Arg::value("file", "the file");
const XML: Arg<FilePath> = Arg::value("xml", "the document");
const RUNNING: Arg<bool> = Arg::flag("running", "it runs when it is restored");
const PAUSED: Arg<bool> = Arg::flag("paused", "it is paused when it is restored");

pub(crate) const COMMAND: Command = Command {
    name: "save-image-define",
    group: Group::Domain,
    about: "put another document into a file that holds a domain's state",
    since: "0.9.5",
    args: &[FILE.def(), XML.def(), RUNNING.def(), PAUSED.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    args.exclusive(&RUNNING, &PAUSED)?;
    let flags =
        args.flags([(&RUNNING, DomainSaveRestoreFlags::RUNNING), (&PAUSED, DomainSaveRestoreFlags::PAUSED)])?;
    let file = args.get(&FILE)?.0;
    let path = ctx.path(&file).to_string_lossy().into_owned();
    let xml = ctx.read_document(&args.get(&XML)?.0)?;
    let done = ctx.conn().await?.domain_save_image_define_xml(&path, &xml, flags).await;
    done.with_context(|| format!("Failed to update {file}"))?;
    ctx.say(format_args!("State file {file} updated."))
}
