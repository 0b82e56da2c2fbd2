//! Stations of drawn towns: who keeps an id, what ends, what is listed.

use crate::edit::{
    ChangeStreets, Edit, ImportStations, ImportedStation, NewStreetEdit, PlaceStation,
};
use crate::hours::Hours;
use crate::ids::{AreaId, Code, HighestIds, KindKey, StationId};
use crate::issue::{Issue, IssueKind, Severity};
use crate::plan::Plan;
use crate::replay::ReplayError;
use crate::street::StreetChange;
use crate::testing::{Town, made};
use std::collections::BTreeSet;
use topo::Point;

fn plan(town: &Town) -> Plan {
    let highest = HighestIds { area: 50, station: 0, street_edit: 0 };
    Plan::from_contents(&town.contents(), highest).unwrap()
}

fn kind(key: &str) -> KindKey {
    KindKey::new(key).unwrap()
}

fn given(row: usize, code: &str, at: Point) -> ImportedStation {
    ImportedStation {
        row,
        code: Code::new(code).unwrap(),
        name: format!("{code}站"),
        kind: kind("station"),
        at,
        owner: None,
        hours: None,
        services: Vec::new(),
        capacity: None,
        public: None,
        attributes: serde_json::Map::new(),
    }
}

fn file(stations: Vec<ImportedStation>) -> ImportStations {
    ImportStations {
        stations,
        whole: false,
        given: Some(BTreeSet::new()),
        kinds: BTreeSet::new(),
        allow: BTreeSet::new(),
    }
}

fn kinds(issues: &[Issue]) -> Vec<(IssueKind, Severity)> {
    issues.iter().map(|issue| (issue.kind, issue.severity)).collect()
}

fn codes(plan: &Plan) -> Vec<(u32, &str)> {
    plan.stations.values().map(|station| (station.id.0, station.code.as_str())).collect()
}

#[test]
fn a_known_code_keeps_its_id_and_a_new_one_gets_the_next() {
    let town = Town::drawn("AB");
    let mut plan = plan(&town);
    let at = town.centre('A');
    let (issues, summary) =
        plan.import_stations(&file(vec![given(1, "b", at), given(2, "a", at)])).unwrap();
    assert_eq!((issues, summary.new), (vec![], 2));
    assert_eq!(codes(&plan), [(1, "a"), (2, "b")]);

    let moved = given(1, "b", town.centre('B'));
    let (_, summary) = plan.import_stations(&file(vec![moved, given(2, "c", at)])).unwrap();
    assert_eq!((summary.new, summary.changed, summary.retired), (1, 1, 0));
    assert_eq!(codes(&plan), [(1, "a"), (2, "b"), (3, "c")]);
    assert_eq!(plan.stations[&StationId(2)].at, town.centre('B'));
}

#[test]
fn a_file_of_whole_kinds_ends_what_it_does_not_name_and_leaves_other_kinds() {
    let town = Town::drawn("AB");
    let mut plan = plan(&town);
    let at = town.centre('A');
    let clinic = ImportedStation { kind: kind("clinic"), ..given(3, "c", at) };
    let all = vec![given(1, "a", at), given(2, "b", at), clinic];
    plan.import_stations(&file(all)).unwrap();
    let whole = ImportStations { whole: true, ..file(vec![given(1, "b", at)]) };
    let (issues, summary) = plan.import_stations(&whole).unwrap();
    assert_eq!((summary.kept, summary.retired), (1, 1));
    assert_eq!(kinds(&issues), [(IssueKind::Retired, Severity::Advice)]);
    assert_eq!(codes(&plan), [(2, "b"), (3, "c")]);

    let nothing =
        ImportStations { whole: true, kinds: [kind("clinic")].into(), ..file(Vec::new()) };
    let (_, summary) = plan.import_stations(&nothing).unwrap();
    assert_eq!((summary.retired, codes(&plan)), (1, vec![(2, "b")]));
    // An ended number is never given again.
    plan.import_stations(&file(vec![given(1, "d", at)])).unwrap();
    assert_eq!(codes(&plan), [(2, "b"), (4, "d")]);
}

