//! Help, written from the commands themselves.

use std::fmt::Write as _;

use super::arg::{ArgDef, Kind, Place};
use super::command::{Command, Group};

/// The page of a command.
pub(crate) fn page(command: &Command) -> String {
    let mut out = format!("  NAME\n    {} - {}\n", command.name, command.about);
    let documented = || command.args.iter().filter(|def| !matches!(def.kind, Kind::Alias(..)));
    let synopsis: String = documented().map(synopsis).collect();
    let _ = write!(out, "\n  SYNOPSIS\n    {}{synopsis}\n", command.name);
    let _ = write!(out, "\n  SINCE\n    libvirt {}\n", command.since);
    if documented().next().is_some() {
        out.push_str("\n  OPTIONS\n");
        for def in documented() {
            let _ = writeln!(out, "    {:<15}  {}", option(def), def.help);
        }
    }
    out
}

/// The list of a group's commands.
pub(crate) fn group(group: Group) -> String {
    let mut out = format!(" {} (help keyword '{}'):\n", group.title(), group.keyword());
    for command in crate::cmd::all().filter(|command| command.group == group) {
        let _ = writeln!(out, "    {:<30} {}", command.name, command.about);
    }
    out
}

/// The lists of all groups.
pub(crate) fn groups() -> String {
    Group::ALL.iter().map(|one| group(*one) + "\n").collect()
}

fn synopsis(def: &ArgDef) -> String {
    let name = def.name;
    let text = match (def.kind, def.place) {
        (Kind::Flag | Kind::Alias(..), _) => format!("--{name}"),
        (_, Place::Positional) => format!("<{name}>"),
        (Kind::Number, _) => format!("--{name} <number>"),
        (Kind::Text | Kind::Many, _) => format!("--{name} <string>"),
    };
    let more = if def.kind == Kind::Many { "..." } else { "" };
    if def.required { format!(" {text}{more}") } else { format!(" [{text}]{more}") }
}

fn option(def: &ArgDef) -> String {
    let name =
        if def.place == Place::Positional { format!("[--{}]", def.name) } else { format!("--{}", def.name) };
    match def.kind {
        Kind::Flag | Kind::Alias(..) => name,
        Kind::Number => format!("{name} <number>"),
        Kind::Text => format!("{name} <string>"),
        Kind::Many => format!("{name} <string>..."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_lists_what_the_command_takes() {
        let page = page(crate::cmd::find("setmem").unwrap());
        assert!(page.contains("\n    setmem <domain> <size> [--config] [--live] [--current]\n"), "{page}");
        assert!(page.contains("\n    [--size] <number>  "), "{page}");
        assert!(!page.contains("kilobytes"), "{page}");
        let page = super::page(crate::cmd::find("event").unwrap());
        assert!(page.contains(" [--domain <string>] [--event <string>] [--all]"), "{page}");
    }

    #[test]
    fn every_command_is_in_its_group() {
        for one in Group::ALL {
            assert!(crate::cmd::all().any(|command| command.group == *one), "{one:?} is empty");
        }
        let listed = groups();
        for command in crate::cmd::all() {
            assert!(listed.contains(&format!("\n    {:<30} ", command.name)), "{}", command.name);
        }
    }
}
