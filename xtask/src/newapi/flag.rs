//! A flag of an operation that is there: 1 the bit, 3 what it does, 4 and 5b a rule if it needs another permission,
//! 7 an option, 9 the driver's.

use std::fmt::Write as _;

use anyhow::{Context as _, Result, bail};

use super::Shape;
use super::description::{Description, OWN};
use super::edits::Edits;
use super::house::{House, sources};
use super::operation::{doc, help, relative};
use super::place;
use super::plan::{sentence, todo};
use super::step::Step;
use crate::{codegen, programs};

pub(super) const SHAPE: Shape = Shape { steps, done, subject, write };

/// The operation as it is, and the set that grows.
struct Grown<'a> {
    d: &'a Description,
    operation: String,
    set: String,
    /// The set's file below `crates/types/src`.
    file: String,
    /// New bits: name, value, meaning.
    bits: Vec<(String, u32, String)>,
    /// What stands before a flag in names of C and of `.x` files: `DOMAIN_VCPU_`.
    prefix: String,
}

impl<'a> Grown<'a> {
    fn of(d: &'a Description, house: &House) -> Result<Self> {
        let procedure = format!("{}_{}", d.object, d.verb);
        let operation = programs::prefix(&d.program) + &procedure;
        let Some((_, method)) = house.method(&operation) else {
            if d.program == OWN && house.method(&procedure).is_some() {
                bail!(
                    "{procedure} is libvirt's: say its program and libvirt's own bit. A bit that libvirt does not \
                     have needs an operation of our own program"
                );
            }
            bail!("there is no operation {operation} that a flag could be added to");
        };
        let set = method.params.iter().rev().find_map(|(_, ty)| {
            let word = house.words.get(ty.trim_start_matches(['&', ' ']))?;
            (word.shape == "flags").then(|| (ty.trim_start_matches(['&', ' ']).to_owned(), word))
        });
        let Some((set, word)) = set.filter(|(set, _)| set != "NoFlags") else {
            bail!(
                "{operation} takes no flags, and a signature cannot grow: it needs an operation of its own"
            );
        };
        if d.flags.is_empty() {
            bail!("flags: which flag? name, bit and doc");
        }
        let mut bits = Vec::new();
        let mut used = word.values.iter().fold(0_i64, |all, (_, bit)| all | bit);
        for flag in &d.flags {
            if flag.name.is_empty()
                || !flag.name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
            {
                bail!("flags: '{}' is no name of a flag: capitals, digits and _", flag.name);
            }
            let there = word.values.iter().find(|(name, _)| *name == flag.name);
            let bit = match (flag.bit, there) {
                (Some(bit), _) => bit,
                (None, _) if d.is_libvirts() => {
                    bail!("flags: {} has no bit; libvirt's own is needed", flag.name)
                }
                (None, Some((_, bit))) => u32::try_from(*bit)?,
                (None, None) => (0..32)
                    .map(|place| 1_u32 << place)
                    .find(|bit| used & i64::from(*bit) == 0)
                    .context("flags: there are no bits left")?,
            };
            if bit.count_ones() != 1 {
                bail!("flags: {} = {bit} is not one bit", flag.name);
            }
            match there {
                // An earlier step of this very description.
                Some((_, same)) if *same == i64::from(bit) => {}
                Some((_, other)) => bail!("flags: {set} has {} already, with the value {other}", flag.name),
                None if used & i64::from(bit) != 0 => bail!("flags: the bit {bit} of {set} is taken"),
                None => {}
            }
            used |= i64::from(bit);
            bits.push((flag.name.clone(), bit, flag.doc.clone()));
        }
        let path = house.root.join("crates/types/src").join(&word.file);
        let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let block = text.split(&format!("pub struct {set}: ")).nth(1).unwrap_or_default();
        let prefix = prefix(
            block.split("\n    }\n").next().unwrap_or_default(),
            word.values.iter().map(|(name, _)| name.as_str()),
        );
        let prefix = prefix.unwrap_or_else(|| format!("{}_", d.object.to_ascii_uppercase()));
        let grown = Self { d, operation, set, file: word.file.clone(), bits, prefix };
        for rule in &d.acl {
            grown.rule(rule)?;
        }
        let foreign = |name: &&String| !grown.bits.iter().any(|(own, ..)| own == *name);
        if let Some(name) = d.write_if.iter().find(foreign) {
            bail!("write_if: {name} is none of the new flags");
        }
        if let Some(command) = &d.command
            && !house.commands.contains(&command.name)
        {
            bail!("command: there is no command {} that could take an option", command.name);
        }
        Ok(grown)
    }

