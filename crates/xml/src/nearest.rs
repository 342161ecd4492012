//! Which word was probably meant.

/// The candidate that is closest to `word`, unless all are too far away to be a slip of the fingers.
#[must_use]
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    // A word of a hostile document may be megabytes long; no candidate is.
    if word.len() > 64 {
        return None;
    }
    let limit = word.chars().count().div_ceil(3).min(3);
    candidates
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other.
fn distance(from: &str, to: &str) -> usize {
    let from: Vec<char> = from.chars().flat_map(char::to_lowercase).collect();
    let to: Vec<char> = to.chars().flat_map(char::to_lowercase).collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.iter().enumerate() {
        let mut row = vec![i.saturating_add(1)];
        for (j, b) in to.iter().enumerate() {
            let get = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX);
            let replace = get(&last, j).saturating_add(usize::from(a != b));
            let delete = get(&last, j.saturating_add(1)).saturating_add(1);
            let insert = get(&row, j).saturating_add(1);
            let mut best = replace.min(delete).min(insert);
            let prior = |at: usize| at.checked_sub(1);
            if let (Some(pi), Some(pj)) = (prior(i), prior(j))
                && from.get(pi) == Some(b)
                && to.get(pj) == Some(a)
            {
                best = best.min(get(&before, pj).saturating_add(1));
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_found_and_other_words_are_not() {
        let models = ["virtio", "xen", "none", "virtio-transitional"];
        assert_eq!(nearest("vitrio", models), Some("virtio"));
        assert_eq!(nearest("VirtIO", models), Some("virtio"));
        assert_eq!(nearest("nome", models), Some("none"));
        assert_eq!(nearest("spice", models), None);
        assert_eq!(nearest("", models), None);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("ab", "ba"), 1);
    }
}
