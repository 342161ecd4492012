//! Reads the compact syntax.

mod annotations;
mod grammar;
mod lexer;
mod names;
mod pattern;

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::ast::{Pattern, XML, XSD};
use crate::error::{Flaw, Place, SchemaErrorKind as Why, Step};
use crate::loader::Loader;
use lexer::Token;

/// Reads one file. `inherited` is the namespace that the file gets from the one that refers to it.
pub(crate) fn read(
    text: &str,
    file: u32,
    address: &str,
    inherited: &Rc<str>,
    loader: &mut Loader<'_>,
) -> Step<Pattern> {
    let tokens = lexer::tokens(text, file)?;
    let mut parser = Parser {
        tokens,
        next: 0,
        address: address.to_owned(),
        inherited: inherited.clone(),
        default: inherited.clone(),
        namespaces: BTreeMap::from([("xml".to_owned(), Rc::from(XML))]),
        libraries: BTreeMap::from([("xsd".to_owned(), Rc::from(XSD))]),
        declared: Vec::new(),
        followed: false,
        loader,
    };
    parser.file()
}

/// The reserved words.
const KEYWORDS: [&str; 19] = [
    "attribute",
    "default",
    "datatypes",
    "div",
    "element",
    "empty",
    "external",
    "grammar",
    "include",
    "inherit",
    "list",
    "mixed",
    "namespace",
    "notAllowed",
    "parent",
    "start",
    "string",
    "text",
    "token",
];

struct Parser<'l, 'r> {
    tokens: Vec<(Token, Place)>,
    next: usize,
    address: String,
    inherited: Rc<str>,
    default: Rc<str>,
    namespaces: BTreeMap<String, Rc<str>>,
    libraries: BTreeMap<String, Rc<str>>,
    /// Prefixes this file declares, with a letter for their kind.
    declared: Vec<(char, String)>,
    /// Whether annotations followed the last pattern, which had no other patterns beside it.
    followed: bool,
    loader: &'l mut Loader<'r>,
}

impl Parser<'_, '_> {
    fn peek_at(&self, distance: usize) -> &Token {
        let at = self.next.saturating_add(distance);
        self.tokens.get(at).map_or(&Token::End, |(token, _)| token)
    }

    fn peek(&self) -> &Token {
        self.peek_at(0)
    }

    fn at(&self) -> Place {
        self.tokens.get(self.next).or(self.tokens.last()).map_or(Place::default(), |(_, at)| *at)
    }

    fn bump(&mut self) -> Token {
        let token = self.peek().clone();
        self.next = self.next.saturating_add(1);
        token
    }

    fn is_mark(&self, mark: &str) -> bool {
        matches!(self.peek(), Token::Mark(own) if *own == mark)
    }

    fn eat(&mut self, mark: &str) -> bool {
        let found = self.is_mark(mark);
        if found {
            self.next = self.next.saturating_add(1);
        }
        found
    }

    fn expect(&mut self, mark: &str) -> Step<()> {
        if self.eat(mark) { Ok(()) } else { Err(self.unexpected(&format!("'{mark}'"))) }
    }

    /// The word that comes next, if it is one of the reserved ones.
    fn keyword(&self) -> Option<&'static str> {
        match self.peek() {
            Token::Name(name, false) => KEYWORDS.iter().copied().find(|keyword| keyword == name),
            _ => None,
        }
    }

    fn eat_keyword(&mut self, keyword: &str) -> bool {
        let found = self.keyword() == Some(keyword);
        if found {
            self.next = self.next.saturating_add(1);
        }
        found
    }

    /// A name that is no reserved word.
    fn identifier(&mut self) -> Step<Rc<str>> {
        match self.peek() {
            Token::Name(name, _) if self.keyword().is_none() => {
                let name = Rc::from(name.as_str());
                self.next = self.next.saturating_add(1);
                Ok(name)
            }
            _ => Err(self.unexpected("a name")),
        }
    }

    /// Any name.
    fn any_name(&mut self) -> Step<String> {
        match self.bump() {
            Token::Name(name, _) => Ok(name),
            _ => {
                self.next = self.next.saturating_sub(1);
                Err(self.unexpected("a name"))
            }
        }
    }

    fn is_literal(&self) -> bool {
        matches!(self.peek(), Token::Literal(_))
    }

    /// Quoted texts, joined by `~`.
    fn literal(&mut self) -> Step<String> {
        let mut text = String::new();
        loop {
            match self.peek() {
                Token::Literal(part) => text.push_str(part),
                _ => return Err(self.unexpected("a quoted text")),
            }
            self.next = self.next.saturating_add(1);
            if !self.eat("~") {
                return Ok(text);
            }
        }
    }

    fn flaw(&self, message: impl Into<String>) -> Flaw {
        Flaw::new(Why::Syntax, self.at(), message)
    }

    fn unexpected(&self, wanted: &str) -> Flaw {
        let found = match self.peek() {
            Token::Name(name, _) => format!("'{name}'"),
            Token::Prefixed(prefix, local) => format!("'{prefix}:{local}'"),
            Token::Wild(prefix) => format!("'{prefix}:*'"),
            Token::Literal(_) => "a quoted text".to_owned(),
            Token::Documentation => "documentation".to_owned(),
            Token::Mark(mark) => format!("'{mark}'"),
            Token::End => "the end of the schema".to_owned(),
        };
        self.flaw(format!("expected {wanted}, found {found}"))
    }

    fn namespace(&self, prefix: &str) -> Step<Rc<str>> {
        match self.namespaces.get(prefix) {
            Some(namespace) => Ok(namespace.clone()),
            None => Err(self.flaw(format!("the namespace prefix '{prefix}' is not declared"))),
        }
    }
}
