//! Whose place is this? The answer as people and programs read it.

use super::reach::{self, StationsHere};
use crate::clock;
use crate::state::{App, Snapshot};
use domain::routing::{self, Accuracy, AccuracyError, Answer, Candidate, Question, Reason};
use domain::topo::Point;
use domain::{AreaId, Atlas, DivisionKey, Metres, Moment};
use serde::Serialize;
use utoipa::ToSchema;

/// So many candidates are listed at most.
const LISTED: usize = 100;

/// A place and how well it is known.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// On the lattice.
    pub(crate) at: Point,
    /// The radius that holds the true place in 68 of 100 cases.
    pub(crate) accuracy: Option<Accuracy>,
    /// Only this Division, or all.
    pub(crate) division: Option<DivisionKey>,
}

/// Why a place cannot be asked about.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub(crate) enum PlaceError {
    /// Not a place on Earth.
    #[error("{lon}, {lat} is no place: longitude runs from -180 to 180, latitude from -90 to 90{}", swapped(*lon, *lat))]
    NoPlace {
        /// As given.
        lon: f64,
        /// As given.
        lat: f64,
    },
    /// Not an accuracy.
    #[error(transparent)]
    Accuracy(#[from] AccuracyError),
}

fn swapped(lon: f64, lat: f64) -> &'static str {
    if Point::from_degrees(lat, lon).is_some() { "; the axes look swapped" } else { "" }
}

impl Place {
    /// Checks numbers from outside.
    pub(crate) fn new(
        lon: f64,
        lat: f64,
        accuracy: Option<f64>,
        division: Option<DivisionKey>,
    ) -> Result<Self, PlaceError> {
        let at = Point::from_degrees(lon, lat).ok_or(PlaceError::NoPlace { lon, lat })?;
        let accuracy = accuracy.map(|metres| Accuracy::new(Metres(metres))).transpose()?;
        Ok(Self { at, accuracy, division })
    }
}

/// The answer for a place, from one Release.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Answer)]
pub(crate) struct Located {
    /// The Release that answers; the number it would get, where a plan answers.
    pub(crate) release: i64,
    /// The scheduled draft that answers, about an instant to come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) plan: Option<i64>,
    /// One answer per Division.
    pub(crate) divisions: Vec<DivisionAnswer>,
    /// The stations of the place; left out where no streets are in force, and in batches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) stations: Option<StationsHere>,
}

/// Whose place it is in one Division.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct DivisionAnswer {
    /// The Division's key.
    pub(crate) division: String,
    /// Why this answer.
    pub(crate) reason: ReasonAnswer,
    /// The Areas responsible, the widest first.
    pub(crate) path: Vec<PathStep>,
    /// Metres to the nearest border; null where there is none at all.
    pub(crate) border_m: Option<f64>,
    /// Within this many metres of the place, path and reason stay the same.
    pub(crate) valid_radius_m: f64,
    /// The probability that the true place lies in the answering Area; null without an accuracy.
    pub(crate) share: Option<f64>,
    /// The probability that it lies in no Area that answers here; null without an accuracy.
    pub(crate) outside_share: Option<f64>,
    /// Other leaves that may be right, the nearest first; of more than 100 the most
    /// likely 100.
    pub(crate) candidates: Vec<CandidateAnswer>,
    /// The probability that it lies in a leaf that is not listed because 100 others are
    /// likelier; null without an accuracy. With `share`, the shares of the candidates
    /// and `outside_share` it makes 1.
    pub(crate) others_share: Option<f64>,
    /// Better ask before sending someone.
    pub(crate) needs_confirmation: bool,
}

/// Why this Area and no other.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Reason)]
pub(crate) struct ReasonAnswer {
    /// In one word.
    pub(crate) kind: ReasonKind,
    /// For `nearest`: how far away the Area is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) away_m: Option<f64>,
    /// For `blank`: the Area whose ground nobody below holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) inside: Option<PathStep>,
    /// For `on_border`: the codes of the others that share this border.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) also: Option<Vec<String>>,
}

