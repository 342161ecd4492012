//! What travels: frozen layouts, staged operations, public methods.

use anyhow::Result;

use crate::codegen::staged::{Stage, Staged};
use crate::codegen::{self, Protocol, facets, freeze};
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

/// Operations that are dispatched have a public method, whose C name stands in `libvir`.
fn public() -> Result<Vec<String>> {
    let protocol = Protocol::load(&root())?;
    let staged = Staged::load(&root())?;
    let mut sources = String::new();
    let mut folders = vec![root().join("crates/libvir/src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                sources.push_str(&std::fs::read_to_string(&path)?);
            }
        }
    }
    let mut found = Vec::new();
    for facet in facets::load(&root())? {
        for method in &facet.methods {
            let Some(route) = protocol.route(method) else { continue };
            let stage = staged.stage(&route.program.name, &route.procedure.operation());
            if stage == Stage::Done && !names(&sources, &method.name) {
                found.push(format!(
                    "{}: is dispatched, but libvir has no public method that calls it",
                    method.name
                ));
            }
        }
    }
    Ok(found)
}

/// Operations that the library needs no method for: dropping an event stream deregisters it.
const WITHOUT_METHOD: &[&str] = &[
    "connect_domain_event_deregister",
    "connect_domain_event_deregister_any",
    "connect_network_event_deregister_any",
    "connect_node_device_event_deregister_any",
    "connect_register_close_callback",
    "connect_secret_event_deregister_any",
    "connect_storage_pool_event_deregister_any",
    "connect_unregister_close_callback",
    "qemu_connect_domain_monitor_event_deregister",
];

fn names(sources: &str, operation: &str) -> bool {
    WITHOUT_METHOD.contains(&operation)
        || sources.match_indices(operation).any(|(at, _)| {
            let next = sources.get(at + operation.len()..).and_then(|rest| rest.chars().next());
            !next.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_')
        })
}

fn fresh() -> Result<Vec<String>> {
    let output = codegen::outputs("all")?;
    let stale = codegen::stale(&output);
    Ok(stale.into_iter().map(|path| format!("{path}: not fresh; run `cargo xtask codegen`")).collect())
}

pub(super) fn problems() -> Result<Vec<String>> {
    let mut found = frozen()?;
    found.extend(public()?);
    found.extend(fresh()?);
    Ok(found)
}

#[test]
fn what_travels_follows_the_rules() {
    assert_eq!(problems().unwrap(), Vec::<String>::new());
}

#[test]
fn a_missing_method_is_told() {
    assert!(names("drv.a()?.domain_create(&self.key)", "domain_create"));
    assert!(!names("drv.a()?.domain_create_with_flags(&self.key)", "domain_create"));
}
