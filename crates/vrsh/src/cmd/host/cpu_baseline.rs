//! `vrsh cpu-baseline`

use anyhow::{Result, bail};
use libvir::ConnectBaselineCpuFlags;

use crate::ctx::Ctx;
use crate::devices;
use crate::engine::{Arg, Args, Command, FilePath, Group};

const FILE: Arg<FilePath> = Arg::value("file", "document with the CPU or CPUs");
const FEATURES: Arg<bool> = Arg::flag("features", "list features that the model has");
const MIGRATABLE: Arg<bool> = Arg::flag("migratable", "only features that can migrate");

pub(crate) const COMMAND: Command = Command {
    name: "cpu-baseline",
    group: Group::Host,
    about: "tell the CPU that all of these can stand for",
    since: "0.7.7",
    args: &[FILE.def(), FEATURES.def(), MIGRATABLE.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let flags = args.flags([
        (&FEATURES, ConnectBaselineCpuFlags::EXPAND_FEATURES),
        (&MIGRATABLE, ConnectBaselineCpuFlags::MIGRATABLE),
    ])?;
    let file = args.get(&FILE)?.0;
    let cpus = devices::cpus(&ctx.read_document(&file)?)?;
    if cpus.is_empty() {
        bail!("No host CPU specified in '{file}'");
    }
    let xml = ctx.conn().await?.baseline_cpu(&cpus, flags).await?;
    ctx.print(format_args!("{xml}"))
}
