//! `vrsh event`

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, bail};
use libvir::{Connect, Domain, Event, EventPayload};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::text::{self, KINDS, Kind};
use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};
use crate::output::Told;

const DOMAIN: Arg<Option<DomainSel>> =
    Arg::option("domain", "name, number or UUID of the one domain to watch").tolerated();
const EVENT: Arg<Option<String>> = Arg::option("event", "kind of event to wait for").tolerated();
const ALL: Arg<bool> = Arg::flag("all", "wait for events of all kinds");
const LOOP: Arg<bool> = Arg::flag("loop", "go on after the first event, until Ctrl-C or the timeout");
const TIMEOUT: Arg<Option<u32>> = Arg::option("timeout", "wait no longer than so many seconds").tolerated();
const LIST: Arg<bool> = Arg::flag("list", "list the kinds of events");
const TIMESTAMP: Arg<bool> = Arg::flag("timestamp", "tell when each event came");

pub(crate) const COMMAND: Command = Command {
    name: "event",
    group: Group::Events,
    about: "wait for events of domains",
    since: "0.8.0",
    args: &[DOMAIN.def(), EVENT.def(), ALL.def(), LOOP.def(), TIMEOUT.def(), LIST.def(), TIMESTAMP.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    args.exclusive(&ALL, &EVENT)?;
    args.exclusive(&LIST, &ALL)?;
    args.exclusive(&LIST, &EVENT)?;
    if args.get(&LIST)? {
        return KINDS.iter().try_for_each(|kind| ctx.line(format_args!("{}", kind.name)));
    }
    let kinds = match args.get(&EVENT)? {
        Some(name) => match KINDS.iter().position(|kind| kind.name == name) {
            Some(place) => KINDS.get(place..=place).unwrap_or_default(),
            None => bail!("unknown event type {name}"),
        },
        None if args.get(&ALL)? => KINDS,
        None => bail!("one of --list, --all, or --event <type> is required"),
    };
    let timeout = timeout(args)?;
    let conn = ctx.conn().await?;
    let domain = match args.get(&DOMAIN)? {
        Some(sel) => Some(ctx.domain(&sel).await?),
        None => None,
    };
    // From here on: who sees a registration fail has not lost a Ctrl-C.
    let interrupt = ctx.interrupt.claim();
    let mut events = Events::register(&conn, domain.as_ref(), kinds).await?;
    let (one_only, with_time) = (!args.get(&LOOP)?, args.get(&TIMESTAMP)?);
    let end = async {
        match timeout {
            Some(timeout) => tokio::time::sleep(timeout).await,
            None => std::future::pending().await,
        }
    };
    tokio::pin!(end);
    let mut count = 0_u64;
    loop {
        tokio::select! {
            news = events.queue.recv() => match news {
                Some(News::Event(event)) => {
                    let EventPayload::Domain(event) = &event.payload else { continue };
                    let time = with_time.then(|| format!("{}: ", ctx.clock.now().event_format()));
                    ctx.print(format_args!("{}{}", time.unwrap_or_default(), text::describe(event)))?;
                    ctx.output.flush()?;
                    count += 1;
                    if one_only {
                        break;
                    }
                }
                Some(News::Overflow) => {
                    ctx.error(format_args!("events came faster than they could be shown; some are missing"));
                    break;
                }
                Some(News::Ended) | None => {
                    let uri = ctx.uri().unwrap_or_default();
                    ctx.error(format_args!("Disconnected from {uri} due to end of file"));
                    break;
                }
            },
            () = interrupt.happened() => {
                ctx.line(format_args!("event loop interrupted"))?;
                break;
            }
            () = &mut end => {
                ctx.line(format_args!("event loop timed out"))?;
                break;
            }
        }
    }
    ctx.line(format_args!("events received: {count}"))?;
    if count == 0 { Err(Told.into()) } else { Ok(()) }
}

fn timeout(args: &Args) -> Result<Option<Duration>> {
    let seconds = args.get(&TIMEOUT)?;
    if let Some(seconds) = seconds
        && (seconds == 0 || seconds > i32::MAX.unsigned_abs() / 1000)
    {
        bail!("Numeric value '{seconds}' for <timeout> option is malformed or out of range");
    }
    Ok(seconds.map(|seconds| Duration::from_secs(seconds.into())))
}

/// The events of several registrations, one after the other. Dropping it ends them.
struct Events {
    queue: mpsc::Receiver<News>,
    _readers: JoinSet<()>,
}

enum News {
    Event(Arc<Event>),
    /// A stream could not be read fast enough.
    Overflow,
    /// A stream is over, and with it the connection.
    Ended,
}

impl Events {
    async fn register(conn: &Connect, domain: Option<&Domain>, kinds: &[Kind]) -> Result<Self> {
        let (sender, queue) = mpsc::channel(64);
        let mut readers = JoinSet::new();
        for kind in kinds {
            let mut stream = match conn.domain_event_register_any(domain, kind.id).await {
                Ok(stream) => stream,
                // The peer has events, only fewer kinds of them.
                Err(_) if !readers.is_empty() => continue,
                Err(error) => return Err(error.into()),
            };
            let sender = sender.clone();
            readers.spawn(async move {
                while let Some(event) = stream.recv().await {
                    if sender.send(News::Event(event)).await.is_err() {
                        return;
                    }
                }
                let end = if stream.overflowed() { News::Overflow } else { News::Ended };
                // Nobody listens any more: then there is nobody to tell.
                let _ = sender.send(end).await;
            });
        }
        Ok(Self { queue, _readers: readers })
    }
}
