//! Which crate may use which: the door table of docs/architecture.md, as data.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};

use crate::files::root;
use crate::run::{cargo, output};

/// A crate and what it may use inside the workspace. `vir-types` is used by all.
const DOORS: &[(&str, &[&str])] = &[
    ("vir-types", &[]),
    ("vir-xdr", &[]),
    ("vir-util", &[]),
    ("vir-protocol", &["vir-xdr"]),
    ("vir-rpc", &["vir-xdr", "vir-protocol"]),
    ("vir-xml-derive", &[]),
    ("vir-xml", &["vir-xml-derive"]),
    ("vir-conf", &["vir-xml", "rnc-validator"]),
    ("vir-driver", &[]),
    ("vir-hypervisor", &["vir-driver", "vir-conf", "vir-util"]),
    ("vir-acl", &["vir-driver", "vir-conf", "vir-protocol"]),
    ("vir-qemu", &["vir-conf", "vir-xml"]),
    ("vir-driver-qemu", &["vir-qemu", "vir-driver", "vir-conf", "vir-hypervisor", "vir-util"]),
    ("vir-driver-*", &["vir-driver", "vir-conf", "vir-hypervisor", "vir-util"]),
    ("vir-remote", &["vir-driver", "vir-protocol", "vir-rpc", "vir-xdr", "vir-util"]),
    ("libvir", &["vir-driver", "vir-util", "vir-remote", "vir-driver-test"]),
    (
        "virshd",
        &[
            "libvir",
            "vir-driver",
            "vir-protocol",
            "vir-rpc",
            "vir-xdr",
            "vir-acl",
            "vir-driver-*",
            "vir-util",
        ],
    ),
    ("vir-shell", &["libvir", "vir-conf", "rnc-validator", "vir-util"]),
    ("xtask", &["!vir-types"]),
];

fn matches(pattern: &str, name: &str) -> bool {
    pattern == name || pattern.strip_suffix('*').is_some_and(|stem| name.starts_with(stem))
}

fn allowed(krate: &str, dependency: &str) -> bool {
    if krate == "vir-tests" {
        return true;
    }
    let Some((_, doors)) =
        DOORS.iter().find(|(k, _)| *k == krate).or_else(|| DOORS.iter().find(|(k, _)| matches(k, krate)))
    else {
        return false;
    };
    if dependency == "vir-types" {
        return !doors.contains(&"!vir-types");
    }
    doors.iter().any(|door| matches(door, dependency))
}

/// Every crate of the workspace and what it uses inside it (tests' own dependencies apart).
fn edges() -> Result<BTreeMap<String, Vec<String>>> {
    let text = output(cargo().args(["metadata", "--format-version", "1", "--no-deps"]))?;
    let json: serde_json::Value = serde_json::from_str(&text)?;
    let mut out = BTreeMap::new();
    let packages = json["packages"].as_array().context("cargo metadata without packages")?;
    for package in packages {
        let name = package["name"].as_str().unwrap_or_default().to_owned();
        let dependencies = package["dependencies"].as_array().into_iter().flatten();
        let inside = dependencies.filter(|d| !d["path"].is_null() && d["kind"].is_null());
        out.insert(name, inside.filter_map(|d| Some(d["name"].as_str()?.to_owned())).collect());
    }
    Ok(out)
}

pub(super) fn problems() -> Result<Vec<String>> {
    let mut found = Vec::new();
    let architecture = std::fs::read_to_string(root().join("docs/architecture.md")).unwrap_or_default();
    for (krate, dependencies) in edges()? {
        for dependency in dependencies {
            if !allowed(&krate, &dependency) {
                found.push(format!(
                    "{krate} must not use {dependency}: see the door table in docs/architecture.md"
                ));
            }
        }
        if !architecture.contains(&format!("`{krate}`")) {
            found.push(format!("docs/architecture.md: does not name `{krate}`; add its room"));
        }
    }
    Ok(found)
}

#[test]
fn crates_depend_only_downwards() {
    assert_eq!(problems().unwrap(), Vec::<String>::new());
}

#[test]
fn doors_upwards_are_refused() {
    assert!(allowed("vir-rpc", "vir-xdr") && allowed("vir-rpc", "vir-types"));
    assert!(!allowed("vir-xdr", "vir-rpc"));
    assert!(!allowed("vir-driver-test", "vir-driver-qemu") && allowed("vir-driver-qemu", "vir-conf"));
    assert!(!allowed("vir-driver", "vir-driver-test"));
    assert!(!allowed("xtask", "vir-types") && !allowed("unheard-of", "vir-xdr"));
}
