//! Shares against a twin that samples the error finely.

use crate::chance::{Chance, frame, town};
use domain::routing::{Accuracy, Answer, Question, Reason, Settings, route};
use domain::testing::Town;
use domain::topo::plane::Local;
use domain::topo::{Point, Shape};
use domain::{AreaId, Atlas, Contents, Metres};
use std::collections::BTreeMap;
use std::f64::consts::{PI, TAU};

fn accuracy(metres: f64) -> Accuracy {
    Accuracy::new(Metres(metres)).unwrap()
}

fn ask(atlas: &Atlas, at: Point, accuracy: Accuracy) -> Answer {
    let question = Question::at(at).within(accuracy);
    route(atlas, &question, &Settings::default()).answers.remove(0)
}

/// Own, candidates' and outside shares together.
fn sum(answer: &Answer) -> f64 {
    let others: f64 = answer.candidates.iter().filter_map(|other| other.share).sum();
    answer.share.unwrap_or(0.0) + others + answer.outside_share.unwrap()
}

/// The probability of every face by places spread evenly over the error: equal
/// steps in probability outwards, turned by the golden angle.
fn sampled(
    contents: &Contents,
    at: Point,
    accuracy: Accuracy,
    places: u32,
) -> BTreeMap<(AreaId, bool), f64> {
    let is_parent = |id| contents.areas.iter().any(|row| row.area.parent == Some(id));
    let leaves = contents.areas.iter().filter(|row| !is_parent(row.area.id));
    let leaves = leaves.map(|row| ((row.area.id, false), &row.shape));
    let blanks = contents.blanks.iter().map(|row| ((row.parent, true), &row.shape));
    let local = Local::at(at);
    let faces: Vec<_> =
        leaves.chain(blanks).map(|(key, shape)| (key, in_metres(&local, shape))).collect();
    let mut found = BTreeMap::new();
    for place in 0..places {
        let outward = (f64::from(place) + 0.5) / f64::from(places);
        let radius = accuracy.sigma() * (-2.0 * (1.0 - outward).ln()).sqrt();
        let (sin, cos) = (f64::from(place) * PI * (3.0 - 5.0_f64.sqrt())).sin_cos();
        let holding = faces.iter().find(|(_, edges)| holds(edges, [radius * cos, radius * sin]));
        if let Some((key, _)) = holding {
            *found.entry(*key).or_insert(0.0) += 1.0 / f64::from(places);
        }
    }
    found
}

type Edge = [[f64; 2]; 2];

fn in_metres(local: &Local, shape: &Shape) -> Vec<Edge> {
    let sides = shape.rings().flat_map(|ring| ring.iter().zip(ring.iter().cycle().skip(1)));
    sides.map(|(a, b)| [local.to_m(*a), local.to_m(*b)]).collect()
}

fn holds(edges: &[Edge], [x, y]: [f64; 2]) -> bool {
    let crossed = |[a, b]: &&Edge| {
        (a[1] > y) != (b[1] > y) && x < a[0] + (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1])
    };
    edges.iter().filter(crossed).count() % 2 == 1
}

/// The greatest difference between an answer's shares and the twin's.
fn worst(contents: &Contents, answer: &Answer, at: Point, accuracy: Accuracy) -> f64 {
    let mut twin = sampled(contents, at, accuracy, 20_000);
    let own = match answer.reason {
        Reason::Outside => None,
        Reason::Blank { inside } => Some((inside, true)),
        _ => answer.path.last().map(|leaf| (*leaf, false)),
    };
    let own = own.map_or(0.0, |key| twin.remove(&key).unwrap_or(0.0));
    let mut worst = (own - answer.share.unwrap_or(0.0)).abs();
    for other in &answer.candidates {
        let share = twin.remove(&(other.leaf, false)).unwrap_or(0.0);
        worst = worst.max((share - other.share.unwrap()).abs());
    }
    let leaves: f64 = twin.iter().filter(|((_, blank), _)| !blank).map(|(_, share)| share).sum();
    assert!(leaves < 0.001, "leaves of {leaves} were not named");
    let others: f64 = answer.candidates.iter().filter_map(|other| other.share).sum();
    let outside = 1.0 - own - others;
    worst.max((outside - answer.outside_share.unwrap()).abs())
}

#[test]
fn shares_agree_with_fine_sampling_wherever_the_place_lies() {
    let mut chance = Chance(2);
    let mut worst_of_all: f64 = 0.0;
    for seed in 0..16 {
        let town = town(seed, 8, 8, 9);
        let (contents, atlas) = (town.contents(), town.atlas());
        let (low, high) = frame(&town, 20_000);
        for metres in [0.1, 3.0, 20.0, 80.0, 600.0, 5_000.0] {
            // On a vertex as often as anywhere.
            let places = [chance.point(low, high), town.corner(chance.below(9), chance.below(9))];
            for at in places {
                let answer = ask(&atlas, at, accuracy(metres));
                assert!((sum(&answer) - 1.0).abs() < 1e-9, "{answer:?}");
                let worst = worst(&contents, &answer, at, accuracy(metres));
                assert!(worst < 0.004, "off by {worst} at {at:?} within {metres} m: {answer:?}");
                worst_of_all = worst_of_all.max(worst);
            }
        }
    }
    println!("shares differ from the sampling twin by at most {worst_of_all:.5}");
}

