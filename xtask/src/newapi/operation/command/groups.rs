//! Groups of commands that are not there yet.

use anyhow::{Result, bail};

use crate::newapi::edits::Edits;
use crate::newapi::place;

/// Groups that may be opened: folder, variant, title, what is in it.
pub(super) const GROUPS: &[(&str, &str, &str, &str)] = &[
    ("volume", "Volume", "Storage Volume", "volumes"),
    ("nodedev", "Nodedev", "Node Device", "devices of the host"),
    ("secret", "Secret", "Secret", "secrets"),
    ("nwfilter", "Nwfilter", "Network Filter", "network filters"),
];

/// A group of commands that was not there.
pub(super) fn open(group: &str, edits: &mut Edits) -> Result<()> {
    let Some((folder, variant, title, what)) = GROUPS.iter().find(|(one, ..)| *one == group) else {
        bail!("there is no group '{group}'")
    };
    edits.create(
        &format!("crates/vrsh/src/cmd/{folder}/mod.rs"),
        format!("//! Commands about {what}.\n\nuse crate::engine::commands;\n\ncommands! {{\n}}\n"),
    )?;
    edits.change("crates/vrsh/src/cmd/mod.rs", |text| {
        let text = place::module(text, folder)?;
        place::before_line(&text, "    shell::COMMANDS,", &format!("    {folder}::COMMANDS,\n"))
    })?;
    edits.change("crates/vrsh/src/engine/command.rs", |text| {
        let mut text = text.to_owned();
        for (mark, line) in [
            ("    Shell,", format!("    {variant},\n")),
            ("        Self::Shell,", format!("        Self::{variant},\n")),
            ("            Self::Shell => \"Vrsh", format!("            Self::{variant} => \"{title}\",\n")),
            ("            Self::Shell => \"vrsh", format!("            Self::{variant} => \"{folder}\",\n")),
        ] {
            text = place::before_line(&text, mark, &line)?;
        }
        Ok(text)
    })
}
