//! What a planner draws, as it is sent: places in degrees, areas by their ids.

use crate::http::areas::{fault, key};
use crate::http::problem::{FieldError, Problem};
use domain::topo::Point;
use domain::topo::drawing::{Rules, Side};
use domain::{Act, AreaId, Attributes, Code, DivisionKey, LevelKey, NewArea, Redraw};
use serde::Deserialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// A drawn line may have so many points.
const POINTS: usize = 10_000;

/// One thing drawn on a draft.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub(crate) struct EditBody {
    /// The Division; `main` if absent.
    division: Option<String>,
    /// How far a drawn point may lie from a corner or a border to be taken for it, in metres.
    snap_m: Option<f64>,
    /// What was drawn.
    #[serde(flatten)]
    act: ActBody,
}

/// What was drawn or said.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum ActBody {
    /// The border between two areas is led along a line (移边).
    Reshape {
        /// The areas on the two sides; null for nobody's ground.
        areas: [Option<u32>; 2],
        /// From a place on their border to another.
        line: Vec<[f64; 2]>,
    },
    /// A corner moves, and all borders that meet in it follow (移点).
    MoveCorner {
        /// Where it is.
        from: [f64; 2],
        /// Where it goes.
        to: [f64; 2],
    },
    /// An area is cut in two along a line (拆分); a closed line cuts out what is within.
    Split {
        /// The area.
        area: u32,
        /// The cut.
        line: Vec<[f64; 2]>,
        /// On which side of the line, seen along it, the new area lies.
        #[serde(default)]
        side: SideBody,
        /// The area that comes.
        #[serde(default)]
        new: NewBody,
    },
    /// One area takes in another beside it, which ends (合并).
    Merge {
        /// The area that ends.
        area: u32,
        /// The area that stays.
        into: u32,
    },
    /// What lies within a drawn ring goes to an area (划转).
    HandOver {
        /// The ring.
        ring: Vec<[f64; 2]>,
        /// Who gives; everybody but the taker if empty.
        #[serde(default)]
        from: Vec<u32>,
        /// Who gets it; null leaves it blank.
        to: Option<u32>,
    },
    /// An area moves under another parent as it is (改隶).
    Reassign {
        /// The area.
        area: u32,
        /// Its parent from then on.
        parent: u32,
    },
    /// A blank becomes a new area (补空).
    Fill {
        /// Any place in the blank.
        at: [f64; 2],
        /// The area that comes.
        #[serde(default)]
        new: NewBody,
    },
    /// A blank goes to an area that is there.
    GiveBlank {
        /// Any place in the blank.
        at: [f64; 2],
        /// Who gets it.
        to: u32,
    },
    /// A new area is drawn (新设).
    Draw {
        /// The ring.
        ring: Vec<[f64; 2]>,
        /// From whom; only from nobody's ground if empty.
        #[serde(default)]
        from: Vec<u32>,
        /// The area that comes.
        #[serde(default)]
        new: NewBody,
    },
    /// An area ends, with all below it (撤销).
    Delete {
        /// The area.
        area: u32,
        /// Who gets its ground; null leaves it blank.
        to: Option<u32>,
    },
    /// Corners go out of the border between two areas (简化).
    Simplify {
        /// The areas on the two sides; null for nobody's ground.
        areas: [Option<u32>; 2],
        /// Corners go whose triangle is smaller, in square metres.
        area_m2: u32,
    },
    /// Name, code or attributes change, and no ground (更名, 改码).
    Describe {
        /// The area.
        area: u32,
        /// Its name from then on.
        name: Option<String>,
        /// Its code from then on.
        code: Option<String>,
        /// Attributes that change; null takes one away.
        #[serde(default)]
        #[schema(value_type = std::collections::BTreeMap<String, serde_json::Value>)]
        attributes: Attributes,
    },
}

/// A side of a line, seen along it.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SideBody {
    /// On the left hand.
    #[default]
    Left,
    /// On the right hand.
    Right,
}

