//! `vrsh domxml-from-native`

use anyhow::Result;
use libvir::NoFlags;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, FilePath, Group};

const FORMAT: Arg<String> = Arg::value("format", "the format");
const FILE: Arg<FilePath> = Arg::value("config", "the configuration");

pub(crate) const COMMAND: Command = Command {
    name: "domxml-from-native",
    group: Group::Domain,
    about: "tell the document for a hypervisor's own configuration",
    since: "0.6.4",
    args: &[FORMAT.def(), FILE.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let config = ctx.read_document(&args.get(&FILE)?.0)?;
    let conn = ctx.conn().await?;
    let xml = conn.domain_xml_from_native(&args.get(&FORMAT)?, &config, NoFlags::empty()).await?;
    ctx.print(format_args!("{xml}"))
}
