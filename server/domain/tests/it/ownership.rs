//! Exactly one face answers for every place, and it is the one the border rule names.

use crate::chance::{Chance, frame, town};
use crate::twin::{Owner, Twin};
use domain::routing::{Answer, Question, Reason, Settings, route};
use domain::testing::Town;
use domain::topo::plane::Local;
use domain::topo::{Label, Point, Shape};
use domain::{AreaId, Atlas, Metres};
use proptest::prelude::*;

const SETTINGS: Settings = Settings { nearest_tolerance: Metres(0.2), confirm_below: 0.95 };

fn ask(atlas: &Atlas, at: Point) -> Answer {
    let mut answers = route(atlas, &Question::at(at), &SETTINGS).answers;
    assert_eq!(answers.len(), 1, "one answer for one division");
    answers.remove(0)
}

/// Every lattice point of the town and round it; towns here are drawn so small that
/// these are all vertices, all lattice points of all arcs, and much ground beside them.
fn every_point(town: &Town) -> impl Iterator<Item = Point> {
    let (low, high) = frame(town, 4);
    (low.y..=high.y).flat_map(move |y| (low.x..=high.x).map(move |x| Point::new(x, y)))
}

fn agrees_with_the_twin(town: &Town) {
    let contents = town.contents();
    let (twin, atlas) = (Twin::of(&contents), town.atlas());
    let main = &atlas.divisions()[0];
    for at in every_point(town) {
        let answer = ask(&atlas, at);
        let face = main.partition().face_at(at);
        match (twin.owner(at), &answer.reason) {
            (Owner::Leaf(leaf, touching), reason) => {
                assert_eq!(answer.path, atlas.path(leaf), "at {at:?}");
                if touching.is_empty() {
                    assert_eq!(*reason, Reason::Within, "at {at:?}");
                    assert_eq!(main.holder(at), Some(leaf), "at {at:?}");
                    assert!(answer.border > Some(Metres(0.0)), "at {at:?}");
                } else {
                    let also = touching.into_iter().filter(|other| *other != leaf).collect();
                    assert_eq!(*reason, Reason::OnBorder { also }, "at {at:?}");
                    assert_eq!(answer.border, Some(Metres(0.0)), "at {at:?}");
                }
                // The partition knows no Blanks: to it they are cells like any other.
                let blank = AreaId::of(face).is_some_and(|id| !atlas.area(id).unwrap().is_leaf());
                assert!(blank || face == leaf.label(), "at {at:?}");
            }
            (Owner::Blank(parent), reason) => {
                assert_eq!(*reason, Reason::Blank { inside: parent }, "at {at:?}");
                assert_eq!(answer.path, atlas.path(parent), "at {at:?}");
                assert_eq!(face, parent.label(), "at {at:?}");
                assert_eq!(main.holder(at), Some(parent), "at {at:?}");
            }
            (Owner::Nobody, Reason::Nearest { away }) => {
                let nearest = nearest(&twin, at);
                let chosen = answer.path.last().unwrap();
                let (_, metres) = nearest.iter().find(|(id, _)| id == chosen).unwrap();
                assert!((metres - away.0).abs() < 1e-9 && *metres <= nearest[0].1 + 1e-9);
                assert!(away.0 > 0.0 && *away <= SETTINGS.nearest_tolerance, "at {at:?}");
            }
            (Owner::Nobody, Reason::Outside) => {
                let metres = nearest(&twin, at).first().map(|(_, metres)| *metres);
                assert!(metres.is_none_or(|m| m > SETTINGS.nearest_tolerance.0), "at {at:?}");
                assert!(answer.path.is_empty() && answer.border.is_some() == metres.is_some());
            }
            (owner, reason) => panic!("at {at:?} the twin says {owner:?}, routing {reason:?}"),
        }
    }
}

