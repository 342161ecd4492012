//! Cuts the compact syntax into tokens.

use crate::error::{Flaw, Place, SchemaErrorKind as Why, Step};
use crate::xmlchars::{is_char, is_name_char, is_name_start};

/// A token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    /// A name; `true` if written with a backslash, so that it is no keyword.
    Name(String, bool),
    /// `prefix:local`.
    Prefixed(String, String),
    /// `prefix:*`.
    Wild(String),
    /// A quoted text.
    Literal(String),
    /// A line of documentation. Its text is of no use here.
    Documentation,
    /// Punctuation.
    Mark(&'static str),
    End,
}

/// What stands for a line feed that was written as `\x{A}`: such a one does not end a line.
const ESCAPED_LF: char = '\u{1}';
/// The same for a carriage return.
const ESCAPED_CR: char = '\u{2}';

/// Punctuation, longer marks first.
const MARKS: [&str; 18] =
    ["|=", "&=", ">>", "=", "(", ")", "{", "}", "[", "]", ",", "&", "|", "?", "*", "+", "-", "~"];

struct Lexer<'t> {
    rest: std::str::Chars<'t>,
    /// Characters that were looked at, escapes resolved, and where they begin.
    ahead: std::collections::VecDeque<(char, Place)>,
    at: Place,
}

/// Cuts a text into tokens.
pub(crate) fn tokens(text: &str, file: u32) -> Step<Vec<(Token, Place)>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let at = Place { file, line: 1, column: 1 };
    let mut lexer = Lexer { rest: text.chars(), ahead: std::collections::VecDeque::new(), at };
    let mut tokens = Vec::new();
    loop {
        let (token, place) = lexer.token()?;
        let end = token == Token::End;
        tokens.push((token, place));
        if end {
            return Ok(tokens);
        }
    }
}

