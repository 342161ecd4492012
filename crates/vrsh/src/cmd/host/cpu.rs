//! What the commands that compare CPUs have in common.

use anyhow::{Context as _, Result, bail};
use libvir::{ConnectBaselineCpuFlags, ConnectCompareCpuFlags, CpuCompareResult};

use crate::ctx::Ctx;
use crate::devices;
use crate::engine::{Arg, Args, FilePath};
use crate::output::Told;

pub(super) const FILE: Arg<FilePath> = Arg::value("file", "document with the CPU or CPUs");
pub(super) const VIRTTYPE: Arg<Option<String>> = Arg::option("virttype", "kind of virtualization");
pub(super) const EMULATOR: Arg<Option<String>> = Arg::option("emulator", "path of the emulator");
pub(super) const ARCH: Arg<Option<String>> = Arg::option("arch", "architecture of the guest");
pub(super) const MACHINE: Arg<Option<String>> = Arg::option("machine", "machine type");
pub(super) const FEATURES: Arg<bool> = Arg::flag("features", "list features that the model has");
pub(super) const MIGRATABLE: Arg<bool> = Arg::flag("migratable", "only features that can migrate");
pub(super) const ERROR: Arg<bool> = Arg::flag("error", "fail if it is incompatible");
pub(super) const VALIDATE: Arg<bool> = Arg::flag("validate", "hold the document against the schema");

/// How a common CPU is looked for.
pub(super) fn baseline_flags(args: &Args) -> Result<ConnectBaselineCpuFlags> {
    args.flags([
        (&FEATURES, ConnectBaselineCpuFlags::EXPAND_FEATURES),
        (&MIGRATABLE, ConnectBaselineCpuFlags::MIGRATABLE),
    ])
}

/// How two CPUs are compared.
pub(super) fn compare_flags(args: &Args) -> Result<ConnectCompareCpuFlags> {
    args.flags([
        (&ERROR, ConnectCompareCpuFlags::FAIL_INCOMPATIBLE),
        (&VALIDATE, ConnectCompareCpuFlags::VALIDATE_XML),
    ])
}

/// All CPUs in the file; at least one.
pub(super) fn cpus(ctx: &Ctx, file: &str) -> Result<Vec<String>> {
    let cpus = devices::cpus(&ctx.read_document(file)?)?;
    if cpus.is_empty() {
        bail!("No host CPU specified in '{file}'");
    }
    Ok(cpus)
}

/// The first CPU in the file.
pub(super) fn cpu(ctx: &Ctx, file: &str) -> Result<String> {
    let Some(cpu) = devices::cpus(&ctx.read_document(file)?)?.into_iter().next() else {
        bail!("File '{file}' does not contain a <cpu> element or is not a valid domain or capabilities XML")
    };
    Ok(cpu)
}

/// With what a CPU was compared, in the words of the answers.
pub(super) struct Other {
    pub(super) whose: &'static str,
    pub(super) inside: &'static str,
    pub(super) in_front: &'static str,
}

/// Tells how the file's CPU compares.
pub(super) fn tell(
    ctx: &Ctx,
    file: &str,
    other: &Other,
    result: libvir::Result<CpuCompareResult>,
) -> Result<()> {
    let Other { whose, inside, in_front } = other;
    let failed = || format!("Failed to compare {whose} CPU with {file}");
    match result.with_context(failed)? {
        CpuCompareResult::INCOMPATIBLE => {
            ctx.line(format_args!("CPU described in {file} is incompatible with {inside}"))?;
            Err(Told.into())
        }
        CpuCompareResult::IDENTICAL => {
            ctx.line(format_args!("CPU described in {file} is identical to {inside}"))
        }
        CpuCompareResult::SUPERSET => {
            ctx.line(format_args!("{in_front} is a superset of CPU described in {file}"))
        }
        _ => bail!(failed()),
    }
}