    /// A rule with the flags as `.x` files call them: `domain:write:DOMAIN_VCPU_GUEST`.
    fn rule(&self, text: &str) -> Result<String> {
        let parts: Vec<&str> = text.split(':').collect();
        let [object, permission, flag] = parts.as_slice() else {
            bail!("acl: '{text}' is not object:permission:FLAG; without a flag the rule is the operation's");
        };
        if !self.bits.iter().any(|(name, ..)| name == flag) {
            bail!("acl: {flag} is none of the new flags");
        }
        Ok(format!("{object}:{permission}:{}{flag}", self.prefix))
    }

    fn constants(&self) -> String {
        let with_rules = |name: &str| self.d.acl.iter().any(|rule| rule.ends_with(&format!(":{name}")));
        let bits = self.bits.iter().filter(|(name, ..)| with_rules(name));
        bits.map(|(name, bit, _)| format!("const {}{name} = {bit};\n", self.prefix)).collect()
    }
}

/// What the names of C have before a flag's own, as the documentation of one of the set says.
fn prefix<'n>(text: &str, names: impl Iterator<Item = &'n str>) -> Option<String> {
    for name in names {
        let found = text.split("`VIR_").skip(1).filter_map(|rest| rest.split('`').next());
        let mut found = found.filter_map(|word| word.strip_suffix(name)).filter(|start| start.ends_with('_'));
        if let Some(start) = found.next() {
            return Some(start.to_owned());
        }
    }
    None
}

fn steps(d: &Description, house: &House) -> Result<Vec<Step>> {
    let grown = Grown::of(d, house)?;
    let mut out = vec![Step::Words, Step::Public];
    if !d.acl.is_empty() {
        out.push(Step::Wire);
        if first_of_its_kind(&grown, house)? {
            out.push(Step::Guard);
        }
    }
    if d.command.is_some() {
        out.push(Step::Command);
    }
    out.push(Step::Implement(if d.object == "storage_vol" { "storage" } else { "test" }.to_owned()));
    Ok(out)
}

/// Whether no rule of the operation has depended on flags before: only then the guard's text changes.
fn first_of_its_kind(grown: &Grown<'_>, house: &House) -> Result<bool> {
    let path = house.root.join(format!("xdr/{}.x", grown.d.program));
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let (_, notes) = notes(&text, grown.d).context("has no such procedure")?;
    let own = grown.d.acl.iter().map(|rule| grown.rule(rule)).collect::<Result<Vec<_>>>()?;
    let mut rules = notes.lines().filter_map(|line| line.trim().strip_prefix("* @acl: "));
    Ok(!rules.any(|rule| rule.matches(':').count() > 1 && !own.iter().any(|one| one == rule)))
}

fn done(d: &Description, house: &House, step: &Step) -> Result<bool> {
    let grown = Grown::of(d, house)?;
    let all =
        |text: &str, mark: &dyn Fn(&str) -> String| grown.bits.iter().all(|(n, ..)| text.contains(&mark(n)));
    Ok(match step {
        Step::Words => {
            let word = house.words.get(&grown.set);
            grown
                .bits
                .iter()
                .all(|(n, ..)| word.is_some_and(|w| w.values.iter().any(|(there, _)| there == n)))
        }
        Step::Public => {
            let (path, _) = public(&grown, house)?;
            let text = std::fs::read_to_string(house.root.join(path))?;
            documentation(&text, &grown)?.is_some_and(|(_, docs)| all(&docs, &|name| format!("`{name}`")))
        }
        Step::Wire => {
            let text = std::fs::read_to_string(house.root.join(format!("xdr/{}.x", d.program)))?;
            let rules = d.acl.iter().map(|rule| grown.rule(rule)).collect::<Result<Vec<_>>>()?;
            rules.iter().all(|rule| notes(&text, d).is_some_and(|(_, notes)| notes.contains(rule.as_str())))
        }
        Step::Guard => done(d, house, &Step::Wire)? && codegen::stale(&codegen::outputs("guard")?).is_empty(),
        Step::Command => {
            let (path, _) = command(&grown, house)?;
            all(&std::fs::read_to_string(house.root.join(path))?, &|name| format!("const {name}: Arg"))
        }
        Step::Implement(driver) => {
            let (path, text) = method(&grown, house, driver)?;
            let (_, body) = body(&text, &grown.operation).with_context(|| path)?;
            all(body, &|name| name.to_owned())
        }
        _ => false,
    })
}

