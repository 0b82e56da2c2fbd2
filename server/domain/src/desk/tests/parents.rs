//! Every act on areas that have children.

use super::{Act, NewArea, Table, new};
use crate::testing::Town;
use topo::drawing::Side;

/// Two communities of two by two grids each, and a third below them.
fn six() -> Table {
    Table::laid(
        Town::drawn(
            "AABB
             AABB
             CCDD
             CCDD
             EEFF",
        )
        .under(
            "xxxx
             xxxx
             yyyy
             yyyy
             zzzz",
        ),
    )
}

#[test]
fn a_community_is_cut_along_a_border_of_its_grids_and_they_move_as_they_are() {
    let mut table = six();
    let line = table.line(&[(2, 0), (2, 2)]);
    let act = Act::Split { area: table.town.id('x'), line, side: Side::Left, new: new("w") };
    let applied = table.done(act);
    assert_eq!(applied.created.len(), 1);
    assert_eq!(table.drawn(), "AABB\nAABB\nCCDD\nCCDD\nEEFF\n");
    assert_eq!(table.drawn_above(), "xxww\nxxww\nyyyy\nyyyy\nzzzz\n");
    let touched = [table.town.id('B'), applied.created[0]].into();
    assert_eq!((applied.touched, applied.outside_touched), (touched, false), "no ground moved");
}

#[test]
fn a_shaking_hand_along_a_border_leaves_no_crumbs() {
    let mut table = six();
    let mut line = table.line(&[(2, 0), (2, 1), (2, 2)]);
    line[0].x += 3;
    line[1].x -= 6;
    line[2].y -= 5;
    let act = Act::Split { area: table.town.id('x'), line, side: Side::Left, new: new("w") };
    assert_eq!(table.done(act).created.len(), 1);
    assert_eq!(table.drawn_above(), "xxww\nxxww\nyyyy\nyyyy\nzzzz\n");
}

#[test]
fn a_grid_that_the_cut_runs_through_comes_in_two_with_codes_of_their_own() {
    let mut table = six();
    let line = table.line(&[(3, 0), (3, 2)]);
    let act = Act::Split { area: table.town.id('x'), line, side: Side::Left, new: new("w") };
    let applied = table.done(act);
    assert_eq!(applied.created.len(), 2);
    assert_eq!(table.drawn(), "AABw\nAABw\nCCDD\nCCDD\nEEFF\n");
    assert_eq!(table.drawn_above(), "xxxw\nxxxw\nyyyy\nyyyy\nzzzz\n");
}

#[test]
fn a_cut_that_is_no_cut_of_the_community_is_refused_with_its_name() {
    let mut table = six();
    let line = vec![table.corner(3, 0), table.town.middle(3, 0)];
    let act =
        Act::Split { area: table.town.id('x'), line, side: Side::Left, new: NewArea::default() };
    let refused = table.refused(act);
    assert_eq!((refused.code, refused.areas), ("ends_inside", table.town.ids("x")));
    assert!(refused.message.contains("x 区"), "{}", refused.message);
}

#[test]
fn two_communities_become_one_with_all_their_grids() {
    let mut table = six();
    let [x, y, z, a] = ['x', 'y', 'z', 'A'].map(|letter| table.town.id(letter));
    let applied = table.done(Act::Merge { area: x, into: y });
    assert_eq!(table.drawn_above(), "yyyy\nyyyy\nyyyy\nyyyy\nzzzz\n");
    assert_eq!(applied.ended, [x]);
    assert!(table.desk.undo(&table.done.pop().unwrap().1));
    assert_eq!(table.refused(Act::Merge { area: x, into: z }).code, "not_neighbours");
    assert_eq!(table.refused(Act::Merge { area: a, into: z }).code, "other_level");
}

