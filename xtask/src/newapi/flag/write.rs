//! What each step of a new flag writes.

use std::fmt::Write as _;

use anyhow::{Context as _, Result, bail};

use super::super::description::Description;
use super::super::edits::Edits;
use super::super::house::{House, sources};
use super::super::operation::{doc, help, relative};
use super::super::place;
use super::super::plan::{sentence, todo};
use super::Grown;

/// The bits, at the end of their set, and a test of their values.
pub(super) fn words(grown: &Grown<'_>, edits: &mut Edits) -> Result<()> {
    let mut rows = String::new();
    for (name, bit, about) in &grown.bits {
        let origin = if grown.d.is_libvirts() {
            format!("`VIR_{}{name}`, since {}.", grown.prefix, grown.d.since)
        } else {
            format!("Since {}.", grown.d.since)
        };
        rows.push_str(&doc("        ", &format!("{} {origin}", sentence(about, "what it means"))));
        let _ = writeln!(rows, "        {name} = {bit};");
    }
    edits.change(&format!("crates/types/src/{}", grown.file), |text| {
        let start = text
            .find(&format!("pub struct {}: ", grown.set))
            .with_context(|| format!("has no {}", grown.set))?;
        let end = text[start..].find("\n    }\n").context("a set of flags without an end")?;
        place::insert(text, start + end + 1, &rows)
    })?;
    let (operation, set) = (&grown.operation, &grown.set);
    let first = grown.bits.first().map(|(name, ..)| name.to_ascii_lowercase()).unwrap_or_default();
    let mut test = format!("//! What is new in the flags of `{operation}`.\n\nuse vir_types::{set};\n\n");
    let _ = writeln!(test, "#[test]\nfn bits_and_words_agree() {{");
    for (name, bit, _) in &grown.bits {
        let _ = writeln!(test, "    assert_eq!({set}::{name}.bits(), {bit});");
        let _ = writeln!(test, "    assert_eq!(format!(\"{{:?}}\", {set}::{name}), \"{set}({name})\");");
    }
    test.push_str("}\n");
    edits.create(&format!("crates/types/tests/{operation}_{first}.rs"), test)
}

/// The library's file whose method asks for the operation, and its text.
pub(super) fn public(grown: &Grown<'_>, house: &House) -> Result<(String, String)> {
    for path in sources(&house.root.join("crates/libvir/src"))? {
        let text = std::fs::read_to_string(&path)?;
        if !path.ends_with("generated.rs") && documentation(&text, grown)?.is_some() {
            return Ok((relative(&house.root, &path), text));
        }
    }
    bail!("crates/libvir/src: no method asks for {}", grown.operation)
}

/// Where the line `C API:` of the method's documentation begins, and the documentation.
pub(super) fn documentation(text: &str, grown: &Grown<'_>) -> Result<Option<(usize, String)>> {
    let Some(call) = text.find(&format!(".{}(", grown.operation)) else { return Ok(None) };
    let Some(function) = text[..call].rfind("    pub async fn ") else { return Ok(None) };
    let mut begin = function;
    for line in text[..function].lines().rev() {
        if !line.trim_start().starts_with("///") && !line.trim_start().starts_with("#[") {
            break;
        }
        begin -= line.len() + 1;
    }
    let docs = text.get(begin..function).unwrap_or_default();
    let at =
        docs.find("    /// C API:").with_context(|| format!("{} has no line `C API:`", grown.operation))?;
    Ok(Some((begin + at, docs.to_owned())))
}

pub(super) fn public_words(grown: &Grown<'_>, house: &House, edits: &mut Edits) -> Result<()> {
    let (path, _) = public(grown, house)?;
    let mut about = String::new();
    for (name, _, words) in &grown.bits {
        let _ = write!(about, "`{name}`: {} Since {}. ", sentence(words, "what it does"), grown.d.since);
    }
    let about = doc("    ", about.trim()) + "    ///\n";
    edits.change(&path, |text| {
        let (at, _) = documentation(text, grown)?.context("has no such method")?;
        let text = place::insert(text, at, &about)?;
        if grown.d.write_if.is_empty() { Ok(text) } else { write_if(&text, grown) }
    })
}

/// A read that changes or reveals something with the flag is refused on a read-only connection.
fn write_if(text: &str, grown: &Grown<'_>) -> Result<String> {
    let call = text.find(&format!(".{}(", grown.operation)).context("has no such call")?;
    // The constant is the last argument in capitals before the call.
    let words = text[..call].split('&').rev().filter_map(|rest| rest.split(',').next());
    let name = words.map(str::trim).find(|word| {
        !word.is_empty() && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
    });
    let name = name.context("a call without an Api constant")?;
    let start =
        text.find(&format!("const {name}: Api =")).with_context(|| format!("has no constant {name}"))?;
    let end = start + text[start..].find(';').context("a constant without an end")?;
    let now = &text[start..end];
    if now.contains("Api::write(") {
        bail!("write_if: {} is a write with all flags", grown.operation);
    }
    let bits: Vec<String> =
        grown.d.write_if.iter().map(|name| format!("{}::{name}.bits()", grown.set)).collect();
    let bits = bits.join(" | ");
    let more = match now.strip_suffix(')') {
        Some(open) if now.contains(".write_if(") => format!("{open} | {bits})"),
        _ => format!("{now}.write_if({bits})"),
    };
    place::replace(text, start..end, &more)
}

