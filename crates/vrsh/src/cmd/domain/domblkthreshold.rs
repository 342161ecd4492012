//! `vrsh domblkthreshold`

use anyhow::Result;
use libvir::NoFlags;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, ByteSize, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const DEV: Arg<String> = Arg::value("dev", "disk or layer, such as vda[1]");
const THRESHOLD: Arg<ByteSize> = Arg::value("threshold", "the mark");

pub(crate) const COMMAND: Command = Command {
    name: "domblkthreshold",
    group: Group::Domain,
    about: "set the mark of a disk whose crossing is told",
    since: "3.2.0",
    args: &[DOMAIN.def(), DEV.def(), THRESHOLD.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let threshold = args.get(&THRESHOLD)?.0;
    Ok(domain.set_block_threshold(&args.get(&DEV)?, threshold, NoFlags::empty()).await?)
}
