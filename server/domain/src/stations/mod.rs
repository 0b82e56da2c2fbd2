//! Stations come in from a file, are dropped on the map, and are held against the areas.
//!
//! A Station keeps its id as long as its code is known. What is wrong with one is an
//! [`Issue`]; only what would make two stations one blocks.

#[cfg(test)]
mod tests;
mod unsaid;

use crate::edit::{ImportStations, ImportedStation, PlaceStation};
use crate::ids::{AreaId, Code, KindKey, StationId, printable};
use crate::issue::{Issue, IssueKind, Severity};
use crate::plan::Plan;
use crate::replay::ReplayError;
use crate::station::{Station, StationKind};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use topo::Point;

/// From so many on, stations with the same fault are one issue.
const GROUP_FROM: usize = 10;

/// What an import or a single placing did, in numbers of stations.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct StationSummary {
    /// Stations that were not there before.
    pub new: usize,
    /// Stations that are not as they were.
    pub changed: usize,
    /// Stations that stay as they were.
    pub kept: usize,
    /// Stations that were there and are gone.
    pub retired: usize,
    /// Kinds that nobody knew before.
    pub new_kinds: Vec<KindKey>,
}

/// One station with a fault.
struct Fault {
    kind: IssueKind,
    row: Option<usize>,
    code: Code,
    at: Point,
    detail: String,
}

impl Plan {
    /// Lays the stations of a file over those of this plan.
    ///
    /// The result does not depend on the order of the file.
    pub fn import_stations(
        &mut self,
        import: &ImportStations,
    ) -> Result<(Vec<Issue>, StationSummary), ReplayError> {
        let wanted = |kind: &KindKey| import.kinds.is_empty() || import.kinds.contains(kind);
        let given: Vec<&ImportedStation> =
            import.stations.iter().filter(|station| wanted(&station.kind)).collect();
        let mut issues = Vec::new();
        let coded = self.codes_of(&given, &mut issues);
        for issue in &mut issues {
            issue.accept(&import.allow);
        }
        let ids = self.number(coded.keys())?;

        let mut summary = StationSummary::default();
        let mut faults = Vec::new();
        let mut named = BTreeSet::new();
        for ((code, given), id) in coded.into_iter().zip(ids) {
            named.insert(id);
            summary.new_kinds.extend(self.learn(&given.kind));
            let owner = self.owner(given, &mut faults);
            if given.hours.as_ref().is_some_and(|hours| !hours.is_readable()) {
                let text = given.hours.as_ref().map(ToString::to_string).unwrap_or_default();
                faults.push(given.fault(IssueKind::UnreadableHours, text));
            }
            let mut station = Station {
                id,
                code,
                name: printable(&given.name),
                kind: given.kind.clone(),
                at: given.at,
                owner,
                hours: given.hours.clone(),
                services: given.services.iter().map(|text| printable(text)).collect(),
                capacity: given.capacity,
                public: given.public.unwrap_or(true),
                attributes: given.attributes.clone(),
            };
            if let Some(old) = self.stations.get(&id) {
                import.keep_unsaid(given, old, &mut station);
                if station.public && !old.public {
                    faults.push(given.fault(IssueKind::MadePublic, String::new()));
                }
            }
            summary.count(self.stations.insert(id, station.clone()).as_ref(), &station);
        }
        if import.whole {
            let kinds: BTreeSet<&KindKey> =
                given.iter().map(|station| &station.kind).chain(&import.kinds).collect();
            let ends =
                |station: &Station| kinds.contains(&station.kind) && !named.contains(&station.id);
            let ended: Vec<Station> =
                self.stations.values().filter(|station| ends(station)).cloned().collect();
            self.stations.retain(|_, station| !ends(station));
            summary.retired = ended.len();
            issues.extend(retired(&ended));
        }
        let points: Vec<Point> = given.iter().map(|station| station.at).collect();
        let outside = self.outside(&points).into_iter();
        faults.extend(
            outside.map(|place| given[place].fault(IssueKind::OutsideAreas, String::new())),
        );
        issues.extend(told(faults));
        issues.sort_by_key(|issue| issue.severity);
        Ok((issues, summary))
    }

