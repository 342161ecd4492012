//! The `.x` files against the tables of facts that they were written from.

use std::collections::BTreeMap;
use std::io::Write as _;

use crate::codegen::Protocol;
use crate::codegen::model::{Count, Resolved, Source, When};
use crate::files::root;

/// A struct as the XDR primitives that it consists of, in order.
fn flat(source: &Source, imported: &[&Source], name: &str) -> String {
    let Some(found) = source.struct_named(name) else {
        let Some(found) = source.unions.iter().find(|u| u.name == name) else {
            return "enum".to_owned();
        };
        let cases: Vec<String> = found
            .cases
            .iter()
            .map(|(c, d)| format!("{}:{}", c.value, flat_decl(source, imported, d)))
            .collect();
        return format!("union({})", cases.join(" "));
    };
    let fields: Vec<String> = found.fields.iter().map(|f| flat_decl(source, imported, f)).collect();
    format!("({})", fields.join(" "))
}

fn flat_decl(source: &Source, imported: &[&Source], decl: &crate::codegen::model::Decl) -> String {
    let base = source.resolve(&decl.base, imported);
    let base = base.map_or_else(|| "?".to_owned(), |resolved| flat_resolved(source, imported, &resolved));
    match &decl.count {
        Count::One => base,
        Count::Optional => format!("*{base}"),
        Count::Exactly(n) => format!("{base}[{n}]"),
        Count::AtMost(n, _) => format!("{base}<{n}>"),
    }
}

fn flat_resolved(source: &Source, imported: &[&Source], resolved: &Resolved) -> String {
    match resolved {
        Resolved::Plain(base) => base.text().to_owned(),
        Resolved::String(n) => format!("string<{n}>"),
        Resolved::Opaque(n) => format!("opaque<{n}>"),
        Resolved::OpaqueFixed(n) => format!("opaque[{n}]"),
        Resolved::Optional(inner) => format!("*{}", flat_resolved(source, imported, inner)),
        Resolved::Type { module: None, name } => flat(source, imported, name),
        Resolved::Type { module: Some(module), name } => {
            imported.iter().find(|s| s.name == *module).map_or_else(String::new, |s| flat(s, &[], name))
        }
    }
}

/// The same from the table of facts, whose texts are C-like.
struct Facts {
    json: serde_json::Value,
    consts: BTreeMap<String, u64>,
}

impl Facts {
    fn number(&self, text: &str) -> u64 {
        let text = text.trim();
        if let Some(hex) = text.strip_prefix("0x") {
            return u64::from_str_radix(hex, 16).expect("a number");
        }
        text.parse()
            .ok()
            .or_else(|| self.consts.get(text).copied())
            .unwrap_or_else(|| panic!("no number '{text}'"))
    }

    fn load(folder: &std::path::Path) -> Self {
        let text = std::fs::read_to_string(folder.join("wire.json")).expect("wire.json");
        let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let mut facts = Self { json, consts: BTreeMap::new() };
        let known = [
            ("VIR_UUID_BUFLEN", 16),
            ("VIR_SECURITY_MODEL_BUFLEN", 257),
            ("VIR_SECURITY_LABEL_BUFLEN", 4097),
        ];
        for (name, value) in known.into_iter().chain([("VIR_SECURITY_DOI_BUFLEN", 257)]) {
            facts.consts.insert(name.to_owned(), value);
        }
        let programs = facts.json.clone();
        for program in programs.as_object().expect("programs").values() {
            for pair in program["constants"].as_array().expect("constants") {
                let value = facts.number(pair[1].as_str().expect("a value"));
                facts.consts.insert(pair[0].as_str().expect("a name").to_owned(), value);
            }
        }
        facts
    }

