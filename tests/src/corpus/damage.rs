//! Documents that went wrong on the way: whatever becomes of them, nothing may crash.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::case::{Case, Corpus};
use super::kinds::Kind;

/// What every number becomes, one after the other.
const NUMBERS: &[&str] = &["0", "-1", "4294967296", "18446744073709551616", "0x", ""];

/// What every word becomes, one after the other.
const WORDS: &[&str] = &["", "/", "é\u{1f980}", "'\"<&>"];

/// Variants of a document: values replaced, elements and attributes gone or doubled, the end cut off. At most
/// `most` of them, spread over the document.
#[must_use]
pub fn variants(xml: &str, most: usize) -> Vec<String> {
    let mut all = Vec::new();
    for (begin, end) in values(xml) {
        let value = &xml[begin..end];
        let number = value.trim_start_matches('-').starts_with(|c: char| c.is_ascii_digit());
        for other in if number { NUMBERS } else { WORDS } {
            all.push(format!("{}{}{}", &xml[..begin], escape(other), &xml[end..]));
        }
    }
    for (begin, end) in elements(xml) {
        all.push(format!("{}{}", &xml[..begin], &xml[end..]));
        all.push(format!("{}{}{}", &xml[..end], &xml[begin..end], &xml[end..]));
    }
    let cuts = xml.char_indices().map(|(at, _)| at).step_by(xml.len() / 8 + 1);
    all.extend(cuts.map(|at| xml[..at].to_owned()));
    let step = all.len().div_ceil(most.max(1)).max(1);
    all.into_iter().step_by(step).collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('\'', "&apos;").replace('"', "&quot;")
}

/// Where values of attributes and texts are.
fn values(xml: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = xml[from..].find("='").or_else(|| xml[from..].find("=\"")) {
        let begin = from + at + 2;
        let quote = &xml[begin - 1..begin];
        let Some(length) = xml[begin..].find(quote) else { break };
        found.push((begin, begin + length));
        from = begin + length + 1;
    }
    for (at, _) in xml.match_indices('>') {
        let rest = &xml[at + 1..];
        let length = rest.find('<').unwrap_or(rest.len());
        if !rest[..length].trim().is_empty() {
            found.push((at + 1, at + 1 + length));
        }
    }
    found
}

/// Where elements are that hold no others.
fn elements(xml: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (begin, _) in xml.match_indices('<') {
        let Some(length) = xml[begin..].find('>') else { break };
        let tag = &xml[begin..=begin + length];
        if tag.ends_with("/>") {
            found.push((begin, begin + length + 1));
        } else if let Some(name) = tag[1..].split([' ', '>']).next()
            && let Some(close) = xml[begin..].find(&format!("</{name}>"))
            && !name.starts_with(['/', '!', '?'])
        {
            found.push((begin, begin + close + name.len() + 3));
        }
    }
    found
}

/// The variants of a kind's documents that crash.
#[must_use]
pub fn crashes(corpus: &Corpus, kind: &Kind, most: usize) -> Vec<String> {
    let mut crashes = Vec::new();
    for case in (kind.cases)(corpus) {
        for xml in variants(&case.xml, most) {
            let damaged = Case { xml, expected: None, ..case.clone() };
            if catch_unwind(AssertUnwindSafe(|| (kind.load)(&damaged).is_ok())).is_err() {
                crashes.push(format!("{}:\n{}", damaged.name, damaged.xml));
            }
        }
    }
    crashes
}

#[cfg(test)]
mod tests {
    use super::variants;

    #[test]
    fn a_document() {
        let all = variants("<a b='1'>t<c/></a>", 1000);
        for expected in
            ["<a b='-1'>t<c/></a>", "<a b='1'>/<c/></a>", "<a b='1'>t</a>", "<a b='1'>t<c/><c/></a>"]
        {
            assert!(all.iter().any(|one| one == expected), "{expected}");
        }
        assert!(variants("<a b='1'>t<c/></a>", 3).len() <= 3);
    }
}
