//! Areas as the public and integrators see them: lists, one area, search.

use super::cursor::{Cursor, UnknownCursor};
use super::reach::{Audience, StationRef};
use super::stations::in_passing;
use crate::state::Snapshot;
use ::reach::coverage::FEWEST;
use domain::topo::{Point, Shape};
use domain::{
    AreaEntry, AreaId, Atlas, Attributes, Code, DivisionKey, Headcount, LevelKey, Moment,
};
use serde::Serialize;
use utoipa::ToSchema;

/// The attributes anybody may see; all others need a sign-in. Personal fields have
/// no place among them: a leader is a role, a phone is a public one.
pub(crate) const PUBLIC_ATTRIBUTES: [&str; 8] = [
    "organisation",
    "leader_role",
    "worker_role",
    "public_phone",
    "hours",
    "four_sides",
    "population",
    "households",
];

/// The attributes that say what a population counts: beside a count they would be a
/// second truth, and one that no redraw brings up to date.
const OF_PEOPLE: [&str; 2] = ["population", "households"];

/// The public part of an Area's attributes.
pub(crate) fn public(atlas: &Atlas, area: &AreaEntry) -> Attributes {
    let counted = atlas.counted(area).is_some();
    let shown =
        |key: &str| PUBLIC_ATTRIBUTES.contains(&key) && !(counted && OF_PEOPLE.contains(&key));
    let attributes = area.area.attributes.iter().filter(|(key, _)| shown(key));
    attributes.map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// What the population of a release counts in an area, on its borders in that release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Headcount)]
pub(crate) struct HeadcountAnswer {
    /// People; null where the number could point at fewer than ten of them.
    pub(crate) people: Option<u64>,
    /// Households; null with the people, and where they are fewer than ten.
    pub(crate) households: Option<u64>,
    /// Whether both are told to the nearest ten, as everybody hears them.
    pub(crate) rounded: bool,
}

/// Everybody can ask about every day, and what moved between two of them may be one house:
/// so the public hears tens.
fn counted(atlas: &Atlas, area: &AreaEntry, audience: Audience) -> Option<HeadcountAnswer> {
    let Headcount { people, households, hidden } = atlas.counted(area)?;
    Some(match audience {
        Audience::Staff => {
            HeadcountAnswer { people: Some(people), households: Some(households), rounded: false }
        }
        Audience::Public => {
            let few = |number: u64| hidden || (1..FEWEST).contains(&number);
            let tens = |number: u64| (!few(number)).then_some((number + 5) / 10 * 10);
            HeadcountAnswer { people: tens(people), households: tens(households), rounded: true }
        }
    })
}

/// One Area without its polygon.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct AreaSummary {
    /// Its stable id.
    pub(crate) id: u32,
    /// Its Level's key.
    pub(crate) level: String,
    /// Its Division's key.
    pub(crate) division: String,
    /// Its code.
    pub(crate) code: String,
    /// Its name.
    pub(crate) name: String,
    /// The Area it lies in.
    pub(crate) parent: Option<AreaRef>,
    /// Its ground in square metres.
    pub(crate) area_m2: f64,
    /// How many Areas lie directly in it.
    pub(crate) children: usize,
    /// A point inside it, for a label: longitude, latitude.
    pub(crate) label_point: [f64; 2],
    /// West, south, east, north.
    pub(crate) bounds: [f64; 4],
    /// What the population of the release counts in it; null where there is none, or in
    /// another division than `main`. Where it is not null, `attributes` has neither
    /// `population` nor `households`.
    pub(crate) counted: Option<HeadcountAnswer>,
    /// What the public may know of it, as it was given: no redraw changes it.
    #[schema(value_type = std::collections::BTreeMap<String, serde_json::Value>)]
    pub(crate) attributes: Attributes,
}

/// An Area named in passing.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct AreaRef {
    /// Its stable id.
    pub(crate) id: u32,
    /// Its Level's key.
    pub(crate) level: String,
    /// Its code.
    pub(crate) code: String,
    /// Its name.
    pub(crate) name: String,
}

