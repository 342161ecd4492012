//! The programs of the protocol: the one list of them.

/// What the procedures of a program are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Carries {
    /// Packets among the two ends.
    Nothing,
    /// Operations of a connection to a hypervisor, with rules of who may.
    Connections,
    /// Operations of a daemon itself.
    Daemon,
}

struct Program {
    /// The name of its file below `xdr/`, and of its module.
    name: &'static str,
    carries: Carries,
}

const fn program(name: &'static str, carries: Carries) -> Program {
    Program { name, carries }
}

/// In the order in which they may import each other.
const PROGRAMS: &[Program] = &[
    program("rpc", Carries::Nothing),
    program("keepalive", Carries::Nothing),
    program("remote", Carries::Connections),
    program("qemu", Carries::Connections),
    program("lxc", Carries::Connections),
    program("virshd", Carries::Connections),
    program("admin", Carries::Daemon),
];

/// The program whose operations have no prefix.
pub(crate) const MAIN: &str = "remote";

/// Every program.
pub(crate) fn all() -> impl Iterator<Item = &'static str> {
    PROGRAMS.iter().map(|program| program.name)
}

/// Those whose procedures are operations, in the order in which their tables stand.
pub(crate) fn carried() -> impl Iterator<Item = &'static str> {
    PROGRAMS.iter().filter(|program| program.carries != Carries::Nothing).map(|program| program.name)
}

/// Those that have types of their own.
pub(crate) fn sampled() -> impl Iterator<Item = &'static str> {
    all().filter(|name| *name != "keepalive")
}

/// Those whose operations are asked of a hypervisor, and have rules of who may.
pub(crate) fn of_connections() -> impl Iterator<Item = &'static str> {
    PROGRAMS.iter().filter(|program| program.carries == Carries::Connections).map(|program| program.name)
}

/// Whether a program's operations are a daemon's own.
pub(crate) fn is_of_daemon(name: &str) -> bool {
    PROGRAMS.iter().any(|program| program.name == name && program.carries == Carries::Daemon)
}

/// Whether each procedure must say who may; a program that nobody knows is no exception.
pub(crate) fn has_rules(name: &str) -> bool {
    !PROGRAMS.iter().any(|program| program.name == name && program.carries != Carries::Connections)
}

/// What stands before a procedure's name in the house: `qemu_`, and nothing for the main program.
pub(crate) fn prefix(name: &str) -> String {
    if name == MAIN { String::new() } else { format!("{name}_") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_source_is_in_the_list() {
        let mut files: Vec<String> = std::fs::read_dir(crate::files::root().join("xdr"))
            .unwrap()
            .filter_map(|entry| {
                entry.unwrap().file_name().to_str()?.strip_suffix(".x").map(ToOwned::to_owned)
            })
            .collect();
        files.sort();
        let mut names: Vec<&str> = all().collect();
        names.sort_unstable();
        assert_eq!(files, names);
    }

    #[test]
    fn a_program_says_what_it_carries() {
        assert!(
            has_rules("remote") && has_rules("nothing") && !has_rules("admin") && !has_rules("keepalive")
        );
        assert!(is_of_daemon("admin") && !is_of_daemon("remote") && !is_of_daemon("nothing"));
        assert!(of_connections().all(|name| carried().any(|other| other == name)));
        assert!(!carried().any(|name| name == "rpc") && !of_connections().any(|name| name == "admin"));
        assert_eq!((prefix("remote").as_str(), prefix("qemu").as_str()), ("", "qemu_"));
    }
}
