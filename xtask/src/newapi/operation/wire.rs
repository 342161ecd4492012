//! Step 4: the layout, the number, the rules, and how new structs travel.

use std::fmt::Write as _;

use anyhow::{Context as _, Result, bail};

use super::{bit, is_own, pending};
use crate::codegen::{camel, field_name};
use crate::newapi::edits::Edits;
use crate::newapi::house::House;
use crate::newapi::place;
use crate::newapi::plan::{Arg, FlagSet, Output, Plan};
use crate::newapi::types;

/// The procedure's number: the description's, that which it has, or the next of our own program.
pub(super) fn number(plan: &Plan<'_>, house: &House) -> Result<u64> {
    let program = house.protocol.source(&plan.d.program).context("no such program")?;
    let there = program.procedures.iter().find(|p| p.operation() == plan.procedure).map(|p| p.number);
    match plan.d.number.or(there) {
        Some(number) => Ok(number),
        None if is_own(plan) => Ok(program.procedures.iter().map(|p| p.number).max().unwrap_or_default() + 1),
        None => bail!("number is missing"),
    }
}

/// What stands between the object and the flag in names of C: `VCPU_` in `VIR_DOMAIN_VCPU_LIVE`.
pub(super) fn topic(plan: &Plan<'_>, flags: &FlagSet) -> String {
    let object = plan.object.map_or("Connect", |object| object.handle);
    let middle = flags.name.trim_end_matches("Flags");
    let middle = middle.strip_prefix(object).unwrap_or(middle);
    let mut out = String::new();
    for letter in middle.chars() {
        if letter.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(letter.to_ascii_uppercase());
    }
    if out.is_empty() { out } else { format!("{out}_") }
}

/// The constant by which a rule calls a flag.
fn flag_constant(plan: &Plan<'_>, name: &str) -> String {
    let Some(flags) = &plan.flags else { return name.to_owned() };
    if flags.name == "Affect" {
        return format!("DOMAIN_AFFECT_{name}");
    }
    format!("{}_{}{name}", plan.d.object.to_ascii_uppercase(), topic(plan, flags))
}

/// The constant that bounds a list.
fn bound(plan: &Plan<'_>, arg: &Arg) -> Option<(String, u64)> {
    let name = format!("{}_{}_MAX", plan.procedure, arg.wire).to_ascii_uppercase();
    arg.bound.filter(|_| arg.ty.is_list()).map(|bound| (name, bound))
}

fn declared(plan: &Plan<'_>, arg: &Arg) -> String {
    let bound = bound(plan, arg).map(|(name, _)| name);
    format!("    {};\n", arg.ty.wire(&arg.wire, bound.as_deref()))
}

/// The name of a list's field.
fn listed(object: &types::Object) -> String {
    format!("{}s", object.param)
}

fn list_bound(plan: &Plan<'_>) -> String {
    format!("{}_MAX", plan.procedure).to_ascii_uppercase()
}

/// The fields of the arguments' struct.
fn args(plan: &Plan<'_>) -> String {
    let mut out = String::new();
    if let Some(object) = plan.object {
        let _ = writeln!(out, "    {} {};", object.wire, object.param);
    }
    out.extend(plan.args.iter().map(|arg| declared(plan, arg)));
    if matches!(plan.output, Output::List(_)) {
        out.push_str("    int need_results;\n");
    }
    if plan.flags.is_some() {
        out.push_str("    unsigned int flags;\n");
    }
    out
}

fn ret(plan: &Plan<'_>) -> String {
    match &plan.output {
        Output::None | Output::Stream => String::new(),
        Output::Value(value) => declared(plan, value),
        Output::Struct { fields, .. } => fields.iter().map(|field| declared(plan, field)).collect(),
        Output::List(object) => {
            format!("    {} {}<{}>;\n    unsigned int ret;\n", object.wire, listed(object), list_bound(plan))
        }
    }
}

/// A rule with its flags called as the file calls them.
fn rule(plan: &Plan<'_>, house: &House, text: &str, constants: &mut Vec<(String, u64)>) -> Result<String> {
    let parts: Vec<&str> = text.split(':').collect();
    let [object, permission, flags] = parts.as_slice() else { return Ok(text.to_owned()) };
    let (not, names) = flags.strip_prefix('!').map_or(("", *flags), |names| ("!", names));
    let mut called = Vec::new();
    for name in names.split('|') {
        let value = u64::try_from(bit(plan, house, name)?)?;
        let constant = flag_constant(plan, name);
        constants.push((constant.clone(), value));
        called.push(constant);
    }
    Ok(format!("{object}:{permission}:{not}{}", called.join("|")))
}

