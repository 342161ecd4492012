//! Durations.

use std::cmp::Ordering;

use super::Cursor;
use super::moment::month_start;

/// A duration: months and seconds do not convert into each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Span {
    negative: bool,
    months: i128,
    seconds: i128,
    /// Digits of the fraction of a second.
    fraction: String,
}

/// Numbers with more digits are refused, so that sums stay exact.
const DIGITS: usize = 18;

impl Span {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut cursor = Cursor(text);
        let negative = cursor.eat("-").is_some();
        cursor.eat("P")?;
        let mut span = Self { negative, months: 0, seconds: 0, fraction: String::new() };
        let mut any = false;
        for (letter, months, seconds) in [("Y", 12, 0), ("M", 1, 0), ("D", 0, 86_400)] {
            if let Some(count) = amount(&mut cursor, letter) {
                span.add(count?, months, seconds)?;
                any = true;
            }
        }
        if cursor.eat("T").is_some() {
            any = false;
            for (letter, seconds) in [("H", 3600), ("M", 60)] {
                if let Some(count) = amount(&mut cursor, letter) {
                    span.add(count?, 0, seconds)?;
                    any = true;
                }
            }
            any |= span.second(&mut cursor)?;
        }
        cursor.done()?;
        if any { Some(span) } else { None }
    }

    fn add(&mut self, count: i128, months: i128, seconds: i128) -> Option<()> {
        self.months = self.months.checked_add(count.checked_mul(months)?)?;
        self.seconds = self.seconds.checked_add(count.checked_mul(seconds)?)?;
        Some(())
    }

    /// The seconds, if they are written, with their fraction.
    fn second(&mut self, cursor: &mut Cursor<'_>) -> Option<bool> {
        if cursor.0.is_empty() {
            return Some(false);
        }
        let whole = number(cursor.digits())?;
        if cursor.eat(".").is_some() {
            let fraction = cursor.digits();
            if fraction.is_empty() {
                return None;
            }
            fraction.trim_end_matches('0').clone_into(&mut self.fraction);
        }
        cursor.eat("S")?;
        self.add(whole, 0, 1)?;
        Some(true)
    }

    fn is_zero(&self) -> bool {
        self.months == 0 && self.seconds == 0 && self.fraction.is_empty()
    }

    pub(crate) fn canonical(&self) -> String {
        let sign = if self.negative && !self.is_zero() { "-" } else { "" };
        format!("{sign}{} {}.{}", self.months, self.seconds, self.fraction)
    }

    /// Where a moment ends up that is this much later; negative ones mirror their fraction.
    fn after(&self, (year, month): (i64, i128)) -> Option<(i128, i128)> {
        let sign = if self.negative { -1 } else { 1 };
        let start = month_start(year, month.checked_add(self.months.checked_mul(sign)?)?)?;
        let seconds = start.checked_add(self.seconds.checked_mul(sign)?)?;
        // Nanoseconds are exact enough for comparing.
        let digits: String = self.fraction.chars().chain(std::iter::repeat('0')).take(9).collect();
        let nanos: i128 = digits.parse().ok()?;
        Some((seconds, nanos.checked_mul(sign)?)).map(|(seconds, nanos)| {
            (seconds.saturating_add(nanos.div_euclid(1_000_000_000)), nanos.rem_euclid(1_000_000_000))
        })
    }
}

impl PartialOrd for Span {
    /// Durations are ordered if they are so from each of the four moments that XML Schema names.
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        let starts = [(1696, 8), (1697, 1), (1903, 2), (1903, 6)];
        let mut orders = starts.iter().map(|start| Some(self.after(*start)?.cmp(&other.after(*start)?)));
        let first = orders.next()??;
        orders.all(|order| order == Some(first)).then_some(first)
    }
}

fn number(digits: &str) -> Option<i128> {
    if digits.is_empty() || digits.trim_start_matches('0').len() > DIGITS {
        None
    } else {
        digits.parse().ok()
    }
}

/// A number and its letter, if they come next; `Some(None)` if the number is too long.
fn amount(cursor: &mut Cursor<'_>, letter: &str) -> Option<Option<i128>> {
    let mut ahead = *cursor;
    let digits = ahead.digits();
    if digits.is_empty() {
        return None;
    }
    ahead.eat(letter)?;
    *cursor = ahead;
    Some(number(digits))
}
