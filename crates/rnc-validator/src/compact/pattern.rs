//! Patterns of the compact syntax.

use std::rc::Rc;

use super::Parser;
use super::lexer::Token;
use crate::ast::{BUILTIN, Context, Data, Kind, Param, Pattern, TypeName, Value};
use crate::error::Step;

impl Parser<'_, '_> {
    /// Particles joined by one of `,`, `|`, `&`.
    pub(super) fn pattern(&mut self) -> Step<Pattern> {
        let at = self.at();
        self.loader.enter(at)?;
        let (first, except) = self.particle()?;
        let joiner = [",", "|", "&"].into_iter().find(|mark| self.is_mark(mark));
        let pattern = match joiner {
            None => first,
            Some(_) if except => {
                return Err(self.flaw("a datatype with an exception has to be in parentheses here"));
            }
            Some(mark) => {
                let mut all = vec![first];
                while self.eat(mark) {
                    let (next, except) = self.particle()?;
                    if except {
                        return Err(self.flaw("a datatype with an exception has to be in parentheses here"));
                    }
                    all.push(next);
                }
                if [",", "|", "&"].into_iter().any(|other| self.is_mark(other)) {
                    return Err(self.flaw("',', '|' and '&' can be mixed only with parentheses"));
                }
                let kind = match mark {
                    "," => Kind::Group(all),
                    "|" => Kind::Choice(all),
                    _ => Kind::Interleave(all),
                };
                self.followed = false;
                Pattern::new(at, kind)
            }
        };
        self.loader.leave();
        Ok(pattern)
    }

    /// A pattern that may be repeated, and whether it is a datatype with an exception.
    fn particle(&mut self) -> Step<(Pattern, bool)> {
        self.annotations()?;
        let at = self.at();
        let (primary, except) = self.primary(true)?;
        self.followed = self.following_annotations()?;
        if except {
            return Ok((primary, true));
        }
        let kind = match self.peek() {
            Token::Mark("?") => Kind::Optional(Box::new(primary)),
            Token::Mark("*") => Kind::ZeroOrMore(Box::new(primary)),
            Token::Mark("+") => Kind::OneOrMore(Box::new(primary)),
            _ => return Ok((primary, false)),
        };
        self.bump();
        self.followed |= self.following_annotations()?;
        Ok((Pattern::new(at, kind), false))
    }

    fn braced(&mut self) -> Step<Box<Pattern>> {
        self.expect("{")?;
        let pattern = self.pattern()?;
        self.expect("}")?;
        Ok(Box::new(pattern))
    }

    fn primary(&mut self, may_except: bool) -> Step<(Pattern, bool)> {
        let at = self.at();
        if self.eat("(") {
            let inner = self.pattern()?;
            self.expect(")")?;
            return Ok((inner, false));
        }
        let kind = match self.keyword() {
            Some(word @ ("element" | "attribute")) => {
                self.bump();
                let names = self.name_class(word == "attribute")?;
                let content = self.braced()?;
                if word == "element" {
                    Kind::Element(names, content)
                } else {
                    Kind::Attribute(names, content)
                }
            }
            Some("mixed") => {
                self.bump();
                Kind::Mixed(self.braced()?)
            }
            Some("list") => {
                self.bump();
                Kind::List(self.braced()?)
            }
            Some("grammar") => {
                self.bump();
                self.expect("{")?;
                let defines = self.grammar_content(true)?;
                self.expect("}")?;
                Kind::Grammar(self.loader.grammar(defines))
            }
            Some("parent") => {
                self.bump();
                Kind::ParentRef(self.identifier()?)
            }
            Some("external") => {
                self.bump();
                let (address, namespace) = self.address()?;
                return Ok((self.loader.external(address, &namespace, at)?, false));
            }
            Some("empty") => self.simple(Kind::Empty),
            Some("text") => self.simple(Kind::Text),
            Some("notAllowed") => self.simple(Kind::NotAllowed),
            Some("string" | "token") => return self.datatype(may_except),
            Some(_) => return Err(self.unexpected("a pattern")),
            None => match self.peek() {
                Token::Prefixed(..) => return self.datatype(may_except),
                Token::Literal(_) => {
                    let text = self.literal()?;
                    let datatype = TypeName { library: Rc::from(BUILTIN), name: Rc::from("token") };
                    Kind::Value(Value { datatype, text, context: self.loader.no_context.clone() })
                }
                Token::Name(..) => Kind::Ref(self.identifier()?),
                _ => return Err(self.unexpected("a pattern")),
            },
        };
        Ok((Pattern::new(at, kind), false))
    }

    fn simple(&mut self, kind: Kind) -> Kind {
        self.bump();
        kind
    }

    /// A datatype with its parameters or a value, and whether it has an exception.
    fn datatype(&mut self, may_except: bool) -> Step<(Pattern, bool)> {
        let at = self.at();
        let datatype = match self.peek() {
            Token::Prefixed(prefix, local) => match self.libraries.get(prefix) {
                Some(library) => TypeName { library: library.clone(), name: Rc::from(local.as_str()) },
                None => return Err(self.flaw(format!("the datatype prefix '{prefix}' is not declared"))),
            },
            Token::Name(name, _) => TypeName { library: Rc::from(BUILTIN), name: Rc::from(name.as_str()) },
            _ => return Err(self.unexpected("a datatype")),
        };
        self.bump();
        if self.is_literal() {
            let text = self.literal()?;
            let context = self.context(&datatype);
            return Ok((Pattern::new(at, Kind::Value(Value { datatype, text, context })), false));
        }
        let mut params = Vec::new();
        if self.eat("{") {
            while !self.eat("}") {
                self.annotations()?;
                let at = self.at();
                let name = Rc::from(self.any_name()?);
                self.expect("=")?;
                params.push(Param { at, name, text: self.literal()? });
            }
        }
        let excepts = may_except && self.eat("-");
        let except = if excepts {
            self.loader.enter(at)?;
            self.annotations()?;
            let pattern = self.primary(false)?.0;
            self.loader.leave();
            Some(Box::new(pattern))
        } else {
            None
        };
        Ok((Pattern::new(at, Kind::Data(Data { datatype, params, except })), excepts))
    }

    /// The namespaces a value may refer to; only qualified names do.
    fn context(&self, datatype: &TypeName) -> Rc<Context> {
        if !matches!(&*datatype.name, "QName" | "NOTATION") {
            return self.loader.no_context.clone();
        }
        let prefixes = self.namespaces.iter().map(|(prefix, uri)| (Rc::from(prefix.as_str()), uri.clone()));
        Rc::new(Context { default: self.default.clone(), prefixes: prefixes.collect() })
    }
}
