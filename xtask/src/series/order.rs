//! Whether the steps of each operation come in the order of CONTRIBUTING.md's table.
//!
//! An operation is added by the commit that writes its method into a facet. Every commit whose added lines, in its
//! crate, name that operation is a step of it; the shell's name it by its method.

use std::collections::BTreeMap;

use super::commit::Commit;
use crate::newapi::Step;

/// The step that a crate stands for; `None` for those that no step is about. The test driver, which has no name
/// here, comes before the others.
fn of_crate(package: &str) -> Option<Step> {
    Some(match package {
        "vir-driver" => Step::Older,
        "libvir" => Step::Public,
        "vir-protocol" => Step::Wire,
        "vir-remote" => Step::Client,
        "vir-acl" => Step::Guard,
        "virshd" => Step::Dispatch,
        "vir-shell" => Step::Command,
        "vir-conf" => Step::Document,
        "vir-driver-test" => Step::Implement(String::new()),
        name => Step::Implement(name.strip_prefix("vir-driver-")?.to_owned()),
    })
}

/// The step's row in the table, and its crate.
fn shown(step: &Step) -> String {
    let krate = match step {
        Step::Words => "vir-types",
        Step::Driver | Step::Older => "vir-driver",
        Step::Public => "libvir",
        Step::Wire => "vir-protocol",
        Step::Client => "vir-remote",
        Step::Guard => "vir-acl",
        Step::Dispatch => "virshd",
        Step::Command => "vrsh",
        Step::Document => "vir-conf",
        Step::Implement(driver) if driver.is_empty() => "vir-driver-test",
        Step::Implement(driver) => return format!("9, vir-driver-{driver}"),
    };
    let row = step.to_string();
    format!("{}, {krate}", row.trim_end_matches(':'))
}

/// How far each operation of the series has come.
#[derive(Default)]
pub(super) struct Order {
    furthest: BTreeMap<String, Step>,
}

impl Order {
    /// Looks at the next commit; tells steps that come too late, and words that come after their use.
    pub(super) fn next(&mut self, commit: &Commit) -> Vec<String> {
        let Some(package) = commit.package() else { return Vec::new() };
        let mut found = Vec::new();
        let inside = commit.patch.iter().filter(|file| file.path.starts_with("crates/"));
        let added: Vec<&str> = inside.clone().flat_map(|file| file.added()).collect();
        if package == "vir-driver" {
            let facets = inside.filter(|file| file.path.contains("/facets/"));
            for operation in facets.flat_map(|file| file.added()).filter_map(method) {
                self.furthest.entry(operation.to_owned()).or_insert(Step::Driver);
            }
        }
        let Some(step) = of_crate(package) else { return found };
        for (operation, furthest) in &mut self.furthest {
            let defines = added.iter().any(|line| method(line) == Some(operation));
            let step = if defines && package == "vir-driver" { &Step::Driver } else { &step };
            if !names(&added, operation, step) {
                continue;
            }
            if step < furthest {
                found.push(format!(
                    "{operation}: step {} comes after step {}; order the commits as in CONTRIBUTING.md",
                    shown(step),
                    shown(furthest)
                ));
            } else {
                *furthest = step.clone();
            }
        }
        found
    }
}

/// The operation whose method a line begins.
fn method(line: &str) -> Option<&str> {
    let name = line.trim().strip_prefix("async fn ")?.split('(').next()?;
    (!name.is_empty()).then_some(name)
}

fn names(added: &[&str], operation: &str, step: &Step) -> bool {
    // `domain_set_vcpus_flags` is `.set_vcpus_flags(` to the shell.
    let method = operation.split_once('_').map_or(operation, |(_, method)| method);
    let call = format!(".{method}(");
    added.iter().any(|line| {
        // A comment may speak of what comes later.
        let line = line.trim();
        !line.starts_with("//")
            && (has_word(line, operation) || (*step == Step::Command && line.contains(&call)))
    })
}

fn has_word(line: &str, word: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        !before.is_some_and(part) && !after.is_some_and(part)
    })
}

#[test]
fn words_are_whole() {
    assert!(has_word("drv.domain_create(&self.key)", "domain_create"));
    assert!(!has_word("drv.domain_create_xml(&self.key)", "domain_create"));
    assert!(!has_word("my_domain_create", "domain_create"));
}
