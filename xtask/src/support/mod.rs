//! `cargo xtask support` and `cargo xtask coverage`: what is there, read from the sources.

pub(crate) mod coverage;
mod matrix;
mod sources;

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};

use crate::files::root;

pub(crate) const PAGE: &str = "docs/support.md";

/// The command.
pub(crate) fn run() -> Result<()> {
    let text = page()?;
    let path = root().join(PAGE);
    if std::fs::read_to_string(&path).ok().as_ref() == Some(&text) {
        crate::say(format_args!("{PAGE} is fresh"));
        return Ok(());
    }
    std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    crate::say(format_args!("wrote {PAGE}"));
    Ok(())
}

/// The page as it would be written now.
fn page() -> Result<String> {
    Ok(matrix::page(&sources::load(&root())?))
}

/// What tidy says of the page.
pub(crate) fn problems() -> Result<Vec<String>> {
    let text = std::fs::read_to_string(root().join(PAGE)).unwrap_or_default();
    let fresh = text == page()?;
    Ok(if fresh { Vec::new() } else { vec![format!("{PAGE}: not fresh; run `cargo xtask support`")] })
}

/// The house as it is.
pub(crate) fn house() -> Result<House> {
    sources::load(&root())
}

/// One operation of the house.
pub(crate) struct Operation {
    pub(crate) name: String,
    /// The C function, and since when, as the facet says.
    pub(crate) c_name: String,
    pub(crate) since: String,
    /// Whether its body asks another operation of the same facet, so that a driver may do without it; which.
    pub(crate) falls_back: Vec<String>,
}

/// All that is known of the house.
pub(crate) struct House {
    /// The facets' titles with their operations.
    pub(crate) facets: Vec<(String, Vec<Operation>)>,
    /// The public method of an operation, as `Domain::set_autostart`.
    pub(crate) public: BTreeMap<String, String>,
    /// The procedure that carries an operation: `remote 23`.
    pub(crate) wire: BTreeMap<String, String>,
    /// The drivers, and which operations each has itself.
    pub(crate) drivers: Vec<(String, std::collections::BTreeSet<String>)>,
    /// The shell's commands that use an operation.
    pub(crate) commands: BTreeMap<String, std::collections::BTreeSet<String>>,
    /// C functions that the public API's documentation names.
    pub(crate) documented: std::collections::BTreeSet<String>,
    /// Methods whose documentation does not say which function of C they are, or since when.
    pub(crate) poor: Vec<String>,
}

impl House {
    /// Whether a driver that has these operations has this one, by itself or by one that it falls back to.
    pub(crate) fn has(&self, operation: &str, has: &std::collections::BTreeSet<String>) -> bool {
        let facet =
            self.facets.iter().map(|(_, all)| all).find(|all| all.iter().any(|one| one.name == operation));
        let found = facet.and_then(|all| Some((all, all.iter().find(|one| one.name == operation)?)));
        found.is_some_and(|(all, one)| !matrix::mark(one, all, has).is_empty())
    }
}
