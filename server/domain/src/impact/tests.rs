//! What changes hands in small towns.

use super::*;
use crate::ids::{DivisionKey, HighestIds, StationId};
use crate::plan::Plan;
use crate::testing::Town;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use topo::drawing::{Drawing, Givers, Operation, Rules, Side};

/// A drawn town on the board, with one home of 2 people and one incident in the middle
/// of every cell.
struct Desk {
    town: Town,
    plan: Plan,
    areas: BTreeMap<AreaId, Area>,
    drawing: Drawing,
    tracker: Tracker,
}

impl Desk {
    fn of(town: Town) -> Self {
        let plan =
            Plan::from_contents(&town.contents(), HighestIds { area: 99, ..HighestIds::default() })
                .unwrap();
        let ground = plan.grounds[0].clone();
        let parents = ground.parents().into_iter().map(AreaId::label);
        let drawing = Drawing::of(&ground.partition).with_blanks(parents);
        let (columns, rows) = town.size();
        let middles = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
        let middles: Vec<Point> = middles.map(|(column, row)| town.middle(column, row)).collect();
        let places = middles.iter().map(|at| Place {
            code: String::new(),
            at: *at,
            residents: 2,
            households: 1,
            sort: PlaceSort::Building,
        });
        let incidents = middles.iter().map(|at| IncidentPoint {
            at: *at,
            time: Moment(0),
            kind: "noise".into(),
        });
        let points = Points {
            places: places.collect(),
            incidents: incidents.collect(),
            incidents_since: Some(Moment(0)),
        };
        let base = Baseline::of(&plan, &DivisionKey::main(), Arc::new(points));
        let tracker = Tracker::new(Arc::new(base));
        Self { town, areas: ground.areas, plan, drawing, tracker }
    }

    fn draw(&mut self, operation: &Operation) {
        let change = self.drawing.apply(operation, &Rules::default()).unwrap();
        self.follow(&change.touched());
    }

    fn follow(&mut self, labels: &[topo::Label]) {
        let touched: BTreeSet<AreaId> = labels.iter().filter_map(|l| AreaId::of(*l)).collect();
        let outside = labels.contains(&topo::Label::OUTSIDE);
        self.tracker.follow(&self.drawing, &touched, outside);
    }

    fn report(&self) -> Impact {
        self.tracker.report(&self.drawing, &self.areas, &self.plan.stations)
    }

    fn hand_over(&mut self, (column, row): (usize, usize), to: char) {
        let corner = |c, r| self.town.corner(c, r);
        let ring = vec![
            corner(column, row),
            corner(column + 1, row),
            corner(column + 1, row + 1),
            corner(column, row + 1),
        ];
        let to = self.town.id(to).label();
        self.draw(&Operation::HandOver { ring, from: Givers::Cells, to });
    }
}

/// `A>B 1.00 ha: 2 people, 1 homes, 1 houses, 1 incidents, 0 stations`, sorted.
fn told(impact: &Impact) -> Vec<String> {
    let code = |area: &Option<AreaRef>| {
        area.as_ref().map_or_else(|| "-".to_owned(), |area| area.code.to_string())
    };
    let line = |one: &Move| {
        let f = one.figures;
        let (from, to, ha) = (code(&one.from), code(&one.to), f.area_m2 / 1e4);
        format!(
            "{from}>{to} {ha:.2} ha: {} people, {} homes, {} houses, {} incidents, {} stations",
            f.residents, f.households, f.buildings, f.incidents, f.stations
        )
    };
    impact.moves.iter().map(line).collect()
}

