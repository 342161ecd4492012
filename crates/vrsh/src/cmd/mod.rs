//! The commands, one file each, by group.
//!
//! A new command is a file, its `mod` line and its line in the group's `commands!`.

mod domain;
mod events;
mod host;
mod interface;
mod monitor;
mod network;
mod pool;
mod shell;

use crate::engine::Command;

static GROUPS: &[&[Command]] = &[
    domain::COMMANDS,
    monitor::COMMANDS,
    events::COMMANDS,
    host::COMMANDS,
    interface::COMMANDS,
    network::COMMANDS,
    pool::COMMANDS,
    shell::COMMANDS,
];

/// All commands, group by group.
pub(crate) fn all() -> impl Iterator<Item = &'static Command> {
    GROUPS.iter().copied().flatten()
}

/// The command with this name.
pub(crate) fn find(name: &str) -> Option<&'static Command> {
    all().find(|command| command.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Kind, Place};

    #[test]
    fn sorted_in_the_order_of_the_groups() {
        for (commands, group) in GROUPS.iter().zip(crate::engine::Group::ALL) {
            assert!(commands.is_sorted_by_key(|command| command.name), "{group:?} is not sorted");
            assert!(commands.iter().all(|command| command.group == *group), "{group:?} has a stranger");
        }
    }

    #[test]
    fn names_are_unique() {
        let mut names: Vec<_> = all().map(|command| command.name).collect();
        names.sort_unstable();
        assert!(names.is_sorted_by(|a, b| a < b), "{names:?}");
        for command in all() {
            let mut names: Vec<_> = command.args.iter().map(|def| def.name).collect();
            names.sort_unstable();
            assert!(names.is_sorted_by(|a, b| a < b), "{}: {names:?}", command.name);
        }
    }

    #[test]
    fn arguments_make_sense() {
        for command in all() {
            assert!(!command.about.is_empty() && !command.about.ends_with('.'), "{}", command.name);
            let mut optional = false;
            for (place, def) in command.args.iter().enumerate() {
                let who = format!("{} --{}", command.name, def.name);
                match def.kind {
                    Kind::Alias(target, _) => {
                        let targets = command.args.iter().filter(|other| other.name == target);
                        assert!(targets.clone().all(|other| !matches!(other.kind, Kind::Alias(..))), "{who}");
                        assert_eq!(targets.count(), 1, "{who}: no such target");
                    }
                    Kind::Many => assert_eq!(place + 1, command.args.len(), "{who}: must be last"),
                    Kind::Flag => assert_eq!(def.place, Place::Named, "{who}"),
                    Kind::Text | Kind::Number => {}
                }
                if def.place == Place::Positional {
                    assert!(!(def.required && optional), "{who}: required behind an optional one");
                    optional |= !def.required;
                }
            }
        }
    }
}
