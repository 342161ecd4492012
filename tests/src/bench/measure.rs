//! The measurements: each runs against one server for a while, and gives its numbers.

use std::time::{Duration, Instant};

use anyhow::Result;

use super::client::{Client, Opening};
use super::many::Many;
use super::packets::{self, Exchange};
use super::placement::{Place, Placed};
use super::servers::Server;

/// Calls in flight on one connection.
const IN_FLIGHT: usize = 8;
/// Connections at once.
const CONNECTIONS: usize = 64;
/// How many calls go first, uncounted.
const WARM_UP: usize = 50;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Metric {
    /// Latency of `connect_get_lib_version`, median, in µs.
    Trivial50(Place),
    /// The same, 99th percentile.
    Trivial99(Place),
    /// Latency of `domain_get_info`, median, in µs.
    Info50(Place),
    /// The same, 99th percentile.
    Info99(Place),
    /// Calls per second on one connection.
    InFlight,
    /// Calls per second over many connections.
    Connections,
    /// Connections opened and closed per second.
    Openings,
    /// KiB resident with one idle client.
    Idle,
    /// The same after the load.
    After,
    /// Processor time of the server for each call over many connections, in µs.
    Cpu,
}

/// What one server needs for the measurements.
#[derive(Debug)]
pub(super) struct Bench {
    pub(super) time: Duration,
    opening: Opening,
    trivial: Exchange,
    info: Exchange,
}

impl Bench {
    /// Each measurement takes this long in each round.
    pub(super) fn new(time: Duration) -> Self {
        Self {
            time,
            opening: Opening::new(),
            trivial: packets::connect_get_lib_version(),
            info: packets::domain_get_info(),
        }
    }

    /// A client that does nothing.
    pub(super) fn idle_client(&self, server: &Server) -> Result<Client> {
        Client::open(&server.socket, server.speech(), &self.opening)
    }

    /// Latency of a single call.
    pub(super) fn latency(&self, server: &Server) -> Result<Vec<(Metric, f64)>> {
        let mut values = Vec::new();
        for place in [Place::Together, Place::Apart] {
            let Some(_placed) = Placed::put(server, place)? else { continue };
            let mut client = self.idle_client(server)?;
            let (trivial50, trivial99) = self.percentiles(&mut client, &self.trivial)?;
            let (info50, info99) = self.percentiles(&mut client, &self.info)?;
            client.close(&self.opening)?;
            values.extend([(Metric::Trivial50(place), trivial50), (Metric::Trivial99(place), trivial99)]);
            values.extend([(Metric::Info50(place), info50), (Metric::Info99(place), info99)]);
        }
        Ok(values)
    }

    fn percentiles(&self, client: &mut Client, exchange: &Exchange) -> Result<(f64, f64)> {
        client.announce(exchange)?;
        for _ in 0..WARM_UP {
            client.call(exchange)?;
        }
        let mut samples = Vec::with_capacity(1 << 16);
        let end = Instant::now() + self.time;
        loop {
            let start = Instant::now();
            client.call(exchange)?;
            let now = Instant::now();
            samples.push(now - start);
            if now >= end {
                break;
            }
        }
        samples.sort_unstable();
        let at = |part: usize| samples[(samples.len() - 1) * part / 100].as_secs_f64() * 1e6;
        Ok((at(50), at(99)))
    }

    /// Calls per second with several in flight on one connection: each reply is followed by another call.
    pub(super) fn in_flight(&self, server: &Server) -> Result<Vec<(Metric, f64)>> {
        let exchange = &self.trivial;
        let size = exchange.call.len();
        let calls = exchange.call.repeat(IN_FLIGHT);
        let mut client = self.idle_client(server)?;
        client.announce(exchange)?;
        client.send(&calls)?;
        let (start, mut done) = (Instant::now(), 0);
        while start.elapsed() < self.time {
            let replies = client.receive(exchange)?;
            client.send(&calls[..size * replies])?;
            done += replies;
        }
        let rate = done as f64 / start.elapsed().as_secs_f64();
        let mut left = IN_FLIGHT;
        while left > 0 {
            left -= client.receive(exchange)?;
        }
        client.close(&self.opening)?;
        Ok(vec![(Metric::InFlight, rate)])
    }

    /// Calls per second over many connections, each with one in flight, and what they cost the server.
    pub(super) fn connections(&self, server: &Server) -> Result<Vec<(Metric, f64)>> {
        let mut many = Many::open(server, &self.opening, CONNECTIONS)?;
        let before = server.cpu_seconds();
        let (calls, seconds) = many.run(&self.trivial, self.time)?;
        let cpu = server.cpu_seconds() - before;
        many.close(&self.opening)?;
        Ok(vec![(Metric::Connections, calls as f64 / seconds), (Metric::Cpu, cpu * 1e6 / calls as f64)])
    }

    /// Connections opened and closed per second, one after the other.
    pub(super) fn openings(&self, server: &Server) -> Result<Vec<(Metric, f64)>> {
        let (start, mut done) = (Instant::now(), 0);
        while start.elapsed() < self.time {
            self.idle_client(server)?.close(&self.opening)?;
            done += 1;
        }
        Ok(vec![(Metric::Openings, f64::from(done) / start.elapsed().as_secs_f64())])
    }
}
