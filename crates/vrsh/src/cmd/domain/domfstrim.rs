//! `vrsh domfstrim`

use anyhow::{Context as _, Result};
use libvir::NoFlags;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, ByteSize, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const MINIMUM: Arg<Option<ByteSize>> = Arg::option("minimum", "shortest run of blocks that is worth it");
const MOUNTPOINT: Arg<Option<String>> = Arg::option("mountpoint", "where in the guest");

pub(crate) const COMMAND: Command = Command {
    name: "domfstrim",
    group: Group::Domain,
    about: "let the guest give back unused blocks",
    since: "1.0.1",
    args: &[DOMAIN.def(), MINIMUM.def(), MOUNTPOINT.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let minimum = args.get(&MINIMUM)?.map_or(0, |size| size.0);
    let done = domain.fstrim(args.get(&MOUNTPOINT)?.as_deref(), minimum, NoFlags::empty()).await;
    done.context("Unable to invoke fstrim")
}
