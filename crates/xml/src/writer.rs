//! The canonical form: two spaces, single quotes, empty elements closed at once.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

/// What a document is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct WriteOptions {
    /// Fields marked `live` are written.
    pub live: bool,
    /// Fields marked `secret` are written.
    pub secret: bool,
    /// Fields marked `status` are written: what a daemon keeps for itself on disk.
    pub status: bool,
    /// The document is for a peer that may be older: what it would not understand is left out.
    pub migratable: bool,
}

impl WriteOptions {
    /// These two; neither `status` nor `migratable`.
    #[must_use]
    pub fn new(live: bool, secret: bool) -> Self {
        Self { live, secret, status: false, migratable: false }
    }
}

impl Default for WriteOptions {
    /// Everything is written but what a daemon keeps for itself.
    fn default() -> Self {
        Self::new(true, true)
    }
}

#[derive(Debug, Clone, Copy)]
struct Open {
    /// Where its name starts in `names`.
    name: usize,
    /// Whether it holds text directly.
    inline: bool,
    /// Whether it gets an end tag even if it is empty.
    long: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    /// Nothing is open or the last thing was a whole line.
    Lines,
    /// Inside a start tag: attributes may follow.
    Tag,
    /// Behind text: what follows stays on the line, because white space would become content.
    Inline,
}

/// Writes a document, element by element.
///
/// ```
/// let mut w = vir_xml::Writer::default();
/// w.start("a");
/// w.attr("b", "it's");
/// w.start("c");
/// w.text("x < y");
/// w.end();
/// w.start("d");
/// w.end();
/// w.end();
/// assert_eq!(w.finish(), "<a b='it&apos;s'>\n  <c>x &lt; y</c>\n  <d/>\n</a>\n");
/// ```
#[derive(Debug)]
pub struct Writer {
    out: String,
    open: Vec<Open>,
    names: String,
    state: State,
    options: WriteOptions,
    /// Declared namespaces: how many elements were open, the URI and its prefix.
    namespaces: Vec<(usize, String, String)>,
}

impl Default for Writer {
    fn default() -> Self {
        Self::new(WriteOptions::default())
    }
}

impl Writer {
    /// A writer of an empty document.
    #[must_use]
    pub fn new(options: WriteOptions) -> Self {
        Self {
            out: String::new(),
            open: Vec::new(),
            names: String::new(),
            state: State::Lines,
            options,
            namespaces: Vec::new(),
        }
    }

    /// What the document is written for.
    #[must_use]
    pub fn options(&self) -> WriteOptions {
        self.options
    }

    /// The document.
    #[must_use]
    pub fn finish(self) -> String {
        self.out
    }

    fn indent(&mut self) {
        // Nothing real is deeper; without a bound a hostile document would grow a hundredfold.
        const DEEPEST: usize = 32;
        for _ in 0..self.open.len().min(DEEPEST) {
            self.out.push_str("  ");
        }
    }

    /// Closes a start tag, if one is open, and begins a line where lines are allowed.
    fn content(&mut self) {
        match self.state {
            State::Tag if self.inline() => {
                self.out.push('>');
                self.state = State::Inline;
            }
            State::Tag => {
                self.out.push_str(">\n");
                self.state = State::Lines;
                self.indent();
            }
            State::Lines => self.indent(),
            State::Inline => {}
        }
    }

    fn inline(&self) -> bool {
        self.open.last().is_some_and(|open| open.inline)
    }

    fn line_end(&mut self) {
        // Inside an element with text the next thing must stay on the line.
        if self.inline() {
            self.state = State::Inline;
        } else {
            self.out.push('\n');
            self.state = State::Lines;
        }
    }

    /// Opens an element.
    pub fn start(&mut self, name: &str) {
        self.content();
        let inline = self.inline();
        self.out.push('<');
        self.out.push_str(name);
        self.open.push(Open { name: self.names.len(), inline, long: false });
        self.names.push_str(name);
        self.state = State::Tag;
    }

    /// Adds an attribute to the element just opened.
    pub fn attr(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("='");
        self.out.push_str(&escape_attr(value));
        self.out.push('\'');
    }

    /// Adds an attribute whose value needs no escaping, such as a number.
    pub fn attr_fmt(&mut self, name: &str, value: fmt::Arguments<'_>) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("='");
        // Writing into a string cannot fail.
        let _ = self.out.write_fmt(value);
        self.out.push('\'');
    }