/// A reason in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReasonKind {
    /// The place lies inside the Area.
    Within,
    /// The place lies on a border; the border rule decided.
    OnBorder,
    /// The place lies outside all Areas, this one is near enough.
    Nearest,
    /// The place lies on ground of a parent that no child holds.
    Blank,
    /// The place lies outside all Areas.
    Outside,
}

impl ReasonKind {
    /// The word in tables.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Within => "within",
            Self::OnBorder => "on_border",
            Self::Nearest => "nearest",
            Self::Blank => "blank",
            Self::Outside => "outside",
        }
    }
}

impl From<&Reason> for ReasonKind {
    fn from(reason: &Reason) -> Self {
        match reason {
            Reason::Within => Self::Within,
            Reason::OnBorder { .. } => Self::OnBorder,
            Reason::Nearest { .. } => Self::Nearest,
            Reason::Blank { .. } => Self::Blank,
            Reason::Outside => Self::Outside,
        }
    }
}

/// One Area of a path.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct PathStep {
    /// Its Level's key.
    pub(crate) level: String,
    /// Its code.
    pub(crate) code: String,
    /// Its name.
    pub(crate) name: String,
    /// Its stable id.
    pub(crate) id: u32,
    /// What the public may know of it.
    #[serde(skip_serializing_if = "serde_json::Map::is_empty")]
    #[schema(value_type = std::collections::BTreeMap<String, serde_json::Value>)]
    pub(crate) attributes: domain::Attributes,
}

/// Another leaf that may hold the true place.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Candidate)]
pub(crate) struct CandidateAnswer {
    /// Its code.
    pub(crate) code: String,
    /// Its name.
    pub(crate) name: String,
    /// Its Level's key.
    pub(crate) level: String,
    /// Its stable id.
    pub(crate) id: u32,
    /// How far its ground is from the stated place.
    pub(crate) distance_m: f64,
    /// The probability that the true place lies in it; null without an accuracy.
    pub(crate) share: Option<f64>,
}

/// Answers from the Release in force at an instant; `None` if there was none.
pub(crate) fn locate(
    app: &App,
    place: &Place,
    at: Option<Moment>,
) -> anyhow::Result<Option<Located>> {
    let now = at.unwrap_or_else(clock::now);
    Ok(app.at(at)?.map(|snapshot| with_stations(app, &snapshot, place, now)))
}

/// The answer with the stations of the place, of which some are open at an instant.
pub(crate) fn with_stations(app: &App, snapshot: &Snapshot, place: &Place, now: Moment) -> Located {
    let stations = reach::stations_here(snapshot, place.at, now);
    Located { stations, plan: snapshot.plan(), ..answer(app, &snapshot.atlas, place) }
}

/// Answers from one Atlas; the same Atlas and place give the same bytes anywhere.
pub(crate) fn answer(app: &App, atlas: &Atlas, place: &Place) -> Located {
    let question =
        Question { at: place.at, accuracy: place.accuracy, division: place.division.as_ref() };
    let routing = routing::route(atlas, &question, &app.routing);
    Located {
        release: atlas.release().number.0,
        plan: None,
        divisions: routing.answers.iter().map(|answer| division_answer(atlas, answer)).collect(),
        stations: None,
    }
}

