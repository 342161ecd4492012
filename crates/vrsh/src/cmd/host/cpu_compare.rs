//! `vrsh cpu-compare`

use anyhow::{Context as _, Result, bail};
use libvir::{ConnectCompareCpuFlags, CpuCompareResult};

use crate::ctx::Ctx;
use crate::devices;
use crate::engine::{Arg, Args, Command, FilePath, Group};
use crate::output::Told;

const FILE: Arg<FilePath> = Arg::value("file", "document with the CPU or CPUs");
const ERROR: Arg<bool> = Arg::flag("error", "fail if it is incompatible");
const VALIDATE: Arg<bool> = Arg::flag("validate", "hold the document against the schema");

pub(crate) const COMMAND: Command = Command {
    name: "cpu-compare",
    group: Group::Host,
    about: "tell how a CPU compares with the host's",
    since: "0.7.5",
    args: &[FILE.def(), ERROR.def(), VALIDATE.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let flags = args.flags([
        (&ERROR, ConnectCompareCpuFlags::FAIL_INCOMPATIBLE),
        (&VALIDATE, ConnectCompareCpuFlags::VALIDATE_XML),
    ])?;
    let file = args.get(&FILE)?.0;
    let text = ctx.read_document(&file)?;
    let cpus = devices::cpus(&text)?;
    let Some(cpu) = cpus.first() else {
        bail!("File '{file}' does not contain a <cpu> element or is not a valid domain or capabilities XML")
    };
    let result = ctx.conn().await?.compare_cpu(cpu, flags).await;
    let result = result.with_context(|| format!("Failed to compare host CPU with {file}"))?;
    match result {
        CpuCompareResult::INCOMPATIBLE => {
            ctx.line(format_args!("CPU described in {file} is incompatible with host CPU"))?;
            Err(Told.into())
        }
        CpuCompareResult::IDENTICAL => {
            ctx.line(format_args!("CPU described in {file} is identical to host CPU"))
        }
        CpuCompareResult::SUPERSET => {
            ctx.line(format_args!("Host CPU is a superset of CPU described in {file}"))
        }
        _ => bail!("Failed to compare host CPU with {file}"),
    }
}
