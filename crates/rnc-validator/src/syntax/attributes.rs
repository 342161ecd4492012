//! Attributes of RELAX NG's elements, and what they hand down.

use std::rc::Rc;

use roxmltree::Node;

use super::{Reader, Scope};
use crate::ast::{RELAXNG, XML};
use crate::error::Step;
use crate::resolve::join;
use crate::uri;
use crate::xmlchars::{is_ncname, trim};

impl Reader<'_, '_> {
    /// Checks the attributes of an element (`allowed` besides `ns` and `datatypeLibrary`) and works out
    /// what it inherits.
    pub(super) fn scope(&self, node: Node<'_, '_>, outer: &Scope, allowed: &[&str]) -> Step<Scope> {
        let mut scope = Scope { own: false, ..outer.clone() };
        for attribute in node.attributes() {
            match (attribute.namespace(), attribute.name()) {
                (None, "ns") => {
                    scope.namespace = Rc::from(attribute.value());
                    scope.own = true;
                }
                (None, "datatypeLibrary") => {
                    if !uri::is_library(attribute.value()) {
                        let message = format!("'{}' is no absolute URI", attribute.value());
                        return Err(self.flaw(node, format!("{message}, so it names no datatypes")));
                    }
                    scope.library = Rc::from(attribute.value());
                }
                (None, name) if allowed.contains(&name) => {}
                (None, name) | (Some(RELAXNG), name) => {
                    let element = node.tag_name().name();
                    return Err(self.flaw(node, format!("element '{element}' has no attribute '{name}'")));
                }
                (Some(XML), "base") => scope.base = Rc::from(join(&scope.base, attribute.value())),
                _ => {}
            }
        }
        Ok(scope)
    }

    /// An attribute that has to be there.
    pub(super) fn required<'a>(&self, node: Node<'a, '_>, name: &str) -> Step<&'a str> {
        match node.attribute(name) {
            Some(value) => Ok(value),
            None => {
                let element = node.tag_name().name();
                Err(self.flaw(node, format!("element '{element}' needs the attribute '{name}'")))
            }
        }
    }

    /// An attribute that has to be there and has to be a name without colon.
    pub(super) fn ncname(&self, node: Node<'_, '_>, name: &str) -> Step<Rc<str>> {
        let value = trim(self.required(node, name)?);
        if is_ncname(value) {
            Ok(Rc::from(value))
        } else {
            Err(self.flaw(node, format!("'{value}' is no name")))
        }
    }

    /// The address of another schema.
    pub(super) fn address(&self, node: Node<'_, '_>, scope: &Scope) -> Step<String> {
        let reference = self.required(node, "href")?;
        if uri::is_reference(reference) {
            Ok(join(&scope.base, reference))
        } else {
            Err(self.flaw(node, format!("'{reference}' cannot be the address of a schema")))
        }
    }
}
