//! Who and where the process is.

use crate::process::RunAs;

/// The host's name as the kernel has it; `localhost` if it has none.
#[must_use]
pub fn hostname() -> String {
    let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
    if name.is_empty() { "localhost".to_owned() } else { name }
}

/// Whether the process runs as root.
#[must_use]
pub fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// The user that the process runs as.
#[must_use]
pub fn uid() -> u32 {
    rustix::process::geteuid().as_raw()
}

/// The size of the host's usual pages of memory.
#[must_use]
pub fn page_size_kib() -> u64 {
    u64::try_from(rustix::param::page_size() / 1024).unwrap_or(4)
}

/// How many ticks of the kernel's clock for processes are in a second.
#[must_use]
pub fn ticks_per_second() -> u64 {
    rustix::param::clock_ticks_per_second().max(1)
}

/// The time of day. Whoever shows or stores it is given this function, so that tests have their own.
#[must_use]
#[allow(clippy::disallowed_methods, reason = "this is where everybody else gets it from")]
pub fn now() -> std::time::SystemTime {
    std::time::SystemTime::now()
}

/// What the system says of a failure, without the number that Rust puts behind it.
#[must_use]
pub fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(" (os error ") {
        Some((reason, _)) => reason.to_owned(),
        None => text,
    }
}

/// The number of a group: given as such, or by its name in `/etc/group`.
///
/// # Errors
/// There is no such group.
pub fn group_id(group: &str) -> std::io::Result<u32> {
    if let Ok(number) = group.parse() {
        return Ok(number);
    }
    let list = std::fs::read_to_string("/etc/group")?;
    let found = list.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next() == Some(group)).then(|| fields.nth(1)?.parse().ok()).flatten()
    });
    found.ok_or_else(|| {
        std::io::Error::new(std::io::ErrorKind::NotFound, format!("there is no group '{group}'"))
    })
}

/// Raises the number of files that this process may have open to the most that it is allowed to; how many that is.
///
/// # Errors
/// The system refuses.
pub fn raise_open_files() -> std::io::Result<u64> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    /// What the kernel allows anybody, unless it is told otherwise.
    const MOST: u64 = 1 << 20;
    let maximum = getrlimit(Resource::Nofile).maximum;
    let current = maximum.unwrap_or(MOST);
    setrlimit(Resource::Nofile, Rlimit { current: Some(current), maximum })?;
    Ok(current)
}

/// The name of the user with this number, if there is one.
#[must_use]
pub fn user_name(uid: u32) -> Option<String> {
    name_of("/etc/passwd", uid)
}

/// The name of the group with this number, if there is one.
#[must_use]
pub fn group_name(gid: u32) -> Option<String> {
    name_of("/etc/group", gid)
}

/// The first field of the line whose third field is the number.
fn name_of(list: &str, number: u32) -> Option<String> {
    let list = std::fs::read_to_string(list).ok()?;
    list.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(number)).then(|| name.to_owned())
    })
}

/// A user by number (`42`, `+42`) or name, with all groups that it is in. `group` stands for its own group
/// where it is given.
///
/// # Errors
/// There is no such user or group.
pub fn user(user: &str, group: Option<&str>) -> std::io::Result<RunAs> {
    let list = std::fs::read_to_string("/etc/passwd")?;
    let number = user.strip_prefix('+').unwrap_or(user).parse::<u32>().ok();
    let found = list.lines().find_map(|line| {
        let fields: Vec<&str> = line.split(':').collect();
        let [name, _, uid, gid, ..] = fields.as_slice() else { return None };
        let (uid, gid) = (uid.parse::<u32>().ok()?, gid.parse::<u32>().ok()?);
        // A name that looks like a number is a name first, as everywhere.
        (*name == user || number == Some(uid)).then(|| ((*name).to_owned(), uid, gid))
    });
    let (name, uid, own) = match (found, number) {
        (Some(found), _) => found,
        // Numbers need no entry.
        (None, Some(uid)) => (String::new(), uid, uid),
        (None, None) => {
            let text = format!("there is no user '{user}'");
            return Err(std::io::Error::new(std::io::ErrorKind::NotFound, text));
        }
    };
    let gid =
        group.map(|group| group_id(group.strip_prefix('+').unwrap_or(group))).transpose()?.unwrap_or(own);
    let mut groups = vec![gid];
    for line in std::fs::read_to_string("/etc/group")?.lines() {
        let mut fields = line.split(':').skip(2);
        let (Some(number), Some(members)) = (fields.next(), fields.next()) else { continue };
        if members.split(',').any(|member| member == name)
            && let Ok(number) = number.parse()
            && !groups.contains(&number)
        {
            groups.push(number);
        }
    }
    Ok(RunAs { uid, gid, groups })
}

/// When a process started, in clock ticks since the host did; `None` if there is no such process.
#[must_use]
pub fn process_start_time(pid: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name may hold anything, brackets and blanks too: what is behind its last bracket is fields alone.
    let (_, fields) = stat.rsplit_once(") ")?;
    fields.split_ascii_whitespace().nth(19)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_words_alone() {
        assert_eq!(reason(&std::io::Error::from_raw_os_error(2)), "No such file or directory");
        assert_eq!(reason(&std::io::Error::other("odd")), "odd");
    }

    #[test]
    fn users_by_name_and_number() {
        let root = user("root", None).unwrap();
        assert_eq!((root.uid, root.gid), (0, 0));
        assert_eq!(user("+0", Some("42")).unwrap().gid, 42);
        let daemon = user("daemon", None).unwrap();
        assert_eq!(daemon.groups.first(), Some(&daemon.gid));
        assert!(user("nobody at all", None).unwrap_err().to_string().contains("nobody at all"));
    }

    #[test]
    fn groups_by_name_and_number() {
        assert_eq!(group_id("root").unwrap(), 0);
        assert_eq!(group_id("42").unwrap(), 42);
        assert!(group_id("no such group").unwrap_err().to_string().contains("no such group"));
    }

    #[test]
    fn processes_have_started_after_the_host() {
        let own = process_start_time(std::process::id()).unwrap();
        let first = process_start_time(1).unwrap();
        assert!(own >= first && own > 0);
        assert_eq!(process_start_time(u32::MAX), None);
    }
}
