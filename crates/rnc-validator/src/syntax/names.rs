//! Name classes of the XML syntax.

use std::rc::Rc;

use roxmltree::Node;

use super::{Reader, Scope};
use crate::error::Step;
use crate::names::NameClass;
use crate::xmlchars::{is_ncname, trim};

impl Reader<'_, '_> {
    /// A name, with the prefix it may have looked up.
    pub(super) fn qualified(&self, node: Node<'_, '_>, name: &str, default: &Rc<str>) -> Step<NameClass> {
        let name = trim(name);
        let (namespace, local) = match name.split_once(':') {
            None => (default.clone(), name),
            Some(("xml", local)) => (Rc::from(crate::ast::XML), local),
            Some((prefix, local)) => match node.lookup_namespace_uri(Some(prefix)) {
                Some(uri) => (Rc::from(uri), local),
                None => {
                    return Err(self.flaw(node, format!("the namespace prefix '{prefix}' is not declared")));
                }
            },
        };
        if !is_ncname(local) {
            return Err(self.flaw(node, format!("'{name}' is no name")));
        }
        Ok(NameClass::Name(namespace, Rc::from(local)))
    }

    /// Whether an element is a name class. `choice` may be one.
    pub(super) fn is_name_class(node: Node<'_, '_>) -> bool {
        matches!(node.tag_name().name(), "name" | "anyName" | "nsName" | "choice")
    }

    pub(super) fn name_class(&mut self, node: Node<'_, '_>, outer: &Scope) -> Step<NameClass> {
        self.loader.enter(self.at(node))?;
        let scope = self.scope(node, outer, &[])?;
        let class = match node.tag_name().name() {
            "name" => {
                let text = self.text(node)?;
                self.qualified(node, &text, &scope.namespace)?
            }
            "anyName" => NameClass::Any(self.except(node, &scope)?),
            "nsName" => NameClass::Namespace(scope.namespace.clone(), self.except(node, &scope)?),
            "choice" => self.names(node, &scope)?,
            other => return Err(self.flaw(node, format!("'{other}' is no class of names"))),
        };
        self.loader.leave();
        Ok(class)
    }

    /// One or more name classes inside an element.
    fn names(&mut self, node: Node<'_, '_>, scope: &Scope) -> Step<NameClass> {
        let mut classes = Vec::new();
        for child in self.children(node)? {
            classes.push(self.name_class(child, scope)?);
        }
        if classes.is_empty() {
            let message = format!("element '{}' needs at least one class of names", node.tag_name().name());
            return Err(self.flaw(node, message));
        }
        Ok(NameClass::Choice(classes))
    }

    fn except(&mut self, node: Node<'_, '_>, scope: &Scope) -> Step<Option<Box<NameClass>>> {
        let mut children = self.children(node)?.into_iter();
        let Some(child) = children.next() else { return Ok(None) };
        if child.tag_name().name() != "except" || children.next().is_some() {
            let message = format!("element '{}' can contain one 'except' only", node.tag_name().name());
            return Err(self.flaw(child, message));
        }
        let scope = self.scope(child, scope, &[])?;
        Ok(Some(Box::new(self.names(child, &scope)?)))
    }
}