fn subject(d: &Description, house: &House, step: &Step) -> Result<String> {
    let grown = Grown::of(d, house)?;
    let names: Vec<&str> = grown.bits.iter().map(|(name, ..)| name.as_str()).collect();
    let (names, operation) = (names.join(" and "), &grown.operation);
    Ok(match step {
        Step::Words => format!("vir-types: add {}::{names}", grown.set),
        Step::Public => format!("libvir: tell what {names} does"),
        Step::Wire => format!("vir-protocol: say who may use {names}"),
        Step::Guard => format!("vir-acl: guard {operation} with {names}"),
        Step::Command => {
            format!(
                "vrsh: let {} take {names}",
                d.command.as_ref().map(|c| c.name.as_str()).unwrap_or_default()
            )
        }
        Step::Implement(driver) => format!("vir-driver-{driver}: honour {names}"),
        other => bail!("a flag has no step {other}"),
    })
}

fn write(d: &Description, house: &House, step: &Step, edits: &mut Edits) -> Result<()> {
    let grown = Grown::of(d, house)?;
    match step {
        Step::Words => words(&grown, edits),
        Step::Public => public_words(&grown, house, edits),
        Step::Wire => wire(&grown, edits),
        // What the target writes is all.
        Step::Guard => Ok(()),
        Step::Command => option(&grown, house, edits),
        Step::Implement(driver) => implement(&grown, house, driver, edits),
        other => bail!("a flag has no step {other}"),
    }
}

