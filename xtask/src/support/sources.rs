//! Reads the house's sources.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;

use super::{House, Operation};
use crate::codegen::Protocol;
use crate::codegen::facets;
use crate::codegen::staged::{Stage, Staged};

pub(crate) fn load(root: &Path) -> Result<House> {
    let facets = facets::load(root)?;
    let operations: BTreeSet<String> =
        facets.iter().flat_map(|facet| &facet.methods).map(|method| method.name.clone()).collect();
    let protocol = Protocol::load(root)?;
    let staged = Staged::load(root)?;
    let mut wire = BTreeMap::new();
    for method in facets.iter().flat_map(|facet| &facet.methods) {
        let Some(route) = protocol.route(method) else { continue };
        let stage = staged.stage(&route.program.name, &route.procedure.operation());
        let state = match stage {
            Stage::Done => "",
            Stage::Client | Stage::Guarded => " (client)",
            Stage::Wire => continue,
        };
        wire.insert(method.name.clone(), format!("{} {}{state}", route.program.name, route.procedure.number));
    }
    let mut house = House {
        facets: Vec::new(),
        public: BTreeMap::new(),
        wire,
        drivers: Vec::new(),
        commands: BTreeMap::new(),
        documented: BTreeSet::new(),
        poor: Vec::new(),
    };
    house.facets = described(root, &operations, &mut house.poor)?;
    public(root, &operations, &mut house)?;
    let folder = root.join("crates/drivers");
    let mut drivers: Vec<_> = std::fs::read_dir(&folder)?.filter_map(|e| Some(e.ok()?.path())).collect();
    drivers.sort();
    for driver in drivers {
        let name = driver.file_name().unwrap_or_default().to_string_lossy().into_owned();
        house.drivers.push((name, implemented(&driver.join("src"), &operations)?));
    }
    // The one that most people look for stands first, the pretended one last.
    house.drivers.sort_by_key(|(name, _)| (name != "qemu", name == "test", name.clone()));
    commands(root, &mut house)?;
    Ok(house)
}

/// All `.rs` files below a folder, in order.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut out = Vec::new();
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            out.extend(files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            out.push(path);
        }
    }
    out.sort();
    Ok(out)
}

fn parse(path: &Path) -> Result<syn::File> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    syn::parse_file(&text).with_context(|| path.display().to_string())
}

/// The text of an item's documentation.
fn docs(attrs: &[syn::Attribute]) -> String {
    let mut out = String::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("doc")) {
        let syn::Meta::NameValue(value) = &attr.meta else { continue };
        let syn::Expr::Lit(literal) = &value.value else { continue };
        if let syn::Lit::Str(text) = &literal.lit {
            out.push_str(text.value().trim());
            out.push(' ');
        }
    }
    out
}

/// What stands between `C API: ` and the end of the word, and the release behind `Since: `.
fn named(docs: &str) -> (String, String) {
    let after = |mark: &str| docs.rsplit_once(mark).map(|(_, rest)| rest).unwrap_or_default();
    let c_name = after("C API: `").split('`').next().unwrap_or_default();
    let since = after("Since: ").split_whitespace().next().unwrap_or_default();
    (c_name.to_owned(), since.trim_end_matches('.').to_owned())
}

/// Whether an item is no promise to anybody.
fn hidden(attrs: &[syn::Attribute]) -> bool {
    attrs
        .iter()
        .any(|attr| attr.path().is_ident("doc") && attr.meta.to_token_stream().to_string().contains("hidden"))
}

/// What documentation does not say of where an operation comes from.
fn lacks_origin(docs: &str) -> Option<&'static str> {
    ["C API:", "Since:"].into_iter().find(|what| !docs.contains(what))
}

fn shown(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}

/// The identifiers of a stream of tokens, groups included.
fn idents(tokens: TokenStream, found: &mut impl FnMut(&str)) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => found(&ident.to_string()),
            TokenTree::Group(group) => idents(group.stream(), found),
            _ => {}
        }
    }
}

/// The facets with what their documentation says.
fn described(
    root: &Path,
    operations: &BTreeSet<String>,
    poor: &mut Vec<String>,
) -> Result<Vec<(String, Vec<Operation>)>> {
    let mut out = Vec::new();
    for path in files(&root.join("crates/driver/src/facets"))? {
        for item in parse(&path)?.items {
            let syn::Item::Trait(item) = item else { continue };
            let mut methods = Vec::new();
            for function in &item.items {
                let syn::TraitItem::Fn(function) = function else { continue };
                let name = function.sig.ident.to_string();
                let text = docs(&function.attrs);
                poor.extend(lacks_origin(&text).map(|what| {
                    format!("{}: {name} has no `{what}` in its documentation", shown(root, &path))
                }));
                let (c_name, since) = named(&text);
                let mut falls_back = Vec::new();
                if let Some(body) = &function.default {
                    idents(body.to_token_stream(), &mut |ident| {
                        if operations.contains(ident) {
                            falls_back.push(ident.to_owned());
                        }
                    });
                }
                methods.push(Operation { name, c_name, since, falls_back });
            }
            let title = docs(&item.attrs);
            let title = title.split_once(". ").map_or(title.as_str(), |(first, _)| first);
            out.push((title.trim_end_matches(['.', ' ']).to_owned(), methods));
        }
    }
    Ok(out)
}

