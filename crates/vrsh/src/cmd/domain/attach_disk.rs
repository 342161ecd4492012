//! `vrsh attach-disk`

use anyhow::{Context as _, Result, bail};

use super::device::{self, PERSISTENT};
use crate::affect::{CONFIG, CURRENT, LIVE};
use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};
use crate::markup::{Element, element};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const SOURCE: Arg<String> = Arg::value("source", "file or device; empty for an empty drive").allow_empty();
const TARGET: Arg<String> = Arg::value("target", "name in the guest, such as vdb");
const TARGETBUS: Arg<Option<String>> = Arg::option("targetbus", "bus");
const DRIVER: Arg<Option<String>> = Arg::option("driver", "driver");
const SUBDRIVER: Arg<Option<String>> = Arg::option("subdriver", "format: raw, qcow2 …");
const CACHE: Arg<Option<String>> = Arg::option("cache", "cache mode");
const IO: Arg<Option<String>> = Arg::option("io", "how it is read and written");
const TYPE: Arg<Option<String>> = Arg::option("type", "disk, cdrom or floppy");
const MODE: Arg<Option<String>> = Arg::option("mode", "readonly or shareable");
const SOURCETYPE: Arg<Option<String>> = Arg::option("sourcetype", "file or block");
const SERIAL: Arg<Option<String>> = Arg::option("serial", "serial number");
const WWN: Arg<Option<String>> = Arg::option("wwn", "world wide name");
const ALIAS: Arg<Option<String>> = Arg::option("alias", "alias");
const IOTHREAD: Arg<Option<u32>> = Arg::option("iothread", "I/O thread");
const RAWIO: Arg<bool> = Arg::flag("rawio", "with raw access");
const PRINT_XML: Arg<bool> = Arg::flag("print-xml", "show the document only");

pub(crate) const COMMAND: Command = Command {
    name: "attach-disk",
    group: Group::Domain,
    about: "plug in a disk",
    since: "0.8.0",
    args: &[
        DOMAIN.def(),
        SOURCE.def(),
        TARGET.def(),
        TARGETBUS.def(),
        DRIVER.def(),
        SUBDRIVER.def(),
        CACHE.def(),
        IO.def(),
        TYPE.def(),
        MODE.def(),
        SOURCETYPE.def(),
        SERIAL.def(),
        WWN.def(),
        ALIAS.def(),
        IOTHREAD.def(),
        RAWIO.def(),
        PRINT_XML.def(),
        PERSISTENT.def(),
        CONFIG.def(),
        LIVE.def(),
        CURRENT.def(),
    ],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let flags = device::flags(args, &domain).await?;
    let xml = document(ctx, args)?;
    if args.get(&PRINT_XML)? {
        return ctx.print(format_args!("{xml}"));
    }
    let done = device::attach(args, &domain, &xml, flags).await;
    done.context("Failed to attach disk")?;
    ctx.say(format_args!("Disk attached successfully"))
}

/// The disk that was described.
fn document(ctx: &Ctx, args: &Args) -> Result<String> {
    let source = args.get(&SOURCE)?;
    let device = args.get(&TYPE)?;
    if let Some(device) = &device
        && !["disk", "cdrom", "floppy", "lun"].contains(&device.as_str())
    {
        bail!("No support for {device} in command 'attach-disk'");
    }
    let mode = args.get(&MODE)?;
    if let Some(mode) = &mode
        && mode != "readonly"
        && mode != "shareable"
    {
        bail!("No support for {mode} in command 'attach-disk'");
    }
    let block = match args.get(&SOURCETYPE)?.as_deref() {
        None => std::fs::metadata(ctx.path(&source)).is_ok_and(|data| {
            use std::os::unix::fs::FileTypeExt as _;
            data.file_type().is_block_device()
        }),
        Some("file") => false,
        Some("block") => true,
        Some(other) => bail!("Unknown source type: '{other}'"),
    };
    let mut disk = element("disk").attr("type", Some(if block { "block" } else { "file" }));
    disk = disk.attr("device", device.as_deref());
    if args.get(&RAWIO)? {
        disk = disk.attr("rawio", Some("yes"));
    }
    let driver = element("driver")
        .attr("name", args.get(&DRIVER)?.as_deref())
        .attr("type", args.get(&SUBDRIVER)?.as_deref())
        .attr("cache", args.get(&CACHE)?.as_deref())
        .attr("io", args.get(&IO)?.as_deref())
        .attr("iothread", args.get(&IOTHREAD)?.map(|number| number.to_string()).as_deref());
    if !driver.is_bare() {
        disk = disk.child(driver);
    }
    if !source.is_empty() {
        disk = disk.child(element("source").attr(if block { "dev" } else { "file" }, Some(&source)));
    }
    let target = element("target").attr("dev", Some(&args.get(&TARGET)?));
    disk = disk.child(target.attr("bus", args.get(&TARGETBUS)?.as_deref()));
    let text = |name: &str, value: Option<String>| value.map(|value| element(name).text(&value));
    let parts = [text("serial", args.get(&SERIAL)?), text("wwn", args.get(&WWN)?)];
    disk = parts.into_iter().flatten().fold(disk, Element::child);
    if let Some(alias) = args.get(&ALIAS)? {
        disk = disk.child(element("alias").attr("name", Some(&alias)));
    }
    if let Some(mode) = mode.as_deref() {
        disk = disk.child(element(mode));
    }
    Ok(disk.to_string())
}
