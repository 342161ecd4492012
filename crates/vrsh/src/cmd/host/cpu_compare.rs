//! `vrsh cpu-compare`

use anyhow::Result;

use super::cpu::{self, ERROR, FILE, Other, VALIDATE};
use crate::ctx::Ctx;
use crate::engine::{Args, Command, Group};

pub(crate) const COMMAND: Command = Command {
    name: "cpu-compare",
    group: Group::Host,
    about: "tell how a CPU compares with the host's",
    since: "0.7.5",
    args: &[FILE.def(), ERROR.def(), VALIDATE.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let flags = cpu::compare_flags(args)?;
    let file = args.get(&FILE)?.0;
    let cpu = cpu::cpu(ctx, &file)?;
    let result = ctx.conn().await?.compare_cpu(&cpu, flags).await;
    let host = Other { whose: "host", inside: "host CPU", in_front: "Host CPU" };
    cpu::tell(ctx, &file, &host, result)
}
