//! Every act on areas without children.

use super::{Act, NewArea, Table, new};
use crate::testing::Town;
use crate::{Attributes, Code, Desk, LastHolder};
use std::sync::Arc;
use topo::drawing::Side;

fn three() -> Table {
    Table::laid(
        Town::drawn(
            "AAB
             CCB",
        )
        .under(
            "xxy
             xxy",
        ),
    )
}

#[test]
fn a_border_is_led_along_a_line_and_both_sides_follow() {
    let mut table = three();
    let line = table.line(&[(0, 1), (0, 2), (1, 2), (1, 1)]);
    let [a, c] = [table.town.id('A'), table.town.id('C')];
    // From the outer line, where no border of the two begins.
    let line = [&[table.corner(0, 1)], &line[2..]].concat();
    assert_eq!(
        table.refused(Act::Reshape { areas: [Some(a), None], line: line.clone() }).code,
        "no_border"
    );
    let at = |column, row| table.town.corner(column, row);
    let line = vec![at(0, 1), at(1, 1), table.town.middle(1, 1), at(2, 1)];
    let applied = table.done(Act::Reshape { areas: [Some(a), Some(c)], line });
    assert_eq!(applied.touched, [a, c].into());
    assert!(!applied.outside_touched && applied.created.is_empty());
}

#[test]
fn a_cell_is_cut_and_the_new_one_gets_the_next_code_below_its_parent() {
    let mut table = three();
    let line = table.line(&[(1, 0), (1, 1)]);
    let cut =
        |new| Act::Split { area: table.town.id('A'), line: line.clone(), side: Side::Left, new };
    let act = cut(new("D"));
    let applied = table.done(act);
    assert_eq!(table.drawn(), "ADB\nCCB\n");
    assert_eq!(table.drawn_above(), "xxy\nxxy\n");
    assert_eq!((applied.created.len(), applied.highest.area), (1, 6));
    let line = table.line(&[(1, 1), (1, 2)]);
    let nameless = NewArea::default();
    let act = Act::Split { area: table.town.id('C'), line, side: Side::Right, new: nameless };
    let applied = table.done(act);
    let area = &table.desk.areas(&crate::DivisionKey::main()).unwrap()[&applied.created[0]];
    assert_eq!((area.code.as_str(), area.name.as_str()), ("x01", "x01"));
    assert_eq!(table.drawn(), "ADB\nxCB\n");
}

#[test]
fn a_code_that_is_taken_is_refused_and_names_who_has_it() {
    let mut table = three();
    let line = table.line(&[(1, 0), (1, 1)]);
    let act = Act::Split { area: table.town.id('A'), line, side: Side::Left, new: new("B") };
    let refused = table.refused(act);
    assert_eq!((refused.code, refused.areas), ("code_taken", table.town.ids("B")));
}

#[test]
fn two_cells_become_one_and_the_last_child_stays() {
    let mut table = three();
    let [a, b, c] = ['A', 'B', 'C'].map(|letter| table.town.id(letter));
    let refused = table.refused(Act::Merge { area: b, into: a });
    assert_eq!((refused.code, refused.areas), ("no_children_left", table.town.ids("y")));
    let applied = table.done(Act::Merge { area: c, into: a });
    assert_eq!(table.drawn(), "AAB\nAAB\n");
    assert_eq!(applied.ended, [c]);
    let other = table.refused(Act::Merge { area: a, into: table.town.id('y') });
    assert_eq!(other.code, "other_level");
}

#[test]
fn what_lies_within_a_ring_goes_to_a_neighbour_or_is_left_blank() {
    let mut table = three();
    let ring = table.line(&[(1, 0), (2, 0), (2, 1), (1, 1)]);
    let give = |to| Act::HandOver { ring: ring.clone(), from: vec![], to };
    let (bare, given) = (give(None), give(Some(table.town.id('B'))));
    let applied = table.done(bare);
    assert_eq!(table.drawn(), "A.B\nCCB\n");
    let touched = table.town.ids("Ax");
    assert!(touched.iter().all(|id| applied.touched.contains(id)), "the blank is x's");
    assert_eq!(table.refused(given.clone()).code, "nothing");
    assert!(table.desk.undo(&table.done.pop().unwrap().1));
    table.done(given);
    assert_eq!(table.drawn(), "ABB\nCCB\n");
    assert_eq!(table.drawn_above(), "xyy\nxxy\n");
}

#[test]
fn a_blank_is_filled_or_given_away() {
    let town = Town::drawn(
        "AAB
         C.B",
    );
    let mut table = Table::laid(town.under(
        "xxy
         xxy",
    ));
    let at = table.town.middle(1, 1);
    let give = Act::GiveBlank { at, to: table.town.id('B') };
    table.done(give);
    assert_eq!(table.drawn(), "AAB\nCBB\n");
    assert!(table.desk.undo(&table.done.pop().unwrap().1));
    table.done(Act::Fill { at, new: new("D") });
    assert_eq!(table.drawn(), "AAB\nCDB\n");
    assert_eq!(table.drawn_above(), "xxy\nxxy\n");
    assert_eq!(table.refused(Act::Fill { at, new: new("E") }).code, "not_blank");
    let at = table.town.corner(5, 5);
    assert_eq!(table.refused(Act::Fill { at, new: new("E") }).code, "not_enclosed");
}

