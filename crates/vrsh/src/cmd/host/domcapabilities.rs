//! `vrsh domcapabilities`

use anyhow::{Context as _, Result};
use libvir::ConnectGetDomainCapabilitiesFlags;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, Group};
use libvir::params::DomainCapabilitiesParams;

const VIRTTYPE: Arg<Option<String>> = Arg::option("virttype", "kind of virtualization");
const EMULATOR: Arg<Option<String>> = Arg::option("emulatorbin", "path of the emulator");
const ARCH: Arg<Option<String>> = Arg::option("arch", "architecture of the guest");
const MACHINE: Arg<Option<String>> = Arg::option("machine", "machine type");

pub(crate) const COMMAND: Command = Command {
    name: "domcapabilities",
    group: Group::Host,
    about: "tell what a domain can be given on this hypervisor",
    since: "1.2.7",
    args: &[VIRTTYPE.def(), EMULATOR.def(), ARCH.def(), MACHINE.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let mut params = DomainCapabilitiesParams::new();
    params.emulatorbin = args.get(&EMULATOR)?;
    params.arch = args.get(&ARCH)?;
    params.machine = args.get(&MACHINE)?;
    params.virttype = args.get(&VIRTTYPE)?;
    let conn = ctx.conn().await?;
    let xml = conn.get_domain_capabilities(&params, ConnectGetDomainCapabilitiesFlags::empty()).await;
    let xml = xml.context("failed to get emulator capabilities")?;
    ctx.print(format_args!("{xml}"))
}