#[test]
fn a_cell_handed_over_takes_along_what_lies_in_it() {
    let mut desk = Desk::of(
        Town::drawn(
            "AAB
             AAB",
        )
        .under(
            "xxy
             xxy",
        )
        .served(
            "...
             .1.",
        ),
    );
    assert_eq!(told(&desk.report()), [""; 0]);
    desk.hand_over((1, 1), 'B');
    let impact = desk.report();
    assert_eq!(
        told(&impact),
        ["A>B 1.00 ha: 2 people, 1 homes, 1 houses, 1 incidents, 1 stations"]
    );

    let figures = |impact: &Impact, code: char| {
        let code = desk.town.code(code);
        let found = impact.areas.iter().find(|one| one.area.code == code).unwrap();
        (found.before.unwrap().residents, found.after.unwrap().residents)
    };
    let found = ['x', 'y', 'A', 'B'].map(|code| figures(&impact, code));
    assert_eq!(found, [(8, 6), (4, 6), (8, 6), (4, 6)]);
    // 4 and 2 homes are a third off their mean of 3; 3 and 3 are even.
    let grids = impact.levels.iter().find(|level| level.level.as_str() == "grid").unwrap();
    assert!((grids.max_deviation_before.unwrap() - 1.0 / 3.0).abs() < 1e-9);
    assert_eq!((grids.max_deviation_after, grids.areas), (Some(0.0), [2, 2]));

    desk.hand_over((1, 1), 'A');
    let back = desk.report();
    assert_eq!((told(&back), back.areas.len()), (vec![], 0), "taken back, nothing is left of it");
}

#[test]
fn what_concerns_one_area_tells_of_no_other() {
    let mut desk = Desk::of(Town::drawn(
        "AABC
         AABC",
    ));
    desk.hand_over((1, 1), 'B');
    let of = |code: char| {
        let own = desk.town.id(code);
        desk.report().of_areas(|id| id == own)
    };
    for code in ['A', 'B'] {
        let impact = of(code);
        assert_eq!(told(&impact).len(), 1, "what it gives or gets");
        let codes: Vec<&str> = impact.areas.iter().map(|one| one.area.code.as_str()).collect();
        assert_eq!(codes, [code.to_string()]);
        // With its own count, its distance from the mean would tell the sum of the others.
        assert_eq!(impact.areas[0].deviation_after, None);
        assert!(impact.levels.is_empty());
    }
    assert_eq!((of('C').moves, of('C').areas), (vec![], vec![]));
}

#[test]
fn a_split_and_a_merge_are_told_by_who_is_new_and_who_ends() {
    let mut desk = Desk::of(Town::drawn(
        "AAB
         AAB",
    ));
    let (top, bottom) = (desk.town.corner(1, 0), desk.town.corner(1, 2));
    let new = AreaId(100);
    let line = vec![top, bottom];
    desk.draw(&Operation::Split {
        cell: desk.town.id('A').label(),
        line,
        new: new.label(),
        side: Side::Left,
    });
    let parted =
        Area { id: new, code: Code::new("N").unwrap(), ..desk.areas[&desk.town.id('A')].clone() };
    desk.areas.insert(new, parted);
    let east = "A>N 2.00 ha: 4 people, 2 homes, 2 houses, 2 incidents, 0 stations";
    let impact = desk.report();
    assert_eq!(told(&impact), [east]);
    let row = impact.areas.iter().find(|one| one.area.id == new).unwrap();
    assert_eq!((row.before, row.after.unwrap().households), (None, 2));

    let b = desk.town.id('B');
    desk.draw(&Operation::Merge { cell: b.label(), into: new.label() });
    desk.areas.remove(&b);
    let impact = desk.report();
    let all_of_b = "B>N 2.00 ha: 4 people, 2 homes, 2 houses, 2 incidents, 0 stations";
    assert_eq!(told(&impact), [east, all_of_b]);
    let row = impact.areas.iter().find(|one| one.area.id == b).unwrap();
    assert_eq!((row.before.unwrap().households, row.after), (2, None));
    assert_eq!(impact.levels[0].areas, [2, 2]);
}

