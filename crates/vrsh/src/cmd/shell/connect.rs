//! `vrsh connect`

use anyhow::Result;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, Group};

const NAME: Arg<Option<String>> =
    Arg::option("name", "URI to connect to; the same again without one").positional().allow_empty();
const READONLY: Arg<bool> = Arg::flag("readonly", "only look, change nothing");

pub(crate) const COMMAND: Command = Command {
    name: "connect",
    group: Group::Shell,
    about: "connect to another hypervisor, or again to the same",
    since: "0.0.3",
    args: &[NAME.def(), READONLY.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let name = args.get(&NAME)?;
    // The same hypervisor again is as it was; another one is asked for as it is asked for.
    let read_only = args.get(&READONLY)? || (name.is_none() && ctx.is_read_only());
    ctx.connect(name.as_deref(), read_only).await?;
    Ok(())
}