pub(super) fn write(plan: &Plan<'_>, house: &House, edits: &mut Edits) -> Result<()> {
    let program = house.protocol.source(&plan.d.program).context("no such program")?;
    let number = number(plan, house)?;
    let mut flags = Vec::new();
    let mut notes = String::from("     * @generate: both\n");
    match &plan.output {
        Output::List(_) => notes.push_str("     * @shape: list_all\n"),
        Output::Stream => {
            let place = 1 + plan.args.len();
            let side = if plan.is_write() { "writestream" } else { "readstream" };
            let _ = write!(notes, "     * @shape: stream\n     * @{side}: {place}\n");
        }
        _ => {}
    }
    for line in &plan.d.acl {
        let _ = writeln!(notes, "     * @acl: {}", rule(plan, house, line, &mut flags)?);
    }
    for line in &plan.d.aclfilter {
        let _ = writeln!(notes, "     * @aclfilter: {line}");
    }
    let mut bounds: Vec<(String, u64)> = plan.args.iter().filter_map(|arg| bound(plan, arg)).collect();
    match &plan.output {
        Output::Value(value) => bounds.extend(bound(plan, value)),
        Output::Struct { fields, .. } => bounds.extend(fields.iter().filter_map(|field| bound(plan, field))),
        Output::List(_) => bounds.extend(plan.d.returns.bound.map(|most| (list_bound(plan), most))),
        _ => {}
    }
    let known = program.const_map();
    let fresh = |list: &[(String, u64)]| -> Result<String> {
        let mut out = String::new();
        for (name, value) in list {
            match known.get(name.as_str()) {
                Some(there) if there == value => {}
                Some(there) => bail!("xdr/{}.x has {name} = {there} already, not {value}", plan.d.program),
                None if out.contains(&format!("const {name} =")) => {}
                None => {
                    let _ = writeln!(out, "const {name} = {value};");
                }
            }
        }
        Ok(out)
    };
    let constants = fresh(&flags)? + &fresh(&bounds)?;
    let mut structs = String::new();
    for (end, fields) in [("args", args(plan)), ("ret", ret(plan))] {
        if !fields.is_empty() {
            let _ = write!(structs, "struct {}_{end} {{\n{fields}}};\n\n", plan.procedure);
        }
    }
    let entry = format!("\n    /*\n{notes}     */\n    {} = {number}\n", plan.procedure.to_ascii_uppercase());
    edits.change(&format!("xdr/{}.x", plan.d.program), |text| {
        let text = place::before_line(text, "const PROGRAM = ", &constants)?;
        procedure(&text, &structs, &entry)
    })?;
    edits.change("xdr/staged.txt", |text| {
        Ok(format!("{}\n{}.{} wire\n", text.trim_end(), plan.d.program, plan.procedure))
    })?;
    if let Output::Struct { name, fields, .. } = &plan.output
        && fields.len() + plan.args.len() > 0
    {
        conversion(plan, name, fields, edits)?;
    }
    pending::strike(plan, "wire", edits)?;
    edits.create(&format!("crates/protocol/tests/{}.rs", plan.file), test(plan))
}

/// Adds structs in front of the table of procedures, and an entry at its end.
pub(in crate::newapi) fn procedure(text: &str, structs: &str, entry: &str) -> Result<String> {
    let table = text.find("enum procedure {").context("has no 'enum procedure {'")?;
    let end =
        text.get(table..).and_then(|rest| rest.find("\n};")).context("the table of procedures has no end")?;
    let end = table + end;
    let before = text.get(..table).unwrap_or_default();
    // The comment that introduces the table stays with it.
    let start = match before.trim_end().rfind("/*") {
        Some(at)
            if before.trim_end().ends_with("*/") && !before.get(at..).unwrap_or_default().contains(';') =>
        {
            at
        }
        _ => table,
    };
    let head = text.get(..start).unwrap_or_default();
    let middle = text.get(start..end).unwrap_or_default();
    let rest = text.get(end..).unwrap_or_default();
    Ok(format!("{head}{structs}{middle},\n{}{rest}", entry.trim_end()))
}

/// The struct's fields, ours and the wire's.
fn conversion(plan: &Plan<'_>, name: &str, fields: &[Arg], edits: &mut Edits) -> Result<()> {
    // A struct of one field travels as that field's struct all the same: client and table take the field alone.
    let pairs: Vec<String> =
        fields.iter().map(|field| format!("{} <-> {}", field.name, field_name(&field.wire))).collect();
    let wire = camel(&format!("{}_ret", plan.procedure));
    let row = format!("    {name} as {wire} {{\n        {},\n    }}\n", pairs.join(",\n        "));
    let path = match plan.d.program.as_str() {
        "remote" => "crates/protocol/src/wire/info.rs".to_owned(),
        other => format!("crates/protocol/src/wire/{other}.rs"),
    };
    edits.change(&path, |text| {
        let text = place::add_use(text, &["vir_types", "info", name])?;
        let at = text.match_indices("\ninfo! {\n").last().context("has no info! { … } of structs")?.0;
        let end = text.get(at + 1..).and_then(|rest| rest.find("\n}\n")).context("info! has no end")?;
        place::insert(&text, at + 1 + end + 1, &row)
    })
}

/// The wire's struct with sample values.
pub(super) fn args_value(plan: &Plan<'_>, module: &str) -> String {
    let mut fields = Vec::new();
    if let Some(object) = plan.object {
        fields.push(format!("{}: remote::{}", object.param, object.wire_sample));
    }
    fields.extend(plan.args.iter().map(|arg| {
        let value = arg.ty.owned_sample(arg.seed);
        format!("{}: {}.to_wire()", field_name(&arg.wire), typed(arg, &value))
    }));
    if matches!(plan.output, Output::List(_)) {
        fields.push("need_results: 1".to_owned());
    }
    if plan.flags.is_some() {
        fields.push(format!("flags: {}", plan.sample_bit));
    }
    format!("{module}::{} {{ {} }}", camel(&format!("{}_args", plan.procedure)), fields.join(", "))
}

