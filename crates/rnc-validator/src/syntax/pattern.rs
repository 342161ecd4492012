//! Patterns of the XML syntax.

use std::rc::Rc;

use roxmltree::Node;

use super::{Reader, Scope};
use crate::ast::{BUILTIN, Context, Data, Kind, Param, Pattern, TypeName, Value};
use crate::error::Step;
use crate::names::NameClass;
use crate::xmlchars::trim;

impl Reader<'_, '_> {
    pub(super) fn pattern(&mut self, node: Node<'_, '_>, outer: &Scope) -> Step<Pattern> {
        let at = self.at(node);
        self.loader.enter(at)?;
        let kind = match node.tag_name().name() {
            name @ ("element" | "attribute") => self.named(node, outer, name == "attribute")?,
            "group" => Kind::Group(self.several(node, outer)?),
            "interleave" => Kind::Interleave(self.several(node, outer)?),
            "choice" => Kind::Choice(self.several(node, outer)?),
            "optional" => Kind::Optional(self.grouped(node, outer)?),
            "zeroOrMore" => Kind::ZeroOrMore(self.grouped(node, outer)?),
            "oneOrMore" => Kind::OneOrMore(self.grouped(node, outer)?),
            "list" => Kind::List(self.grouped(node, outer)?),
            "mixed" => Kind::Mixed(self.grouped(node, outer)?),
            "ref" => Kind::Ref(self.reference(node, outer)?),
            "parentRef" => Kind::ParentRef(self.reference(node, outer)?),
            "empty" => self.bare(node, outer, Kind::Empty)?,
            "text" => self.bare(node, outer, Kind::Text)?,
            "notAllowed" => self.bare(node, outer, Kind::NotAllowed)?,
            "value" => self.value(node, outer)?,
            "data" => self.data(node, outer)?,
            "externalRef" => {
                let scope = self.scope(node, outer, &["href"])?;
                self.nothing_inside(node)?;
                let address = self.address(node, &scope)?;
                self.loader.external(address, &scope.namespace, at)?.kind
            }
            "grammar" => {
                let scope = self.scope(node, outer, &[])?;
                let defines = self.grammar_content(node, &scope, true)?;
                Kind::Grammar(self.loader.grammar(defines))
            }
            other => return Err(self.flaw(node, format!("'{other}' is no pattern"))),
        };
        self.loader.leave();
        Ok(Pattern::new(at, kind))
    }

    /// The patterns inside an element, at least one.
    fn several(&mut self, node: Node<'_, '_>, outer: &Scope) -> Step<Vec<Pattern>> {
        let scope = self.scope(node, outer, &[])?;
        let children = self.children(node)?;
        self.patterns(node, &children, &scope)
    }

    pub(super) fn patterns(
        &mut self,
        node: Node<'_, '_>,
        children: &[Node<'_, '_>],
        scope: &Scope,
    ) -> Step<Vec<Pattern>> {
        if children.is_empty() {
            let message = format!("element '{}' needs at least one pattern", node.tag_name().name());
            return Err(self.flaw(node, message));
        }
        children.iter().map(|child| self.pattern(*child, scope)).collect()
    }

    fn grouped(&mut self, node: Node<'_, '_>, outer: &Scope) -> Step<Box<Pattern>> {
        let patterns = self.several(node, outer)?;
        Ok(Box::new(Pattern::grouped(self.at(node), patterns)))
    }

    fn nothing_inside(&self, node: Node<'_, '_>) -> Step<()> {
        match self.children(node)?.first() {
            None => Ok(()),
            Some(child) => {
                Err(self.flaw(*child, format!("element '{}' has to be empty", node.tag_name().name())))
            }
        }
    }

    fn bare(&self, node: Node<'_, '_>, outer: &Scope, kind: Kind) -> Step<Kind> {
        self.scope(node, outer, &[])?;
        self.nothing_inside(node)?;
        Ok(kind)
    }

