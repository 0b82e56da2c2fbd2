//! When is a Station open?
//!
//! Hours are kept as they were given, in the notation of OpenStreetMap
//! (`Mo-Fr 08:30-17:30; Sa 09:00-12:00; PH off`). What the notation can say and this
//! reader cannot is not guessed at: such hours are *unknown*, never closed.

mod read;

use crate::civil::{DAY, Date, LocalTime};
use read::{Rule, Sign};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The opening hours of a Station: a text, and what was understood of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Hours {
    text: String,
    rules: Option<Vec<Rule>>,
}

/// Whether people find the door open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Opening {
    /// It is open.
    Open,
    /// It is closed.
    Closed,
    /// The text cannot be read, says so itself, or asks for a calendar of holidays.
    Unknown,
}

impl Hours {
    /// Keeps the text, and reads it if it can be read.
    ///
    /// ```
    /// use domain::{Hours, LocalTime, Opening};
    /// let hours = Hours::parse("Mo-Fr 08:30-17:30; Sa 20:00-02:00");
    /// let at = |day: &str, hour| LocalTime::new(day.parse().unwrap(), hour, 0).unwrap();
    /// assert_eq!(hours.open_at(at("2026-11-20", 12)), Opening::Open);
    /// assert_eq!(hours.open_at(at("2026-11-22", 1)), Opening::Open, "since Saturday night");
    /// assert_eq!(hours.open_at(at("2026-11-22", 2)), Opening::Closed);
    /// assert_eq!(Hours::parse("看情况").open_at(at("2026-11-20", 12)), Opening::Unknown);
    /// ```
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        Self { text: text.into(), rules: read::rules(text) }
    }

    /// The text as it was given.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the text was understood.
    pub fn is_readable(&self) -> bool {
        self.rules.is_some()
    }

    /// Whether it is open then, of holidays nothing being known: where only they decide,
    /// the answer is [`Opening::Unknown`].
    pub fn open_at(&self, at: LocalTime) -> Opening {
        self.open_with(at, |_| None)
    }

    /// Whether it is open then. `holiday` says of a day whether it is a public holiday,
    /// as far as that is known.
    pub fn open_with(&self, at: LocalTime, holiday: impl Fn(Date) -> Option<bool>) -> Opening {
        let Some(rules) = &self.rules else { return Opening::Unknown };
        let holidays = rules.iter().any(|rule| rule.days.holidays);
        let cases = |day: Date| match holiday(day) {
            Some(known) => vec![known],
            // Without a word on holidays a holiday is a day like any other.
            None if holidays => vec![false, true],
            None => vec![false],
        };
        let yesterday = at.date.yesterday();
        let mut answers = cases(at.date).into_iter().flat_map(|today| {
            // What began the evening before may still go on.
            let late = yesterday.map_or_else(
                || vec![None],
                |day| {
                    let late = |free| state(rules, day, free, at.minute + DAY);
                    cases(day).into_iter().map(late).collect()
                },
            );
            let now = state(rules, at.date, today, at.minute);
            late.into_iter().map(move |late| opening([now, late]))
        });
        let first = answers.next().unwrap_or(Opening::Unknown);
        if answers.all(|answer| answer == first) { first } else { Opening::Unknown }
    }
}

/// What the rules say of a minute counted from the midnight on which that day begins. A
/// later rule for the same day replaces what earlier ones said of it, unless it only
/// adds to them or closes a part.
fn state(rules: &[Rule], day: Date, holiday: bool, minute: u16) -> Option<Sign> {
    let matching = rules.iter().filter(|rule| rule.applies(day, holiday));
    matching.fold(None, |before, rule| {
        let within = rule.holds(minute);
        match rule.sign {
            Sign::Closed if within => None,
            _ if within => Some(rule.sign),
            Sign::Open | Sign::Unknown if !rule.adds => None,
            _ => before,
        }
    })
}

fn opening(signs: [Option<Sign>; 2]) -> Opening {
    if signs.contains(&Some(Sign::Open)) {
        Opening::Open
    } else if signs.contains(&Some(Sign::Unknown)) {
        Opening::Unknown
    } else {
        Opening::Closed
    }
}

