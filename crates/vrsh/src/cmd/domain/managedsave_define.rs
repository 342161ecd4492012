//! `vrsh managedsave-define`

use anyhow::{Context as _, Result};
use libvir::DomainSaveRestoreFlags;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, FilePath, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const XML: Arg<FilePath> = Arg::value("xml", "the document");
const RUNNING: Arg<bool> = Arg::flag("running", "it runs when it is restored");
const PAUSED: Arg<bool> = Arg::flag("paused", "it is paused when it is restored");

pub(crate) const COMMAND: Command = Command {
    name: "managedsave-define",
    group: Group::Domain,
    about: "put another document into the state that the daemon keeps",
    since: "3.7.0",
    args: &[DOMAIN.def(), XML.def(), RUNNING.def(), PAUSED.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;

    args.exclusive(&RUNNING, &PAUSED)?;
    let flags =
        args.flags([(&RUNNING, DomainSaveRestoreFlags::RUNNING), (&PAUSED, DomainSaveRestoreFlags::PAUSED)])?;
    let file = args.get(&XML)?.0;
    let xml = ctx.read_document(&file)?;
    let done = domain.managed_save_define_xml(Some(&xml), flags).await;
    done.with_context(|| format!("Failed to update {file} XML configuration"))?;
    ctx.say(format_args!("Managed save state file of domain '{}' updated.", domain.name()))
}