#[test]
fn a_blank_of_the_one_becomes_a_blank_of_the_other() {
    let town = Town::drawn(
        "A.
         BC",
    );
    let mut table = Table::laid(town.under(
        "xx
         yy",
    ));
    let [x, y] = ['x', 'y'].map(|letter| table.town.id(letter));
    table.done(Act::Merge { area: x, into: y });
    let at = table.town.middle(1, 0);
    table.done(Act::Fill { at, new: new("D") });
    assert_eq!((table.drawn(), table.drawn_above()), ("AD\nBC\n".into(), "yy\nyy\n".into()));
}

#[test]
fn what_lies_in_the_ring_moves_under_the_taker_and_what_is_cut_off_goes_to_its_neighbour() {
    let mut table = six();
    // All of D, and the eastern half of C.
    let ring = table.line(&[(1, 2), (4, 2), (4, 4), (1, 4)]);
    let act = Act::HandOver { ring, from: vec![], to: Some(table.town.id('z')) };
    table.done(act);
    assert_eq!(table.drawn_above(), "xxxx\nxxxx\nyzzz\nyzzz\nzzzz\n");
    assert_eq!(table.drawn(), "AABB\nAABB\nCDDD\nCDDD\nEEFF\n");
}

#[test]
fn a_community_that_would_be_left_without_grids_is_not_handed_over_in_pieces() {
    let mut table = six();
    let ring = table.line(&[(0, 2), (4, 2), (4, 4), (0, 4)]);
    let act = Act::HandOver { ring, from: vec![], to: Some(table.town.id('z')) };
    let refused = table.refused(act);
    assert_eq!((refused.code, refused.areas), ("no_children_left", table.town.ids("y")));
}

#[test]
fn the_border_of_two_communities_is_led_along_a_line_across_several_grids() {
    let mut table = six();
    let at = |column, row| table.town.corner(column, row);
    let line = vec![at(1, 2), at(1, 1), at(3, 1), at(3, 2)];
    let areas = [Some(table.town.id('x')), Some(table.town.id('y'))];
    table.done(Act::Reshape { areas, line });
    assert_eq!(table.drawn_above(), "xxxx\nxyyx\nyyyy\nyyyy\nzzzz\n");
    // And along one grid only.
    let at = |column, row| table.town.corner(column, row);
    let line = vec![at(0, 4), table.town.middle(0, 4), at(1, 4)];
    let areas = [Some(table.town.id('y')), Some(table.town.id('z'))];
    assert!(table.done(Act::Reshape { areas, line }).created.is_empty());
}

#[test]
fn a_new_community_is_drawn_over_grids_of_two() {
    let mut table = six();
    let ring = table.line(&[(1, 0), (4, 0), (4, 4), (1, 4)]);
    let act = Act::Draw { ring, from: table.town.ids("xy"), new: new("w") };
    let applied = table.done(act);
    assert_eq!(table.drawn_above(), "xwww\nxwww\nywww\nywww\nzzzz\n");
    assert_eq!(applied.created.len(), 3, "the community, and the halves of A and C");
    assert_eq!(table.drawn(), "AwBB\nAwBB\nCwDD\nCwDD\nEEFF\n");
}

#[test]
fn with_a_community_all_below_it_ends() {
    let mut table = six();
    let [y, z, a, e] = ['y', 'z', 'A', 'E'].map(|letter| table.town.id(letter));
    let applied = table.done(Act::Delete { area: y, to: None });
    assert_eq!(table.drawn(), "AABB\nAABB\n....\n....\nEEFF\n");
    assert_eq!((applied.ended.len(), applied.outside_touched), (3, true));
    assert!(table.desk.undo(&table.done.pop().unwrap().1));
    table.done(Act::Delete { area: y, to: Some(a) });
    assert_eq!(table.drawn(), "AABB\nAABB\nAAAA\nAAAA\nEEFF\n");
    assert!(table.desk.undo(&table.done.pop().unwrap().1));
    table.done(Act::Delete { area: y, to: Some(z) });
    assert_eq!(table.drawn(), "AABB\nAABB\nEEEE\nEEEE\nEEFF\n");
    assert_eq!(table.refused(Act::Delete { area: z, to: Some(e) }).code, "not_for_this");
}
