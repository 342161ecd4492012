//! A unified diff of two texts.

use std::fmt::Write as _;

/// The difference with three lines around each change; empty if there is none.
#[must_use]
pub fn unified(old_name: &str, new_name: &str, old: &str, new: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let edits = edits(&old, &new);
    let changed: Vec<usize> =
        edits.iter().enumerate().filter(|(_, edit)| edit.0 != ' ').map(|(at, _)| at).collect();
    let Some(first) = changed.first() else { return String::new() };
    let mut out = format!("--- {old_name}\n+++ {new_name}\n");
    let (mut begin, mut end) = (*first, *first);
    for at in changed.iter().copied().chain([usize::MAX]) {
        if at != usize::MAX && at <= end + 6 {
            end = at;
            continue;
        }
        hunk(&mut out, &edits, begin.saturating_sub(3), (end + 4).min(edits.len()));
        (begin, end) = (at, at);
    }
    out
}

fn hunk(out: &mut String, edits: &[(char, &str)], begin: usize, end: usize) {
    let count = |edits: &[(char, &str)], not: char| edits.iter().filter(|edit| edit.0 != not).count();
    let (before, inside) = (&edits[..begin], &edits[begin..end]);
    let _ = writeln!(
        out,
        "@@ -{},{} +{},{} @@",
        count(before, '+') + 1,
        count(inside, '+'),
        count(before, '-') + 1,
        count(inside, '-')
    );
    for (sign, line) in inside {
        let _ = writeln!(out, "{sign}{line}");
    }
}

/// The longest common subsequence, as lines that stay, go and come.
fn edits<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<(char, &'t str)> {
    let width = new.len() + 1;
    let mut best = vec![0u32; (old.len() + 1) * width];
    for a in (0..old.len()).rev() {
        for b in (0..new.len()).rev() {
            best[a * width + b] = if old[a] == new[b] {
                best[(a + 1) * width + b + 1] + 1
            } else {
                best[(a + 1) * width + b].max(best[a * width + b + 1])
            };
        }
    }
    let (mut a, mut b, mut edits) = (0, 0, Vec::new());
    while a < old.len() || b < new.len() {
        if a < old.len() && b < new.len() && old[a] == new[b] {
            edits.push((' ', old[a]));
            (a, b) = (a + 1, b + 1);
        } else if b == new.len() || (a < old.len() && best[(a + 1) * width + b] >= best[a * width + b + 1]) {
            edits.push(('-', old[a]));
            a += 1;
        } else {
            edits.push(('+', new[b]));
            b += 1;
        }
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::unified;

    #[test]
    fn a_change() {
        assert_eq!(unified("a", "b", "1\n2\n3\n", "1\n2\n3\n"), "");
        let expected = "--- a\n+++ b\n@@ -1,3 +1,3 @@\n 1\n-2\n+x\n 3\n";
        assert_eq!(unified("a", "b", "1\n2\n3\n", "1\nx\n3\n"), expected);
    }
}