/// The Leaves by distance.
fn nearest(twin: &Twin<'_>, at: Point) -> Vec<(AreaId, f64)> {
    let local = Local::at(at);
    let distance = |shape: &Shape| {
        let sides = shape.rings().flat_map(|ring| ring.iter().zip(ring.iter().cycle().skip(1)));
        let metres = sides.map(|(a, b)| local.distance_to_segment(at, *a, *b));
        metres.fold(f64::INFINITY, f64::min)
    };
    let mut all: Vec<_> = twin.leaves().map(|(id, shape)| (id, distance(shape))).collect();
    all.sort_by(|a, b| a.1.total_cmp(&b.1));
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Holes, enclaves, areas in many pieces, blanks and corners where four meet.
    #[test]
    fn every_place_of_a_random_town_has_the_owner_the_border_rule_names(
        seed: u64, columns in 1_usize..9, rows in 1_usize..9, letters in 1_usize..12,
        steps in 5_i32..12,
    ) {
        agrees_with_the_twin(&town(seed, columns, rows, letters).with_cells_of(steps));
    }
}

#[test]
fn straight_borders_and_enclaves_follow_the_rule_too() {
    for picture in
        ["A", "AB\nCD", "AAA\nABA\nAAA", "A.A\n.A.\nA.A", "AB.\nB.A\n.AB", "AAAA\nA..A\nA.BA\nAAAA"]
    {
        agrees_with_the_twin(&Town::drawn(picture).with_cells_of(4));
    }
}

#[test]
fn on_the_outer_border_the_first_leaf_counter_clockwise_answers() {
    // The ground east of the corner is nobody's; north of it lies A, south of it B.
    let town = Town::drawn(
        "A.
                            B.",
    );
    let answer = ask(&town.atlas(), town.corner(1, 1));
    assert_eq!(answer.path, town.ids("A"));
    assert_eq!(answer.reason, Reason::OnBorder { also: town.ids("B") });
}

#[test]
fn a_blank_does_not_answer_for_the_border_of_a_leaf() {
    let town = Town::drawn(
        "A.
                            A.",
    )
    .under(
        "xx
                                        xx",
    );
    let (atlas, corner) = (town.atlas(), town.corner(1, 1));
    let on_border = ask(&atlas, corner);
    assert_eq!(on_border.path, town.ids("xA"));
    let beside = ask(&atlas, Point::new(corner.x + 1, corner.y));
    assert_eq!(beside.reason, Reason::Blank { inside: town.id('x') });
    assert_eq!(beside.path, town.ids("x"));
}

#[test]
fn of_two_leaves_equally_near_the_geometry_decides() {
    // In the middle of the gap the west border and the east border are equally near;
    // counter-clockwise from a hair north of east, the west comes before the east.
    let town = Town::drawn("A.B").with_cells_of(10);
    let (west, east) = (town.corner(1, 0), town.corner(2, 0));
    let middle = Point::new(i32::midpoint(west.x, east.x), west.y - 5);
    let settings = Settings { nearest_tolerance: Metres(30.0), ..SETTINGS };
    let answer = route(&town.atlas(), &Question::at(middle), &settings).answers.remove(0);
    assert_eq!(answer.path, town.ids("A"));
    assert_eq!(answer.valid_radius, Metres(0.0), "a step to the east and it is B");

    // South of a corner where two meet, that corner is nearest to both: its owner answers.
    let town = Town::drawn(
        "AB
                            ..",
    )
    .with_cells_of(10);
    let corner = town.corner(1, 1);
    let below = Point::new(corner.x, corner.y - 7);
    let answer = route(&town.atlas(), &Question::at(below), &settings).answers.remove(0);
    assert_eq!(answer.path, ask(&town.atlas(), corner).path);
}

#[test]
fn chance_places_agree_at_full_size() {
    let town = town(7, 12, 12, 20);
    let contents = town.contents();
    let (atlas, mut chance) = (town.atlas(), Chance(1));
    let main = atlas.divisions()[0].partition();
    let (low, high) = frame(&town, 20_000);
    for _ in 0..2_000 {
        let at = chance.point(low, high);
        let answer = ask(&atlas, at);
        let held = matches!(answer.reason, Reason::Within | Reason::Blank { .. });
        let label = answer.path.last().filter(|_| held).map_or(Label::OUTSIDE, |id| id.label());
        assert_eq!(main.face_at(at), label, "at {at:?}");
    }
    assert!(!contents.blanks.is_empty());
}
