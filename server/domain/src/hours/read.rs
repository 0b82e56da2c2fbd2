//! The part of OpenStreetMap's notation of opening hours that stations use: seasons,
//! days of the week, public holidays, times, `off`, and rules one after the other.
//! Anything else makes the whole text unreadable, as half a rule can mean its contrary.

use crate::civil::{DAY, Date};
use crate::search::narrow;

/// One rule: on these days, at these times, this.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    /// It adds to the rules before it, and does not replace what they say of a day.
    pub(super) adds: bool,
    pub(super) days: Days,
    pub(super) sign: Sign,
    seasons: Vec<Season>,
    /// From and until, in minutes of the day they begin on; until may be tomorrow.
    spans: Vec<(u16, u16)>,
}

/// The days of a rule.
#[derive(Debug, Clone, Copy)]
pub(super) struct Days {
    /// Bit 0 is Monday.
    week: u8,
    /// On public holidays too, or only then.
    pub(super) holidays: bool,
}

impl Days {
    const EVERY: Self = Self { week: 0x7F, holidays: false };
}

/// What hangs on the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Open,
    Closed,
    Unknown,
}

/// The first and the last month and day, both included; it may run over New Year.
type Season = ((u8, u8), (u8, u8));

impl Rule {
    /// Whether the rule speaks of a day.
    pub(super) fn applies(&self, day: Date, holiday: bool) -> bool {
        let of_week = self.days.week & (1 << day.weekday()) != 0;
        let date = (day.month(), day.day());
        let within = |(first, last): &Season| {
            if first <= last {
                *first <= date && date <= *last
            } else {
                date >= *first || date <= *last
            }
        };
        let in_season = self.seasons.is_empty() || self.seasons.iter().any(within);
        in_season && (of_week || holiday && self.days.holidays)
    }

    /// Whether one of its times holds that minute.
    pub(super) fn holds(&self, minute: u16) -> bool {
        self.spans.iter().any(|(from, until)| (from..until).contains(&&minute))
    }
}

/// The rules of a text; `None` if any part of it cannot be read.
pub(super) fn rules(text: &str) -> Option<Vec<Rule>> {
    let mut tokens = Tokens { all: tokens(text)?, at: 0 };
    let mut rules = Vec::new();
    let mut adds = false;
    while tokens.peek().is_some() {
        if tokens.take(Token::Semicolon) {
            adds = false;
            continue;
        }
        rules.push(tokens.rule(adds)?);
        adds = tokens.take(Token::Comma);
        if !adds && !matches!(tokens.peek(), None | Some(Token::Semicolon)) {
            return None;
        }
    }
    (!rules.is_empty() && !adds).then_some(rules)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Always,
    Month(u8),
    Weekday(u8),
    Holiday,
    Time(u16),
    Number(u8),
    Sign(Sign),
    Comment,
    Dash,
    Comma,
    Semicolon,
}

const WEEKDAYS: [&str; 7] = ["mo", "tu", "we", "th", "fr", "sa", "su"];
const WEEKDAYS_LONG: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

fn tokens(text: &str) -> Option<Vec<Token>> {
    let folded: Vec<char> = text.chars().map(narrow).flat_map(char::to_lowercase).collect();
    let mut rest = folded.as_slice();
    let mut tokens = Vec::new();
    while let Some((first, after)) = rest.split_first() {
        let mut length = 1;
        match first {
            ',' => tokens.push(Token::Comma),
            ';' => tokens.push(Token::Semicolon),
            '-' | '–' | '—' | '~' => tokens.push(Token::Dash),
            '"' => {
                length = after.iter().position(|c| *c == '"')? + 2;
                tokens.push(Token::Comment);
            }
            c if c.is_whitespace() => {}
            // `Mo-Fr: 08:00-12:00` is common and means nothing else.
            ':' if matches!(tokens.last(), Some(Token::Weekday(_) | Token::Holiday)) => {}
            c if c.is_ascii_digit() => {
                let token;
                (token, length) = number(rest)?;
                tokens.push(token);
            }
            c if c.is_alphabetic() => {
                length = rest.iter().take_while(|c| c.is_alphabetic()).count();
                tokens.push(word(&rest[..length].iter().collect::<String>())?);
            }
            _ => return None,
        }
        rest = &rest[length..];
    }
    Some(tokens)
}

/// `24/7`, a time or a day of the month, and how many characters it takes.
fn number(rest: &[char]) -> Option<(Token, usize)> {
    if rest.starts_with(&['2', '4', '/', '7']) {
        return Some((Token::Always, 4));
    }
    let digits = |from: &[char]| from.iter().take_while(|c| c.is_ascii_digit()).count();
    let value = |of: &[char]| of.iter().collect::<String>().parse::<u8>().ok();
    let length = digits(rest);
    let first = value(&rest[..length])?;
    let after = &rest[length..];
    if after.first() != Some(&':') {
        return Some((Token::Number(first), length));
    }
    let minute = value(after.get(1..3)?)?;
    let whole = digits(&after[1..]) == 2 && minute < 60 && first <= 48;
    whole.then(|| (Token::Time(u16::from(first) * 60 + u16::from(minute)), length + 3))
}

