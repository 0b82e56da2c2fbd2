//! Stations as the public and planners see them: lists, one, and one kept in the Draft.

use super::areas::reference;
use super::cursor::Cursor;
use super::drafts::{Chosen, WhichDraft};
use super::edits;
use super::reach::{Audience, StationAnswer, StationDetail, StationPage, StationRef};
use crate::clock;
use crate::state::{App, Snapshot};
use domain::topo::Point;
use domain::{
    AreaId, Atlas, Attributes, Code, DivisionKey, Edit, KindKey, Moment, Opening, PlaceStation,
    ReplayError, Station, StationId,
};
use serde::Serialize;
use utoipa::ToSchema;

/// The attributes of a station that anybody may see.
const PUBLIC: [&str; 4] = ["phone", "public_phone", "address", "website"];

/// Which stations a list is about.
#[derive(Debug, Clone)]
pub(crate) struct StationFilter {
    /// Only this kind.
    pub(crate) kind: Option<KindKey>,
    /// Only those whose code or name holds this text.
    pub(crate) text: Option<String>,
    /// Only those that lie in this Area.
    pub(crate) area: Option<AreaId>,
    /// Only those open at this instant.
    pub(crate) open: Option<Moment>,
    /// After this station, in the order of the list.
    pub(crate) after: Option<StationId>,
    /// At most so many.
    pub(crate) limit: usize,
    /// Who asks.
    pub(crate) audience: Audience,
}

/// A page of the stations that the filter lets through.
pub(crate) fn list(snapshot: &Snapshot, filter: &StationFilter, now: Moment) -> StationPage {
    let atlas = &snapshot.atlas;
    let text = filter.text.as_ref().map(|text| text.trim().to_lowercase());
    let fits = |station: &&Station| {
        (station.public || filter.audience == Audience::Staff)
            && filter.kind.as_ref().is_none_or(|kind| station.kind == *kind)
            && text.as_ref().is_none_or(|text| {
                station.name.to_lowercase().contains(text)
                    || station.code.as_str().to_lowercase().contains(text)
            })
            && filter.open.is_none_or(|at| open_at(station, at) == Some(true))
            && filter.area.is_none_or(|area| path_at(atlas, station.at).contains(&area))
    };
    let rank = |station: &Station| atlas.kinds().iter().position(|kind| kind.key == station.kind);
    let mut all: Vec<&Station> = atlas.stations().iter().filter(fits).collect();
    all.sort_by(|a, b| (rank(a), &a.code).cmp(&(rank(b), &b.code)));
    // The last of the page before may have closed meanwhile: what comes after it counts.
    let after = filter.after.and_then(|after| atlas.station(after));
    let start = after.map_or(0, |last| {
        all.partition_point(|one| (rank(one), &one.code) <= (rank(last), &last.code))
    });
    let page = all.iter().skip(start).take(filter.limit);
    let stations: Vec<StationAnswer> =
        page.map(|station| answer(atlas, station, filter.open.unwrap_or(now))).collect();
    let more = start + stations.len() < all.len();
    let last = stations.last().filter(|_| more);
    let next = last.map(|last| Cursor { ground: snapshot.ground(), after: last.id }.to_string());
    StationPage {
        release: snapshot.number().0,
        plan: snapshot.plan(),
        stations,
        next_cursor: next,
        total: all.len(),
    }
}

/// One station that the asker may see.
pub(crate) fn by_id(
    snapshot: &Snapshot,
    id: StationId,
    now: Moment,
    audience: Audience,
) -> Option<StationDetail> {
    let atlas = &snapshot.atlas;
    let shown = |station: &&Station| station.public || audience == Audience::Staff;
    let station = atlas.station(id).filter(shown)?;
    Some(StationDetail {
        release: snapshot.number().0,
        plan: snapshot.plan(),
        station: answer(atlas, station, now),
    })
}

