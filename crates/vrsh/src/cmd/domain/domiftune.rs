//! `vrsh domiftune`

use anyhow::{Context as _, Result, bail};
use libvir::TypedParams;

use crate::affect::{CONFIG, CURRENT, LIVE, affected};
use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};
use crate::params;

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const INTERFACE: Arg<String> = Arg::value("interface", "name or MAC address of the interface");
const INBOUND: Arg<Option<String>> = Arg::option("inbound", "average,peak,burst,floor");
const OUTBOUND: Arg<Option<String>> = Arg::option("outbound", "average,peak,burst");

pub(crate) const COMMAND: Command = Command {
    name: "domiftune",
    group: Group::Domain,
    about: "show or change the limits of a network interface",
    since: "0.9.9",
    args: &[
        DOMAIN.def(),
        INTERFACE.def(),
        INBOUND.def(),
        OUTBOUND.def(),
        CONFIG.def(),
        LIVE.def(),
        CURRENT.def(),
    ],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let affect = affected(args)?;
    let device = args.get(&INTERFACE)?;
    let mut params = TypedParams::new();
    if let Some(text) = args.get(&INBOUND)? {
        rates(&mut params, "inbound", &text, &["average", "peak", "burst", "floor"])?;
    }
    if let Some(text) = args.get(&OUTBOUND)? {
        rates(&mut params, "outbound", &text, &["average", "peak", "burst"])?;
    }
    if !params.is_empty() {
        let done = domain.set_interface_parameters(&device, &params, affect).await;
        return done.context("Unable to set interface parameters");
    }
    let params = domain.get_interface_parameters(&device, affect).await;
    let params = params.context("Unable to get interface parameters")?;
    params::show(ctx, &params)
}

/// Up to as many numbers as there are names; the first must be there, unless there is only the last.
fn rates(params: &mut TypedParams, way: &str, text: &str, names: &[&str]) -> Result<()> {
    let numbers: Vec<&str> = text.split(',').collect();
    if numbers.len() > names.len() {
        bail!("{way} format is incorrect");
    }
    for (name, number) in names.iter().zip(numbers).filter(|(_, number)| !number.is_empty()) {
        let Ok(value) = number.parse::<u32>() else { bail!("{way} rate is not a valid number: '{number}'") };
        params.push(format!("{way}.{name}"), value);
    }
    Ok(())
}
