//! Which processors client and server run on while latency is measured.
//!
//! Left alone, the system puts them on one processor in some rounds and on two in others, and the second costs several
//! times as much where an idle processor has to be woken: a median over both says nothing. So both are measured, each
//! by itself, with all servers in the same place.

use anyhow::{Context as _, Result};
use rustix::process::Pid;
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

use super::servers::Server;

/// Where they are put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Client and server share one processor.
    Together,
    /// The client has one to itself, the server has the others.
    Apart,
}

/// While this lives they stay there.
pub(super) struct Placed<'a> {
    server: &'a Server,
    usual: CpuSet,
}

impl<'a> Placed<'a> {
    /// Puts them there; `None` on a machine with too few processors.
    pub(super) fn put(server: &'a Server, place: Place) -> Result<Option<Self>> {
        let usual = sched_getaffinity(None)?;
        let first = (0..CpuSet::MAX_CPU).find(|cpu| usual.is_set(*cpu)).context("no processor")?;
        if place == Place::Apart && usual.count() < 2 {
            return Ok(None);
        }
        let mut one = CpuSet::new();
        one.set(first);
        let mut others = usual;
        others.unset(first);
        let placed = Self { server, usual };
        sched_setaffinity(None, &one)?;
        put_server(server, if place == Place::Together { &one } else { &others })?;
        Ok(Some(placed))
    }
}

impl Drop for Placed<'_> {
    fn drop(&mut self) {
        let _ = sched_setaffinity(None, &self.usual);
        let _ = put_server(self.server, &self.usual);
    }
}

/// Every thread of the server; new ones go where the one that makes them is.
fn put_server(server: &Server, set: &CpuSet) -> Result<()> {
    for thread in std::fs::read_dir(format!("/proc/{}/task", server.pid()))? {
        let id = thread?.file_name().to_str().and_then(|id| id.parse().ok()).and_then(Pid::from_raw);
        match sched_setaffinity(id, set) {
            // It has ended in the meantime.
            Err(rustix::io::Errno::SRCH) => {}
            other => other?,
        }
    }
    Ok(())
}
