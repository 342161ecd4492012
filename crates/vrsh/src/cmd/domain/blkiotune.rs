//! `vrsh blkiotune`

use anyhow::{Context as _, Result};
use libvir::TypedParams;

use crate::affect::{CONFIG, CURRENT, LIVE, affected};
use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};
use crate::params;

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const WEIGHT: Arg<Option<u32>> = Arg::option("weight", "weight");
const DW: Arg<Option<String>> = Arg::option("device-weights", "weights of devices");
const DRI: Arg<Option<String>> = Arg::option("device-read-iops-sec", "reads per second of devices");
const DWI: Arg<Option<String>> = Arg::option("device-write-iops-sec", "writes per second of devices");
const DRB: Arg<Option<String>> = Arg::option("device-read-bytes-sec", "bytes read per second of devices");
const DWB: Arg<Option<String>> = Arg::option("device-write-bytes-sec", "bytes written per second of devices");

pub(crate) const COMMAND: Command = Command {
    name: "blkiotune",
    group: Group::Domain,
    about: "show or change a domain's share of disk input and output",
    since: "0.9.0",
    args: &[
        DOMAIN.def(),
        WEIGHT.def(),
        DW.def(),
        DRI.def(),
        DWI.def(),
        DRB.def(),
        DWB.def(),
        CONFIG.def(),
        LIVE.def(),
        CURRENT.def(),
    ],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let affect = affected(args)?;
    let mut params = TypedParams::new();
    if let Some(value) = args.get(&WEIGHT)? {
        params.push("weight", value);
    }
    for (name, value) in [
        ("device_weight", args.get(&DW)?),
        ("device_read_iops_sec", args.get(&DRI)?),
        ("device_write_iops_sec", args.get(&DWI)?),
        ("device_read_bytes_sec", args.get(&DRB)?),
        ("device_write_bytes_sec", args.get(&DWB)?),
    ] {
        if let Some(value) = value {
            params.push(name, value);
        }
    }
    if !params.is_empty() {
        return domain
            .set_blkio_parameters(&params, affect)
            .await
            .context("Unable to change blkio parameters");
    }
    let params = domain.get_blkio_parameters(affect).await.context("Unable to get blkio parameters")?;
    params::show(ctx, &params)
}
