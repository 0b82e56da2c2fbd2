//! An Area is divided for the first time, an outer border across several children, and
//! stations whose owner ends.

use super::{Act, NewArea, Table, new};
use crate::ids::{KindKey, LevelKey, StationId};
use crate::station::Station;
use crate::testing::Town;
use crate::{AreaId, Code, CodeRule, CodeRules, Desk};
use std::sync::Arc;
use topo::drawing::Side;

fn below(code: &str, level: &str) -> NewArea {
    NewArea { level: LevelKey::new(level).ok(), ..new(code) }
}

/// Four grids round a community that has none.
fn undivided() -> (Table, AreaId) {
    let mut table = Table::laid(Town::drawn(
        "AAAB
         C..B
         C..B
         CDDD",
    ));
    let at = table.town.middle(1, 1);
    let applied = table.done(Act::Fill { at, new: below("w", "community") });
    (table, applied.created[0])
}

#[test]
fn a_line_at_the_level_below_divides_an_area_into_two_that_tile_it() {
    let (mut table, area) = undivided();
    let main = crate::DivisionKey::main();
    let ground = table.desk.shape(&main, area);
    let line = table.line(&[(2, 1), (2, 3)]);
    let act = Act::Split { area, line, side: Side::Left, new: below("w7", "grid") };
    let applied = table.done(act);
    assert_eq!((applied.created.len(), applied.ended.len()), (2, 0));
    let codes = applied.created.iter().map(|id| &table.desk.areas(&main).unwrap()[id]);
    let codes: Vec<&str> = codes.map(|area| area.code.as_str()).collect();
    assert_eq!(codes, ["w7", "w8"], "the one asked for, and the next free one");
    assert_eq!(table.drawn_above(), "....\n.ww.\n.ww.\n....\n");
    assert_eq!(table.desk.shape(&main, area), ground);
    assert!(!table.desk.drawing(&main).unwrap().holds(area.label()), "nothing of it is blank");
    // From now on it can be drawn in as any parent.
    let line = table.line(&[(1, 2), (3, 2)]);
    table.done(Act::Split { area: applied.created[0], line, side: Side::Left, new: new("w9") });
}

/// One code was typed and the other was the next free one: that one is kept too when the
/// rules change, though no code of theirs is free.
#[test]
fn codes_given_beside_one_that_was_typed_are_kept_by_other_rules() {
    let (mut table, area) = undivided();
    let main = crate::DivisionKey::main();
    let before = table.desk.plan();
    let line = table.line(&[(2, 1), (2, 3)]);
    let act = Act::Split { area, line, side: Side::Left, new: below("w7", "grid") };
    let made = Table::redraw(act);
    let applied = table.desk.apply(&made).unwrap();
    let made = made.with_codes(&applied);
    let rule = CodeRule { length: Some(1), prefix_of_parent: true, digits: true };
    let rules = CodeRules([(LevelKey::new("grid").unwrap(), rule)].into());
    let replayed = before.with_codes(rules, Arc::default()).replay(&[made]).unwrap().plan;
    let codes = applied.created.iter().map(|id| &replayed.ground(&main).unwrap().areas[id].code);
    assert_eq!(codes.map(Code::as_str).collect::<Vec<_>>(), ["w7", "w8"]);
}

#[test]
fn what_does_not_divide_an_area_is_refused_with_its_name() {
    let (mut table, area) = undivided();
    let line = table.line(&[(2, 1), (2, 2)]);
    let split = |line, new| Act::Split { area, line, side: Side::Left, new };
    let refused = table.refused(split(line.clone(), below("w7", "grid")));
    assert_eq!((refused.code, refused.areas), ("ends_inside", vec![area]));
    let line = table.line(&[(2, 1), (2, 3)]);
    let taken = table.refused(split(line.clone(), below("A", "grid")));
    assert_eq!(taken.code, "code_taken");
    table.done(split(line.clone(), below("w7", "grid")));
    let again = table.refused(split(line, below("w9", "grid")));
    assert_eq!((again.code, again.areas), ("other_level", vec![area]));
    let grid = table.town.id('A');
    let line = table.line(&[(1, 0), (1, 1)]);
    let above = Act::Split { area: grid, line, side: Side::Left, new: below("v", "community") };
    assert_eq!(table.refused(above).code, "other_level");
}

