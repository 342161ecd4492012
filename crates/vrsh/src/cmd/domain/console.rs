//! `vrsh console`

use anyhow::{Result, bail};
use libvir::{Code, Domain, DomainConsoleFlags, Stream, StreamChunk};
use tokio::signal::unix::{SignalKind, signal};

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};
use crate::terminal::{self, RawTerminal};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const DEVNAME: Arg<Option<String>> = Arg::option("devname", "alias of a serial, parallel or console device");
const FORCE: Arg<bool> = Arg::flag("force", "throw out who is connected already");
const RESUME: Arg<bool> = Arg::flag("resume", "let a paused guest go on once connected");
const SAFE: Arg<bool> = Arg::flag("safe", "only where several users cannot disturb each other");

pub(crate) const COMMAND: Command = Command {
    name: "console",
    group: Group::Domain,
    about: "connect to the guest console",
    since: "0.8.6",
    args: &[DOMAIN.def(), DEVNAME.def(), FORCE.def(), RESUME.def(), SAFE.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let flags = args.flags([(&FORCE, DomainConsoleFlags::FORCE), (&SAFE, DomainConsoleFlags::SAFE)])?;
    attach(ctx, &domain, args.get(&DEVNAME)?.as_deref(), flags, args.get(&RESUME)?).await
}

/// Talks to a domain's console until either side has enough.
pub(super) async fn attach(
    ctx: &Ctx,
    domain: &Domain,
    device: Option<&str>,
    flags: DomainConsoleFlags,
    resume: bool,
) -> Result<()> {
    match domain.is_active().await {
        Ok(false) => bail!("The domain is not running"),
        Err(error) if error.code() != Code::NO_SUPPORT => return Err(error.into()),
        _ => {}
    }
    if !terminal::is_there() {
        bail!("Cannot run interactive console without a controlling TTY");
    }
    let mut stream = domain.open_console(device, flags).await?;
    let escape = ctx.escape.borrow().clone();
    ctx.say(format_args!("Connected to domain '{}'", domain.name()))?;
    ctx.say(format_args!(
        "Escape character is {} (Ctrl + {})",
        escape.shown,
        escape.shown.trim_start_matches('^')
    ))?;
    ctx.output.flush()?;
    let mut ends = Ends::new()?;
    let terminal = RawTerminal::take()?;
    if resume {
        domain.resume().await?;
    }
    let mut keys = [0; 1024];
    loop {
        tokio::select! {
            piece = stream.recv(Stream::PIECE) => match piece? {
                StreamChunk::Data(data) => ctx.output.write_bytes(&data)?,
                StreamChunk::End => return Ok(stream.finish().await?),
                _ => {}
            },
            count = terminal.keys(&mut keys) => {
                let pressed = keys.get(..count?).unwrap_or_default();
                let left = pressed.iter().position(|key| *key == escape.byte);
                let typed = pressed.get(..left.unwrap_or(pressed.len())).unwrap_or_default();
                if !typed.is_empty() {
                    stream.send(typed.to_vec()).await?;
                }
                if left.is_some() || pressed.is_empty() {
                    stream.abort();
                    return Ok(());
                }
            }
            // The terminal is given back before the process ends.
            () = ends.asked() => {
                stream.abort();
                bail!("the console was left because of a signal");
            }
        }
    }
}

/// Signals that would end the process and leave the terminal as it is.
struct Ends([tokio::signal::unix::Signal; 3]);

impl Ends {
    fn new() -> Result<Self> {
        Ok(Self([
            signal(SignalKind::terminate())?,
            signal(SignalKind::hangup())?,
            signal(SignalKind::quit())?,
        ]))
    }

    async fn asked(&mut self) {
        let [terminate, hangup, quit] = &mut self.0;
        tokio::select! {
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
            _ = quit.recv() => {}
        }
    }
}
