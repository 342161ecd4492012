//! Small changes to a document, each of the kind that people and programs get wrong.

use super::tree::{Child, Element};

/// Numbers that look random and are the same for the same seed.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut word = self.0;
        word = (word ^ word >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ word >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        word ^ word >> 31
    }

    /// A number below a bound, which is not 0.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }

    fn pick<'t, T>(&mut self, of: &'t [T]) -> Option<&'t T> {
        of.get(self.below(of.len()))
    }
}

type Edit = fn(&mut Element, &mut Random) -> Option<String>;

const EDITS: &[Edit] = &[
    drop_element,
    duplicate_element,
    rename_element,
    move_element,
    swap_elements,
    drop_attribute,
    drop_attribute,
    add_attribute,
    rename_attribute,
    change_attribute,
    change_attribute,
    change_attribute,
    copy_attribute_value,
    change_text,
    change_text,
    add_text,
    insert_foreign,
    empty_element,
    wrap_element,
];

/// Makes one change, and says which.
pub(super) fn spoil(root: &mut Element, random: &mut Random) -> String {
    loop {
        let edit = EDITS[random.below(EDITS.len())];
        if let Some(done) = edit(root, random) {
            return done;
        }
    }
}

/// Any element.
fn any<'r>(root: &'r mut Element, random: &mut Random) -> Option<&'r mut Element> {
    let count = root.count();
    root.nth(random.below(count))
}

/// An element that has children, and the place of one of them.
fn parent<'r>(root: &'r mut Element, random: &mut Random) -> Option<(&'r mut Element, usize)> {
    let element = any(root, random)?;
    let at = *random.pick(&element.element_places())?;
    Some((element, at))
}

fn name_at(element: &Element, at: usize) -> String {
    match &element.children[at] {
        Child::Element(child) => format!("{}/{}", element.name, child.name),
        Child::Text(_) => element.name.clone(),
    }
}

fn drop_element(root: &mut Element, random: &mut Random) -> Option<String> {
    let (element, at) = parent(root, random)?;
    let done = format!("drop {}", name_at(element, at));
    element.children.remove(at);
    Some(done)
}

fn duplicate_element(root: &mut Element, random: &mut Random) -> Option<String> {
    let (element, at) = parent(root, random)?;
    let done = format!("duplicate {}", name_at(element, at));
    let copy = element.children[at].clone();
    element.children.insert(at, copy);
    Some(done)
}

/// A name that is nearly the one given, or another one of the document.
fn other_name(name: &str, names: &[String], random: &mut Random) -> String {
    match random.below(4) {
        0 => format!("{name}s"),
        1 if name.len() > 2 && name.is_ascii() => {
            let mut bytes = name.as_bytes().to_vec();
            bytes.swap(name.len() - 1, name.len() - 2);
            String::from_utf8(bytes).unwrap()
        }
        _ => random.pick(names).cloned().unwrap_or_default(),
    }
}

fn rename_element(root: &mut Element, random: &mut Random) -> Option<String> {
    let mut names = Vec::new();
    root.names(false, &mut names);
    let element = any(root, random)?;
    let new = other_name(&element.name, &names, random);
    if new.contains(':') || new.is_empty() {
        return None;
    }
    let done = format!("rename {} to {new}", element.name);
    element.name = new;
    Some(done)
}

fn move_element(root: &mut Element, random: &mut Random) -> Option<String> {
    let (element, at) = parent(root, random)?;
    let name = name_at(element, at);
    let moved = element.children.remove(at);
    let target = any(root, random)?;
    let place = random.below(target.children.len() + 1);
    let done = format!("move {name} into {}", target.name);
    target.children.insert(place, moved);
    Some(done)
}

fn swap_elements(root: &mut Element, random: &mut Random) -> Option<String> {
    let (element, left) = parent(root, random)?;
    let right = *random.pick(&element.element_places())?;
    element.children.swap(left, right);
    Some(format!("swap {} and {}", name_at(element, left), name_at(element, right)))
}

/// An element and the place of one of its attributes, which is no namespace declaration.
fn attribute<'r>(root: &'r mut Element, random: &mut Random) -> Option<(&'r mut Element, usize)> {
    let element = any(root, random)?;
    let own = |name: &str| !name.starts_with("xmlns");
    let places: Vec<usize> =
        (0..element.attributes.len()).filter(|at| own(&element.attributes[*at].0)).collect();
    let at = *random.pick(&places)?;
    Some((element, at))
}

fn drop_attribute(root: &mut Element, random: &mut Random) -> Option<String> {
    let (element, at) = attribute(root, random)?;
    let (name, _) = element.attributes.remove(at);
    Some(format!("drop {}/@{name}", element.name))
}

