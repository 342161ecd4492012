//! Where and how threads run, and what processes may have.

use std::io;

use super::raw;

/// Lets a thread run on these processors only; a process's number is its first thread's.
///
/// # Errors
/// There is no such thread, or none of the processors.
pub fn set_affinity(thread: u32, cpus: impl IntoIterator<Item = u32>) -> io::Result<()> {
    use rustix::thread::{CpuSet, sched_setaffinity};
    let mut set = CpuSet::new();
    for cpu in cpus {
        if let Some(cpu) = usize::try_from(cpu).ok().filter(|cpu| *cpu < CpuSet::MAX_CPU) {
            set.set(cpu);
        }
    }
    Ok(sched_setaffinity(Some(raw(thread)?), &set)?)
}

/// The processors that a thread may run on; nothing if there is no such thread.
#[must_use]
pub fn affinity(thread: u32) -> Vec<u32> {
    use rustix::thread::{CpuSet, sched_getaffinity};
    let Some(set) = raw(thread).ok().and_then(|thread| sched_getaffinity(Some(thread)).ok()) else {
        return Vec::new();
    };
    (0..CpuSet::MAX_CPU).filter(|cpu| set.is_set(*cpu)).filter_map(|cpu| u32::try_from(cpu).ok()).collect()
}

/// How a thread gets its time, beside the usual way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// For work that nobody waits for.
    Batch,
    /// Only when nothing else runs.
    Idle,
    /// Before all others, until it gives way; with a priority.
    Fifo(i32),
    /// The same, in turns.
    RoundRobin(i32),
}

/// Sets how a thread gets its time.
///
/// # Errors
/// There is no such thread, or this process may not.
pub fn set_policy(thread: u32, policy: Policy) -> io::Result<()> {
    let (number, priority) = match policy {
        Policy::Batch => (libc::SCHED_BATCH, 0),
        Policy::Idle => (libc::SCHED_IDLE, 0),
        Policy::Fifo(priority) => (libc::SCHED_FIFO, priority),
        Policy::RoundRobin(priority) => (libc::SCHED_RR, priority),
    };
    let parameters = libc::sched_param { sched_priority: priority };
    let thread = raw(thread)?.as_raw_nonzero().get();
    // SAFETY: the call reads the parameters, which live until it returns.
    let done = unsafe { libc::sched_setscheduler(thread, number, &raw const parameters) };
    if done == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// How much memory a process may lock, in bytes; `None`: as much as it likes.
///
/// # Errors
/// There is no such process, or this one may not.
pub fn set_locked_memory(pid: u32, bytes: Option<u64>) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, prlimit};
    prlimit(Some(raw(pid)?), Resource::Memlock, Rlimit { current: bytes, maximum: bytes })?;
    Ok(())
}
