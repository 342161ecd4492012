//! Definitions of the XML syntax.

use roxmltree::Node;

use super::{Reader, Scope};
use crate::ast::{Define, Pattern, overridden};
use crate::error::{Flaw, SchemaErrorKind as Why, Step};

impl Reader<'_, '_> {
    pub(super) fn grammar_content(
        &mut self,
        node: Node<'_, '_>,
        scope: &Scope,
        may_include: bool,
    ) -> Step<Vec<Define>> {
        self.loader.enter(self.at(node))?;
        let mut defines = Vec::new();
        for child in self.children(node)? {
            match child.tag_name().name() {
                "start" => defines.push(self.start(child, scope)?),
                "define" => defines.push(self.define(child, scope)?),
                "div" => {
                    let scope = self.scope(child, scope, &[])?;
                    defines.extend(self.grammar_content(child, &scope, may_include)?);
                }
                "include" if may_include => defines.extend(self.include(child, scope)?),
                other => {
                    let message = format!("'{other}' cannot be in '{}'", node.tag_name().name());
                    return Err(self.flaw(child, message));
                }
            }
        }
        self.loader.leave();
        Ok(defines)
    }

    fn start(&mut self, node: Node<'_, '_>, outer: &Scope) -> Step<Define> {
        let scope = self.scope(node, outer, &["combine"])?;
        let children = self.children(node)?;
        let [only] = children.as_slice() else {
            return Err(self.flaw(node, "'start' has exactly one pattern"));
        };
        let pattern = self.pattern(*only, &scope)?;
        Ok(Define { at: self.at(node), name: None, combine: self.combine(node)?, pattern })
    }

    fn define(&mut self, node: Node<'_, '_>, outer: &Scope) -> Step<Define> {
        let scope = self.scope(node, outer, &["combine", "name"])?;
        let name = Some(self.ncname(node, "name")?);
        let children = self.children(node)?;
        let patterns = self.patterns(node, &children, &scope)?;
        let at = self.at(node);
        Ok(Define { at, name, combine: self.combine(node)?, pattern: Pattern::grouped(at, patterns) })
    }

    fn include(&mut self, node: Node<'_, '_>, outer: &Scope) -> Step<Vec<Define>> {
        let scope = self.scope(node, outer, &["href"])?;
        let address = self.address(node, &scope)?;
        let included = self.loader.include(address, &scope.namespace, self.at(node))?;
        let overrides = self.grammar_content(node, &scope, false)?;
        overridden(included, overrides).map_err(|(at, name)| {
            let message = format!("'{name}' is not defined in what is included, so it overrides nothing");
            Flaw::new(Why::Reference, at, message)
        })
    }
}
