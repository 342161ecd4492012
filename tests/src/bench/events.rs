//! `bench events`: what happens to one domain, told to many clients, against libvirtd in the same run.
//!
//! One client suspends and resumes a domain of the test driver, one call at a time; many others have registered for its
//! life cycle. All of them are this one thread, which knows how many events each has got.

use std::io::Write as _;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use rustix::event::epoll;
use serde_json::json;

use super::client::{Client, Opening, Speech};
use super::packets::{self, Exchange};
use super::servers::{Kind, Server};

/// How it is run.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Options {
    /// Rounds, of which the medians are taken.
    pub rounds: u32,
    /// How long each measurement takes in each round.
    pub time: Duration,
    /// Whether the result is written as JSON.
    pub json: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { rounds: 5, time: Duration::from_secs(1), json: false }
    }
}

impl Options {
    /// Few short rounds.
    #[must_use]
    pub fn quick() -> Self {
        Self { rounds: 3, time: Duration::from_millis(300), ..Self::default() }
    }
}

/// How many listen, and how many times as many events as with libvirtd there should be each second.
const TARGETS: [(usize, f64); 3] = [(1, 2.0), (100, 5.0), (1000, 12.0)];
/// Or which part of what the plain server sends.
const PART: f64 = 0.7;
/// So many events per client may be on their way: whoever is slow makes the one who causes them wait.
const WINDOW: u64 = 64;
const SILENCE: Duration = Duration::from_secs(20);

/// Those who listen, and who makes something happen.
struct Scene {
    actor: Client,
    listeners: Vec<Client>,
    epoll: std::os::fd::OwnedFd,
    opening: Opening,
    calls: [Exchange; 2],
    size: u64,
}

impl Scene {
    fn open(server: &Server, count: usize) -> Result<Self> {
        let opening = Opening::new();
        let register = packets::domain_event_register();
        let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
        let add = |client: &Client, at: usize| {
            epoll::add(&epoll, client, epoll::EventData::new_u64(at as u64), epoll::EventFlags::IN)
        };
        let mut listeners = Vec::new();
        for at in 0..count {
            let mut client = Client::open(&server.socket, Speech::Libvirt, &opening)?;
            client.call(&register).context("registering")?;
            add(&client, at)?;
            listeners.push(client);
        }
        let actor = Client::open(&server.socket, Speech::Libvirt, &opening)?;
        add(&actor, count)?;
        let (calls, event) = packets::suspend_and_resume();
        Ok(Self { actor, listeners, epoll, opening, calls, size: event.len() as u64 })
    }

    /// Makes events for this long; how many there were, and how many seconds passed until everybody had them all.
    fn run(&mut self, time: Duration) -> Result<(u64, f64)> {
        let count = self.listeners.len();
        let timeout = rustix::event::Timespec::try_from(SILENCE)?;
        let mut ready = Vec::with_capacity(count + 1);
        let mut buffer = vec![0; 64 * 1024];
        let (mut called, mut answered, mut got) = (0_u64, 0_u64, 0_u64);
        let begin = Instant::now();
        loop {
            // An even number of calls leaves the domain as it was.
            let more = begin.elapsed() < time || called % 2 == 1;
            let on_the_way = called * count as u64 - got / self.size;
            if more && called == answered && on_the_way < WINDOW * count as u64 {
                let call = &self.calls[usize::from(called % 2 == 1)];
                self.actor.send(&call.call)?;
                called += 1;
            }
            if !more && called == answered && got == called * count as u64 * self.size {
                return Ok((called, begin.elapsed().as_secs_f64()));
            }
            ready.clear();
            epoll::wait(&self.epoll, rustix::buffer::spare_capacity(&mut ready), Some(&timeout))?;
            ensure!(
                !ready.is_empty(),
                "the server is silent: {called} calls, {answered} answers, {got} bytes"
            );
            for event in &ready {
                let at = usize::try_from(event.data.u64())?;
                if at == count {
                    answered += self.actor.receive(&self.calls[0])? as u64;
                } else {
                    let read = self.listeners[at].read(&mut buffer)?;
                    ensure!(read > 0, "the server hung up on a client");
                    got += read as u64;
                }
            }
        }
    }

    fn close(self) -> Result<()> {
        self.actor.close(&self.opening)?;
        self.listeners.into_iter().try_for_each(|client| client.close(&self.opening))
    }
}

/// Runs the benchmark, prints the result, and says whether every target was met.
///
/// # Errors
/// A server fails.
pub fn run(options: &Options) -> Result<bool> {
    let mut servers = vec![Server::virshd_for_many(), Server::flow()?];
    match Server::libvirtd() {
        Some(server) => servers.push(server),
        None => {
            say("skipped: libvirtd is not installed (apt-get install libvirt-daemon): no ratios, no targets")
        }
    }
    let mut rates: Vec<(Kind, usize, f64)> = Vec::new();
    for round in 1..=options.rounds {
        for (count, _) in TARGETS {
            for server in &servers {
                say(&format!("round {round} of {}: {count} at {}", options.rounds, server.kind.name()));
                let mut scene = Scene::open(server, count)?;
                // The first events, uncounted.
                scene.run(options.time / 10).with_context(|| server.kind.name())?;
                let (events, seconds) = scene.run(options.time).with_context(|| server.kind.name())?;
                rates.push((server.kind, count, events as f64 / seconds));
                scene.close()?;
            }
            servers.rotate_left(1);
        }
    }
    let median = |kind: Kind, count: usize| {
        let of = rates.iter().filter(|(k, c, _)| (*k, *c) == (kind, count));
        let mut of: Vec<f64> = of.map(|(.., rate)| *rate).collect();
        of.sort_by(f64::total_cmp);
        of.get(of.len() / 2).copied()
    };
    let mut met = true;
    let mut text = format!(
        "{:<26} {:>9} {:>9} {:>9} {:>7} {:>10}  target\n",
        "events/s, by listeners", "virshd", "libvirtd", "canned", "ratio", "of canned"
    );
    let mut rows = Vec::new();
    for (count, target) in TARGETS {
        let (Some(ours), Some(canned)) = (median(Kind::Virshd, count), median(Kind::Canned, count)) else {
            continue;
        };
        let part = ours / canned;
        let theirs = median(Kind::Libvirtd, count).unwrap_or(f64::NAN);
        let ratio = ours / theirs;
        let good = theirs.is_nan() || ratio >= target || part >= PART;
        met &= good;
        let missed = if good { "" } else { ": missed" };
        text.push_str(&format!(
            "{count:<26} {ours:>9.0} {theirs:>9.0} {canned:>9.0} {ratio:>7.2} {part:>10.2}  \
             >= {target} or {PART} of canned{missed}\n"
        ));
        rows.push(
            json!({"listeners": count, "virshd": ours, "libvirtd": theirs, "canned": canned, "ratio": ratio}),
        );
    }
    if options.json {
        text = format!("{:#}\n", json!({"rounds": options.rounds, "rows": rows, "met": met}));
    }
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(met)
}

fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "bench: {line}");
}