    fn reference(&self, node: Node<'_, '_>, outer: &Scope) -> Step<Rc<str>> {
        self.scope(node, outer, &["name"])?;
        self.nothing_inside(node)?;
        self.ncname(node, "name")
    }

    /// An element or an attribute.
    fn named(&mut self, node: Node<'_, '_>, outer: &Scope, attribute: bool) -> Step<Kind> {
        let scope = self.scope(node, outer, &["name"])?;
        let children = self.children(node)?;
        let mut content = children.as_slice();
        let names: NameClass = match node.attribute("name") {
            Some(name) if attribute && !scope.own => self.qualified(node, name, &Rc::from(""))?,
            Some(name) => self.qualified(node, name, &scope.namespace)?,
            None => {
                let Some((first, rest)) =
                    content.split_first().filter(|(first, _)| Self::is_name_class(**first))
                else {
                    return Err(self.flaw(node, format!("this {} has no name", node.tag_name().name())));
                };
                content = rest;
                self.name_class(*first, &scope)?
            }
        };
        let at = self.at(node);
        if !attribute {
            let patterns = self.patterns(node, content, &scope)?;
            return Ok(Kind::Element(names, Box::new(Pattern::grouped(at, patterns))));
        }
        let pattern = match content {
            [] => Pattern::new(at, Kind::Text),
            [only] => self.pattern(*only, &scope)?,
            [_, second, ..] => return Err(self.flaw(*second, "an attribute has one pattern at most")),
        };
        Ok(Kind::Attribute(names, Box::new(pattern)))
    }

    fn value(&mut self, node: Node<'_, '_>, outer: &Scope) -> Step<Kind> {
        let scope = self.scope(node, outer, &["type"])?;
        let datatype = if node.has_attribute("type") {
            TypeName { library: scope.library.clone(), name: self.ncname(node, "type")? }
        } else {
            TypeName { library: Rc::from(BUILTIN), name: Rc::from("token") }
        };
        let mut context = self.loader.no_context.clone();
        if matches!(&*datatype.name, "QName" | "NOTATION") {
            let declared = node.namespaces().filter_map(|space| Some((space.name()?, space.uri())));
            let prefixes = declared.map(|(prefix, uri)| (Rc::from(prefix), Rc::from(uri))).collect();
            context = Rc::new(Context { default: scope.namespace.clone(), prefixes });
        }
        Ok(Kind::Value(Value { datatype, text: self.text(node)?, context }))
    }

    fn data(&mut self, node: Node<'_, '_>, outer: &Scope) -> Step<Kind> {
        let scope = self.scope(node, outer, &["type"])?;
        let datatype = TypeName { library: scope.library.clone(), name: self.ncname(node, "type")? };
        let (mut params, mut except) = (Vec::new(), None);
        for child in self.children(node)? {
            match child.tag_name().name() {
                _ if except.is_some() => {
                    return Err(self.flaw(child, "nothing can follow 'except' here"));
                }
                "param" => {
                    self.scope(child, &scope, &["name"])?;
                    let name = self.ncname(child, "name")?;
                    params.push(Param { at: self.at(child), name, text: self.text(child)? });
                }
                "except" => {
                    let patterns = self.several(child, &scope)?;
                    except = Some(Box::new(Pattern::new(self.at(child), Kind::Choice(patterns))));
                }
                other => return Err(self.flaw(child, format!("'data' cannot contain '{other}'"))),
            }
        }
        Ok(Kind::Data(Data { datatype, params, except }))
    }

    /// How a definition goes together with others of its name.
    pub(super) fn combine(&self, node: Node<'_, '_>) -> Step<Option<crate::ast::Combine>> {
        match node.attribute("combine").map(trim) {
            None => Ok(None),
            Some("choice") => Ok(Some(crate::ast::Combine::Choice)),
            Some("interleave") => Ok(Some(crate::ast::Combine::Interleave)),
            Some(other) => Err(self.flaw(node, format!("'{other}' is no way to combine definitions"))),
        }
    }
}
