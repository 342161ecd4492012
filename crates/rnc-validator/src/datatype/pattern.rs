//! Regular expressions of XML Schema, translated for the `regex` crate.

use std::iter::Peekable;
use std::str::Chars;

use regex::{Regex, RegexBuilder};

use super::blocks;

/// Parentheses and classes inside each other.
const DEPTH: u32 = 100;
/// Bytes of a compiled expression.
const SIZE: usize = 4 << 20;

const NAME_START: &str = r"_:A-Za-z\x{C0}-\x{D6}\x{D8}-\x{F6}\x{F8}-\x{2FF}\x{370}-\x{37D}\x{37F}-\x{1FFF}\x{200C}-\x{200D}\x{2070}-\x{218F}\x{2C00}-\x{2FEF}\x{3001}-\x{D7FF}\x{F900}-\x{FDCF}\x{FDF0}-\x{FFFD}\x{10000}-\x{EFFFF}";
const NAME_MORE: &str = r"\-.0-9\x{B7}\x{300}-\x{36F}\x{203F}-\x{2040}";

/// Compiles an expression; as in XML Schema it has to match the whole value.
pub(crate) fn compile(text: &str) -> Result<Regex, String> {
    let mut translator = Translator { rest: text.chars().peekable(), out: String::from(r"\A(?:"), depth: 0 };
    translator.expression().map_err(|reason| format!("the pattern '{text}' is wrong: {reason}"))?;
    translator.out.push_str(r")\z");
    RegexBuilder::new(&translator.out)
        .size_limit(SIZE)
        .dfa_size_limit(SIZE)
        .build()
        .map_err(|error| format!("the pattern '{text}' cannot be used: {error}"))
}

struct Translator<'t> {
    rest: Peekable<Chars<'t>>,
    out: String,
    depth: u32,
}

type Step = Result<(), String>;