/// A community of three grids with free land south of it.
fn shore() -> Table {
    Table::laid(
        Town::drawn(
            "ABCD
             ABCD
             ...D",
        )
        .under(
            "xxxy
             xxxy
             ...y",
        ),
    )
}

#[test]
fn an_outer_border_is_led_across_several_grids_into_free_land_and_back() {
    let mut table = shore();
    let main = crate::DivisionKey::main();
    let x = table.town.id('x');
    let at = |table: &Table, column, row| table.corner(column, row);
    // Out over half of A, all of B and half of C.
    let mut line = vec![at(&table, 0, 2), at(&table, 0, 2), at(&table, 3, 2), at(&table, 3, 2)];
    line[0].x = i32::midpoint(line[0].x, at(&table, 1, 2).x);
    line[3].x = i32::midpoint(line[3].x, at(&table, 2, 2).x);
    line[1] = table.town.middle(0, 2);
    line[2] = table.town.middle(2, 2);
    let before = table.desk.shape(&main, x).area2();
    let areas = [Some(x), None];
    let out = table.done(Act::Reshape { areas, line: line.clone() });
    assert!(out.outside_touched && out.created.is_empty() && out.ended.is_empty());
    assert!(table.desk.shape(&main, x).area2() > before);
    // In over the same grids.
    let (mut table, mut line) = (shore(), line);
    line[1] = table.town.middle(0, 1);
    line[2] = table.town.middle(2, 1);
    table.done(Act::Reshape { areas: [None, Some(x)], line });
    assert!(table.desk.shape(&main, x).area2() < before);
}

#[test]
fn an_outer_border_that_runs_past_a_third_is_refused() {
    let mut table = shore();
    let x = table.town.id('x');
    // From the free land round D, which is no border of nobody's.
    let line = vec![table.corner(1, 2), table.town.middle(2, 1), table.corner(3, 1)];
    let refused = table.refused(Act::Reshape { areas: [Some(x), None], line });
    assert_eq!(refused.code, "no_border");
}

#[test]
fn an_area_that_is_given_to_one_far_away_is_named_in_the_refusal() {
    let mut table = shore();
    let [a, c] = ['A', 'C'].map(|letter| table.town.id(letter));
    let refused = table.refused(Act::Delete { area: a, to: Some(c) });
    assert_eq!((refused.code, refused.areas), ("not_neighbours", vec![a, c]));
    assert!(refused.message.contains("A 区"), "{}", refused.message);
}

fn station(id: u32, owner: AreaId) -> Station {
    Station {
        id: StationId(id),
        code: Code::new(format!("S{id}")).unwrap(),
        name: format!("S{id}"),
        kind: KindKey::new("point").unwrap(),
        at: topo::Point::new(0, 0),
        owner: Some(owner),
        hours: None,
        services: Vec::new(),
        capacity: None,
        public: true,
        attributes: crate::Attributes::new(),
    }
}

#[test]
fn stations_go_to_whoever_takes_their_owner_in_and_to_nobody_with_its_end() {
    let mut table = shore();
    let [a, b, x, y] = ['A', 'B', 'x', 'y'].map(|letter| table.town.id(letter));
    let mut plan = table.desk.plan();
    for (id, owner) in [(1, a), (2, b), (3, x)] {
        plan.stations.insert(StationId(id), station(id, owner));
    }
    table.desk = Desk::of(plan, CodeRules::default(), Arc::default());
    let owners = |table: &Table| -> Vec<Option<AreaId>> {
        table.desk.stations().values().map(|station| station.owner).collect()
    };
    let applied = table.done(Act::Merge { area: a, into: b });
    assert_eq!(applied.stations, [StationId(1)].into());
    assert_eq!(owners(&table), [Some(b), Some(b), Some(x)]);
    table.done(Act::Merge { area: x, into: y });
    assert_eq!(owners(&table), [Some(b), Some(b), Some(y)]);
    let applied = table.done(Act::Delete { area: b, to: None });
    assert_eq!(applied.stations.len(), 2);
    assert_eq!(owners(&table), [None, None, Some(y)]);
    assert!(table.desk.undo(&table.done.pop().unwrap().1));
    assert_eq!(owners(&table), [Some(b), Some(b), Some(y)]);
}
