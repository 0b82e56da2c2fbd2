//! What a planner did, as a value: replayed on a base it gives the same result.

use crate::area::Attributes;
use crate::dataset::Dataset;
use crate::hours::Hours;
use crate::ids::{Code, DivisionKey, KindKey, LevelKey, StationId};
use crate::issue::IssueKind;
use crate::redraw::Redraw;
use crate::street::StreetChange;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use topo::{Point, Shape};

/// One change of a Draft (调整). It is saved as JSON, so names here are a format.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Edit {
    /// The areas of one level, as read from a file.
    ImportAreas(ImportAreas),
    /// Stations, as read from a file.
    ImportStations(ImportStations),
    /// One station, dropped on the map or dragged.
    PlaceStation(PlaceStation),
    /// A station is given up.
    RemoveStation {
        /// Which.
        id: StationId,
    },
    /// Another population takes the place of the one there is.
    ImportPopulation {
        /// The bytes are with the store.
        dataset: Dataset,
    },
    /// Another street network takes the place of the one there is. What planners
    /// changed stays.
    ImportStreets {
        /// The bytes are with the store.
        dataset: Dataset,
    },
    /// What planners know of the streets and the map does not.
    ChangeStreets(ChangeStreets),
    /// Borders were redrawn, or what is known of an Area changed.
    Redraw(Redraw),
}

impl Edit {
    /// The dataset it brings, if it brings one.
    pub fn dataset(&self) -> Option<&Dataset> {
        match self {
            Self::ImportPopulation { dataset } | Self::ImportStreets { dataset } => Some(dataset),
            _ => None,
        }
    }
}

/// The areas of one level of one Division, and what the planner accepted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImportAreas {
    /// The Level they belong to.
    pub level: LevelKey,
    /// The Division they belong to.
    pub division: DivisionKey,
    /// The areas, in the order of the file.
    pub areas: Vec<ImportedArea>,
    /// Features of one code become one multi-part area.
    pub merge_parts: bool,
    /// The kinds of issue that were accepted by name.
    pub allow: BTreeSet<IssueKind>,
}

/// One feature of an import.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImportedArea {
    /// Its place in the file, counted from 1.
    pub feature: usize,
    /// Its code.
    pub code: Code,
    /// Its name; the code where the file has none.
    pub name: String,
    /// The code of its parent, where the file names one.
    pub parent: Option<Code>,
    /// All other properties, as given.
    pub attributes: Attributes,
    /// Its ground on the lattice, rings as given (they may be faulty).
    pub shape: Shape,
}

/// Stations as a file states them, and what the planner accepted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImportStations {
    /// The stations, in the order of the file.
    pub stations: Vec<ImportedStation>,
    /// The file states all stations of its kinds: those it does not name end. Otherwise
    /// it only adds stations, and brings those it names up to date.
    #[serde(default)]
    pub whole: bool,
    /// The fields that the file speaks of. What it does not speak of stays as it is; what
    /// it speaks of and leaves empty in a row is emptied. An edit that was saved before
    /// this was noted has `None`: it speaks of everything.
    #[serde(default)]
    pub given: Option<BTreeSet<StationField>>,
    /// Only stations of these kinds are taken from the file; of all where none is named.
    #[serde(default)]
    pub kinds: BTreeSet<KindKey>,
    /// The kinds of issue that were accepted by name.
    #[serde(default)]
    pub allow: BTreeSet<IssueKind>,
}

/// What a file of stations may speak of or not. Code, name, kind and place are always
/// given; whether the public may see a station is said row by row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StationField {
    /// The Area that runs it.
    Owner,
    /// When it is open.
    Hours,
    /// What it offers.
    Services,
    /// The people it can serve.
    Capacity,
    /// The attribute of that name.
    Attribute(String),
}