    /// Makes or changes one station.
    pub fn place_station(
        &mut self,
        place: &PlaceStation,
    ) -> Result<(Vec<Issue>, StationSummary), ReplayError> {
        let id = match place.id {
            Some(id) if self.stations.contains_key(&id) => id,
            Some(id) => return Err(ReplayError::NoStation(id)),
            None => self.next_station_id()?,
        };
        let old = self.stations.get(&id).cloned();
        let kept = old.as_ref().map(|station| station.code.clone());
        let code = place.code.clone().or(kept).or_else(|| self.free_code(id));
        let code = code.ok_or(ReplayError::NoIdsLeft)?;
        let mut issues = Vec::new();
        let taken = |other: &&Station| other.code == code && other.id != id;
        if let Some(other) = self.stations.values().find(taken) {
            let message = format!("station {} has the code {code} already", other.name);
            let proposal = "give it a code that no other station has";
            let issue = Issue::of(IssueKind::DuplicateCode, Severity::Blocking, message, proposal);
            issues.push(Issue { codes: vec![code.clone()], at: Some(place.at), ..issue });
        }
        let mut summary = StationSummary::default();
        summary.new_kinds.extend(self.learn(&place.kind));
        let mut station = old.clone().unwrap_or_else(|| Station {
            id,
            code: code.clone(),
            name: String::new(),
            kind: place.kind.clone(),
            at: place.at,
            owner: None,
            hours: None,
            services: Vec::new(),
            capacity: None,
            public: true,
            attributes: serde_json::Map::new(),
        });
        station.code = code;
        station.name = printable(&place.name);
        station.kind = place.kind.clone();
        station.at = place.at;
        if !self.outside(&[place.at]).is_empty() {
            issues.extend(told(vec![Fault {
                kind: IssueKind::OutsideAreas,
                row: None,
                code: station.code.clone(),
                at: place.at,
                detail: String::new(),
            }]));
        }
        summary.count(old.as_ref(), &station);
        self.stations.insert(id, station);
        Ok((issues, summary))
    }

    /// Stations whose owner is gone, or that lie in no Area: one line of each.
    pub(crate) fn check_stations(&self) -> Vec<Issue> {
        let stations: Vec<&Station> = self.stations.values().collect();
        let is_known = |id| self.grounds.iter().any(|ground| ground.areas.contains_key(&id));
        let orphans: Vec<&Station> =
            stations.iter().filter(|s| s.owner.is_some_and(|id| !is_known(id))).copied().collect();
        let points: Vec<Point> = stations.iter().map(|station| station.at).collect();
        let outside: Vec<&Station> =
            self.outside(&points).into_iter().map(|place| stations[place]).collect();
        let lines = [
            (IssueKind::UnknownOwner, orphans, "stations belong to an area that is gone"),
            (IssueKind::OutsideAreas, outside, "stations lie in no area"),
        ];
        let some = lines.into_iter().filter(|(_, stations, _)| !stations.is_empty());
        some.map(|(kind, stations, what)| {
            let codes: Vec<Code> = stations.iter().map(|station| station.code.clone()).collect();
            let message = format!("{} {what}: {}", codes.len(), listed(&codes));
            let issue = Issue::of(kind, Severity::Advice, message, proposal(kind));
            Issue { codes, at: stations.first().map(|station| station.at), ..issue }
        })
        .collect()
    }

    /// The stations of a file by code; of several with one code the first in the file
    /// keeps it, and the others get one that nobody has.
    fn codes_of<'s>(
        &self,
        given: &[&'s ImportedStation],
        issues: &mut Vec<Issue>,
    ) -> BTreeMap<Code, &'s ImportedStation> {
        let mut by_code: BTreeMap<&Code, Vec<&'s ImportedStation>> = BTreeMap::new();
        for station in given {
            by_code.entry(&station.code).or_default().push(station);
        }
        let mut taken: BTreeSet<Code> =
            self.stations.values().map(|station| station.code.clone()).collect();
        taken.extend(by_code.keys().map(|code| (*code).clone()));
        let mut coded = BTreeMap::new();
        for (code, mut stations) in by_code {
            stations.sort_by_key(|station| (station.row, station.at));
            coded.insert(code.clone(), stations[0]);
            if stations.len() == 1 {
                continue;
            }
            let message = format!("{} stations have the code {code}", stations.len());
            let proposal =
                "give each its own code, or accept them under suffixed codes (-2, -3, …)";
            let issue = Issue::of(IssueKind::DuplicateCode, Severity::Blocking, message, proposal);
            let features = stations.iter().map(|station| station.row).collect();
            let at = Some(stations[1].at);
            issues.push(Issue { codes: vec![code.clone()], features, at, ..issue });
            for station in &stations[1..] {
                let mut suffixed = (2_u64..).map(|n| Code::new(format!("{code}-{n}")));
                let free = suffixed
                    .find(|code| code.as_ref().is_ok_and(|c| !taken.contains(c)) || code.is_err());
                // A code too long for a suffix stays out; the issue names it.
                if let Some(Ok(free)) = free {
                    taken.insert(free.clone());
                    coded.insert(free, station);
                }
            }
        }
        coded
    }

    /// Known codes keep their id; new ones get the next, in the order of their codes.
    fn number<'c>(
        &mut self,
        codes: impl Iterator<Item = &'c Code>,
    ) -> Result<Vec<StationId>, ReplayError> {
        let known: BTreeMap<&Code, StationId> =
            self.stations.values().map(|station| (&station.code, station.id)).collect();
        let known: Vec<Option<StationId>> = codes.map(|code| known.get(code).copied()).collect();
        known.into_iter().map(|known| known.map_or_else(|| self.next_station_id(), Ok)).collect()
    }

    fn next_station_id(&mut self) -> Result<StationId, ReplayError> {
        let id = StationId(self.next_station);
        self.next_station = self.next_station.checked_add(1).ok_or(ReplayError::NoIdsLeft)?;
        Ok(id)
    }

    /// A code for a station that was given none.
    fn free_code(&self, id: StationId) -> Option<Code> {
        let taken = |code: &Code| self.stations.values().any(|station| station.code == *code);
        let own = Code::new(format!("S{:04}", id.0)).ok();
        let others = (2_u64..).map_while(|n| Code::new(format!("S{:04}-{n}", id.0)).ok());
        own.into_iter().chain(others).find(|code| !taken(code))
    }

    /// Takes a kind that nobody knew into the list, called by its key.
    fn learn(&mut self, kind: &KindKey) -> Option<KindKey> {
        let known = StationKind::all(&self.kinds).iter().any(|known| known.key == *kind);
        if known {
            return None;
        }
        self.kinds.push(StationKind::named_by_key(kind.clone()));
        Some(kind.clone())
    }

    /// The Area of the owner's code. Levels may share codes: then it is the deepest.
    fn owner(&self, given: &ImportedStation, faults: &mut Vec<Fault>) -> Option<AreaId> {
        let code = given.owner.as_ref()?;
        let areas = self.grounds.iter().flat_map(|ground| ground.areas.values());
        let named = areas.filter(|area| area.code == *code);
        let deepest = named.max_by_key(|area| self.levels.rank(&area.level));
        if deepest.is_none() {
            faults.push(given.fault(IssueKind::UnknownOwner, code.to_string()));
        }
        deepest.map(|area| area.id)
    }
}

