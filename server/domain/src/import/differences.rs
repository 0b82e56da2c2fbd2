//! Who owns each face, and everything that is not as it must be.

use super::features::Newcomer;
use super::flaws::{report_closed, report_rings};
use super::overlay::Overlay;
use super::pieces::{Piece, Strips};
use super::{Areas, Findings, STRIP_M};
use crate::area::Division;
use crate::ids::{AreaId, Code};
use crate::issue::{Issue, IssueKind};
use crate::plan::Ground;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};
use topo::{FaceId, Label, Shape};

/// Settles every face and reports every difference on the way.
pub(super) fn settle(
    overlay: &Overlay<'_>,
    division: &Division,
    mut areas: Areas,
    newcomers: &[Newcomer],
    found: &mut Findings<'_>,
) -> Ground {
    report_rings(overlay, newcomers, found);
    let mut faces = Faces { owner: FxHashMap::default(), overlay, areas: &areas };
    faces.own(found);
    faces.check_parents(found);
    faces.check_blanks(found);
    faces.check_holes(found);
    let owner = faces.owner;
    report_closed(overlay, newcomers, found);
    let partition = overlay.arrangement.settle(|face| owner[&face]);
    drop_groundless(overlay, newcomers, &owner, &mut areas, found);
    Ground { division: division.clone(), areas, partition }
}

/// The owner of every face of an overlay, as far as it is known.
struct Faces<'a> {
    owner: FxHashMap<FaceId, Label>,
    overlay: &'a Overlay<'a>,
    areas: &'a Areas,
}