/// One Area with everything around it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct AreaDetail {
    /// The Release that answers; the number it would get, where a plan answers.
    pub(crate) release: i64,
    /// The scheduled draft that answers, about an instant to come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) plan: Option<i64>,
    /// Its stable id.
    pub(crate) id: u32,
    /// Its Level's key.
    pub(crate) level: String,
    /// Its Division's key.
    pub(crate) division: String,
    /// Its code.
    pub(crate) code: String,
    /// Its name.
    pub(crate) name: String,
    /// The Area it lies in.
    pub(crate) parent: Option<AreaRef>,
    /// From the widest Area down to this one.
    pub(crate) path: Vec<AreaRef>,
    /// The Areas directly in it.
    pub(crate) children: Vec<AreaRef>,
    /// Its ground in square metres.
    pub(crate) area_m2: f64,
    /// A point inside it, for a label: longitude, latitude.
    pub(crate) label_point: [f64; 2],
    /// West, south, east, north.
    pub(crate) bounds: [f64; 4],
    /// What the population of the release counts in it; null where there is none, or in
    /// another division than `main`. Where it is not null, `attributes` has neither
    /// `population` nor `households`.
    pub(crate) counted: Option<HeadcountAnswer>,
    /// What the public may know of it, as it was given: no redraw changes it.
    #[schema(value_type = std::collections::BTreeMap<String, serde_json::Value>)]
    pub(crate) attributes: Attributes,
    /// Its ground.
    pub(crate) geometry: MultiPolygon,
}

/// A GeoJSON `MultiPolygon` in CGCS2000 longitude and latitude (EPSG:4490).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct MultiPolygon {
    /// `MultiPolygon`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// Polygons of rings of positions; outlines counter-clockwise, holes clockwise.
    coordinates: Vec<Vec<Vec<[f64; 2]>>>,
}

/// A page of Areas.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct AreaPage {
    /// The Release that answers; the number it would get, where a plan answers.
    pub(crate) release: i64,
    /// The scheduled draft that answers, about an instant to come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) plan: Option<i64>,
    /// In the order of levels, then codes.
    pub(crate) items: Vec<AreaSummary>,
    /// Ask with it for the next page; null on the last.
    pub(crate) next_cursor: Option<String>,
    /// How many there are in all.
    pub(crate) total: usize,
}

/// Which Areas a list is about.
#[derive(Debug, Clone, Default)]
pub(crate) struct AreaFilter {
    /// Only this Level.
    pub(crate) level: Option<LevelKey>,
    /// Only this Division.
    pub(crate) division: Option<DivisionKey>,
    /// Only the direct children of this Area.
    pub(crate) parent: Option<AreaId>,
    /// After this Area, in the order of the list; it must be one that the filter lets
    /// through.
    pub(crate) after: Option<AreaId>,
    /// At most so many.
    pub(crate) limit: usize,
}

/// A page of the Areas that the filter lets through.
pub(crate) fn list(
    snapshot: &Snapshot,
    filter: &AreaFilter,
    audience: Audience,
) -> Result<AreaPage, UnknownCursor> {
    let atlas = &snapshot.atlas;
    let wanted = |entry: &&AreaEntry| {
        filter.level.as_ref().is_none_or(|level| entry.area.level == *level)
            && filter.division.as_ref().is_none_or(|division| entry.division == *division)
            && filter.parent.is_none_or(|parent| entry.area.parent == Some(parent))
    };
    let all: Vec<&AreaEntry> = atlas.areas().filter(wanted).collect();
    let start = match filter.after {
        Some(after) => {
            let position = all.iter().position(|entry| entry.area.id == after);
            position.ok_or(UnknownCursor)? + 1
        }
        None => 0,
    };
    let page: Vec<&AreaEntry> = all.iter().skip(start).take(filter.limit).copied().collect();
    let more = start + page.len() < all.len();
    let ground = snapshot.ground();
    let cursor =
        |entry: &&AreaEntry| Cursor { ground: ground.clone(), after: entry.area.id.0 }.to_string();
    Ok(AreaPage {
        release: snapshot.number().0,
        plan: snapshot.plan(),
        next_cursor: page.last().filter(|_| more).map(cursor),
        items: page.into_iter().map(|entry| summary(atlas, entry, audience)).collect(),
        total: all.len(),
    })
}

/// One Area by its id.
pub(crate) fn by_id(snapshot: &Snapshot, id: AreaId, audience: Audience) -> Option<AreaDetail> {
    snapshot.atlas.area(id).map(|entry| detail(snapshot, entry, audience))
}

/// One Area by its Level and code.
pub(crate) fn by_code(
    snapshot: &Snapshot,
    division: Option<&DivisionKey>,
    level: &LevelKey,
    code: &Code,
    audience: Audience,
) -> Option<AreaDetail> {
    let found = snapshot.atlas.by_code(division, level, code);
    found.map(|entry| detail(snapshot, entry, audience))
}

