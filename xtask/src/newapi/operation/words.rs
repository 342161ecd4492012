//! Step 1: the words of `vir-types`.

use std::fmt::Write as _;

use anyhow::Result;

use crate::newapi::edits::Edits;
use crate::newapi::house::House;
use crate::newapi::place;
use crate::newapi::plan::{Arg, FlagSet, Output, Plan, sentence};
use crate::newapi::types::suffix;

pub(super) fn test_file(plan: &Plan<'_>) -> String {
    format!("crates/types/tests/{}.rs", plan.file)
}

pub(super) fn write(plan: &Plan<'_>, house: &House, edits: &mut Edits) -> Result<()> {
    let mut tests = String::new();
    let mut names: Vec<String> = Vec::new();
    if let Some(flags) = plan.flags.as_ref().filter(|flags| !flags.bits.is_empty()) {
        bits(plan, flags, house, edits)?;
        tests.push_str(&bits_test(flags));
        names.push(flags.name.clone());
    }
    if let Some(name) = &plan.d.params_struct {
        let doc = format!("What `{}` takes.", plan.operation);
        gathered(plan, house, edits, "params", name, &doc, &plan.args)?;
        tests.push_str(&params_test(name, &plan.args));
        names.push(format!("params::{name}"));
        names.extend(plan.args.iter().filter_map(|arg| arg.ty.import()));
    }
    if let Output::Struct { name, doc, fields } = &plan.output {
        let doc = sentence(doc, "what the struct tells");
        gathered(plan, house, edits, "info", name, &doc, fields)?;
        tests.push_str(&info_test(name, fields));
        names.push(format!("info::{name}"));
        names.extend(fields.iter().filter_map(|field| field.ty.import()));
    }
    names.sort();
    names.dedup();
    let text = format!(
        "//! The words of `{}`.\n\nuse vir_types::{{{}}};\n\n{tests}",
        plan.operation,
        names.join(", ")
    );
    edits.create(&test_file(plan), text)
}

