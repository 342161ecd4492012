//! What travels: frozen layouts, staged operations, freshness of what is generated.

use anyhow::Result;

use crate::codegen::staged::Staged;
use crate::codegen::{self, freeze};
use crate::files::root;
use crate::run::git;

/// A file at the last commit; nothing where there is no git or no such file.
fn at_head(path: &str) -> Option<String> {
    git(&root(), &["show", &format!("HEAD:{path}")]).ok()
}

fn frozen() -> Result<Vec<String>> {
    let mut found = Vec::new();
    for program in crate::programs::all() {
        let path = format!("xdr/{program}.structs");
        let now = std::fs::read_to_string(root().join(&path))?;
        if let Some(Err(lost)) = at_head(&path).map(|then| freeze::only_grew(&then, &now)) {
            found.push(format!("{path}: lost a frozen layout; put it back:\n{lost}"));
        }
    }
    let now = Staged::load(&root())?;
    if let Some(then) = at_head("xdr/staged.txt")
        && let Err(why) = now.moved_forward(&Staged::parse(&then)?)
    {
        found.push(format!("xdr/staged.txt: {why}; operations only move forward"));
    }
    Ok(found)
}

fn fresh() -> Result<Vec<String>> {
    let output = codegen::outputs("all")?;
    let stale = codegen::stale(&output);
    Ok(stale.into_iter().map(|path| format!("{path}: not fresh; run `cargo xtask codegen`")).collect())
}

pub(super) fn problems() -> Result<Vec<String>> {
    let mut found = frozen()?;
    found.extend(fresh()?);
    Ok(found)
}

#[test]
fn what_travels_follows_the_rules() {
    assert_eq!(problems().unwrap(), Vec::<String>::new());
}