/// The public methods, by the operation that each asks for.
fn public(root: &Path, operations: &BTreeSet<String>, house: &mut House) -> Result<()> {
    // What drivers ask of one another has no name in C.
    let all = house.facets.iter().flat_map(|(_, all)| all);
    let of_c: BTreeSet<String> =
        all.filter(|one| !one.c_name.is_empty()).map(|one| one.name.clone()).collect();
    for path in files(&root.join("crates/libvir/src"))? {
        let text = std::fs::read_to_string(&path)?;
        for mark in ["C API: `", "\"vir"] {
            for (at, _) in text.match_indices(mark) {
                let from = at + mark.len() - if mark.starts_with('"') { 3 } else { 0 };
                let name: String =
                    text[from..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                house.documented.insert(name);
            }
        }
        // Several functions of C behind one method.
        for line in text.lines().filter(|line| line.contains("C API: `")) {
            house
                .documented
                .extend(line.split('`').filter(|word| word.starts_with("vir")).map(ToOwned::to_owned));
        }
        for item in parse(&path)?.items {
            match item {
                syn::Item::Impl(item) => {
                    let ty = item.self_ty.to_token_stream().to_string();
                    for function in &item.items {
                        let syn::ImplItem::Fn(function) = function else { continue };
                        if !matches!(function.vis, syn::Visibility::Public(_)) {
                            continue;
                        }
                        let name = format!("{ty}::{}", function.sig.ident);
                        let mut asks = false;
                        idents(function.block.to_token_stream(), &mut |ident| asks |= of_c.contains(ident));
                        if asks
                            && !hidden(&item.attrs)
                            && let Some(what) = lacks_origin(&docs(&function.attrs))
                        {
                            house.poor.push(format!(
                                "{}: {name} has no `{what}` in its documentation",
                                shown(root, &path)
                            ));
                        }
                        idents(function.block.to_token_stream(), &mut |ident| {
                            if operations.contains(ident) {
                                house.public.entry(ident.to_owned()).or_insert_with(|| name.clone());
                            }
                        });
                    }
                }
                // A table of methods: `name = operation`, or `operation(…)` where both are called alike.
                syn::Item::Macro(item) if item.ident.is_none() => {
                    let mut last: [String; 2] = Default::default();
                    idents(item.mac.tokens, &mut |ident| {
                        if operations.contains(ident) {
                            let short = ident.strip_prefix("connect_").unwrap_or(ident);
                            let method = if last[1] == short { &last[1] } else { ident };
                            let name = format!("Connect::{method}");
                            house.public.entry(ident.to_owned()).or_insert(name);
                        }
                        last = [std::mem::take(&mut last[1]), ident.to_owned()];
                    });
                }
                _ => {}
            }
        }
    }
    Ok(())
}

/// Which operations a driver has itself.
fn implemented(folder: &Path, operations: &BTreeSet<String>) -> Result<BTreeSet<String>> {
    let mut out = BTreeSet::new();
    for path in files(folder)? {
        for item in parse(&path)?.items {
            let syn::Item::Impl(item) = item else { continue };
            if item.trait_.is_none() {
                continue;
            }
            for function in &item.items {
                let syn::ImplItem::Fn(function) = function else { continue };
                let name = function.sig.ident.to_string();
                if operations.contains(&name) {
                    out.insert(name);
                }
            }
        }
    }
    Ok(out)
}

/// The shell's commands, by the operations whose public methods their files call.
fn commands(root: &Path, house: &mut House) -> Result<()> {
    let folder = root.join("crates/vrsh/src");
    // Methods by their names; several objects may have one of that name.
    let mut methods: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for (operation, public) in &house.public {
        if let Some((ty, method)) = public.split_once("::") {
            methods.entry(method).or_default().push((ty, operation));
        }
    }
    let mut found: Vec<(String, String)> = Vec::new();
    for path in files(&folder.join("cmd"))? {
        let inside = path.strip_prefix(folder.join("cmd"))?;
        let group = inside.components().next().map(|part| part.as_os_str().to_string_lossy().into_owned());
        let text = std::fs::read_to_string(&path)?;
        let names: Vec<&str> = text
            .lines()
            .filter_map(|line| line.trim().strip_prefix("name: \"")?.strip_suffix("\","))
            .collect();
        if names.is_empty() {
            continue;
        }
        let tokens: TokenStream =
            text.parse().map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))?;
        let mut called = BTreeSet::new();
        idents(tokens, &mut |ident| {
            for (ty, operation) in methods.get(ident).into_iter().flatten() {
                if belongs(ty, group.as_deref().unwrap_or_default()) {
                    called.insert((*operation).to_owned());
                }
            }
        });
        for operation in called {
            found.extend(names.iter().map(|name| (operation.clone(), (*name).to_owned())));
        }
    }
    for (operation, name) in found {
        house.commands.entry(operation).or_default().insert(name);
    }
    Ok(())
}

/// Whether commands of this folder are about objects of this type.
fn belongs(ty: &str, group: &str) -> bool {
    match ty {
        "Connect" => true,
        "Domain" => matches!(group, "domain" | "monitor" | "events" | "block" | "guest"),
        "StoragePool" => matches!(group, "pool" | "volume"),
        "StorageVol" => group == "volume",
        "Network" | "NetworkPort" => group == "network",
        "Interface" => group == "interface",
        "NodeDevice" => group == "nodedev",
        "Secret" => group == "secret",
        "Nwfilter" | "NwfilterBinding" => group == "nwfilter",
        "DomainSnapshot" => group == "snapshot",
        "DomainCheckpoint" => group == "checkpoint",
        _ => false,
    }
}

#[test]
fn documentation_without_origin_is_told() {
    assert_eq!(lacks_origin("Does it. C API: `virDoIt`. Since: 1.0.0."), None);
    assert_eq!(lacks_origin("Does it. C API: `virDoIt`."), Some("Since:"));
    assert_eq!(lacks_origin("Does it."), Some("C API:"));
}
