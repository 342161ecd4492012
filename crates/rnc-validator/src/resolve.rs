//! Where the other files of a schema come from.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// Gives the text of the schemas that `include` and `external` (`externalRef`) name.
///
/// Addresses arrive already joined with the address of the schema that names them.
/// Any `Fn(&str) -> Result<String, String>` is a resolver.
pub trait Resolver {
    /// The text at an address, or why there is none.
    ///
    /// # Errors
    /// There is nothing at this address, or it cannot be read.
    fn load(&self, address: &str) -> Result<String, String>;
}

impl<F: Fn(&str) -> Result<String, String>> Resolver for F {
    fn load(&self, address: &str) -> Result<String, String> {
        self(address)
    }
}

/// Reads schemas from the file system.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct Files;

impl Files {
    /// A resolver for the file system.
    #[must_use]
    pub fn new() -> Self {
        Self
    }
}

impl Resolver for Files {
    fn load(&self, address: &str) -> Result<String, String> {
        let path = address.strip_prefix("file://").unwrap_or(address);
        let mut file = PathBuf::from(path);
        if !file.is_file() {
            // An address may have escaped what a file name may contain as it is.
            file = PathBuf::from(unescape(path));
        }
        let bytes = std::fs::read(&file).map_err(|error| error.to_string())?;
        String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())
    }
}

/// Schemas kept in memory, by address: for schemas that are compiled into a program.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    texts: BTreeMap<String, String>,
}

impl Memory {
    /// No schemas yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a schema.
    #[must_use]
    pub fn with(mut self, address: impl Into<String>, text: impl Into<String>) -> Self {
        self.texts.insert(address.into(), text.into());
        self
    }
}

impl<A: Into<String>, T: Into<String>> FromIterator<(A, T)> for Memory {
    fn from_iter<I: IntoIterator<Item = (A, T)>>(pairs: I) -> Self {
        Self { texts: pairs.into_iter().map(|(address, text)| (address.into(), text.into())).collect() }
    }
}

impl Resolver for Memory {
    fn load(&self, address: &str) -> Result<String, String> {
        self.texts.get(address).cloned().ok_or_else(|| "there is no such schema".to_owned())
    }
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

fn unescape(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        if first == b'%'
            && let [high, low, tail @ ..] = after
            && let (Some(high), Some(low)) = (hex(*high), hex(*low))
        {
            bytes.push(high << 4 | low);
            rest = tail;
            continue;
        }
        bytes.push(first);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The scheme of an address, if it has one (`http` of `http://…`).
fn scheme(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    let mut letters = scheme.chars();
    let good = letters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && letters.all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    good.then_some(scheme)
}

/// Joins a reference with the address of the text it stands in (RFC 3986, section 5.2, paths only).
pub(crate) fn join(base: &str, reference: &str) -> String {
    if scheme(reference).is_some() {
        return reference.to_owned();
    }
    if reference.is_empty() {
        return base.to_owned();
    }
    // What comes before the path: `http://host` or nothing.
    let root = match scheme(base) {
        Some(scheme) => {
            let after = scheme.len().saturating_add(1);
            let rest = base.get(after..).unwrap_or_default();
            let host = rest
                .strip_prefix("//")
                .map_or(0, |rest| rest.find('/').unwrap_or(rest.len()).saturating_add(2));
            after.saturating_add(host)
        }
        None => 0,
    };
    let (root, path) = base.split_at_checked(root).unwrap_or(("", base));
    if let Some(network) = reference.strip_prefix("//") {
        let scheme = scheme(base).map(|scheme| format!("{scheme}:")).unwrap_or_default();
        return format!("{scheme}//{network}");
    }
    let folder = path.rfind('/').and_then(|at| path.get(..=at)).unwrap_or_default();
    let merged =
        if reference.starts_with('/') { reference.to_owned() } else { format!("{folder}{reference}") };
    format!("{root}{}", without_dots(&merged))
}

/// Takes `.` and `..` out of a path.
fn without_dots(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    let mut pieces = path.split('/').skip(usize::from(rooted)).peekable();
    while let Some(piece) = pieces.next() {
        let last = pieces.peek().is_none();
        match piece {
            "." => {
                if last {
                    parts.push("");
                }
            }
            ".." if parts.last().is_some_and(|part| *part != "..") => {
                parts.pop();
                if last {
                    parts.push("");
                }
            }
            ".." if rooted => {}
            _ => parts.push(piece),
        }
    }
    format!("{}{}", if rooted { "/" } else { "" }, parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joining_addresses() {
        let cases = [
            ("a/b.rng", "c.rng", "a/c.rng"),
            ("a/b.rng", "../c.rng", "c.rng"),
            ("b.rng", "../c.rng", "../c.rng"),
            ("/a/b/c", "./d/../e", "/a/b/e"),
            ("/a/b/c", "/d", "/d"),
            ("http://h/a/b", "c", "http://h/a/c"),
            ("http://h", "/c", "http://h/c"),
            ("http://h/a/b", "//k/c", "http://k/c"),
            ("a", "http://h/x", "http://h/x"),
            ("sub1/", "sub2", "sub1/sub2"),
            ("a/b", "", "a/b"),
        ];
        for (base, reference, joined) in cases {
            assert_eq!(join(base, reference), joined, "{base} + {reference}");
        }
    }

    #[test]
    fn escaped_names() {
        assert_eq!(unescape("a%20b%zz%4"), "a b%zz%4");
    }
}