/// What was found for a text.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = SearchResult)]
pub(crate) struct SearchAnswer {
    /// The Release that answers; the number it would get, where a plan answers.
    pub(crate) release: i64,
    /// The scheduled draft that answers, about an instant to come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) plan: Option<i64>,
    /// Areas, the best first.
    pub(crate) items: Vec<Found>,
    /// Public stations, the best first.
    pub(crate) stations: Vec<StationRef>,
}

/// One Area that fits a text.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Found {
    /// Its stable id.
    pub(crate) id: u32,
    /// Its Level's key.
    pub(crate) level: String,
    /// Its code.
    pub(crate) code: String,
    /// Its name.
    pub(crate) name: String,
    /// The names from the widest Area down to its parent.
    pub(crate) path_names: Vec<String>,
    /// A point inside it.
    pub(crate) label_point: [f64; 2],
    /// West, south, east, north.
    pub(crate) bounds: [f64; 4],
}

/// Areas and public stations whose code or name fits the text. Hours are told as of `now`.
pub(crate) fn search(atlas: &Atlas, text: &str, limit: usize, now: Moment) -> SearchAnswer {
    let found = atlas.search(text, limit).into_iter().filter_map(|id| {
        let entry = atlas.area(id)?;
        let above = atlas.path(id).into_iter().filter(|step| *step != id);
        Some(Found {
            id: id.0,
            level: entry.area.level.to_string(),
            code: entry.area.code.to_string(),
            name: entry.area.name.clone(),
            path_names: above
                .filter_map(|step| Some(atlas.area(step)?.area.name.clone()))
                .collect(),
            label_point: degrees(entry.label().at),
            bounds: corners((entry.bounds.min, entry.bounds.max)),
        })
    });
    let stations = atlas.search_stations(text, limit).into_iter();
    let stations = stations.filter_map(|id| atlas.station(id)).filter(|station| station.public);
    SearchAnswer {
        release: atlas.release().number.0,
        plan: None,
        items: found.collect(),
        stations: stations.map(|station| in_passing(station, now)).collect(),
    }
}

fn detail(snapshot: &Snapshot, entry: &AreaEntry, audience: Audience) -> AreaDetail {
    let atlas = &snapshot.atlas;
    let refer = |ids: &[AreaId]| ids.iter().filter_map(|id| reference(atlas, *id)).collect();
    let of = summary(atlas, entry, audience);
    AreaDetail {
        release: snapshot.number().0,
        plan: snapshot.plan(),
        id: of.id,
        level: of.level,
        division: of.division,
        code: of.code,
        name: of.name,
        parent: of.parent,
        path: refer(&atlas.path(entry.area.id)),
        children: refer(&entry.children),
        area_m2: of.area_m2,
        label_point: of.label_point,
        bounds: of.bounds,
        counted: of.counted,
        attributes: of.attributes,
        geometry: MultiPolygon::of(&entry.shape),
    }
}

fn summary(atlas: &Atlas, entry: &AreaEntry, audience: Audience) -> AreaSummary {
    AreaSummary {
        id: entry.area.id.0,
        level: entry.area.level.to_string(),
        division: entry.division.to_string(),
        code: entry.area.code.to_string(),
        name: entry.area.name.clone(),
        parent: entry.area.parent.and_then(|parent| reference(atlas, parent)),
        area_m2: (entry.area_m2() * 10.0).round() / 10.0,
        children: entry.children.len(),
        label_point: degrees(entry.label().at),
        bounds: corners((entry.bounds.min, entry.bounds.max)),
        counted: counted(atlas, entry, audience),
        attributes: public(atlas, entry),
    }
}

/// An Area in passing.
pub(crate) fn reference(atlas: &Atlas, id: AreaId) -> Option<AreaRef> {
    let area = &atlas.area(id)?.area;
    Some(AreaRef {
        id: id.0,
        level: area.level.to_string(),
        code: area.code.to_string(),
        name: area.name.clone(),
    })
}

fn degrees(point: Point) -> [f64; 2] {
    [point.lon(), point.lat()]
}

/// West, south, east, north of two corners.
pub(crate) fn corners((low, high): (Point, Point)) -> [f64; 4] {
    [low.lon(), low.lat(), high.lon(), high.lat()]
}

impl MultiPolygon {
    /// Ground as GeoJSON writes it.
    pub(crate) fn of(shape: &Shape) -> Self {
        let ring = |points: &Vec<Point>| -> Vec<[f64; 2]> {
            points.iter().chain(points.first()).map(|point| degrees(*point)).collect()
        };
        let coordinates = shape
            .0
            .iter()
            .map(|part| std::iter::once(&part.outer).chain(&part.holes).map(ring).collect())
            .collect();
        Self { kind: "MultiPolygon", coordinates }
    }
}
