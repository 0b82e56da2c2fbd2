//! Whose child is each newcomer: by the field, else by position, helped by codes.

use super::features::Newcomer;
use super::overlay::Overlay;
use super::{Areas, Findings};
use crate::area::Area;
use crate::ids::{AreaId, Code};
use crate::issue::{Issue, IssueKind};
use rustc_hash::FxHashMap;
use topo::Point;

/// All Areas of the plan afterwards, each with its parent; and how many newcomers
/// found theirs by position.
pub(super) fn place(
    overlay: &Overlay<'_>,
    newcomers: &[Newcomer],
    found: &mut Findings<'_>,
) -> (Areas, usize) {
    let upper = nearest_upper_level(overlay);
    let shares = Shares::measure(overlay);
    let by_code = prefix_parents(overlay, newcomers, &upper, &shares);
    let mut areas: Areas = overlay.stayers.clone();
    let mut by_position = 0;
    let known = upper.iter().take(4).map(|id| overlay.stayers[id].code.as_str());
    let known = known.collect::<Vec<_>>().join(", ");
    for (newcomer, id) in newcomers.iter().zip(overlay.ids) {
        let parent = match &newcomer.parent {
            Some(code) => named(overlay, code),
            None => by_code
                .as_ref()
                .map_or_else(
                    || shares.best(*id, &upper).map(|(p, _)| p),
                    |known| known.get(id).copied(),
                )
                .inspect(|_| by_position += 1),
        };
        if parent.is_none() && (newcomer.parent.is_some() || !upper.is_empty()) {
            report_orphan(newcomer, &known, found);
        }
        let area = Area {
            id: *id,
            level: found.level.clone(),
            code: newcomer.code.clone(),
            name: newcomer.name.clone(),
            parent,
            attributes: newcomer.attributes.clone(),
        };
        areas.insert(*id, area);
    }
    adopt(overlay, &shares, &mut areas, found);
    (areas, by_position)
}

/// The Areas of the closest level above that has any.
fn nearest_upper_level(overlay: &Overlay<'_>) -> Vec<AreaId> {
    let above = |id: &AreaId| overlay.rank_of[id] < overlay.rank;
    let rank = overlay.stayers.keys().filter(|id| above(id)).map(|id| overlay.rank_of[id]).max();
    let at = |id: &&AreaId| Some(overlay.rank_of[*id]) == rank;
    overlay.stayers.keys().filter(at).copied().collect()
}

/// The Area above that has this code, the closest level first.
fn named(overlay: &Overlay<'_>, code: &Code) -> Option<AreaId> {
    let above = overlay.stayers.values().filter(|area| overlay.rank_of[&area.id] < overlay.rank);
    above
        .filter(|area| area.code == *code)
        .max_by_key(|area| overlay.rank_of[&area.id])
        .map(|a| a.id)
}

/// A code prefix decides only if it fits every newcomer and agrees with position
/// wherever position is clear (more than half of the ground).
fn prefix_parents(
    overlay: &Overlay<'_>,
    newcomers: &[Newcomer],
    upper: &[AreaId],
    shares: &Shares,
) -> Option<FxHashMap<AreaId, AreaId>> {
    let mut found = FxHashMap::default();
    for (newcomer, id) in newcomers.iter().zip(overlay.ids) {
        let code_of = |id: &AreaId| overlay.stayers[id].code.as_str();
        let fits = upper.iter().filter(|p| newcomer.code.as_str().starts_with(code_of(p)));
        let parent = *fits.max_by_key(|p| code_of(p).len())?;
        if let Some((placed, true)) = shares.best(*id, upper)
            && placed != parent
        {
            return None;
        }
        found.insert(*id, parent);
    }
    Some(found)
}

/// How much of each Area's ground lies in each other, in exact lattice area.
struct Shares {
    within: FxHashMap<(AreaId, AreaId), i128>,
    whole: FxHashMap<AreaId, i128>,
    /// For an Area below the imported level: the newcomers that cover it.
    covered_by: FxHashMap<AreaId, FxHashMap<AreaId, i128>>,
}

