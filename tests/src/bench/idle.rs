//! What many clients cost that say nothing: memory for each, and time for the one that calls.

use std::io::Write as _;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use super::client::{Client, Opening};
use super::packets::{self, Exchange};
use super::servers::Server;

/// The most that a call may take with all clients there, in times of what it takes with none.
const TARGET_TIMES: f64 = 2.0;
/// The most memory for each client, in KiB.
const TARGET_KIB: f64 = 6.0;

/// What is measured.
#[derive(Debug, Clone)]
pub struct Options {
    /// How many clients are connected to our daemon.
    pub clients: usize,
    /// How many to libvirt's, which takes long with many.
    pub libvirtd_clients: usize,
    /// How many times each measurement is taken.
    pub rounds: usize,
    /// How long each takes.
    pub time: Duration,
    /// The result as JSON.
    pub json: bool,
}

impl Default for Options {
    fn default() -> Self {
        let time = Duration::from_millis(200);
        Self { clients: 5000, libvirtd_clients: 1000, rounds: 9, time, json: false }
    }
}

impl Options {
    /// Fewer of all.
    #[must_use]
    pub fn quick() -> Self {
        let time = Duration::from_millis(100);
        Self { clients: 1000, libvirtd_clients: 200, rounds: 3, time, json: false }
    }
}

/// What a daemon came to.
#[derive(Debug)]
struct Figures {
    daemon: &'static str,
    clients: usize,
    /// Microseconds of a call.
    without: f64,
    with: f64,
    kib_each: f64,
    connecting_s: f64,
}

impl Figures {
    fn times(&self) -> f64 {
        self.with / self.without
    }

    fn met(&self) -> bool {
        self.times() <= TARGET_TIMES && self.kib_each <= TARGET_KIB
    }

    fn json(&self) -> serde_json::Value {
        serde_json::json!({
            "daemon": self.daemon,
            "clients": self.clients,
            "call_us_alone": self.without,
            "call_us": self.with,
            "times": self.times(),
            "kib_per_client": self.kib_each,
            "connecting_s": self.connecting_s,
        })
    }
}

/// Calls one after the other; the mean of each round, in microseconds.
fn calls(client: &mut Client, exchange: &Exchange, options: &Options) -> Result<Vec<f64>> {
    let mut means = Vec::new();
    for _ in 0..options.rounds {
        let start = Instant::now();
        let mut count = 0;
        while start.elapsed() < options.time {
            client.call(exchange)?;
            count += 1;
        }
        means.push(start.elapsed().as_secs_f64() * 1e6 / f64::from(count));
    }
    Ok(means)
}

fn median(mut samples: Vec<f64>) -> f64 {
    samples.sort_by(f64::total_cmp);
    samples.get(samples.len() / 2).copied().unwrap_or(f64::NAN)
}

fn measure(server: &Server, clients: usize, options: &Options) -> Result<Figures> {
    let (opening, exchange) = (Opening::new(), packets::connect_get_lib_version());
    let mut caller = Client::open(&server.socket, server.speech(), &opening)?;
    let mut without = calls(&mut caller, &exchange, options)?;
    let before = server.rss_kib();
    let start = Instant::now();
    let mut idle = Vec::new();
    for at in 0..clients {
        let client = Client::open(&server.socket, server.speech(), &opening);
        idle.push(client.with_context(|| format!("{}: client {at}", server.kind.name()))?);
    }
    let connecting_s = start.elapsed().as_secs_f64();
    let grown = server.rss_kib().saturating_sub(before);
    let with = median(calls(&mut caller, &exchange, options)?);
    // They are there to the end.
    for client in idle.iter_mut().step_by(97) {
        client.call(&exchange)?;
    }
    for client in idle {
        client.close(&opening)?;
    }
    // What else the machine does falls on both.
    without.extend(calls(&mut caller, &exchange, options)?);
    Ok(Figures {
        daemon: server.kind.name(),
        clients,
        without: median(without),
        with,
        kib_each: grown as f64 / clients as f64,
        connecting_s,
    })
}

/// Runs it; whether the targets are met.
///
/// # Errors
/// A daemon does not answer, or the system allows too few open files.
pub fn run(options: &Options) -> Result<bool> {
    raise_open_files().context("the number of open files cannot be raised")?;
    let mut all = Vec::new();
    let ours = Server::virshd_with("max_clients = 100000\n");
    all.push(measure(&ours, options.clients, options)?);
    drop(ours);
    if let Some(theirs) = Server::libvirtd() {
        all.push(measure(&theirs, options.libvirtd_clients, options)?);
    }
    let mut out = std::io::stdout();
    if options.json {
        let json: Vec<_> = all.iter().map(Figures::json).collect();
        writeln!(out, "{}", serde_json::Value::from(json))?;
    } else {
        for figures in &all {
            let Figures { daemon, clients, without, with, kib_each, connecting_s } = figures;
            writeln!(
                out,
                "{daemon:9} {clients:5} idle clients, connected in {connecting_s:.1} s: a call takes {with:.1} us, \
                 {without:.1} us without them ({:.2} times); {kib_each:.1} KiB each",
                figures.times()
            )?;
        }
        writeln!(out, "targets: {TARGET_TIMES} times, {TARGET_KIB} KiB")?;
    }
    Ok(all.first().is_some_and(Figures::met))
}

/// Each client takes a descriptor here too.
fn raise_open_files() -> Result<()> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let maximum = getrlimit(Resource::Nofile).maximum;
    setrlimit(Resource::Nofile, Rlimit { current: maximum.or(Some(1 << 20)), maximum })?;
    Ok(())
}
