//! The arguments of one call of a command.

use std::ops::BitOrAssign;

use anyhow::{Result, anyhow, bail};

use super::arg::{Arg, ArgDef, Kind};
use super::command::Command;
use super::value::FromArg;

/// A command with what was given for its arguments.
#[derive(Debug)]
pub(crate) struct Args {
    pub(crate) command: &'static Command,
    given: Vec<Option<Vec<String>>>,
}

impl Args {
    pub(crate) fn new(command: &'static Command) -> Self {
        Self { command, given: vec![None; command.args.len()] }
    }

    /// The argument's value.
    pub(crate) fn get<T: FromArg>(&self, arg: &Arg<T>) -> Result<T> {
        let def = arg.def();
        let place = self.place(def.name);
        let place =
            place.ok_or_else(|| anyhow!("command '{}' lacks option --{}", self.command.name, def.name))?;
        T::from_arg(&def, self.words(place))
    }

    /// Whether the argument was given.
    pub(crate) fn has<T: FromArg>(&self, arg: &Arg<T>) -> bool {
        self.place(arg.def().name).is_some_and(|place| self.is_given(place))
    }

    /// The flags of the switches that were given.
    pub(crate) fn flags<'a, F: Default + BitOrAssign>(
        &self,
        switches: impl IntoIterator<Item = (&'a Arg<bool>, F)>,
    ) -> Result<F> {
        let mut flags = F::default();
        for (switch, flag) in switches {
            if self.get(switch)? {
                flags |= flag;
            }
        }
        Ok(flags)
    }

    /// Refuses two arguments that do not go together.
    pub(crate) fn exclusive<T: FromArg, U: FromArg>(&self, one: &Arg<T>, other: &Arg<U>) -> Result<()> {
        if self.has(one) && self.has(other) {
            bail!("Options --{} and --{} are mutually exclusive", one.def().name, other.def().name);
        }
        Ok(())
    }

    /// Refuses an argument without another that it needs.
    pub(crate) fn require<T: FromArg, U: FromArg>(&self, one: &Arg<T>, needed: &Arg<U>) -> Result<()> {
        if self.has(one) && !self.has(needed) {
            bail!("Option --{} is required by option --{}", needed.def().name, one.def().name);
        }
        Ok(())
    }

    /// Everything that was given, in the command's order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static ArgDef, &[String])> {
        let given = self.command.args.iter().zip(&self.given);
        given.filter_map(|(def, words)| Some((def, words.as_deref()?)))
    }

    pub(crate) fn place(&self, name: &str) -> Option<usize> {
        self.command.args.iter().position(|def| def.name == name)
    }

    pub(crate) fn is_given(&self, place: usize) -> bool {
        self.words(place).is_some()
    }

    fn words(&self, place: usize) -> Option<&[String]> {
        self.given.get(place)?.as_deref()
    }

    /// Notes a word for the argument at this place; `None` for a switch.
    pub(crate) fn set(&mut self, place: usize, word: Option<String>) {
        if let Some(slot) = self.given.get_mut(place) {
            slot.get_or_insert_default().extend(word);
        }
    }

    /// Refuses a call that lacks a required argument.
    pub(crate) fn check_required(&self) -> Result<()> {
        for (place, def) in self.command.args.iter().enumerate() {
            if def.required && !self.is_given(place) && !matches!(def.kind, Kind::Alias(..)) {
                bail!("command '{}' requires <{}> option", self.command.name, def.name);
            }
        }
        Ok(())
    }
}
