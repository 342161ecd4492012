//! Small helpers for messages.

/// Names in a message at most.
const NAMES: usize = 16;
/// Characters of a value in a message at most.
const VALUE: usize = 60;

/// Names separated by commas; of too many only the first.
pub(super) fn shorten(names: &[String]) -> String {
    let shown = names.iter().take(NAMES).map(String::as_str).collect::<Vec<_>>().join(", ");
    match names.len().checked_sub(NAMES) {
        Some(more) if more > 0 => format!("{shown} and {more} more"),
        _ => shown,
    }
}

/// A value in quotes; of a long one only the beginning.
pub(super) fn quoted(value: &str) -> String {
    match value.char_indices().nth(VALUE) {
        Some((end, _)) => format!("'{}…'", value.get(..end).unwrap_or_default()),
        None => format!("'{value}'"),
    }
}

/// The candidate that is most like a word, if one is like it.
pub(super) fn nearest(word: &str, candidates: &[String]) -> Option<String> {
    let length = word.chars().count();
    if length > VALUE {
        return None;
    }
    // One mistake in a short word, two or three in longer ones.
    let most = length.div_ceil(4).min(3);
    let near = candidates.iter().filter(|candidate| candidate.chars().count() <= VALUE);
    let near = near.map(|candidate| (distance(word, candidate), candidate));
    let best = near.filter(|(away, _)| (1..=most).contains(away)).min_by_key(|(away, _)| *away);
    // A word of one letter is like every other one.
    best.filter(|(away, candidate)| *away < candidate.chars().count()).map(|(_, candidate)| candidate.clone())
}

/// How many letters to change, add, drop or swap with their neighbour to get from one word to the other.
fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.to_lowercase().chars().collect();
    let right: Vec<char> = right.to_lowercase().chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=right.len()).collect();
    for (row, from) in left.iter().enumerate() {
        let mut line = vec![row.saturating_add(1)];
        for (column, to) in right.iter().enumerate() {
            let get = |line: &[usize], at: usize| line.get(at).copied().unwrap_or(usize::MAX);
            let change = get(&above, column).saturating_add(usize::from(from != to));
            let drop = get(&above, column.saturating_add(1)).saturating_add(1);
            let add = get(&line, column).saturating_add(1);
            let mut best = change.min(drop).min(add);
            let swapped = row > 0
                && column > 0
                && left.get(row.saturating_sub(1)) == Some(to)
                && right.get(column.saturating_sub(1)) == Some(from);
            if swapped {
                best = best.min(get(&before, column.saturating_sub(1)).saturating_add(1));
            }
            line.push(best);
        }
        before = std::mem::replace(&mut above, line);
    }
    let same = above.last().copied().unwrap_or(0);
    // Words that differ in case only are not the same either.
    if same == 0 && left.len() == right.len() { 1 } else { same }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_words() {
        let names: Vec<String> = ["name", "uuid", "memory", "vcpu"].map(String::from).into();
        let near = |word| nearest(word, &names);
        assert_eq!(near("nmae").as_deref(), Some("name"));
        assert_eq!(near("Name").as_deref(), Some("name"));
        assert_eq!(near("memroy").as_deref(), Some("memory"));
        assert_eq!(near("cpu").as_deref(), Some("vcpu"));
        assert_eq!(near("disk"), None);
        assert_eq!(near(""), None);
        assert_eq!(near(&"x".repeat(1000)), None);
    }

    #[test]
    fn long_lists_and_values() {
        let names: Vec<String> = (0..20).map(|number| number.to_string()).collect();
        assert!(shorten(&names).ends_with("15 and 4 more"));
        assert_eq!(quoted("a"), "'a'");
        assert_eq!(quoted(&"é".repeat(61)), format!("'{}…'", "é".repeat(60)));
    }
}
