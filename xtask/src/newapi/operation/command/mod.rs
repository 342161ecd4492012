//! Step 7: the shell's command.

mod answer;
mod groups;
mod object;

use std::fmt::Write as _;

use anyhow::{Result, bail};

use super::pending;
use crate::newapi::description::Command;
use crate::newapi::edits::Edits;
use crate::newapi::house::House;
use crate::newapi::place;
use crate::newapi::plan::{Arg, Plan, todo};
use crate::newapi::types::Ty;

pub(super) fn refuse(plan: &Plan<'_>, command: &Command, house: &House) -> Result<()> {
    let name = &command.name;
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
        bail!("command: '{name}' is no name: lower case, digits and -");
    }
    let path = house.root.join(path(plan, command));
    if house.commands.contains(name)
        && !std::fs::read_to_string(path).is_ok_and(|text| text.contains(&format!(".{}(", plan.method)))
    {
        bail!("command: {name} exists already");
    }
    if let Some(group) = &command.group
        && !house.root.join("crates/vrsh/src/cmd").join(group).is_dir()
        && !groups::GROUPS.iter().any(|(one, ..)| one == group)
    {
        bail!("command: there is no group '{group}'");
    }
    let mut seen: Vec<String> = plan.object.map(|object| object.name.to_owned()).into_iter().collect();
    for option in plan
        .args
        .iter()
        .map(|arg| option(&arg.wire))
        .chain(plan.flags.iter().flat_map(|f| &f.bits).map(|(n, ..)| option(n)))
    {
        if seen.contains(&option) {
            bail!("command: --{option} would be there twice");
        }
        seen.push(option);
    }
    Ok(())
}

fn group<'a>(plan: &'a Plan<'_>, command: &'a Command) -> &'a str {
    command.group.as_deref().unwrap_or_else(|| plan.object.map_or("host", |object| object.group))
}

fn module(command: &Command) -> String {
    command.name.replace('-', "_")
}

fn path(plan: &Plan<'_>, command: &Command) -> String {
    format!("crates/vrsh/src/cmd/{}/{}.rs", group(plan, command), module(command))
}

/// A name as an option.
fn option(name: &str) -> String {
    name.to_ascii_lowercase().replace('_', "-")
}

fn constant(name: &str) -> String {
    name.to_ascii_uppercase()
}

pub(super) fn write(plan: &Plan<'_>, house: &House, edits: &mut Edits) -> Result<()> {
    let Some(command) = &plan.d.command else { return Ok(()) };
    let group = group(plan, command);
    let folder = format!("crates/vrsh/src/cmd/{group}");
    if !house.root.join(&folder).is_dir() {
        groups::open(group, edits)?;
    }
    edits.create(&path(plan, command), text(plan, command)?)?;
    let module = module(command);
    edits.change(&format!("{folder}/mod.rs"), |text| {
        let text = if text.contains("\nmod ") {
            place::module(text, &module)?
        } else {
            place::before_line(text, "use ", &format!("mod {module};\n\n"))?
        };
        place::macro_row(&text, "commands", &module)
    })?;
    pending::strike(plan, "command", edits)?;
    edits.create(&format!("tests/transcripts/{group}/{module}.txt"), transcript(plan, command))
}

/// How an argument is declared and read: its type as an `Arg`, and the value as the method takes it.
fn argument(arg: &Arg, gathered: bool) -> Result<(String, String)> {
    let name = constant(&arg.wire);
    let get = format!("args.get(&{name})?");
    Ok(match (&arg.ty, arg.unit.as_deref()) {
        (Ty::U64, Some("KiB")) => ("KibSize".to_owned(), format!("{get}.0")),
        (Ty::U64, Some("bytes" | "B")) => ("ByteSize".to_owned(), format!("{get}.0")),
        (Ty::U32 | Ty::I32 | Ty::U64 | Ty::I64 | Ty::Bool, _) => (arg.ty.owned(), get),
        (Ty::Text, _) if gathered => ("String".to_owned(), get),
        (Ty::Text, _) => ("String".to_owned(), format!("&{get}")),
        (Ty::OptText, _) if gathered => ("Option<String>".to_owned(), get),
        (Ty::OptText, _) => ("Option<String>".to_owned(), format!("{get}.as_deref()")),
        (Ty::F64, _) => {
            ("String".to_owned(), format!("{get}.parse().context(\"--{} is no number\")?", option(&arg.wire)))
        }
        (Ty::Uuid, _) => ("String".to_owned(), format!("{get}.parse()?")),
        (Ty::Bytes, _) => (
            "String".to_owned(),
            if gathered { format!("{get}.into_bytes()") } else { format!("{get}.as_bytes()") },
        ),
        (Ty::Texts, _) => ("Vec<String>".to_owned(), if gathered { get } else { format!("&{get}") }),
        (Ty::TypedParams, _) => (
            "Vec<String>".to_owned(),
            if gathered { format!("typed(&{get})?") } else { format!("&typed(&{get})?") },
        ),
        (Ty::Word(word), _) => ("i32".to_owned(), format!("libvir::{word}({get})")),
        (Ty::Flags(word), _) => ("u32".to_owned(), format!("libvir::{word}::from_bits({get})")),
    })
}

