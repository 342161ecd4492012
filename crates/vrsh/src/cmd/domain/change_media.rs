//! `vrsh change-media`

use anyhow::{Context as _, Result, bail};
use libvir::DomainDeviceModifyFlags;

use super::device;
use crate::affect::{CONFIG, CURRENT, LIVE, affected};
use crate::ctx::Ctx;
use crate::devices;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const PATH: Arg<String> = Arg::value("path", "target or source of the drive");
const SOURCE: Arg<Option<String>> = Arg::option("source", "what is put in").positional();
const EJECT: Arg<bool> = Arg::flag("eject", "take it out");
const INSERT: Arg<bool> = Arg::flag("insert", "put it in");
const UPDATE: Arg<bool> = Arg::flag("update", "change it");
const FORCE: Arg<bool> = Arg::flag("force", "even if the guest holds on to it");
const PRINT_XML: Arg<bool> = Arg::flag("print-xml", "show the document only");
const BLOCK: Arg<bool> = Arg::flag("block", "the source is a device");

pub(crate) const COMMAND: Command = Command {
    name: "change-media",
    group: Group::Domain,
    about: "change what is in a drive",
    since: "0.9.7",
    args: &[
        DOMAIN.def(),
        PATH.def(),
        SOURCE.def(),
        EJECT.def(),
        INSERT.def(),
        UPDATE.def(),
        FORCE.def(),
        PRINT_XML.def(),
        BLOCK.def(),
        CONFIG.def(),
        LIVE.def(),
        CURRENT.def(),
    ],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    args.exclusive(&EJECT, &INSERT)?;
    args.exclusive(&EJECT, &UPDATE)?;
    args.exclusive(&INSERT, &UPDATE)?;
    args.exclusive(&EJECT, &BLOCK)?;
    let mut flags = DomainDeviceModifyFlags::from_bits(affected(args)?.bits());
    if args.get(&FORCE)? {
        flags |= DomainDeviceModifyFlags::FORCE;
    }
    let source = args.get(&SOURCE)?;
    let (action, done) = if args.get(&EJECT)? {
        ("eject", "Successfully ejected media.")
    } else if args.get(&INSERT)? {
        ("insert", "Successfully inserted media.")
    } else {
        ("update", "Successfully updated media.")
    };
    let eject = action == "eject" || (source.is_none() && action == "update");
    let xml = device::document(&domain, flags).await?;
    let path = args.get(&PATH)?;
    let drive = devices::disks(&xml)?.into_iter().find(|disk| {
        matches!(disk.device.as_str(), "cdrom" | "floppy")
            && (disk.target == path || disk.source.as_deref() == Some(&path))
    });
    let Some(drive) = drive else { bail!("No disk found whose source path or target is {path}") };
    let source = match (eject, &drive.source, source) {
        (true, None, _) if action == "eject" => {
            bail!("The disk device '{path}' doesn't have media")
        }
        (true, ..) => None,
        (false, Some(_), Some(_)) if action == "insert" => {
            bail!("The disk device '{path}' already has media")
        }
        (false, _, Some(source)) => Some(source),
        (false, _, None) => bail!("New disk media source was not specified"),
    };
    let block = args.get(&BLOCK)?;
    let changed = devices::with_source(&drive.xml, source.as_deref(), block)?;
    if args.get(&PRINT_XML)? {
        return ctx.line(format_args!("{changed}"));
    }
    let result = domain.update_device_flags(&changed, flags).await;
    result.with_context(|| format!("Failed to complete action {action} on media"))?;
    ctx.last_say(format_args!("{done}"))
}
