//! Cutting text into words.

use std::iter::Peekable;
use std::str::Chars;

use anyhow::{Result, bail};

/// A piece of a command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    Word(String),
    /// The end of a command.
    End,
}

/// The words of a text, in which `;` and line ends separate commands.
///
/// `'…'` takes everything literally, `"…"` everything but `\`, and `\` takes the next character literally
/// or joins two lines. A word that starts with `#` opens a comment.
pub(crate) struct Words<'a> {
    rest: Peekable<Chars<'a>>,
}

impl<'a> Words<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        Self { rest: text.chars().peekable() }
    }

    /// Leaves out blanks and joined lines before a word.
    fn skip_blanks(&mut self) {
        loop {
            match self.rest.peek().copied() {
                Some(' ' | '\t') => {
                    self.rest.next();
                }
                Some('\\') if self.rest.clone().nth(1) == Some('\n') => {
                    self.rest.nth(1);
                }
                _ => return,
            }
        }
    }

    fn word(&mut self) -> Result<Token> {
        let mut word = String::new();
        let mut quote = None;
        while let Some(&next) = self.rest.peek() {
            if quote.is_none() && matches!(next, ' ' | '\t' | ';' | '\n') {
                break;
            }
            self.rest.next();
            match (next, quote) {
                ('\'' | '"', None) => quote = Some(next),
                ('\'' | '"', Some(open)) if open == next => quote = None,
                ('\\', None | Some('"')) => match self.rest.next() {
                    None => bail!("dangling \\"),
                    Some('\n') => {}
                    Some(escaped) => word.push(escaped),
                },
                _ => word.push(next),
            }
        }
        // A single quote may stay open, as it always could.
        if quote == Some('"') {
            bail!("missing \"");
        }
        Ok(Token::Word(word))
    }
}

impl Iterator for Words<'_> {
    type Item = Result<Token>;

    fn next(&mut self) -> Option<Self::Item> {
        self.skip_blanks();
        match self.rest.peek()? {
            ';' | '\n' => {
                self.rest.next();
                Some(Ok(Token::End))
            }
            '#' => {
                self.rest.find(|c| *c == '\n');
                Some(Ok(Token::End))
            }
            _ => Some(self.word()),
        }
    }
}

/// The words of a program's arguments, in which an argument `;` separates commands.
pub(crate) fn arguments(args: &[String]) -> impl Iterator<Item = Result<Token>> {
    args.iter().map(|arg| Ok(if arg == ";" { Token::End } else { Token::Word(arg.clone()) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let shown: Result<Vec<String>> = Words::of(text)
            .map(|token| {
                Ok(match token? {
                    Token::Word(word) => format!("<{word}>"),
                    Token::End => ";".to_owned(),
                })
            })
            .collect();
        assert_eq!(shown.map_or_else(|error| error.to_string(), |shown| shown.join(" ")), expected, "{text}");
    }

    #[test]
    fn blanks_and_ends() {
        check("list  --all;dominfo\ttest\n", "<list> <--all> ; <dominfo> <test> ;");
        check("  ", "");
        check("a \\\n b", "<a> <b>");
    }

    #[test]
    fn quotes_and_escapes() {
        check("echo 'a b' \"c 'd'\" e\\ f", "<echo> <a b> <c 'd'> <e f>");
        check(r#"'a\b' "a\"b" ''"#, r#"<a\b> <a"b> <>"#);
        check("a;'b;c'", "<a> ; <b;c>");
        check("a\\\nb", "<ab>");
    }

    #[test]
    fn comments() {
        check("list # all; of them\nuri", "<list> ; <uri>");
        check("a#b", "<a#b>");
    }

    #[test]
    fn what_is_left_open() {
        check("echo \"a", "missing \"");
        check("echo a\\", "dangling \\");
        check("echo 'a", "<echo> <a>");
    }
}
