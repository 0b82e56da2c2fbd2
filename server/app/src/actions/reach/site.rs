//! What a station elsewhere would change, and where the next one should go.

use super::cover::{share_of, shown};
use super::rings::{collection, rings};
use super::{
    Asked, EffectArea, EffectRing, Proposal, Refused, Share, SitingAnswer, WhatIfAnswer, joined_to,
    walks,
};
use crate::actions::areas::reference;
use crate::actions::stations::path_at;
use crate::state::Snapshot;
use anyhow::Context;
use domain::topo::Point;
use domain::{AreaId, DivisionKey, StationId};
use exchange::points::{Columns, PointReader};
use reach::Scratch;
use reach::coverage::Count;
use reach::siting::{self, Candidates, Quota, Wish};
use reach::whatif;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::time::{Duration, Instant};

/// Metres of street from one candidate to the next.
const APART_M: f64 = 120.0;

/// A station somewhere else, or a new one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moved {
    /// The station that moves; `None` for a new one.
    pub(crate) station: Option<StationId>,
    /// Where to.
    pub(crate) to: Point,
}

/// Who would gain and who would lose a station.
pub(crate) fn what_if(
    snapshot: &Snapshot,
    moved: &Moved,
    asked: &Asked,
) -> Result<WhatIfAnswer, Refused> {
    let began = Instant::now();
    let walks = walks(snapshot)?;
    let atlas = &snapshot.atlas;
    let from = match moved.station {
        Some(id) => {
            let place = atlas.stations().binary_search_by_key(&id, |station| station.id);
            let place = place.map_err(|_absent| Refused::NoStation(id))?;
            // A station of another kind covers nobody of this one, so none is lost.
            let counts =
                asked.kind.as_ref().is_none_or(|kind| atlas.stations()[place].kind == *kind);
            walks.stations[place].snap.filter(|_| counts)
        }
        None => None,
    };
    let to = joined_to(walks, moved.to)?;
    let cover = walks.cover(atlas, asked);
    let mut scratch = Scratch::new();
    let effect = whatif::effect(
        &walks.legs(&asked.preset),
        &mut scratch,
        &cover.coverage,
        &walks.areas,
        from.as_ref(),
        Some(&to),
    );
    let total = effect.rings.iter().map(|(minutes, change)| EffectRing {
        minutes: *minutes,
        gained: shown(change.gained),
        lost: shown(change.lost),
    });
    let weight =
        |count: Count| if cover.rows.total.all.people > 0 { count.people } else { count.buildings };
    let mut areas = Vec::new();
    for (id, changes) in &effect.areas {
        let (Some(area), Some(row)) = (reference(atlas, *id), cover.rows.of(*id)) else { continue };
        for (ring, (change, minutes)) in changes.iter().zip(&asked.minutes).enumerate() {
            let (gained, lost) = (weight(change.gained), weight(change.lost));
            let (reached, all) = (row.rings[ring].covered + row.rings[ring].over_capacity, row.all);
            let then = (weight(reached) + gained).saturating_sub(lost);
            if gained > 0 || lost > 0 {
                areas.push(EffectArea {
                    area: area.clone(),
                    minutes: *minutes,
                    gained: signed(gained),
                    lost: signed(lost),
                    before: part(weight(reached), weight(all)),
                    after: part(then, weight(all)),
                });
            }
        }
    }
    areas.sort_by_key(|area| std::cmp::Reverse((area.gained - area.lost).abs()));
    let rings = collection(snapshot, walks, rings(walks, &[to], asked, moved.station), asked);
    Ok(WhatIfAnswer {
        release: snapshot.number().0,
        method: walks.method(&asked.preset),
        rings,
        effect: total.collect(),
        areas,
        took_ms: took(began),
    })
}

/// What the next stations must keep to.
#[derive(Debug, Clone)]
pub(crate) struct SiteWish {
    /// How many.
    pub(crate) count: usize,
    /// Where they may go; along all streets where nothing is said.
    pub(crate) candidates: Option<Vec<Point>>,
    /// Where they will go in any case.
    pub(crate) forced: Vec<Point>,
    /// Areas in which none may go.
    pub(crate) forbidden: Vec<AreaId>,
    /// At least so far from any other station.
    pub(crate) min_distance_m: f64,
    /// One serves so many people at most.
    pub(crate) capacity: Option<u32>,
    /// At most so many in one community.
    pub(crate) most_per_community: Option<usize>,
    /// Look no longer than this.
    pub(crate) budget: Duration,
}

