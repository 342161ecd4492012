//! Step 9: a driver's own method.

use std::fmt::Write as _;

use anyhow::{Result, bail};

use super::pending;
use super::public::relative;
use crate::newapi::edits::Edits;
use crate::newapi::house::{House, sources};
use crate::newapi::place;
use crate::newapi::plan::{Plan, todo};

fn folder(driver: &str) -> String {
    format!("crates/drivers/{driver}/src")
}

/// The driver's files with their texts.
fn files(house: &House, driver: &str) -> Result<Vec<(String, String)>> {
    let folder = house.root.join(folder(driver));
    if !folder.is_dir() {
        bail!("there is no driver '{driver}' in crates/drivers");
    }
    sources(&folder)?
        .into_iter()
        .map(|path| Ok((relative(&house.root, &path), std::fs::read_to_string(&path)?)))
        .collect()
}

pub(super) fn done(plan: &Plan<'_>, house: &House, driver: &str) -> Result<bool> {
    let mark = format!("async fn {}(", plan.operation);
    Ok(files(house, driver)?.iter().any(|(_, text)| text.contains(&mark)))
}

pub(super) fn write(plan: &Plan<'_>, house: &House, driver: &str, edits: &mut Edits) -> Result<()> {
    let files = files(house, driver)?;
    let facet = &plan.facet.name;
    let block = files.iter().find_map(|(path, text)| {
        let blocks = place::impls(text).ok()?;
        let found = blocks.into_iter().find(|one| one.of_trait.as_ref() == Some(facet))?;
        Some((path.clone(), found.ty))
    });
    let method = method(plan);
    let imports: Vec<Vec<String>> = plan
        .imports()
        .into_iter()
        .chain(plan.object.map(|object| vec!["vir_types".to_owned(), object.key.to_owned()]))
        .chain(["Error", "Result"].map(|name| vec!["vir_types".to_owned(), name.to_owned()]))
        .chain((plan.facet_output() == "Stream").then(|| vec!["vir_driver".to_owned(), "Stream".to_owned()]))
        .collect();
    let scope = |text: &str| -> Result<String> {
        let mut text = text.to_owned();
        for import in &imports {
            text = place::add_use(&text, &import.iter().map(String::as_str).collect::<Vec<_>>())?;
        }
        Ok(text)
    };
    if let Some((path, _)) = block {
        edits.change(&path, |text| {
            let found = place::impls(text)?.into_iter().find(|one| one.of_trait.as_ref() == Some(facet));
            let close = found.map_or(0, |found| found.close);
            scope(&place::impl_method(text, close, &method)?)
        })?;
    } else {
        new_facet(plan, driver, &files, &method, &scope, edits)?;
    }
    // The test driver is the one that every operation must have.
    if driver == "test" { pending::strike(plan, "drivers", edits) } else { Ok(()) }
}

/// A facet that the driver has not had: its file, and the accessor.
fn new_facet(
    plan: &Plan<'_>,
    driver: &str,
    files: &[(String, String)],
    method: &str,
    scope: &dyn Fn(&str) -> Result<String>,
    edits: &mut Edits,
) -> Result<()> {
    let facet = &plan.facet.name;
    let owner = files.iter().find_map(|(path, text)| {
        let blocks = place::impls(text).ok()?;
        let found = blocks.into_iter().find(|one| one.of_trait.as_deref() == Some("Driver"))?;
        Some((path.clone(), found))
    });
    let Some((path, owner)) = owner else { bail!("{}: nothing there is a Driver", folder(driver)) };
    let module = &plan.facet.file;
    let text = format!(
        "//! {}\n\nuse async_trait::async_trait;\nuse vir_driver::facets::{facet};\n\nuse crate::{};\n\n\
         #[async_trait]\nimpl {facet} for {} {{\n{method}}}\n",
        todo("what this driver has of the facet"),
        owner.ty,
        owner.ty
    );
    edits.create(&format!("{}/facets/{module}.rs", folder(driver)), scope(&text)?)?;
    edits.change(&format!("{}/facets/mod.rs", folder(driver)), |text| place::module(text, module))?;
    let prefix = if owner.tokens.contains("contract ::") { "contract" } else { "vir_driver::facets" };
    let accessor = format!(
        "    fn {}(&self) -> Result<&dyn {prefix}::{facet}> {{\n        Ok(self)\n    }}\n",
        plan.facet.accessor
    );
    edits.change(&path, |text| place::impl_method(text, owner.close, &accessor))
}

fn method(plan: &Plan<'_>) -> String {
    let mut names: Vec<String> = plan.object.map(|object| object.param.to_owned()).into_iter().collect();
    names.extend(plan.params().into_iter().map(|(name, _)| name).filter(|name| name != "flags"));
    let mut out = format!("    /// Since: {}.\n    {} {{\n", plan.d.since, plan.signature());
    if let Some(flags) = &plan.flags {
        let known: Vec<String> = flags
            .bits
            .iter()
            .filter(|(_, bit, _)| *bit != 0)
            .map(|(name, ..)| format!("{}::{name}", flags.name))
            .collect();
        let known = if known.is_empty() { format!("{}::empty()", flags.name) } else { known.join(" | ") };
        let _ = writeln!(out, "        flags.allow({known})?;");
    }
    let _ = writeln!(out, "        // {}", todo("do it; until then the driver has it not"));
    match names.as_slice() {
        [] => {}
        [one] => {
            let _ = writeln!(out, "        let _ = {one};");
        }
        several => {
            let _ = writeln!(out, "        let _ = ({});", several.join(", "));
        }
    }
    out.push_str("        Err(Error::unsupported())\n    }\n");
    out
}
