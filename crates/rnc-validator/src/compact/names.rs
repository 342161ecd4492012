//! Name classes of the compact syntax.

use std::rc::Rc;

use super::Parser;
use super::lexer::Token;
use crate::error::Step;
use crate::names::NameClass;

impl Parser<'_, '_> {
    /// The name class of an element, or of an attribute: one without prefix has no namespace there.
    pub(super) fn name_class(&mut self, attribute: bool) -> Step<NameClass> {
        self.loader.enter(self.at())?;
        let (first, except) = self.simple_names(attribute, true)?;
        self.following_annotations()?;
        let mut all = vec![first];
        // A class with an exception has to be in parentheses to be part of a choice.
        while !except && self.eat("|") {
            all.push(self.simple_names(attribute, false)?.0);
            self.following_annotations()?;
        }
        self.loader.leave();
        match (all.len(), all.pop()) {
            (1, Some(only)) => Ok(only),
            (_, last) => {
                all.extend(last);
                Ok(NameClass::Choice(all))
            }
        }
    }

    /// One class, and whether it has an exception.
    fn simple_names(&mut self, attribute: bool, may_except: bool) -> Step<(NameClass, bool)> {
        self.annotations()?;
        if self.eat("(") {
            let inner = self.name_class(attribute)?;
            self.expect(")")?;
            return Ok((inner, false));
        }
        let open = match self.peek() {
            Token::Name(name, _) => {
                let namespace = if attribute { Rc::from("") } else { self.default.clone() };
                NameClass::Name(namespace, Rc::from(name.as_str()))
            }
            Token::Prefixed(prefix, local) => {
                NameClass::Name(self.namespace(prefix)?, Rc::from(local.as_str()))
            }
            Token::Wild(prefix) => NameClass::Namespace(self.namespace(prefix)?, None),
            Token::Mark("*") => NameClass::Any(None),
            _ => return Err(self.unexpected("a name or a class of names")),
        };
        self.bump();
        if matches!(open, NameClass::Name(..)) || !may_except || !self.eat("-") {
            return Ok((open, false));
        }
        self.loader.enter(self.at())?;
        let except = Some(Box::new(self.simple_names(attribute, false)?.0));
        self.loader.leave();
        let class = match open {
            NameClass::Namespace(namespace, _) => NameClass::Namespace(namespace, except),
            _ => NameClass::Any(except),
        };
        Ok((class, true))
    }
}
