//! Attributes are not there twice (7.3), and the parts of an interleave can be told apart (7.4).

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::{Classes, parts};
use crate::error::{Flaw, SchemaErrorKind as Why, Step};
use crate::names::{Bits, Class};
use crate::simplify::{Simple, SimpleId, Simplified};

/// The names of the attributes and elements of a pattern, those inside its elements not counted.
#[derive(Debug, Default, Clone)]
struct Names {
    attributes: Bits,
    elements: Bits,
    text: bool,
}

pub(super) struct Overlaps<'s> {
    schema: &'s Simplified,
    classes: &'s Classes,
    known: HashMap<SimpleId, Rc<Names>>,
    seen: HashSet<SimpleId>,
}

impl<'s> Overlaps<'s> {
    pub(super) fn new(schema: &'s Simplified, classes: &'s Classes) -> Self {
        Self { schema, classes, known: HashMap::new(), seen: HashSet::new() }
    }

    pub(super) fn check(&mut self, content: SimpleId) -> Step<()> {
        let mut waiting = vec![content];
        while let Some(id) = waiting.pop() {
            if !self.seen.insert(id) {
                continue;
            }
            match self.schema.node(id) {
                Simple::Group(of) => self.apart(of, false)?,
                Simple::Interleave(of) => self.apart(of, true)?,
                _ => {}
            }
            waiting.extend(parts(self.schema, id));
        }
        Ok(())
    }

    fn apart(&mut self, of: &[SimpleId], interleave: bool) -> Step<()> {
        let mut before = Names::default();
        for part in of {
            let names = self.names(*part);
            let at = self.schema.place(*part);
            let flaw = |message: String| Err(Flaw::new(Why::Restriction, at, message));
            if let Some(symbol) = before.attributes.common(&names.attributes) {
                let name = self.classes.symbols.name(symbol);
                return flaw(format!("the attribute '{name}' could be there twice"));
            }
            if interleave {
                if let Some(symbol) = before.elements.common(&names.elements) {
                    let name = self.classes.symbols.name(symbol);
                    return flaw(format!("the element '{name}' is in more than one part of an interleave"));
                }
                if before.text && names.text {
                    return flaw("text is in more than one part of an interleave".to_owned());
                }
            }
            before.add(&names);
        }
        Ok(())
    }

    fn names(&mut self, id: SimpleId) -> Rc<Names> {
        if let Some(known) = self.known.get(&id) {
            return known.clone();
        }
        let mut names = Names::default();
        let class =
            |classes: &'s [Class], number: u32| usize::try_from(number).ok().and_then(|at| classes.get(at));
        match self.schema.node(id) {
            Simple::Text => names.text = true,
            Simple::Element(number) => {
                if let Some(class) = class(&self.classes.elements, *number) {
                    class.add_to(&mut names.elements);
                }
            }
            Simple::Attribute(number, _) => {
                if let Some(class) = class(&self.classes.attributes, *number) {
                    class.add_to(&mut names.attributes);
                }
            }
            _ => {
                for part in parts(self.schema, id) {
                    let inside = self.names(part);
                    names.add(&inside);
                }
            }
        }
        let names = Rc::new(names);
        self.known.insert(id, names.clone());
        names
    }
}

impl Names {
    fn add(&mut self, other: &Self) {
        self.attributes.add_all(&other.attributes);
        self.elements.add_all(&other.elements);
        self.text |= other.text;
    }
}
