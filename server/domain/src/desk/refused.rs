//! Why something drawn was refused, in words of areas.

use super::tree::Tree;
use crate::area::Area;
use crate::ids::AreaId;
use serde::Serialize;
use topo::drawing::Refusal;
use topo::{Label, Point};

/// Why something drawn was not done, and where. Nothing has changed.
#[derive(Debug, Clone, PartialEq, Serialize, thiserror::Error)]
#[error("{message}")]
pub struct Refused {
    /// The reason, in `snake_case`; pages translate it.
    pub code: &'static str,
    /// Where to look; none if no one place is at fault.
    pub at: Option<Point>,
    /// The areas it speaks of.
    pub areas: Vec<AreaId>,
    /// The reason in words, with names.
    pub message: String,
}

impl Refused {
    pub(super) fn of(code: &'static str, areas: &[AreaId], message: impl Into<String>) -> Self {
        Self { code, at: None, areas: areas.to_vec(), message: message.into() }
    }

    #[must_use]
    pub(super) fn at(self, at: Point) -> Self {
        Self { at: Some(at), ..self }
    }

    /// What the kernel refused, said with the names of areas.
    pub(super) fn kernel(refusal: &Refusal, tree: &Tree) -> Self {
        let (code, labels) = facts(refusal);
        let mut areas: Vec<AreaId> = labels.iter().filter_map(|&label| AreaId::of(label)).collect();
        areas.retain(|id| tree.get(*id).is_some());
        let of = |label: Option<&Label>| named(label.copied(), tree);
        let one = of(labels.first());
        let message = match refusal {
            Refusal::MeetsBorder { .. } => format!(
                "the line meets the border of {} here; borders may meet in corners only",
                listed(&labels, tree)
            ),
            Refusal::SweepsOver { .. } => format!(
                "{} would end up on the wrong side of the new border",
                listed(&labels, tree)
            ),
            Refusal::NoSuchCell { .. } => format!("{one} holds no ground"),
            Refusal::Taken { .. } => format!("{one} is there already"),
            Refusal::NotForThis { .. } => format!("this cannot be done with {one}"),
            Refusal::NoBorder { .. } => {
                format!("{one} and {} have no border with each other here", of(labels.get(1)))
            }
            Refusal::NotNeighbours { .. } => {
                format!("{one} and {} are not neighbours", of(labels.get(1)))
            }
            Refusal::EndsInside { .. } => {
                format!("the line ends inside {one}; draw it on to the border")
            }
            Refusal::Misses { .. } => format!("the line does not come through {one}"),
            Refusal::LeavesWhole { .. } => {
                format!("{one} is still in one piece; draw the line through it from side to side")
            }
            Refusal::CutsAgain { .. } => {
                format!("the line comes through {one} more than once; cut one piece at a time")
            }
            Refusal::NotBlank { .. } => format!("this place belongs to {one}"),
            Refusal::Vanishes { .. } => {
                format!("nothing would be left of {one}; merge or delete it instead")
            }
            Refusal::InPieces { pieces, .. } => format!("{one} would be in {pieces} pieces"),
            Refusal::TooSmall { .. } => {
                format!("{one} would be left with less ground than an area may have")
            }
            other => other.to_string(),
        };
        Self { code, at: refusal.at(), areas, message }
    }
}

/// The code of a refusal, and the labels it is about.
fn facts(refusal: &Refusal) -> (&'static str, Vec<Label>) {
    use Refusal as R;
    match refusal {
        R::MeetsBorder { cells, .. } => ("meets_border", cells.clone()),
        R::MeetsItself { .. } => ("meets_itself", Vec::new()),
        R::SweepsOver { cells, .. } => ("sweeps_over", cells.clone()),
        R::Twists { .. } => ("twists", Vec::new()),
        R::TooTight { .. } => ("too_tight", Vec::new()),
        R::TooShort { .. } => ("too_short", Vec::new()),
        R::OffTheMap { .. } => ("off_the_map", Vec::new()),
        R::NoSuchCell { cell } => ("no_ground", vec![*cell]),
        R::Taken { cell } => ("taken", vec![*cell]),
        R::NotForThis { cell } => ("not_for_this", vec![*cell]),
        R::NoBorder { cells, .. } => ("no_border", cells.to_vec()),
        R::NoCorner { .. } => ("no_corner", Vec::new()),
        R::NotNeighbours { cells } => ("not_neighbours", cells.to_vec()),
        R::EndsInside { cell, .. } => ("ends_inside", vec![*cell]),
        R::Misses { cell, .. } => ("misses", vec![*cell]),
        R::LeavesWhole { cell, .. } => ("leaves_whole", vec![*cell]),
        R::CutsAgain { cell, .. } => ("cuts_again", vec![*cell]),
        R::Nothing { .. } => ("nothing", Vec::new()),
        R::NotBlank { cell, .. } => ("not_blank", vec![*cell]),
        R::NotEnclosed { .. } => ("not_enclosed", Vec::new()),
        R::Vanishes { cell, .. } => ("vanishes", vec![*cell]),
        R::InPieces { cell, .. } => ("in_pieces", vec![*cell]),
        R::TooSmall { cell, .. } => ("too_small", vec![*cell]),
    }
}

/// An Area in a sentence.
pub(super) fn name_of(area: &Area) -> String {
    if area.name == area.code.as_str() || area.name.is_empty() {
        area.code.to_string()
    } else {
        format!("{} ({})", area.name, area.code)
    }
}

fn named(label: Option<Label>, tree: &Tree) -> String {
    let Some(id) = label.and_then(AreaId::of) else { return "the outside".into() };
    match tree.get(id) {
        Some(area) if tree.is_parent(id) => format!("the blank of {}", name_of(area)),
        Some(area) => name_of(area),
        // What is made or moved by this very act has no name yet.
        None => "the new area".into(),
    }
}

fn listed(labels: &[Label], tree: &Tree) -> String {
    let names: Vec<String> = labels.iter().map(|&label| named(Some(label), tree)).collect();
    names.join(" and ")
}
