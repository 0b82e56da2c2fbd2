//! What a city decides for itself about its plans: numbers, quotas, and what stops a
//! publication.
//!
//! Settings are data. Everything has a default, which is the usual practice of grid
//! governance (`cn-grid`), so a city writes down only where it differs.

use crate::codes::CodeRules;
use crate::ids::{KindKey, LevelKey};
use crate::issue::{IssueKind, Severity};
use crate::level::Levels;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// See the module.
///
/// ```
/// let own: domain::Settings =
///     serde_json::from_str(r#"{"households": {"max": 600}, "severity": {"households": "blocking"}}"#).unwrap();
/// assert_eq!((own.households.min, own.households.max), (300, 600));
/// assert!(serde_json::from_str::<domain::Settings>(r#"{"housholds": {}}"#).is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// How many households one Area may have.
    pub households: Households,
    /// How many stations of which kind an Area of a Level needs at least.
    pub quotas: BTreeMap<LevelKey, BTreeMap<KindKey, u32>>,
    /// The Level whose every Area needs a Station, whatever its kind; `None` for none.
    pub served: Option<LevelKey>,
    /// Who has to be named for an Area.
    pub roles: Roles,
    /// Pieces of ground smaller than this are no real ones, in square metres.
    pub tiny_m2: f64,
    /// Where an Area is narrower than this it is nearly cut in two, in metres.
    pub neck_m: f64,
    /// What codes look like, for each Level.
    pub codes: CodeRules,
    /// How much each kind of issue weighs in a draft, where that is not the default.
    pub severity: BTreeMap<IssueKind, Weight>,
    /// Whether an author may approve their own draft.
    pub author_may_approve: bool,
    /// The incidents of so many days count in an impact.
    pub incidents_days: u32,
}

/// How many households one Area may have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Households {
    /// The Level it is said of; `None` switches the question off.
    pub level: Option<LevelKey>,
    /// At least so many.
    pub min: u64,
    /// At most so many.
    pub max: u64,
}

/// Who has to be named for every Area of a Level, each under the attribute that holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Roles {
    /// The Level it is said of; `None` switches the question off.
    pub level: Option<LevelKey>,
    /// The attribute with the organisation (党组织); empty where none is asked for.
    pub organisation: String,
    /// The attribute with the leader (网格长).
    pub leader_role: String,
    /// The attribute with the full-time worker (专职网格员).
    pub worker_role: String,
}

/// How much a kind of issue weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// It stops a publication unless it is waived by name.
    Blocking,
    /// It is worth knowing.
    Advice,
    /// Nobody looks for it.
    Off,
}

/// A setting that no city can mean.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{field}` {message}")]
pub struct Unmeant {
    /// Its name.
    pub field: &'static str,
    /// What it must be.
    pub message: String,
}

impl Settings {
    /// Looks for what no city can mean: numbers out of all bounds, a level it does not have,
    /// a check switched off that answers depend on. What is as usual passes, whatever the
    /// city's ladder.
    pub fn check(&self, levels: &Levels) -> Result<(), Unmeant> {
        let wrong = |field, message: &str| Err(Unmeant { field, message: message.into() });
        let usual = Self::default();
        let own = [
            ("households", &self.households.level, &usual.households.level),
            ("served", &self.served, &usual.served),
            ("roles", &self.roles.level, &usual.roles.level),
        ];
        let own = own.into_iter().filter(|(_, level, usual)| level != usual);
        let named = own.filter_map(|(field, level, _)| Some((field, level.as_ref()?)));
        let quotas = self.quotas.keys().filter(|level| !usual.quotas.contains_key(*level));
        let named = named
            .chain(quotas.map(|level| ("quotas", level)))
            .chain(self.codes.0.keys().map(|level| ("codes", level)));
        for (field, level) in named {
            if !levels.iter().any(|known| known.key == *level) {
                let known: Vec<&str> = levels.iter().map(|level| level.key.as_str()).collect();
                let message = format!("names the level `{level}`; there are {}", known.join(", "));
                return Err(Unmeant { field, message });
            }
        }
        let lengths = self.codes.0.values().filter_map(|rule| rule.length);
        if lengths.into_iter().any(|length| !(1..=64).contains(&length)) {
            return wrong("codes", "must have a `length` between 1 and 64");
        }
        let off = self.severity.iter().filter(|(_, weight)| **weight == Weight::Off);
        if let Some((kind, _)) = off.into_iter().find(|(kind, _)| kind.is_structural()) {
            let message = format!("cannot switch `{kind}` off: no answer could be trusted");
            return Err(Unmeant { field: "severity", message });
        }
        let length = |metres: f64| (0.0..=10_000.0).contains(&metres);
        if self.households.min > self.households.max {
            return wrong("households", "must have a `min` that is not above its `max`");
        }
        if !length(self.tiny_m2) {
            return wrong("tiny_m2", "must be between 0 and 10,000 square metres");
        }
        if !length(self.neck_m) {
            return wrong("neck_m", "must be between 0 and 10,000 metres");
        }
        if !(1..=36_525).contains(&self.incidents_days) {
            return wrong("incidents_days", "must be between 1 and 36,525 days");
        }
        Ok(())
    }

