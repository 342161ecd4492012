//! What may stand inside what (7.1), and that open attributes are repeated (7.3).

use std::collections::HashSet;

use super::parts;
use crate::error::{Flaw, SchemaErrorKind as Why, Step};
use crate::simplify::{Simple, SimpleId, Simplified};

/// What a pattern stands inside of, up to the next element; a set of bits.
type Around = u8;

const ATTRIBUTE: Around = 1;
const LIST: Around = 2;
const EXCEPT: Around = 4;
const START: Around = 8;
const REPEATED: Around = 16;
/// In a group or an interleave that is repeated.
const REPEATED_GROUP: Around = 32;

pub(super) struct Contexts<'s> {
    schema: &'s Simplified,
    seen: HashSet<(SimpleId, Around)>,
}

impl<'s> Contexts<'s> {
    pub(super) fn new(schema: &'s Simplified) -> Self {
        Self { schema, seen: HashSet::new() }
    }

    pub(super) fn start(&mut self) -> Step<()> {
        self.check(self.schema.start, START)
    }

    pub(super) fn content(&mut self, content: SimpleId) -> Step<()> {
        self.check(content, 0)
    }

    fn check(&mut self, id: SimpleId, around: Around) -> Step<()> {
        if !self.seen.insert((id, around)) {
            return Ok(());
        }
        let (what, barred, inside) = match self.schema.node(id) {
            Simple::NotAllowed => return Ok(()),
            Simple::Choice(_) => ("a choice", 0, around),
            Simple::Empty => ("'empty'", EXCEPT | START, around),
            Simple::Text => ("'text'", LIST | EXCEPT | START, around),
            Simple::Element(_) => ("an element", ATTRIBUTE | LIST | EXCEPT, around),
            Simple::Attribute(..) => {
                ("an attribute", ATTRIBUTE | LIST | EXCEPT | START | REPEATED_GROUP, ATTRIBUTE)
            }
            Simple::Value(_) => ("a value", START, around),
            Simple::Data(_) => ("a datatype", START, around | EXCEPT),
            Simple::List(_) => ("a list", LIST | EXCEPT | START, around | LIST),
            Simple::OneOrMore(_) => ("a repetition", EXCEPT | START, around | REPEATED),
            Simple::Group(_) => ("a group", EXCEPT | START, repeated_group(around)),
            Simple::Interleave(_) => ("an interleave", LIST | EXCEPT | START, repeated_group(around)),
        };
        let flaw = |message: String| Err(Flaw::new(Why::Restriction, self.schema.place(id), message));
        let reasons = [
            (ATTRIBUTE, "an attribute"),
            (LIST, "a list"),
            (EXCEPT, "an exception from a datatype"),
            (REPEATED_GROUP, "a repeated group"),
        ];
        if around & barred & START != 0 {
            return flaw(format!("{what} cannot be the start: only elements can"));
        }
        if let Some((_, place)) = reasons.iter().find(|(bit, _)| around & barred & bit != 0) {
            return flaw(format!("{what} cannot be inside {place}"));
        }
        if let Simple::Attribute(number, _) = self.schema.node(id) {
            let names = usize::try_from(*number).ok().and_then(|at| self.schema.attributes.get(at));
            if around & REPEATED == 0 && names.is_some_and(crate::names::NameClass::is_open) {
                return flaw("an attribute with an open class of names has to be repeated".to_owned());
            }
        }
        parts(self.schema, id).into_iter().try_for_each(|part| self.check(part, inside))
    }
}

fn repeated_group(around: Around) -> Around {
    if around & REPEATED != 0 { around | REPEATED_GROUP } else { around }
}