fn division_answer(atlas: &Atlas, answer: &Answer) -> DivisionAnswer {
    let code = |id: &AreaId| atlas.area(*id).map(|entry| entry.area.code.to_string());
    let plain =
        ReasonAnswer { kind: (&answer.reason).into(), away_m: None, inside: None, also: None };
    let reason = match &answer.reason {
        Reason::Within | Reason::Outside => plain,
        Reason::OnBorder { also } => {
            ReasonAnswer { also: Some(also.iter().filter_map(code).collect()), ..plain }
        }
        Reason::Nearest { away } => ReasonAnswer { away_m: Some(metres(*away)), ..plain },
        Reason::Blank { inside } => ReasonAnswer { inside: step(atlas, *inside, false), ..plain },
    };
    let (listed, others) = most_likely(&answer.candidates);
    let candidates = listed.into_iter().filter_map(|candidate| {
        let area = &atlas.area(candidate.leaf)?.area;
        Some(CandidateAnswer {
            code: area.code.to_string(),
            name: area.name.clone(),
            level: area.level.to_string(),
            id: area.id.0,
            distance_m: metres(candidate.distance),
            share: candidate.share.map(share),
        })
    });
    DivisionAnswer {
        division: answer.division.to_string(),
        reason,
        path: answer.path.iter().filter_map(|id| step(atlas, *id, true)).collect(),
        border_m: answer.border.map(metres),
        // Rounded down: the promise must hold at the very rim.
        valid_radius_m: (answer.valid_radius.0 * 100.0).floor() / 100.0,
        share: answer.share.map(share),
        outside_share: answer.outside_share.map(share),
        candidates: candidates.collect(),
        // Without an accuracy nothing has a share, so the rest has none either.
        others_share: answer.outside_share.map(|_| share(others)),
        needs_confirmation: answer.needs_confirmation,
    }
}

/// The candidates to list, in the order they came, and the share of all others. A
/// circle of kilometres touches thousands of leaves, which nobody reads.
fn most_likely(candidates: &[Candidate]) -> (Vec<&Candidate>, f64) {
    let likelihood = |at: &usize| candidates[*at].share.unwrap_or_default();
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by(|one, other| likelihood(other).total_cmp(&likelihood(one)));
    let others = order.iter().skip(LISTED).map(likelihood).sum();
    order.truncate(LISTED);
    order.sort_unstable();
    (order.into_iter().map(|at| &candidates[at]).collect(), others)
}

fn step(atlas: &Atlas, id: AreaId, with_attributes: bool) -> Option<PathStep> {
    let entry = atlas.area(id)?;
    let area = &entry.area;
    let attributes = with_attributes.then(|| super::areas::public(atlas, entry));
    Some(PathStep {
        level: area.level.to_string(),
        code: area.code.to_string(),
        name: area.name.clone(),
        id: id.0,
        attributes: attributes.unwrap_or_default(),
    })
}

/// Centimetres: nothing finer is stored.
pub(crate) fn metres(value: Metres) -> f64 {
    (value.0 * 100.0).round() / 100.0
}

/// Six places, so that the shares of an answer still add up to 1.
fn share(value: f64) -> f64 {
    // Adding zero turns the sum of nothing, which is -0, into 0.
    (value * 1e6).round() / 1e6 + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_off_the_earth_is_refused_and_swapped_axes_are_named() {
        let wrong = Place::new(39.9, 116.4, None, None).unwrap_err();
        assert!(wrong.to_string().ends_with("the axes look swapped"), "{wrong}");
        assert!(Place::new(f64::NAN, 0.0, None, None).is_err());
        assert!(matches!(Place::new(1.0, 1.0, Some(0.0), None), Err(PlaceError::Accuracy(_))));
        assert!(Place::new(1.0, 1.0, Some(f64::NAN), None).is_err());
    }

    #[test]
    fn the_most_likely_candidates_are_listed_nearest_first_and_nothing_is_lost() {
        let candidate = |n: u32| Candidate {
            leaf: AreaId(n),
            distance: Metres(f64::from(n)),
            share: Some(f64::from(n) / 1e5),
        };
        let all: Vec<Candidate> = (0..250).map(candidate).collect();
        let (listed, others) = most_likely(&all);
        let ids: Vec<u32> = listed.iter().map(|candidate| candidate.leaf.0).collect();
        assert_eq!(ids, (150..250).collect::<Vec<_>>());
        let sum: f64 = listed.iter().filter_map(|candidate| candidate.share).sum();
        let whole: f64 = all.iter().filter_map(|candidate| candidate.share).sum();
        assert!((sum + others - whole).abs() < 1e-12);
    }
}
