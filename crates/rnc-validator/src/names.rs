//! Names and classes of names.
//!
//! A schema mentions finitely many names and namespaces. Every name of a document is mapped to one of
//! finitely many symbols: a mentioned name, "another name of a mentioned namespace", or "any other name".
//! Names with the same symbol are in the same name classes, so memo tables can be keyed by symbols.

use std::rc::Rc;

use crate::hash::FastMap;

/// A class of names, as it was written.
#[derive(Debug, Clone)]
pub(crate) enum NameClass {
    Name(Rc<str>, Rc<str>),
    Namespace(Rc<str>, Option<Box<NameClass>>),
    Any(Option<Box<NameClass>>),
    Choice(Vec<NameClass>),
}

impl NameClass {
    /// Whether a name is in the class. `None` stands for a namespace or a name that is nowhere mentioned.
    fn contains(&self, namespace: Option<&str>, local: Option<&str>) -> bool {
        match self {
            Self::Name(ns, name) => namespace == Some(ns) && local == Some(name),
            Self::Namespace(ns, except) => {
                namespace == Some(ns) && !except.as_ref().is_some_and(|not| not.contains(namespace, local))
            }
            Self::Any(except) => !except.as_ref().is_some_and(|not| not.contains(namespace, local)),
            Self::Choice(classes) => classes.iter().any(|class| class.contains(namespace, local)),
        }
    }

    /// Whether the class has infinitely many names.
    pub(crate) fn is_open(&self) -> bool {
        match self {
            Self::Name(..) => false,
            Self::Namespace(..) | Self::Any(_) => true,
            Self::Choice(classes) => classes.iter().any(Self::is_open),
        }
    }

    /// Calls `visit` with each namespace and name mentioned.
    pub(crate) fn mentioned(&self, visit: &mut dyn FnMut(&str, Option<&str>)) {
        match self {
            Self::Name(ns, name) => visit(ns, Some(name)),
            Self::Namespace(ns, except) => {
                visit(ns, None);
                if let Some(except) = except {
                    except.mentioned(visit);
                }
            }
            Self::Any(except) => {
                if let Some(except) = except {
                    except.mentioned(visit);
                }
            }
            Self::Choice(classes) => classes.iter().for_each(|class| class.mentioned(visit)),
        }
    }

    /// The class in words, one item per alternative.
    pub(crate) fn describe(&self, names: &mut Vec<Described>) {
        match self {
            Self::Name(ns, name) => {
                names.push(Described { namespace: (**ns).into(), local: Some((**name).into()), open: false });
            }
            Self::Namespace(ns, _) => {
                names.push(Described { namespace: (**ns).into(), local: None, open: false });
            }
            Self::Any(_) => names.push(Described { namespace: "".into(), local: None, open: true }),
            Self::Choice(classes) => classes.iter().for_each(|class| class.describe(names)),
        }
    }
}

/// One alternative of a name class, for messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Described {
    pub(crate) namespace: Box<str>,
    pub(crate) local: Option<Box<str>>,
    /// Any name at all.
    pub(crate) open: bool,
}

/// The number of a name.
pub(crate) type Symbol = u32;

#[derive(Debug, Default)]
struct Space {
    other: Symbol,
    locals: FastMap<Box<str>, Symbol>,
}

/// Namespace and name, where they are mentioned.
type SymbolName = (Option<Box<str>>, Option<Box<str>>);

/// All symbols of a schema.
#[derive(Debug)]
pub(crate) struct Symbols {
    spaces: FastMap<Box<str>, Space>,
    names: Vec<SymbolName>,
}

impl Symbols {
    /// The symbol of names that are in no mentioned namespace.
    const OTHER: Symbol = 0;

    pub(crate) fn new() -> Self {
        Self { spaces: FastMap::default(), names: vec![(None, None)] }
    }

    fn next(&self) -> Symbol {
        Symbol::try_from(self.names.len()).unwrap_or(Symbol::MAX)
    }

    /// Makes a namespace, and a name of it, known.
    pub(crate) fn add(&mut self, namespace: &str, local: Option<&str>) {
        if !self.spaces.contains_key(namespace) {
            let other = self.next();
            self.names.push((Some(namespace.into()), None));
            self.spaces.insert(namespace.into(), Space { other, locals: FastMap::default() });
        }
        let next = self.next();
        if let (Some(local), Some(space)) = (local, self.spaces.get_mut(namespace))
            && !space.locals.contains_key(local)
        {
            space.locals.insert(local.into(), next);
            self.names.push((Some(namespace.into()), Some(local.into())));
        }
    }