/// An area that a drawing makes.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewBody {
    /// Its code; the next free one if absent.
    code: Option<String>,
    /// Its name; its code if absent.
    name: Option<String>,
    /// Its Level's key.
    level: Option<String>,
    /// The id of its parent.
    parent: Option<u32>,
    /// What is known of it.
    #[serde(default)]
    #[schema(value_type = std::collections::BTreeMap<String, serde_json::Value>)]
    attributes: Attributes,
}

impl EditBody {
    /// Checks everything and names every faulty field at once.
    pub(crate) fn read(self) -> Result<Redraw, Problem> {
        let mut errors = Vec::new();
        let division = key(&mut errors, "division", self.division.as_deref(), DivisionKey::new);
        let snap = snap(&mut errors, self.snap_m);
        let act = self.act.read(&mut errors);
        match act {
            Some(act) if errors.is_empty() => {
                Ok(Redraw::of(division.unwrap_or_else(DivisionKey::main), snap, act))
            }
            _ => Err(Problem::fields(errors)),
        }
    }
}

/// Metres as steps of the lattice: a step is 1.1 centimetres from south to north.
fn snap(errors: &mut Vec<FieldError>, metres: Option<f64>) -> i32 {
    let metres = metres.unwrap_or(0.0);
    if !(0.0..=1000.0).contains(&metres) {
        errors.push(fault("snap_m", "must be between 0 and 1000 metres".into()));
        return 0;
    }
    #[expect(clippy::cast_possible_truncation, reason = "at most a hundred thousand steps")]
    let steps = (metres / 0.0111).round() as i32;
    steps.min(Rules::MOST_SNAP)
}

impl ActBody {
    fn read(self, errors: &mut Vec<FieldError>) -> Option<Act> {
        let ids = |ids: Vec<u32>| {
            let once: BTreeSet<AreaId> = ids.into_iter().map(AreaId).collect();
            once.into_iter().collect::<Vec<_>>()
        };
        Some(match self {
            Self::Reshape { areas, line } => Act::Reshape {
                areas: areas.map(|id| id.map(AreaId)),
                line: points(errors, "line", &line)?,
            },
            Self::MoveCorner { from, to } => {
                Act::MoveCorner { from: point(errors, "from", from)?, to: point(errors, "to", to)? }
            }
            Self::Split { area, line, side, new } => Act::Split {
                area: AreaId(area),
                line: points(errors, "line", &line)?,
                side: match side {
                    SideBody::Left => Side::Left,
                    SideBody::Right => Side::Right,
                },
                new: new.read(errors),
            },
            Self::Merge { area, into } => Act::Merge { area: AreaId(area), into: AreaId(into) },
            Self::HandOver { ring, from, to } => Act::HandOver {
                ring: open(points(errors, "ring", &ring)?),
                from: ids(from),
                to: to.map(AreaId),
            },
            Self::Reassign { area, parent } => {
                Act::Reassign { area: AreaId(area), parent: AreaId(parent) }
            }
            Self::Fill { at, new } => {
                Act::Fill { at: point(errors, "at", at)?, new: new.read(errors) }
            }
            Self::GiveBlank { at, to } => {
                Act::GiveBlank { at: point(errors, "at", at)?, to: AreaId(to) }
            }
            Self::Draw { ring, from, new } => Act::Draw {
                ring: open(points(errors, "ring", &ring)?),
                from: ids(from),
                new: new.read(errors),
            },
            Self::Delete { area, to } => Act::Delete { area: AreaId(area), to: to.map(AreaId) },
            Self::Simplify { areas, area_m2 } => {
                Act::Simplify { areas: areas.map(|id| id.map(AreaId)), area_m2 }
            }
            Self::Describe { area, name, code, attributes } => {
                short(errors, "name", name.as_deref());
                Act::Describe {
                    area: AreaId(area),
                    name,
                    code: key(errors, "code", code.as_deref(), Code::new),
                    attributes: bounded(errors, "attributes", attributes),
                }
            }
        })
    }
}