/// The bits, at the end of their set, and a test of their values.
fn words(grown: &Grown<'_>, edits: &mut Edits) -> Result<()> {
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
fn public(grown: &Grown<'_>, house: &House) -> Result<(String, String)> {
    for path in sources(&house.root.join("crates/libvir/src"))? {
        let text = std::fs::read_to_string(&path)?;
        if !path.ends_with("generated.rs") && documentation(&text, grown)?.is_some() {
            return Ok((relative(&house.root, &path), text));
        }
    }
    bail!("crates/libvir/src: no method asks for {}", grown.operation)
}

/// Where the line `C API:` of the method's documentation begins, and the documentation.
fn documentation(text: &str, grown: &Grown<'_>) -> Result<Option<(usize, String)>> {
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

fn public_words(grown: &Grown<'_>, house: &House, edits: &mut Edits) -> Result<()> {
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
fn notes<'t>(text: &'t str, d: &Description) -> Option<(usize, &'t str)> {
    let name = format!("    {}_{} = ", d.object, d.verb).to_ascii_uppercase();
    let at = text.find(&name)?;
    let begin = text[..at].rfind("    /*")?;
    Some((begin, text.get(begin..at)?))
}

fn wire(grown: &Grown<'_>, edits: &mut Edits) -> Result<()> {
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
fn command(grown: &Grown<'_>, house: &House) -> Result<(String, String)> {
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
fn option(grown: &Grown<'_>, house: &House, edits: &mut Edits) -> Result<()> {
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
fn method(grown: &Grown<'_>, house: &House, driver: &str) -> Result<(String, String)> {
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
fn body<'t>(text: &'t str, operation: &str) -> Result<(usize, &'t str)> {
    let start = text.find(&format!("async fn {operation}(")).context("has no such method")?;
    let end = text[start..].find("\n    }\n").context("a method without an end")?;
    Ok((start, text.get(start..start + end).unwrap_or_default()))
}

/// A marker where the driver refuses what it does not know: it goes on refusing until somebody does what it says.
fn implement(grown: &Grown<'_>, house: &House, driver: &str, edits: &mut Edits) -> Result<()> {
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

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "kind = \"flag\"\nobject = \"domain\"\nverb = \"set_vcpus_flags\"\nprogram = \"remote\"\n\
                        since = \"12.0.0\"\nacl = [\"domain:write:QUIETLY\"]\ncommand = { name = \"setvcpus\" }\n\
                        flags = [{ name = \"QUIETLY\", bit = 64, doc = \"Tells nobody.\" }]\n";

    fn house() -> House {
        House::load(&crate::files::root()).unwrap()
    }

    fn parse(text: &str) -> Description {
        Description::parse(text).unwrap()
    }

    #[test]
    fn each_step_writes_its_crate() {
        let (house, d) = (house(), parse(GOOD));
        let steps = steps(&d, &house).unwrap();
        let shown: Vec<String> = steps.iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["1", "3", "4", "7", "9:test"]);
        for (step, path, text) in [
            (
                "1",
                "crates/types/src/words/domain_tune.rs",
                "`VIR_DOMAIN_VCPU_QUIETLY`, since 12.0.0.\n        QUIETLY = 64;\n    }",
            ),
            (
                "3",
                "crates/libvir/src/domain/vcpu.rs",
                "    /// `QUIETLY`: Tells nobody. Since 12.0.0.\n    ///\n    /// C API: `virDomainSetVcpusFlags`",
            ),
            (
                "4",
                "xdr/remote.x",
                "     * @acl: domain:write:DOMAIN_VCPU_QUIETLY\n     */\n    DOMAIN_SET_VCPUS_FLAGS = 199",
            ),
            ("7", "crates/vrsh/src/cmd/domain/setvcpus.rs", "(&QUIETLY, DomainVcpuFlags::QUIETLY)"),
            ("9:test", "crates/drivers/test/src/facets/vcpu.rs", "do what DomainVcpuFlags::QUIETLY says"),
        ] {
            let step = Step::parse(step).unwrap();
            assert!(!done(&d, &house, &step).unwrap(), "{step}");
            let mut edits = Edits::new(&house.root);
            write(&d, &house, &step, &mut edits).unwrap();
            assert!(edits.text(path).unwrap().contains(text), "{step}: {}", edits.text(path).unwrap());
        }
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let house = house();
        for (from, to, told) in [
            ("bit = 64", "bit = 8", "bit 8 of DomainVcpuFlags is taken"),
            ("bit = 64", "bit = 96", "is not one bit"),
            (", bit = 64", "", "libvirt's own is needed"),
            ("QUIETLY\", bit", "LIVE\", bit", "has LIVE already"),
            ("QUIETLY\", bit", "quietly\", bit", "no name of a flag"),
            ("write:QUIETLY", "write:LOUD", "LOUD is none of the new flags"),
            ("write:QUIETLY", "write", "is not object:permission:FLAG"),
            ("program = \"remote\"\n", "", "is libvirt's"),
            ("set_vcpus_flags", "set_moods", "there is no operation domain_set_moods"),
            ("set_vcpus_flags", "set_vcpus", "takes no flags"),
            ("setvcpus\" }", "setmoods\" }", "there is no command setmoods"),
        ] {
            let text = GOOD.replace(from, to);
            assert_ne!(text, GOOD, "{from}");
            let error = steps(&parse(&text), &house).unwrap_err();
            assert!(format!("{error:#}").contains(told), "{to}: {error:#}");
        }
        let read = parse(&GOOD.replace("acl =", "write_if = [\"QUIETLY\"]\nacl ="));
        let error = write(&read, &house, &Step::Public, &mut Edits::new(&house.root)).unwrap_err();
        assert!(format!("{error:#}").contains("is a write with all flags"), "{error:#}");
    }

    #[test]
    fn a_read_that_reveals_becomes_a_write() {
        let house = house();
        let text = GOOD
            .replace("set_vcpus_flags", "get_vcpus_flags")
            .replace("acl =", "write_if = [\"QUIETLY\"]\nacl =");
        let mut edits = Edits::new(&house.root);
        write(&parse(&text), &house, &Step::Public, &mut edits).unwrap();
        let text = edits.text("crates/libvir/src/domain/vcpu.rs").unwrap();
        assert!(text.contains("DomainVcpuFlags::GUEST.bits() | DomainVcpuFlags::QUIETLY.bits()"), "{text}");
    }
}
