//! Circles and walks, and what there is to walk on and to.

use super::{
    Asked, Audience, KindAnswer, LineString, PopulationAnswer, PresetAnswer, RINGS, ReachOverview,
    Refused, RingCollection, RingFeature, RingProperties, StreetsAnswer, WalkAnswer, has_stations,
    joined_to, metres, walks,
};
use crate::actions::areas::MultiPolygon;
use crate::clock;
use crate::state::Snapshot;
use crate::walks::Walks;
use domain::topo::Point;
use domain::{KindKey, StationId};
use reach::coverage::StationAt;
use reach::demand::LINK_M;
use reach::{Direction, Preset, Scratch, Snap, picture};
use serde::Serialize;

/// What there is to walk on and to. A Release without streets has an answer too.
pub(crate) fn overview(snapshot: &Snapshot) -> ReachOverview {
    let atlas = &snapshot.atlas;
    let presets = Preset::all().iter().map(|preset| PresetAnswer {
        key: preset.key.into(),
        name: preset.name_zh.into(),
        english: preset.name_en.into(),
        metres_per_minute: metres(preset.metres_per_minute()),
    });
    let stations = |kind: &KindKey| {
        let public = atlas.stations().iter().filter(|station| station.public);
        public.filter(|station| station.kind == *kind).count()
    };
    let kinds = atlas.kinds().iter().map(|kind| KindAnswer {
        key: kind.key.to_string(),
        name: kind.name.clone(),
        english: kind.english.clone(),
        stations: stations(&kind.key),
    });
    let walks = snapshot.walks();
    let population = atlas.population().map(|population| {
        let count = |name: &str| population.counts.get(name).copied().unwrap_or_default();
        PopulationAnswer {
            name: population.name.clone(),
            places: count("places"),
            residents: count("residents"),
            households: count("households"),
        }
    });
    ReachOverview {
        release: atlas.release().number.0,
        plan: snapshot.plan(),
        presets: presets.collect(),
        kinds: kinds.filter(|kind| kind.stations > 0).collect(),
        streets: walks.map(|walks| StreetsAnswer {
            name: walks.ground.streets().name.clone(),
            date: walks.ground.streets().date.map(|date| date.to_string()),
            length_km: metres(walks.ground.network.length_km()),
            buildings: walks.ground.extract.buildings.len(),
        }),
        population,
        minutes: RINGS.to_vec(),
        bounds: walks.and_then(|walks| {
            let bounds = walks.ground.network.bounds()?;
            Some([bounds.min.lon(), bounds.min.lat(), bounds.max.lon(), bounds.max.lat()])
        }),
    }
}

/// The circles of a station: as far as people come to it.
pub(crate) fn rings_of_station(
    snapshot: &Snapshot,
    id: StationId,
    asked: &Asked,
) -> Result<RingCollection, Refused> {
    let shown = |station: &&domain::Station| station.public || asked.audience == Audience::Staff;
    let station = snapshot.atlas.station(id).filter(shown).ok_or(Refused::NoStation(id))?;
    let walks = walks(snapshot)?;
    let snap = joined_to(walks, station.at)?;
    Ok(collection(snapshot, walks, rings(walks, &[snap], asked, Some(id)), asked))
}

/// The circles a station would have at a place.
pub(crate) fn rings_of_place(
    snapshot: &Snapshot,
    at: Point,
    asked: &Asked,
) -> Result<RingCollection, Refused> {
    let walks = walks(snapshot)?;
    let snap = joined_to(walks, at)?;
    Ok(collection(snapshot, walks, rings(walks, &[snap], asked, None), asked))
}

/// The circles of every station that is asked about.
pub(crate) fn circles(snapshot: &Snapshot, asked: &Asked) -> Result<RingCollection, Refused> {
    let walks = walks(snapshot)?;
    has_stations(snapshot, asked)?;
    let stations = snapshot.atlas.stations().iter().zip(&walks.stations);
    let wanted = stations.filter(|(station, _)| asked.covers(station));
    let each =
        wanted.filter_map(|(station, at)| Some(rings(walks, &[at.snap?], asked, Some(station.id))));
    Ok(collection(snapshot, walks, each.flatten().collect(), asked))
}