    /// Gives the element just opened an end tag even if it stays empty, as libvirt does with a few.
    pub fn long_form(&mut self) {
        if let Some(open) = self.open.last_mut() {
            open.long = true;
        }
    }

    /// Adds text to the open element.
    pub fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if self.state == State::Tag {
            self.out.push('>');
        } else if self.state == State::Lines {
            self.indent();
        }
        self.state = State::Inline;
        if let Some(open) = self.open.last_mut() {
            open.inline = true;
        }
        self.out.push_str(&escape(text));
    }

    /// Adds an element as its bytes.
    pub fn raw(&mut self, source: &str) {
        self.content();
        self.out.push_str(source);
        self.line_end();
    }

    /// Closes the element opened last.
    pub fn end(&mut self) {
        let Some(Open { name: start, long, .. }) = self.open.pop() else { return };
        if long && self.state == State::Tag {
            self.out.push_str(">\n");
            self.state = State::Lines;
        }
        match self.state {
            State::Tag => self.out.push_str("/>"),
            state => {
                if state == State::Lines {
                    self.indent();
                }
                self.out.push_str("</");
                self.out.push_str(self.names.get(start..).unwrap_or_default());
                self.out.push('>');
            }
        }
        self.names.truncate(start);
        let depth = self.open.len();
        while self.namespaces.last().is_some_and(|(at, ..)| *at > depth) {
            self.namespaces.pop();
        }
        self.line_end();
    }

    /// Sees to it that the element just opened can hold elements of a namespace: with the prefix that
    /// is known already, or this one, which is then declared.
    pub fn namespace(&mut self, uri: &str, prefix: &str) {
        let depth = self.open.len();
        if !self.namespaces.iter().any(|(_, known, _)| known == uri) {
            self.attr(&format!("xmlns:{prefix}"), uri);
            self.namespaces.push((depth, uri.into(), prefix.into()));
        }
    }

    /// A name with the prefix of its namespace.
    #[must_use]
    pub fn qualified(&self, uri: &str, name: &str) -> String {
        match self.namespaces.iter().rev().find(|(_, known, _)| known == uri) {
            Some((_, _, prefix)) => format!("{prefix}:{name}"),
            None => name.into(),
        }
    }

    /// An element that holds only text.
    pub fn text_element(&mut self, name: &str, text: &str) {
        self.start(name);
        self.text(text);
        self.end();
    }
}

/// Replaces what may not stand in text or between quotes, and leaves out control characters, which XML
/// cannot hold at all.
#[must_use]
pub fn escape(text: &str) -> Cow<'_, str> {
    escape_with(text, |c| c == '\r')
}

/// The same for the value of an attribute, where a reader takes any white space for a blank.
fn escape_attr(text: &str) -> Cow<'_, str> {
    escape_with(text, |c| matches!(c, '\t' | '\n' | '\r'))
}

fn escape_with(text: &str, by_number: impl Fn(char) -> bool) -> Cow<'_, str> {
    let special = |c: char| matches!(c, '<' | '>' | '&' | '\'' | '"') || by_number(c) || forbidden(c);
    let Some(first) = text.find(special) else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len().saturating_add(16));
    let (plain, rest) = text.split_at(first);
    out.push_str(plain);
    for c in rest.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\'' => out.push_str("&apos;"),
            '"' => out.push_str("&quot;"),
            c if by_number(c) => {
                // Writing into a string cannot fail.
                let _ = write!(out, "&#{};", u32::from(c));
            }
            c if forbidden(c) => {}
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

fn forbidden(c: char) -> bool {
    (c < ' ' && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaping() {
        assert_eq!(escape("a<b>&'\"\u{1}\u{1f}\t\n"), "a&lt;b&gt;&amp;&apos;&quot;\t\n");
        assert!(matches!(escape("plain"), Cow::Borrowed("plain")));
        assert_eq!(escape("a\r\n"), "a&#13;\n");
        assert_eq!(escape_attr("a\tb\nc"), "a&#9;b&#10;c");
    }

    #[test]
    fn text_beside_elements_stays_on_the_line() {
        let mut w = Writer::default();
        w.start("a");
        w.start("b");
        w.text("x");
        w.start("c");
        w.start("d");
        w.end();
        w.end();
        w.text("y");
        w.raw("<e/>");
        w.end();
        w.raw("<f>\n</f>");
        w.end();
        assert_eq!(w.finish(), "<a>\n  <b>x<c><d/></c>y<e/></b>\n  <f>\n</f>\n</a>\n");
    }
}
