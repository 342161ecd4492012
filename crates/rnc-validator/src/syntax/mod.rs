//! Reads the XML syntax.

mod attributes;
mod grammar;
mod names;
mod pattern;

use std::rc::Rc;

use roxmltree::Node;

use crate::ast::{Pattern, RELAXNG};
use crate::document::{self, Limits};
use crate::error::{Flaw, Place, SchemaErrorKind as Why, Step};
use crate::loader::Loader;
use crate::xmlchars::is_blank;

/// Reads one file. `inherited` is the namespace that the file gets from the one that refers to it.
pub(crate) fn read(
    text: &str,
    file: u32,
    address: &str,
    inherited: &Rc<str>,
    loader: &mut Loader<'_>,
) -> Step<Pattern> {
    // Schemas are trusted more than documents, but not with the stack.
    let limits = Limits { attributes: 1024, namespaces: 4096, depth: 200, ..Limits::DEFAULT };
    let lines = Lines::new(text, file);
    let document = document::parse(text, limits).map_err(|refusal| {
        let why = if refusal.kind == crate::InvalidKind::Limit { Why::Limit } else { Why::Syntax };
        Flaw::new(why, lines.place(refusal.offset), refusal.message)
    })?;
    let scope =
        Scope { namespace: inherited.clone(), library: Rc::from(""), base: Rc::from(address), own: false };
    let mut reader = Reader { loader, lines };
    let root = document.root_element();
    if root.tag_name().namespace() != Some(RELAXNG) {
        let message = format!("the element '{}' is not in the namespace of RELAX NG", root.tag_name().name());
        return Err(reader.flaw(root, message));
    }
    reader.pattern(root, &scope)
}

/// What an element inherits from those around it.
#[derive(Debug, Clone)]
struct Scope {
    namespace: Rc<str>,
    library: Rc<str>,
    base: Rc<str>,
    /// Whether the element itself has the attribute `ns`.
    own: bool,
}

struct Reader<'l, 'r> {
    loader: &'l mut Loader<'r>,
    lines: Lines,
}

/// Where the lines of a text begin. Columns are counted in bytes, which is close enough for schemas.
struct Lines {
    file: u32,
    starts: Vec<usize>,
}

impl Lines {
    fn new(text: &str, file: u32) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0).chain(ends.map(|(at, _)| at.saturating_add(1))).collect();
        Self { file, starts }
    }

    fn place(&self, offset: usize) -> Place {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        Place {
            file: self.file,
            line: number(line),
            column: number(offset.saturating_sub(start)).saturating_add(1),
        }
    }
}

impl Reader<'_, '_> {
    fn at(&self, node: Node<'_, '_>) -> Place {
        self.lines.place(node.range().start)
    }

    fn flaw(&self, node: Node<'_, '_>, message: impl Into<String>) -> Flaw {
        Flaw::new(Why::Syntax, self.at(node), message)
    }

    /// The elements of RELAX NG inside an element, which has no text of its own.
    fn children<'a, 'i>(&self, node: Node<'a, 'i>) -> Step<Vec<Node<'a, 'i>>> {
        let mut elements = Vec::new();
        for child in node.children() {
            if child.is_text() && !is_blank(child.text().unwrap_or_default()) {
                let message = format!("element '{}' cannot contain text", node.tag_name().name());
                return Err(self.flaw(child, message));
            }
            if child.is_element() && child.tag_name().namespace() == Some(RELAXNG) {
                elements.push(child);
            }
        }
        Ok(elements)
    }

    /// The text of an element that cannot contain anything else.
    fn text(&self, node: Node<'_, '_>) -> Step<String> {
        let mut text = String::new();
        for child in node.children() {
            if child.is_element() {
                let message = format!("element '{}' can contain nothing but text", node.tag_name().name());
                return Err(self.flaw(child, message));
            }
            if child.is_text() {
                text.push_str(child.text().unwrap_or_default());
            }
        }
        Ok(text)
    }
}
