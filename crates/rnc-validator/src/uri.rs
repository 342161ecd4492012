//! What RELAX NG asks of addresses, and what `anyURI` accepts.

/// Whether a text can be an `anyURI`. Characters that no URI may have are taken as if they were escaped.
pub(crate) fn is_valid(text: &str) -> bool {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('%') {
        let good = after.get(..2).is_some_and(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
        if !good {
            return false;
        }
        rest = after;
    }
    text.matches('#').count() <= 1 && has_valid_scheme(text)
}

fn has_valid_scheme(text: &str) -> bool {
    match text.find([':', '/', '?', '#']) {
        Some(at) if text.get(at..).is_some_and(|rest| rest.starts_with(':')) => {
            let scheme = text.get(..at).unwrap_or_default();
            let after = text.get(at..).unwrap_or_default();
            scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
                && after.len() > 1
                && !after.starts_with(":#")
        }
        _ => true,
    }
}

/// Whether it is empty or an absolute URI without a fragment, as `datatypeLibrary` has to be.
pub(crate) fn is_library(text: &str) -> bool {
    let absolute = text.find([':', '/', '?', '#']).is_some_and(|at| text.as_bytes().get(at) == Some(&b':'));
    text.is_empty() || (is_valid(text) && absolute && !text.contains('#'))
}

/// Whether it can be the address of another schema.
pub(crate) fn is_reference(text: &str) -> bool {
    is_valid(text) && !text.contains('#')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_are_absolute() {
        for good in ["", "http://www.example.com", "x:y", "http://a/b%20c"] {
            assert!(is_library(good), "{good}");
        }
        for bad in ["foo", "../foo", "http://www.example.com#", "x:", ":x", "1:x", "http://a/%zz", "x:%4"] {
            assert!(!is_library(bad), "{bad}");
        }
    }

    #[test]
    fn values() {
        for good in ["", "a b", "/path", "a#b", "urn:x", "é", "?q=a:b"] {
            assert!(is_valid(good), "{good}");
        }
        for bad in ["a#b#c", "%", ":"] {
            assert!(!is_valid(bad), "{bad}");
        }
    }
}
