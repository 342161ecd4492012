//! `vrsh hypervisor-cpu-baseline`

use anyhow::{Result, bail};
use libvir::ConnectBaselineCpuFlags;

use crate::ctx::Ctx;
use crate::devices;
use crate::engine::{Arg, Args, Command, FilePath, Group};
use libvir::params::BaselineHypervisorCpuParams;

const FILE: Arg<FilePath> = Arg::value("file", "document with the CPU or CPUs");
const VIRTTYPE: Arg<Option<String>> = Arg::option("virttype", "kind of virtualization");
const EMULATOR: Arg<Option<String>> = Arg::option("emulator", "path of the emulator");
const ARCH: Arg<Option<String>> = Arg::option("arch", "architecture of the guest");
const MACHINE: Arg<Option<String>> = Arg::option("machine", "machine type");
const FEATURES: Arg<bool> = Arg::flag("features", "list features that the model has");
const MIGRATABLE: Arg<bool> = Arg::flag("migratable", "only features that can migrate");

pub(crate) const COMMAND: Command = Command {
    name: "hypervisor-cpu-baseline",
    group: Group::Host,
    about: "tell the CPU that all of these can stand for on this hypervisor",
    since: "4.4.0",
    args: &[
        FILE.def(),
        VIRTTYPE.def(),
        EMULATOR.def(),
        ARCH.def(),
        MACHINE.def(),
        FEATURES.def(),
        MIGRATABLE.def(),
    ],
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
    let mut params = BaselineHypervisorCpuParams::new();
    params.emulator = args.get(&EMULATOR)?;
    params.arch = args.get(&ARCH)?;
    params.machine = args.get(&MACHINE)?;
    params.virttype = args.get(&VIRTTYPE)?;
    params.xml_cpus = cpus;
    let xml = ctx.conn().await?.baseline_hypervisor_cpu(&params, flags).await?;
    ctx.print(format_args!("{xml}"))
}
