//! What an unknown name may have been meant to be.

use std::fmt;

/// `unknown command`, and the command that is nearest.
pub(crate) fn unknown_command(name: &str) -> anyhow::Error {
    let names = crate::cmd::all().map(|command| command.name);
    UnknownCommand { name: name.to_owned(), nearest: nearest(name, names) }.into()
}

/// A name that is no command's.
#[derive(Debug)]
pub(crate) struct UnknownCommand {
    name: String,
    /// The command that may have been meant.
    pub(crate) nearest: Option<&'static str>,
}

impl fmt::Display for UnknownCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown command: '{}'", self.name)
    }
}

impl std::error::Error for UnknownCommand {}

/// The name that needs the fewest changes, if they are few for its length.
pub(crate) fn nearest<'a>(wrong: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = 1 + wrong.chars().count() / 4;
    names
        .map(|name| (distance(wrong, name), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// How many characters must be put in, left out or changed; swapping two neighbours counts as one.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    let mut last_a = None;
    for (row, a_char) in a.chars().enumerate() {
        let mut current = vec![row + 1];
        let mut last_b = None;
        for (column, b_char) in b.iter().copied().enumerate() {
            let at = |cells: &[usize], place: usize| cells.get(place).copied().unwrap_or(usize::MAX - 1);
            let change = at(&above, column) + usize::from(a_char != b_char);
            let mut best = change.min(at(&above, column + 1) + 1).min(at(&current, column) + 1);
            if last_a == Some(b_char) && last_b == Some(a_char) && column > 0 {
                best = best.min(at(&before, column - 1) + 1);
            }
            current.push(best);
            last_b = Some(b_char);
        }
        last_a = Some(a_char);
        before = std::mem::replace(&mut above, current);
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_and_far() {
        let names = || ["list", "domstate", "net-list", "suspend"].into_iter();
        assert_eq!(nearest("lsit", names()), Some("list"));
        assert_eq!(nearest("domstat", names()), Some("domstate"));
        assert_eq!(nearest("netlist", names()), Some("net-list"));
        assert_eq!(nearest("frobnicate", names()), None);
    }

    #[test]
    fn distances() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", "abc"), 0);
        assert_eq!(distance("ab", "ba"), 1);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
