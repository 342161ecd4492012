//! `vrsh save-image-dumpxml`

use anyhow::Result;
use libvir::DomainSaveImageXmlFlags;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, FilePath, Group};

const FILE: Arg<FilePath> = Arg::value("file", "the file");
const SECURITY_INFO: Arg<bool> = Arg::flag("security-info", "passwords too");

pub(crate) const COMMAND: Command = Command {
    name: "save-image-dumpxml",
    group: Group::Domain,
    about: "show the document in a file that holds a domain's state",
    since: "0.9.5",
    args: &[FILE.def(), SECURITY_INFO.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let mut flags = DomainSaveImageXmlFlags::empty();
    if args.get(&SECURITY_INFO)? {
        flags |= DomainSaveImageXmlFlags::SECURE;
    }
    let file = ctx.path(&args.get(&FILE)?.0).to_string_lossy().into_owned();
    let xml = ctx.conn().await?.domain_save_image_get_xml_desc(&file, flags).await?;
    ctx.print(format_args!("{xml}"))
}
