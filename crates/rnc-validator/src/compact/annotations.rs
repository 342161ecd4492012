//! Annotations: read over, but checked.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::Parser;
use super::lexer::Token;
use crate::ast::{RELAXNG, XMLNS};
use crate::error::Step;

impl Parser<'_, '_> {
    /// What may stand before a pattern, a name class, a parameter or a definition.
    pub(super) fn annotations(&mut self) -> Step<()> {
        while matches!(self.peek(), Token::Documentation) {
            self.bump();
        }
        if self.eat("[") {
            self.annotation_attributes(true)?;
            while !self.eat("]") {
                self.annotation_element()?;
            }
        }
        Ok(())
    }

    /// What may stand after a pattern or a name class; whether anything did.
    pub(super) fn following_annotations(&mut self) -> Step<bool> {
        let mut any = false;
        while self.eat(">>") {
            self.annotation_element()?;
            any = true;
        }
        Ok(any)
    }

    /// Whether an annotation element comes next, as it may among the definitions of a grammar.
    pub(super) fn is_annotation_element(&self) -> bool {
        let named = match self.peek() {
            Token::Name(..) => self.keyword().is_none(),
            Token::Prefixed(..) => true,
            _ => false,
        };
        named && matches!(self.peek_at(1), Token::Mark("["))
    }

    /// `name [ … ]`, which is not in the namespace of RELAX NG.
    pub(super) fn annotation_element(&mut self) -> Step<()> {
        if let Token::Prefixed(prefix, _) = self.peek()
            && *self.namespace(prefix)? == *RELAXNG
        {
            return Err(self.flaw("an annotation cannot be in the namespace of RELAX NG"));
        }
        self.any_element()
    }

    fn any_element(&mut self) -> Step<()> {
        self.loader.enter(self.at())?;
        match self.peek() {
            Token::Name(..) => {}
            Token::Prefixed(prefix, _) => {
                self.namespace(prefix)?;
            }
            _ => return Err(self.unexpected("an annotation")),
        }
        self.bump();
        self.expect("[")?;
        self.annotation_attributes(false)?;
        while !self.eat("]") {
            if self.is_literal() {
                self.literal()?;
            } else {
                self.any_element()?;
            }
        }
        self.loader.leave();
        Ok(())
    }

    /// `name = "value"`, as often as it comes. Those of a pattern have to be in a foreign namespace.
    fn annotation_attributes(&mut self, foreign: bool) -> Step<()> {
        let mut seen: BTreeSet<(Rc<str>, String)> = BTreeSet::new();
        while matches!(self.peek_at(1), Token::Mark("=")) {
            let (namespace, local) = match self.peek() {
                Token::Prefixed(prefix, local) => (self.namespace(prefix)?, local.clone()),
                Token::Name(name, _) if !foreign => (Rc::from(""), name.clone()),
                _ => return Err(self.unexpected("a name with a prefix")),
            };
            if *namespace == *XMLNS || (namespace.is_empty() && local == "xmlns") {
                return Err(self.flaw("an annotation cannot declare a namespace"));
            }
            if foreign && (*namespace == *RELAXNG || namespace.is_empty()) {
                return Err(self.flaw("an annotation has to be in a foreign namespace"));
            }
            if !seen.insert((namespace, local.clone())) {
                return Err(self.flaw(format!("the annotation '{local}' is there twice")));
            }
            self.bump();
            self.expect("=")?;
            self.literal()?;
        }
        Ok(())
    }
}