/// A documentation comment of these lines, wrapped as the house wraps them.
pub(in crate::newapi) fn doc(indent: &str, text: &str) -> String {
    let mut out = String::new();
    for paragraph in text.split("\n\n") {
        if !out.is_empty() {
            let _ = writeln!(out, "{indent}///");
        }
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && indent.len() + 5 + line.chars().count() + word.chars().count() > 109 {
                let _ = writeln!(out, "{indent}/// {line}");
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        let _ = writeln!(out, "{indent}/// {line}");
    }
    out
}

/// The file of a folder of `vir-types` that fits an object best.
fn file(house: &House, folder: &str, object: &str, shape: &str) -> Option<String> {
    let stem = match object {
        "storage_pool" | "storage_vol" => "storage",
        "connect" => "node",
        other => other,
    };
    let mut files: Vec<&str> = house
        .words
        .values()
        .filter(|word| word.shape == shape && word.file.starts_with(&format!("{folder}/{stem}")))
        .map(|word| word.file.as_str())
        .collect();
    files.sort_unstable();
    // For domains, whose words are in many files by topic, the general ones.
    let preferred = [
        format!("{folder}/{stem}.rs"),
        format!("{folder}/{stem}_tune.rs"),
        format!("{folder}/{stem}_state.rs"),
    ];
    preferred
        .iter()
        .find(|path| files.contains(&path.as_str()))
        .cloned()
        .or_else(|| files.first().map(|path| (*path).to_owned()))
}

/// A module of a folder of `vir-types`, made if no one fits.
fn module(plan: &Plan<'_>, house: &House, folder: &str, shape: &str, edits: &mut Edits) -> Result<String> {
    if let Some(file) = file(house, folder, &plan.d.object, shape) {
        return Ok(format!("crates/types/src/{file}"));
    }
    let name = plan.d.object.as_str();
    let path = format!("crates/types/src/{folder}/{name}.rs");
    if !edits.exists(&path) {
        let uses = if folder == "words" { format!("\nuse super::{shape};\n") } else { String::new() };
        edits.create(&path, format!("//! {}.\n{uses}", plan.handle()))?;
        edits.change(&format!("crates/types/src/{folder}/mod.rs"), |text| {
            let text = place::module(text, name)?;
            place::sorted(&text, &format!("pub use {name}::*;"), |line| {
                line.starts_with("pub use ") && line.ends_with("::*;")
            })
        })?;
    }
    Ok(path)
}

fn bits(plan: &Plan<'_>, flags: &FlagSet, house: &House, edits: &mut Edits) -> Result<()> {
    let path = module(plan, house, "words", "flags", edits)?;
    let mut text = format!("\nflags! {{\n    /// How `{}` is meant.\n", plan.operation);
    if plan.d.is_libvirts() {
        let _ = write!(text, "    ///\n    /// C: `vir{}`.\n", flags.name);
    }
    let _ = writeln!(text, "    pub struct {}: u32 {{", flags.name);
    for (name, bit, about) in &flags.bits {
        let about = sentence(about, "what it means");
        let since = if plan.d.is_libvirts() {
            let object = plan.object.map_or("CONNECT".to_owned(), |object| object.name.to_ascii_uppercase());
            let topic = crate::newapi::operation::wire::topic(plan, flags);
            format!("`VIR_{object}_{topic}{name}`, since {}.", plan.d.since)
        } else {
            format!("Since {}.", plan.d.since)
        };
        text.push_str(&doc("        ", &format!("{about} {since}")));
        let _ = writeln!(text, "        {name} = {bit};");
    }
    text.push_str("    }\n}\n");
    edits.change(&path, |before| {
        let before = place::add_use(before, &["super", "flags"])?;
        Ok(format!("{}\n{text}", before.trim_end()))
    })
}

/// A struct in `info` or `params`.
fn gathered(
    plan: &Plan<'_>,
    house: &House,
    edits: &mut Edits,
    folder: &str,
    name: &str,
    about: &str,
    fields: &[Arg],
) -> Result<()> {
    let path = module(plan, house, folder, folder, edits)?;
    let mut text = doc("    ", &format!("{about} {}", plan.origin()));
    let _ = writeln!(text, "    pub struct {name} {{");
    for field in fields {
        let mut words = sentence(&field.doc, "what it is");
        if let Some(unit) = field.unit.as_deref()
            && suffix(Some(unit)).is_none()
        {
            words.push_str(&format!(" In {unit}."));
        }
        text.push_str(&doc("        ", &words));
        let _ = writeln!(text, "        {}: {},", field.name, field.ty.owned());
    }
    text.push_str("    }\n");
    edits.change(&path, |before| {
        let mut before = before.to_owned();
        for import in fields.iter().filter_map(|field| field.ty.import()) {
            before = place::add_use(&before, &["crate", &import])?;
        }
        if before.contains(&format!("{folder}! {{")) {
            place::macro_end(&before, folder, &format!("\n{text}"))
        } else {
            Ok(format!("{}\n\n{folder}! {{\n{text}}}\n", before.trim_end()))
        }
    })
}

fn bits_test(flags: &FlagSet) -> String {
    let mut rows = String::new();
    let mut all = 0;
    for (name, bit, _) in &flags.bits {
        let shown = if *bit == 0 { String::new() } else { name.clone() };
        let _ = writeln!(rows, "({}::{name}, {bit}, \"{}({shown})\"),", flags.name, flags.name);
        all |= bit;
    }
    let unknown = if all & 0x4000_0000 == 0 { 0x4000_0000_u32 } else { 0 };
    let _ = writeln!(
        rows,
        "({}::from_bits({unknown:#x}), {unknown:#x}, \"{}({unknown:#x})\"),",
        flags.name, flags.name
    );
    format!(
        "#[test]\nfn bits_and_words_agree() {{\nfor (flags, bits, shown) in [\n{rows}] {{\n\
         assert_eq!((flags.bits(), format!(\"{{flags:?}}\").as_str()), (bits, shown));\n}}\n}}\n\n"
    )
}

fn params_test(name: &str, fields: &[Arg]) -> String {
    let sets: String = fields
        .iter()
        .map(|field| format!("params.{} = {};\n", field.name, field.ty.owned_sample(field.seed)))
        .collect();
    format!(
        "#[test]\nfn arguments_begin_empty() {{\nlet mut params = {name}::new();\n\
         assert_eq!(params, {name}::default());\n{sets}assert_ne!(params, {name}::default());\n}}\n\n"
    )
}

fn info_test(name: &str, fields: &[Arg]) -> String {
    let values: Vec<String> = fields.iter().map(|field| field.ty.owned_sample(field.seed)).collect();
    let sets: String = fields
        .iter()
        .map(|field| format!("info.{} = {};\n", field.name, field.ty.owned_sample(field.seed)))
        .collect();
    format!(
        "#[test]\nfn fields_stand_in_their_order() {{\nlet mut info = {name}::default();\n{sets}\
         assert_eq!(info, {name}::new({}));\n}}\n\n",
        values.join(", ")
    )
}
