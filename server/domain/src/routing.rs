//! Whose place is this, and why?
//!
//! Routing reads one [`Atlas`] and nothing else: same atlas, same question, same
//! answer. A dispute about last spring can be replayed on last spring's release.
//! Geometry alone decides, never a code or an id, so a recode moves nothing.

mod border;
mod doubt;
mod nearby;
mod question;

use crate::atlas::{Atlas, DivisionAtlas, FaceNo};
use crate::ids::{AreaId, DivisionKey, Metres, ReleaseNo};
use border::Owner;
use topo::Point;
use topo::plane::Local;

pub use question::{Accuracy, AccuracyError, Question, Settings};

/// What an Atlas says about a place: one answer per Division.
#[derive(Debug, Clone, PartialEq)]
pub struct Routing {
    /// The Release that answered.
    pub release: ReleaseNo,
    /// In the order of the Divisions.
    pub answers: Vec<Answer>,
}

/// Whose place it is in one Division, why, and how sure that is.
///
/// With an accuracy `share`, `outside_share` and the candidates' shares are
/// probabilities of where the true place lies, together 1; without one all are `None`.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The Division.
    pub division: DivisionKey,
    /// Why this path and no other.
    pub reason: Reason,
    /// The Areas that answer, top first; empty outside.
    pub path: Vec<AreaId>,
    /// Metres to the nearest border of the ground that answers, 0 on it; for
    /// [`Reason::Nearest`] and [`Reason::Outside`] metres to the nearest Leaf. `None`
    /// only where there is no Leaf. Measured on the plane that touches the globe at
    /// the place, so it is a rough figure beyond some tens of kilometres.
    pub border: Option<Metres>,
    /// Within this distance of the place the path and the kind of reason stay the
    /// same, whichever way one goes; rounded down to centimetres, at most 10 km.
    pub valid_radius: Metres,
    /// The probability that the true place lies on the ground that answers: in the
    /// Leaf at the end of the path, or in the Blank. `None` outside, too.
    pub share: Option<f64>,
    /// The probability that the true place lies on ground of no Leaf that does not
    /// answer here: outside the Division, or in a Blank other than the one named.
    pub outside_share: Option<f64>,
    /// The other Leaves that come into question: within the accuracy (at least
    /// 1 m), or with a share of at least 0.00005; nearest first.
    pub candidates: Vec<Candidate>,
    /// Whether a person should confirm the answer. With an accuracy: the share (the
    /// outside share for [`Reason::Outside`]) is below [`Settings::confirm_below`].
    /// Without: the place is on a border, or no Leaf holds it and the nearest was taken.
    pub needs_confirmation: bool,
}

/// Another Leaf the true place may lie in.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The Leaf.
    pub leaf: AreaId,
    /// Metres from the place to its ground.
    pub distance: Metres,
    /// The probability that the true place lies in it; `None` without an accuracy.
    pub share: Option<f64>,
}

/// Why this path and no other. `Nearest` is for a riverbank or a wandering GPS fix.
#[derive(Debug, Clone, PartialEq)]
pub enum Reason {
    /// The place lies inside the Leaf.
    Within,
    /// The place lies on the Leaf's border, and the border rule names the Leaf.
    OnBorder {
        /// The other Leaves on whose border it lies, by id.
        also: Vec<AreaId>,
    },
    /// No Leaf and no Blank holds the place; the nearest Leaf is within the tolerance.
    Nearest {
        /// How far away it is.
        away: Metres,
    },
    /// The place lies in a parent where no child answers; the path ends with the parent.
    Blank {
        /// The parent.
        inside: AreaId,
    },
    /// No Leaf within the tolerance, and no Blank holds the place.
    Outside,
}