impl Lexer<'_> {
    fn flaw(at: Place, message: impl Into<String>) -> Flaw {
        Flaw::new(Why::Syntax, at, message)
    }

    /// The next character as it stands in the text; line ends become line feeds.
    fn raw(&mut self) -> Option<(char, Place)> {
        let at = self.at;
        let mut c = self.rest.next()?;
        if c == '\r' {
            if self.rest.as_str().starts_with('\n') {
                self.rest.next();
            }
            c = '\n';
        }
        if c == '\n' {
            self.at.line = self.at.line.saturating_add(1);
            self.at.column = 1;
        } else {
            self.at.column = self.at.column.saturating_add(1);
        }
        Some((c, at))
    }

    /// Reads one more character, `\x{…}` resolved.
    fn fill(&mut self) -> Step<bool> {
        let Some((c, at)) = self.raw() else { return Ok(false) };
        if !is_char(c) {
            return Err(Self::flaw(at, format!("the character U+{:04X} is not allowed", u32::from(c))));
        }
        let mut c = c;
        if c == '\\' {
            let rest = self.rest.as_str();
            let after = rest.trim_start_matches('x');
            if after.len() < rest.len() && after.starts_with('{') {
                c = self.escape(at)?;
            }
        }
        self.ahead.push_back((c, at));
        Ok(true)
    }

    fn escape(&mut self, at: Place) -> Step<char> {
        while self.raw().is_some_and(|(c, _)| c != '{') {}
        let mut code = 0u32;
        let mut digits = 0u32;
        loop {
            let digit = match self.raw() {
                Some(('}', _)) if digits > 0 => break,
                Some((c, _)) => c.to_digit(16),
                None => None,
            };
            let Some(digit) = digit else {
                return Err(Self::flaw(at, "this escape is not of the form \\x{HEX}"));
            };
            code = code.saturating_mul(16).saturating_add(digit);
            digits = digits.saturating_add(1);
        }
        match char::from_u32(code).filter(|c| is_char(*c)) {
            Some('\n') => Ok(ESCAPED_LF),
            Some('\r') => Ok(ESCAPED_CR),
            Some(c) => Ok(c),
            None => Err(Self::flaw(at, format!("the character U+{code:04X} is not allowed"))),
        }
    }

    fn peek_at(&mut self, distance: usize) -> Step<Option<char>> {
        while self.ahead.len() <= distance {
            if !self.fill()? {
                return Ok(None);
            }
        }
        Ok(self.ahead.get(distance).map(|(c, _)| *c))
    }

    fn peek(&mut self) -> Step<Option<char>> {
        self.peek_at(0)
    }

    fn bump(&mut self) -> Step<Option<char>> {
        self.peek()?;
        Ok(self.ahead.pop_front().map(|(c, _)| c))
    }

    /// Takes a text if it comes next.
    fn eat(&mut self, text: &str) -> Step<bool> {
        for (distance, wanted) in text.chars().enumerate() {
            if self.peek_at(distance)? != Some(wanted) {
                return Ok(false);
            }
        }
        for _ in text.chars() {
            self.ahead.pop_front();
        }
        Ok(true)
    }

    fn place(&mut self) -> Step<Place> {
        self.peek()?;
        Ok(self.ahead.front().map_or(self.at, |(_, at)| *at))
    }

    fn token(&mut self) -> Step<(Token, Place)> {
        loop {
            let at = self.place()?;
            let Some(c) = self.peek()? else { return Ok((Token::End, at)) };
            match c {
                ' ' | '\t' | '\n' => {
                    self.bump()?;
                }
                '#' => {
                    self.bump()?;
                    let documentation = self.peek()? == Some('#');
                    while self.peek()?.is_some_and(|c| c != '\n') {
                        self.bump()?;
                    }
                    if documentation {
                        return Ok((Token::Documentation, at));
                    }
                }
                '"' | '\'' => return Ok((Token::Literal(self.literal(c, at)?), at)),
                '\\' => {
                    self.bump()?;
                    return match self.name()? {
                        Some(name) => Ok((Token::Name(name, true), at)),
                        None => Err(Self::flaw(at, "a backslash has to be followed by a name")),
                    };
                }
                _ => return Ok((self.name_or_mark(c, at)?, at)),
            }
        }
    }

    fn name_or_mark(&mut self, c: char, at: Place) -> Step<Token> {
        if let Some(name) = self.name()? {
            if self.peek()? != Some(':') {
                return Ok(Token::Name(name, false));
            }
            self.bump()?;
            if self.eat("*")? {
                return Ok(Token::Wild(name));
            }
            return match self.name()? {
                Some(local) => Ok(Token::Prefixed(name, local)),
                None => Err(Self::flaw(at, format!("'{name}:' has to be followed by a name or *"))),
            };
        }
        for mark in MARKS {
            if self.eat(mark)? {
                return Ok(Token::Mark(mark));
            }
        }
        let c = match c {
            ESCAPED_LF | ESCAPED_CR => "an escaped line end".to_owned(),
            c => format!("'{c}'"),
        };
        Err(Self::flaw(at, format!("{c} means nothing here")))
    }

    fn name(&mut self) -> Step<Option<String>> {
        if !self.peek()?.is_some_and(is_name_start) {
            return Ok(None);
        }
        let mut name = String::new();
        while let Some(c) = self.peek()?.filter(|c| is_name_char(*c)) {
            name.push(c);
            self.bump()?;
        }
        Ok(Some(name))
    }

    fn literal(&mut self, quote: char, at: Place) -> Step<String> {
        let triple = if quote == '"' { "\"\"\"" } else { "'''" };
        let long = self.eat(triple)?;
        if !long {
            self.bump()?;
        }
        let mut text = String::new();
        loop {
            if long && self.eat(triple)? {
                return Ok(text);
            }
            match self.bump()? {
                Some(c) if c == quote && !long => return Ok(text),
                Some('\n') if !long => break,
                Some(ESCAPED_LF) => text.push('\n'),
                Some(ESCAPED_CR) => text.push('\r'),
                Some(c) => text.push(c),
                None => break,
            }
        }
        Err(Self::flaw(at, "this quoted text has no end"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Vec<Token> {
        tokens(text, 0).unwrap().into_iter().map(|(token, _)| token).collect()
    }

    #[test]
    fn escapes_come_before_everything() {
        assert_eq!(plain("\\x{61}\\xx{62}"), [Token::Name("ab".into(), false), Token::End]);
        assert_eq!(plain("\\xyz"), [Token::Name("xyz".into(), true), Token::End]);
        assert_eq!(plain("'a\\x{A}b'"), [Token::Literal("a\nb".into()), Token::End]);
        assert!(tokens("'a\nb'", 0).is_err());
        assert!(tokens("\\x{D800}", 0).is_err());
        assert!(tokens("\\x{}", 0).is_err());
    }

    #[test]
    fn names_marks_and_places() {
        let all = tokens("a:b c:*\r\n# x\n## y\n|= |", 0).unwrap();
        let expected = [
            (Token::Prefixed("a".into(), "b".into()), 1, 1),
            (Token::Wild("c".into()), 1, 5),
            (Token::Documentation, 3, 1),
            (Token::Mark("|="), 4, 1),
            (Token::Mark("|"), 4, 4),
            (Token::End, 4, 5),
        ];
        let found: Vec<_> = all.into_iter().map(|(token, at)| (token, at.line, at.column)).collect();
        assert_eq!(found, expected);
    }
}
