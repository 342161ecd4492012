//! `vrsh hypervisor-cpu-compare`

use anyhow::{Context as _, Result, bail};
use libvir::{ConnectCompareCpuFlags, CpuCompareResult};

use crate::ctx::Ctx;
use crate::devices;
use crate::engine::{Arg, Args, Command, FilePath, Group};
use crate::output::Told;
use libvir::params::CompareHypervisorCpuParams;

const FILE: Arg<FilePath> = Arg::value("file", "document with the CPU or CPUs");
const VIRTTYPE: Arg<Option<String>> = Arg::option("virttype", "kind of virtualization");
const EMULATOR: Arg<Option<String>> = Arg::option("emulator", "path of the emulator");
const ARCH: Arg<Option<String>> = Arg::option("arch", "architecture of the guest");
const MACHINE: Arg<Option<String>> = Arg::option("machine", "machine type");
const ERROR: Arg<bool> = Arg::flag("error", "fail if it is incompatible");
const VALIDATE: Arg<bool> = Arg::flag("validate", "hold the document against the schema");

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
    let flags = args.flags([
        (&ERROR, ConnectCompareCpuFlags::FAIL_INCOMPATIBLE),
        (&VALIDATE, ConnectCompareCpuFlags::VALIDATE_XML),
    ])?;
    let file = args.get(&FILE)?.0;
    let cpus = devices::cpus(&ctx.read_document(&file)?)?;
    let Some(cpu) = cpus.into_iter().next() else {
        bail!("File '{file}' does not contain a <cpu> element or is not a valid domain or capabilities XML")
    };
    let mut params = CompareHypervisorCpuParams::new();
    params.emulator = args.get(&EMULATOR)?;
    params.arch = args.get(&ARCH)?;
    params.machine = args.get(&MACHINE)?;
    params.virttype = args.get(&VIRTTYPE)?;
    params.xml_cpu = cpu;
    let result = ctx.conn().await?.compare_hypervisor_cpu(&params, flags).await;
    let result = result.with_context(|| format!("Failed to compare hypervisor CPU with {file}"))?;
    match result {
        CpuCompareResult::INCOMPATIBLE => {
            ctx.line(format_args!(
                "CPU described in {file} is incompatible with the CPU provided by hypervisor on the host"
            ))?;
            Err(Told.into())
        }
        CpuCompareResult::IDENTICAL => ctx.line(format_args!(
            "CPU described in {file} is identical to the CPU provided by hypervisor on the host"
        )),
        CpuCompareResult::SUPERSET => ctx.line(format_args!(
            "The CPU provided by hypervisor on the host is a superset of CPU described in {file}"
        )),
        _ => bail!("Failed to compare hypervisor CPU with {file}"),
    }
}
