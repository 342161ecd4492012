//! A flag of an operation that is there: 1 the bit, 3 what it does, 4 and 5b a rule if it needs another permission,
//! 7 an option, 9 the driver's.

#[cfg(test)]
mod tests;
mod write;

use anyhow::{Context as _, Result, bail};

use super::Shape;
use super::description::{Description, OWN};
use super::edits::Edits;
use super::house::House;
use super::step::Step;
use crate::{codegen, programs};
use write::{
    body, command, documentation, implement, method, notes, option, public, public_words, wire, words,
};

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