/// One ring for each of the minutes, the narrowest first.
pub(super) fn rings(
    walks: &Walks,
    sources: &[Snap],
    asked: &Asked,
    station: Option<StationId>,
) -> Vec<RingFeature> {
    let mut scratch = Scratch::new();
    let walk = walks.ground.walk(&asked.preset);
    let limit = asked.widest() * 60_000;
    let reached = walk.search(&mut scratch, sources, Direction::ToStation, limit);
    let rings = picture::rings(walks.ground.cells(), &reached, &asked.minutes);
    let feature = |ring: picture::Ring| RingFeature {
        kind: "Feature",
        properties: RingProperties {
            minutes: ring.minutes,
            area_m2: ring.area_m2.round(),
            station: station.map(|id| id.0),
        },
        geometry: MultiPolygon::of(&ring.shape),
    };
    rings.into_iter().map(feature).collect()
}

/// Rings with the Release and the method.
pub(super) fn collection(
    snapshot: &Snapshot,
    walks: &Walks,
    features: Vec<RingFeature>,
    asked: &Asked,
) -> RingCollection {
    RingCollection {
        kind: "FeatureCollection",
        features,
        release: snapshot.number().0,
        plan: snapshot.plan(),
        method: walks.method(&asked.preset),
    }
}

/// The quickest walk from one place to another.
pub(crate) fn walk(
    snapshot: &Snapshot,
    from: Point,
    to: Point,
    preset: &Preset,
) -> Result<WalkAnswer, Refused> {
    let walks = walks(snapshot)?;
    joined_to(walks, from)?;
    joined_to(walks, to)?;
    if from == to {
        return Ok(standing(snapshot, walks, from, preset));
    }
    let route = walks.ground.walk(preset).route(&mut Scratch::new(), from, to);
    let route = route.ok_or(Refused::NoWalk)?;
    let line = route.line.iter().map(|at| [at.lon(), at.lat()]);
    Ok(WalkAnswer {
        release: snapshot.number().0,
        plan: snapshot.plan(),
        method: walks.method(preset),
        seconds: (f64::from(route.ms) / 100.0).round() / 10.0,
        metres: metres(route.metres),
        geometry: LineString { kind: "LineString", coordinates: line.collect() },
    })
}

/// The walk of somebody who is there already.
fn standing(snapshot: &Snapshot, walks: &Walks, at: Point, preset: &Preset) -> WalkAnswer {
    WalkAnswer {
        release: snapshot.number().0,
        plan: snapshot.plan(),
        method: walks.method(preset),
        seconds: 0.0,
        metres: 0.0,
        geometry: LineString { kind: "LineString", coordinates: vec![[at.lon(), at.lat()]; 2] },
    }
}

/// How well streets, people and stations join.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Joined {
    /// The Release.
    pub(crate) release: i64,
    /// The file of the streets.
    pub(crate) streets: String,
    /// Kilometres on which a person may walk.
    pub(crate) length_km: f64,
    /// Parts of the network that no way joins to the others.
    pub(crate) islands: usize,
    /// Changes of planners that met no street they could change.
    pub(crate) unmet_changes: usize,
    /// Places joined to a street.
    pub(crate) places: usize,
    /// Places that are not.
    pub(crate) places_off: usize,
    /// Half of the places joined are nearer to their street than this.
    pub(crate) median_m: f64,
    /// Stations joined to a street.
    pub(crate) stations: usize,
    /// Stations that are not.
    pub(crate) stations_off: Vec<super::StationRef>,
}

/// Tells how well streets, people and stations in force join.
pub(crate) fn joined(snapshot: &Snapshot) -> Result<Joined, Refused> {
    let walks = walks(snapshot)?;
    let (network, demand) = (&walks.ground.network, &walks.ground.demand);
    let places_off = demand.unlinked().count();
    let off = |(station, at): (&domain::Station, &StationAt)| {
        let off = at.snap.is_none();
        off.then(|| crate::actions::stations::in_passing(station, clock::now()))
    };
    let all = snapshot.atlas.stations().iter().zip(&walks.stations);
    let stations_off: Vec<_> = all.filter_map(off).collect();
    Ok(Joined {
        release: snapshot.number().0,
        streets: walks.ground.streets().name.clone(),
        length_km: metres(network.length_km()),
        islands: network.components().len().saturating_sub(1),
        unmet_changes: network.unmet_changes().len(),
        places: demand.len() - places_off,
        places_off,
        median_m: metres(network.median_snap_m(demand.points(), LINK_M).unwrap_or_default()),
        stations: walks.stations.len() - stations_off.len(),
        stations_off,
    })
}
