//! How many people live in each Area, on the borders of one Release.

use crate::actions::stations::path_at;
use crate::walks::Walks;
use anyhow::Context;
use domain::{AreaId, Atlas, Headcount};
use reach::coverage::{Count, Rows};
use reach::demand::Areas;
use std::collections::BTreeMap;
use store::Store;

/// What the population of a Release counts in the Areas of its main Division; `None`
/// where there is no population, or nobody in it. `walks` know the places already, where
/// there are streets.
pub(crate) fn count(
    store: &Store,
    atlas: &Atlas,
    walks: Option<&Walks>,
) -> anyhow::Result<Option<BTreeMap<AreaId, Headcount>>> {
    let Some(population) = atlas.population() else { return Ok(None) };
    if let Some(walks) = walks {
        let demand = &walks.ground.demand;
        let counts = (0u32..).take(demand.len()).map(|place| demand.count(place));
        return Ok(headcounts(counts, &walks.areas));
    }
    let bytes = store.dataset(&population.digest).context("reading the population")?;
    let places = exchange::population::decode(&bytes).context("reading the population")?;
    let deepest = places.iter().map(|place| path_at(atlas, place.at).last().copied());
    let areas = Areas::new(deepest, |id| atlas.area(id)?.area.parent);
    let counts = places.iter().map(|place| Count {
        people: place.residents.into(),
        households: place.households.into(),
        buildings: 1,
    });
    Ok(headcounts(counts, &areas))
}

/// What is counted of places by the areas they lie in, and of which areas it is hidden;
/// `None` where nobody lives.
fn headcounts(
    counts: impl Iterator<Item = Count>,
    areas: &Areas<AreaId>,
) -> Option<BTreeMap<AreaId, Headcount>> {
    let rows = Rows::residents(counts, areas);
    let told = (rows.total.people > 0).then(|| rows.told(areas))?;
    let both = rows.areas.iter().zip(&told.areas);
    let headcount = both.map(|((id, count), (_, told))| {
        let hidden = told.people.is_none();
        (*id, Headcount { people: count.people, households: count.households, hidden })
    });
    Some(headcount.collect())
}
