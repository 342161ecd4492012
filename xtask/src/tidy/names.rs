//! C names of public methods, subjects of commits, data of tests: what each of them must answer to.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Result;

use crate::files::root;
use crate::run::git;
use crate::series::subject_faults;
use crate::support::house;

pub(super) fn problems() -> Result<Vec<String>> {
    let mut found = methods()?;
    found.extend(data()?);
    // Where there is no git there is no commit either.
    if git(&root(), &["rev-parse", "--verify", "HEAD"]).is_ok() {
        found.extend(subject_faults(&root(), "HEAD")?);
    }
    Ok(found)
}

/// What the library does itself, or by another operation: dropping, looking at its own state, files of `/dev`.
const ITSELF: &[&str] = &[
    "virAdmConnectClose",
    "virAdmConnectGetURI",
    "virAdmConnectIsAlive",
    "virAdmConnectRegisterCloseCallback",
    "virDomainListGetStats",
    "virDomainLxcEnterCGroup",
    "virDomainLxcEnterNamespace",
    "virDomainLxcEnterSecurityLabel",
];

/// Every `Api` of the library is an operation of the drivers' contract.
fn methods() -> Result<Vec<String>> {
    let house = house()?;
    let operations = || house.facets.iter().flat_map(|(_, operations)| operations);
    let known: BTreeSet<&str> = operations().map(|one| one.c_name.as_str()).collect();
    // What drivers ask of one another is no function of C, and is called as the operation.
    let among: BTreeSet<String> = operations().map(|one| one.name.replace('_', "")).collect();
    let answers = |name: &str| {
        let plain = name.trim_start_matches("vir").to_lowercase();
        known.contains(name) || among.contains(&plain) || ITSELF.contains(&name)
    };
    let mut found = Vec::new();
    for (path, text) in texts(&["crates/libvir/src"], "rs")? {
        found.extend(apis(&text).into_iter().filter(|name| !answers(name)).map(|name| {
            format!("{path}: the Api of {name} has no method in a facet whose documentation says `C API: `{name}``")
        }));
    }
    Ok(found)
}

/// The C names of `Api` constants.
fn apis(text: &str) -> Vec<&str> {
    let marks = ["Api::read(", "Api::write("];
    let after =
        marks.iter().flat_map(|mark| text.match_indices(mark).map(|(at, mark)| &text[at + mark.len()..]));
    after.filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next()).collect()
}

/// Files of test data that no test speaks of.
fn data() -> Result<Vec<String>> {
    let sources: Vec<String> =
        texts(&["crates", "tests", "xtask"], "rs")?.into_iter().map(|(_, text)| text).collect();
    let tracked = git(&root(), &["ls-files", "-z"]).unwrap_or_default();
    Ok(tracked
        .split('\0')
        .filter(|path| !is_used(path, &sources))
        .map(|path| format!("{path}: data that no test reads; name it or its folder in one, or remove it"))
        .collect())
}

/// Whether a source names a file of data, or the folder below `data` that it is in.
fn is_used(path: &str, sources: &[String]) -> bool {
    let Some((_, inside)) = path.split_once("tests/data/") else { return true };
    let name = Path::new(inside).file_name().unwrap_or_default().to_string_lossy();
    let stem = Path::new(inside).file_stem().unwrap_or_default().to_string_lossy();
    let mut ways = vec![format!("\"{name}\""), format!("/{name}\""), format!("\"{stem}\"")];
    if let Some((folder, _)) = inside.split_once('/') {
        ways.extend([format!("data/{folder}\""), format!("data/{folder}/{{"), format!("join(\"{folder}\")")]);
    }
    sources.iter().any(|text| ways.iter().any(|way| text.contains(way)))
}

/// Files below these folders that end so, with their texts.
fn texts(folders: &[&str], extension: &str) -> Result<Vec<(String, String)>> {
    let mut out = Vec::new();
    let mut open: Vec<_> = folders.iter().map(|folder| root().join(folder)).collect();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|there| there == extension) {
                let name = path.strip_prefix(root()).unwrap_or(&path).display().to_string();
                out.push((name, std::fs::read_to_string(&path)?));
            }
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_answer_to_something() {
        let mut found = methods().unwrap();
        found.extend(data().unwrap());
        assert_eq!(found, Vec::<String>::new());
    }

    #[test]
    fn apis_are_found() {
        let text = "const A: Api = Api::read(\"virA\", \"1\");\nconst B: Api =\n    Api::write(\n        \"virB\", \"1\");";
        assert_eq!(apis(text), ["virA", "virB"]);
    }

    #[test]
    fn data_without_a_test_is_told() {
        let sources = ["join(\"data/demo/guest.xml\"); join(\"data/wire\")".to_owned()];
        assert!(is_used("tests/data/demo/guest.xml", &sources) && is_used("tests/data/wire/a.hex", &sources));
        assert!(
            !is_used("tests/data/demo/other.xml", &sources) && !is_used("tests/data/alone.xml", &sources)
        );
        assert!(is_used("crates/a/src/lib.rs", &sources));
    }
}
