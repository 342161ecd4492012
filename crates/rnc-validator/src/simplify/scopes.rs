//! Collects the definitions of all grammars, and checks what does not depend on where the start leads.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use super::{DefineName, Simplified, shown};
use crate::ast::{Combine, Define, Kind, Pattern, XMLNS};
use crate::error::{Flaw, Place, SchemaErrorKind as Why, Step};
use crate::names::NameClass;

/// The definitions of one grammar.
pub(super) struct Scope<'a> {
    pub(super) parent: Option<usize>,
    pub(super) defines: BTreeMap<DefineName, Definition<'a>>,
}

/// All definitions of one name.
pub(super) struct Definition<'a> {
    pub(super) at: Place,
    pub(super) combine: Combine,
    pub(super) patterns: Vec<&'a Pattern>,
}

/// All grammars by number.
#[derive(Default)]
pub(super) struct Scopes<'a> {
    grammars: HashMap<usize, Scope<'a>>,
}

impl<'a> Scopes<'a> {
    /// Collects, and checks every pattern, those that nothing leads to included.
    pub(super) fn of(pattern: &'a Pattern, simplified: &mut Simplified) -> Step<Self> {
        let mut scopes = Self::default();
        scopes.visit(pattern, None, simplified)?;
        Ok(scopes)
    }

    pub(super) fn get(&self, number: usize) -> Option<&Scope<'a>> {
        self.grammars.get(&number)
    }

    /// The definition a name refers to, and the grammar it is in.
    pub(super) fn find(
        &self,
        scope: Option<usize>,
        name: &DefineName,
        at: Place,
    ) -> Step<(usize, &Definition<'a>)> {
        let Some((number, grammar)) = scope.and_then(|number| Some((number, self.get(number)?))) else {
            let message =
                format!("'{}' is referred to outside any grammar that could define it", shown(name));
            return Err(Flaw::new(Why::Reference, at, message));
        };
        match grammar.defines.get(name) {
            Some(definition) => Ok((number, definition)),
            None if name.is_none() => {
                Err(Flaw::new(Why::Reference, at, "the grammar has no start".to_owned()))
            }
            None => Err(Flaw::new(Why::Reference, at, format!("'{}' is not defined", shown(name)))),
        }
    }

    pub(super) fn parent(&self, scope: Option<usize>) -> Option<usize> {
        self.get(scope?)?.parent
    }

    fn visit(&mut self, pattern: &'a Pattern, scope: Option<usize>, tables: &mut Simplified) -> Step<()> {
        let at = pattern.at;
        match &pattern.kind {
            Kind::Empty | Kind::NotAllowed | Kind::Text => {}
            Kind::Element(names, content) => {
                check_names(names, at)?;
                self.visit(content, scope, tables)?;
            }
            Kind::Attribute(names, content) => {
                check_names(names, at)?;
                check_attribute_names(names, at)?;
                self.visit(content, scope, tables)?;
            }
            Kind::Group(of) | Kind::Interleave(of) | Kind::Choice(of) => {
                for pattern in of {
                    self.visit(pattern, scope, tables)?;
                }
            }
            Kind::Optional(of)
            | Kind::ZeroOrMore(of)
            | Kind::OneOrMore(of)
            | Kind::List(of)
            | Kind::Mixed(of) => self.visit(of, scope, tables)?,
            Kind::Ref(name) => {
                self.find(scope, &Some(name.clone()), at)?;
            }
            Kind::ParentRef(name) => {
                self.find(self.parent(scope), &Some(name.clone()), at)?;
            }
            Kind::Value(value) => {
                tables.value(value, at)?;
            }
            Kind::Data(data) => {
                tables.datatype(&data.datatype, Some(data), at)?;
                if let Some(except) = &data.except {
                    self.visit(except, scope, tables)?;
                }
            }
            Kind::Grammar(grammar) => {
                let defines = combined(&grammar.defines)?;
                self.grammars.insert(grammar.number, Scope { parent: scope, defines });
                let scope = Some(grammar.number);
                self.find(scope, &None, at)?;
                for define in &grammar.defines {
                    self.visit(&define.pattern, scope, tables)?;
                }
            }
        }
        Ok(())
    }
}

/// Puts the definitions of each name together (4.17).
fn combined(defines: &[Define]) -> Step<BTreeMap<DefineName, Definition<'_>>> {
    let mut found: BTreeMap<DefineName, (Vec<&Define>, Option<Combine>, bool)> = BTreeMap::new();
    for define in defines {
        let (all, combine, plain) = found.entry(define.name.clone()).or_default();
        let name = shown(&define.name);
        match (define.combine, *combine) {
            (None, _) if *plain => {
                let message = format!("'{name}' is defined twice without saying how to combine the two");
                return Err(Flaw::new(Why::Reference, define.at, message));
            }
            (None, _) => *plain = true,
            (Some(own), Some(other)) if own != other => {
                let message = format!("'{name}' is combined both as a choice and as an interleave");
                return Err(Flaw::new(Why::Reference, define.at, message));
            }
            (own, _) => *combine = own,
        }
        all.push(define);
    }
    let mut defined = BTreeMap::new();
    for (name, (all, combine, _)) in found {
        let at = all.first().map_or(Place::default(), |define| define.at);
        let patterns = all.into_iter().map(|define| &define.pattern).collect();
        defined.insert(name, Definition { at, combine: combine.unwrap_or(Combine::Choice), patterns });
    }
    Ok(defined)
}

/// What exceptions may contain (4.16).
fn check_names(names: &NameClass, at: Place) -> Step<()> {
    match names {
        NameClass::Name(..) => Ok(()),
        NameClass::Choice(of) => of.iter().try_for_each(|class| check_names(class, at)),
        NameClass::Any(None) | NameClass::Namespace(_, None) => Ok(()),
        NameClass::Any(Some(except)) => {
            if contains_open(except, false) {
                let message = "'any name' cannot be an exception from 'any name'".to_owned();
                return Err(Flaw::new(Why::Restriction, at, message));
            }
            check_names(except, at)
        }
        NameClass::Namespace(_, Some(except)) => {
            if contains_open(except, true) {
                let message = "an exception from a namespace can only be made of names".to_owned();
                return Err(Flaw::new(Why::Restriction, at, message));
            }
            check_names(except, at)
        }
    }
}

fn contains_open(names: &NameClass, namespaces: bool) -> bool {
    match names {
        NameClass::Name(..) => false,
        NameClass::Any(_) => true,
        NameClass::Namespace(_, except) => {
            namespaces || except.as_ref().is_some_and(|except| contains_open(except, namespaces))
        }
        NameClass::Choice(of) => of.iter().any(|class| contains_open(class, namespaces)),
    }
}

/// Attributes cannot be namespace declarations (4.16).
fn check_attribute_names(names: &NameClass, at: Place) -> Step<()> {
    let mut declared = false;
    names.mentioned(&mut |namespace, local| {
        declared |= namespace == XMLNS || (namespace.is_empty() && local == Some("xmlns"));
    });
    if declared {
        let message = "a namespace declaration is no attribute".to_owned();
        return Err(Flaw::new(Why::Restriction, at, message));
    }
    Ok(())
}

/// The name of a definition.
pub(super) fn named(name: &Rc<str>) -> DefineName {
    Some(name.clone())
}