#[test]
fn on_a_straight_border_both_sides_have_one_half() {
    let town = Town::drawn(
        "AB
                            AB
                            AB",
    );
    let border = town.corner(1, 1);
    let at = Point::new(border.x, border.y + 4_000);
    let answer = ask(&town.atlas(), at, accuracy(10.0));
    assert_eq!(answer.path, town.ids("B"));
    assert!((answer.share.unwrap() - 0.5).abs() < 1e-6);
    assert!((answer.candidates[0].share.unwrap() - 0.5).abs() < 1e-6);
    assert!(answer.needs_confirmation);
}

#[test]
fn a_strip_holds_what_the_normal_distribution_says() {
    // From the middle of a strip 100 m wide to each side 50 m: 50 m are 1.9634 σ of
    // an accuracy of 38.444 m, hence erf(1.9634 / √2) = 0.95040029.
    let town = Town::drawn(&["ABC\n"; 15].concat());
    let (west, east) = (town.corner(1, 7), town.corner(2, 8));
    let at = Point::new(i32::midpoint(west.x, east.x), i32::midpoint(west.y, east.y));
    let local = Local::at(at);
    let half = (local.to_m(east)[0] - local.to_m(west)[0]) / 2.0;
    let accuracy = accuracy(half / 1.963_4 * (2.0 * (1.0_f64 / 0.32).ln()).sqrt());
    let answer = ask(&town.atlas(), at, accuracy);
    assert!((answer.share.unwrap() - 0.950_400_29).abs() < 1e-7, "{:?}", answer.share);
    assert!(!answer.needs_confirmation);
}

#[test]
fn a_wedge_holds_its_angle() {
    // At the corner where four squares meet each holds a quarter of the error.
    let town = Town::drawn(
        "AB
                            CD",
    );
    let answer = ask(&town.atlas(), town.corner(1, 1), accuracy(15.0));
    let shares = answer.candidates.iter().filter_map(|other| other.share).chain(answer.share);
    assert!(shares.into_iter().all(|share| (share - 0.25).abs() < 1e-6), "{answer:?}");
    let names: Vec<AreaId> = answer.candidates.iter().map(|other| other.leaf).collect();
    assert_eq!(names, town.ids("ACD"), "equally near: by id");
}

#[test]
fn far_inside_nothing_is_in_doubt_and_nobody_else_is_named() {
    let town = Town::drawn("AB");
    let answer = ask(&town.atlas(), town.centre('A'), accuracy(8.0));
    assert_eq!((answer.share, answer.outside_share), (Some(1.0), Some(0.0)));
    assert!(answer.candidates.is_empty() && !answer.needs_confirmation);
}

#[test]
fn outside_has_no_share_of_its_own_and_a_blank_has() {
    let town = Town::drawn("A.").under("xx");
    let blank = ask(&town.atlas(), town.middle(1, 0), accuracy(20.0));
    assert_eq!(blank.reason, Reason::Blank { inside: town.id('x') });
    assert!(blank.share.unwrap() > 0.99 && (sum(&blank) - 1.0).abs() < 1e-9);
    let town = Town::drawn("A.");
    let outside = |metres| ask(&town.atlas(), town.middle(1, 0), accuracy(metres));
    assert_eq!((outside(40.0).share, outside(40.0).reason), (None, Reason::Outside));
    assert!((sum(&outside(40.0)) - 1.0).abs() < 1e-9);
    assert!(!outside(40.0).needs_confirmation, "one in forty lies in A");
    assert!(outside(60.0).needs_confirmation, "one in twelve does");
}

#[test]
fn the_farthest_accuracy_still_adds_up_in_a_dense_town() {
    let letters: Vec<char> = ('A'..='Z').chain('a'..='z').collect();
    let rows = letters.chunks(4).map(|row| row.iter().collect::<String>());
    let town = Town::drawn(&rows.collect::<Vec<_>>().join("\n"));
    let answer = ask(&town.atlas(), town.centre('Q'), accuracy(5_000.0));
    assert_eq!(answer.candidates.len(), letters.len() - 1, "all within 5 km");
    assert!((sum(&answer) - 1.0).abs() < 1e-9);
    let sigma = accuracy(5_000.0).sigma();
    let density = 100.0 * 100.0 / (TAU * sigma * sigma);
    assert!((answer.share.unwrap() / density - 1.0).abs() < 0.01, "{:?}", answer.share);
}
