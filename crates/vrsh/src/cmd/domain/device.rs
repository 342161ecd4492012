//! What the commands about devices have in common.

use anyhow::Result;
use libvir::{Affect, Domain, DomainDeviceModifyFlags as Flags, DomainXmlFlags};

use crate::affect::{CURRENT, affected};
use crate::engine::{Arg, Args};

pub(super) const PERSISTENT: Arg<bool> =
    Arg::flag("persistent", "the running domain and what it starts with next");

/// Which of the domain's definitions a device is changed in.
pub(super) async fn flags(args: &Args, domain: &Domain) -> Result<Flags> {
    args.exclusive(&PERSISTENT, &CURRENT)?;
    let mut affect = affected(args)?;
    if args.get(&PERSISTENT)? {
        affect |= Affect::CONFIG;
        if domain.is_active().await? {
            affect |= Affect::LIVE;
        }
    }
    Ok(Flags::from_bits(affect.bits()))
}

/// Whether nothing was said of what is meant: then the call of old is made, which every daemon knows.
fn is_plain(args: &Args, flags: Flags) -> Result<bool> {
    Ok(flags.is_empty() && !args.get(&CURRENT)?)
}

/// Plugs a device in.
pub(super) async fn attach(args: &Args, domain: &Domain, xml: &str, flags: Flags) -> Result<()> {
    if is_plain(args, flags)? {
        return Ok(domain.attach_device(xml).await?);
    }
    Ok(domain.attach_device_flags(xml, flags).await?)
}

/// Takes a device out.
pub(super) async fn detach(args: &Args, domain: &Domain, xml: &str, flags: Flags) -> Result<()> {
    if is_plain(args, flags)? {
        return Ok(domain.detach_device(xml).await?);
    }
    Ok(domain.detach_device_flags(xml, flags).await?)
}

/// The document in which a device is looked for that shall be changed with these flags.
pub(super) async fn document(domain: &Domain, flags: Flags) -> Result<String> {
    let xml_flags = if flags == Flags::CONFIG { DomainXmlFlags::INACTIVE } else { DomainXmlFlags::empty() };
    Ok(domain.get_xml_desc(xml_flags).await?)
}