/// Proposes sites for the widest ring.
pub(crate) fn site(
    snapshot: &Snapshot,
    wish: &SiteWish,
    asked: &Asked,
) -> Result<SitingAnswer, Refused> {
    let began = Instant::now();
    let walks = walks(snapshot)?;
    let atlas = &snapshot.atlas;
    let cover = walks.cover(atlas, asked);
    let forbidden: BTreeSet<AreaId> = wish.forbidden.iter().copied().collect();
    let quotas = wish.most_per_community.map_or_else(BTreeMap::new, |most| {
        let quota = Quota { at_least: 0, at_most: u32::try_from(most).unwrap_or(u32::MAX) };
        communities(snapshot).into_iter().map(|id| (id, quota)).collect()
    });
    let last = asked.minutes.len().saturating_sub(1);
    let proposals = siting::propose(
        walks.ground.walk(&asked.preset),
        &walks.ground.demand,
        (&cover.coverage, last),
        &cover.at,
        &Wish {
            count: wish.count,
            candidates: match &wish.candidates {
                Some(places) => Candidates::Given(places),
                None => Candidates::Along { metres: APART_M },
            },
            forced: &wish.forced,
            forbidden: &forbidden,
            min_distance_m: wish.min_distance_m,
            capacity: wish.capacity,
            quotas: &quotas,
        },
        &|at| path_at(atlas, at).into_iter().rev().collect(),
        &|| began.elapsed() < wish.budget,
    );
    let lived_in = proposals.all.people > 0;
    let weight = |count: Count| if lived_in { count.people } else { count.buildings };
    let share = |count: Count| Share {
        people: signed(weight(count)),
        share: part(weight(count), weight(proposals.all)),
    };
    let sites = proposals.sites.iter().map(|site| Proposal {
        rank: site.rank as usize,
        lon: site.at.lon(),
        lat: site.at.lat(),
        people: signed(weight(site.gain)),
        households: signed(site.gain.households),
        cumulative_share: share_of(site.cumulative_share),
        area: path_at(atlas, site.at).last().and_then(|id| reference(atlas, *id)),
    });
    Ok(SitingAnswer {
        release: snapshot.number().0,
        method: walks.method(&asked.preset),
        minutes: asked.widest(),
        before: share(proposals.before),
        after: share(proposals.after),
        bound: Share { people: signed(proposals.bound), share: share_of(proposals.bound_share()) },
        proposals: sites.collect(),
        candidates: proposals.candidates,
        took_ms: took(began),
    })
}

/// The Areas right above the grids: communities in China, whatever the ladder calls them.
fn communities(snapshot: &Snapshot) -> Vec<AreaId> {
    let atlas = &snapshot.atlas;
    let community = atlas.levels().iter().find(|level| level.key.as_str() == "community");
    let level = community.or_else(|| atlas.levels().iter().next()).map(|level| level.key.clone());
    let of_level = atlas.areas().filter(|entry| {
        entry.division == DivisionKey::main() && Some(&entry.area.level) == level.as_ref()
    });
    of_level.map(|entry| entry.area.id).collect()
}

/// The places of a table with columns of longitude and latitude.
pub(crate) fn read_places(input: impl Read + Send) -> anyhow::Result<Vec<Point>> {
    let mut reader = PointReader::open(input, &Columns::default())?;
    let mut places = Vec::new();
    while let Some(row) = reader.next_row()? {
        places.push(row.at.with_context(|| format!("row {}", places.len() + 1))?);
    }
    Ok(places)
}

fn part(of: u64, whole: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a share is for reading")]
    let share = of as f64 / whole.max(1) as f64;
    share_of(share)
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn took(began: Instant) -> f64 {
    (began.elapsed().as_secs_f64() * 1e4).round() / 10.0
}
