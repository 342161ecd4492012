//! An operation: an object is asked for something, or told to do something.

mod command;
mod driver;
mod ends;
mod implement;
mod older;
mod pending;
mod public;
mod scaffold;
mod wire;
mod words;

pub(super) use command::help;
pub(super) use public::relative;
pub(super) use wire::procedure;
pub(super) use words::doc;

use anyhow::{Context as _, Result, bail};

use super::Shape;
use super::description::{Description, OWN};
use super::edits::Edits;
use super::house::{House, sources};
use super::plan::{Output, Plan};
use super::step::Step;
use crate::codegen::staged::Stage;

pub(super) const SHAPE: Shape = Shape { steps, done, subject, write };

/// The steps that a description needs, once nothing is left to refuse.
fn steps(d: &Description, house: &House) -> Result<Vec<Step>> {
    let plan = Plan::of(d, house)?;
    refuse(&plan, house)?;
    let mut out = Vec::new();
    if !new_words(&plan).is_empty() {
        out.push(Step::Words);
    }
    out.extend([Step::Driver, Step::Public, Step::Wire, Step::Client, Step::Guard, Step::Dispatch]);
    if d.supersedes.is_some() {
        out.push(Step::Older);
    }
    if d.command.is_some() {
        out.push(Step::Command);
    }
    out.push(Step::Implement("test".to_owned()));
    Ok(out)
}

/// The types that step 1 writes.
fn new_words(plan: &Plan<'_>) -> Vec<String> {
    let mut out = Vec::new();
    out.extend(plan.flags.iter().filter(|flags| !flags.bits.is_empty()).map(|flags| flags.name.clone()));
    out.extend(plan.d.params_struct.clone());
    if let Output::Struct { name, .. } = &plan.output {
        out.push(name.clone());
    }
    out
}

/// What the house cannot take.
fn refuse(plan: &Plan<'_>, house: &House) -> Result<()> {
    let d = plan.d;
    if let Some((facet, _)) = house.method(&plan.operation)
        && facet.name != plan.facet.name
    {
        bail!("{} exists already, in the facet {}", plan.operation, facet.name);
    }
    let Some(program) = house.protocol.source(&d.program) else {
        let known: Vec<&str> = house.protocol.sources().map(|source| source.name.as_str()).collect();
        bail!("program: there is no xdr/{}.x: {}", d.program, known.join(", "));
    };
    if d.is_libvirts() && d.number.is_none() {
        bail!("number is missing: an operation of libvirt's program {} takes libvirt's number", d.program);
    }
    let procedure = plan.procedure.to_ascii_uppercase();
    if let Some(number) = d.number
        && let Some(taken) = program.procedures.iter().find(|p| p.number == number)
        && taken.name != procedure
    {
        bail!("number: {number} is taken by {} in xdr/{}.x", taken.name, d.program);
    }
    let there = program.procedures.iter().find(|p| p.name == procedure);
    if let (Some(there), Some(number)) = (there, d.number)
        && there.number != number
    {
        bail!("{}: xdr/{}.x has it with the number {}", plan.procedure, d.program, there.number);
    }
    if house.method(&plan.operation).is_some() {
        if d.is_libvirts()
            && there.is_some()
            && house.staged.stage(&d.program, &plan.procedure) == Stage::Done
        {
            // What travels all the way was not begun by this description unless its later parts are missing.
            existing_public(plan, house)?;
        }
    } else {
        existing_public(plan, house)?;
        for name in new_words(plan) {
            if let Some(word) = house.words.get(&name)
                && !begun(plan, house)?
            {
                bail!("{name} exists already, in crates/types/src/{}", word.file);
            }
        }
    }
    rules(plan, house)?;
    if let Some(command) = &d.command {
        super::operation::command::refuse(plan, command, house)?;
    }
    if let Some(older) = &d.supersedes {
        older::refuse(plan, older, house)?;
    }
    Ok(())
}

/// Whether step 1 of this very description was done: all its types are there, with these names.
fn begun(plan: &Plan<'_>, house: &House) -> Result<bool> {
    let names = new_words(plan);
    let marked = names.iter().all(|name| house.words.contains_key(name));
    Ok(marked && house.root.join(words::test_file(plan)).exists())
}

/// A public method of that name which asks for something else.
fn existing_public(plan: &Plan<'_>, house: &House) -> Result<()> {
    let path = house.root.join("docs/api/libvir.txt");
    let surface = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let mark = format!("fn {}::{}(", plan.handle(), plan.method);
    if surface.lines().any(|line| line.starts_with(&mark)) && !mentions(house, &plan.operation)? {
        bail!("{}::{} exists already", plan.handle(), plan.method);
    }
    Ok(())
}

