//! What an Atlas knows, and what it refuses to be built from.

use crate::chance::town;
use domain::testing::Town;
use domain::topo::{Label, Point, Shape};
use domain::{AreaId, Atlas, AtlasError, Code, Contents, DivisionKey, LevelKey};

fn two_communities() -> Town {
    Town::drawn(
        "AAB
                 C.B",
    )
    .under(
        "xxy
                              xxy",
    )
}

fn refused(change: impl FnOnce(&mut Contents)) -> AtlasError {
    let mut contents = two_communities().contents();
    change(&mut contents);
    Atlas::build(Town::release(), contents).expect_err("these rows do not fit")
}

#[test]
fn areas_come_by_level_then_code_with_their_way_up_and_down() {
    let town = two_communities();
    let atlas = town.atlas();
    let codes: Vec<&str> = atlas.areas().map(|entry| entry.area.code.as_str()).collect();
    assert_eq!(codes, ["x", "y", "A", "B", "C"]);
    assert_eq!(atlas.path(town.id('C')), town.ids("xC"));
    assert_eq!(atlas.path(AreaId(99)), []);
    assert_eq!(atlas.area(town.id('x')).unwrap().children, town.ids("AC"));
    let (grid, b) = (LevelKey::new("grid").unwrap(), town.code('B'));
    assert_eq!(atlas.by_code(None, &grid, &b).unwrap().id(), town.id('B'));
    assert!(atlas.by_code(None, &LevelKey::new("community").unwrap(), &b).is_none());
    assert!(atlas.by_code(Some(&DivisionKey::new("police").unwrap()), &grid, &b).is_none());
    assert_eq!(atlas.bounds(), Some((town.corner(0, 2), town.corner(3, 0))));
}

#[test]
fn an_area_has_its_size_and_a_label_inside_it() {
    let town = Town::drawn(
        "AAA
                            ABA
                            AAA",
    );
    let atlas = town.atlas();
    let ring = atlas.area(town.id('A')).unwrap();
    assert!((ring.area_m2() / 80_000.0 - 1.0).abs() < 0.01, "{}", ring.area_m2());
    let label = ring.label();
    assert_eq!(atlas.divisions()[0].partition().face_at(label.at), ring.id().label());
    assert!((49.0..72.0).contains(&label.radius_m), "{}", label.radius_m);
}

#[test]
fn a_level_shows_its_own_areas_and_nothing_where_it_has_none() {
    let town = two_communities();
    let atlas = town.atlas();
    let main = &atlas.divisions()[0];
    let communities = main.level_partition(&LevelKey::new("community").unwrap());
    assert_eq!(communities.labels(), [town.id('x').label(), town.id('y').label(), Label::OUTSIDE]);
    // The parent's ground is its children and its blank together.
    assert_eq!(communities.shape(town.id('x').label()), atlas.area(town.id('x')).unwrap().shape);
    let grids = main.level_partition(&LevelKey::new("grid").unwrap());
    assert_eq!(grids.face_at(town.middle(1, 1)), Label::OUTSIDE, "a blank is no grid");
    assert_eq!(town.redrawn(&atlas), "AAB\nC.B\n");
}

#[test]
fn neighbours_never_share_a_colour() {
    for seed in 0..30 {
        let atlas = town(seed, 12, 12, 20).atlas();
        let main = &atlas.divisions()[0];
        for level in atlas.levels().iter() {
            for (left, right, metres) in main.level_partition(&level.key).adjacent() {
                let colour = |label: Label| Some(atlas.area(AreaId::of(label)?).unwrap().colour);
                let (Some(left), Some(right)) = (colour(left), colour(right)) else { continue };
                assert!(left != right, "{metres} m of border between equal colours, town {seed}");
            }
        }
    }
}

#[test]
fn rows_that_do_not_fit_together_are_refused_by_name() {
    let id = AreaId(1);
    assert_eq!(
        refused(|c| c.areas[0].area.level = LevelKey::new("beat").unwrap()),
        AtlasError::UnknownLevel { area: id, level: LevelKey::new("beat").unwrap() }
    );
    assert_eq!(
        refused(|c| c.areas[0].division = DivisionKey::new("police").unwrap()),
        AtlasError::UnknownDivision { area: id, division: DivisionKey::new("police").unwrap() }
    );
    assert_eq!(refused(|c| c.areas[1].area.id = id), AtlasError::Twice(id));
    assert_eq!(
        refused(|c| c.areas[0].area.parent = Some(AreaId(77))),
        AtlasError::Parent { area: id, parent: AreaId(77) }
    );
    assert_eq!(refused(|c| c.areas[0].shape = Shape(vec![])), AtlasError::NoGround(id));
    let overlapping = refused(|c| {
        let moved = |p: &Point| Point::new(p.x + 50, p.y);
        let outer = &mut c.areas[0].shape.0[0].outer;
        *outer = outer.iter().map(moved).collect();
    });
    assert!(matches!(overlapping, AtlasError::Faults { .. }), "{overlapping}");
}

#[test]
fn what_people_type_finds_areas() {
    let town = two_communities();
    let mut contents = town.contents();
    contents.areas[1].area.code = Code::new("A7").unwrap();
    let atlas = Atlas::build(Town::release(), contents).unwrap();
    assert_eq!(atlas.search("ａ", 10), [town.id('A'), town.id('B')]);
    assert_eq!(atlas.search("区", 2), town.ids("xy"));
}
