//! Days and times as a clock on the wall shows them, without any zone.
//!
//! Opening hours are of this sort, and so is the date of a file. Whoever has an instant
//! and a zone makes one of these outside: there is no clock and no zone in this crate.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Minutes of a day.
pub const DAY: u16 = 24 * 60;

/// A day of the Gregorian calendar, from year 1 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// The text or the numbers are no day of the calendar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no date: write it as 2026-03-31")]
pub struct NoDate(String);

/// A moment of a day, to the minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalTime {
    /// The day.
    pub date: Date,
    /// Minutes since its midnight, below [`DAY`].
    pub minute: u16,
}

impl Date {
    /// The day of that year, month and day, counted from 1; `None` if there is none.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let exists = (1..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=length_of(year, month)).contains(&day);
        exists.then_some(Self { year, month, day })
    }

    /// The year.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> u8 {
        self.day
    }

    /// The day of the week, 0 for Monday to 6 for Sunday (Sakamoto's method).
    pub fn weekday(self) -> u8 {
        const SHIFT: [u32; 12] = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
        let year = u32::from(self.year) - u32::from(self.month < 3);
        let leaps = year / 4 + year / 400 - year / 100;
        let days = year + leaps + SHIFT[usize::from(self.month - 1)] + u32::from(self.day);
        // The sum counts from Sunday.
        u8::try_from((days + 6) % 7).unwrap_or(0)
    }

    /// The day before; `None` before the first.
    pub fn yesterday(self) -> Option<Self> {
        match (self.month, self.day) {
            (1, 1) => Self::new(self.year - 1, 12, 31),
            (month, 1) => Self::new(self.year, month - 1, length_of(self.year, month - 1)),
            (month, day) => Self::new(self.year, month, day - 1),
        }
    }
}

impl LocalTime {
    /// That hour and minute of the day; `None` if the day has none such.
    pub fn new(date: Date, hour: u8, minute: u8) -> Option<Self> {
        let exists = hour < 24 && minute < 60;
        exists.then(|| Self { date, minute: u16::from(hour) * 60 + u16::from(minute) })
    }
}

fn length_of(year: u16, month: u8) -> u8 {
    let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl FromStr for Date {
    type Err = NoDate;

    fn from_str(text: &str) -> Result<Self, NoDate> {
        let read = || {
            let mut parts = text.splitn(3, '-');
            let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
            let mut next =
                |length| parts.next().filter(|part| part.len() == length && digits(part));
            let (year, month, day) = (next(4)?, next(2)?, next(2)?);
            Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
        };
        read().ok_or_else(|| NoDate(text.into()))
    }
}

impl TryFrom<String> for Date {
    type Error = NoDate;

    fn try_from(text: String) -> Result<Self, NoDate> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn days_of_the_week_are_those_of_the_calendar() {
        for (text, weekday) in [
            ("2026-11-22", 6),
            ("2026-11-23", 0),
            ("2000-02-29", 1),
            ("1900-03-01", 3),
            ("2025-01-01", 2),
            ("0001-01-01", 0),
        ] {
            assert_eq!(date(text).weekday(), weekday, "{text}");
        }
    }

    #[test]
    fn yesterday_goes_over_months_years_and_leap_days() {
        for (today, before) in [
            ("2024-03-01", "2024-02-29"),
            ("2026-01-01", "2025-12-31"),
            ("1900-03-01", "1900-02-28"),
        ] {
            assert_eq!(date(today).yesterday(), Some(date(before)));
        }
        assert_eq!(date("0001-01-01").yesterday(), None);
        let mut day = date("2026-11-22");
        for _ in 0..1000 {
            let before = day.yesterday().unwrap();
            assert_eq!((before.weekday() + 1) % 7, day.weekday());
            day = before;
        }
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for wrong in ["2026-02-29", "2026-13-01", "2026-1-01", "2026-01-00", "", "2026-01-01T00"] {
            assert!(wrong.parse::<Date>().is_err(), "{wrong}");
        }
        assert_eq!(date("2026-11-22").to_string(), "2026-11-22");
        assert_eq!(LocalTime::new(date("2026-11-22"), 24, 0), None);
    }
}
