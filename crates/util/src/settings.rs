//! The syntax of libvirtd.conf: `name = value` lines, `#` comments.
//!
//! A value is a whole number, `true` or `false` (1 or 0), a string in single, double or triple double quotes (no escapes), or a
//! list of strings in brackets that may span lines.

use std::fmt;

/// A setting's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A whole number.
    Number(i64),
    /// A string.
    Text(String),
    /// A list of strings.
    List(Vec<String>),
}

impl Value {
    /// The kind, for error messages.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Number(_) => "a number",
            Self::Text(_) => "a string",
            Self::List(_) => "a list",
        }
    }
}

/// One `name = value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// What is set.
    pub name: String,
    /// To what.
    pub value: Value,
    /// Where it stands.
    pub line: usize,
}

/// What is wrong, and in which line.
#[derive(Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub message: String,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for SyntaxError {}

/// Reads all settings of a file.
///
/// # Errors
/// The first line that is none.
pub fn parse(text: &str) -> Result<Vec<Setting>, SyntaxError> {
    let mut parser = Parser { rest: text, line: 1 };
    let mut settings = Vec::new();
    loop {
        parser.skip_blank(true);
        if parser.rest.is_empty() {
            return Ok(settings);
        }
        let line = parser.line;
        let name = parser.name()?;
        parser.skip_blank(false);
        if !parser.eat("=") {
            return parser.fail(format!("expected '=' after '{name}'"));
        }
        parser.skip_blank(false);
        let value = parser.value()?;
        parser.end_of_line()?;
        settings.push(Setting { name, value, line });
    }
}

struct Parser<'a> {
    rest: &'a str,
    line: usize,
}

impl<'a> Parser<'a> {
    fn fail<T>(&self, message: String) -> Result<T, SyntaxError> {
        Err(SyntaxError { line: self.line, message })
    }

    fn advance(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.line += taken.matches('\n').count();
        self.rest = rest;
        taken
    }

    fn eat(&mut self, word: &str) -> bool {
        let found = self.rest.starts_with(word);
        if found {
            self.advance(word.len());
        }
        found
    }

    /// Spaces and comments; line ends too if `lines`.
    fn skip_blank(&mut self, lines: bool) {
        loop {
            let blank = |c: char| c == ' ' || c == '\t' || c == '\r' || (lines && c == '\n');
            let length = self.rest.find(|c| !blank(c)).unwrap_or(self.rest.len());
            self.advance(length);
            if !self.rest.starts_with('#') {
                return;
            }
            let length = self.rest.find('\n').unwrap_or(self.rest.len());
            self.advance(length);
        }
    }

    fn name(&mut self) -> Result<String, SyntaxError> {
        let length = self
            .rest
            .find(|c: char| !c.is_ascii_alphanumeric() && !"_-.".contains(c))
            .unwrap_or(self.rest.len());
        if length == 0 {
            let found = self.rest.chars().next().unwrap_or('?');
            return self.fail(format!("expected the name of a setting, found '{found}'"));
        }
        Ok(self.advance(length).to_owned())
    }

    fn text(&mut self) -> Result<String, SyntaxError> {
        for (quote, may_span) in [("\"\"\"", true), ("\"", false), ("'", false)] {
            if self.rest.starts_with(quote) {
                let start = self.line;
                self.advance(quote.len());
                let end = self
                    .rest
                    .find(quote)
                    .filter(|end| may_span || !self.rest.get(..*end).is_some_and(|t| t.contains('\n')));
                let Some(end) = end else {
                    return Err(SyntaxError {
                        line: start,
                        message: "this string is never closed".to_owned(),
                    });
                };
                let text = self.advance(end).to_owned();
                self.advance(quote.len());
                return Ok(text);
            }
        }
        self.fail("expected a string in quotes".to_owned())
    }

    fn value(&mut self) -> Result<Value, SyntaxError> {
        if self.eat("[") {
            let mut list = Vec::new();
            loop {
                self.skip_blank(true);
                if self.eat("]") {
                    return Ok(Value::List(list));
                }
                list.push(self.text()?);
                self.skip_blank(true);
                if !self.eat(",") && !self.rest.starts_with(']') {
                    return self.fail("expected ',' or ']' in this list".to_owned());
                }
            }
        }
        if self.rest.starts_with(['"', '\'']) {
            return self.text().map(Value::Text);
        }
        for (word, number) in [("true", 1), ("false", 0)] {
            if self.eat(word) {
                return Ok(Value::Number(number));
            }
        }
        let length = self.rest.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(self.rest.len());
        let digits = self.advance(length);
        match digits.parse() {
            Ok(number) => Ok(Value::Number(number)),
            Err(_) if digits.is_empty() => {
                self.fail("expected a number, a string in quotes or a list".to_owned())
            }
            Err(_) => self.fail(format!("'{digits}' is not a number")),
        }
    }

    fn end_of_line(&mut self) -> Result<(), SyntaxError> {
        self.skip_blank(false);
        if self.rest.is_empty() || self.eat("\n") {
            return Ok(());
        }
        let found: String = self.rest.chars().take_while(|c| *c != '\n').collect();
        self.fail(format!("'{found}' stands behind the value"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_value_is_read() {
        let text = "# a comment\nmax_clients = 5000 # more\nauth_unix_rw = \"none\"\nlist = [\n  'a', # one\n  \"b\",\n]\nlong = \"\"\"two\nlines\"\"\"\nyes = true\nno = false\n";
        let found: Vec<_> = parse(text).unwrap().into_iter().map(|s| (s.name, s.value, s.line)).collect();
        assert_eq!(
            found,
            [
                ("max_clients".to_owned(), Value::Number(5000), 2),
                ("auth_unix_rw".to_owned(), Value::Text("none".to_owned()), 3),
                ("list".to_owned(), Value::List(vec!["a".to_owned(), "b".to_owned()]), 4),
                ("long".to_owned(), Value::Text("two\nlines".to_owned()), 8),
                ("yes".to_owned(), Value::Number(1), 10),
                ("no".to_owned(), Value::Number(0), 11),
            ]
        );
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        for (text, expected) in [
            ("a = 1\nb", "line 2: expected '=' after 'b'"),
            ("a = ", "line 1: expected a number, a string in quotes or a list"),
            ("a = \"x\nb = 1", "line 1: this string is never closed"),
            ("a = [\"x\" \"y\"]", "line 1: expected ',' or ']' in this list"),
            ("a = truer", "line 1: 'r' stands behind the value"),
            ("a = 1 2", "line 1: '2' stands behind the value"),
            ("\n\n= 1", "line 3: expected the name of a setting, found '='"),
            ("a = 99999999999999999999", "line 1: '99999999999999999999' is not a number"),
        ] {
            assert_eq!(parse(text).unwrap_err().to_string(), expected, "{text:?}");
        }
    }
}
