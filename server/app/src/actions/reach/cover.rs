//! Who reaches a station, and where nobody does.

use super::{
    Asked, Audience, BlindReason, BlindSpotAnswer, BlindSpotList, CountAnswer, CoverageAnswer,
    CoverageRing, CoverageRow, NearestOutside, Refused, has_stations, metres, minutes, walks,
};
use crate::actions::areas::{AreaRef, reference};
use crate::actions::stations::in_passing;
use crate::state::Snapshot;
use crate::walks::{Cover, Walks};
use domain::{AreaId, DivisionKey, LevelKey};
use reach::blind::{self, Reason, Spot};
use reach::cells::Share;
use reach::coverage::{Count, PublicCount, PublicRow, RingRow, Row, Rows};
use reach::{Direction, Scratch, Snap};
use std::collections::BTreeMap;

/// Coverage of everything and of the Areas of a Level. From the public, counts of fewer
/// than ten people are hidden, and as many others as would tell them.
pub(crate) fn coverage(
    snapshot: &Snapshot,
    level: Option<&LevelKey>,
    asked: &Asked,
) -> Result<CoverageAnswer, Refused> {
    let walks = walks(snapshot)?;
    has_stations(snapshot, asked)?;
    let atlas = &snapshot.atlas;
    if let Some(level) = level
        && !atlas.areas().any(|entry| entry.area.level == *level)
    {
        return Err(Refused::NoLevel(level.to_string()));
    }
    let cover = walks.cover(atlas, asked);
    let rows = told_rows(walks, &cover, asked.audience);
    let land = cover.land.get_or_init(|| land_shares(snapshot, walks, &cover, asked));
    let of = |row: &PublicRow, area: Option<AreaId>| {
        answer(row, area.and_then(|id| reference(atlas, id)), land.get(&area), asked)
    };
    let known: BTreeMap<AreaId, &PublicRow> =
        rows.areas.iter().map(|(id, row)| (*id, row)).collect();
    let wanted = atlas
        .areas()
        .filter(|entry| Some(&entry.area.level) == level && entry.division == DivisionKey::main());
    // An Area in which nobody lives has no row of its own.
    let empty = nobody(cover.coverage.minutes()).shown();
    let areas = wanted.map(|entry| {
        let id = entry.area.id;
        of(known.get(&id).copied().unwrap_or(&empty), Some(id))
    });
    Ok(CoverageAnswer {
        release: snapshot.number().0,
        plan: snapshot.plan(),
        method: walks.method(&asked.preset),
        level: level.map(ToString::to_string),
        kind: asked.kind.as_ref().map(ToString::to_string),
        minutes: asked.minutes.clone(),
        total: of(&rows.total, None),
        areas: areas.collect(),
    })
}

/// The counts as the audience of a coverage may hear them.
pub(super) fn told_rows<'c>(
    walks: &Walks,
    cover: &'c Cover,
    audience: Audience,
) -> &'c Rows<AreaId, PublicRow> {
    cover.told.get_or_init(|| match audience {
        Audience::Staff => cover.rows.shown(),
        Audience::Public => cover.rows.public(&walks.areas),
    })
}

/// The row of no place at all.
fn nobody(minutes: &[u32]) -> Row {
    let none = Count::default();
    let ring = |minutes: &u32| RingRow {
        minutes: *minutes,
        covered: none,
        over_capacity: none,
        not_covered: none,
        straight: none,
    };
    Row {
        all: none,
        rings: minutes.iter().map(ring).collect(),
        served_by: [none; 4],
        median_tenths: None,
    }
}

fn answer(
    row: &PublicRow,
    area: Option<AreaRef>,
    land: Option<&Share>,
    asked: &Asked,
) -> CoverageRow {
    // A public coverage is worked out for all public rings; those asked for are shown.
    let rings = row.rings.iter().enumerate();
    let wanted = rings.filter(|(_, ring)| asked.minutes.contains(&ring.minutes));
    let is_widest = row.rings.last().is_some_and(|ring| ring.minutes == asked.widest());
    let ring = |(number, ring): (usize, &reach::coverage::PublicRing)| CoverageRing {
        minutes: ring.minutes,
        covered: count(ring.covered),
        over_capacity: count(ring.over_capacity),
        not_covered: count(ring.not_covered),
        straight: count(ring.straight),
        land_share: land
            .filter(|share| share.land > 0)
            .map(|share| share_of(share.of_limit(number))),
    };
    let served: Option<Vec<i64>> = row.served_by.iter().map(|count| whole(count.people)).collect();
    CoverageRow {
        area,
        people: whole(row.all.people),
        households: whole(row.all.households),
        buildings: whole(row.all.buildings),
        median_minutes: row.median_tenths.map(|tenths| minutes(u32::from(tenths) * 100)),
        rings: wanted.map(ring).collect(),
        served_by: served.filter(|_| is_widest).and_then(|served| served.try_into().ok()),
        hidden: row.hidden,
    }
}