    fn flat(&self, name: &str) -> String {
        for program in self.json.as_object().expect("programs").values() {
            if let Some(fields) = program["structs"].get(name) {
                let fields: Vec<String> = fields
                    .as_array()
                    .expect("fields")
                    .iter()
                    .map(|f| self.decl(f.as_str().expect("text")))
                    .collect();
                return format!("({})", fields.join(" "));
            }
            if let Some(union) = program["unions"].get(name) {
                let mut out = Vec::new();
                for case in
                    union[1].as_str().expect("cases").split(';').map(str::trim).filter(|c| !c.is_empty())
                {
                    let (label, decl) = case.trim_start_matches("case ").split_once(':').expect("a case");
                    let kinds = ["INT", "UINT", "LLONG", "ULLONG", "DOUBLE", "BOOLEAN", "STRING"];
                    let value = kinds.iter().position(|k| label.trim() == format!("VIR_TYPED_PARAM_{k}"));
                    out.push(format!("{}:{}", value.expect("a kind") + 1, self.decl(decl.trim())));
                }
                return format!("union({})", out.join(" "));
            }
            for typedef in program["typedefs"].as_array().expect("typedefs") {
                let text = typedef.as_str().expect("text");
                let (_, declared) = text.rsplit_once([' ', '*']).expect("a name");
                if declared.split(['<', '[']).next() == Some(name) {
                    return self.decl(text);
                }
            }
            if program["enums"].get(name).is_some() {
                return "enum".to_owned();
            }
        }
        panic!("no type '{name}'")
    }

    fn decl(&self, text: &str) -> String {
        let (mut ty, mut name) = text.rsplit_once(' ').expect("type and name");
        ty = if ty == "unsigned" { "unsigned int" } else { ty };
        let optional = name.starts_with('*');
        name = name.trim_start_matches('*');
        let primitive =
            matches!(ty, "int" | "hyper" | "double" | "opaque" | "char" | "short" | "string" | "bool")
                || ty.starts_with("unsigned");
        let base = if primitive { ty.to_owned() } else { self.flat(ty) };
        if optional {
            return format!("*{base}");
        }
        match name.split_once(['<', '[']) {
            Some((_, bound)) => {
                let n = self.number(bound.trim_end_matches(['>', ']']));
                if name.contains('<') { format!("{base}<{n}>") } else { format!("{base}[{n}]") }
            }
            None => base,
        }
    }
}

/// Operations whose patch series has not landed yet.
fn on_its_way(name: &str) -> bool {
    let pending = std::fs::read_to_string(root().join("docs/pending.txt")).unwrap_or_default();
    pending.lines().any(|line| line.split_whitespace().next() == Some(name))
}

