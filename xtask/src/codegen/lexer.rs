//! Words of a `.x` file, each with its place.

use std::fmt;

/// A place in a source file, both counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Pos {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl fmt::Display for Pos {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// What is wrong with a source file, and where.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SourceError {
    pub(crate) file: String,
    pub(crate) pos: Pos,
    pub(crate) message: String,
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.pos, self.message)
    }
}

impl std::error::Error for SourceError {}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Word {
    Ident(String),
    Number(u64),
    Text(String),
    Sign(char),
    /// A comment, kept because annotations stand in comments.
    Comment(String),
    End,
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ident(name) => write!(f, "'{name}'"),
            Self::Number(number) => write!(f, "'{number}'"),
            Self::Text(text) => write!(f, "\"{text}\""),
            Self::Sign(sign) => write!(f, "'{sign}'"),
            Self::Comment(_) => f.write_str("a comment"),
            Self::End => f.write_str("the end of the file"),
        }
    }
}

/// Splits a source text into words.
pub(crate) fn words(file: &str, text: &str) -> Result<Vec<(Word, Pos)>, SourceError> {
    let mut out = Vec::new();
    let mut chars = text.chars().peekable();
    let mut pos = Pos { line: 1, column: 1 };
    macro_rules! bump {
        () => {{
            let c = chars.next();
            if c == Some('\n') {
                pos.line += 1;
                pos.column = 1;
            } else {
                pos.column += 1;
            }
            c
        }};
    }
    while let Some(&c) = chars.peek() {
        let at = pos;
        let fail = |message: String| SourceError { file: file.to_owned(), pos: at, message };
        match c {
            c if c.is_whitespace() => {
                bump!();
            }
            '/' => {
                bump!();
                if chars.peek() != Some(&'*') {
                    return Err(fail("'/' begins nothing but a comment '/* … */'".into()));
                }
                bump!();
                let mut body = String::new();
                loop {
                    match bump!() {
                        Some('*') if chars.peek() == Some(&'/') => {
                            bump!();
                            break;
                        }
                        Some(c) => body.push(c),
                        None => return Err(fail("this comment is never closed".into())),
                    }
                }
                out.push((Word::Comment(body), at));
            }
            '"' => {
                bump!();
                let mut body = String::new();
                loop {
                    match bump!() {
                        Some('"') => break,
                        Some('\n') | None => return Err(fail("this text is never closed".into())),
                        Some(c) => body.push(c),
                    }
                }
                out.push((Word::Text(body), at));
            }
            c if c.is_ascii_alphabetic() || c == '_' => {
                let mut name = String::new();
                while let Some(&c) = chars.peek().filter(|c| c.is_ascii_alphanumeric() || **c == '_') {
                    name.push(c);
                    bump!();
                }
                out.push((Word::Ident(name), at));
            }
            c if c.is_ascii_digit() => {
                let mut digits = String::new();
                while let Some(&c) = chars.peek().filter(|c| c.is_ascii_alphanumeric()) {
                    digits.push(c);
                    bump!();
                }
                let number = match digits.strip_prefix("0x") {
                    Some(hex) => u64::from_str_radix(hex, 16),
                    None => digits.parse(),
                };
                let number = number.map_err(|_| fail(format!("'{digits}' is not a number")))?;
                out.push((Word::Number(number), at));
            }
            '{' | '}' | '(' | ')' | '<' | '>' | '[' | ']' | ';' | ':' | ',' | '=' | '*' => {
                bump!();
                out.push((Word::Sign(c), at));
            }
            other => return Err(fail(format!("'{other}' has no meaning here"))),
        }
    }
    out.push((Word::End, pos));
    Ok(out)
}
