//! What a station elsewhere would change, and where the next one should go.

use super::cover::{share_of, shown, spots};
use super::rings::{collection, rings};
use super::{
    Asked, EffectArea, EffectRing, Proposal, Refused, Share, SitingAnswer, WhatIfAnswer, is_kind,
    joined_to, walks,
};
use crate::actions::areas::reference;
use crate::actions::stations::path_at;
use crate::state::Snapshot;
use anyhow::Context;
use domain::topo::Point;
use domain::{AreaId, DivisionKey, KindKey, StationId};
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
    is_kind(snapshot, asked)?;
    let atlas = &snapshot.atlas;
    let from = match moved.station {
        Some(id) => {
            let place = atlas.stations().binary_search_by_key(&id, |station| station.id);
            let place = place.map_err(|_absent| Refused::NoStation(id))?;
            let station = &atlas.stations()[place];
            if let Some(kind) = asked.kind.as_ref().filter(|kind| station.kind != **kind) {
                return Err(Refused::OtherKind(kind.clone()));
            }
            walks.stations[place].snap
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
        plan: snapshot.plan(),
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
    /// Where they may go.
    pub(crate) from: From,
    /// Where they will go in any case.
    pub(crate) forced: Vec<Point>,
    /// Areas in which none may go.
    pub(crate) forbidden: Vec<AreaId>,
    /// At least so far from any other station.
    pub(crate) min_distance_m: f64,
    /// One serves so many people at most.
    pub(crate) capacity: Option<u32>,
    /// How many a community takes.
    pub(crate) per_community: PerCommunity,
    /// Look no longer than this.
    pub(crate) budget: Duration,
}

/// Where stations may go.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum From {
    /// Every so many metres of every street.
    Streets,
    /// In the middle of each blind spot.
    BlindSpots,
    /// At these places.
    Places(Vec<Point>),
}

/// How many new stations a community takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PerCommunity {
    /// Any number.
    Any,
    /// At most so many.
    Most(u32),
    /// As many as the quota of the kind leaves open, and those first ([`QUOTA`]).
    Quota,
}

/// A community is to have one centre, three stations and ten points (1/3/10).
pub(crate) const QUOTA: [(&str, u32); 3] = [("centre", 1), ("station", 3), ("point", 10)];

/// Proposes sites for the widest ring.
pub(crate) fn site(
    snapshot: &Snapshot,
    wish: &SiteWish,
    asked: &Asked,
) -> Result<SitingAnswer, Refused> {
    let began = Instant::now();
    let walks = walks(snapshot)?;
    is_kind(snapshot, asked)?;
    let atlas = &snapshot.atlas;
    let cover = walks.cover(atlas, asked);
    let forbidden: BTreeSet<AreaId> = wish.forbidden.iter().copied().collect();
    let quotas = quotas(snapshot, wish.per_community, asked);
    let places: Option<Vec<Point>> = match &wish.from {
        From::Streets => None,
        From::BlindSpots => {
            Some(spots(walks, &cover, asked).into_iter().map(|spot| spot.at).collect())
        }
        From::Places(places) => Some(places.clone()),
    };
    let last = asked.minutes.len().saturating_sub(1);
    // What was prepared for every question does not count against this one.
    let looking = Instant::now();
    let proposals = siting::propose(
        walks.ground.walk(&asked.preset),
        &walks.ground.demand,
        (&cover.coverage, last),
        &cover.at,
        &Wish {
            count: wish.count,
            candidates: match &places {
                Some(places) => Candidates::Given(places),
                None => Candidates::Along { metres: APART_M },
            },
            forced: &wish.forced,
            inside: true,
            forbidden: &forbidden,
            min_distance_m: wish.min_distance_m,
            capacity: wish.capacity,
            quotas: &quotas,
        },
        &|at| path_at(atlas, at).into_iter().rev().collect(),
        &|| looking.elapsed() < wish.budget,
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
        exact: proposals.exact,
        finished: proposals.finished,
        off_network: proposals.unlinked.iter().map(|at| [at.lon(), at.lat()]).collect(),
        took_ms: took(began),
    })
}

/// How many new stations each community takes; nothing is said of those that take any
/// number.
fn quotas(
    snapshot: &Snapshot,
    per_community: PerCommunity,
    asked: &Asked,
) -> BTreeMap<AreaId, Quota> {
    let communities = communities(snapshot).into_iter();
    let wanted = match per_community {
        PerCommunity::Any => return BTreeMap::new(),
        PerCommunity::Most(most) => {
            let quota = Quota { at_least: 0, at_most: most };
            return communities.map(|id| (id, quota)).collect();
        }
        PerCommunity::Quota => {
            let kind = asked.kind.as_ref().map(KindKey::as_str);
            QUOTA.iter().find(|(key, _)| kind == Some(key)).map_or(0, |(_, wanted)| *wanted)
        }
    };
    let mut open: BTreeMap<AreaId, u32> = communities.map(|id| (id, wanted)).collect();
    for station in snapshot.atlas.stations_of(asked.kind.as_ref()) {
        for id in path_at(&snapshot.atlas, station.at) {
            open.entry(id).and_modify(|open| *open = open.saturating_sub(1));
        }
    }
    let quota = |(id, open)| (id, Quota { at_least: open, at_most: open });
    open.into_iter().map(quota).collect()
}

/// The communities; where the ladder has none, the Areas of its widest level.
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
