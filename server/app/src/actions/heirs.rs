//! What became of an Area that ended: who has its ground.
//!
//! Only an end makes heirs. What an Area gave away while it was there, and what those gave
//! away later that took it over, is nobody's inheritance.

use crate::state::App;
use anyhow::Context;
use domain::lineage::EventKind;
use domain::{AreaId, ReleaseNo};
use std::collections::BTreeMap;
use store::LineageRow;

/// How an Area ended.
pub(crate) struct End {
    /// With which release.
    pub(crate) release: ReleaseNo,
    /// Where its ground went.
    pub(crate) rows: Vec<LineageRow>,
}

/// Who took over an Area that ended, or a part of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Heir {
    /// The Area.
    pub(crate) id: AreaId,
    /// How much of the ground.
    pub(crate) share: f64,
    /// Whether it came into being when the other one ended, as the parts of a split do.
    pub(crate) is_new: bool,
}

/// The end of an Area that is not in force; `None` where nothing is known of one.
pub(crate) fn end(app: &App, area: AreaId) -> anyhow::Result<Option<End>> {
    let is = |end: &Option<(AreaId, _)>| end.as_ref().is_some_and(|(id, _)| *id == area);
    let mut rows = app.store.lineage_of(area).context("asking what became of an area")?;
    rows.retain(|(_, row)| is(&row.from));
    let Some(release) = rows.iter().map(|(release, _)| *release).max() else { return Ok(None) };
    rows.retain(|(at, _)| *at == release);
    // Whatever keeps something goes on.
    let goes_on = rows.iter().any(|(_, row)| is(&row.to));
    let rows = rows.into_iter().map(|(_, row)| row).collect();
    Ok((!goes_on).then_some(End { release, rows }))
}

/// The Areas that took over one that ended.
pub(crate) fn of(app: &App, area: AreaId) -> anyhow::Result<Vec<Heir>> {
    let Some(end) = end(app, area)? else { return Ok(Vec::new()) };
    let shares = end.shares();
    let new = app.store.begun_with(end.release, &shares.keys().copied().collect())?;
    let heir = |(id, share)| Heir { id, share, is_new: new.contains(&id) };
    Ok(shares.into_iter().map(heir).collect())
}

impl End {
    /// Who took how much of the ground, but for slivers.
    pub(crate) fn shares(&self) -> BTreeMap<AreaId, f64> {
        let taken = self.rows.iter().filter(|row| row.kind != EventKind::Sliver.as_str());
        let mut shares = BTreeMap::new();
        for (row, (id, _)) in taken.filter_map(|row| Some((row, row.to.as_ref()?))) {
            let share: &mut f64 = shares.entry(*id).or_default();
            *share = share.max(row.area_share.unwrap_or(1.0));
        }
        shares
    }
}
