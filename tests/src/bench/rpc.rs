//! `bench rpc`: rounds over servers and measurements.

use std::io::Write as _;
use std::time::Duration;

use anyhow::Result;

use super::measure::{Bench, Metric};
use super::report::Table;
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
    /// Only the measurements whose names contain this.
    pub only: String,
}

impl Default for Options {
    fn default() -> Self {
        Self { rounds: 15, time: Duration::from_millis(200), json: false, only: String::new() }
    }
}

impl Options {
    /// Few short rounds.
    #[must_use]
    pub fn quick() -> Self {
        Self { rounds: 3, time: Duration::from_millis(150), ..Self::default() }
    }
}

type Measurement = fn(&Bench, &Server) -> Result<Vec<(Metric, f64)>>;

const MEASUREMENTS: [(&str, Measurement); 4] = [
    ("single calls", Bench::latency),
    ("8 in flight", Bench::in_flight),
    ("64 connections", Bench::connections),
    ("openings", Bench::openings),
];

/// Runs the benchmark, prints the result, and says whether every target was met.
///
/// # Errors
/// A server fails.
pub fn run(options: &Options) -> Result<bool> {
    let bench = Bench::new(options.time);
    let mut servers = vec![Server::virshd()];
    match Server::libvirtd() {
        Some(server) => servers.push(server),
        None => progress(
            "skipped: libvirtd is not installed (apt-get install libvirt-daemon): no ratios, no targets",
        ),
    }
    servers.push(Server::own(Kind::Canned)?);
    servers.push(Server::own(Kind::Echo)?);

    let mut table = Table::default();
    let clients: Vec<_> = servers.iter().map(|server| bench.idle_client(server)).collect::<Result<_>>()?;
    std::thread::sleep(Duration::from_secs(1));
    for server in &servers {
        table.add(server.kind, Metric::Idle, server.rss_kib() as f64);
    }
    drop(clients);
    for round in 1..=options.rounds {
        for (what, measurement) in MEASUREMENTS.iter().filter(|(what, _)| what.contains(&options.only)) {
            progress(&format!("round {round} of {}: {what}", options.rounds));
            for server in &servers {
                for (metric, value) in measurement(&bench, server)? {
                    table.add(server.kind, metric, value);
                }
            }
            // Whoever is first in one round is last in the next.
            servers.rotate_left(1);
        }
    }
    let clients: Vec<_> = servers.iter().map(|server| bench.idle_client(server)).collect::<Result<_>>()?;
    std::thread::sleep(Duration::from_secs(1));
    for server in &servers {
        table.add(server.kind, Metric::After, server.rss_kib() as f64);
    }
    drop(clients);

    let text = if options.json { table.json(options) } else { table.text() };
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(table.all_met())
}

fn progress(line: &str) {
    let _ = writeln!(std::io::stderr(), "bench: {line}");
}