#[test]
fn layouts_numbers_and_rules_are_the_interface() {
    let Some(folder) = crate::facts_folder() else {
        // Past the capture of the test harness: what is left out is always told.
        let _ = writeln!(std::io::stderr(), "skipped: facts: no ../shared/facts (set VIR_FACTS)");
        return;
    };
    let facts = Facts::load(&folder);
    let protocol = Protocol::load(&root()).expect("the .x files");
    let table = std::fs::read_to_string(folder.join("procedures.tsv")).expect("procedures.tsv");
    let flags = flag_values(&folder);
    let mut compared = 0;
    for row in table.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let cell = |i: usize| cells.get(i).copied().unwrap_or_default();
        let source = protocol.source(cell(0)).expect("a program");
        let imported: Vec<&Source> = source.imports.iter().filter_map(|name| protocol.source(name)).collect();
        let prefix = format!("{}_PROC_", cell(0).to_ascii_uppercase());
        let name = cell(2).strip_prefix(&prefix).expect("a prefix");
        if on_its_way(&name.to_ascii_lowercase()) {
            continue;
        }
        let number: u64 = cell(1).parse().expect("a number");
        let found =
            source.procedures.iter().find(|p| p.name == name).unwrap_or_else(|| panic!("{name} is missing"));
        assert_eq!(found.number, number, "{name}");
        assert_eq!(found.high, cell(6) == "high", "{name}: priority");
        assert_eq!(found.read_stream.map_or(String::new(), |n| n.to_string()), cell(7), "{name}");
        // Libvirt writes this one by hand and so does not mark its stream; here the mark is what carries it.
        let unmarked = name == "DOMAIN_MIGRATE_PREPARE_TUNNEL3_PARAMS";
        let written = if unmarked { "1" } else { cell(8) };
        assert_eq!(found.write_stream.map_or(String::new(), |n| n.to_string()), written, "{name}");
        assert_eq!(rules(&found.acl), expected_rules(cell(9), &flags), "{name}: rules");
        assert_eq!(rules(&found.aclfilter), expected_rules(cell(10), &flags), "{name}: filter");
        for (theirs, suffixes) in [(cell(3), ["args", "msg"]), (cell(4), ["ret", "ret"])] {
            let ours = suffixes.iter().map(|s| format!("{}_{s}", found.operation()));
            let ours = ours.into_iter().find(|name| source.struct_named(name).is_some());
            let expected = if theirs.is_empty() { None } else { Some(facts.flat(theirs)) };
            assert_eq!(ours.map(|name| flat(source, &imported, &name)), expected, "{name}");
            compared += 1;
        }
    }
    for (ours, theirs) in [
        ("net_message_header", "virNetMessageHeader"),
        ("net_message_error", "virNetMessageError"),
        ("net_stream_hole", "virNetStreamHole"),
    ] {
        let rpc = protocol.source("rpc").expect("rpc");
        let ours = flat(rpc, &[], ours)
            .replace("enum net_message_type", "enum")
            .replace("enum net_message_status", "enum");
        assert_eq!(ours, facts.flat(theirs));
    }
    println!("{compared} layouts compared");
    assert!(compared > 900);
}

fn rules(rules: &[crate::codegen::model::AclRule]) -> Vec<String> {
    rules
        .iter()
        .map(|r| match &r.when {
            When::Always if r.object == "none" => "none".to_owned(),
            When::Always => format!("{}:{}", r.object, r.permission),
            When::AnySet(bits) => format!("{}:{}:{bits}", r.object, r.permission),
            When::NoneSet(bits) => format!("{}:{}:!{bits}", r.object, r.permission),
            When::ArgumentIs(name, value) => format!("{}:{}::{name}:{value}", r.object, r.permission),
        })
        .collect()
}

/// The values of flags, by C name; some are given as the name of another.
fn flag_values(folder: &std::path::Path) -> BTreeMap<String, u64> {
    let table = std::fs::read_to_string(folder.join("api-enums.tsv")).expect("api-enums.tsv");
    let rows: Vec<Vec<&str>> = table.lines().skip(1).map(|row| row.split('\t').collect()).collect();
    let given: BTreeMap<&str, &str> = rows.iter().map(|row| (row[2], row[3])).collect();
    let mut out = BTreeMap::new();
    for name in given.keys() {
        let mut value = given[name];
        while let Some(other) = given.get(value) {
            value = other;
        }
        // Negative numbers are no flags.
        if let Ok(value) = value.parse() {
            out.insert((*name).to_owned(), value);
        }
    }
    out
}

fn expected_rules(cell: &str, flags: &BTreeMap<String, u64>) -> Vec<String> {
    let bits = |names: &str| -> u64 {
        names.split('|').map(|name| flags.get(name).unwrap_or_else(|| panic!("no flag '{name}'"))).sum()
    };
    cell.split(',')
        .filter(|r| !r.is_empty())
        .map(|rule| {
            let parts: Vec<&str> = rule.split(':').collect();
            match parts.as_slice() {
                [object, permission, "", name, value] => {
                    format!("{object}:{permission}::{name}:{}", bits(value))
                }
                [object, permission, names] => match names.strip_prefix('!') {
                    Some(names) => format!("{object}:{permission}:!{}", bits(names)),
                    None => format!("{object}:{permission}:{}", bits(names)),
                },
                _ => rule.to_owned(),
            }
        })
        .collect()
}