#[test]
fn a_blank_given_to_a_community_goes_to_its_grid_with_the_longest_border() {
    let town = Town::drawn(
        "AAB
         C.B",
    );
    let mut table = Table::laid(town.under(
        "xxy
         xxy",
    ));
    let act = Act::GiveBlank { at: table.town.middle(1, 1), to: table.town.id('y') };
    table.done(act);
    assert_eq!(table.drawn(), "AAB\nCBB\n");
}

#[test]
fn an_area_moves_under_another_parent_as_it_is() {
    let mut table = three();
    let [a, b, x, y] = ['A', 'B', 'x', 'y'].map(|letter| table.town.id(letter));
    let applied = table.done(Act::Reassign { area: a, parent: y });
    assert_eq!(table.drawn_above(), "yyy\nxxy\n");
    assert_eq!((applied.touched, applied.outside_touched), ([a].into(), false));
    assert_eq!(table.refused(Act::Reassign { area: a, parent: y }).code, "nothing");
    assert_eq!(table.refused(Act::Reassign { area: x, parent: y }).code, "not_above");
    assert_eq!(
        table.refused(Act::Reassign { area: table.town.id('C'), parent: y }).code,
        "no_children_left"
    );
    assert_eq!(table.refused(Act::Reassign { area: a, parent: b }).code, "not_above");
}

#[test]
fn a_new_area_is_drawn_on_blank_ground_or_cut_from_those_named() {
    let town = Town::drawn(
        "AAB
         ..B",
    );
    let mut table = Table::laid(town.under(
        "xxy
         xxy",
    ));
    let ring = table.line(&[(0, 1), (1, 1), (1, 2), (0, 2)]);
    table.done(Act::Draw { ring, from: vec![], new: new("D") });
    assert_eq!((table.drawn(), table.drawn_above()), ("AAB\nD.B\n".into(), "xxy\nx.y\n".into()));
    let ring = table.line(&[(1, 0), (2, 0), (2, 1), (1, 1)]);
    table.done(Act::Draw { ring, from: table.town.ids("A"), new: new("E") });
    assert_eq!((table.drawn(), table.drawn_above()), ("AEB\nD.B\n".into(), "xxy\nx.y\n".into()));
}

#[test]
fn an_area_ends_and_its_ground_goes_to_a_neighbour_or_stays_blank() {
    let mut table = three();
    let [a, b, c] = ['A', 'B', 'C'].map(|letter| table.town.id(letter));
    table.done(Act::Delete { area: c, to: None });
    assert_eq!(table.drawn(), "AAB\n..B\n");
    assert_eq!(table.refused(Act::Delete { area: a, to: None }).code, "no_children_left");
    assert!(table.desk.undo(&table.done.pop().unwrap().1));
    table.done(Act::Delete { area: c, to: Some(b) });
    assert_eq!(table.drawn(), "AAB\nBBB\n");
}

#[test]
fn corners_go_out_of_a_border_and_a_corner_is_moved() {
    let mut table = three();
    let [a, c] = [table.town.id('A'), table.town.id('C')];
    let (from, to) = (table.corner(0, 1), table.town.middle(0, 1));
    let line = vec![from, to, table.corner(2, 1)];
    table.done(Act::Reshape { areas: [Some(a), Some(c)], line });
    table.done(Act::MoveCorner { from: to, to: table.corner(1, 1) });
    let areas = [Some(a), Some(c)];
    assert_eq!(table.refused(Act::Simplify { areas: [Some(a), None], area_m2: 1 }).code, "nothing");
    table.done(Act::Simplify { areas, area_m2: 1 });
}

#[test]
fn an_area_takes_back_its_own_code_and_no_other_area_does() {
    let mut table = three();
    let (a, b) = (table.town.id('A'), table.town.id('B'));
    let grid = table.desk.areas(&crate::DivisionKey::main()).unwrap()[&a].level.clone();
    let last = |area, until| LastHolder { area, name: String::new(), until };
    let codes = [
        (table.town.code('A'), last(a, None)),
        (table.town.code('B'), last(b, None)),
        (Code::new("old").unwrap(), last(a, Some(crate::ReleaseNo(2)))),
    ];
    let used = [(grid, codes.into())].into();
    table.desk = Desk::of(table.desk.plan(), crate::CodeRules::default(), Arc::new(used));
    let recode = |area, code: &str| Act::Describe {
        area,
        name: None,
        code: Code::new(code).ok(),
        attributes: Attributes::new(),
    };
    table.done(recode(a, "Z"));
    assert_eq!(table.refused(recode(b, "A")).code, "code_used", "it is A's");
    table.done(recode(a, "A"));
    assert_eq!(table.refused(recode(a, "old")).code, "code_used", "it gave that up");
}

#[test]
fn name_code_and_attributes_change_and_no_ground() {
    let mut table = three();
    let a = table.town.id('A');
    let attributes: Attributes =
        serde_json::from_str(r#"{"leader": "王", "phone": null}"#).unwrap();
    let code = Code::new("A2").ok();
    let act = Act::Describe { area: a, name: Some(" 甲\n".into()), code, attributes };
    let applied = table.done(act.clone());
    assert_eq!(applied.touched, [a].into());
    let area = &table.desk.areas(&crate::DivisionKey::main()).unwrap()[&a];
    assert_eq!((area.name.as_str(), area.code.as_str()), ("甲", "A2"));
    assert_eq!(area.attributes.len(), 1);
    assert_eq!(table.refused(act).code, "nothing");
    let code = Code::new("B").ok();
    let act = Act::Describe { area: a, name: None, code, attributes: Attributes::new() };
    assert_eq!(table.refused(act).code, "code_taken");
}