/// The rules must name permissions that are known: polkit's actions are libvirt's.
fn rules(plan: &Plan<'_>, house: &House) -> Result<()> {
    let d = plan.d;
    if d.acl.is_empty() && d.aclfilter.is_empty() {
        bail!("acl is missing: what must a caller be allowed? (\"none\" if nothing)");
    }
    let known = house.permissions();
    for rule in d.acl.iter().chain(&d.aclfilter).filter(|rule| *rule != "none") {
        let mut parts = rule.split(':');
        let pair = format!("{}:{}", parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        if !known.contains(&pair) {
            let object = pair.split(':').next().unwrap_or_default();
            let near: Vec<&str> = known
                .iter()
                .filter(|one| one.starts_with(&format!("{object}:")))
                .map(String::as_str)
                .collect();
            bail!("acl: there is no permission '{pair}': {}", near.join(", "));
        }
        if let Some(flag) = parts.next().filter(|flag| !flag.is_empty()) {
            for name in flag.trim_start_matches('!').split('|') {
                bit(plan, house, name).with_context(|| format!("acl: '{rule}'"))?;
            }
        }
    }
    for name in &d.write_if {
        bit(plan, house, name).context("write_if")?;
    }
    if d.aclfilter.is_empty() && matches!(plan.output, Output::List(_)) {
        bail!("aclfilter is missing: which permission lets a caller see one object of the list?");
    }
    Ok(())
}

/// The value of one of the operation's flags.
fn bit(plan: &Plan<'_>, house: &House, name: &str) -> Result<i64> {
    let flags = plan.flags.as_ref().context("the operation has no flags")?;
    let own = flags.bits.iter().find(|(flag, ..)| flag == name).map(|(_, bit, _)| i64::from(*bit));
    let there = house
        .words
        .get(&flags.name)
        .and_then(|word| word.values.iter().find(|(flag, _)| flag == name).map(|(_, bit)| *bit));
    own.or(there).with_context(|| format!("{} has no flag {name}", flags.name))
}

/// Whether the library's sources ask for an operation.
fn mentions(house: &House, operation: &str) -> Result<bool> {
    for path in sources(&house.root.join("crates/libvir/src"))? {
        if std::fs::read_to_string(&path)?.contains(&format!(".{operation}(")) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn done(d: &Description, house: &House, step: &Step) -> Result<bool> {
    let plan = Plan::of(d, house)?;
    let stage = || {
        let program = house.protocol.source(&d.program);
        let there = program.is_some_and(|s| s.procedures.iter().any(|p| p.operation() == plan.procedure));
        there.then(|| house.staged.stage(&d.program, &plan.procedure))
    };
    Ok(match step {
        Step::Words => new_words(&plan).iter().all(|name| house.words.contains_key(name)),
        Step::Driver => house.method(&plan.operation).is_some(),
        Step::Public => mentions(house, &plan.operation)?,
        Step::Wire => stage().is_some(),
        Step::Client => stage() >= Some(Stage::Client),
        Step::Guard => stage() >= Some(Stage::Guarded),
        Step::Dispatch => stage() >= Some(Stage::Done),
        Step::Older => older::done(&plan, house)?,
        Step::Command => d.command.as_ref().is_some_and(|command| house.commands.contains(&command.name)),
        Step::Document => false,
        Step::Implement(driver) => implement::done(&plan, house, driver)?,
    })
}

fn subject(d: &Description, house: &House, step: &Step) -> Result<String> {
    let plan = Plan::of(d, house)?;
    let operation = &plan.operation;
    Ok(match step {
        Step::Words => format!("vir-types: add the words of {operation}"),
        Step::Driver => format!("vir-driver: add {operation}"),
        Step::Public => format!("libvir: add {}::{}", plan.handle(), plan.method),
        Step::Wire => {
            let number = wire::number(&plan, house)?;
            format!("vir-protocol: add procedure {number}, {operation}")
        }
        Step::Client => format!("vir-remote: generate the client for {operation}"),
        Step::Guard => format!("vir-acl: guard {operation}"),
        Step::Dispatch => format!("virshd: dispatch {operation}"),
        Step::Older => {
            let older = d.supersedes.as_ref().map(|older| older.operation.as_str()).unwrap_or_default();
            format!("vir-driver: let {older} reuse the newer call")
        }
        Step::Command => {
            format!("vrsh: add {}", d.command.as_ref().map(|c| c.name.as_str()).unwrap_or_default())
        }
        Step::Document => bail!("an operation has no document of its own"),
        Step::Implement(driver) => format!("vir-driver-{driver}: implement {operation}"),
    })
}

fn write(d: &Description, house: &House, step: &Step, edits: &mut Edits) -> Result<()> {
    let plan = Plan::of(d, house)?;
    match step {
        Step::Words => words::write(&plan, house, edits),
        Step::Driver => driver::write(&plan, edits),
        Step::Public => public::write(&plan, house, edits),
        Step::Wire => wire::write(&plan, house, edits),
        Step::Client => ends::client(&plan, house, edits),
        Step::Guard => ends::guard(&plan, edits),
        Step::Dispatch => ends::dispatch(&plan, edits),
        Step::Older => older::write(&plan, house, edits),
        Step::Command => command::write(&plan, house, edits),
        Step::Document => Ok(()),
        Step::Implement(driver) => implement::write(&plan, house, driver, edits),
    }
}

/// Whether it is an operation that libvirt does not have.
fn is_own(plan: &Plan<'_>) -> bool {
    plan.d.program == OWN
}
