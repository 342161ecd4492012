//! What the tests that the steps write have in common.

use crate::newapi::plan::Plan;

/// Import lines: whole paths, and names of `vir-types`; of the latter those that samples need are added.
pub(super) fn scope(paths: &[String], words: &[String], samples: &str) -> String {
    scope_of("vir_types", paths, words, samples)
}

/// The same with the words from another crate that has them.
pub(super) fn scope_of(root: &str, paths: &[String], words: &[String], samples: &str) -> String {
    let mut words: Vec<String> = words.to_vec();
    for name in ["Uuid", "TypedParams"] {
        if samples.contains(&format!("{name}(")) || samples.contains(&format!("{name}::")) {
            words.push(name.to_owned());
        }
    }
    words.sort();
    words.dedup();
    let mut lines: Vec<String> = paths.to_vec();
    match words.as_slice() {
        [] => {}
        [one] => lines.push(format!("{root}::{one}")),
        several => lines.push(format!("{root}::{{{}}}", several.join(", "))),
    }
    lines.sort();
    lines.iter().map(|line| format!("use {line};\n")).collect()
}

/// The statement that makes the object's key, and the names that it needs.
pub(super) fn key(plan: &Plan<'_>) -> (String, Vec<String>) {
    match plan.object {
        None => (String::new(), Vec::new()),
        Some(object) => (
            format!("let {} = {};\n", object.param, object.sample),
            plan.key_imports().iter().map(|name| (*name).to_owned()).collect(),
        ),
    }
}
