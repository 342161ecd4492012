//! `vrsh version`

use anyhow::{Context as _, Result};
use libvir::{Code, Connect, info::DaemonInfo};
use serde_json::json;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, Group};
use crate::text;

const DAEMON: Arg<bool> = Arg::flag("daemon", "tell also the daemon's version");

pub(crate) const COMMAND: Command = Command {
    name: "version",
    group: Group::Host,
    about: "tell the versions of library and hypervisor",
    since: "0.0.3",
    args: &[DAEMON.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let conn = ctx.conn().await?;
    let kind = conn.get_type().await.context("failed to get hypervisor type")?;
    let library = text::version(libvir::version::LIBVIRT);
    let hypervisor = match conn.get_version().await {
        Err(error) if error.code() == Code::NO_SUPPORT => None,
        other => Some(other.context("failed to get the hypervisor version")),
    };
    if ctx.wants_json() {
        let daemon = conn.get_lib_version().await.ok();
        let program = program(&conn).await?;
        return ctx.json(&json!({
            "library": library,
            "type": kind,
            "hypervisor": hypervisor.transpose()?.filter(|version| *version != 0).map(text::version),
            "daemon": daemon.map(text::version),
            "program": program.map(|info| json!({ "name": info.name, "version": text::version(info.version) })),
        }));
    }
    ctx.line(format_args!("Compiled against library: libvirt {library}"))?;
    ctx.line(format_args!("Using library: libvirt {library}"))?;
    ctx.line(format_args!("Using API: {kind} {library}"))?;
    match hypervisor.transpose()? {
        None => {}
        Some(0) => ctx.line(format_args!("Cannot extract running {kind} hypervisor version"))?,
        Some(version) => ctx.line(format_args!("Running hypervisor: {kind} {}", text::version(version)))?,
    }
    if args.get(&DAEMON)? {
        match conn.get_lib_version().await {
            Ok(version) => ctx.line(format_args!("Running against daemon: {}", text::version(version)))?,
            Err(_) => ctx.error(format_args!("failed to get the daemon version")),
        }
        if let Some(info) = program(&conn).await? {
            ctx.line(format_args!("Running daemon: {} {}", info.name, text::version(info.version)))?;
        }
    }
    Ok(())
}

/// The daemon as it calls itself; libvirt's say nothing of that.
async fn program(conn: &Connect) -> Result<Option<DaemonInfo>> {
    match conn.virshd_get_daemon_info().await {
        Err(error) if error.code() == Code::NO_SUPPORT => Ok(None),
        other => Ok(Some(other.context("failed to get the daemon's name")?)),
    }
}
