//! The stations of a place: the nearest, its own, and the circles that hold it.

use super::{CircleHere, Nearest, RINGS, StationsHere, metres, minutes};
use crate::actions::stations::{in_passing, open_at, path_at};
use crate::state::Snapshot;
use crate::walks::Walks;
use domain::topo::Point;
use domain::{AreaId, Atlas, Moment, Station};
use reach::demand::LINK_M;
use reach::{Direction, Preset, Reached, Scratch};

/// So many circles are listed at most.
const LISTED: usize = 20;

/// People are followed so far to their nearest station.
const LOOK_MINUTES: u32 = 60;

/// The stations of a place at an instant; `None` where no streets are in force.
pub(crate) fn stations_here(snapshot: &Snapshot, at: Point, now: Moment) -> Option<StationsHere> {
    let walks = snapshot.walks()?;
    let mut here = StationsHere { nearest: None, own: None, circles: Vec::new(), circles_total: 0 };
    let Some(snap) = walks.ground.network.snap(at, LINK_M) else { return Some(here) };
    let atlas = &snapshot.atlas;
    let walk = walks.ground.walk(&Preset::standard());
    let mut scratch = Scratch::new();
    let limit = LOOK_MINUTES * 60_000;
    let reached = walk.search(&mut scratch, &[snap], Direction::FromPlace, limit);
    here.circles = circles(atlas, walks, &reached, at, now);
    here.circles_total = here.circles.len();
    here.circles.truncate(LISTED);
    here.nearest =
        nearest(atlas, walks, &reached, now, |(station, _)| open_at(station, now) != Some(false));
    here.own = own_area(atlas, walks, at)
        .and_then(|area| nearest(atlas, walks, &reached, now, |placed| belongs(placed, area)));
    Some(here)
}

/// The circles that hold the place. The tree of boxes says which may; the walk decides.
fn circles(
    atlas: &Atlas,
    walks: &Walks,
    reached: &Reached<'_>,
    at: Point,
    now: Moment,
) -> Vec<CircleHere> {
    let mut held: Vec<(u32, CircleHere)> = Vec::new();
    for circle in atlas.circles_at(at) {
        let Ok(place) = atlas.stations().binary_search_by_key(&circle.station, |s| s.id) else {
            continue;
        };
        let station = &atlas.stations()[place];
        if !station.public || held.last().is_some_and(|(_, last)| last.station.id == station.id.0) {
            continue;
        }
        let walk = walks.stations[place].snap.and_then(|snap| reached.time_at(&snap));
        let Some(ms) = walk else { continue };
        // The boxes of a station come by rising minutes: the first that holds is the narrowest.
        if ms > circle.minutes * 60_000 {
            continue;
        }
        let ring = RINGS.into_iter().find(|ring| ms <= ring * 60_000).unwrap_or(circle.minutes);
        held.push((
            ms,
            CircleHere { station: in_passing(station, now), minutes: ring, on_foot: minutes(ms) },
        ));
    }
    held.sort_by_key(|(ms, circle)| (*ms, circle.station.id));
    held.into_iter().map(|(_, circle)| circle).collect()
}

/// The nearest on foot of the stations that are wanted; of equals the lower id.
fn nearest(
    atlas: &Atlas,
    walks: &Walks,
    reached: &Reached<'_>,
    now: Moment,
    wanted: impl Fn(&Placed<'_>) -> bool,
) -> Option<Nearest> {
    let stations = placed(atlas, walks).zip(&walks.stations);
    let walked = stations
        .filter(|(placed, _)| placed.0.public && wanted(placed))
        .filter_map(|((station, _), at)| Some((reached.time_at(&at.snap?)?, station)));
    let (ms, station) = walked.min_by_key(|(ms, station)| (*ms, station.id))?;
    let metres = metres(f64::from(ms) / 60_000.0 * reached.walk().preset().metres_per_minute());
    Some(Nearest { station: in_passing(station, now), minutes: minutes(ms), metres })
}

/// A station and the deepest Area in which it lies.
type Placed<'a> = (&'a Station, Option<AreaId>);

fn placed<'a>(atlas: &'a Atlas, walks: &'a Walks) -> impl Iterator<Item = Placed<'a>> {
    atlas.stations().iter().zip(walks.station_areas.iter().copied())
}

/// The deepest Area of the place that has a station at all.
fn own_area(atlas: &Atlas, walks: &Walks, at: Point) -> Option<AreaId> {
    let has = |area: &AreaId| {
        placed(atlas, walks).any(|placed| placed.0.public && belongs(&placed, *area))
    };
    path_at(atlas, at).into_iter().rev().find(has)
}

/// Whether an Area runs a station, or, where nobody is named, holds it.
fn belongs((station, lies_in): &Placed<'_>, area: AreaId) -> bool {
    station.owner.map_or(*lies_in == Some(area), |owner| owner == area)
}