impl NewBody {
    fn read(self, errors: &mut Vec<FieldError>) -> NewArea {
        short(errors, "new.name", self.name.as_deref());
        NewArea {
            code: key(errors, "new.code", self.code.as_deref(), Code::new),
            name: self.name.filter(|name| !name.trim().is_empty()),
            level: key(errors, "new.level", self.level.as_deref(), LevelKey::new),
            parent: self.parent.map(AreaId),
            attributes: bounded(errors, "new.attributes", self.attributes),
        }
    }
}

fn short(errors: &mut Vec<FieldError>, field: &str, name: Option<&str>) {
    if name.is_some_and(|name| name.trim().is_empty() || name.chars().count() > 200) {
        errors.push(fault(field, "must have 1 to 200 characters".into()));
    }
}

fn bounded(errors: &mut Vec<FieldError>, field: &str, given: Attributes) -> Attributes {
    let long = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => text.chars().count() > 2000,
        serde_json::Value::Array(_) | serde_json::Value::Object(_) => {
            value.to_string().len() > 2000
        }
        _ => false,
    };
    if given.len() > 100 || given.iter().any(|(key, value)| key.len() > 100 || long(value)) {
        errors.push(fault(field, "at most 100 of them, each of at most 2,000 characters".into()));
    }
    given
}

fn point(errors: &mut Vec<FieldError>, field: &str, [lon, lat]: [f64; 2]) -> Option<Point> {
    let point = Point::from_degrees(lon, lat);
    if point.is_none() {
        errors.push(fault(field, format!("{lon}, {lat} is no place on Earth")));
    }
    point
}

fn points(errors: &mut Vec<FieldError>, field: &str, line: &[[f64; 2]]) -> Option<Vec<Point>> {
    if line.len() < 2 || line.len() > POINTS {
        errors.push(fault(field, format!("must have 2 to {POINTS} points")));
        return None;
    }
    line.iter().map(|at| point(errors, field, *at)).collect()
}

/// A ring is kept without its first point again at the end.
fn open(mut ring: Vec<Point>) -> Vec<Point> {
    if ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    ring
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Redraw, Problem> {
        serde_json::from_str::<EditBody>(text).expect("the form is right").read()
    }

    #[test]
    fn places_in_degrees_become_points_of_the_lattice() {
        let drawn = read(
            r#"{"act":"hand_over","ring":[[102.0,40.0],[102.1,40.0],[102.1,40.1],[102.0,40.0]],"to":7,"snap_m":1.11}"#,
        );
        let Redraw { act: Act::HandOver { ring, from, to }, snap, .. } = drawn.unwrap() else {
            panic!("a ring");
        };
        assert_eq!((ring.len(), from, to, snap), (3, vec![], Some(AreaId(7)), 100));
    }

    #[test]
    fn a_field_that_no_act_knows_is_refused_wherever_it_stands() {
        for text in [
            r#"{"act":"merge","area":1,"into":2,"form":3}"#,
            r#"{"act":"delete","area":1,"too":2}"#,
            r#"{"act":"fill","at":[102,40],"new":{"nmae":"x"}}"#,
        ] {
            assert!(serde_json::from_str::<EditBody>(text).is_err(), "{text}");
        }
        let right = r#"{"act":"merge","division":"main","snap_m":1,"area":1,"into":2}"#;
        assert!(serde_json::from_str::<EditBody>(right).is_ok());
    }

    #[test]
    fn every_faulty_field_is_named_at_once() {
        let problem = read(
            r#"{"act":"fill","division":"Grid!","at":[200,0],"new":{"code":" 1"},"snap_m":-1}"#,
        );
        let fields: Vec<String> =
            problem.unwrap_err().errors.into_iter().map(|error| error.field).collect();
        assert_eq!(fields, ["division", "snap_m", "at"]);
    }
}
