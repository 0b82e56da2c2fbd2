//! What planners know of the streets and the map does not: dated changes of the
//! network, each kept beside the extract it corrects.

use serde::{Deserialize, Serialize};
use topo::Point;

/// One change of the walking network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum StreetChange {
    /// Nobody passes on the street nearest to the place.
    Block {
        /// A place on the street.
        at: Point,
    },
    /// The nearest gate, or the nearest closed way, is open to all.
    Open {
        /// A place at the gate.
        at: Point,
    },
    /// People walk straight from one place to the other, over whatever lies between.
    Footbridge {
        /// One end.
        from: Point,
        /// The other end.
        to: Point,
    },
}

/// A change of the network as a Release holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreetEdit {
    /// Given once and never again.
    pub id: u32,
    /// Why, in the planner's words.
    pub note: String,
    /// What changes.
    pub change: StreetChange,
}
