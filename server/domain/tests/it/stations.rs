//! Stations in an Atlas: by id, code and name, and by where they are.

use domain::testing::Town;
use domain::topo::plane::metres_between;
use domain::topo::{Bounds, Point};
use domain::{Atlas, AtlasError, Circle, Code, Station, StationId};
use proptest::prelude::*;

fn town() -> Town {
    Town::drawn(
        "AAB
         C.B",
    )
    .served(
        "1.2
         ..3",
    )
}

#[test]
fn a_station_is_found_by_id_by_code_and_by_name() {
    let (town, atlas) = (town(), town().atlas());
    let second = atlas.station(town.station('2')).unwrap();
    assert_eq!((second.code.as_str(), second.owner), ("2", Some(town.id('B'))));
    assert_eq!(atlas.station_by_code(&second.code), Some(second));
    assert_eq!(atlas.search_stations("3 站", 9), [town.station('3')]);
    assert_eq!(atlas.search_stations("站", 2).len(), 2);
    assert_eq!(atlas.search("站", 9), [], "areas are found by themselves");
    let kind = &second.kind;
    assert_eq!(atlas.stations_of(Some(kind)).count(), 3);
    assert_eq!(atlas.kind(kind).unwrap().name, "党群服务站");
    assert!(atlas.station(StationId(9)).is_none());
    assert!(atlas.station_by_code(&Code::new("9").unwrap()).is_none());
}

#[test]
fn the_nearest_come_first_and_only_those_wanted() {
    let (town, atlas) = (town(), town().atlas());
    let ids = |near: Vec<(&Station, f64)>| {
        near.iter().map(|(s, _)| s.code.to_string()).collect::<String>()
    };
    let at = town.centre('C');
    assert_eq!(ids(atlas.stations_near(at, 210.0)), "13");
    assert_eq!(ids(atlas.nearest_stations(at, 9, |_| true)), "132");
    assert_eq!(ids(atlas.nearest_stations(at, 1, |s| s.code.as_str() != "1")), "3");
    assert_eq!(ids(atlas.nearest_stations(at, 0, |_| true)), "");
    let (_, away) = atlas.nearest_stations(at, 1, |_| true)[0];
    assert!((away - 100.0).abs() < 0.5, "{away} m");
}

#[test]
fn two_stations_with_one_id_are_refused() {
    let mut contents = town().contents();
    contents.stations[1].id = contents.stations[0].id;
    let refused = Atlas::build(Town::release(), contents).unwrap_err();
    assert_eq!(refused, AtlasError::StationTwice(StationId(1)));
}

#[test]
fn a_place_is_told_the_circles_whose_box_holds_it() {
    let town = town();
    let round = |sign: char, steps: i32, minutes| {
        let at = town.door(sign);
        let min = Point::new(at.x - steps, at.y - steps);
        let bounds = Bounds { min, max: Point::new(at.x + steps, at.y + steps) };
        Circle { station: town.station(sign), minutes, bounds }
    };
    let all = vec![round('3', 15_000, 15), round('1', 30_000, 15), round('1', 2_000, 8)];
    let atlas = town.atlas().with_circles(all.clone());
    assert_eq!(atlas.circles_at(town.door('1')), [all[2], all[1]]);
    assert_eq!(atlas.circles_at(town.door('3')), [all[1], all[0]]);
    assert_eq!(atlas.circles_at(all[0].bounds.max), [all[0]], "borders belong to the box");
    assert_eq!(atlas.circles_at(Point::new(0, 0)), []);
    assert_eq!(atlas.with_circles(Vec::new()).circles_at(town.door('1')), []);
}

proptest! {
    /// The tree gives what looking at every station gives.
    #[test]
    fn the_tree_finds_what_a_look_at_every_station_finds(
        places in prop::collection::vec((0..40_000_i32, 0..40_000_i32), 1..60),
        (x, y) in (0..40_000_i32, 0..40_000_i32),
        metres in 0.0..400.0_f64,
        most in 1..8_usize,
    ) {
        let corner = town().corner(0, 0);
        let mut contents = town().contents();
        let model = contents.stations[0].clone();
        contents.stations = (1..).zip(&places).map(|(id, (x, y))| Station {
            id: StationId(id),
            code: Code::new(id.to_string()).unwrap(),
            at: Point::new(corner.x + x, corner.y + y),
            ..model.clone()
        }).collect();
        let stations = contents.stations.clone();
        let atlas = Atlas::build(Town::release(), contents).unwrap();
        let at = Point::new(corner.x + x, corner.y + y);
        let even = |station: &Station| station.id.0.is_multiple_of(2);
        let near = atlas.stations_near(at, metres);
        let nearest = atlas.nearest_stations(at, most, even);
        // The slow twin measures in another way, so ties and rims are given a millimetre.
        for station in &stations {
            let away = metres_between(at, station.at);
            let found = near.iter().any(|(other, _)| other.id == station.id);
            prop_assert!(found == (away <= metres) || (away - metres).abs() < 1e-2);
            if even(station) && nearest.iter().all(|(other, _)| other.id != station.id) {
                prop_assert_eq!(nearest.len(), most);
                prop_assert!(nearest.last().unwrap().1 <= away + 1e-2);
            }
        }
        prop_assert!(near.is_sorted_by(|a, b| a.1 <= b.1));
        prop_assert!(nearest.is_sorted_by(|a, b| a.1 <= b.1) && nearest.iter().all(|(s, _)| even(s)));
    }
}
