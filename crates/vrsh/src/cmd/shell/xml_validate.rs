//! `vrsh xml-validate`

use anyhow::{Result, bail};
use serde_json::json;
use vir_conf::SchemaKind;

use crate::ctx::Ctx;
use crate::engine::suggest::nearest;
use crate::engine::{Arg, Args, Command, FilePath, Group};

const FILE: Arg<FilePath> = Arg::value("file", "file with the XML document");
const SCHEMA: Arg<Option<String>> =
    Arg::option("schema", "name of the schema, if not the one of the root element").positional();

pub(crate) const COMMAND: Command = Command {
    name: "xml-validate",
    group: Group::Shell,
    about: "hold an XML file against the schema of its kind",
    since: "11.3.0",
    args: &[FILE.def(), SCHEMA.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let file = args.get(&FILE)?;
    let xml = ctx.read_document(&file.0)?;
    let kind = match args.get(&SCHEMA)? {
        Some(name) => named(&name)?,
        None => SchemaKind::of_document(&xml)?,
    };
    let mistakes = kind.mistakes(&xml)?;
    if ctx.wants_json() {
        let list: Vec<_> = mistakes
            .iter()
            .map(|it| {
                json!({
                    "line": it.line,
                    "column": it.column,
                    "kind": it.kind.name(),
                    "message": it.message,
                    "expected": it.expected,
                })
            })
            .collect();
        let schema = kind.file().trim_end_matches(".rnc");
        let valid = list.is_empty();
        ctx.json(&json!({ "file": file.0, "schema": schema, "valid": valid, "mistakes": list }))?;
    } else if mistakes.is_empty() {
        ctx.line(format_args!("{file} validates"))?;
    } else {
        for mistake in &mistakes {
            ctx.line(format_args!("{file}:{mistake}"))?;
        }
    }
    if mistakes.is_empty() { Ok(()) } else { bail!("{file} fails to validate") }
}

/// The schema of this name.
fn named(name: &str) -> Result<SchemaKind> {
    let stem = name.strip_suffix(".rnc").or_else(|| name.strip_suffix(".rng")).unwrap_or(name);
    match SchemaKind::of_name(stem) {
        Some(kind) => Ok(kind),
        None => match nearest(stem, SchemaKind::names()) {
            Some(meant) => bail!("no schema is called '{name}'; did you mean '{meant}'?"),
            None => {
                let names: Vec<_> = SchemaKind::names().collect();
                bail!("no schema is called '{name}'; there are: {}", names.join(", "))
            }
        },
    }
}
