//! What a draft answers: areas and borders as they are drawn, as GeoJSON.

use crate::actions::areas::{AreaRef, MultiPolygon};
use domain::topo::{Label, Point, plane};
use domain::{Area, AreaId, Attributes, Desk, DivisionKey};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Areas as a draft has them, a GeoJSON `FeatureCollection`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct AreaFeatures {
    /// `FeatureCollection`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The Areas.
    pub(crate) features: Vec<AreaFeature>,
}

/// One Area as a draft has it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct AreaFeature {
    /// `Feature`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// Its stable id.
    id: u32,
    /// Its ground.
    geometry: MultiPolygon,
    /// What is known of it.
    properties: DrawnArea,
}

/// What is known of an Area in a draft.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct DrawnArea {
    /// Its stable id.
    pub(crate) id: u32,
    /// Its code.
    pub(crate) code: String,
    /// Its name.
    pub(crate) name: String,
    /// Its Level's key.
    pub(crate) level: String,
    /// The id of the Area it lies in.
    pub(crate) parent: Option<u32>,
    /// Whether Areas lie in it.
    pub(crate) leaf: bool,
    /// How it stands to the Release that the draft started from.
    pub(crate) state: DrawnState,
    /// Everything else that is known of it.
    #[schema(value_type = std::collections::BTreeMap<String, serde_json::Value>)]
    pub(crate) attributes: Attributes,
}

/// How an Area of a draft stands to the Release that the draft started from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DrawnState {
    /// Nothing of it changes.
    Same,
    /// Its ground changes, or what is known of it.
    Changed,
    /// It was not there.
    New,
}

/// Borders as they are drawn, a GeoJSON `FeatureCollection`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct BorderFeatures {
    /// `FeatureCollection`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The borders.
    pub(crate) features: Vec<BorderFeature>,
}

/// One border: from node to node, or closed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct BorderFeature {
    /// `Feature`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// Its points; the first and the last are nodes.
    geometry: LineString,
    /// Who lies beside it.
    properties: DrawnBorder,
}

/// A GeoJSON `LineString`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LineString {
    /// `LineString`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// Its positions.
    coordinates: Vec<[f64; 2]>,
}

/// Who lies beside a border.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct DrawnBorder {
    /// The leaf on the left, seen along the border; null where nobody's ground is.
    left: Option<AreaRef>,
    /// The leaf on the right.
    right: Option<AreaRef>,
    /// The widest Level on which the two sides differ.
    level: Option<String>,
    /// How long it is.
    length_m: f64,
}

/// An Area in passing, as a draft has it.
pub(crate) fn reference(areas: &BTreeMap<AreaId, Area>, id: AreaId) -> Option<AreaRef> {
    areas.get(&id).map(refer)
}

/// An Area in passing.
pub(crate) fn refer(area: &Area) -> AreaRef {
    AreaRef {
        id: area.id.0,
        level: area.level.to_string(),
        code: area.code.to_string(),
        name: area.name.clone(),
    }
}

/// Areas of a draft as they are drawn.
pub(crate) fn areas(
    desk: &Desk,
    division: &DivisionKey,
    ids: impl IntoIterator<Item = AreaId>,
    state: impl Fn(AreaId) -> DrawnState,
) -> AreaFeatures {
    let Some(areas) = desk.areas(division) else { return AreaFeatures::of(Vec::new()) };
    let parents: std::collections::BTreeSet<AreaId> =
        areas.values().filter_map(|area| area.parent).collect();
    let feature = |id: AreaId| {
        let area = areas.get(&id)?;
        Some(AreaFeature {
            kind: "Feature",
            id: id.0,
            geometry: MultiPolygon::of(&desk.shape(division, id)),
            properties: DrawnArea {
                id: id.0,
                code: area.code.to_string(),
                name: area.name.clone(),
                level: area.level.to_string(),
                parent: area.parent.map(|parent| parent.0),
                leaf: !parents.contains(&id),
                state: state(id),
                attributes: area.attributes.clone(),
            },
        })
    };
    AreaFeatures::of(ids.into_iter().filter_map(feature).collect())
}

impl AreaFeatures {
    fn of(features: Vec<AreaFeature>) -> Self {
        Self { kind: "FeatureCollection", features }
    }
}

/// The borders of a draft that the filter lets through.
pub(crate) fn borders(
    desk: &Desk,
    division: &DivisionKey,
    wanted: impl Fn(&domain::topo::drawing::Border) -> bool,
) -> BorderFeatures {
    let mut features = Vec::new();
    if let (Some(areas), Some(drawing)) = (desk.areas(division), desk.drawing(division)) {
        let upward = |label: Label| {
            let first = AreaId::of(label).and_then(|id| areas.get(&id));
            std::iter::successors(first, |area| area.parent.and_then(|id| areas.get(&id)))
        };
        let blank = |label: Label| drawing.is_blank(label);
        let side = |label: Label| {
            if blank(label) { None } else { reference(areas, AreaId::of(label)?) }
        };
        for border in drawing.borders().filter(|border| wanted(border)) {
            let level = desk.levels().iter().find(|level| {
                let at = |label| upward(label).find(|area| area.level == level.key).map(|a| a.id);
                at(border.left) != at(border.right)
            });
            features.push(BorderFeature {
                kind: "Feature",
                geometry: LineString {
                    kind: "LineString",
                    coordinates: border.points.iter().map(|point| degrees(*point)).collect(),
                },
                properties: DrawnBorder {
                    left: side(border.left),
                    right: side(border.right),
                    level: level.map(|level| level.key.to_string()),
                    length_m: (plane::length_m(&border.points) * 10.0).round() / 10.0,
                },
            });
        }
        features.sort_by(|a, b| {
            let first = |f: &BorderFeature| f.geometry.coordinates.first().copied();
            first(a).partial_cmp(&first(b)).unwrap_or(std::cmp::Ordering::Equal)
        });
    }
    BorderFeatures { kind: "FeatureCollection", features }
}

/// Longitude and latitude.
pub(crate) fn degrees(point: Point) -> [f64; 2] {
    [point.lon(), point.lat()]
}
