//! Towns of a few streets, where everybody can count along.

use reach::testing::Town;
use reach::{Access, Preset};

fn metre_a_second() -> Preset {
    Preset { metres_per_second: 1.0, ..Preset::standard() }
}

#[test]
fn the_shorter_way_round_is_taken() {
    let town = Town::drawn(
        "A----B--C
         |       |
         D-------E",
    );
    let walk = town.walk(metre_a_second());
    assert_eq!(town.seconds(&walk, 'A', 'B'), Some(50));
    assert_eq!(town.seconds(&walk, 'A', 'E'), Some(100));
    assert_eq!(town.seconds(&walk, 'B', 'D'), Some(70));
}

#[test]
fn one_way_on_foot_counts_only_where_it_is_said() {
    let town = Town::drawn(
        "A>>>>B
         |    |
         D----C",
    );
    let walk = town.walk(metre_a_second());
    assert_eq!(town.seconds(&walk, 'A', 'B'), Some(50));
    assert_eq!(town.seconds(&walk, 'B', 'A'), Some(90));
}

#[test]
fn residents_begin_and_end_inside_but_nobody_passes_through() {
    let town = Town::drawn(
        "A====P====B
         |         |
         |         |
         D---------C",
    );
    let walk = town.walk(metre_a_second());
    assert_eq!(town.seconds(&walk, 'A', 'B'), Some(160), "round, not through");
    assert_eq!(town.seconds(&walk, 'P', 'B'), Some(50), "out");
    assert_eq!(town.seconds(&walk, 'D', 'P'), Some(80), "in");
    let open = town.walk(Preset { private: Access::Open, ..metre_a_second() });
    assert_eq!(town.seconds(&open, 'A', 'B'), Some(100));
    let blocked = town.walk(Preset { private: Access::Blocked, ..metre_a_second() });
    assert_eq!(town.seconds(&blocked, 'A', 'B'), Some(160));
}