/// A literal with its type, so that methods can be called on it.
fn typed(arg: &Arg, value: &str) -> String {
    match arg.ty {
        types::Ty::U32 | types::Ty::I32 | types::Ty::U64 | types::Ty::I64 | types::Ty::F64 => {
            format!("({value}_{})", arg.ty.owned())
        }
        _ => value.to_owned(),
    }
}

pub(super) fn has_args(plan: &Plan<'_>) -> bool {
    !args(plan).is_empty()
}

/// The bytes of these arguments.
fn bytes(plan: &Plan<'_>) -> Vec<u8> {
    let mut out = plan.object.map(types::Object::bytes).unwrap_or_default();
    for arg in &plan.args {
        out.extend(arg.ty.bytes(arg.seed));
    }
    if matches!(plan.output, Output::List(_)) {
        out.extend([0, 0, 0, 1]);
    }
    if plan.flags.is_some() {
        out.extend(plan.sample_bit.to_be_bytes());
    }
    out
}

fn hex(bytes: &[u8]) -> String {
    let rows: Vec<String> = bytes
        .chunks(12)
        .map(|row| row.iter().map(|byte| format!("0x{byte:02x},")).collect::<Vec<_>>().join(" "))
        .collect();
    rows.join("\n")
}

fn test(plan: &Plan<'_>) -> String {
    let program = &plan.d.program;
    let mut body = String::new();
    let mut words = Vec::new();
    let mut samples = String::new();
    let mut traits = Vec::new();
    if has_args(plan) {
        let value = args_value(plan, program);
        samples.push_str(&value);
        words.extend(plan.args.iter().filter_map(|arg| arg.ty.import()));
        if value.contains(".to_wire()") {
            traits.push("ToWire");
        }
        let _ = write!(
            body,
            "#[test]\nfn the_arguments_have_their_layout() {{\nlet args = {value};\nlet bytes = [\n{}\n];\n\
             assert_eq!(vir_xdr::to_bytes(&args).unwrap().as_ref(), bytes);\n\
             let back: {program}::{} = vir_xdr::from_bytes(bytes.to_vec().into()).unwrap();\n\
             assert_eq!(back, args);\n}}\n\n",
            hex(&bytes(plan)),
            camel(&format!("{}_args", plan.procedure)),
        );
    }
    if let Output::Struct { name, fields, .. } = &plan.output {
        let value = plan.result_sample();
        samples.push_str(&value);
        words.push(format!("info::{name}"));
        words.extend(fields.iter().filter_map(|field| field.ty.import()));
        traits.extend(["FromWire", "ToWire"]);
        let result: Vec<u8> = fields.iter().flat_map(|field| field.ty.bytes(field.seed)).collect();
        let _ = write!(
            body,
            "#[test]\nfn the_answer_has_its_layout() {{\nlet answer = {value};\nlet bytes = [\n{}\n];\n\
             let wire: {program}::{ret} = answer.to_wire();\n\
             assert_eq!(vir_xdr::to_bytes(&wire).unwrap().as_ref(), bytes);\n\
             let back: {program}::{ret} = vir_xdr::from_bytes(bytes.to_vec().into()).unwrap();\n\
             assert_eq!({name}::from_wire(back).unwrap(), answer);\n}}\n\n",
            hex(&result),
            ret = camel(&format!("{}_ret", plan.procedure)),
        );
    }
    let _ = write!(
        body,
        "#[test]\nfn it_has_rules() {{\nlet found = {program}::PROCEDURES.iter().find(|p| p.name == \"{}\").unwrap();\n\
         assert_eq!(found.acl.len(), {});\nassert_eq!(found.aclfilter.len(), {});\n}}\n",
        plan.procedure,
        plan.d.acl.len() - usize::from(plan.d.acl.iter().any(|rule| rule == "none" && plan.d.acl.len() > 1)),
        plan.d.aclfilter.len(),
    );
    traits.sort_unstable();
    traits.dedup();
    let mut modules = vec![program.as_str()];
    if samples.contains("remote::") {
        modules.push("remote");
    }
    modules.sort_unstable();
    modules.dedup();
    let mut paths = match modules.as_slice() {
        [one] => vec![format!("vir_protocol::{one}")],
        several => vec![format!("vir_protocol::{{{}}}", several.join(", "))],
    };
    match traits.as_slice() {
        [] => {}
        [one] => paths.push(format!("vir_protocol::wire::{one}")),
        several => paths.push(format!("vir_protocol::wire::{{{}}}", several.join(", "))),
    }
    format!(
        "//! `{}` on the wire.\n#![allow(clippy::unwrap_used)]\n\n{}\n{body}",
        plan.operation,
        super::scaffold::scope(&paths, &words, &samples)
    )
}
