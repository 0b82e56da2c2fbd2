//! Inside its radius an answer stays true.

use crate::chance::{Chance, frame, town};
use domain::routing::{Answer, Question, Reason, Settings, route};
use domain::topo::Point;
use domain::topo::plane::{Local, metres_between};
use domain::{Atlas, Metres};
use std::mem::discriminant;

fn ask(atlas: &Atlas, at: Point) -> Answer {
    route(atlas, &Question::at(at), &Settings::default()).answers.remove(0)
}

#[test]
fn the_path_and_the_kind_of_reason_stay_inside_the_radius() {
    let mut chance = Chance(3);
    let (mut tried, mut kinds) = (0, [0_u32; 5]);
    for seed in 0..12 {
        let town = town(seed, 7, 7, 9);
        let atlas = town.atlas();
        let (low, high) = frame(&town, 12_000);
        for _ in 0..400 {
            let at = chance.point(low, high);
            let answer = ask(&atlas, at);
            let kind = match answer.reason {
                Reason::Within => 0,
                Reason::OnBorder { .. } => 1,
                Reason::Nearest { .. } => 2,
                Reason::Blank { .. } => 3,
                Reason::Outside => 4,
            };
            kinds[kind] += 1;
            let local = Local::at(at);
            for _ in 0..6 {
                let (sin, cos) = (chance.unit() * std::f64::consts::TAU).sin_cos();
                let away = answer.valid_radius.0 * chance.unit().powf(0.1);
                let other = local.from_m([away * cos, away * sin]);
                if metres_between(at, other) >= answer.valid_radius.0 {
                    continue;
                }
                let there = ask(&atlas, other);
                assert_eq!(there.path, answer.path, "from {at:?} to {other:?}: {answer:?}");
                assert_eq!(discriminant(&there.reason), discriminant(&answer.reason));
                tried += 1;
            }
        }
    }
    assert!(tried > 20_000, "{tried} places tried");
    assert!(kinds[0] > 500 && kinds[2] > 100 && kinds[3] > 100 && kinds[4] > 100, "{kinds:?}");
}

#[test]
fn the_radius_reaches_almost_to_the_border() {
    let town = domain::testing::Town::drawn("AB");
    let answer = ask(&town.atlas(), town.centre('A'));
    let border = answer.border.unwrap().0;
    assert!((49.0..51.0).contains(&border));
    assert!(answer.valid_radius.0 > border - 0.02 && answer.valid_radius < Metres(border));
}
