//! `cargo xtask tidy`: the rules of the house that no compiler checks. Each is a test too.
//!
//! A message names the file, the rule and what repairs it; every rule has a sample that it must refuse.

mod bodies;
mod doors;
mod drafts;
mod names;
mod sources;
mod whole;
mod wire;

use anyhow::{Result, bail};

use crate::say;
pub(crate) use whole::recount;

/// Runs every rule; `draft` lets marks of `new-api` pass.
pub(crate) fn run(draft: bool) -> Result<()> {
    let mut found = Vec::new();
    found.extend(doors::problems()?);
    if !draft {
        found.extend(drafts::problems(&crate::files::root())?);
    }
    found.extend(sources::problems()?);
    found.extend(wire::problems()?);
    found.extend(bodies::problems()?);
    found.extend(names::problems()?);
    found.extend(whole::problems()?);
    found.extend(crate::support::problems()?);
    found.extend(crate::support::coverage::problems()?);
    found.extend(crate::surface::problems()?);
    for problem in &found {
        say(format_args!("{problem}"));
    }
    if !found.is_empty() {
        bail!("{} problems", found.len());
    }
    say(format_args!("tidy"));
    Ok(())
}

#[cfg(test)]
mod support {
    #[test]
    fn what_is_there_is_told() {
        let mut found = crate::support::problems().unwrap();
        found.extend(crate::support::coverage::problems().unwrap());
        found.extend(crate::surface::problems().unwrap());
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}
