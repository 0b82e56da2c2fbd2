//! Gaps and overlaps of a coverage read as one flat level.

use super::{Arrangement, FaceId};
use crate::index::{Sets, id};
use crate::{Fault, FaultCode, Label};

/// Every overlap, and every gap if wanted, sorted.
pub(super) fn faults(of: &Arrangement, gaps: bool) -> Vec<Fault> {
    let claims = |face: u32| of.claims(FaceId(face));
    let mut sets = Sets::new(of.plan.face_count);
    for &[left, right] in &of.plan.sides {
        if claims(left).len() != 1 && claims(left) == claims(right) {
            sets.unite(left, right);
        }
    }
    // Pieces by their smallest face; what hangs together with face 0 is outside.
    let mut pieces: Vec<(u32, FaceId)> = Vec::new();
    for face in 0..id(of.plan.face_count) {
        let wanted = claims(face).len() > 1 || (gaps && claims(face).is_empty());
        if wanted {
            let piece = sets.root(face);
            if piece != 0 {
                pieces.push((piece, FaceId(face)));
            }
        }
    }
    pieces.sort_unstable();
    let mut found: Vec<Fault> = pieces
        .chunk_by(|a, b| a.0 == b.0)
        .map(|piece| {
            let faces: Vec<FaceId> = piece.iter().map(|&(_, face)| face).collect();
            let labels = claims(piece[0].0).to_vec();
            let code = if labels.is_empty() { FaultCode::Gap } else { FaultCode::Overlap };
            let mut fault = Fault::ground(code, labels, &of.shape_of(&faces), &of.lens);
            if code == FaultCode::Gap {
                fault.labels = around(of, &faces);
            }
            fault
        })
        .collect();
    Fault::sort(&mut found);
    found
}

/// The labels that claim ground next to some faces.
fn around(of: &Arrangement, faces: &[FaceId]) -> Vec<Label> {
    let beyond = faces.iter().flat_map(|face| of.plan.border(face.0));
    let mut labels: Vec<_> =
        beyond.flat_map(|&half| of.claims(FaceId(of.plan.left(half ^ 1)))).copied().collect();
    labels.sort_unstable();
    labels.dedup();
    labels
}
