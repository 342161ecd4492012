//! `vrsh hypervisor-cpu-baseline`

use anyhow::Result;
use libvir::params::BaselineHypervisorCpuParams;

use super::cpu::{self, ARCH, EMULATOR, FEATURES, FILE, MACHINE, MIGRATABLE, VIRTTYPE};
use crate::ctx::Ctx;
use crate::engine::{Args, Command, Group};

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
    let flags = cpu::baseline_flags(args)?;
    let cpus = cpu::cpus(ctx, &args.get(&FILE)?.0)?;
    let mut params = BaselineHypervisorCpuParams::new();
    params.emulator = args.get(&EMULATOR)?;
    params.arch = args.get(&ARCH)?;
    params.machine = args.get(&MACHINE)?;
    params.virttype = args.get(&VIRTTYPE)?;
    params.xml_cpus = cpus;
    let xml = ctx.conn().await?.baseline_hypervisor_cpu(&params, flags).await?;
    ctx.print(format_args!("{xml}"))
}
