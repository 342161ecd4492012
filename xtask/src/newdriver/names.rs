//! How a driver may be called.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use super::Wish;

/// A driver's name is the end of a crate's; crates are called with hyphens.
const LONGEST: usize = 30;

/// Schemes that mean something else: the daemon itself, and "whatever there is".
const RESERVED: &[&str] = &["virshd", "remote", "admin"];

/// Refuses what cannot be a driver's name, and names and schemes that there are.
pub(super) fn check(root: &Path, wish: &Wish) -> Result<()> {
    let Wish { name, scheme, .. } = wish;
    if !is_name(name) {
        bail!("'{name}' is no crate's name: small letters, digits and single hyphens, at most {LONGEST}");
    }
    if !is_scheme(scheme) {
        bail!("'{scheme}' is no scheme of a URI: small letters, digits and hyphens, a letter first (--uri)");
    }
    if root.join("crates/drivers").join(name).exists() {
        bail!("there is a driver '{name}': crates/drivers/{name}");
    }
    let manifest = std::fs::read_to_string(root.join("Cargo.toml")).context("Cargo.toml")?;
    if manifest.lines().any(|line| line.starts_with(&format!("vir-driver-{name} "))) {
        bail!("the workspace has a crate vir-driver-{name}");
    }
    if RESERVED.contains(&scheme.as_str()) {
        bail!("the scheme '{scheme}' means something else; choose another with --uri");
    }
    if let Some(driver) = taken(root)?.get(scheme) {
        bail!("the scheme '{scheme}' is taken: the driver '{driver}' accepts it; choose another with --uri");
    }
    if wish.about.contains(['"', '\\', '|', '\n']) {
        bail!("--about is one line without quotes, backslashes and bars");
    }
    Ok(())
}

/// The schemes that drivers accept: literals in their factories' `accepts`.
fn taken(root: &Path) -> Result<BTreeMap<String, String>> {
    let mut out = BTreeMap::new();
    for entry in std::fs::read_dir(root.join("crates/drivers"))? {
        let folder = entry?.path();
        let Ok(text) = std::fs::read_to_string(folder.join("src/factory.rs")) else { continue };
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        out.extend(accepted(&text).into_iter().map(|scheme| (scheme, name.clone())));
    }
    Ok(out)
}

fn accepted(factory: &str) -> Vec<String> {
    let body = factory.split("fn accepts(").nth(1).unwrap_or_default();
    let body = body.split("\n    }").next().unwrap_or_default();
    body.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

fn is_name(name: &str) -> bool {
    let word =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    name.len() <= LONGEST && name.starts_with(|c: char| c.is_ascii_lowercase()) && name.split('-').all(word)
}

fn is_scheme(scheme: &str) -> bool {
    let known = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    scheme.starts_with(|c: char| c.is_ascii_lowercase()) && scheme.chars().all(known)
}

/// `cloud-hypervisor` → `CloudHypervisor`.
pub(super) fn camel(name: &str) -> String {
    let capital = |part: &str| {
        let mut letters = part.chars();
        letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
    };
    name.split('-').filter_map(capital).collect()
}

/// As it stands in Rust's paths.
pub(super) fn ident(name: &str) -> String {
    name.replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::root;

    fn refused(name: &str, scheme: &str, about: &str) -> String {
        let wish = Wish { name: name.to_owned(), scheme: scheme.to_owned(), about: about.to_owned() };
        check(&root(), &wish).map_or_else(|error| error.to_string(), |()| "accepted".to_owned())
    }

    #[test]
    fn names_that_cannot_be_are_refused() {
        assert_eq!(refused("cloud-hypervisor", "ch", "x"), "accepted");
        for name in ["", "Bhyve", "a_b", "-a", "a-", "a--b", "1a", "../a", "a b", &"a".repeat(31)] {
            assert!(refused(name, "x", "x").contains("no crate's name"), "{name}");
        }
        assert!(refused("qemu", "x", "x").contains("there is a driver 'qemu'"));
    }

    #[test]
    fn schemes_that_are_taken_are_refused() {
        assert!(refused("new", "qemu", "x").contains("'qemu' is taken"));
        assert!(refused("new", "storage", "x").contains("the driver 'storage' accepts it"));
        assert!(refused("new", "test", "x").contains("is taken"));
        assert!(refused("new", "virshd", "x").contains("means something else"));
        for scheme in ["", "qemu+ssh", "A", "1a", "a:b"] {
            assert!(refused("new", scheme, "x").contains("no scheme"), "{scheme}");
        }
        assert!(refused("new", "new", "two\nlines").contains("--about"));
    }

    #[test]
    fn names_in_rust() {
        assert_eq!(camel("cloud-hypervisor2"), "CloudHypervisor2");
        assert_eq!(ident("cloud-hypervisor2"), "cloud_hypervisor2");
    }
}
