//! Where a new driver is entered into files that are there.

use std::path::Path;

use anyhow::{Context as _, Result};

use super::names::ident;
use super::{File, Wish};

/// A file with a change; what the change looks for and does not find is told with the file's name.
pub(super) fn changed(root: &Path, path: &str, change: impl FnOnce(&str) -> Result<String>) -> Result<File> {
    let text = std::fs::read_to_string(root.join(path)).with_context(|| format!("cannot read {path}"))?;
    let changed = change(&text).with_context(|| path.to_owned())?;
    Ok((path.to_owned(), changed))
}

/// Puts a line among those that begin with `start`, which stand together, by its place in the alphabet.
fn among(text: &str, start: &str, line: &str) -> Result<String> {
    let lines: Vec<&str> = text.lines().collect();
    let first = lines.iter().position(|there| there.starts_with(start));
    let first = first.with_context(|| format!("no line begins with '{start}'"))?;
    let block = lines[first..].iter().take_while(|there| there.starts_with(start)).count();
    let before = lines[first..first + block].iter().take_while(|there| **there < line).count();
    let at = first + before;
    Ok(lines[..at].iter().chain([&line]).chain(&lines[at..]).map(|line| format!("{line}\n")).collect())
}

/// The workspace: a member and a dependency.
pub(super) fn manifest(text: &str, wish: &Wish) -> Result<String> {
    let name = &wish.name;
    let members =
        text.lines().find(|line| line.starts_with("members = [")).context("no line 'members = ['")?;
    let mut words: Vec<&str> = members.split('"').skip(1).step_by(2).collect();
    let member = format!("crates/drivers/{name}");
    let at = words
        .iter()
        .position(|word| word.starts_with("crates/drivers/") && **word > *member)
        .or_else(|| words.iter().rposition(|word| word.starts_with("crates/drivers/")).map(|last| last + 1))
        .context("the workspace has no driver")?;
    words.insert(at, &member);
    let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    let text = text.replacen(members, &format!("members = [{}]", words.join(", ")), 1);
    let version = env!("CARGO_PKG_VERSION");
    let line = format!("vir-driver-{name} = {{ path = \"crates/drivers/{name}\", version = \"{version}\" }}");
    among(&text, "vir-driver-", &line)
}

/// The daemon links it.
pub(super) fn dependency(text: &str, wish: &Wish) -> Result<String> {
    among(text, "vir-driver-", &format!("vir-driver-{} = {{ workspace = true }}", wish.name))
}

/// Its room.
pub(super) fn rooms(text: &str, wish: &Wish) -> Result<String> {
    let Wish { name, about, .. } = wish;
    among(
        text,
        "| `crates/drivers/",
        &format!("| `crates/drivers/{name}` | `vir-driver-{name}` | {} |", lower(about)),
    )
}

/// Rows of the table begin small.
fn lower(about: &str) -> String {
    let mut letters = about.chars();
    letters.next().map(|first| first.to_lowercase().to_string() + letters.as_str()).unwrap_or_default()
}

/// Its factory, before the one of the test driver, which is the last.
pub(super) fn factories(text: &str, wish: &Wish) -> Result<String> {
    let last = "            // The last: ";
    let at = text.find(last).with_context(|| format!("no line begins with '{}'", last.trim()))?;
    let line =
        format!("            Arc::new(vir_driver_{}::Factory::new(places.system)),\n", ident(&wish.name));
    let (before, after) = text.split_at(at);
    Ok(format!("{before}{line}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(name: &str) -> Wish {
        Wish { name: name.to_owned(), scheme: name.to_owned(), about: "Guests in jails".to_owned() }
    }

    #[test]
    fn lines_stand_in_order() {
        let text = "a\nx-b 1\nx-d 1\ne\n";
        assert_eq!(among(text, "x-", "x-c 1").unwrap(), "a\nx-b 1\nx-c 1\nx-d 1\ne\n");
        assert_eq!(among(text, "x-", "x-a 1").unwrap(), "a\nx-a 1\nx-b 1\nx-d 1\ne\n");
        assert_eq!(among(text, "x-", "x-z 1").unwrap(), "a\nx-b 1\nx-d 1\nx-z 1\ne\n");
        assert!(among(text, "y-", "y-a").is_err());
    }

    #[test]
    fn the_workspace_has_it() {
        let text = "[workspace]\nmembers = [\"crates/*\", \"crates/drivers/b\", \"tests\"]\n\
                    [workspace.dependencies]\nvir-driver-b = 1\n";
        let line = |name: &str| {
            let text = manifest(text, &wish(name)).unwrap();
            let mut lines = text.lines().map(str::to_owned);
            (lines.nth(1).unwrap(), lines.nth(1).unwrap(), lines.next().unwrap())
        };
        let (members, first, _) = line("a");
        assert_eq!(
            members,
            "members = [\"crates/*\", \"crates/drivers/a\", \"crates/drivers/b\", \"tests\"]"
        );
        assert!(first.starts_with("vir-driver-a = { path = \"crates/drivers/a\", version = "));
        let (members, _, second) = line("c");
        assert_eq!(
            members,
            "members = [\"crates/*\", \"crates/drivers/b\", \"crates/drivers/c\", \"tests\"]"
        );
        assert!(second.starts_with("vir-driver-c = "));
        assert!(manifest("members = []\n", &wish("a")).is_err());
    }

    #[test]
    fn the_daemon_asks_it_before_the_test_driver() {
        let text = "vec![\n            storage,\n            // The last: why.\n            test,\n]";
        let changed = factories(text, &wish("x-y")).unwrap();
        let new =
            "            Arc::new(vir_driver_x_y::Factory::new(places.system)),\n            // The last:";
        assert!(changed.contains(new), "{changed}");
        assert!(factories("nothing", &wish("a")).is_err());
    }

    #[test]
    fn it_has_a_room() {
        let text = "| a |\n| `crates/drivers/qemu` | x |\n| b |\n";
        assert!(rooms(text, &wish("jail")).unwrap().starts_with(
            "| a |\n| `crates/drivers/jail` | `vir-driver-jail` | guests in jails |\n| `crates/drivers/qemu`"
        ));
    }
}
