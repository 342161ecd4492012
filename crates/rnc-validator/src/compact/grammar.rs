//! Whole files, declarations and definitions of the compact syntax.

use std::rc::Rc;

use super::Parser;
use super::lexer::Token;
use crate::ast::{Combine, Define, Kind, Pattern, XML, XSD, overridden};
use crate::error::{Flaw, SchemaErrorKind as Why, Step};
use crate::resolve::join;
use crate::uri;

impl Parser<'_, '_> {
    /// Declarations, then one pattern or the content of a grammar.
    pub(super) fn file(&mut self) -> Step<Pattern> {
        while matches!(self.keyword(), Some("namespace" | "default" | "datatypes")) {
            self.declaration()?;
        }
        let at = self.at();
        let pattern = if self.is_grammar()? {
            let defines = self.grammar_content(true)?;
            Pattern::new(at, Kind::Grammar(self.loader.grammar(defines)))
        } else {
            let pattern = self.pattern()?;
            if self.followed {
                return Err(self.flaw("annotations cannot follow the pattern that is the whole schema"));
            }
            pattern
        };
        match self.peek() {
            Token::End => Ok(pattern),
            _ => Err(self.unexpected("the end of the schema")),
        }
    }

    /// Looks past annotations: a definition or a pattern?
    fn is_grammar(&mut self) -> Step<bool> {
        if self.is_annotation_element() {
            return Ok(true);
        }
        let start = self.next;
        self.annotations()?;
        let grammar = match self.peek() {
            Token::End => true,
            Token::Name(..) => match self.keyword() {
                Some("start" | "div" | "include") => true,
                Some(_) => false,
                None => matches!(self.peek_at(1), Token::Mark("=" | "|=" | "&=")),
            },
            _ => false,
        };
        self.next = start;
        Ok(grammar)
    }

    fn declaration(&mut self) -> Step<()> {
        if self.eat_keyword("datatypes") {
            let prefix = self.any_name()?;
            self.expect("=")?;
            let library = self.literal()?;
            if !uri::is_library(&library) {
                return Err(self.flaw(format!("'{library}' is no absolute URI, so it names no datatypes")));
            }
            if prefix == "xsd" && library != XSD {
                return Err(self.flaw("the datatype prefix 'xsd' always means the XML Schema datatypes"));
            }
            self.declared('d', &prefix)?;
            self.libraries.insert(prefix, Rc::from(library));
            return Ok(());
        }
        let default = self.eat_keyword("default");
        if !self.eat_keyword("namespace") {
            return Err(self.unexpected("'namespace'"));
        }
        let prefix = match (default, self.peek()) {
            (true, Token::Mark("=")) => None,
            _ => Some(self.any_name()?),
        };
        self.expect("=")?;
        let namespace: Rc<str> =
            if self.eat_keyword("inherit") { self.inherited.clone() } else { Rc::from(self.literal()?) };
        if default {
            self.declared('=', "")?;
            self.default = namespace.clone();
        }
        if let Some(prefix) = prefix {
            if prefix == "xmlns" || (prefix == "xml") != (*namespace == *XML) {
                let message = format!("the prefix '{prefix}' cannot be declared for '{namespace}'");
                return Err(self.flaw(message));
            }
            self.declared('n', &prefix)?;
            self.namespaces.insert(prefix, namespace);
        }
        Ok(())
    }

    fn declared(&mut self, kind: char, prefix: &str) -> Step<()> {
        let declaration = (kind, prefix.to_owned());
        if self.declared.contains(&declaration) {
            let what = if prefix.is_empty() { "the default namespace".into() } else { format!("'{prefix}'") };
            return Err(self.flaw(format!("{what} is declared twice")));
        }
        self.declared.push(declaration);
        Ok(())
    }

    /// Definitions up to a closing brace or the end.
    pub(super) fn grammar_content(&mut self, may_include: bool) -> Step<Vec<Define>> {
        self.loader.enter(self.at())?;
        let mut defines = Vec::new();
        while !matches!(self.peek(), Token::End | Token::Mark("}")) {
            if self.is_annotation_element() {
                self.annotation_element()?;
                continue;
            }
            self.annotations()?;
            match self.keyword() {
                Some("div") => {
                    self.bump();
                    self.expect("{")?;
                    defines.extend(self.grammar_content(may_include)?);
                    self.expect("}")?;
                }
                Some("include") if may_include => defines.extend(self.include()?),
                _ => defines.push(self.define()?),
            }
        }
        self.loader.leave();
        Ok(defines)
    }

    fn define(&mut self) -> Step<Define> {
        let at = self.at();
        let name = if self.eat_keyword("start") { None } else { Some(self.identifier()?) };
        let combine = match self.peek() {
            Token::Mark("=") => None,
            Token::Mark("|=") => Some(Combine::Choice),
            Token::Mark("&=") => Some(Combine::Interleave),
            _ => return Err(self.unexpected("'=', '|=' or '&='")),
        };
        self.bump();
        Ok(Define { at, name, combine, pattern: self.pattern()? })
    }

    /// The address of another schema, and the namespace it inherits.
    pub(super) fn address(&mut self) -> Step<(String, Rc<str>)> {
        let reference = self.literal()?;
        if !uri::is_reference(&reference) {
            return Err(self.flaw(format!("'{reference}' cannot be the address of a schema")));
        }
        let namespace = if self.eat_keyword("inherit") {
            self.expect("=")?;
            let prefix = self.any_name()?;
            self.namespace(&prefix)?
        } else {
            self.default.clone()
        };
        Ok((join(&self.address, &reference), namespace))
    }

    fn include(&mut self) -> Step<Vec<Define>> {
        let at = self.at();
        self.bump();
        let (address, namespace) = self.address()?;
        let included = self.loader.include(address, &namespace, at)?;
        let mut overrides = Vec::new();
        if self.eat("{") {
            overrides = self.grammar_content(false)?;
            self.expect("}")?;
        }
        overridden(included, overrides).map_err(|(at, name)| {
            let message = format!("'{name}' is not defined in what is included, so it overrides nothing");
            Flaw::new(Why::Reference, at, message)
        })
    }
}
