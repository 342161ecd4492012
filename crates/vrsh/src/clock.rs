//! The time of day, injected so that tests have their own.

use std::time::{SystemTime, UNIX_EPOCH};

/// Tells the time.
#[derive(Debug, Clone, Copy)]
pub struct Clock(fn() -> SystemTime);

impl Clock {
    /// The host's clock.
    #[must_use]
    pub fn of_host() -> Self {
        Self(vir_util::now)
    }

    /// A clock of one's own.
    #[must_use]
    pub fn new(now: fn() -> SystemTime) -> Self {
        Self(now)
    }

    pub(crate) fn now(self) -> Moment {
        let since = (self.0)().duration_since(UNIX_EPOCH).unwrap_or_default();
        Moment { seconds: since.as_secs(), millis: since.subsec_millis() }
    }
}

/// A moment, to be shown in UTC.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    seconds: u64,
    millis: u32,
}

impl Moment {
    /// So many seconds after 1970 began.
    pub(crate) fn of_unix(seconds: u64) -> Self {
        Self { seconds, millis: 0 }
    }

    /// Seconds since 1970 began.
    pub(crate) fn unix_seconds(self) -> i64 {
        i64::try_from(self.seconds).unwrap_or(i64::MAX)
    }

    /// `2012-03-13 14:03:57`
    pub(crate) fn date_format(self) -> String {
        let ((year, month, day), (hour, minute, second)) = self.parts();
        format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
    }

    /// `2012-03-13 14:03:57.123+0000`
    pub(crate) fn event_format(self) -> String {
        let ((year, month, day), (hour, minute, second)) = self.parts();
        let millis = self.millis;
        format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}.{millis:03}+0000")
    }

    /// `2012.03.13 14:03:57`
    pub(crate) fn log_format(self) -> String {
        let ((year, month, day), (hour, minute, second)) = self.parts();
        format!("{year:04}.{month:02}.{day:02} {hour:02}:{minute:02}:{second:02}")
    }

    /// `2012-03-13-14:03:57`, for names of files.
    pub(crate) fn file_format(self) -> String {
        let ((year, month, day), (hour, minute, second)) = self.parts();
        format!("{year:04}-{month:02}-{day:02}-{hour:02}:{minute:02}:{second:02}")
    }

    /// Date and time of day.
    ///
    /// Years are counted from March, so that the leap day is the last day of its year, in cycles of 400
    /// years, which all have the same number of days.
    fn parts(self) -> ((u64, u64, u64), (u64, u64, u64)) {
        const DAYS_OF_CYCLE: u64 = 146_097;
        let days = self.seconds / 86_400 + 719_468;
        let (cycle, day) = (days / DAYS_OF_CYCLE, days % DAYS_OF_CYCLE);
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        let from_march = (5 * day + 2) / 153;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let date = (cycle * 400 + year + u64::from(month <= 2), month, day - (153 * from_march + 2) / 5 + 1);
        let second = self.seconds % 86_400;
        (date, (second / 3_600, second / 60 % 60, second % 60))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_the_calendar() {
        let shown = |seconds, millis| Moment { seconds, millis }.event_format();
        assert_eq!(shown(0, 0), "1970-01-01 00:00:00.000+0000");
        assert_eq!(shown(951_782_400, 7), "2000-02-29 00:00:00.007+0000");
        assert_eq!(shown(1_331_647_437, 123), "2012-03-13 14:03:57.123+0000");
        assert_eq!(shown(4_107_542_399, 999), "2100-02-28 23:59:59.999+0000");
        assert_eq!(shown(4_107_542_400, 0), "2100-03-01 00:00:00.000+0000");
        assert_eq!(Moment { seconds: 1_331_647_437, millis: 0 }.log_format(), "2012.03.13 14:03:57");
    }
}