/// One station of a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImportedStation {
    /// Its row or feature, counted from 1.
    pub row: usize,
    /// Its code.
    pub code: Code,
    /// Its name.
    pub name: String,
    /// Its kind, which may be a new one.
    pub kind: KindKey,
    /// Where its door is.
    pub at: Point,
    /// The code of the Area that runs it, where the file names one.
    pub owner: Option<Code>,
    /// When it is open.
    pub hours: Option<Hours>,
    /// What it offers.
    pub services: Vec<String>,
    /// The people it can serve.
    pub capacity: Option<u32>,
    /// Whether the public may see it. `None` says nothing: a known station stays as it
    /// is, a new one is public.
    pub public: Option<bool>,
    /// All other columns, as given.
    pub attributes: Attributes,
}

/// One station, new or changed. What is not said here stays as it is; a new station is
/// public, and nothing is known of its hours.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlaceStation {
    /// The station that is changed; `None` makes a new one.
    pub id: Option<StationId>,
    /// Its code; a new station without one gets a code of its own.
    pub code: Option<Code>,
    /// Its name.
    pub name: String,
    /// Its kind. `kind` itself says which [`Edit`] this is.
    #[serde(rename = "station_kind")]
    pub kind: KindKey,
    /// Where its door is.
    pub at: Point,
}

/// Changes of the walking network that begin and that end.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ChangeStreets {
    /// They get the next numbers, in this order.
    #[serde(default)]
    pub add: Vec<NewStreetEdit>,
    /// The numbers of those that no longer hold.
    #[serde(default)]
    pub remove: Vec<u32>,
}

/// A change of the network that has no number yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewStreetEdit {
    /// Why, in the planner's words.
    #[serde(default)]
    pub note: String,
    /// What changes.
    pub change: StreetChange,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::civil::Date;
    use crate::dataset::DatasetKind;
    use std::collections::BTreeMap;

    /// Saved drafts are a format: what was written once is read for ever.
    #[test]
    fn a_draft_saved_before_there_were_stations_is_read() {
        let saved = r#"{"kind":"import_areas","level":"grid","division":"main","areas":[
            {"feature":1,"code":"001","name":"一","parent":null,"attributes":{},
             "shape":[{"outer":[{"x":1,"y":2},{"x":3,"y":2},{"x":3,"y":4}],"holes":[]}]}],
            "merge_parts":false,"allow":["gap"]}"#;
        let Edit::ImportAreas(import) = serde_json::from_str(saved).unwrap() else {
            panic!("an import of areas");
        };
        assert_eq!((import.areas.len(), import.areas[0].shape.0[0].outer[1].x), (1, 3));
    }

    #[test]
    fn every_edit_is_saved_under_its_own_name() {
        let dataset = Dataset {
            kind: DatasetKind::Streets,
            digest: "ab".into(),
            name: "town.osm.pbf".into(),
            date: Date::new(2026, 11, 20),
            counts: BTreeMap::from([("ways".into(), 3)]),
        };
        let change = StreetChange::Block { at: Point::new(1, 2) };
        let place = PlaceStation {
            id: None,
            code: None,
            name: "新站".into(),
            kind: KindKey::new("station").unwrap(),
            at: Point::new(3, 4),
        };
        let changes = ChangeStreets {
            add: vec![NewStreetEdit { note: "施工".into(), change }],
            remove: vec![7],
        };
        for (edit, saved) in [
            (
                Edit::ImportStreets { dataset },
                r#"{"kind":"import_streets","dataset":{"kind":"streets","digest":"ab","name":"town.osm.pbf","date":"2026-11-20","counts":{"ways":3}}}"#,
            ),
            (
                Edit::PlaceStation(place),
                r#"{"kind":"place_station","id":null,"code":null,"name":"新站","station_kind":"station","at":{"x":3,"y":4}}"#,
            ),
            (Edit::RemoveStation { id: StationId(9) }, r#"{"kind":"remove_station","id":9}"#),
            (
                Edit::ChangeStreets(changes),
                r#"{"kind":"change_streets","add":[{"note":"施工","change":{"change":"block","at":{"x":1,"y":2}}}],"remove":[7]}"#,
            ),
        ] {
            assert_eq!(serde_json::to_string(&edit).unwrap(), saved);
            assert_eq!(serde_json::from_str::<Edit>(saved).unwrap(), edit);
        }
    }
}