fn word(word: &str) -> Option<Token> {
    let place = |names: &[&str]| names.iter().position(|name| *name == word);
    let number = |place: usize| u8::try_from(place).ok();
    if let Some(day) = place(&WEEKDAYS).or_else(|| place(&WEEKDAYS_LONG)) {
        return number(day).map(Token::Weekday);
    }
    if let Some(month) = place(&MONTHS) {
        return number(month + 1).map(Token::Month);
    }
    match word {
        "ph" => Some(Token::Holiday),
        "open" => Some(Token::Sign(Sign::Open)),
        "off" | "closed" => Some(Token::Sign(Sign::Closed)),
        "unknown" => Some(Token::Sign(Sign::Unknown)),
        _ => None,
    }
}

struct Tokens {
    all: Vec<Token>,
    at: usize,
}

impl Tokens {
    fn peek(&self) -> Option<Token> {
        self.all.get(self.at).copied()
    }

    fn take(&mut self, wanted: Token) -> bool {
        let there = self.peek() == Some(wanted);
        self.at += usize::from(there);
        there
    }

    /// Takes the next token if it is what `of` looks for.
    fn next<T>(&mut self, of: impl Fn(Token) -> Option<T>) -> Option<T> {
        let found = self.peek().and_then(of);
        self.at += usize::from(found.is_some());
        found
    }

    /// Whether another item of a list follows: a comma, and then what `of` looks for.
    fn more<T>(&mut self, of: impl Fn(Token) -> Option<T>) -> bool {
        let next = self.all.get(self.at + 1).copied();
        let more = self.peek() == Some(Token::Comma) && next.and_then(of).is_some();
        self.at += usize::from(more);
        more
    }

    fn rule(&mut self, adds: bool) -> Option<Rule> {
        let start = self.at;
        let always = self.take(Token::Always);
        let seasons = if always { Vec::new() } else { self.seasons()? };
        let days = if always { Days::EVERY } else { self.days()? };
        let spans = if always { Vec::new() } else { self.spans()? };
        let sign = self.next(|token| match token {
            Token::Sign(sign) => Some(sign),
            _ => None,
        });
        let comment = self.take(Token::Comment);
        if self.at == start {
            return None;
        }
        let said = if comment { Sign::Unknown } else { Sign::Open };
        let sign = sign.unwrap_or(said);
        let whole = if sign == Sign::Closed { 2 * DAY } else { DAY };
        Some(Rule {
            adds,
            days,
            sign,
            seasons,
            // A day that is off has no late evening either.
            spans: if spans.is_empty() { vec![(0, whole)] } else { spans },
        })
    }

    fn seasons(&mut self) -> Option<Vec<Season>> {
        let mut seasons = Vec::new();
        if month(self.peek()).is_none() {
            return Some(seasons);
        }
        loop {
            let first = self.next(|token| month(Some(token)))?;
            let first_day = self.next(number_of);
            let (mut last, mut last_day) = (first, first_day);
            if self.take(Token::Dash) {
                match self.next(|token| month(Some(token))) {
                    Some(month) => {
                        last = month;
                        last_day = self.next(number_of);
                    }
                    None => last_day = Some(self.next(number_of)?),
                }
                // `Jan 05-Mar` ends nobody knows when.
                if first_day.is_some() != last_day.is_some() {
                    return None;
                }
            }
            let days = (first_day.unwrap_or(1), last_day.unwrap_or(31));
            // A leap year has every day that any year has.
            let exists = |month, day| Date::new(2024, month, day).is_some();
            if first_day.is_some() && !(exists(first, days.0) && exists(last, days.1)) {
                return None;
            }
            seasons.push(((first, days.0), (last, days.1)));
            if !self.more(|token| month(Some(token))) {
                return Some(seasons);
            }
        }
    }

    fn days(&mut self) -> Option<Days> {
        let mut days = Days { week: 0, holidays: false };
        if self.peek().and_then(day_of).is_none() {
            return Some(Days::EVERY);
        }
        loop {
            match self.next(day_of)? {
                Day::Holiday => days.holidays = true,
                Day::OfWeek(first) => {
                    let last = if self.take(Token::Dash) { self.next(weekday_of)? } else { first };
                    let length = (last + 7 - first) % 7;
                    days.week |= (0..=length).fold(0, |week, n| week | 1 << ((first + n) % 7));
                }
            }
            if !self.more(day_of) {
                return Some(days);
            }
        }
    }

    fn spans(&mut self) -> Option<Vec<(u16, u16)>> {
        let mut spans = Vec::new();
        if self.peek().and_then(time_of).is_none() {
            return Some(spans);
        }
        loop {
            let from = self.next(time_of).filter(|from| *from < DAY)?;
            let until = self.take(Token::Dash).then(|| self.next(time_of))??;
            spans.push((from, if until > from { until } else { until + DAY }));
            if !self.more(time_of) {
                return Some(spans);
            }
        }
    }
}

fn month(token: Option<Token>) -> Option<u8> {
    if let Some(Token::Month(month)) = token { Some(month) } else { None }
}

fn number_of(token: Token) -> Option<u8> {
    if let Token::Number(number) = token { Some(number) } else { None }
}

/// One item of a list of days.
enum Day {
    OfWeek(u8),
    Holiday,
}

fn day_of(token: Token) -> Option<Day> {
    match token {
        Token::Weekday(day) => Some(Day::OfWeek(day)),
        Token::Holiday => Some(Day::Holiday),
        _ => None,
    }
}

fn weekday_of(token: Token) -> Option<u8> {
    if let Token::Weekday(day) = token { Some(day) } else { None }
}

fn time_of(token: Token) -> Option<u16> {
    if let Token::Time(minutes) = token { Some(minutes) } else { None }
}