fn count(count: PublicCount) -> CountAnswer {
    CountAnswer {
        people: whole(count.people),
        households: whole(count.households),
        buildings: whole(count.buildings),
    }
}

/// A count as JSON carries it.
fn whole(number: Option<u64>) -> Option<i64> {
    number.map(|number| i64::try_from(number).unwrap_or(i64::MAX))
}

/// A count with everything shown.
pub(super) fn shown(counted: Count) -> CountAnswer {
    count(counted.shown())
}

/// Four places: a hundredth of a per cent.
pub(super) fn share_of(share: f64) -> f64 {
    (share * 1e4).round() / 1e4
}

/// The reached part of the land, for each Area that has any and, under `None`, of all.
fn land_shares(
    snapshot: &Snapshot,
    walks: &Walks,
    cover: &Cover,
    asked: &Asked,
) -> BTreeMap<Option<AreaId>, Share> {
    let Some((cells, land)) = walks.land(&snapshot.atlas) else { return BTreeMap::new() };
    let sources: Vec<Snap> = cover.at.iter().filter_map(|station| station.snap).collect();
    let mut scratch = Scratch::new();
    let walk = walks.ground.walk(&asked.preset);
    let minutes = cover.coverage.minutes();
    let limit = minutes.last().copied().unwrap_or_default() * 60_000;
    let reached = walk.search(&mut scratch, &sources, Direction::ToStation, limit);
    let mut sums: BTreeMap<Option<AreaId>, Share> = BTreeMap::new();
    for (key, share) in land.shares(cells, &reached, minutes) {
        let above = snapshot.atlas.path(AreaId(key)).into_iter().map(Some);
        for area in above.chain([None]) {
            let sum = sums
                .entry(area)
                .or_insert_with(|| Share { land: 0, covered: vec![0; share.covered.len()] });
            sum.land += share.land;
            for (sum, cells) in sum.covered.iter_mut().zip(&share.covered) {
                *sum += cells;
            }
        }
    }
    sums
}

/// The people of a blind spot. All of them together are the people who are not covered,
/// which a table tells, so the public hears tens: no difference gives a household away.
pub(super) fn told(counted: Count, audience: Audience) -> CountAnswer {
    match audience {
        Audience::Staff => count(counted.shown()),
        Audience::Public => {
            let tens = |number: Option<i64>| number.map(|number| (number + 5) / 10 * 10);
            let public = count(counted.public());
            CountAnswer {
                people: tens(public.people),
                households: tens(public.households),
                ..public
            }
        }
    }
}

/// Where nobody reaches a station within the widest ring, most people first.
pub(crate) fn blind_spots(snapshot: &Snapshot, asked: &Asked) -> Result<BlindSpotList, Refused> {
    let walks = walks(snapshot)?;
    has_stations(snapshot, asked)?;
    let cover = walks.cover(&snapshot.atlas, asked);
    let spots = spots(walks, &cover, asked);
    let answers = spots.iter().map(|spot| spot_answer(snapshot, &cover, spot, asked));
    Ok(BlindSpotList {
        release: snapshot.number().0,
        plan: snapshot.plan(),
        method: walks.method(&asked.preset),
        kind: asked.kind.as_ref().map(ToString::to_string),
        minutes: asked.widest(),
        blindspots: answers.collect(),
    })
}

/// The blind spots beyond the widest ring.
pub(super) fn spots(walks: &Walks, cover: &Cover, asked: &Asked) -> Vec<Spot<AreaId>> {
    let widest = cover.coverage.minutes().iter().position(|ring| *ring == asked.widest());
    let last = widest.unwrap_or_default();
    let walk = walks.ground.walk(&asked.preset);
    blind::spots(walk, &walks.ground.demand, (&cover.coverage, last), &cover.at, &walks.areas)
}

fn spot_answer(
    snapshot: &Snapshot,
    cover: &Cover,
    spot: &Spot<AreaId>,
    asked: &Asked,
) -> BlindSpotAnswer {
    let atlas = &snapshot.atlas;
    let counted = told(spot.count, asked.audience);
    let now = asked.now();
    let nearest = spot.nearest.as_ref().and_then(|nearest| {
        let station = &atlas.stations()[*cover.of.get(nearest.station)?];
        Some(NearestOutside {
            station: in_passing(station, now),
            minutes: nearest.ms.map(minutes),
            straight_m: metres(nearest.straight_m),
        })
    });
    BlindSpotAnswer {
        number: spot.number as usize,
        at: [spot.at.lon(), spot.at.lat()],
        people: counted.people,
        households: counted.households,
        buildings: counted.buildings.unwrap_or_default(),
        rounded: asked.audience == Audience::Public,
        reason: match spot.reason {
            Reason::NoStation => BlindReason::NoStation,
            Reason::Barrier => BlindReason::Barrier,
            Reason::NotConnected => BlindReason::NotConnected,
            Reason::MappingFault => BlindReason::MappingFault,
        },
        areas: spot.areas.iter().filter_map(|id| reference(atlas, *id)).collect(),
        nearest,
    }
}