#[test]
fn ground_that_becomes_blank_or_nobodys_is_told_too() {
    let mut desk = Desk::of(
        Town::drawn(
            "AAB
             A.C",
        )
        .under(
            "xxy
             xxy",
        ),
    );
    let (a, x) = (desk.town.id('A').label(), desk.town.id('x'));
    desk.draw(&Operation::Delete { cell: a, to: x.label() });
    desk.areas.remove(&desk.town.id('A'));
    let three = "3.00 ha: 6 people, 3 homes, 3 houses, 3 incidents, 0 stations";
    assert_eq!(told(&desk.report()), [format!("A>x {three}")]);
    let x_row = desk.report().areas.into_iter().find(|one| one.area.id == x);
    assert_eq!(x_row, None, "the community holds as blank what its grid held");

    let b = desk.town.id('B');
    desk.draw(&Operation::Delete { cell: b.label(), to: topo::Label::OUTSIDE });
    desk.areas.remove(&b);
    let one = "1.00 ha: 2 people, 1 homes, 1 houses, 1 incidents, 0 stations";
    assert_eq!(told(&desk.report()), [format!("A>x {three}"), format!("B>- {one}")]);
    let y = desk.report().areas.into_iter().find(|one| one.area.id == desk.town.id('y')).unwrap();
    assert_eq!((y.before.unwrap().residents, y.after.unwrap().residents), (4, 2));

    desk.draw(&Operation::Fill { at: desk.town.middle(0, 0), new: topo::Label(100) });
    let parted = Area {
        id: AreaId(100),
        code: desk.town.code('N'),
        ..desk.areas[&desk.town.id('C')].clone()
    };
    desk.areas.insert(AreaId(100), parted);
    // The blank there was and what A left are one blank, and all of it is filled.
    let four = [format!("A>N {three}"), format!("B>- {one}"), format!("x>N {one}")];
    assert_eq!(told(&desk.report()), four);
}

#[test]
fn an_area_that_moves_to_another_parent_is_told_from_parent_to_parent() {
    let mut desk = Desk::of(
        Town::drawn(
            "AAB
             CCD",
        )
        .under(
            "xxx
             xxy",
        ),
    );
    let (b, y) = (desk.town.id('B'), desk.town.id('y'));
    desk.areas.get_mut(&b).unwrap().parent = Some(y);
    desk.follow(&[b.label()]);
    let impact = desk.report();
    assert_eq!(
        told(&impact),
        ["x>y 1.00 ha: 2 people, 1 homes, 1 houses, 1 incidents, 0 stations"]
    );
    assert_eq!(impact.areas.len(), 2, "both communities, and no grid");
    // The same grid also gets ground: that is no part of what moved with it.
    desk.hand_over((1, 0), 'B');
    let one = "1.00 ha: 2 people, 1 homes, 1 houses, 1 incidents, 0 stations";
    assert_eq!(told(&desk.report()), [format!("A>B {one}"), format!("x>y {one}")]);
}

#[test]
fn stations_that_move_by_themselves_are_counted_where_they_stand() {
    let mut desk = Desk::of(Town::drawn("ABB").served("1..").under("xyy"));
    let station = StationId(1);
    desk.plan.stations.get_mut(&station).unwrap().at = desk.town.centre('B');
    let impact = desk.report();
    let b = impact.areas.iter().find(|one| one.area.id == desk.town.id('B')).unwrap();
    assert_eq!((b.before.unwrap().stations, b.after.unwrap().stations), (0, 1));
    assert_eq!(told(&impact), [""; 0], "no ground changed hands under it");
    // With the ground it stands on now it goes along.
    desk.hand_over((1, 0), 'A');
    assert_eq!(
        told(&desk.report()),
        ["B>A 1.00 ha: 2 people, 1 homes, 1 houses, 1 incidents, 1 stations"]
    );
    desk.plan.stations.clear();
    let impact = desk.report();
    let a = impact.areas.iter().find(|one| one.area.id == desk.town.id('A')).unwrap();
    assert_eq!((a.before.unwrap().stations, a.after.unwrap().stations), (1, 0));
}

#[test]
fn tables_quote_what_must_be_quoted_and_layers_are_geojson() {
    let mut desk = Desk::of(Town::drawn("AAB"));
    desk.areas.get_mut(&desk.town.id('A')).unwrap().name = "=一,\"二\"".into();
    desk.hand_over((1, 0), 'B');
    let impact = desk.report();
    let csv = impact.areas_csv();
    let row = csv.lines().find(|line| line.starts_with("grid,A,")).unwrap();
    assert!(row.starts_with("grid,A,\"'=一,\"\"二\"\"\","), "{row}");
    assert_eq!(csv.lines().next().unwrap().split(',').count(), 15);
    assert!(row.ends_with(",2,1,1,1,0"), "{row}");
    assert_eq!(csv.lines().count(), 3);
    let layer = impact.geojson();
    let feature = &layer["features"][0];
    assert_eq!(feature["geometry"]["type"], "MultiPolygon");
    assert_eq!(
        (&feature["properties"]["to"]["code"], &feature["properties"]["residents"]),
        (&"B".into(), &2.into())
    );
    assert_eq!(feature["properties"].get("shape"), None);
}
