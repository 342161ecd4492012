//! Many connections, each with one call in flight, in one thread.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use rustix::event::epoll;

use super::client::{Client, Opening};
use super::packets::Exchange;
use super::servers::Server;

/// A connection that is broken must not stop the benchmark for ever.
const SILENCE: Duration = Duration::from_secs(20);

/// Connections that one thread drives.
#[derive(Debug)]
pub(super) struct Many {
    clients: Vec<Client>,
    epoll: std::os::fd::OwnedFd,
}

impl Many {
    /// Opens `count` connections.
    pub(super) fn open(server: &Server, opening: &Opening, count: usize) -> Result<Self> {
        let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
        let mut clients = Vec::new();
        for at in 0..count {
            let client = Client::open(&server.socket, server.speech(), opening)?;
            epoll::add(&epoll, &client, epoll::EventData::new_u64(at as u64), epoll::EventFlags::IN)?;
            clients.push(client);
        }
        Ok(Self { clients, epoll })
    }

    /// Calls on all of them for this long; how many calls were answered, and in how many seconds.
    pub(super) fn run(&mut self, exchange: &Exchange, time: Duration) -> Result<(u64, f64)> {
        for client in &mut self.clients {
            client.announce(exchange)?;
        }
        let start = Instant::now();
        for client in &mut self.clients {
            client.send(&exchange.call)?;
        }
        let mut in_flight = self.clients.len();
        let mut calls = 0;
        let mut more = true;
        let timeout = rustix::event::Timespec::try_from(SILENCE)?;
        let mut events = Vec::with_capacity(self.clients.len());
        while in_flight > 0 {
            events.clear();
            epoll::wait(&self.epoll, rustix::buffer::spare_capacity(&mut events), Some(&timeout))?;
            anyhow::ensure!(!events.is_empty(), "the server is silent");
            more = more && start.elapsed() < time;
            for event in &events {
                let at = usize::try_from(event.data.u64())?;
                let client = self.clients.get_mut(at).context("an event of no connection")?;
                client.receive(exchange)?;
                calls += 1;
                if more {
                    client.send(&exchange.call)?;
                } else {
                    in_flight -= 1;
                }
            }
        }
        Ok((calls, start.elapsed().as_secs_f64()))
    }

    /// Closes them all.
    pub(super) fn close(self, opening: &Opening) -> Result<()> {
        self.clients.into_iter().try_for_each(|client| client.close(opening))
    }
}
