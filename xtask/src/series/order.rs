//! Whether the steps of each operation come in the order of CONTRIBUTING.md's table.
//!
//! An operation is added by the commit that writes its method into a facet. Every commit whose added lines, in its
//! crate, name that operation is a step of it; the shell's name it by its method.

use std::collections::BTreeMap;

use super::commit::Commit;

/// The places of the table, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Driver,
    Public,
    Wire,
    Client,
    Guard,
    Dispatch,
    Older,
    Command,
    Document,
    TestDriver,
    OtherDriver,
}

impl Place {
    /// Its row in the table.
    fn shown(self) -> &'static str {
        match self {
            Self::Driver => "2, vir-driver",
            Self::Public => "3, libvir",
            Self::Wire => "4, vir-protocol",
            Self::Client => "5a, vir-remote",
            Self::Guard => "5b, vir-acl",
            Self::Dispatch => "5c, virshd",
            Self::Older => "6, vir-driver",
            Self::Command => "7, vrsh",
            Self::Document => "8, vir-conf",
            Self::TestDriver => "9, vir-driver-test",
            Self::OtherDriver => "9, a driver",
        }
    }

    /// Where a crate stands; `None` for those that no step is about.
    fn of(package: &str) -> Option<Self> {
        Some(match package {
            "vir-driver" => Self::Older,
            "libvir" => Self::Public,
            "vir-protocol" => Self::Wire,
            "vir-remote" => Self::Client,
            "vir-acl" => Self::Guard,
            "virshd" => Self::Dispatch,
            "vir-shell" => Self::Command,
            "vir-conf" => Self::Document,
            "vir-driver-test" => Self::TestDriver,
            name if name.starts_with("vir-driver-") => Self::OtherDriver,
            _ => return None,
        })
    }
}

/// How far each operation of the series has come.
#[derive(Default)]
pub(super) struct Order {
    furthest: BTreeMap<String, Place>,
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
                self.furthest.entry(operation.to_owned()).or_insert(Place::Driver);
            }
        }
        let Some(place) = Place::of(package) else { return found };
        for (operation, furthest) in &mut self.furthest {
            let defines = added.iter().any(|line| method(line) == Some(operation));
            let place = if defines && package == "vir-driver" { Place::Driver } else { place };
            if !names(&added, operation, place) {
                continue;
            }
            if place < *furthest {
                found.push(format!(
                    "{operation}: step {} comes after step {}; order the commits as in CONTRIBUTING.md",
                    place.shown(),
                    furthest.shown()
                ));
            }
            *furthest = place.max(*furthest);
        }
        found
    }
}

/// The operation whose method a line begins.
fn method(line: &str) -> Option<&str> {
    let name = line.trim().strip_prefix("async fn ")?.split('(').next()?;
    (!name.is_empty()).then_some(name)
}

fn names(added: &[&str], operation: &str, place: Place) -> bool {
    // `domain_set_vcpus_flags` is `.set_vcpus_flags(` to the shell.
    let method = operation.split_once('_').map_or(operation, |(_, method)| method);
    let call = format!(".{method}(");
    added.iter().any(|line| {
        // A comment may speak of what comes later.
        let line = line.trim();
        !line.starts_with("//")
            && (has_word(line, operation) || (place == Place::Command && line.contains(&call)))
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