/// How the argument's constant is made.
fn made(arg: &Arg) -> &'static str {
    match arg.ty {
        Ty::Bool => "flag",
        Ty::OptText => "option",
        Ty::Texts | Ty::TypedParams => "rest",
        _ => "value",
    }
}

/// A command's file, as its parts come together.
struct File {
    constants: String,
    defs: Vec<String>,
    body: String,
    engine: Vec<&'static str>,
    uses: Vec<String>,
    libvir: Vec<String>,
    anyhow: Vec<&'static str>,
}

fn text(plan: &Plan<'_>, command: &Command) -> Result<String> {
    let mut file = File {
        constants: String::new(),
        defs: Vec::new(),
        body: String::new(),
        engine: vec!["Args", "Command", "Group"],
        uses: vec!["crate::ctx::Ctx".to_owned()],
        libvir: Vec::new(),
        anyhow: vec!["Result"],
    };
    let receiver = object::find(plan, &mut file);
    let mut rest = Vec::new();
    let mut values = Vec::new();
    let gathered = plan.d.params_struct.is_some();
    for arg in &plan.args {
        let (ty, value) = argument(arg, gathered)?;
        file.engine.push("Arg");
        for name in ["KibSize", "ByteSize"] {
            if ty == name {
                file.engine.push(if name == "KibSize" { "KibSize" } else { "ByteSize" });
            }
        }
        let help = help(&arg.doc, "what it is");
        let name = constant(&arg.wire);
        let _ = writeln!(
            file.constants,
            "const {name}: Arg<{ty}> = Arg::{}(\"{}\", \"{help}\");",
            made(arg),
            option(&arg.wire)
        );
        if made(arg) == "rest" {
            rest.push(format!("{name}.def()"));
        } else {
            file.defs.push(format!("{name}.def()"));
        }
        if value.contains(".context(") {
            file.anyhow.push("Context as _");
        }
        values.push((arg.name.clone(), value));
    }
    flags(plan, &mut file);
    file.defs.extend(rest);
    let mut passed: Vec<String> = Vec::new();
    if let Some(name) = &plan.d.params_struct {
        let _ = writeln!(file.body, "let mut params = {name}::new();");
        file.libvir.push(format!("params::{name}"));
        for (field, value) in &values {
            let _ = writeln!(file.body, "params.{field} = {value};");
        }
        passed.push("&params".to_owned());
    } else {
        passed.extend(values.into_iter().map(|(_, value)| value));
    }
    passed.extend(plan.flags.iter().map(|_| "flags".to_owned()));
    let call = format!("{receiver}.{}({}).await?", plan.method, passed.join(", "));
    answer::write(plan, &call, &mut file);
    Ok(whole(plan, command, file))
}

/// A help text: one line without a full stop.
pub(in crate::newapi) fn help(text: &str, what: &str) -> String {
    let text = text.trim().trim_end_matches('.');
    let text = if text.is_empty() { todo(what) } else { text.to_owned() };
    let mut letters = text.chars();
    // A sentence's beginning becomes a phrase's.
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if !second.is_ascii_uppercase() && !text.starts_with("TODO") => first
            .to_lowercase()
            .chain(std::iter::once(second))
            .chain(letters)
            .collect::<String>()
            .replace('"', "'"),
        _ => text.replace('"', "'"),
    }
}

/// Switches for flags.
fn flags(plan: &Plan<'_>, file: &mut File) {
    let Some(flags) = &plan.flags else { return };
    if flags.bits.is_empty() {
        if flags.name == "Affect" {
            file.uses.push("crate::affect::{CONFIG, CURRENT, LIVE, affected}".to_owned());
            file.defs.extend(["CONFIG.def()", "LIVE.def()", "CURRENT.def()"].map(ToOwned::to_owned));
            file.body.push_str("let flags = affected(args)?;\n");
        } else {
            file.libvir.push(flags.name.clone());
            let _ = writeln!(file.body, "let flags = {}::empty();", flags.name);
        }
        return;
    }
    file.libvir.push(flags.name.clone());
    file.engine.push("Arg");
    let mut rows = String::new();
    for (name, bit, about) in &flags.bits {
        if *bit == 0 {
            continue;
        }
        let constant = name;
        let _ = writeln!(
            file.constants,
            "const {constant}: Arg<bool> = Arg::flag(\"{}\", \"{}\");",
            option(name),
            help(about, "what it means")
        );
        file.defs.push(format!("{constant}.def()"));
        let _ = write!(rows, "(&{constant}, {}::{name}), ", flags.name);
    }
    let _ = writeln!(file.body, "let flags = args.flags([{}])?;", rows.trim_end_matches(", "));
}