    /// What an issue of that kind that a draft brings amounts to; `None` where nobody
    /// looks for it.
    pub fn severity_of(&self, kind: IssueKind) -> Option<Severity> {
        let weight = self.severity.get(&kind).copied().unwrap_or(Weight::of(kind));
        match weight {
            Weight::Blocking => Some(Severity::Blocking),
            Weight::Advice => Some(Severity::Advice),
            Weight::Off => None,
        }
    }
}

impl Weight {
    /// What a kind weighs where the settings say nothing: what leaves somebody without
    /// an answer, or with two, blocks; what is a matter of balance and staff is advice.
    pub const fn of(kind: IssueKind) -> Self {
        match kind {
            IssueKind::Gap
            | IssueKind::Overlap
            | IssueKind::Blank
            | IssueKind::OutsideParent
            | IssueKind::Invalid
            | IssueKind::DuplicateCode
            | IssueKind::Orphan
            | IssueKind::BadCode
            | IssueKind::InPieces
            | IssueKind::Exclave
            | IssueKind::TinyCell
            | IssueKind::CodeFault => Self::Blocking,
            _ => Self::Advice,
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        let quotas = [("community", [("centre", 1), ("station", 3), ("point", 10)])];
        let quotas = quotas.into_iter().filter_map(|(level, kinds)| {
            let kinds = kinds.into_iter();
            let kinds = kinds.filter_map(|(kind, least)| Some((KindKey::new(kind).ok()?, least)));
            Some((LevelKey::new(level).ok()?, kinds.collect()))
        });
        Self {
            households: Households::default(),
            quotas: quotas.collect(),
            served: grid(),
            roles: Roles::default(),
            tiny_m2: 1.0,
            neck_m: 0.5,
            codes: CodeRules::default(),
            severity: BTreeMap::new(),
            author_may_approve: false,
            incidents_days: 365,
        }
    }
}

impl Default for Households {
    fn default() -> Self {
        Self { level: grid(), min: 300, max: 500 }
    }
}

impl Default for Roles {
    fn default() -> Self {
        Self {
            level: grid(),
            organisation: "organisation".into(),
            leader_role: "leader_role".into(),
            worker_role: "worker_role".into(),
        }
    }
}

impl Roles {
    /// The attributes that have to say somebody.
    pub fn attributes(&self) -> impl Iterator<Item = &str> {
        let all = [&self.organisation, &self.leader_role, &self.worker_role];
        all.into_iter().map(String::as_str).filter(|name| !name.is_empty())
    }
}

/// The Level that the usual rules of grid governance speak of.
fn grid() -> Option<LevelKey> {
    LevelKey::new("grid").ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_the_usual_practice_and_survive_json() {
        let settings = Settings::default();
        let community = LevelKey::new("community").unwrap();
        assert_eq!(settings.quotas[&community][&KindKey::new("point").unwrap()], 10);
        let text = serde_json::to_string(&settings).unwrap();
        assert_eq!(serde_json::from_str::<Settings>(&text).unwrap(), settings);
        assert_eq!(serde_json::from_str::<Settings>("{}").unwrap(), settings);
    }

    #[test]
    fn what_no_city_can_mean_is_refused() {
        let levels = Levels::parse("ward:片区,cell:单元").unwrap();
        for (text, field) in [
            (r#"{"households": {"min": 501, "max": 500}}"#, "households"),
            (r#"{"tiny_m2": -1}"#, "tiny_m2"),
            (r#"{"neck_m": 1e300}"#, "neck_m"),
            (r#"{"incidents_days": 4294967295}"#, "incidents_days"),
            (r#"{"incidents_days": 0}"#, "incidents_days"),
            (r#"{"served": "nix"}"#, "served"),
            (r#"{"quotas": {"nix": {"centre": 1}}}"#, "quotas"),
            (r#"{"codes": {"ward": {"length": 65}}}"#, "codes"),
            (r#"{"codes": {"grid": {"length": 5}}}"#, "codes"),
            (r#"{"severity": {"overlap": "off"}}"#, "severity"),
        ] {
            let settings: Settings = serde_json::from_str(text).unwrap();
            assert_eq!(settings.check(&levels).unwrap_err().field, field, "{text}");
        }
        assert_eq!(Settings::default().check(&levels), Ok(()), "on another ladder too");
        let own =
            r#"{"served": null, "codes": {"ward": {"length": 9}}, "severity": {"blank": "off"}}"#;
        assert_eq!(serde_json::from_str::<Settings>(own).unwrap().check(&levels), Ok(()));
    }

    #[test]
    fn a_kind_may_be_made_heavier_lighter_or_switched_off() {
        let text = r#"{"severity": {"blank": "advice", "households": "blocking", "quota": "off"}}"#;
        let settings: Settings = serde_json::from_str(text).unwrap();
        let severity = |kind| settings.severity_of(kind);
        assert_eq!(severity(IssueKind::Blank), Some(Severity::Advice));
        assert_eq!(severity(IssueKind::Households), Some(Severity::Blocking));
        assert_eq!(severity(IssueKind::Quota), None);
        assert_eq!(severity(IssueKind::Exclave), Some(Severity::Blocking));
    }
}
