//! The facet traits of `vir-driver`, read from their sources: argument order and Rust types.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use quote::ToTokens as _;

/// One facet trait.
pub(crate) struct Facet {
    /// `DomainLifecycle`.
    pub(crate) name: String,
    /// `lifecycle`: the method of `Driver` that gives it.
    pub(crate) accessor: String,
    /// The file that it stands in, without `.rs`.
    pub(crate) file: String,
    pub(crate) methods: Vec<Method>,
}

/// One method of a facet.
#[derive(Clone)]
pub(crate) struct Method {
    pub(crate) name: String,
    /// Name and type of each parameter but `self`.
    pub(crate) params: Vec<(String, String)>,
    /// What is inside `Result<…>`.
    pub(crate) output: String,
    /// Whether its body asks another method, and does not say unsupported.
    pub(crate) defaulted: bool,
}

/// All facets, sorted by file.
pub(crate) fn load(root: &Path) -> Result<Vec<Facet>> {
    let folder = root.join("crates/driver/src");
    let accessors = accessors(&read(&folder.join("driver.rs"))?)?;
    let mut files: Vec<_> = std::fs::read_dir(folder.join("facets"))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            path.extension().is_some_and(|e| e == "rs") && path.file_stem().is_some_and(|s| s != "mod")
        })
        .collect();
    files.sort();
    let mut facets = Vec::new();
    for path in files {
        let source = syn::parse_file(&read(&path)?).with_context(|| path.display().to_string())?;
        let file = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        for item in &source.items {
            let syn::Item::Trait(item) = item else { continue };
            let name = item.ident.to_string();
            let Some(accessor) = accessors.get(&name) else {
                bail!("facet {name} has no accessor in Driver")
            };
            facets.push(Facet {
                name,
                accessor: accessor.clone(),
                file: file.clone(),
                methods: item.items.iter().filter_map(method).collect(),
            });
        }
    }
    Ok(facets)
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Facet name → accessor: from `fn tuning(&self) -> Result<&dyn DomainTuning>`.
fn accessors(text: &str) -> Result<BTreeMap<String, String>> {
    let source = syn::parse_file(text).context("crates/driver/src/driver.rs")?;
    let mut out = BTreeMap::new();
    for item in &source.items {
        let syn::Item::Trait(item) = item else { continue };
        for function in &item.items {
            let syn::TraitItem::Fn(function) = function else { continue };
            let output = function.sig.output.to_token_stream().to_string();
            if let Some((_, facet)) = output.split_once("& dyn ") {
                let facet = facet.trim_end_matches(['>', ' ']).to_owned();
                out.insert(facet, function.sig.ident.to_string());
            }
        }
    }
    Ok(out)
}

fn method(item: &syn::TraitItem) -> Option<Method> {
    let syn::TraitItem::Fn(function) = item else { return None };
    let params = function.sig.inputs.iter().filter_map(|input| match input {
        syn::FnArg::Typed(typed) => {
            let name = typed.pat.to_token_stream().to_string().trim_start_matches('_').to_owned();
            Some((name, typed.ty.to_token_stream().to_string()))
        }
        syn::FnArg::Receiver(_) => None,
    });
    let output = function.sig.output.to_token_stream().to_string();
    let inner = output.trim_start_matches("-> Result <").trim().strip_suffix('>').unwrap_or("()").trim();
    let body = function.default.as_ref().map(|body| body.to_token_stream().to_string());
    Some(Method {
        name: function.sig.ident.to_string(),
        params: params.collect(),
        output: inner.to_owned(),
        defaulted: body.is_some_and(|body| !body.contains("Error :: unsupported ()")),
    })
}
