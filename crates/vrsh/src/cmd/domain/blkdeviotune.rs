//! `vrsh blkdeviotune`

use anyhow::{Context as _, Result};
use libvir::TypedParams;

use crate::affect::{CONFIG, CURRENT, LIVE, affected};
use crate::ctx::Ctx;
use crate::engine::{Arg, Args, ByteSize, Command, DomainSel, Group};
use crate::params;

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const DEVICE: Arg<String> = Arg::value("device", "target or path of the disk");
const TOTAL_BYTES_SEC: Arg<Option<ByteSize>> = Arg::option("total-bytes-sec", "bytes per second");
const READ_BYTES_SEC: Arg<Option<ByteSize>> = Arg::option("read-bytes-sec", "bytes read per second");
const WRITE_BYTES_SEC: Arg<Option<ByteSize>> = Arg::option("write-bytes-sec", "bytes written per second");
const TOTAL_IOPS_SEC: Arg<Option<u64>> = Arg::option("total-iops-sec", "operations per second");
const READ_IOPS_SEC: Arg<Option<u64>> = Arg::option("read-iops-sec", "reads per second");
const WRITE_IOPS_SEC: Arg<Option<u64>> = Arg::option("write-iops-sec", "writes per second");
const TOTAL_BYTES_SEC_MAX: Arg<Option<ByteSize>> = Arg::option("total-bytes-sec-max", "burst of bytes");
const READ_BYTES_SEC_MAX: Arg<Option<ByteSize>> = Arg::option("read-bytes-sec-max", "burst of bytes read");
const WRITE_BYTES_SEC_MAX: Arg<Option<ByteSize>> =
    Arg::option("write-bytes-sec-max", "burst of bytes written");
const TOTAL_IOPS_SEC_MAX: Arg<Option<u64>> = Arg::option("total-iops-sec-max", "burst of operations");
const READ_IOPS_SEC_MAX: Arg<Option<u64>> = Arg::option("read-iops-sec-max", "burst of reads");
const WRITE_IOPS_SEC_MAX: Arg<Option<u64>> = Arg::option("write-iops-sec-max", "burst of writes");
const SIZE_IOPS_SEC: Arg<Option<u64>> = Arg::option("size-iops-sec", "size of one operation");
const TOTAL_BYTES_SEC_MAX_LENGTH: Arg<Option<u64>> =
    Arg::option("total-bytes-sec-max-length", "seconds of a burst");
const READ_BYTES_SEC_MAX_LENGTH: Arg<Option<u64>> =
    Arg::option("read-bytes-sec-max-length", "seconds of a burst of reads");
const WRITE_BYTES_SEC_MAX_LENGTH: Arg<Option<u64>> =
    Arg::option("write-bytes-sec-max-length", "seconds of a burst of writes");
const TOTAL_IOPS_SEC_MAX_LENGTH: Arg<Option<u64>> =
    Arg::option("total-iops-sec-max-length", "seconds of a burst");
const READ_IOPS_SEC_MAX_LENGTH: Arg<Option<u64>> =
    Arg::option("read-iops-sec-max-length", "seconds of a burst of reads");
const WRITE_IOPS_SEC_MAX_LENGTH: Arg<Option<u64>> =
    Arg::option("write-iops-sec-max-length", "seconds of a burst of writes");
const GROUP_NAME: Arg<Option<String>> = Arg::option("group-name", "group that shares these limits");

pub(crate) const COMMAND: Command = Command {
    name: "blkdeviotune",
    group: Group::Domain,
    about: "show or change the limits of a disk",
    since: "0.9.8",
    args: &[
        DOMAIN.def(),
        DEVICE.def(),
        TOTAL_BYTES_SEC.def(),
        READ_BYTES_SEC.def(),
        WRITE_BYTES_SEC.def(),
        TOTAL_IOPS_SEC.def(),
        READ_IOPS_SEC.def(),
        WRITE_IOPS_SEC.def(),
        TOTAL_BYTES_SEC_MAX.def(),
        READ_BYTES_SEC_MAX.def(),
        WRITE_BYTES_SEC_MAX.def(),
        TOTAL_IOPS_SEC_MAX.def(),
        READ_IOPS_SEC_MAX.def(),
        WRITE_IOPS_SEC_MAX.def(),
        SIZE_IOPS_SEC.def(),
        TOTAL_BYTES_SEC_MAX_LENGTH.def(),
        READ_BYTES_SEC_MAX_LENGTH.def(),
        WRITE_BYTES_SEC_MAX_LENGTH.def(),
        TOTAL_IOPS_SEC_MAX_LENGTH.def(),
        READ_IOPS_SEC_MAX_LENGTH.def(),
        WRITE_IOPS_SEC_MAX_LENGTH.def(),
        GROUP_NAME.def(),
        CONFIG.def(),
        LIVE.def(),
        CURRENT.def(),
    ],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let affect = affected(args)?;
    let device = args.get(&DEVICE)?;
    let mut params = TypedParams::new();
    let bytes = |arg| args.get(arg).map(|size: Option<ByteSize>| size.map(|size| size.0));
    for (name, value) in [
        ("total_bytes_sec", bytes(&TOTAL_BYTES_SEC)?),
        ("read_bytes_sec", bytes(&READ_BYTES_SEC)?),
        ("write_bytes_sec", bytes(&WRITE_BYTES_SEC)?),
        ("total_iops_sec", args.get(&TOTAL_IOPS_SEC)?),
        ("read_iops_sec", args.get(&READ_IOPS_SEC)?),
        ("write_iops_sec", args.get(&WRITE_IOPS_SEC)?),
        ("total_bytes_sec_max", bytes(&TOTAL_BYTES_SEC_MAX)?),
        ("read_bytes_sec_max", bytes(&READ_BYTES_SEC_MAX)?),
        ("write_bytes_sec_max", bytes(&WRITE_BYTES_SEC_MAX)?),
        ("total_iops_sec_max", args.get(&TOTAL_IOPS_SEC_MAX)?),
        ("read_iops_sec_max", args.get(&READ_IOPS_SEC_MAX)?),
        ("write_iops_sec_max", args.get(&WRITE_IOPS_SEC_MAX)?),
        ("size_iops_sec", args.get(&SIZE_IOPS_SEC)?),
        ("total_bytes_sec_max_length", args.get(&TOTAL_BYTES_SEC_MAX_LENGTH)?),
        ("read_bytes_sec_max_length", args.get(&READ_BYTES_SEC_MAX_LENGTH)?),
        ("write_bytes_sec_max_length", args.get(&WRITE_BYTES_SEC_MAX_LENGTH)?),
        ("total_iops_sec_max_length", args.get(&TOTAL_IOPS_SEC_MAX_LENGTH)?),
        ("read_iops_sec_max_length", args.get(&READ_IOPS_SEC_MAX_LENGTH)?),
        ("write_iops_sec_max_length", args.get(&WRITE_IOPS_SEC_MAX_LENGTH)?),
    ] {
        if let Some(value) = value {
            params.push(name, value);
        }
    }
    if let Some(value) = args.get(&GROUP_NAME)? {
        params.push("group_name", value);
    }
    if !params.is_empty() {
        return domain
            .set_block_io_tune(&device, &params, affect)
            .await
            .context("Unable to change block I/O throttle");
    }
    let params = domain
        .get_block_io_tune(Some(&device), affect)
        .await
        .context("Unable to get block I/O throttle parameters")?;
    params::show(ctx, &params)
}