/// Says whose place it is in every Division, or in the one that is asked for.
///
/// On a border the *border rule* decides: the place belongs to the Leaf that holds
/// the ground just east of it, and just north where that too is border; where that
/// ground is nobody's, to the first Leaf counter-clockwise from there.
///
/// ```
/// # use domain::{routing::{Question, Reason, Settings, route}, testing::Town};
/// let town = Town::drawn("AB
///                         AC");
/// let atlas = town.atlas();
/// let asked = |at| route(&atlas, &Question::at(at), &Settings::default()).answers.remove(0);
///
/// let centre = asked(town.centre('C'));
/// assert_eq!((centre.path, centre.reason), (vec![town.id('C')], Reason::Within));
///
/// // Where all three meet, the ground to the north-east is B's.
/// let corner = asked(town.corner(1, 1));
/// assert_eq!(corner.path, [town.id('B')]);
/// assert_eq!(corner.reason, Reason::OnBorder { also: town.ids("AC") });
/// ```
pub fn route(atlas: &Atlas, question: &Question<'_>, settings: &Settings) -> Routing {
    let local = Local::at(question.at);
    let asked =
        |division: &&DivisionAtlas| question.division.is_none_or(|key| key == division.key());
    let divisions = atlas.divisions().iter().filter(asked);
    Routing {
        release: atlas.release().number,
        answers: divisions.map(|division| answer(division, question, &local, settings)).collect(),
    }
}

fn answer(
    division: &DivisionAtlas,
    question: &Question<'_>,
    local: &Local,
    settings: &Settings,
) -> Answer {
    let verdict = judge(division, question.at, local, settings);
    let shares = question
        .accuracy
        .map(|accuracy| doubt::weigh(division, question.at, local, accuracy, &verdict));
    let Verdict { face, reason, border, valid_radius } = verdict;
    let unsure = |share: f64| share < settings.confirm_below;
    let needs_confirmation = match (&shares, &reason) {
        (Some(shares), _) => unsure(shares.own.unwrap_or(shares.outside)),
        (None, Reason::OnBorder { .. } | Reason::Nearest { .. }) => true,
        (None, Reason::Within | Reason::Blank { .. } | Reason::Outside) => false,
    };
    let (share, outside_share) = match &shares {
        Some(shares) => (shares.own, Some(shares.outside)),
        None => (None, None),
    };
    let candidates = match shares {
        Some(shares) => shares.candidates,
        // Other Leaves lie beyond the border of the ground that answers, so a place
        // well inside needs no second search.
        None if border.is_none_or(|border| border > nearby::LEAST) => Vec::new(),
        None => nearby::candidates(division, question.at, local, face),
    };
    Answer {
        division: division.key().clone(),
        reason,
        path: face.map_or_else(Vec::new, |face| division.path(face).to_vec()),
        border,
        valid_radius,
        share,
        outside_share,
        candidates,
        needs_confirmation,
    }
}

/// The face that answers, and what the borders alone say of the place.
struct Verdict {
    face: Option<FaceNo>,
    reason: Reason,
    border: Option<Metres>,
    valid_radius: Metres,
}

fn judge(division: &DivisionAtlas, at: Point, local: &Local, settings: &Settings) -> Verdict {
    let inside = |face, reason| {
        let metres = division.border_distance(face, at, local, f64::INFINITY);
        Verdict {
            face: Some(face),
            reason,
            border: Some(Metres(metres)),
            valid_radius: nearby::certain(metres, at),
        }
    };
    match border::owner(division, at) {
        Owner::Holding(face) => {
            let verdict = inside(face, Reason::Within);
            if verdict.border > Some(Metres(0.0)) { verdict } else { on_border(division, face, at) }
        }
        Owner::Touched(face) => on_border(division, face, at),
        Owner::Blank(face) => inside(face, Reason::Blank { inside: division.area(face) }),
        Owner::Nobody => nearby::judge(division, at, local, settings),
    }
}

/// On the border of a Leaf one step may change the answer, so nothing is certain.
fn on_border(division: &DivisionAtlas, face: FaceNo, at: Point) -> Verdict {
    let touching = division.leaves_touching(at).into_iter().map(|(leaf, _)| leaf);
    let also = touching.filter(|leaf| *leaf != face).map(|leaf| division.area(leaf)).collect();
    Verdict {
        face: Some(face),
        reason: Reason::OnBorder { also },
        border: Some(Metres(0.0)),
        valid_radius: Metres(0.0),
    }
}