impl Faces<'_> {
    /// Gives every face to its deepest claimant; disputes go by the longest border.
    fn own(&mut self, found: &mut Findings<'_>) {
        let mut disputed: BTreeMap<Vec<AreaId>, Vec<FaceId>> = BTreeMap::new();
        for face in self.overlay.arrangement.faces() {
            let deepest = self.overlay.deepest(face);
            match deepest.as_slice() {
                [] => drop(self.owner.insert(face, Label::OUTSIDE)),
                [one] => drop(self.owner.insert(face, one.label())),
                _ => disputed.entry(deepest).or_default().push(face),
            }
        }
        let mut settled = Vec::new();
        for (claimants, faces) in disputed {
            for piece in self.pieces(&faces) {
                let winner = self.longest_border(&claimants, &piece);
                let shape = self.overlay.arrangement.shape_of(&piece);
                found.note(self.overlap(&claimants, winner, shape, found));
                settled.extend(piece.into_iter().map(|face| (face, winner.label())));
            }
        }
        self.owner.extend(settled);
    }

    fn longest_border(&self, claimants: &[AreaId], piece: &[FaceId]) -> AreaId {
        let length = |id: AreaId| -> f64 {
            let borders = piece.iter().flat_map(|face| self.overlay.arrangement.neighbours(*face));
            borders.filter(|(f, _)| self.owner.get(f) == Some(&id.label())).map(|(_, m)| m).sum()
        };
        let mut ranked: Vec<(f64, &Code, AreaId)> =
            claimants.iter().map(|id| (length(*id), &self.areas[id].code, *id)).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        ranked[0].2
    }

    /// Every child lies inside its parent, wherever this import touched either.
    fn check_parents(&self, found: &mut Findings<'_>) {
        let mut outside: BTreeMap<(AreaId, AreaId), Vec<FaceId>> = BTreeMap::new();
        for face in self.overlay.arrangement.faces() {
            let holders: Vec<AreaId> = self.overlay.holders(face).collect();
            let path = self.path(self.owner[&face]);
            for (lower, upper) in path.iter().zip(path.iter().skip(1)) {
                let touched = self.overlay.is_new(*lower) || self.overlay.is_new(*upper);
                if touched && !holders.contains(upper) {
                    outside.entry((*lower, *upper)).or_default().push(face);
                }
            }
        }
        let mut strips = Strips::default();
        for ((child, parent), faces) in outside {
            let (code, of) = (&self.areas[&child].code, &self.areas[&parent].code);
            for piece in self.pieces(&faces) {
                let ground = Piece::measure(self.overlay.arrangement.shape_of(&piece));
                if ground.width_m <= STRIP_M {
                    strips.add(IssueKind::OutsideParent, of, ground);
                    continue;
                }
                let message = format!("{code} reaches {} outside its parent {of}", ground.size());
                found.note(ground.issue(
                    found,
                    IssueKind::OutsideParent,
                    vec![code.clone(), of.clone()],
                    message,
                    "accept it and the parent grows by this ground, or redraw the child",
                ));
            }
        }
        strips.report(found);
    }

    /// Ground of a parent that none of its children holds.
    fn check_blanks(&mut self, found: &mut Findings<'_>) {
        let parents: BTreeSet<AreaId> =
            self.areas.values().filter_map(|area| area.parent).collect();
        let touched: FxHashSet<AreaId> = self
            .areas
            .values()
            .filter(|area| self.overlay.is_new(area.id))
            .flat_map(|area| [Some(area.id), area.parent])
            .flatten()
            .collect();
        let mut bare: BTreeMap<AreaId, Vec<FaceId>> = BTreeMap::new();
        for face in self.overlay.arrangement.faces() {
            if let Some(id) = AreaId::of(self.owner[&face])
                && parents.contains(&id)
                && touched.contains(&id)
            {
                bare.entry(id).or_default().push(face);
            }
        }
        let mut strips = Strips::default();
        let mut dropped = Vec::new();
        for (parent, faces) in bare {
            for piece in self.pieces(&faces) {
                let around = self.around(&piece);
                let enclosed = around.iter().all(|label| self.path(*label).contains(&parent));
                let ground = Piece::measure(self.overlay.arrangement.shape_of(&piece));
                if !enclosed && ground.width_m <= STRIP_M {
                    // The children define the border; a strip that no other ground
                    // encloses is not worth a hole in the map.
                    if around.contains(&Label::OUTSIDE) {
                        dropped.extend(piece);
                    }
                    strips.add(IssueKind::Blank, &self.areas[&parent].code, ground);
                    continue;
                }
                let kind = if enclosed { IssueKind::Gap } else { IssueKind::Blank };
                found.note(self.nobodys(kind, Some(parent), &around, ground, found));
            }
        }
        for face in dropped {
            self.owner.insert(face, Label::OUTSIDE);
        }
        strips.report(found);
    }

    /// Ground that nobody claims at all, closed in by areas.
    fn check_holes(&self, found: &mut Findings<'_>) {
        let arrangement = &self.overlay.arrangement;
        let bare: Vec<FaceId> =
            arrangement.faces().filter(|face| self.owner[face] == Label::OUTSIDE).collect();
        for piece in self.pieces(&bare) {
            let around = self.around(&piece);
            let new = |label: &Label| {
                let path = self.path(*label);
                path.iter().any(|id| self.overlay.is_new(*id))
            };
            if piece.iter().any(|face| arrangement.is_unbounded(*face)) || !around.iter().any(new) {
                continue;
            }
            let ground = Piece::measure(arrangement.shape_of(&piece));
            found.note(self.nobodys(IssueKind::Gap, None, &around, ground, found));
        }
    }

    fn nobodys(
        &self,
        kind: IssueKind,
        parent: Option<AreaId>,
        around: &BTreeSet<Label>,
        ground: Piece,
        found: &Findings<'_>,
    ) -> Issue {
        let inside =
            parent.map(|id| format!(" inside {}", self.areas[&id].code)).unwrap_or_default();
        let neighbours = around.iter().filter_map(|label| AreaId::of(*label));
        let mut codes: Vec<Code> = neighbours.map(|id| self.areas[&id].code.clone()).collect();
        codes.sort();
        let between = codes.iter().take(4).map(Code::as_str).collect::<Vec<_>>().join(", ");
        let rest = if codes.len() > 4 { " and others" } else { "" };
        let message = format!("nobody holds {}{inside}, beside {between}{rest}", ground.size());
        codes.splice(0..0, parent.map(|id| self.areas[&id].code.clone()));
        codes.dedup();
        ground.issue(
            found,
            kind,
            codes,
            message,
            "accept it and it stays blank, or give it to a neighbour",
        )
    }

    fn overlap(
        &self,
        claimants: &[AreaId],
        winner: AreaId,
        shape: Shape,
        found: &Findings<'_>,
    ) -> Issue {
        let mut codes: Vec<Code> = claimants.iter().map(|id| self.areas[id].code.clone()).collect();
        codes.sort();
        let names = codes.iter().map(Code::as_str).collect::<Vec<_>>().join(" and ");
        let winner = &self.areas[&winner].code;
        let ground = Piece::measure(shape);
        let message = format!("{names} both hold {}", ground.size());
        let proposal =
            format!("accept it and it goes to {winner}, which has the longest border with it");
        ground.issue(found, IssueKind::Overlap, codes, message, &proposal)
    }

    /// The Area of a label and those above it.
    fn path(&self, label: Label) -> Vec<AreaId> {
        let first = AreaId::of(label).and_then(|id| self.areas.get(&id));
        std::iter::successors(first, |area| area.parent.and_then(|p| self.areas.get(&p)))
            .map(|area| area.id)
            .collect()
    }

    /// The owners of the ground around a piece.
    fn around(&self, piece: &[FaceId]) -> BTreeSet<Label> {
        let inside: FxHashSet<FaceId> = piece.iter().copied().collect();
        let next = piece.iter().flat_map(|face| self.overlay.arrangement.neighbours(*face));
        next.filter(|(f, _)| !inside.contains(f))
            .map(|(f, _)| self.owner.get(&f).copied().unwrap_or(Label::OUTSIDE))
            .collect()
    }

    /// Splits faces into connected pieces, in the order of their first face.
    fn pieces(&self, faces: &[FaceId]) -> Vec<Vec<FaceId>> {
        let mut left: FxHashSet<FaceId> = faces.iter().copied().collect();
        let mut pieces = Vec::new();
        for start in faces {
            if !left.remove(start) {
                continue;
            }
            let mut piece = vec![*start];
            let mut next = 0;
            while next < piece.len() {
                for (neighbour, _) in self.overlay.arrangement.neighbours(piece[next]) {
                    if left.remove(&neighbour) {
                        piece.push(neighbour);
                    }
                }
                next += 1;
            }
            pieces.push(piece);
        }
        pieces
    }
}

/// An Area of this import that no face is left for cannot be stored.
fn drop_groundless(
    overlay: &Overlay<'_>,
    newcomers: &[Newcomer],
    owner: &FxHashMap<FaceId, Label>,
    areas: &mut Areas,
    found: &mut Findings<'_>,
) {
    let mut grounded: FxHashSet<AreaId> = FxHashSet::default();
    for label in owner.values().collect::<FxHashSet<_>>() {
        let mut next = AreaId::of(*label);
        while let Some(id) = next
            && grounded.insert(id)
        {
            next = areas.get(&id).and_then(|area| area.parent);
        }
    }
    let lost = overlay.ids.iter().zip(newcomers).filter(|(id, _)| !grounded.contains(id));
    for (id, newcomer) in lost {
        let Some(area) = areas.remove(id) else { continue };
        let mut issue = found.blank_form(
            IssueKind::Invalid,
            format!("no ground is left for {}", area.code),
            "accept it and the area is left out, or settle who holds its ground",
        );
        issue.codes = vec![area.code];
        issue.features.clone_from(&newcomer.features);
        issue.at = newcomer.shape.0.first().and_then(|part| part.outer.first().copied());
        found.note(issue);
    }
}
