//! What the kernel tells of processes.

use std::fs;
use std::time::Duration;

/// The fields of `/proc/PID/stat` from the third on: the first two are the number, and the name in brackets,
/// which may hold anything.
fn stat<T>(pid: u32, read: impl FnOnce(std::str::SplitAsciiWhitespace<'_>) -> Option<T>) -> Option<T> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, rest) = stat.rsplit_once(')')?;
    read(rest.split_ascii_whitespace())
}

/// The letter for what a process does, the third field.
pub(super) fn state(pid: u32) -> Option<char> {
    stat(pid, |mut fields| fields.next()?.chars().next())
}

/// When a process was started, in ticks of the kernel's clock; `None` if there is no such process. Together
/// with its number it is no other's.
#[must_use]
pub fn started(pid: u32) -> Option<u64> {
    // It is the 22nd field of the whole line.
    stat(pid, |mut fields| fields.nth(19)?.parse().ok())
}

/// How long ago a process was started, by the clock that also counts while the host sleeps; `None` if there is no
/// such process.
#[must_use]
pub fn age(pid: u32) -> Option<Duration> {
    let born =
        Duration::from_millis(started(pid)?.checked_mul(1000)?.checked_div(crate::ticks_per_second())?);
    let now = fs::read_to_string("/proc/uptime").ok()?;
    let now = Duration::try_from_secs_f64(now.split_ascii_whitespace().next()?.parse().ok()?).ok()?;
    Some(now.saturating_sub(born))
}

/// How long a process has used processors so far, in nanoseconds: in its own code, and in the kernel;
/// `None` if there is no such process.
#[must_use]
pub fn cpu_times_ns(pid: u32) -> Option<(u64, u64)> {
    let per_second = crate::ticks_per_second();
    let time = |ticks: &str| ticks.parse::<u64>().ok()?.checked_mul(1_000_000_000)?.checked_div(per_second);
    // They are the 14th and 15th field of the whole line.
    stat(pid, |mut fields| Some((time(fields.nth(11)?)?, time(fields.next()?)?)))
}

/// How long a process has used processors so far, in nanoseconds; `None` if there is no such process.
#[must_use]
pub fn cpu_time_ns(pid: u32) -> Option<u64> {
    let (user, system) = cpu_times_ns(pid)?;
    user.checked_add(system)
}

/// How long a thread of a process has used processors so far, in nanoseconds, and on which it did last; `None`
/// if there is no such thread.
#[must_use]
pub fn thread_stat(pid: u32, thread: u32) -> Option<(u64, u32)> {
    let text = fs::read_to_string(format!("/proc/{pid}/task/{thread}/stat")).ok()?;
    let (_, rest) = text.rsplit_once(')')?;
    let fields: Vec<&str> = rest.split_ascii_whitespace().collect();
    // They are the 14th, 15th and 39th field of the whole line.
    let ticks = |at: usize| fields.get(at)?.parse::<u64>().ok();
    let ticks = ticks(11)?.checked_add(ticks(12)?)?;
    let time = ticks.checked_mul(1_000_000_000)?.checked_div(crate::ticks_per_second())?;
    Some((time, fields.get(36)?.parse().ok()?))
}

/// How much of a process is in memory, in KiB; `None` if there is no such process.
#[must_use]
pub fn resident_kib(pid: u32) -> Option<u64> {
    let statm = fs::read_to_string(format!("/proc/{pid}/statm")).ok()?;
    let pages: u64 = statm.split_ascii_whitespace().nth(1)?.parse().ok()?;
    pages.checked_mul(u64::try_from(rustix::param::page_size()).ok()? / 1024)
}

/// The arguments of a running process; empty if there is none.
#[must_use]
pub fn arguments(pid: u32) -> Vec<String> {
    let raw = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    let words = raw.split(|byte| *byte == 0).filter(|word| !word.is_empty());
    words.map(|word| String::from_utf8_lossy(word).into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_ages() {
        let own = std::process::id();
        let before = age(own).unwrap();
        // A test runs for less than a day.
        assert!(before < Duration::from_secs(86_400), "{before:?}");
        std::thread::sleep(Duration::from_millis(50));
        let after = age(own).unwrap();
        assert!(after > before && after - before < Duration::from_secs(60), "{before:?} {after:?}");
        assert_eq!(age(0), None);
    }
}
