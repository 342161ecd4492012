//! `vrsh hypervisor-cpu-compare`

use anyhow::Result;
use libvir::params::CompareHypervisorCpuParams;

use super::cpu::{self, ARCH, EMULATOR, ERROR, FILE, MACHINE, Other, VALIDATE, VIRTTYPE};
use crate::ctx::Ctx;
use crate::engine::{Args, Command, Group};

pub(crate) const COMMAND: Command = Command {
    name: "hypervisor-cpu-compare",
    group: Group::Host,
    about: "tell how a CPU compares with what this hypervisor can give",
    since: "4.4.0",
    args: &[
        FILE.def(),
        VIRTTYPE.def(),
        EMULATOR.def(),
        ARCH.def(),
        MACHINE.def(),
        ERROR.def(),
        VALIDATE.def(),
    ],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let flags = cpu::compare_flags(args)?;
    let file = args.get(&FILE)?.0;
    let cpu = cpu::cpu(ctx, &file)?;
    let mut params = CompareHypervisorCpuParams::new();
    params.emulator = args.get(&EMULATOR)?;
    params.arch = args.get(&ARCH)?;
    params.machine = args.get(&MACHINE)?;
    params.virttype = args.get(&VIRTTYPE)?;
    params.xml_cpu = cpu;
    let result = ctx.conn().await?.compare_hypervisor_cpu(&params, flags).await;
    let hypervisor = Other {
        whose: "hypervisor",
        inside: "the CPU provided by hypervisor on the host",
        in_front: "The CPU provided by hypervisor on the host",
    };
    cpu::tell(ctx, &file, &hypervisor, result)
}
