//! Sets of small numbers, such as CPUs: `0-3,^2,8`.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};
use vir_xml::{ValueError, XmlValue};

/// A set of numbers below [`CpuSet::LIMIT`], kept as runs in ascending order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct CpuSet(Vec<(u32, u32)>);

impl CpuSet {
    /// No number is as large as this.
    pub const LIMIT: u32 = 16384;

    /// The empty set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The numbers from `first` to `last`.
    #[must_use]
    pub fn range(first: u32, last: u32) -> Self {
        if first <= last { Self(vec![(first, last)]) } else { Self::new() }
    }

    /// The set that a text such as `0-3,8` names; `None` if it names none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::from_text(text).ok()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this one is in.
    #[must_use]
    pub fn contains(&self, number: u32) -> bool {
        self.0.iter().any(|(first, last)| (*first..=*last).contains(&number))
    }

    /// The numbers, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().flat_map(|(first, last)| *first..=*last)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.0.iter().map(|(first, last)| last.saturating_sub(*first).saturating_add(1)).sum()
    }

    /// The greatest.
    #[must_use]
    pub fn last(&self) -> Option<u32> {
        self.0.last().map(|(_, last)| *last)
    }

    /// Whether a number is in both.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.common(other).next().is_some()
    }

    /// The numbers that are in both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        Self(self.common(other).collect())
    }

    /// The runs of numbers that are in both, ascending. Both are walked once, side by side. No two touch: between
    /// two there is a number that one of the sets does not have.
    fn common<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = (u32, u32)> + 'a {
        let (mut own, mut others) = (self.0.iter().peekable(), other.0.iter().peekable());
        std::iter::from_fn(move || {
            loop {
                let ((a, b), (c, d)) = (**own.peek()?, **others.peek()?);
                if b <= d {
                    own.next();
                }
                if d <= b {
                    others.next();
                }
                let (first, last) = (a.max(c), b.min(d));
                if first <= last {
                    return Some((first, last));
                }
            }
        })
    }

    /// Adds the numbers from `first` to `last`.
    pub fn insert(&mut self, first: u32, last: u32) {
        if first > last {
            return;
        }
        let (mut first, mut last) = (first, last);
        let touches = |(a, b): &(u32, u32), first: u32, last: u32| {
            *a <= last.saturating_add(1) && first <= b.saturating_add(1)
        };
        let mut runs = Vec::with_capacity(self.0.len().saturating_add(1));
        for run in &self.0 {
            if touches(run, first, last) {
                first = first.min(run.0);
                last = last.max(run.1);
            } else {
                runs.push(*run);
            }
        }
        let at = runs.partition_point(|(a, _)| *a < first);
        runs.insert(at, (first, last));
        self.0 = runs;
    }

    /// Takes one number out.
    pub fn remove(&mut self, number: u32) {
        let mut runs = Vec::with_capacity(self.0.len().saturating_add(1));
        for (first, last) in &self.0 {
            if !(*first..=*last).contains(&number) {
                runs.push((*first, *last));
                continue;
            }
            if *first < number {
                runs.push((*first, number.saturating_sub(1)));
            }
            if number < *last {
                runs.push((number.saturating_add(1), *last));
            }
        }
        self.0 = runs;
    }
}

impl FromIterator<u32> for CpuSet {
    fn from_iter<I: IntoIterator<Item = u32>>(numbers: I) -> Self {
        let mut set = Self::new();
        for number in numbers {
            set.insert(number, number);
        }
        set
    }
}

impl fmt::Display for CpuSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (first, last)) in self.0.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            if first == last {
                write!(f, "{comma}{first}")?;
            } else {
                write!(f, "{comma}{first}-{last}")?;
            }
        }
        Ok(())
    }
}

/// One entry of a list: what it says, and whether it takes away.
fn entry(text: &str) -> Option<(u32, u32, bool)> {
    let number = |digits: &str| -> Option<u32> {
        let plain = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
        let number: u32 = plain.then(|| digits.parse().ok()).flatten()?;
        (number < CpuSet::LIMIT).then_some(number)
    };
    let text = text.trim();
    if let Some(out) = text.strip_prefix('^') {
        let number = number(out)?;
        return Some((number, number, true));
    }
    match text.split_once('-') {
        Some((first, last)) => {
            let (first, last) = (number(first.trim_end())?, number(last.trim_start())?);
            (first <= last).then_some((first, last, false))
        }
        None => number(text).map(|number| (number, number, false)),
    }
}

impl XmlValue for CpuSet {
    fn from_text(text: &str) -> Result<Self, ValueError> {
        let bad = ValueError::Expected("list of numbers below 16384, such as '0-3,^2'");
        // An endless list of numbers is no list of CPUs.
        if text.len() > 1 << 20 {
            return Err(bad);
        }
        let entries: Vec<(u32, u32, bool)> = text.split(',').map(entry).collect::<Option<_>>().ok_or(bad)?;
        let mut runs: Vec<(u32, u32)> = Vec::new();
        let mut add = |first: u32, last: u32| match runs.last_mut() {
            Some((_, end)) if end.checked_add(1) == Some(first) => *end = last,
            _ => runs.push((first, last)),
        };
        let after = |pair: &[(u32, u32, bool)]| matches!(pair, [(_, last, _), (first, ..)] if last < first);
        if entries.iter().all(|(_, _, out)| !out) && entries.windows(2).all(after) {
            entries.into_iter().for_each(|(first, last, _)| add(first, last));
        } else {
            // A place for every number that there can be: entries cost the same however many are before them.
            let mut members = vec![false; CpuSet::LIMIT as usize];
            for (first, last, out) in entries {
                if let Some(range) = members.get_mut(first as usize..=last as usize) {
                    range.fill(!out);
                }
            }
            let members = (0u32..).zip(members).filter(|(_, member)| *member);
            members.for_each(|(number, _)| add(number, number));
        }
        Ok(Self(runs))
    }

    fn to_text(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }
}

impl Serialize for CpuSet {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CpuSet {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.is_empty() {
            return Ok(Self::new());
        }
        Self::from_text(&text).map_err(|_| serde::de::Error::custom(format!("malformed list '{text}'")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists() {
        let shown = |text: &str| CpuSet::from_text(text).map(|set| set.to_string());
        for (text, canonical) in [
            ("0-3,^2", "0-1,3"),
            ("3,1,2", "1-3"),
            ("0,2,1", "0-2"),
            (" 1 - 4 , ^1", "2-4"),
            ("5-7,6-9", "5-9"),
            ("0-7,^0,^7,^3", "1-2,4-6"),
            ("16383", "16383"),
        ] {
            assert_eq!(shown(text).as_deref(), Ok(canonical), "{text}");
        }
        for bad in ["", "a", "3-1", "1,", ",1", "16384", "-1", "1-", "^", "1;2"] {
            assert!(shown(bad).is_err(), "{bad}");
        }
        let set = CpuSet::from_text("1-2,9").unwrap();
        assert_eq!((set.len(), set.last(), set.contains(9)), (3, Some(9), true));
        assert_eq!(set.iter().collect::<Vec<_>>(), [1, 2, 9]);
        assert_eq!(set.intersection(&CpuSet::range(2, 5)), CpuSet::range(2, 2));
        assert!(set.overlaps(&CpuSet::range(9, 9)) && !set.overlaps(&CpuSet::range(3, 8)));
    }
}
