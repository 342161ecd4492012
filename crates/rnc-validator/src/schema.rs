//! Schemas: compiled once, used for many documents.

use std::fmt;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use crate::document::{self, Limits, Places};
use crate::error::{Flaw, Invalid, SchemaError, SchemaErrorKind};
use crate::loader::{Loader, Syntax};
use crate::pattern::{self, Cache, Compiled};
use crate::resolve::{Files, Resolver};
use crate::{restrict, simplify, validate};

/// Caches that are kept while nobody uses them. More threads than these can validate at once; theirs start
/// cold.
const CACHES: usize = 8;

/// A compiled schema.
///
/// It can be used from several threads at once. What was worked out for one document is remembered for the
/// next ones, up to a bound.
pub struct Schema {
    compiled: Compiled,
    caches: Mutex<Vec<Cache>>,
}

impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Schema").field("elements", &self.compiled.elements.len()).finish_non_exhaustive()
    }
}

impl Schema {
    /// Compiles a schema in the compact syntax. `name` is its address: what it refers to is found relative to it.
    ///
    /// # Errors
    /// The schema is not correct.
    pub fn compile_rnc(text: &str, name: &str, resolver: &dyn Resolver) -> Result<Self, SchemaError> {
        Self::compile(text, name, resolver, Syntax::Compact)
    }

    /// Compiles a schema in the XML syntax. `name` is its address: what it refers to is found relative to it.
    ///
    /// # Errors
    /// The schema is not correct.
    pub fn compile_xml(text: &str, name: &str, resolver: &dyn Resolver) -> Result<Self, SchemaError> {
        Self::compile(text, name, resolver, Syntax::Xml)
    }

    /// Reads and compiles a file: one whose name ends in `.rnc` is in the compact syntax, `.rng` means the XML
    /// syntax. With any other ending it is the text that decides.
    ///
    /// # Errors
    /// The file cannot be read, or the schema is not correct.
    pub fn from_path(path: impl AsRef<Path>) -> Result<Self, SchemaError> {
        let path = path.as_ref();
        let name = path.to_string_lossy();
        let text = Files::new().load(&name).map_err(|reason| SchemaError {
            kind: SchemaErrorKind::Resource,
            name: name.to_string(),
            line: 0,
            column: 0,
            message: format!("cannot be read: {reason}"),
        })?;
        let syntax = match path.extension().and_then(|extension| extension.to_str()) {
            Some("rnc") => Syntax::Compact,
            Some("rng") => Syntax::Xml,
            _ => Syntax::of(&text),
        };
        Self::compile(&text, &name, &Files::new(), syntax)
    }

    fn compile(text: &str, name: &str, resolver: &dyn Resolver, syntax: Syntax) -> Result<Self, SchemaError> {
        let mut loader = Loader::new(resolver);
        let compiled = compile(text, name, syntax, &mut loader).map_err(|flaw| SchemaError {
            kind: flaw.kind,
            name: loader.file_name(flaw.at.file).to_owned(),
            line: flaw.at.line,
            column: flaw.at.column,
            message: flaw.message,
        })?;
        Ok(Self { compiled, caches: Mutex::new(Vec::new()) })
    }

    /// Checks a document.
    ///
    /// # Errors
    /// The document is not valid, not well-formed, or beyond the [default limits](Limits::DEFAULT). The first
    /// mistake is exact. Further ones are found by guessing what was meant, and may be consequences of it.
    pub fn validate(&self, document: &str) -> Result<(), Vec<Invalid>> {
        self.validate_within(document, Limits::DEFAULT)
    }

    /// Checks a document within other limits.
    ///
    /// # Errors
    /// As for [`Schema::validate`].
    pub fn validate_within(&self, document: &str, limits: Limits) -> Result<(), Vec<Invalid>> {
        let tree = document::parse(document, limits).map_err(|refusal| {
            let (line, column) = Places::new(document).find(refusal.offset);
            let (kind, message) = (refusal.kind, refusal.message);
            vec![Invalid { kind, line, column, message, expected: Vec::new(), suggestion: None }]
        })?;
        let cache = self.caches.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let cache = cache.unwrap_or_else(|| Cache::new(&self.compiled));
        let (mistakes, cache) = validate::validate(&self.compiled, cache, &tree, document, limits);
        let mut caches = self.caches.lock().unwrap_or_else(PoisonError::into_inner);
        if caches.len() < CACHES {
            caches.push(cache);
        }
        if mistakes.is_empty() { Ok(()) } else { Err(mistakes) }
    }
}

fn compile(text: &str, name: &str, syntax: Syntax, loader: &mut Loader<'_>) -> Result<Compiled, Flaw> {
    let pattern = loader.root(text, name, syntax)?;
    let simplified = simplify::simplify(&pattern)?;
    let classes = restrict::Classes::of(&simplified);
    restrict::check(&simplified, &classes)?;
    Ok(pattern::compile(simplified, classes))
}