#[test]
fn only_the_kinds_asked_for_are_taken() {
    let town = Town::drawn("A");
    let mut plan = plan(&town);
    let at = town.centre('A');
    let clinic = ImportedStation { kind: kind("clinic"), ..given(2, "c", at) };
    let import =
        ImportStations { kinds: [kind("clinic")].into(), ..file(vec![given(1, "a", at), clinic]) };
    plan.import_stations(&import).unwrap();
    assert_eq!(codes(&plan), [(1, "c")]);
}

#[test]
fn one_code_on_two_stations_blocks_and_accepted_gets_a_suffix() {
    let town = Town::drawn("A");
    let at = town.centre('A');
    let twice = file(vec![given(1, "a", at), given(2, "a", at), given(3, "a-2", at)]);
    let (issues, _) = plan(&town).import_stations(&twice).unwrap();
    assert_eq!(kinds(&issues), [(IssueKind::DuplicateCode, Severity::Blocking)]);
    assert_eq!((&issues[0].features, issues[0].at), (&vec![1, 2], Some(at)));

    let accepted = ImportStations { allow: [IssueKind::DuplicateCode].into(), ..twice };
    let mut plan = plan(&town);
    let (issues, summary) = plan.import_stations(&accepted).unwrap();
    assert_eq!(kinds(&issues), [(IssueKind::DuplicateCode, Severity::Accepted)]);
    assert_eq!(summary.new, 3);
    assert_eq!(codes(&plan), [(1, "a"), (2, "a-2"), (3, "a-3")]);
}

#[test]
fn an_unknown_owner_the_open_sea_and_unreadable_hours_are_worth_a_word() {
    let town = Town::drawn("AA").under("xx");
    let mut plan = plan(&town);
    let mut good = given(1, "1", town.centre('A'));
    good.owner = Some(town.code('x'));
    good.hours = Some(Hours::parse("24/7"));
    let mut odd = given(2, "2", Point::new(0, 0));
    odd.owner = Some(Code::new("nobody").unwrap());
    odd.hours = Some(Hours::parse("看情况"));
    let (issues, _) = plan.import_stations(&file(vec![good, odd])).unwrap();
    let expected = [IssueKind::UnknownOwner, IssueKind::OutsideAreas, IssueKind::UnreadableHours];
    assert_eq!(kinds(&issues), expected.map(|kind| (kind, Severity::Advice)));
    assert!(issues.iter().all(|issue| issue.features == [2] && issue.at == Some(Point::new(0, 0))));
    assert!(issues.iter().all(|issue| !issue.message.is_empty() && !issue.proposal.is_empty()));
    assert_eq!(plan.stations[&StationId(1)].owner, Some(town.id('x')));
    let hours = plan.stations[&StationId(2)].hours.as_ref().unwrap();
    assert_eq!(hours.as_str(), "看情况", "the text is kept");
    assert_eq!(kinds(&plan.check()), [(IssueKind::OutsideAreas, Severity::Advice)]);
}

#[test]
fn a_fault_that_many_share_is_one_issue() {
    let mut plan = plan(&Town::drawn("A"));
    let all = (1..=40).map(|row| given(row, &format!("{row:02}"), Point::new(0, 0))).collect();
    let (issues, _) = plan.import_stations(&file(all)).unwrap();
    assert_eq!(kinds(&issues), [(IssueKind::OutsideAreas, Severity::Advice)]);
    assert_eq!(issues[0].features.len(), 40);
}

#[test]
fn an_unknown_kind_becomes_a_kind() {
    let town = Town::drawn("A");
    let mut plan = plan(&town);
    let kitchen = ImportedStation { kind: kind("共享厨房"), ..given(1, "1", town.centre('A')) };
    let (_, summary) = plan.import_stations(&file(vec![kitchen.clone()])).unwrap();
    assert_eq!(summary.new_kinds, [kind("共享厨房")]);
    let (_, again) = plan.import_stations(&file(vec![kitchen])).unwrap();
    assert_eq!((again.new_kinds.len(), again.kept, plan.kinds.len()), (0, 1, 1));
}

