//! Dates and times.

use std::cmp::Ordering;

use super::Cursor;

/// Which parts of a date and time are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    DateTime,
    Date,
    Time,
    YearMonth,
    Year,
    MonthDay,
    Day,
    Month,
}

/// A point in time; the parts that are not written are those of a fixed day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moment {
    /// Seconds from the beginning of year 0, in UTC if there is a zone.
    seconds: i128,
    /// Digits of the fraction of a second.
    fraction: String,
    zoned: bool,
}

/// Years beyond this many digits are refused: more than any calendar needs, and sums stay exact.
const YEAR_DIGITS: usize = 18;
/// The furthest that a zone can be from UTC.
const FURTHEST: i128 = 14 * 3600;

impl Moment {
    pub(crate) fn parse(form: Form, text: &str) -> Option<Self> {
        let mut cursor = Cursor(text);
        let (mut year, mut month, mut day) = (2000, 1, 1);
        let (mut clock, mut fraction) = (0, String::new());
        match form {
            Form::DateTime | Form::Date => {
                year = year_of(&mut cursor)?;
                cursor.eat("-")?;
                month = cursor.two()?;
                cursor.eat("-")?;
                day = cursor.two()?;
            }
            Form::YearMonth => {
                year = year_of(&mut cursor)?;
                cursor.eat("-")?;
                month = cursor.two()?;
            }
            Form::Year => year = year_of(&mut cursor)?,
            Form::MonthDay => {
                cursor.eat("--")?;
                month = cursor.two()?;
                cursor.eat("-")?;
                day = cursor.two()?;
            }
            Form::Month => {
                cursor.eat("--")?;
                month = cursor.two()?;
                // The first edition of XML Schema wrote two more hyphens.
                let _ = cursor.eat("--");
            }
            Form::Day => {
                cursor.eat("---")?;
                day = cursor.two()?;
            }
            Form::Time => {}
        }
        if form == Form::DateTime {
            cursor.eat("T")?;
        }
        if matches!(form, Form::DateTime | Form::Time) {
            (clock, fraction) = clock_of(&mut cursor)?;
        }
        let zone = zone_of(&mut cursor)?;
        cursor.done()?;
        if !(1..=12).contains(&month) || day < 1 || day > days_in(year, month) {
            return None;
        }
        let seconds =
            days_before(year, month, day)? * 86_400 + i128::from(clock) - i128::from(zone.unwrap_or(0));
        // A time is the same on every day, so a zone may not move it to another one.
        let seconds = if form == Form::Time { seconds.rem_euclid(86_400) } else { seconds };
        Some(Self { seconds, fraction, zoned: zone.is_some() })
    }

    pub(crate) fn canonical(&self) -> String {
        format!("{}.{} {}", self.seconds, self.fraction, self.zoned)
    }
}

impl PartialOrd for Moment {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        let exact = (self.seconds, &self.fraction).cmp(&(other.seconds, &other.fraction));
        if self.zoned == other.zoned {
            return Some(exact);
        }
        // Without a zone a moment can be anywhere within half a day and more.
        let apart = self.seconds.saturating_sub(other.seconds).saturating_abs();
        (apart > FURTHEST).then_some(exact)
    }
}

fn year_of(cursor: &mut Cursor<'_>) -> Option<i64> {
    let negative = cursor.eat("-").is_some();
    let digits = cursor.digits();
    let good = (4..=YEAR_DIGITS).contains(&digits.len()) && (digits.len() == 4 || !digits.starts_with('0'));
    let year: i64 = if good { digits.parse().ok()? } else { return None };
    // There is no year 0: the year before 1 is -1.
    match (year, negative) {
        (0, _) => None,
        (year, true) => Some(1i64.saturating_sub(year)),
        (year, false) => Some(year),
    }
}

fn clock_of(cursor: &mut Cursor<'_>) -> Option<(i64, String)> {
    let hour = cursor.two()?;
    cursor.eat(":")?;
    let minute = cursor.two()?;
    cursor.eat(":")?;
    let second = cursor.two()?;
    let mut fraction = "";
    if cursor.eat(".").is_some() {
        fraction = cursor.digits();
        if fraction.is_empty() {
            return None;
        }
        fraction = fraction.trim_end_matches('0');
    }
    let midnight = hour == 24 && minute == 0 && second == 0 && fraction.is_empty();
    if (hour > 23 && !midnight) || minute > 59 || second > 59 {
        return None;
    }
    let seconds = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
    Some((seconds, fraction.to_owned()))
}

/// The zone in seconds, if there is one.
fn zone_of(cursor: &mut Cursor<'_>) -> Option<Option<i64>> {
    if cursor.eat("Z").is_some() {
        return Some(Some(0));
    }
    let sign = match (cursor.eat("+"), cursor.eat("-")) {
        (Some(()), _) => 1,
        (_, Some(())) => -1,
        _ => return Some(None),
    };
    let hours = cursor.two()?;
    cursor.eat(":")?;
    let minutes = cursor.two()?;
    if minutes > 59 || hours > 14 || (hours == 14 && minutes > 0) {
        return None;
    }
    Some(Some(sign * (i64::from(hours) * 3600 + i64::from(minutes) * 60)))
}

fn is_leap(year: i64) -> bool {
    year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0)
}

fn days_in(year: i64, month: u8) -> u8 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from the beginning of year 0.
fn days_before(year: i64, month: u8, day: u8) -> Option<i128> {
    let before = i128::from(year).checked_sub(1)?;
    let leaps = before.div_euclid(4) - before.div_euclid(100) + before.div_euclid(400);
    let mut days = before.checked_mul(365)?.checked_add(leaps)?;
    for earlier in 1..month {
        days += i128::from(days_in(year, earlier));
    }
    days.checked_add(i128::from(day))
}

/// Seconds of the first of a month that is `months` after a given year's beginning.
pub(super) fn month_start(year: i64, months: i128) -> Option<i128> {
    let year = i128::from(year).checked_add(months.div_euclid(12))?;
    let month = u8::try_from(months.rem_euclid(12)).ok()?.checked_add(1)?;
    days_before(i64::try_from(year).ok()?, month, 1)?.checked_mul(86_400)
}
