//! Loads the files of one schema, and guards against loops, depth and size.

use std::rc::Rc;

use crate::ast::{Context, Define, Grammar, Kind, Pattern};
use crate::error::{Flaw, Place, SchemaErrorKind as Why, Step};
use crate::resolve::Resolver;

/// Patterns inside each other, all files together.
const DEPTH: u32 = 200;
/// Bytes of all files together.
const BYTES: usize = 32 << 20;
/// Files, counted each time one is referred to.
const FILES: usize = 2_000;

/// Reads the files of one schema.
pub(crate) struct Loader<'r> {
    resolver: &'r dyn Resolver,
    files: Vec<String>,
    open: Vec<String>,
    depth: u32,
    bytes: usize,
    grammars: usize,
    /// Shared by all values that need no context.
    pub(crate) no_context: Rc<Context>,
}

/// Which syntax a text is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Syntax {
    Compact,
    Xml,
}

impl Syntax {
    /// No schema in the compact syntax begins with `<`, and all XML does.
    pub(crate) fn of(text: &str) -> Self {
        let start = text.trim_start_matches('\u{feff}').trim_start();
        if start.starts_with('<') { Self::Xml } else { Self::Compact }
    }
}

impl<'r> Loader<'r> {
    pub(crate) fn new(resolver: &'r dyn Resolver) -> Self {
        Self {
            resolver,
            files: Vec::new(),
            open: Vec::new(),
            depth: 0,
            bytes: 0,
            grammars: 0,
            no_context: Rc::default(),
        }
    }

    /// The address of a file.
    pub(crate) fn file_name(&self, file: u32) -> &str {
        usize::try_from(file).ok().and_then(|at| self.files.get(at)).map_or("", String::as_str)
    }

    /// Reads the schema that everything begins with.
    pub(crate) fn root(&mut self, text: &str, name: &str, syntax: Syntax) -> Step<Pattern> {
        self.read(text, name, syntax, &Rc::from(""), Place::default())
    }

    /// Reads what `external` and `externalRef` name.
    pub(crate) fn external(&mut self, address: String, namespace: &Rc<str>, at: Place) -> Step<Pattern> {
        if self.open.contains(&address) {
            return Err(Flaw::new(Why::Reference, at, format!("'{address}' refers to itself")));
        }
        let text = self
            .resolver
            .load(&address)
            .map_err(|reason| Flaw::new(Why::Resource, at, format!("cannot load '{address}': {reason}")))?;
        self.read(&text, &address, Syntax::of(&text), namespace, at)
    }

    /// Reads what `include` names.
    pub(crate) fn include(&mut self, address: String, namespace: &Rc<str>, at: Place) -> Step<Vec<Define>> {
        let name = address.clone();
        match self.external(address, namespace, at)?.kind {
            Kind::Grammar(grammar) => Ok(grammar.defines),
            _ => Err(Flaw::new(Why::Syntax, at, format!("'{name}' is no grammar, so it cannot be included"))),
        }
    }

    fn read(
        &mut self,
        text: &str,
        name: &str,
        syntax: Syntax,
        namespace: &Rc<str>,
        at: Place,
    ) -> Step<Pattern> {
        self.bytes = self.bytes.saturating_add(text.len());
        let file = u32::try_from(self.files.len()).unwrap_or(u32::MAX);
        self.files.push(name.to_owned());
        if self.bytes > BYTES || self.files.len() > FILES {
            let message = format!("the schema has more than {BYTES} bytes or {FILES} files");
            return Err(Flaw::new(Why::Limit, at, message));
        }
        self.enter(at)?;
        self.open.push(name.to_owned());
        let pattern = match syntax {
            Syntax::Compact => crate::compact::read(text, file, name, namespace, self),
            Syntax::Xml => crate::syntax::read(text, file, name, namespace, self),
        }?;
        self.open.pop();
        self.leave();
        Ok(pattern)
    }

    /// Goes one level deeper.
    pub(crate) fn enter(&mut self, at: Place) -> Step<()> {
        self.depth = self.depth.saturating_add(1);
        if self.depth > DEPTH {
            let message = format!("the schema is nested deeper than {DEPTH} levels");
            return Err(Flaw::new(Why::Limit, at, message));
        }
        Ok(())
    }

    /// Comes back up. After a flaw nobody reads on, so nobody has to come back.
    pub(crate) fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// A grammar with a number of its own.
    pub(crate) fn grammar(&mut self, defines: Vec<Define>) -> Grammar {
        self.grammars = self.grammars.saturating_add(1);
        Grammar { number: self.grammars, defines }
    }
}