impl ImportedStation {
    fn fault(&self, kind: IssueKind, detail: String) -> Fault {
        Fault { kind, row: Some(self.row), code: self.code.clone(), at: self.at, detail }
    }
}

impl StationSummary {
    fn count(&mut self, old: Option<&Station>, new: &Station) {
        match old {
            None => self.new += 1,
            Some(old) if old == new => self.kept += 1,
            Some(_) => self.changed += 1,
        }
    }
}

/// Each fault as advice; many of one kind as one line.
fn told(faults: Vec<Fault>) -> Vec<Issue> {
    let mut by_kind: BTreeMap<IssueKind, Vec<Fault>> = BTreeMap::new();
    for fault in faults {
        by_kind.entry(fault.kind).or_default().push(fault);
    }
    let mut issues = Vec::new();
    for (kind, faults) in by_kind {
        let groups =
            if faults.len() < GROUP_FROM { faults.chunks(1) } else { faults.chunks(faults.len()) };
        for group in groups {
            let codes: Vec<Code> = group.iter().map(|fault| fault.code.clone()).collect();
            let message = match group {
                [one] => what(kind, &one.code, &one.detail),
                many => format!(
                    "{} stations: {} (first {})",
                    many.len(),
                    what_many(kind),
                    listed(&codes)
                ),
            };
            let issue = Issue::of(kind, Severity::Advice, message, proposal(kind));
            let features = group.iter().filter_map(|fault| fault.row).collect();
            issues.push(Issue {
                codes,
                features,
                at: group.first().map(|fault| fault.at),
                ..issue
            });
        }
    }
    issues
}

fn what(kind: IssueKind, code: &Code, detail: &str) -> String {
    match kind {
        IssueKind::UnknownOwner => format!("{code} belongs to {detail}, which is no area"),
        IssueKind::UnreadableHours => format!("the hours of {code} cannot be read: `{detail}`"),
        IssueKind::MadePublic => format!("{code} is not public and would become public"),
        _ => format!("{code} lies in no area"),
    }
}

fn what_many(kind: IssueKind) -> &'static str {
    match kind {
        IssueKind::UnknownOwner => "their owner is no area",
        IssueKind::UnreadableHours => "their hours cannot be read",
        IssueKind::MadePublic => "they are not public and would become public",
        _ => "they lie in no area",
    }
}

fn proposal(kind: IssueKind) -> &'static str {
    match kind {
        IssueKind::UnknownOwner => "correct the owner's code, or import the areas first",
        IssueKind::UnreadableHours => {
            "write them as `Mo-Fr 08:30-17:30; Sa 09:00-12:00`; until then it counts as open \
             or closed nowhere"
        }
        IssueKind::MadePublic => {
            "if that is not meant, write false in its column `public`, or leave the column out"
        }
        _ => "correct its position: a swapped or shifted coordinate puts stations in the sea",
    }
}

/// A file that states whole kinds says what ends.
fn retired(ended: &[Station]) -> Option<Issue> {
    let first = ended.first()?;
    let codes: Vec<Code> = ended.iter().map(|station| station.code.clone()).collect();
    let message =
        format!("the file does not name {} stations: {} would end", codes.len(), listed(&codes));
    let proposal = "add them to the file if they are to stay, or import it as an addition";
    let issue = Issue::of(IssueKind::Retired, Severity::Advice, message, proposal);
    Some(Issue { codes, at: Some(first.at), ..issue })
}

fn listed(codes: &[Code]) -> String {
    let some = codes.iter().take(5).map(Code::as_str).collect::<Vec<_>>().join(", ");
    if codes.len() > 5 { some + " …" } else { some }
}
