//! `vrsh dump`

use anyhow::{Context as _, Result, bail};
use libvir::{DomainCoreDumpFlags, DomainCoreDumpFormat};

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, FilePath, Group};
use crate::progress::watch;

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const FILE: Arg<FilePath> = Arg::value("file", "the file");
const LIVE: Arg<bool> = Arg::flag("live", "let it run meanwhile");
const CRASH: Arg<bool> = Arg::flag("crash", "end it afterwards");
const BYPASS_CACHE: Arg<bool> = Arg::flag("bypass-cache", "write past the host's cache");
const RESET: Arg<bool> = Arg::flag("reset", "reset it afterwards");
const VERBOSE: Arg<bool> = Arg::flag("verbose", "show how far it is");
const MEMORY_ONLY: Arg<bool> = Arg::flag("memory-only", "memory and registers only");
const FORMAT: Arg<Option<String>> =
    Arg::option("format", "elf, kdump-zlib, kdump-lzo, kdump-snappy or win-dmp");

pub(crate) const COMMAND: Command = Command {
    name: "dump",
    group: Group::Domain,
    about: "write a domain's memory to a file, to be looked into",
    since: "0.1.9",
    args: &[
        DOMAIN.def(),
        FILE.def(),
        LIVE.def(),
        CRASH.def(),
        BYPASS_CACHE.def(),
        RESET.def(),
        VERBOSE.def(),
        MEMORY_ONLY.def(),
        FORMAT.def(),
    ],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    args.exclusive(&LIVE, &CRASH)?;
    args.exclusive(&CRASH, &RESET)?;
    args.require(&FORMAT, &MEMORY_ONLY)?;
    let flags = args.flags([
        (&LIVE, DomainCoreDumpFlags::LIVE),
        (&CRASH, DomainCoreDumpFlags::CRASH),
        (&BYPASS_CACHE, DomainCoreDumpFlags::BYPASS_CACHE),
        (&RESET, DomainCoreDumpFlags::RESET),
        (&MEMORY_ONLY, DomainCoreDumpFlags::MEMORY_ONLY),
    ])?;
    let format = match args.get(&FORMAT)?.as_deref() {
        None => None,
        Some("elf") => Some(DomainCoreDumpFormat::RAW),
        Some("kdump-zlib") => Some(DomainCoreDumpFormat::KDUMP_ZLIB),
        Some("kdump-lzo") => Some(DomainCoreDumpFormat::KDUMP_LZO),
        Some("kdump-snappy") => Some(DomainCoreDumpFormat::KDUMP_SNAPPY),
        Some("win-dmp") => Some(DomainCoreDumpFormat::WIN_DMP),
        Some(other) => bail!(
            "format '{other}' is not supported, expecting 'kdump-zlib', 'kdump-lzo', 'kdump-snappy', 'win-dmp' or 'elf'"
        ),
    };
    let file = args.get(&FILE)?.0;
    let to = ctx.path(&file).to_string_lossy().into_owned();
    let dumping = async {
        match format {
            Some(format) => domain.core_dump_with_format(&to, format, flags).await,
            None => domain.core_dump(&to, flags).await,
        }
    };
    let done = watch(ctx, &domain, "Dump", args.get(&VERBOSE)?, dumping).await;
    done.with_context(|| format!("Failed to core dump domain '{}' to {file}", domain.name()))?;
    ctx.say(format_args!("\nDomain '{}' dumped to {file}", domain.name()))
}
