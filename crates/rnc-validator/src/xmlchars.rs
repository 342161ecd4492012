//! The character classes of XML.

use std::sync::LazyLock;

use regex::Regex;

/// Whether XML allows the character at all.
pub(crate) fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Whether a name without colon may begin with it.
///
/// These are the ranges of the fifth edition of XML, less the marks and digits that the editions before it,
/// which RELAX NG builds on, let no name begin with.
pub(crate) fn is_name_start(c: char) -> bool {
    match c {
        'A'..='Z' | 'a'..='z' | '_' => true,
        '\0'..='\u{7f}' => false,
        _ => is_in_names(c) && !is_mark(c),
    }
}

/// Marks and digits. The expression is fixed, and a test below would fail without it.
static MARKS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[\p{M}\p{Nd}]").ok());

fn is_mark(c: char) -> bool {
    MARKS.as_ref().is_some_and(|marks| marks.is_match(c.encode_utf8(&mut [0; 4])))
}

fn is_in_names(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}'
        | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}'
        | '\u{fdf0}'..='\u{fffd}' | '\u{10000}'..='\u{effff}')
}

/// Whether a name without colon may contain it.
pub(crate) fn is_name_char(c: char) -> bool {
    match c {
        'A'..='Z' | 'a'..='z' | '_' | '-' | '.' | '0'..='9' => true,
        '\0'..='\u{7f}' => false,
        _ => is_in_names(c) || matches!(c, '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}'),
    }
}

/// Whether it is a name without colon.
pub(crate) fn is_ncname(text: &str) -> bool {
    text.starts_with(is_name_start) && text.chars().all(is_name_char)
}

/// Whether it is white space of XML.
pub(crate) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// Whether there is nothing but white space.
pub(crate) fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
}

/// The text without white space at its ends.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(is_space)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for good in ["a", "_b-1.2", "é", "\u{e14}\u{e35}", "Ωx"] {
            assert!(is_ncname(good), "{good}");
        }
        for bad in ["", "1a", "-a", "a:b", "a b", "\u{e35}", "\u{e51}", "a/"] {
            assert!(!is_ncname(bad), "{bad}");
        }
    }
}