impl Shares {
    fn measure(overlay: &Overlay<'_>) -> Self {
        let (mut within, mut whole) = (FxHashMap::default(), FxHashMap::default());
        let mut covered_by: FxHashMap<AreaId, FxHashMap<AreaId, i128>> = FxHashMap::default();
        for face in overlay.arrangement.faces() {
            let holders: Vec<AreaId> = overlay.holders(face).collect();
            let area = overlay.arrangement.area2(face);
            for new in holders.iter().filter(|id| overlay.is_new(**id)) {
                *whole.entry(*new).or_default() += area;
                for old in holders.iter().filter(|id| !overlay.is_new(**id)) {
                    if overlay.rank_of[old] < overlay.rank {
                        *within.entry((*new, *old)).or_default() += area;
                    } else {
                        *covered_by.entry(*old).or_default().entry(*new).or_default() += area;
                    }
                }
            }
        }
        Self { within, whole, covered_by }
    }

    /// Where the largest share lies, and whether that is more than half; ties go to
    /// the lower id.
    fn best(&self, id: AreaId, among: &[AreaId]) -> Option<(AreaId, bool)> {
        let whole = self.whole.get(&id).copied().unwrap_or(0);
        let shares = among.iter().filter_map(|p| Some((self.within.get(&(id, *p)).copied()?, *p)));
        let (share, parent) = shares.max_by_key(|(share, p)| (*share, std::cmp::Reverse(*p)))?;
        Some((parent, share * 2 > whole))
    }
}

/// Areas below the imported level whose parent is gone, or above that level, find
/// theirs among the newcomers by position. One whose parent ended and whom no
/// newcomer covers is an orphan, even where a level further up still holds it.
fn adopt(overlay: &Overlay<'_>, shares: &Shares, areas: &mut Areas, found: &mut Findings<'_>) {
    let below: Vec<AreaId> =
        overlay.stayers.keys().filter(|id| overlay.rank_of[*id] > overlay.rank).copied().collect();
    for id in below {
        let current = areas[&id].parent.filter(|parent| areas.contains_key(parent));
        let rank = current.map(|parent| overlay.rank_of[&parent]);
        if rank.is_some_and(|rank| rank >= overlay.rank) {
            continue;
        }
        let cover = shares.covered_by.get(&id).into_iter().flatten();
        let widest = cover.max_by_key(|(id, area)| (**area, std::cmp::Reverse(**id)));
        let widest = widest.map(|(id, _)| *id);
        let lost = overlay.moved_from.get(&id);
        if let (None, Some((parent, _))) = (widest, lost) {
            let face = overlay.arrangement.faces().find(|f| overlay.holders(*f).any(|h| h == id));
            report_loss(&areas[&id], parent, face.map(|f| overlay.place_in(f)), found);
        }
        if let Some(area) = areas.get_mut(&id) {
            area.parent = widest.or(current).or_else(|| lost.and_then(|(_, above)| *above));
        }
    }
}

fn report_loss(area: &Area, parent: &Area, at: Option<Point>, found: &mut Findings<'_>) {
    let (code, of) = (&area.code, &parent.code);
    let message = format!("{code} loses its parent {of}, which the file does not name");
    let proposal = "add the parent to the file, or import the children anew and accept them";
    let issue = found.blank_form(IssueKind::Orphan, message, proposal);
    let level = Some(area.level.clone());
    found.note(Issue { level, codes: vec![code.clone()], at, ..issue });
}

fn report_orphan(newcomer: &Newcomer, known: &str, found: &mut Findings<'_>) {
    let code = &newcomer.code;
    let message = match &newcomer.parent {
        Some(parent) if known.is_empty() => {
            format!("{code} names the parent {parent}, but no level above has any area")
        }
        Some(parent) => format!(
            "{code} names the parent {parent}, which no level above has (there are {known} …)"
        ),
        None => format!("{code} lies in no area of the levels above"),
    };
    let mut issue = found.blank_form(
        IssueKind::Orphan,
        message,
        "import the parent first, correct its code, or accept the area without a parent",
    );
    issue.codes = vec![code.clone()];
    issue.features.clone_from(&newcomer.features);
    issue.at = newcomer.shape.0.first().and_then(|part| part.outer.first().copied());
    found.note(issue);
}
