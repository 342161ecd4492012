//! The page.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::{House, Operation};

pub(crate) fn page(house: &House) -> String {
    let mut out = String::from(
        "# What is there\n\n\
         Written by `cargo xtask support` from the sources; do not edit. One row for each operation of the drivers'\n\
         contract: the C function and its release, the method of the library `libvir` that asks for it, the procedure\n\
         that carries it (`libvir` as a client of any daemon, `virshd` as a server), the drivers that have it, the\n\
         shell's commands that use it. `+` is by itself, `~` by another operation that the driver has. An operation\n\
         without a method in `libvir` is one that both ends do among themselves.\n\n",
    );
    counts(house, &mut out);
    for (title, operations) in &house.facets {
        let _ = write!(out, "\n## {title}\n\n| operation | C function | since | libvir | wire |");
        for (driver, _) in &house.drivers {
            let _ = write!(out, " {driver} |");
        }
        out.push_str(" vrsh |\n|---|---|---|---|---|");
        for _ in &house.drivers {
            out.push_str("---|");
        }
        out.push_str("---|\n");
        for operation in operations {
            row(house, operation, operations, &mut out);
        }
    }
    out
}

/// Whether a driver has an operation, by itself or by one that it falls back to.
pub(super) fn mark(operation: &Operation, all: &[Operation], has: &BTreeSet<String>) -> &'static str {
    if has.contains(&operation.name) {
        return "+";
    }
    let by_another = operation.falls_back.iter().any(|other| {
        all.iter()
            .any(|one| one.name == *other && !mark(one, all, has).is_empty() && one.name != operation.name)
    });
    if by_another { "~" } else { "" }
}

fn row(house: &House, operation: &Operation, all: &[Operation], out: &mut String) {
    let public = house.public.get(&operation.name).map(|name| format!("`{name}`")).unwrap_or_default();
    let wire = house.wire.get(&operation.name).cloned().unwrap_or_default();
    let _ = write!(
        out,
        "| `{}` | `{}` | {} | {public} | {wire} |",
        operation.name, operation.c_name, operation.since
    );
    for (_, has) in &house.drivers {
        let _ = write!(out, " {} |", mark(operation, all, has));
    }
    let commands: Vec<&str> =
        house.commands.get(&operation.name).into_iter().flatten().map(String::as_str).collect();
    let _ = writeln!(out, " {} |", commands.join(", "));
}

fn counts(house: &House, out: &mut String) {
    let all: Vec<_> = house.facets.iter().flat_map(|(_, operations)| operations).collect();
    let _ = write!(out, "| | operations |\n|---|---|\n| the contract | {} |\n", all.len());
    let _ = writeln!(out, "| public in `libvir` | {} |", house.public.len());
    let _ = writeln!(out, "| on the wire, both ends | {} |", house.wire.len());
    for (driver, has) in &house.drivers {
        let count = house
            .facets
            .iter()
            .map(|(_, all)| all.iter().filter(|operation| !mark(operation, all, has).is_empty()).count())
            .sum::<usize>();
        let _ = writeln!(out, "| driver {driver} | {count} |");
    }
    let commands: BTreeSet<_> = house.commands.values().flatten().collect();
    let _ = writeln!(
        out,
        "| used by a command of `vrsh` | {} (by {} commands) |",
        house.commands.len(),
        commands.len()
    );
}
