//! Who and where the process is.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_words_alone() {
        assert_eq!(reason(&std::io::Error::from_raw_os_error(2)), "No such file or directory");
        assert_eq!(reason(&std::io::Error::other("odd")), "odd");
    }

    #[test]
    fn groups_by_name_and_number() {
        assert_eq!(group_id("root").unwrap(), 0);
        assert_eq!(group_id("42").unwrap(), 42);
        assert!(group_id("no such group").unwrap_err().to_string().contains("no such group"));
    }
}
