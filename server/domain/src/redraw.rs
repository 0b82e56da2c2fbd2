//! What a planner draws: the saved form of one redrawing of a Division.
//!
//! Areas are named by their ids, which outlive renames, recodes and other people's
//! drafts; places are points of the lattice as they were drawn. Nothing names an arc,
//! for arcs split: the same list can be replayed on another base.

use crate::area::Attributes;
use crate::ids::{AreaId, Code, DivisionKey, LevelKey};
use serde::{Deserialize, Serialize};
use topo::Point;
use topo::drawing::Side;

/// One thing drawn on a Division.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Redraw {
    /// The Division.
    pub division: DivisionKey,
    /// How far a drawn point may lie from a corner or a border to be taken for it, in
    /// lattice steps.
    #[serde(default)]
    pub snap: i32,
    /// What was drawn.
    pub act: Act,
    /// The codes that the new areas got which were drawn without one, so that they have
    /// them wherever it is replayed, by whatever rules. On ground where one was taken
    /// meanwhile the next free one takes its place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<GivenCode>,
}

/// The code that a new Area got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenCode {
    /// The Area's Level.
    pub level: LevelKey,
    /// The Area's parent.
    pub parent: Option<AreaId>,
    /// Its code.
    pub code: Code,
}

impl Redraw {
    /// Something drawn, not made yet.
    pub fn of(division: DivisionKey, snap: i32, act: Act) -> Self {
        Self { division, snap, act, codes: Vec::new() }
    }

    /// Whether the same was drawn, whatever codes it got.
    pub fn is_drawn_like(&self, other: &Self) -> bool {
        (&self.division, self.snap, &self.act) == (&other.division, other.snap, &other.act)
    }
}

/// What was drawn or said. Saved as JSON, so names here are a format.
///
/// An Area of any level may be named. Of one that has children the children's ground
/// is meant: a line through it cuts the children it runs through, a merge moves them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    /// The border between two Areas is led along a line, between the two places where
    /// the line begins and ends (移边).
    Reshape {
        /// The Areas on the two sides; `None` for nobody's ground.
        areas: [Option<AreaId>; 2],
        /// From a place on their border to another.
        line: Vec<Point>,
    },
    /// A corner moves, and all borders that meet in it follow (移点).
    MoveCorner {
        /// Where it is.
        from: Point,
        /// Where it goes.
        to: Point,
    },
    /// An Area is cut in two along a line (拆分); a closed line cuts out what is within.
    /// Where a level below it is asked for, an Area without children becomes the parent
    /// of both halves.
    Split {
        /// The Area.
        area: AreaId,
        /// The cut.
        line: Vec<Point>,
        /// On which side of the line the new Area lies.
        side: Side,
        /// The Area that comes.
        new: NewArea,
    },
    /// One Area takes in another beside it, which ends (合并).
    Merge {
        /// The Area that ends.
        area: AreaId,
        /// The Area that stays.
        into: AreaId,
    },
    /// What lies within a drawn ring goes to an Area (划转).
    HandOver {
        /// The ring, open; it may run either way.
        ring: Vec<Point>,
        /// Who gives; everybody but the taker where nobody is named.
        from: Vec<AreaId>,
        /// Who gets it; `None` leaves it blank.
        to: Option<AreaId>,
    },
    /// An Area moves under another parent as it is (改隶).
    Reassign {
        /// The Area.
        area: AreaId,
        /// Its parent from then on.
        parent: AreaId,
    },
    /// A blank becomes a new Area (补空).
    Fill {
        /// Any place in the blank.
        at: Point,
        /// The Area that comes.
        new: NewArea,
    },
    /// A blank goes to an Area that is there.
    GiveBlank {
        /// Any place in the blank.
        at: Point,
        /// Who gets it.
        to: AreaId,
    },
    /// A new Area is drawn (新设).
    Draw {
        /// The ring, open; it may run either way.
        ring: Vec<Point>,
        /// From whom; only from nobody's ground where nobody is named.
        from: Vec<AreaId>,
        /// The Area that comes.
        new: NewArea,
    },
    /// An Area ends, with all below it (撤销).
    Delete {
        /// The Area.
        area: AreaId,
        /// Who gets its ground; `None` leaves it blank.
        to: Option<AreaId>,
    },
    /// Corners go out of the border between two Areas (简化).
    Simplify {
        /// The Areas on the two sides; `None` for nobody's ground.
        areas: [Option<AreaId>; 2],
        /// Corners go whose triangle is smaller, in square metres.
        area_m2: u32,
    },
    /// Name, code or attributes change, and no ground (更名, 改码).
    Describe {
        /// The Area.
        area: AreaId,
        /// Its name from then on.
        #[serde(default)]
        name: Option<String>,
        /// Its code from then on.
        #[serde(default)]
        code: Option<Code>,
        /// Attributes that change; null takes one away.
        #[serde(default)]
        attributes: Attributes,
    },
}

/// An Area that a drawing makes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct NewArea {
    /// Its code; the next free one by the rules of its level where none is given.
    #[serde(default)]
    pub code: Option<Code>,
    /// Its name; its code where none is given.
    #[serde(default)]
    pub name: Option<String>,
    /// Its Level; that of the Area it is cut from, or the one below its parent. To split
    /// an Area that is not divided at a level below it divides it.
    #[serde(default)]
    pub level: Option<LevelKey>,
    /// Its parent; that of the Area it is cut from, or whose blank it fills.
    #[serde(default)]
    pub parent: Option<AreaId>,
    /// What is known of it.
    #[serde(default)]
    pub attributes: Attributes,
}
