//! The sets of tiles about walking: the base map, stations, circles, coverage and blind
//! spots.

use super::cover::{spots, told, told_rows};
use super::{Asked, Audience, RINGS, base_map, walks};
use crate::state::Snapshot;
use crate::walks::{Cover, Walks};
use domain::{AreaId, DivisionKey};
use reach::coverage::PublicRow;
use reach::{Direction, Scratch, Snap, picture};
use std::collections::BTreeMap;
use std::sync::Arc;
use tiles::{Form, ThemeFeature, ThemeSource, Themes, Value};

/// A set of tile layers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Set {
    /// Water, green, rails and streets.
    Streets,
    /// Buildings.
    Buildings,
    /// Stations.
    Stations,
    /// The ground within reach of any station of a kind.
    Reach,
    /// Shares of people within reach, by Area.
    Coverage,
    /// Where nobody reaches a station.
    BlindSpots,
}

impl Set {
    /// Every set.
    const ALL: [Self; 6] = [
        Self::Streets,
        Self::Buildings,
        Self::Stations,
        Self::Reach,
        Self::Coverage,
        Self::BlindSpots,
    ];

    /// The name in addresses.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Streets => "streets",
            Self::Buildings => "buildings",
            Self::Stations => "stations",
            Self::Reach => "reach",
            Self::Coverage => "coverage",
            Self::BlindSpots => "blindspots",
        }
    }

    /// The set of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|set| set.name() == name)
    }

    /// Whether kind and preset make a difference.
    pub(crate) fn depends(self) -> bool {
        matches!(self, Self::Reach | Self::Coverage | Self::BlindSpots)
    }
}

/// The layers of a set, laid out when first asked for; `None` where the Release has
/// nothing of the kind.
pub(crate) fn themes(snapshot: &Snapshot, set: Set, asked: &Asked) -> Option<Arc<Themes>> {
    let walks = walks(snapshot).ok()?;
    let key = if set.depends() {
        let kind = asked.kind.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("{} {} {kind}", set.name(), asked.preset.key)
    } else {
        set.name().to_owned()
    };
    // Every set is drawn with the usual rings; an address does not name any others.
    let asked = Asked { minutes: RINGS.to_vec(), ..asked.clone() }.of(Audience::Public);
    let cover = || walks.cover(&snapshot.atlas, &asked);
    Some(walks.themes(key, || match set {
        Set::Streets => base_map::streets(&walks.ground.extract),
        Set::Buildings => base_map::buildings(&walks.ground.extract),
        Set::Stations => stations(snapshot),
        Set::Reach => reach(walks, &cover(), &asked),
        Set::Coverage => coverage(snapshot, walks, &cover()),
        Set::BlindSpots => blind_spots(walks, &cover(), &asked),
    }))
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn stations(snapshot: &Snapshot) -> Themes {
    let public = snapshot.atlas.stations().iter().filter(|station| station.public);
    let features = public.map(|station| ThemeFeature {
        id: u64::from(station.id.0),
        min_zoom: 0,
        form: Form::Point(station.at),
        values: vec![
            Some(Value::Whole(u64::from(station.id.0))),
            Some(text(station.code.as_str())),
            Some(text(&station.name)),
            Some(text(station.kind.as_str())),
        ],
    });
    Themes::new(vec![ThemeSource {
        name: "stations",
        fields: &[("id", "Number"), ("code", "String"), ("name", "String"), ("kind", "String")],
        features: features.collect(),
    }])
}

fn reach(walks: &Walks, cover: &Cover, asked: &Asked) -> Themes {
    let sources: Vec<Snap> = cover.at.iter().filter_map(|station| station.snap).collect();
    let mut scratch = Scratch::new();
    let walk = walks.ground.walk(&asked.preset);
    let limit = asked.widest() * 60_000;
    let reached = walk.search(&mut scratch, &sources, Direction::ToStation, limit);
    let rings = picture::rings(walks.ground.cells(), &reached, &asked.minutes);
    // The widest first, so that the narrower ones are drawn over it.
    let features = rings.into_iter().rev().map(|ring| ThemeFeature {
        id: u64::from(ring.minutes),
        min_zoom: 0,
        form: Form::Shape(ring.shape),
        values: vec![Some(Value::Whole(u64::from(ring.minutes)))],
    });
    Themes::new(vec![ThemeSource {
        name: "reach",
        fields: &[("minutes", "Number")],
        features: features.collect(),
    }])
}

/// The Areas without children; a tile is public, so small counts are hidden in it.
fn coverage(snapshot: &Snapshot, walks: &Walks, cover: &Cover) -> Themes {
    let atlas = &snapshot.atlas;
    let rows = told_rows(walks, cover, Audience::Public);
    let rows: BTreeMap<AreaId, &PublicRow> =
        rows.areas.iter().map(|(id, row)| (*id, row)).collect();
    let Some(division) = atlas.division(&DivisionKey::main()) else {
        return Themes::new(Vec::new());
    };
    let entries =
        atlas.areas().filter(|entry| entry.division == *division.key() && entry.is_leaf());
    let features = entries.map(|entry| {
        let row = rows.get(&entry.area.id);
        let shares = RINGS.map(|minutes| row.and_then(|row| share(row, minutes)));
        ThemeFeature {
            id: u64::from(entry.area.id.0),
            min_zoom: 0,
            form: Form::Shape(division.partition().shape(entry.area.id.label())),
            values: vec![
                Some(Value::Whole(u64::from(entry.area.id.0))),
                Some(text(entry.area.code.as_str())),
                Some(text(&entry.area.name)),
                shares[0].map(Value::Whole),
                shares[1].map(Value::Whole),
            ],
        }
    });
    Themes::new(vec![ThemeSource {
        name: "coverage",
        fields: &[
            ("id", "Number"),
            ("code", "String"),
            ("name", "String"),
            ("share8", "Number"),
            ("share15", "Number"),
        ],
        features: features.collect(),
    }])
}

/// The covered part in per cent, of people or, where nobody lives, of buildings; `None`
/// where there is nobody, or where the count is hidden.
fn share(row: &PublicRow, minutes: u32) -> Option<u64> {
    let ring = row.rings.iter().find(|ring| ring.minutes == minutes)?;
    let (of, whole) = match row.all.people? {
        0 => (ring.covered.buildings? + ring.over_capacity.buildings?, row.all.buildings?),
        people => (ring.covered.people? + ring.over_capacity.people?, people),
    };
    (whole > 0).then(|| (of * 100 + whole / 2) / whole)
}

fn blind_spots(walks: &Walks, cover: &Cover, asked: &Asked) -> Themes {
    let spots = spots(walks, cover, asked);
    let values = |spot: &reach::blind::Spot<AreaId>| {
        let people = told(spot.count, Audience::Public).people;
        vec![
            Some(Value::Whole(u64::from(spot.number))),
            people.and_then(|people| u64::try_from(people).ok()).map(Value::Whole),
            Some(text(spot.reason.key())),
        ]
    };
    let points = spots.iter().map(|spot| ThemeFeature {
        id: u64::from(spot.number),
        min_zoom: 0,
        form: Form::Point(spot.at),
        values: values(spot),
    });
    Themes::new(vec![ThemeSource {
        name: "blindspots",
        fields: &[("number", "Number"), ("people", "Number"), ("reason", "String")],
        features: points.collect(),
    }])
}