impl PartialEq for Hours {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Hours {}

impl From<String> for Hours {
    fn from(text: String) -> Self {
        Self::parse(&text)
    }
}

impl From<Hours> for String {
    fn from(hours: Hours) -> Self {
        hours.text
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::Opening::{Closed, Open, Unknown};
    use super::*;

    /// Monday 23 to Sunday 29 November 2026.
    fn at(weekday: u8, time: &str) -> LocalTime {
        let (hour, minute) = time.split_once(':').unwrap();
        let date = Date::new(2026, 11, 23 + weekday).unwrap();
        LocalTime::new(date, hour.parse().unwrap(), minute.parse().unwrap()).unwrap()
    }

    fn says(text: &str, cases: &[(u8, &str, Opening)]) {
        let hours = Hours::parse(text);
        assert!(hours.is_readable(), "{text}");
        for (weekday, time, answer) in cases {
            assert_eq!(hours.open_at(at(*weekday, time)), *answer, "{text}: {weekday} {time}");
        }
    }

    #[test]
    fn opening_counts_and_closing_does_not() {
        says(
            "Mo-Fr 08:30-17:30",
            &[
                (0, "08:29", Closed),
                (0, "08:30", Open),
                (4, "17:29", Open),
                (4, "17:30", Closed),
                (5, "12:00", Closed),
            ],
        );
    }

    #[test]
    fn the_hours_of_the_demo_town_are_read() {
        says("Mo-Fr 08:30-17:30; Sa 09:00-16:00", &[(5, "08:45", Closed), (5, "15:59", Open)]);
        says("Mo-Su 07:00-22:00", &[(6, "07:00", Open), (6, "22:00", Closed)]);
    }

    #[test]
    fn a_break_at_noon_closes() {
        let text = "Mo,We 9:00-12:00,14:00-17:00, Sa 10:00-11:00";
        says(
            text,
            &[
                (0, "11:59", Open),
                (0, "13:00", Closed),
                (2, "16:00", Open),
                (1, "10:30", Closed),
                (5, "10:30", Open),
            ],
        );
    }

    #[test]
    fn a_night_goes_on_after_midnight() {
        let cases =
            [(4, "21:59", Closed), (4, "22:00", Open), (5, "03:59", Open), (5, "04:00", Closed)];
        says("Fr 22:00-04:00", &cases);
        says("Fr 22:00-28:00", &cases);
        // The night of Sunday runs into a Monday that has hours of its own.
        says("Su 22:00-02:00; Mo 10:00-12:00", &[(0, "01:00", Open), (0, "11:00", Open)]);
        says("Mo-Su 20:00-00:00", &[(3, "23:59", Open), (3, "00:00", Closed)]);
    }

    #[test]
    fn always_is_always() {
        says("24/7", &[(6, "00:00", Open), (2, "23:59", Open)]);
        says("00:00-24:00", &[(6, "00:00", Open), (2, "23:59", Open)]);
        says("24/7 off", &[(6, "00:00", Closed)]);
    }

    #[test]
    fn a_later_rule_replaces_the_day_and_off_closes_it() {
        let text = "Mo-Fr 08:00-18:00; We 10:00-12:00; Fr off; Th 12:00-13:00 off";
        says(
            text,
            &[
                (2, "09:00", Closed),
                (2, "11:00", Open),
                (4, "09:00", Closed),
                (3, "12:30", Closed),
                (3, "13:30", Open),
            ],
        );
    }

    #[test]
    fn a_week_may_run_over_its_end_and_a_season_over_the_year() {
        says("Sa-Mo 10:00-12:00", &[(6, "11:00", Open), (0, "11:00", Open), (1, "11:00", Closed)]);
        says(
            "Nov-Feb 10:00-12:00; Mar-Oct 08:00-12:00",
            &[(0, "09:00", Closed), (0, "11:00", Open)],
        );
        says("Nov 24-Jan 02 10:00-12:00", &[(0, "11:00", Closed), (1, "11:00", Open)]);
        says("Jul,Nov Mo 10:00-12:00", &[(0, "11:00", Open), (1, "11:00", Closed)]);
    }

    #[test]
    fn where_only_a_holiday_decides_nobody_knows() {
        let text = "Mo-Fr 08:00-18:00; PH off";
        says(text, &[(0, "12:00", Unknown), (0, "19:00", Closed), (6, "12:00", Closed)]);
        says("Mo-Su,PH 08:00-18:00", &[(0, "12:00", Open)]);
        let hours = Hours::parse(text);
        assert_eq!(hours.open_with(at(0, "12:00"), |_| Some(true)), Closed);
        assert_eq!(hours.open_with(at(0, "12:00"), |_| Some(false)), Open);
        let monday = |day: Date| Some(day.day() == 23);
        let night = Hours::parse("22:00-03:00; PH off");
        assert_eq!(night.open_with(at(1, "02:00"), monday), Closed, "Monday never opened");
    }

    #[test]
    fn a_comment_alone_promises_nothing() {
        says("Mo-Fr 08:00-18:00 \"预约\"", &[(0, "12:00", Unknown), (0, "19:00", Closed)]);
        says("Mo-Fr 08:00-18:00 open \"side door; ring\"", &[(0, "12:00", Open)]);
        says("Mo unknown", &[(0, "12:00", Unknown), (1, "12:00", Closed)]);
    }

    #[test]
    fn what_people_type_is_read_and_kept() {
        let typed = "mo－fr ０８：３０－１７：３０； Sat 9:00–12:00";
        says(typed, &[(0, "09:00", Open), (5, "11:00", Open)]);
        assert_eq!(Hours::parse(typed).as_str(), typed);
        let json = serde_json::to_string(&Hours::parse("24/7")).unwrap();
        assert_eq!(json, "\"24/7\"");
        assert_eq!(serde_json::from_str::<Hours>(&json).unwrap(), Hours::parse("24/7"));
    }

    #[test]
    fn what_cannot_be_read_is_kept_and_unknown() {
        for text in [
            "",
            "周一至周五 8:30",
            "Mo-Fr sunrise-sunset",
            "Mo[1] 10:00-12:00",
            "week 1-10 10:00-12:00",
            "Mo-Fr 08:00+",
            "10:00-12:00 || \"by phone\"",
            "Mo-Fr 25:00-26:00",
            "Mo-Fr 08:00-12:60",
            "Mo Tu",
            "2026 Mo-Fr 10:00-12:00",
            "SH off",
            "Feb 30 off",
            ";",
            "Mo-Fr 08:00-49:00",
            "\"unclosed",
        ] {
            let hours = Hours::parse(text);
            assert!(!hours.is_readable(), "{text}");
            assert_eq!(hours.open_at(at(0, "10:00")), Unknown, "{text}");
            assert_eq!(hours.as_str(), text);
        }
    }
}