fn answer(atlas: &Atlas, station: &Station, at: Moment) -> StationAnswer {
    let shown = |(key, _): &(&String, &serde_json::Value)| PUBLIC.contains(&key.as_str());
    let attributes: Attributes = station
        .attributes
        .iter()
        .filter(shown)
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    StationAnswer {
        id: station.id.0,
        code: station.code.to_string(),
        name: station.name.clone(),
        kind: station.kind.to_string(),
        lon: station.at.lon(),
        lat: station.at.lat(),
        owner: station.owner.and_then(|id| reference(atlas, id)),
        area: path_at(atlas, station.at).last().and_then(|id| reference(atlas, *id)),
        hours: station.hours.as_ref().map(ToString::to_string),
        open: open_at(station, at),
        services: station.services.clone(),
        capacity: station.capacity,
        attributes,
    }
}

/// A station in passing.
pub(crate) fn in_passing(station: &Station, at: Moment) -> StationRef {
    StationRef {
        id: station.id.0,
        code: station.code.to_string(),
        name: station.name.clone(),
        kind: station.kind.to_string(),
        lon: station.at.lon(),
        lat: station.at.lat(),
        open: open_at(station, at),
    }
}

/// Whether a station is open at an instant; `None` where nobody can tell.
pub(crate) fn open_at(station: &Station, at: Moment) -> Option<bool> {
    match station.hours.as_ref()?.open_at(clock::wall(at)?) {
        Opening::Open => Some(true),
        Opening::Closed => Some(false),
        Opening::Unknown => None,
    }
}

/// The Areas of the main Division that hold a place, the widest first.
pub(crate) fn path_at(atlas: &Atlas, at: Point) -> Vec<AreaId> {
    let holder = atlas.division(&DivisionKey::main()).and_then(|division| division.holder(at));
    holder.map_or_else(Vec::new, |id| atlas.path(id))
}

/// A station to keep in the open Draft.
#[derive(Debug, Clone)]
pub(crate) struct KeepStation {
    /// The station that moves; `None` for a new one.
    pub(crate) id: Option<StationId>,
    /// Its code; one is made for a new station without any.
    pub(crate) code: Option<Code>,
    /// Its name.
    pub(crate) name: String,
    /// Its kind.
    pub(crate) kind: KindKey,
    /// Where its door is.
    pub(crate) at: Point,
}

/// Where it was kept.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Kept {
    /// The Draft that holds it now.
    pub(crate) draft: i64,
    /// The code of the station.
    pub(crate) code: String,
    /// What is not as it should be, and stops nothing: a place outside every Area.
    pub(crate) advice: Vec<String>,
}

/// Why a station was not kept. Nothing is changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeepError {
    /// There is no such station to move.
    #[error("there is no station with the id {}", .0.0)]
    NoStation(StationId),
    /// It is not clear which draft is meant.
    #[error(transparent)]
    Which(Chosen),
    /// The edit was refused.
    #[error("the draft refuses it: {0}")]
    Refused(String),
    /// The database failed.
    #[error(transparent)]
    Failed(#[from] anyhow::Error),
}

/// Adds one station, or puts one elsewhere, in the open Draft.
pub(crate) fn keep(
    app: &App,
    which: WhichDraft,
    wish: KeepStation,
    author: &str,
) -> Result<Kept, KeepError> {
    let KeepStation { id, code, name, kind, at } = wish;
    let edit = Edit::PlaceStation(PlaceStation { id, code, name, kind, at });
    let report = edits::append(app, which, &edit, &[], author).map_err(|cause| {
        if let Some(chosen) = cause.downcast_ref::<Chosen>() {
            return KeepError::Which(chosen.clone());
        }
        match (cause.downcast_ref::<ReplayError>(), id) {
            (Some(ReplayError::NoStation(_)), Some(id)) => KeepError::NoStation(id),
            _ => KeepError::Failed(cause),
        }
    })?;
    let Some(draft) = report.draft else {
        let first = report.issues.first().map(|issue| issue.message.clone());
        return Err(KeepError::Refused(first.unwrap_or_default()));
    };
    // A new station has the highest number of all.
    let stations = &report.plan.stations;
    let kept = id.and_then(|id| stations.get(&id)).or_else(|| stations.values().next_back());
    Ok(Kept {
        draft,
        code: kept.map(|station| station.code.to_string()).unwrap_or_default(),
        advice: report.issues.iter().map(|issue| issue.message.clone()).collect(),
    })
}