#[test]
fn a_station_is_dropped_dragged_and_given_up() {
    let town = Town::drawn("AB");
    let place = |id, at| PlaceStation {
        id,
        code: None,
        name: "新站\u{0}".into(),
        kind: kind("station"),
        at,
    };
    let first = StationId(1);
    let edits = [
        Edit::PlaceStation(place(None, town.centre('A'))),
        Edit::PlaceStation(place(Some(first), town.centre('B'))),
    ];
    let replayed = plan(&town).replay(&made(edits)).unwrap();
    assert_eq!(replayed.issues, []);
    let station = &replayed.plan.stations[&first];
    assert_eq!((station.code.as_str(), station.name.as_str()), ("S0001", "新站"));
    assert_eq!((station.at, station.public), (town.centre('B'), true));

    let gone =
        replayed.plan.clone().replay(&made([Edit::RemoveStation { id: first }])).unwrap().plan;
    assert!(gone.stations.is_empty());
    let never = gone.replay(&made([Edit::PlaceStation(place(Some(first), town.centre('A')))]));
    assert!(matches!(never, Err(ReplayError::NoStation(StationId(1)))));

    let mut taken = replayed.plan;
    let twin =
        PlaceStation { code: Some(Code::new("S0001").unwrap()), ..place(None, Point::new(0, 0)) };
    let (issues, _) = taken.place_station(&twin).unwrap();
    let expected = [
        (IssueKind::DuplicateCode, Severity::Blocking),
        (IssueKind::OutsideAreas, Severity::Advice),
    ];
    assert_eq!(kinds(&issues), expected);
}

#[test]
fn changes_of_the_streets_are_numbered_and_end() {
    let block = NewStreetEdit {
        note: "施工".into(),
        change: StreetChange::Block { at: Point::new(1, 2) },
    };
    let change = |add, remove| Edit::ChangeStreets(ChangeStreets { add, remove });
    let edits =
        [change(vec![block.clone(), block.clone()], vec![]), change(vec![block.clone()], vec![1])];
    let replayed = plan(&Town::drawn("A")).replay(&made(edits)).unwrap().plan;
    assert_eq!(replayed.street_edits.keys().copied().collect::<Vec<_>>(), [2, 3]);
    let unknown = replayed.replay(&made([change(vec![], vec![1])]));
    assert!(matches!(unknown, Err(ReplayError::NoStreetEdit(1))));
}

#[test]
fn a_plan_with_stations_is_the_same_after_its_rows() {
    let town = Town::drawn("AB").under("xx");
    let mut plan = plan(&town);
    let mut station = given(1, "1", town.centre('A'));
    station.owner = Some(town.code('A'));
    station.kind = kind("gym");
    plan.import_stations(&file(vec![station])).unwrap();
    let change = NewStreetEdit {
        note: String::new(),
        change: StreetChange::Footbridge { from: town.centre('A'), to: town.centre('B') },
    };
    plan.apply(&Edit::ChangeStreets(ChangeStreets { add: vec![change], remove: vec![] })).unwrap();
    let contents = plan.contents();
    let highest = HighestIds { area: 50, station: 1, street_edit: 1 };
    let again = Plan::from_contents(&contents, highest).unwrap();
    assert_eq!(again.contents(), contents);
    assert_eq!((again.next_station, again.next_street_edit), (2, 2));
    let delta = contents.since(&town.contents());
    assert_eq!((delta.begun_areas.len(), delta.begun_stations.len()), (0, 1));
    assert_eq!((delta.new_kinds.len(), delta.begun_street_edits.len()), (1, 1));
    let back = town.contents().since(&contents);
    assert_eq!((back.ended_stations, back.ended_street_edits), (vec![StationId(1)], vec![1]));
}

#[test]
fn the_public_sees_public_stations_without_owners_that_are_not_shown() {
    let town = Town::drawn("AB").under("xx");
    let mut plan = plan(&town);
    let at = town.centre('A');
    let owned = |row, code: &str, owner| ImportedStation {
        owner: Some(town.code(owner)),
        ..given(row, code, at)
    };
    let hidden = ImportedStation { public: Some(false), ..given(3, "3", at) };
    let all = vec![owned(1, "1", 'A'), owned(2, "2", 'x'), hidden];
    plan.import_stations(&file(all)).unwrap();
    let shown = [crate::LevelKey::new("community").unwrap()].into();
    let public = plan.contents().only(&shown);
    let owners: Vec<Option<AreaId>> = public.stations.iter().map(|station| station.owner).collect();
    assert_eq!(owners, [None, Some(town.id('x'))]);
}