    /// The symbol of a document's name.
    pub(crate) fn get(&self, namespace: &str, local: &str) -> Symbol {
        match self.spaces.get(namespace) {
            None => Self::OTHER,
            Some(space) => space.locals.get(local).copied().unwrap_or(space.other),
        }
    }

    /// The class as a set of symbols.
    pub(crate) fn class(&self, class: &NameClass) -> Class {
        if let NameClass::Name(ns, name) = class {
            return Class::One(self.get(ns, name));
        }
        let mut set = Bits::default();
        if !class.is_open() {
            class.mentioned(&mut |ns, name| set.insert(self.get(ns, name.unwrap_or_default())));
            return Class::Many(set);
        }
        for (symbol, (ns, name)) in (0..).zip(&self.names) {
            if class.contains(ns.as_deref(), name.as_deref()) {
                set.insert(symbol);
            }
        }
        Class::Many(set)
    }

    /// The name of a symbol, for messages.
    pub(crate) fn name(&self, symbol: Symbol) -> String {
        let entry = usize::try_from(symbol).ok().and_then(|at| self.names.get(at));
        match entry {
            Some((Some(ns), Some(name))) if ns.is_empty() => name.to_string(),
            Some((Some(ns), Some(name))) => format!("{{{ns}}}{name}"),
            Some((Some(ns), None)) => format!("{{{ns}}}*"),
            _ => "*".to_owned(),
        }
    }
}

/// A set of small numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    pub(crate) fn insert(&mut self, number: u32) {
        let word = usize::try_from(number / 64).unwrap_or(usize::MAX);
        if self.0.len() <= word {
            self.0.resize(word.saturating_add(1), 0);
        }
        if let Some(word) = self.0.get_mut(word) {
            *word |= 1 << (number % 64);
        }
    }

    pub(crate) fn contains(&self, number: u32) -> bool {
        let word = usize::try_from(number / 64).ok().and_then(|word| self.0.get(word));
        word.is_some_and(|word| word & (1 << (number % 64)) != 0)
    }

    pub(crate) fn add_all(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            *word |= more;
        }
    }

    /// The first number that both have.
    pub(crate) fn common(&self, other: &Self) -> Option<u32> {
        let both = self.0.iter().zip(&other.0).map(|(left, right)| left & right);
        let (at, word) = both.enumerate().find(|(_, word)| *word != 0)?;
        u32::try_from(at).ok()?.checked_mul(64)?.checked_add(word.trailing_zeros())
    }
}

/// A name class as a set of symbols.
#[derive(Debug, Clone)]
pub(crate) enum Class {
    One(Symbol),
    Many(Bits),
}

impl Class {
    pub(crate) fn contains(&self, symbol: Symbol) -> bool {
        match self {
            Self::One(own) => *own == symbol,
            Self::Many(set) => set.contains(symbol),
        }
    }

    pub(crate) fn add_to(&self, set: &mut Bits) {
        match self {
            Self::One(symbol) => set.insert(*symbol),
            Self::Many(many) => set.add_all(many),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_tell_names_apart_as_classes_do() {
        let mut symbols = Symbols::new();
        let not_a = NameClass::Namespace("n".into(), Some(Box::new(NameClass::Name("n".into(), "a".into()))));
        not_a.mentioned(&mut |ns, name| symbols.add(ns, name));
        let class = symbols.class(&not_a);
        assert!(!class.contains(symbols.get("n", "a")));
        assert!(class.contains(symbols.get("n", "b")));
        assert!(!class.contains(symbols.get("m", "b")));
        let any = symbols.class(&NameClass::Any(Some(Box::new(not_a))));
        assert!(any.contains(symbols.get("n", "a")));
        assert!(!any.contains(symbols.get("n", "b")));
        assert!(any.contains(symbols.get("m", "b")));
        assert_eq!(symbols.name(symbols.get("n", "a")), "{n}a");
    }

    #[test]
    fn sets() {
        let (mut left, mut right) = (Bits::default(), Bits::default());
        left.insert(3);
        left.insert(200);
        right.insert(200);
        assert_eq!(left.common(&right), Some(200));
        assert!(left.contains(3) && !right.contains(3) && !right.contains(9999));
        right.add_all(&left);
        assert!(right.contains(3));
    }
}
