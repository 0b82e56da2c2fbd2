//! How many people live in each Area, on the borders of one Release.

use crate::actions::stations::path_at;
use crate::walks::Walks;
use anyhow::Context;
use domain::{AreaId, Atlas, Headcount};
use reach::coverage::{Count, PublicCount, Rows};
use reach::demand::Areas;
use std::collections::BTreeMap;
use store::Store;

/// What the population of a Release counts in the Areas of its main Division, as
/// everybody may know it; `None` where there is no population, or nobody in it.
/// `walks` know the places already, where there are streets.
pub(crate) fn count(
    store: &Store,
    atlas: &Atlas,
    walks: Option<&Walks>,
) -> anyhow::Result<Option<BTreeMap<AreaId, Headcount>>> {
    let Some(population) = atlas.population() else { return Ok(None) };
    let rows = if let Some(walks) = walks {
        let demand = &walks.ground.demand;
        let counts = (0u32..).take(demand.len()).map(|place| demand.count(place));
        told(counts, &walks.areas)
    } else {
        let bytes = store.dataset(&population.digest).context("reading the population")?;
        let places = exchange::population::decode(&bytes).context("reading the population")?;
        let deepest = places.iter().map(|place| path_at(atlas, place.at).last().copied());
        let areas = Areas::new(deepest, |id| atlas.area(id)?.area.parent);
        let counts = places.iter().map(|place| Count {
            people: place.residents.into(),
            households: place.households.into(),
            buildings: 1,
        });
        told(counts, &areas)
    };
    let counted = rows.map(|rows| {
        let areas = rows.areas.into_iter();
        areas.map(|(id, told)| (id, Headcount { people: told.people, households: told.households }))
    });
    Ok(counted.map(Iterator::collect))
}

/// What is told of places and of the areas they lie in; `None` where nobody lives.
fn told(
    counts: impl Iterator<Item = Count>,
    areas: &Areas<AreaId>,
) -> Option<Rows<AreaId, PublicCount>> {
    let rows = Rows::residents(counts, areas);
    (rows.total.people > 0).then(|| rows.told(areas))
}
