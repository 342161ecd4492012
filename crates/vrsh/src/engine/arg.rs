//! Arguments of commands: a handle that is key, type and documentation at once.

use std::marker::PhantomData;

use super::value::FromArg;

/// An argument whose value is a `T`.
///
/// The same constant declares the argument and reads it, so that neither its name nor its type can be
/// mistaken.
pub(crate) struct Arg<T> {
    def: ArgDef,
    value: PhantomData<fn() -> T>,
}

/// What is known of an argument without its type.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ArgDef {
    pub(crate) name: &'static str,
    pub(crate) help: &'static str,
    pub(crate) kind: Kind,
    pub(crate) place: Place,
    pub(crate) required: bool,
    pub(crate) allow_empty: bool,
    pub(crate) complete: Complete,
}

/// What may follow the argument's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing.
    Flag,
    Text,
    Number,
    /// All words that are left.
    Many,
    /// Another argument's name, and the value that this spelling stands for.
    Alias(&'static str, Option<&'static str>),
}

/// Whether a value may stand without the argument's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Named,
    Positional,
    /// It may, as it always could, but the help does not say so.
    Tolerated,
}

/// What the Tab key offers as a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Complete {
    Nothing,
    Commands,
    Domains,
    Networks,
    Pools,
    Interfaces,
    Files,
}

impl<T: FromArg> Arg<T> {
    const fn new(name: &'static str, help: &'static str) -> Self {
        let def = ArgDef {
            name,
            help,
            kind: T::KIND,
            place: Place::Named,
            required: false,
            allow_empty: false,
            complete: T::COMPLETE,
        };
        Self { def, value: PhantomData }
    }

    /// A value that must be given, by name or by place.
    pub(crate) const fn value(name: &'static str, help: &'static str) -> Self {
        let mut arg = Self::new(name, help);
        arg.def.required = true;
        arg.def.place = Place::Positional;
        arg
    }

    pub(crate) const fn def(&self) -> ArgDef {
        self.def
    }

    /// An empty value is a value.
    pub(crate) const fn allow_empty(mut self) -> Self {
        self.def.allow_empty = true;
        self
    }
}

impl<T> Arg<Option<T>>
where
    Option<T>: FromArg,
{
    /// A value that may be given by name.
    pub(crate) const fn option(name: &'static str, help: &'static str) -> Self {
        Self::new(name, help)
    }

    /// The same, or by place.
    pub(crate) const fn positional(mut self) -> Self {
        self.def.place = Place::Positional;
        self
    }

    /// The same, or by place, which the help keeps to itself.
    pub(crate) const fn tolerated(mut self) -> Self {
        self.def.place = Place::Tolerated;
        self
    }
}

impl Arg<bool> {
    /// A switch.
    pub(crate) const fn flag(name: &'static str, help: &'static str) -> Self {
        Self::new(name, help)
    }
}

impl Arg<Vec<String>> {
    /// All words that are left; must be the last argument.
    pub(crate) const fn rest(name: &'static str, help: &'static str) -> Self {
        let mut arg = Self::new(name, help);
        arg.def.place = Place::Positional;
        arg
    }
}

impl ArgDef {
    /// Another, undocumented spelling of `target`, with its value if it has a fixed one.
    pub(crate) const fn alias(name: &'static str, target: &ArgDef, value: Option<&'static str>) -> Self {
        Self {
            name,
            help: "",
            kind: Kind::Alias(target.name, value),
            place: Place::Named,
            required: false,
            allow_empty: false,
            complete: Complete::Nothing,
        }
    }
}
