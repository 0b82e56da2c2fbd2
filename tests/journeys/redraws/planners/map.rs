//! A town as a set of facts: which area has which name and which corners.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use support::{Spot, area2, list, spot};

/// The areas of one level by their codes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Map(BTreeMap<String, Area>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Area {
    name: String,
    corners: BTreeSet<Spot>,
    /// Those of them where the outline bends.
    bends: BTreeSet<Spot>,
    /// Twice its ground in units of the lattice.
    area2: i128,
    parent: String,
}

/// Something that is so: the area, and its name or one of its corners.
type Fact = (String, Option<String>, Option<Spot>);

impl Map {
    /// Reads a feature collection.
    pub(super) fn of(features: &Value) -> Self {
        Self(list(&features["features"]).map(read).collect())
    }

    /// Notes what came of an edit, as it was acknowledged.
    pub(super) fn follow(&mut self, outcome: &Value) {
        for ended in list(&outcome["ended"]) {
            self.0.remove(ended["code"].as_str().unwrap_or_default());
        }
        let leaves = |feature: &&Value| feature["properties"]["level"] == "microgrid";
        self.0.extend(list(&outcome["changed"]["features"]).filter(leaves).map(read));
    }

    /// The codes of areas that another map has otherwise, or not at all.
    pub(super) fn unlike(&self, other: &Self) -> Vec<String> {
        let codes: BTreeSet<&String> = self.0.keys().chain(other.0.keys()).collect();
        let alike = |code: &str| match (self.0.get(code), other.0.get(code)) {
            (Some(one), Some(two)) => one.name == two.name && one.corners == two.corners,
            (None, None) => true,
            _ => false,
        };
        codes.into_iter().filter(|code| !alike(code)).cloned().collect()
    }

    /// This map with what was changed between two others.
    pub(super) fn with_what_changed(&self, before: &Self, after: &Self) -> BTreeSet<Fact> {
        let (before, after) = (before.facts(), after.facts());
        let kept =
            self.facts().into_iter().filter(|fact| !before.contains(fact) || after.contains(fact));
        let new = after.difference(&before).cloned();
        kept.chain(new).collect()
    }

    /// This map, drawn on `base`, with the codes that its new areas got in `release`: one
    /// that somebody took in `before` meanwhile is given to nobody else, the next free one is.
    pub(super) fn coded_as(&self, base: &Self, before: &Self, release: &Self) -> Self {
        let is_old = |code: &String| base.0.contains_key(code);
        let (mut coded, drawn): (BTreeMap<_, _>, BTreeMap<_, _>) =
            self.0.clone().into_iter().partition(|(code, _)| is_old(code));
        for (code, mut area) in drawn {
            let new = release.0.iter().filter(|(code, _)| !before.0.contains_key(*code));
            let shared = |one: &Area| one.corners.intersection(&area.corners).count();
            let given = new.max_by_key(|(_, one)| shared(one)).map(|(given, _)| given.clone());
            let given = given.unwrap_or_else(|| code.clone());
            if area.name == code {
                area.name.clone_from(&given);
            }
            coded.insert(given, area);
        }
        Self(coded)
    }

    /// Everything that is so.
    pub(super) fn facts(&self) -> BTreeSet<Fact> {
        let of = |(code, area): (&String, &Area)| {
            let name = (code.clone(), Some(area.name.clone()), None);
            let corners = area.corners.iter().map(|at| (code.clone(), None, Some(*at)));
            std::iter::once(name).chain(corners).collect::<Vec<_>>()
        };
        self.0.iter().flat_map(of).collect()
    }

    /// Whether a fact says something: a corner says nothing where the outline runs straight on.
    pub(super) fn bears_out(&self, (code, _, corner): &Fact) -> bool {
        corner.is_none_or(|at| self.0.get(code).is_some_and(|area| area.bends.contains(&at)))
    }

    /// What the areas below a parent hold together, by the parent's code.
    pub(super) fn by_parent(&self) -> BTreeMap<String, i128> {
        let mut sums = BTreeMap::new();
        for area in self.0.values() {
            *sums.entry(area.parent.clone()).or_default() += area.area2;
        }
        sums
    }

    /// What every area holds, by its code.
    pub(super) fn areas2(&self) -> BTreeMap<String, i128> {
        self.0.iter().map(|(code, area)| (code.clone(), area.area2)).collect()
    }

    /// The parent of an area.
    pub(super) fn parent_of(&self, code: &str) -> Option<&str> {
        self.0.get(code).map(|area| area.parent.as_str())
    }
}

fn read(feature: &Value) -> (String, Area) {
    let known = &feature["properties"];
    let text = |field: &str| match &known[field] {
        Value::String(text) => text.clone(),
        // Drafts name the parent as they name every area.
        parent => parent["code"].as_str().unwrap_or_default().to_owned(),
    };
    let coordinates = &feature["geometry"]["coordinates"];
    let polygons: Vec<&Value> = match feature["geometry"]["type"].as_str() {
        Some("Polygon") => vec![coordinates],
        _ => list(coordinates).collect(),
    };
    let rings: Vec<Vec<Spot>> = polygons.into_iter().flat_map(list).map(ring).collect();
    let area = Area {
        name: text("name"),
        area2: rings.iter().map(|ring| area2(ring)).sum(),
        bends: rings.iter().flat_map(|ring| bends(ring)).collect(),
        corners: rings.into_iter().flatten().collect(),
        parent: text("parent"),
    };
    (text("code"), area)
}

/// The corners where a ring bends. An outline that runs over a border puts a corner there,
/// within a rounding of the straight line, and moves nothing.
fn bends(ring: &[Spot]) -> impl Iterator<Item = Spot> {
    let open = if ring.first() == ring.last() { &ring[1..] } else { ring };
    let neighbours =
        |at: usize| (open[(at + open.len() - 1) % open.len()], open[(at + 1) % open.len()]);
    (0..open.len()).filter(move |at| is_bent(open[*at], neighbours(*at))).map(|at| open[at])
}

/// Whether a corner lies more than two steps of the lattice beside the line of its neighbours.
fn is_bent(at: Spot, (before, after): (Spot, Spot)) -> bool {
    let way = |to: Spot| (i128::from(to.0 - before.0), i128::from(to.1 - before.1));
    let ((x, y), (u, v)) = (way(after), way(at));
    let cross = x * v - y * u;
    cross * cross > 4 * (x * x + y * y)
}

fn ring(ring: &Value) -> Vec<Spot> {
    let places = list(ring).filter_map(|at| Some(spot(at[0].as_f64()?, at[1].as_f64()?)));
    places.collect()
}