impl Translator<'_> {
    fn expression(&mut self) -> Step {
        self.alternatives()?;
        match self.rest.next() {
            None => Ok(()),
            Some(c) => Err(format!("'{c}' is one too many")),
        }
    }

    fn enter(&mut self) -> Step {
        self.depth = self.depth.saturating_add(1);
        if self.depth > DEPTH { Err("it is nested too deeply".to_owned()) } else { Ok(()) }
    }

    fn alternatives(&mut self) -> Step {
        self.enter()?;
        while let Some(&c) = self.rest.peek() {
            match c {
                '|' => {
                    self.rest.next();
                    self.out.push('|');
                }
                ')' => break,
                _ => {
                    self.atom()?;
                    self.quantifier()?;
                }
            }
        }
        self.depth = self.depth.saturating_sub(1);
        Ok(())
    }

    fn atom(&mut self) -> Step {
        match self.rest.next() {
            Some('(') => {
                self.out.push_str("(?:");
                self.alternatives()?;
                if self.rest.next() != Some(')') {
                    return Err("a parenthesis is not closed".to_owned());
                }
                self.out.push(')');
            }
            Some('[') => self.class()?,
            Some('.') => self.out.push_str(r"[^\n\r]"),
            Some('\\') => {
                let escape = self.escape()?;
                self.out.push_str(&escape.whole());
            }
            Some(c @ ('?' | '*' | '+' | '{' | '}' | ']')) => return Err(format!("'{c}' cannot stand here")),
            Some(c) => push_literal(&mut self.out, c),
            None => {}
        }
        Ok(())
    }

    fn quantifier(&mut self) -> Step {
        match self.rest.peek() {
            Some(&c @ ('?' | '*' | '+')) => {
                self.rest.next();
                self.out.push(c);
            }
            Some('{') => {
                self.rest.next();
                let mut count = String::new();
                loop {
                    match self.rest.next() {
                        Some('}') => break,
                        Some(c) if c.is_ascii_digit() || (c == ',' && !count.contains(',')) => count.push(c),
                        _ => return Err("a count is not of the form {n}, {n,} or {n,m}".to_owned()),
                    }
                }
                if count.is_empty() || count.starts_with(',') {
                    return Err("a count has to begin with a number".to_owned());
                }
                self.out.push('{');
                self.out.push_str(&count);
                self.out.push('}');
            }
            _ => return Ok(()),
        }
        match self.rest.peek() {
            Some(c @ ('?' | '*' | '+' | '{')) => Err(format!("'{c}' cannot follow a repetition")),
            _ => Ok(()),
        }
    }

    /// What follows a backslash.
    fn escape(&mut self) -> Result<Escape, String> {
        let set = |text: &str| Ok(Escape::Set(false, text.to_owned()));
        let not = |text: &str| Ok(Escape::Set(true, text.to_owned()));
        match self.rest.next() {
            Some('n') => Ok(Escape::One('\n')),
            Some('r') => Ok(Escape::One('\r')),
            Some('t') => Ok(Escape::One('\t')),
            Some('s') => set(r" \t\n\r"),
            Some('S') => not(r" \t\n\r"),
            Some('d') => set(r"\p{Nd}"),
            Some('D') => not(r"\p{Nd}"),
            Some('w') => not(r"\p{P}\p{Z}\p{C}"),
            Some('W') => set(r"\p{P}\p{Z}\p{C}"),
            Some('i') => set(NAME_START),
            Some('I') => not(NAME_START),
            Some('c') => Ok(Escape::Set(false, format!("{NAME_START}{NAME_MORE}"))),
            Some('C') => Ok(Escape::Set(true, format!("{NAME_START}{NAME_MORE}"))),
            Some(c @ ('p' | 'P')) => Ok(Escape::Set(c == 'P', self.property()?)),
            Some(c) if r"\|.?*+(){}-[]^$".contains(c) => Ok(Escape::One(c)),
            Some(c) => Err(format!("'\\{c}' means nothing")),
            None => Err("it ends with a backslash".to_owned()),
        }
    }

    fn property(&mut self) -> Result<String, String> {
        let mut name = String::new();
        if self.rest.next() != Some('{') {
            return Err("a property has to be in braces".to_owned());
        }
        loop {
            match self.rest.next() {
                Some('}') => break,
                Some(c) => name.push(c),
                None => return Err("a property is not closed".to_owned()),
            }
        }
        if let Some(block) = name.strip_prefix("Is") {
            let (first, last) = blocks::range(block).ok_or(format!("there is no block '{block}'"))?;
            return Ok(format!(r"\x{{{first:X}}}-\x{{{last:X}}}"));
        }
        let general = [
            "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd",
            "Ps", "Pe", "Pi", "Pf", "Po", "Z", "Zs", "Zl", "Zp", "S", "Sm", "Sc", "Sk", "So", "C", "Cc",
            "Cf", "Co", "Cn",
        ];
        if general.contains(&name.as_str()) {
            Ok(format!(r"\p{{{name}}}"))
        } else {
            Err(format!("there is no property '{name}'"))
        }
    }

    /// A class in brackets; the opening one is already read.
    fn class(&mut self) -> Step {
        self.enter()?;
        let negative = self.rest.next_if_eq(&'^').is_some();
        let mut items = String::new();
        let mut last: Option<char> = None;
        let mut subtract = None;
        loop {
            let c = self.rest.next().ok_or("a class is not closed")?;
            match c {
                ']' => break,
                '[' => return Err("'[' cannot stand in a class".to_owned()),
                '-' if self.rest.peek() == Some(&'[') => {
                    self.rest.next();
                    let outer = std::mem::take(&mut self.out);
                    self.class()?;
                    subtract = Some(std::mem::replace(&mut self.out, outer));
                    if self.rest.next() != Some(']') {
                        return Err("a subtraction has to end its class".to_owned());
                    }
                    break;
                }
                '-' if last.is_some() && self.rest.peek().is_some_and(|c| *c != ']') => {
                    let end = self.range_end()?;
                    if last.is_some_and(|first| first > end) {
                        return Err("a range is the wrong way round".to_owned());
                    }
                    items.push('-');
                    push_escaped(&mut items, end);
                    last = None;
                }
                '\\' => match self.escape()? {
                    Escape::One(c) => {
                        push_escaped(&mut items, c);
                        last = Some(c);
                    }
                    set @ Escape::Set(..) => {
                        items.push_str(&set.whole());
                        last = None;
                    }
                },
                c => {
                    push_escaped(&mut items, c);
                    last = Some(c);
                }
            }
        }
        if items.is_empty() {
            return Err("a class is empty".to_owned());
        }
        let hat = if negative { "^" } else { "" };
        match subtract {
            None => self.out.push_str(&format!("[{hat}{items}]")),
            Some(less) => self.out.push_str(&format!("[[{hat}{items}]--{less}]")),
        }
        self.depth = self.depth.saturating_sub(1);
        Ok(())
    }

    fn range_end(&mut self) -> Result<char, String> {
        match self.rest.next() {
            Some('\\') => match self.escape()? {
                Escape::One(c) => Ok(c),
                Escape::Set(..) => Err("a range cannot end with a class".to_owned()),
            },
            Some('[') | None => Err("a range has no end".to_owned()),
            Some(c) => Ok(c),
        }
    }
}

enum Escape {
    One(char),
    /// Items of a class, and whether the class is negated.
    Set(bool, String),
}

impl Escape {
    /// The escape as an expression of its own, which may also stand inside a class.
    fn whole(&self) -> String {
        match self {
            Self::One(c) => {
                let mut out = String::new();
                push_escaped(&mut out, *c);
                out
            }
            Self::Set(negative, items) => format!("[{}{items}]", if *negative { "^" } else { "" }),
        }
    }
}

fn push_literal(out: &mut String, c: char) {
    out.push_str(&regex::escape(c.encode_utf8(&mut [0; 4])));
}

/// Writes a character so that it means itself inside a class too.
fn push_escaped(out: &mut String, c: char) {
    if c.is_ascii_alphanumeric() || !c.is_ascii() {
        out.push(c);
    } else {
        out.push_str(&format!(r"\x{{{:X}}}", u32::from(c)));
    }
}
