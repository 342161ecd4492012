//! Steps 5a to 5c: what the generators write, once the staged line says so, and the client's test.

use anyhow::{Result, bail};

use super::scaffold::{key, scope};
use super::{pending, wire};
use crate::codegen::{camel, field_name};
use crate::newapi::edits::Edits;
use crate::newapi::house::House;
use crate::newapi::plan::{Output, Plan};

const STAGED: &str = "xdr/staged.txt";

/// Moves the operation's line on; nothing takes it away.
fn stage(plan: &Plan<'_>, to: Option<&str>, edits: &mut Edits) -> Result<()> {
    let name = format!("{}.{}", plan.d.program, plan.procedure);
    edits.change(STAGED, |text| {
        let mut found = false;
        let mut out = String::new();
        for line in text.lines() {
            if line.split_whitespace().next() == Some(name.as_str()) {
                found = true;
                if let Some(to) = to {
                    out.push_str(&format!("{name} {to}\n"));
                }
            } else {
                out.push_str(line);
                out.push('\n');
            }
        }
        if !found {
            bail!("has no line of {name}");
        }
        Ok(out)
    })
}

pub(super) fn client(plan: &Plan<'_>, _house: &House, edits: &mut Edits) -> Result<()> {
    stage(plan, Some("client"), edits)?;
    pending::strike(plan, "client", edits)?;
    edits.create(&format!("crates/remote/tests/{}.rs", plan.file), test(plan))
}

pub(super) fn guard(plan: &Plan<'_>, edits: &mut Edits) -> Result<()> {
    stage(plan, Some("guarded"), edits)?;
    pending::strike(plan, "guard", edits)
}

pub(super) fn dispatch(plan: &Plan<'_>, edits: &mut Edits) -> Result<()> {
    stage(plan, None, edits)?;
    pending::strike(plan, "dispatch", edits)
}

/// A canned daemon: what is sent, and what becomes of the answer.
fn test(plan: &Plan<'_>) -> String {
    let program = plan.d.program.as_str();
    let procedure = plan.procedure.to_ascii_uppercase();
    let mut words: Vec<String> = plan.param_imports().iter().map(|path| path[1..].join("::")).collect();
    words.push("Code".to_owned());
    let (key, names) = key(plan);
    words.extend(names);
    let expected = wire::args_value(plan, program);
    let ret = format!("{program}::{}", camel(&format!("{}_ret", plan.procedure)));
    let (reply, result) = match &plan.output {
        Output::None => ("()".to_owned(), String::new()),
        Output::Stream => ("()".to_owned(), "drop(answer);".to_owned()),
        Output::Value(value) => {
            words.extend(value.ty.import());
            let sample = value.ty.owned_sample(value.seed);
            let typed =
                if value.ty.is_number() { format!("{sample}_{}", value.ty.owned()) } else { sample.clone() };
            (
                format!("{ret} {{ {}: ({typed}).to_wire() }}", field_name(&value.wire)),
                format!("assert_eq!(answer, {sample});"),
            )
        }
        Output::Struct { name, fields, .. } => {
            words.push(format!("info::{name}"));
            words.extend(fields.iter().filter_map(|field| field.ty.import()));
            let sample = plan.result_sample();
            (format!("<_ as ToWire<{ret}>>::to_wire(&{sample})"), format!("assert_eq!(answer, {sample});"))
        }
        Output::List(object) => {
            words.extend(object.imports.iter().map(|name| (*name).to_owned()));
            words.push(object.key.to_owned());
            (
                format!("{ret} {{ {}s: vec![remote::{}], ret: 1 }}", object.param, object.wire_sample),
                format!("assert_eq!(answer, vec![{}]);", object.sample),
            )
        }
    };
    let mut arguments: Vec<String> =
        plan.object.map(|object| format!("&{}", object.param)).into_iter().collect();
    arguments.extend(plan.samples().into_iter().map(|(_, value)| value));
    let sent = if wire::has_args(plan) {
        format!(
            "let args: {program}::{} = vir_xdr::from_bytes(asked.lock().unwrap()[0].clone()).unwrap();\n\
             assert_eq!(args, {expected});\n",
            camel(&format!("{}_args", plan.procedure))
        )
    } else {
        "assert!(asked.lock().unwrap()[0].is_empty());\n".to_owned()
    };
    let samples = format!("{key}{}{expected}{reply}{result}{}", plan.sample_setup(), arguments.join(", "));
    let mut paths = vec![
        "std::sync::{Arc, Mutex}".to_owned(),
        "bytes::Bytes".to_owned(),
        "vir_rpc::Packet".to_owned(),
        match (program, samples.contains("remote::")) {
            ("remote", _) => "vir_protocol::remote".to_owned(),
            (_, true) => format!("vir_protocol::{{remote, {program}}}"),
            _ => format!("vir_protocol::{program}"),
        },
    ];
    if samples.contains("to_wire(") {
        paths.push("vir_protocol::wire::ToWire".to_owned());
    }
    let imports = scope(&paths, &words, &samples);
    let (standard, others) = imports.split_once('\n').map_or((String::new(), imports.clone()), |_| {
        let (standard, others): (Vec<&str>, Vec<&str>) =
            imports.lines().partition(|line| line.starts_with("use std::"));
        (standard.join("\n"), others.join("\n"))
    });
    format!(
        "//! What the client sends for `{op}`, and what it makes of the answer.\n#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = \"a test\")]\n\n\
         mod canned;\n\n{standard}\n\n{others}\n\n\
         #[tokio::test]\nasync fn it_travels() {{\nlet asked: Arc<Mutex<Vec<Bytes>>> = Arc::default();\n\
         let notes = asked.clone();\n\
         let answer = move |call, body| {{\n(call == ({program}::PROGRAM, {program}::Proc::{procedure}.0)).then(|| {{\nnotes.lock().unwrap().push(body);\n\
         Packet::encode(&{reply}).unwrap()\n}})\n}};\n\
         let (driver, _socket) = canned::open(0, answer).await;\n{key}{setup}\
         {bind}driver.{accessor}().unwrap().{op}({arguments}).await.unwrap();\n{result}\n{sent}}}\n\n\
         #[tokio::test]\nasync fn a_daemon_without_it_is_told_apart() {{\n\
         let (driver, _socket) = canned::open(0, |_, _| None).await;\n{key}{setup}\
         let error = driver.{accessor}().unwrap().{op}({arguments}).await.err().unwrap();\n\
         assert_eq!(error.code(), Code::{unknown});\n}}\n",
        op = plan.operation,
        // A daemon that is too old for our own program is told apart by the client itself.
        unknown = if super::is_own(plan) { "NO_SUPPORT" } else { "RPC" },
        bind = if result.is_empty() { "" } else { "let answer = " },
        setup = plan.sample_setup(),
        accessor = plan.facet.accessor,
        arguments = arguments.join(", "),
    )
}