/// The comment before a procedure's number.
pub(super) fn notes<'t>(text: &'t str, d: &Description) -> Option<(usize, &'t str)> {
    let name = format!("    {}_{} = ", d.object, d.verb).to_ascii_uppercase();
    let at = text.find(&name)?;
    let begin = text[..at].rfind("    /*")?;
    Some((begin, text.get(begin..at)?))
}

pub(super) fn wire(grown: &Grown<'_>, edits: &mut Edits) -> Result<()> {
    let rules = grown.d.acl.iter().map(|rule| grown.rule(rule)).collect::<Result<Vec<_>>>()?;
    let lines: String = rules.iter().map(|rule| format!("     * @acl: {rule}\n")).collect();
    edits.change(&format!("xdr/{}.x", grown.d.program), |text| {
        let (begin, notes) = notes(text, grown.d).context("has no such procedure")?;
        let last = notes.rfind("     * @acl: ").context("the procedure has no rule")?;
        let end = begin + last + notes[last..].find('\n').context("a rule without an end")? + 1;
        let text = place::insert(text, end, &lines)?;
        let constants: String = grown
            .constants()
            .lines()
            .filter(|line| !text.contains(line))
            .map(|line| format!("{line}\n"))
            .collect();
        place::before_line(&text, "const PROGRAM = ", &constants)
    })
}

/// The file of the command, with its text.
pub(super) fn command(grown: &Grown<'_>, house: &House) -> Result<(String, String)> {
    let name = grown.d.command.as_ref().map(|command| command.name.as_str()).unwrap_or_default();
    for path in sources(&house.root.join("crates/vrsh/src/cmd"))? {
        let text = std::fs::read_to_string(&path)?;
        if text.lines().any(|line| line.trim() == format!("name: \"{name}\",")) {
            return Ok((relative(&house.root, &path), text));
        }
    }
    bail!("crates/vrsh/src/cmd: no file has the command {name}")
}

/// An option for each flag, handed on with the others.
pub(super) fn option(grown: &Grown<'_>, house: &House, edits: &mut Edits) -> Result<()> {
    let (path, _) = command(grown, house)?;
    let (mut constants, mut defs, mut rows) = (String::new(), String::new(), String::new());
    for (name, _, about) in &grown.bits {
        let option = name.to_ascii_lowercase().replace('_', "-");
        let about = help(about, "what it means");
        let _ = writeln!(constants, "const {name}: Arg<bool> = Arg::flag(\"{option}\", \"{about}\");");
        let _ = write!(defs, ", {name}.def()");
        let _ = write!(rows, ", (&{name}, {}::{name})", grown.set);
    }
    edits.change(&path, |text| {
        let at = text.find("\n\npub(crate) const COMMAND").context("has no constant COMMAND")?;
        let text = place::insert(text, at + 1, &constants)?;
        let text = in_list(&text, "args: &[", &defs)?;
        in_list(&text, "args.flags([", &rows).context("the command hands on no flags by `args.flags([…])`")
    })
}

/// More at the end of the list that begins so.
fn in_list(text: &str, begin: &str, more: &str) -> Result<String> {
    let start = text.find(begin).with_context(|| format!("has no '{begin}'"))? + begin.len();
    let mut depth = 1;
    let close = text[start..].char_indices().find_map(|(at, letter)| {
        depth += match letter {
            '[' => 1,
            ']' => -1,
            _ => 0,
        };
        (depth == 0).then_some(start + at)
    });
    let inside = text[start..close.context("a list without an end")?].trim_end();
    let end = start + inside.trim_end_matches(',').len();
    let more = if inside.trim().is_empty() { more.trim_start_matches(", ") } else { more };
    place::insert(text, end, more)
}

/// The driver's file that has the operation.
pub(super) fn method(grown: &Grown<'_>, house: &House, driver: &str) -> Result<(String, String)> {
    let folder = house.root.join(format!("crates/drivers/{driver}/src"));
    if !folder.is_dir() {
        bail!("there is no driver '{driver}' in crates/drivers");
    }
    for path in sources(&folder)? {
        let text = std::fs::read_to_string(&path)?;
        if text.contains(&format!("async fn {}(", grown.operation)) {
            return Ok((relative(&house.root, &path), text));
        }
    }
    bail!("the driver {driver} has no {}; name one that has: --step 9:DRIVER", grown.operation)
}

/// A method's text from its name on, and where it begins.
pub(super) fn body<'t>(text: &'t str, operation: &str) -> Result<(usize, &'t str)> {
    let start = text.find(&format!("async fn {operation}(")).context("has no such method")?;
    let end = text[start..].find("\n    }\n").context("a method without an end")?;
    Ok((start, text.get(start..start + end).unwrap_or_default()))
}

/// A marker where the driver refuses what it does not know: it goes on refusing until somebody does what it says.
pub(super) fn implement(grown: &Grown<'_>, house: &House, driver: &str, edits: &mut Edits) -> Result<()> {
    let (path, _) = method(grown, house, driver)?;
    let names: Vec<String> = grown.bits.iter().map(|(name, ..)| format!("{}::{name}", grown.set)).collect();
    let marker =
        format!("        // {}\n", todo(&format!("do what {} says, and allow it", names.join(", "))));
    edits.change(&path, |text| {
        let (start, body) = body(text, &grown.operation)?;
        let at = body
            .find("flags.allow(")
            .context("the method does not refuse unknown flags by `flags.allow(…)`")?;
        let line = text[..start + at].rfind('\n').map_or(0, |end| end + 1);
        place::insert(text, line, &marker)
    })
}
