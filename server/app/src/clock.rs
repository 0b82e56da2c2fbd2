//! The only clock: now, and the texts people write instants in.

use domain::{LocalTime, Moment};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{TimeZone, offset};

/// A text that is no instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no time: write 2026-11-21T08:00:00+08:00, or 2026-11-21 08:00 or 2026-11-21 for China standard time"
)]
pub(crate) struct TimeError(String);

/// The present instant.
pub(crate) fn now() -> Moment {
    Moment(Timestamp::now().as_microsecond())
}

/// Reads RFC 3339, or a date with or without a time of day, which is then meant in
/// China standard time (UTC+8, no daylight saving).
pub(crate) fn parse(text: &str) -> Result<Moment, TimeError> {
    let text = text.trim();
    // In a query string `+` stands for a blank, so the sign of an offset may be lost.
    let repaired = text.rsplit_once(' ').filter(|(head, _)| head.contains(['T', ':']));
    let repaired = repaired.map(|(head, offset)| format!("{head}+{offset}"));
    let china = TimeZone::fixed(offset(8));
    let civil = || {
        let time = text.parse::<DateTime>().ok();
        let time = time.or_else(|| {
            Some(text.parse::<Date>().ok()?.to_datetime(jiff::civil::Time::midnight()))
        });
        time.and_then(|time| time.to_zoned(china).ok()).map(|zoned| zoned.timestamp())
    };
    text.parse::<Timestamp>()
        .ok()
        .or_else(|| repaired.and_then(|text| text.parse().ok()))
        .or_else(civil)
        .map(|time| Moment(time.as_microsecond()))
        .ok_or_else(|| TimeError(text.into()))
}

/// RFC 3339 in UTC, to the second where nothing finer is meant.
pub(crate) fn text(moment: Moment) -> String {
    Timestamp::from_microsecond(moment.0).map_or_else(|_| moment.0.to_string(), |t| t.to_string())
}

/// What the clocks on Chinese walls show then (UTC+8), for opening hours.
pub(crate) fn wall(moment: Moment) -> Option<LocalTime> {
    let zoned = Timestamp::from_microsecond(moment.0).ok()?.to_zoned(TimeZone::fixed(offset(8)));
    let (year, month, day) = (zoned.year(), zoned.month(), zoned.day());
    let number = |part: i8| u8::try_from(part).ok();
    let date = domain::Date::new(u16::try_from(year).ok()?, number(month)?, number(day)?)?;
    LocalTime::new(date, number(zoned.hour())?, number(zoned.minute())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_without_an_offset_is_china_standard_time() {
        let eight = parse("2026-11-21T08:00:00+08:00").unwrap();
        assert_eq!(parse("2026-11-21 08:00").unwrap(), eight);
        assert_eq!(parse("2026-11-21T08:00:00 08:00").unwrap(), eight, "a lost plus sign");
        assert_eq!(parse("2026-11-21T00:00:00Z").unwrap(), eight);
        assert_eq!(text(eight), "2026-11-21T00:00:00Z");
    }

    #[test]
    fn a_wall_shows_china_standard_time() {
        let late = wall(parse("2026-11-21T20:30:00Z").unwrap()).unwrap();
        assert_eq!((late.date.to_string().as_str(), late.minute), ("2026-11-22", 4 * 60 + 30));
    }

    #[test]
    fn the_leap_day_is_a_day_only_in_leap_years() {
        assert!(parse("2028-02-29").is_ok());
        assert_eq!(parse("2026-02-29"), Err(TimeError("2026-02-29".into())));
        assert!(parse("yesterday").is_err());
    }
}