fn add_attribute(root: &mut Element, random: &mut Random) -> Option<String> {
    let (mut names, mut values) = (vec!["foo".to_owned(), "type".to_owned()], Vec::new());
    root.names(true, &mut names);
    root.values(&mut values);
    let name = random.pick(&names)?.clone();
    let value = other_value(random.pick(&values)?, &values, random);
    let element = any(root, random)?;
    if element.attributes.iter().any(|(own, _)| *own == name) {
        return None;
    }
    let done = format!("add {}/@{name}={value:?}", element.name);
    element.attributes.push((name, value));
    Some(done)
}

fn rename_attribute(root: &mut Element, random: &mut Random) -> Option<String> {
    let mut names = Vec::new();
    root.names(true, &mut names);
    let (element, at) = attribute(root, random)?;
    let old = element.attributes[at].0.clone();
    let new = other_name(&old, &names, random);
    if new.is_empty() || new.contains(':') || element.attributes.iter().any(|(own, _)| *own == new) {
        return None;
    }
    let done = format!("rename {}/@{old} to {new}", element.name);
    element.attributes[at].0 = new;
    Some(done)
}

/// A value that is nearly the one given, a usual one, or another one of the document.
fn other_value(value: &str, values: &[String], random: &mut Random) -> String {
    const USUAL: &[&str] = &[
        "",
        "0",
        "1",
        "-1",
        "yes",
        "no",
        "on",
        "off",
        "banana",
        "1.5",
        "0x10",
        "4294967296",
        "99999999999999999999",
        "a b",
        "ü",
        "/dev/null",
        "default",
        "none",
        "00:11:22:33:44:55",
        "192.168.1.1",
        "fe80::1",
        "127",
    ];
    match random.below(9) {
        0 => format!(" {value} "),
        1 => format!("{value}x"),
        2 => value.to_uppercase(),
        3 => value.chars().rev().collect(),
        4 => value.chars().skip(1).collect(),
        5 => format!("{value}\n"),
        6 => random.pick(values).cloned().unwrap_or_default(),
        _ => random.pick(USUAL).map(|usual| (*usual).to_owned()).unwrap_or_default(),
    }
}

fn change_attribute(root: &mut Element, random: &mut Random) -> Option<String> {
    let mut values = Vec::new();
    root.values(&mut values);
    let (element, at) = attribute(root, random)?;
    let new = other_value(&element.attributes[at].1, &values, random);
    let done = format!("change {}/@{} to {new:?}", element.name, element.attributes[at].0);
    element.attributes[at].1 = new;
    Some(done)
}

/// Gives one attribute the value of another of the same name.
fn copy_attribute_value(root: &mut Element, random: &mut Random) -> Option<String> {
    let (from, at) = attribute(root, random)?;
    let (name, value) = from.attributes[at].clone();
    let target = any(root, random)?;
    let done = format!("copy @{name}={value:?} to {}", target.name);
    match target.attributes.iter_mut().find(|(own, _)| *own == name) {
        Some((_, old)) => *old = value,
        None if !name.contains(':') => target.attributes.push((name, value)),
        None => return None,
    }
    Some(done)
}

fn change_text(root: &mut Element, random: &mut Random) -> Option<String> {
    let mut values = Vec::new();
    root.values(&mut values);
    let element = any(root, random)?;
    let name = element.name.clone();
    let text = element.children.iter_mut().find_map(|child| match child {
        Child::Text(text) if !text.trim().is_empty() => Some(text),
        _ => None,
    })?;
    let new = other_value(text, &values, random);
    *text = new;
    Some(format!("change the text of {name} to {text:?}"))
}

fn add_text(root: &mut Element, random: &mut Random) -> Option<String> {
    let element = any(root, random)?;
    let place = random.below(element.children.len() + 1);
    element.children.insert(place, Child::Text("stray".to_owned()));
    Some(format!("add text to {}", element.name))
}

fn insert_foreign(root: &mut Element, random: &mut Random) -> Option<String> {
    let element = any(root, random)?;
    let foreign = random.below(2) == 0;
    let attributes =
        if foreign { vec![("xmlns".to_owned(), "urn:example:foreign".to_owned())] } else { Vec::new() };
    let new = Element { name: "stranger".to_owned(), attributes, children: Vec::new() };
    let place = random.below(element.children.len() + 1);
    element.children.insert(place, Child::Element(new));
    Some(format!("insert a {} element into {}", if foreign { "foreign" } else { "new" }, element.name))
}

fn empty_element(root: &mut Element, random: &mut Random) -> Option<String> {
    let element = any(root, random)?;
    element.children.clear();
    Some(format!("empty {}", element.name))
}

fn wrap_element(root: &mut Element, random: &mut Random) -> Option<String> {
    let (element, at) = parent(root, random)?;
    let done = format!("wrap {}", name_at(element, at));
    let Child::Element(inner) = element.children[at].clone() else { return None };
    let name = inner.name.clone();
    element.children[at] =
        Child::Element(Element { name, attributes: Vec::new(), children: vec![Child::Element(inner)] });
    Some(done)
}
