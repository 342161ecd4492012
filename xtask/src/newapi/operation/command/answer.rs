//! What a command does with the answer.

use std::fmt::Write as _;

use super::File;
use crate::newapi::plan::{Output, Plan};
use crate::newapi::types::Ty;

/// Writes it for people, and as JSON.
pub(super) fn write(plan: &Plan<'_>, call: &str, file: &mut File) {
    match &plan.output {
        Output::None => {
            let _ = writeln!(file.body, "{call};\nOk(())");
        }
        Output::Value(value) if value.ty == Ty::TypedParams => {
            file.uses.push("crate::params".to_owned());
            let _ = writeln!(file.body, "params::show(ctx, &{call})");
        }
        Output::Value(value) => {
            let (shown, json) = match &value.ty {
                Ty::Bool => ("text::yes_no(answer)", "answer"),
                Ty::OptText => ("answer.as_deref().unwrap_or_default()", "answer"),
                Ty::Bytes => ("String::from_utf8_lossy(&answer)", "answer"),
                Ty::Texts => ("answer.join(\"\\n\")", "answer"),
                Ty::Uuid => ("answer", "answer.to_string()"),
                Ty::Word(_) => ("answer.0", "answer.0"),
                Ty::Flags(_) => ("answer.bits()", "answer.bits()"),
                _ => ("answer", "answer"),
            };
            if shown.starts_with("text::") {
                file.uses.push("crate::text".to_owned());
            }
            let _ = writeln!(
                file.body,
                "let answer = {call};\nif ctx.wants_json() {{\nreturn ctx.json(&json!({{ \"{}\": {json} }}));\n}}\n\
                 ctx.line(format_args!(\"{{}}\", {shown}))",
                value.name
            );
        }
        Output::Struct { fields, .. } => {
            let mut json = String::new();
            let mut lines = String::new();
            for (at, field) in fields.iter().enumerate() {
                let name = &field.name;
                let (as_json, shown) = match &field.ty {
                    Ty::Word(_) => (format!("info.{name}.0"), format!("info.{name}.0")),
                    Ty::Flags(_) => (format!("info.{name}.bits()"), format!("info.{name}.bits()")),
                    Ty::Uuid => (format!("info.{name}.to_string()"), format!("info.{name}")),
                    Ty::Bool => (format!("info.{name}"), format!("text::yes_no(info.{name})")),
                    Ty::OptText => {
                        (format!("info.{name}"), format!("info.{name}.as_deref().unwrap_or_default()"))
                    }
                    Ty::Bytes => (format!("info.{name}"), format!("String::from_utf8_lossy(&info.{name})")),
                    Ty::Texts => (format!("info.{name}"), format!("info.{name}.join(\", \")")),
                    Ty::TypedParams => {
                        (format!("params::to_json(&info.{name})"), format!("params::to_json(&info.{name})"))
                    }
                    Ty::Text => (format!("info.{name}"), format!("&info.{name}")),
                    _ => (format!("info.{name}"), format!("info.{name}")),
                };
                for module in ["text", "params"] {
                    if shown.starts_with(&format!("{module}::")) {
                        file.uses.push(format!("crate::{module}"));
                    }
                }
                let _ = writeln!(json, "            \"{name}\": {as_json},");
                let title = title(&field.wire);
                let shown = match field.unit.as_deref() {
                    Some(unit) => format!("format_args!(\"{{}} {unit}\", {shown})"),
                    None => shown,
                };
                let end = if at + 1 == fields.len() { "" } else { "?;" };
                let _ = writeln!(lines, "ctx.field(\"{title}\", {shown}){end}");
            }
            let _ = writeln!(
                file.body,
                "let info = {call};\nif ctx.wants_json() {{\nreturn ctx.json(&json!({{\n{json}        }}));\n}}\n{lines}"
            );
        }
        Output::List(object) => {
            let name = match object.name {
                "secret" => "uuid()",
                _ => "name()",
            };
            let _ = writeln!(
                file.body,
                "let list = {call};\nif ctx.wants_json() {{\nlet names: Vec<String> = list.iter().map(|one| one.{name}.to_string()).collect();\n\
                 return ctx.json(&json!(names));\n}}\n\
                 list.iter().try_for_each(|one| ctx.line(format_args!(\"{{}}\", one.{name})))"
            );
        }
        Output::Stream => stream(plan, call, file),
    }
}

/// Bytes go to the output, or come from a file.
fn stream(plan: &Plan<'_>, call: &str, file: &mut File) {
    if plan.is_write() {
        file.engine.extend(["Arg", "FilePath"]);
        file.constants
            .push_str("const FILE: Arg<FilePath> = Arg::value(\"file\", \"file with the bytes\");\n");
        file.defs.push("FILE.def()".to_owned());
        let _ = writeln!(
            file.body,
            "let bytes = std::fs::read(ctx.path(&args.get(&FILE)?.0))?;\nlet mut stream = {call};\n\
             stream.send(bytes).await?;\nOk(stream.finish().await?)"
        );
        return;
    }
    file.libvir.extend(["Stream".to_owned(), "StreamChunk".to_owned()]);
    let _ = writeln!(
        file.body,
        "let mut stream = {call};\nwhile let StreamChunk::Data(data) = stream.recv(Stream::PIECE).await? {{\n\
         ctx.print(format_args!(\"{{}}\", String::from_utf8_lossy(&data)))?;\n}}\nOk(stream.finish().await?)"
    );
}

/// `max_size` as `Max size`.
fn title(name: &str) -> String {
    let text = name.replace('_', " ");
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
