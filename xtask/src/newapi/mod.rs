//! `cargo xtask new-api`: the skeleton of a new operation, step by step, from a short description.
//!
//! A step is thought out whole before its first file is written, so that a refusal leaves nothing behind. What
//! each kind of addition needs is its own module with a [`Shape`].

mod arguments;
mod description;
mod edits;
mod element;
mod event;
mod flag;
mod house;
mod operation;
mod parts;
mod place;
mod plan;
mod step;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod trying;
mod types;

use std::ffi::OsString;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::files::root;
use crate::run::git;
use crate::{codegen, copy, say, support, surface, tidy};
use arguments::{Arguments, Which};
use description::{Description, Kind};
use edits::Edits;
use house::House;
pub(crate) use step::Step;

/// What a kind of addition consists of.
struct Shape {
    /// The steps that the description needs, in order; refuses a description that cannot be carried out.
    steps: fn(&Description, &House) -> Result<Vec<Step>>,
    /// Whether a step stands in the house already.
    done: fn(&Description, &House, &Step) -> Result<bool>,
    /// The subject of the step's patch.
    subject: fn(&Description, &House, &Step) -> Result<String>,
    /// Works out the step's edits.
    write: fn(&Description, &House, &Step, &mut Edits) -> Result<()>,
}

impl Shape {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Operation | Kind::Stream => operation::SHAPE,
            Kind::Flag => flag::SHAPE,
            Kind::Element => element::SHAPE,
            Kind::Event => event::SHAPE,
        }
    }
}

/// The command.
pub(crate) fn run(args: &[OsString]) -> Result<()> {
    let Some(arguments) = Arguments::parse(args)? else {
        say(format_args!("{}", arguments::HELP));
        return Ok(());
    };
    if arguments.dry_run {
        let mut inside: Vec<OsString> = vec!["new-api".into()];
        inside.extend(args.iter().filter(|arg| *arg != "--dry-run" && *arg != "--commit").cloned());
        return copy::dry_run(&inside);
    }
    let root = root();
    let dirt = git(&root, &["status", "--porcelain"])?;
    clean(&dirt, arguments.commit, arguments.allow_dirty)?;
    let description = &arguments.description;
    let shape = Shape::of(description.kind);
    for step in chosen(&shape, description, &House::load(&root)?, &arguments.which)? {
        one(&shape, description, &root, &step, arguments.commit)?;
    }
    Ok(())
}

/// Refuses a tree in which a step could not be told from the rest.
fn clean(dirt: &str, commit: bool, allow_dirty: bool) -> Result<()> {
    if !dirt.is_empty() && (commit || !allow_dirty) {
        bail!("the tree is dirty: commit or stash first, so that the step can be told from the rest\n{dirt}");
    }
    Ok(())
}

/// The steps to be done now, all of which can be.
fn chosen(shape: &Shape, description: &Description, house: &House, which: &Which) -> Result<Vec<Step>> {
    let steps = (shape.steps)(description, house)?;
    let done = |step: &Step| (shape.done)(description, house, step);
    match which {
        Which::All => {
            for step in &steps {
                if done(step)? {
                    bail!("{}_{} exists already: step {step} is done", description.object, description.verb);
                }
            }
            Ok(steps)
        }
        Which::One(step) => {
            let step = match (step, steps.last()) {
                (Step::Implement(driver), Some(last @ Step::Implement(_))) if driver.is_empty() => {
                    last.clone()
                }
                _ => step.clone(),
            };
            if !steps.contains(&step) && !matches!(step, Step::Implement(_)) {
                say(format_args!("step {step}: nothing to do for this description"));
                return Ok(Vec::new());
            }
            let before = steps.iter().take_while(|one| **one < step && !matches!(one, Step::Implement(_)));
            for one in before {
                if !done(one)? {
                    bail!("step {step} needs step {one}, which is not done");
                }
            }
            if done(&step)? {
                bail!("{}_{} exists already: step {step} is done", description.object, description.verb);
            }
            Ok(vec![step])
        }
    }
}

/// Does one step.
fn one(shape: &Shape, description: &Description, root: &Path, step: &Step, commit: bool) -> Result<()> {
    let house = House::load(root)?;
    let subject = (shape.subject)(description, &house, step)?;
    let mut edits = Edits::new(root);
    (shape.write)(description, &house, step, &mut edits).with_context(|| format!("step {step}"))?;
    say(format_args!("step {step}: {subject}"));
    if edits.is_empty() && step.targets().is_empty() {
        say(format_args!("  nothing to do for this description"));
        return Ok(());
    }
    for path in edits.paths() {
        say(format_args!("  {path}"));
    }
    edits.write()?;
    for target in step.targets() {
        codegen::run(target, false).with_context(|| format!("step {step}, codegen {target}"))?;
    }
    surface::run(false)?;
    support::run()?;
    tidy::recount()?;
    if commit {
        git(root, &["add", "--all"])?;
        git(root, &["commit", "--quiet", "-m", &subject])?;
    }
    Ok(())
}