fn whole(plan: &Plan<'_>, command: &Command, mut file: File) -> String {
    let group = group(plan, command);
    let variant = crate::newapi::plan::camel(group);
    if file.body.contains("json!(") {
        file.uses.push("serde_json::json".to_owned());
    }
    let typed = if file.body.contains("typed(&args") {
        file.libvir.extend(["TypedParams".to_owned(), "TypedValue".to_owned()]);
        file.anyhow.push("bail");
        TYPED
    } else {
        ""
    };
    let list = |names: &mut Vec<String>| {
        names.sort();
        names.dedup();
        if let [one] = names.as_slice() { one.clone() } else { format!("{{{}}}", names.join(", ")) }
    };
    let mut lines =
        vec![format!("use anyhow::{};", list(&mut file.anyhow.iter().map(|s| (*s).to_owned()).collect()))];
    let mut foreign: Vec<String> =
        file.uses.iter().filter(|path| !path.starts_with("crate::")).cloned().collect();
    if !file.libvir.is_empty() {
        foreign.push(format!("libvir::{}", list(&mut file.libvir)));
    }
    foreign.sort();
    lines.extend(foreign.iter().map(|path| format!("use {path};")));
    lines.push(String::new());
    let mut own: Vec<String> = file.uses.iter().filter(|path| path.starts_with("crate::")).cloned().collect();
    own.push(format!("crate::engine::{}", list(&mut file.engine.iter().map(|s| (*s).to_owned()).collect())));
    own.sort();
    own.dedup();
    lines.extend(own.iter().map(|path| format!("use {path};")));
    format!(
        "//! `vrsh {name}`\n\n{}\n\n{}\npub(crate) const COMMAND: Command = Command {{\n    name: \"{name}\",\n    group: Group::{variant},\n    \
         about: \"{about}\",\n    since: \"{since}\",\n    args: &[{defs}],\n    run: |ctx, args| Box::pin(run(ctx, args)),\n}};\n\n\
         async fn run(ctx: &Ctx, args: &Args) -> Result<()> {{\n{body}}}\n{typed}",
        lines.join("\n"),
        file.constants,
        name = command.name,
        about = help(if command.about.is_empty() { &plan.d.summary } else { &command.about }, "what it does"),
        since = plan.d.since,
        defs = file.defs.join(", "),
        body = file.body,
    )
}

/// Reads typed parameters from words.
const TYPED: &str = "
/// Parameters from words `NAME=VALUE`: numbers where they are numbers.
fn typed(words: &[String]) -> Result<TypedParams> {
    let mut params = TypedParams::new();
    for word in words {
        let Some((name, text)) = word.split_once('=') else { bail!(\"'{word}' is not NAME=VALUE\") };
        let value = match text.parse::<u64>() {
            Ok(number) => TypedValue::Ullong(number),
            Err(_) => TypedValue::String(text.into()),
        };
        params.push(name, value);
    }
    Ok(params)
}
";

fn transcript(plan: &Plan<'_>, command: &Command) -> String {
    let mut words = vec![command.name.clone()];
    words.extend(match plan.object.map(|object| object.name) {
        None => Vec::new(),
        Some("domain") => vec!["test".to_owned()],
        Some("network") => vec!["default".to_owned()],
        Some("storage_pool") => vec!["default-pool".to_owned()],
        Some("storage_vol") => vec!["vol".to_owned(), "default-pool".to_owned()],
        Some("interface") => vec!["eth1".to_owned()],
        Some("secret") => vec!["6695eb01-f6a4-8304-79aa-97f2502e193f".to_owned()],
        Some(_) => vec!["name".to_owned()],
    });
    for arg in &plan.args {
        words.extend(match (&arg.ty, made(arg)) {
            (_, "flag") | (_, "option") => None,
            (Ty::Text | Ty::Bytes, _) => Some("text".to_owned()),
            (Ty::Texts, _) => Some("one".to_owned()),
            (Ty::TypedParams, _) => Some("name=3".to_owned()),
            (Ty::Uuid, _) => Some("6695eb01-f6a4-8304-79aa-97f2502e193f".to_owned()),
            (Ty::F64, _) => Some("0.5".to_owned()),
            _ => Some("3".to_owned()),
        });
    }
    let missing = match plan.object.map(|object| object.name) {
        Some("storage_vol") => "virStorageVolLookupByName".to_owned(),
        Some("secret") => "virSecretLookupByUUID".to_owned(),
        Some("node_device") => "virNodeDeviceLookupByName".to_owned(),
        Some("nwfilter") => "virNWFilterLookupByName".to_owned(),
        _ => plan.c_name.clone(),
    };
    format!(
        "$ vrsh \"{}\"\nerror: this function is not supported by the connection driver: {missing}\n\n[exit 1]\n",
        words.join(" ")
    )
}
