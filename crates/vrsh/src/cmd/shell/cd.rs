//! `vrsh cd`

use std::io;

use anyhow::{Result, bail};

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, FilePath, Group};

const DIR: Arg<Option<FilePath>> = Arg::option("dir", "folder to go to; home without one").positional();

pub(crate) const COMMAND: Command = Command {
    name: "cd",
    group: Group::Shell,
    about: "change the folder that file names start from",
    since: "0.3.4",
    args: &[DIR.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let dir = match args.get(&DIR) {
        Ok(Some(dir)) => dir.0,
        _ => ctx.environment.get("HOME").unwrap_or("/").to_owned(),
    };
    match ctx.path(&dir).canonicalize() {
        Ok(path) if path.is_dir() => *ctx.cwd.borrow_mut() = path,
        Ok(_) => bail!("cd: {}: {dir}", vir_util::reason(&io::Error::from_raw_os_error(ENOTDIR))),
        Err(error) => bail!("cd: {}: {dir}", vir_util::reason(&error)),
    }
    Ok(())
}

const ENOTDIR: i32 = 20;
