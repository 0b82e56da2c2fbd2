//! Populations: what is read, every fault, and the bytes that are kept.

use crate::shared::{demo, shared};
use domain::topo::Point;
use domain::{IssueKind, Place, PlaceSort};
use exchange::RowsError;
use exchange::population::{NotPlaces, PopulationFile, Wish, decode, encode, read};
use proptest::prelude::*;
use std::time::Instant;

const LIMIT: u64 = 1 << 30;

fn table(text: &str) -> PopulationFile {
    read(text.as_bytes(), &Wish::default(), LIMIT).unwrap()
}

fn residents(places: &[Place]) -> u64 {
    places.iter().map(|place| u64::from(place.residents)).sum()
}

#[test]
fn the_demo_town_is_counted_by_building() {
    let file = read(demo("population.csv").as_slice(), &Wish::default(), LIMIT).unwrap();
    assert_eq!((file.places.len(), file.issues.len()), (1021, 0));
    assert_eq!((residents(&file.places), file.sort), (42_864, PlaceSort::Building));
    assert_eq!(file.places.iter().map(|place| place.households).sum::<u32>(), 21_036);
    assert_eq!(file.mapping["code"].field, "building");
    let bytes = encode(&file.places);
    println!("demo population: {} places in {} bytes", file.places.len(), bytes.len());
    assert!(bytes.len() < 20_000);
}

#[test]
fn the_name_of_the_id_says_what_is_counted() {
    let sort = |column: &str| table(&format!("{column},lng,lat,人口\na,2,3,4\n")).sort;
    assert_eq!(sort("building"), PlaceSort::Building);
    assert_eq!(sort("Address"), PlaceSort::Address);
    assert_eq!(sort("hex_id"), PlaceSort::Cell);
    assert_eq!(sort("id"), PlaceSort::Building);
    let wish = Wish { sort: Some(PlaceSort::Cell), ..Wish::default() };
    let wished = read(&b"id,lng,lat,people\na,2,3,4\n"[..], &wish, LIMIT).unwrap();
    assert_eq!((wished.sort, wished.places[0].sort), (PlaceSort::Cell, PlaceSort::Cell));
}

#[test]
fn a_row_that_counts_nobody_knows_whom_is_listed() {
    let file = table(
        "building,lon,lat,residents,households\n\
         1,116.3,39.9,-4,1\n\
         2,116.3,39.9,many,1\n\
         3,,,4,1\n\
         4,116.3,39.9,4,1e99\n\
         5,116.3,39.9,,\n\
         6,116.3,39.9,2.5,0.4\n\
         7,39.9,116.3,NaN,1\n",
    );
    let found: Vec<_> = file.issues.iter().map(|issue| (issue.kind, issue.features[0])).collect();
    assert_eq!(
        found,
        [
            (IssueKind::BadNumber, 1),
            (IssueKind::BadNumber, 2),
            (IssueKind::NoPosition, 3),
            (IssueKind::BadNumber, 4),
            (IssueKind::OutOfRange, 7),
            (IssueKind::BadNumber, 7),
        ]
    );
    let kept = file.places.iter().map(|p| (p.code.as_str(), p.residents, p.households));
    assert_eq!(kept.collect::<Vec<_>>(), [("5", 0, 0), ("6", 3, 0)]);
}

#[test]
fn a_table_without_people_is_no_population() {
    let refused = read(&b"building,lon,lat\n1,2,3\n"[..], &Wish::default(), LIMIT).unwrap_err();
    assert!(matches!(refused, RowsError::NoColumn { role: "residents", .. }), "{refused}");
}

#[test]
fn ground_is_counted_at_a_point_inside_it() {
    let file = table(
        r#"{"type":"Feature","properties":{"geoid":17031720200,"population":3791.0},"geometry":
        {"type":"Polygon","coordinates":[[[116,39],[116.01,39],[116.01,39.01],[116,39.01],[116,39]]]}}"#,
    );
    let place = &file.places[0];
    assert_eq!((place.code.as_str(), place.residents), ("17031720200", 3791));
    assert_eq!(place.sort, PlaceSort::Cell);
    assert!((place.at.lon() - 116.005).abs() < 1e-4);
}

#[test]
fn real_cells_and_real_tracts_are_counted() {
    if let Some(cells) = shared("osm/porto_alegre_population_hexgrid.csv") {
        let wish = Wish { sort: Some(PlaceSort::Cell), ..Wish::default() };
        let file = read(cells.as_slice(), &wish, LIMIT).unwrap();
        assert_eq!((file.places.len(), file.issues.len()), (1227, 0));
        assert_eq!(file.mapping["residents"].field, "population");
    }
    if let Some(tracts) = shared("chicago/tracts_population_2019.geojson.gz") {
        let file = read(tracts.as_slice(), &Wish::default(), LIMIT).unwrap();
        assert_eq!(
            (file.sort, file.issues.len()),
            (PlaceSort::Cell, 0),
            "{:?}",
            file.issues.first()
        );
        assert!(residents(&file.places) > 2_000_000);
    }
}

#[test]
fn two_hundred_thousand_places_are_read_at_once() {
    let rows: Vec<String> = (0..200_000)
        .map(|n| {
            let (lon, lat) = (116.0 + f64::from(n % 500) * 1e-4, 39.0 + f64::from(n / 500) * 1e-4);
            format!(
                "{},{lon:.7},{lat:.7},{},{}\n",
                99_000_000_000_i64 + i64::from(n),
                n % 97,
                n % 31
            )
        })
        .collect();
    let text = format!("building,lon,lat,residents,households\n{}", rows.concat());
    let start = Instant::now();
    let file = table(&text);
    let read = start.elapsed();
    assert_eq!((file.places.len(), file.issues.len()), (200_000, 0));
    let start = Instant::now();
    let bytes = encode(&file.places);
    let encoded = start.elapsed();
    let start = Instant::now();
    let back = decode(&bytes).unwrap();
    let decoded = start.elapsed();
    assert_eq!((back.len(), residents(&back)), (200_000, residents(&file.places)));
    println!(
        "200,000 places: read {read:.2?}, encode {encoded:.2?} ({} KB), decode {decoded:.2?}",
        bytes.len() / 1000
    );
}

prop_compose! {
    fn any_place()(
        (x, y) in (-1_800_000_000..=1_800_000_000_i32, -900_000_000..=900_000_000_i32),
        code in "[a-z0-9桃园]{0,5}",
        (residents, households) in any::<(u32, u32)>(),
        sort in prop::sample::select(&PlaceSort::ALL[..]),
    ) -> Place {
        Place { code, at: Point::new(x, y), residents, households, sort }
    }
}

fn sorted(mut places: Vec<Place>) -> Vec<Place> {
    places.sort_by_key(|p| (p.at, p.sort, p.code.clone(), p.residents, p.households));
    places
}

proptest! {
    /// What is kept comes back, and the order of the file makes no difference.
    #[test]
    fn places_come_back_and_their_order_does_not_matter(
        places in prop::collection::vec(any_place(), 0..40),
        seed in any::<usize>(),
    ) {
        let bytes = encode(&places);
        prop_assert_eq!(decode(&bytes).unwrap(), sorted(places.clone()));
        let mut turned = places;
        let by = seed.checked_rem(turned.len()).unwrap_or(0);
        turned.rotate_left(by);
        prop_assert_eq!(encode(&turned), bytes);
    }

    /// A byte that changed, and an end that is missing, never go unseen.
    #[test]
    fn damaged_bytes_are_refused(
        places in prop::collection::vec(any_place(), 1..20),
        at in any::<usize>(),
        change in 1..=255_u8,
    ) {
        let bytes = encode(&places);
        prop_assert!(decode(&bytes[..at % bytes.len()]).is_err());
        let mut changed = bytes.clone();
        changed[at % bytes.len()] ^= change;
        // The header of gzip has bytes that mean nothing here: time, system, flags of speed,
        // and of the flags before them the bit that says it is text. What is packed begins
        // (byte 14) and ends (the ninth from the end) within a byte, where bits are idle.
        let place = at % bytes.len();
        let idle = (8..=14).contains(&place)
            || (place == 7 && change == 1)
            || place + 9 == bytes.len();
        let read = decode(&changed);
        prop_assert!(read.is_err() || idle && read == Ok(sorted(places.clone())), "byte {place} of {}: {read:?}", bytes.len());
        let mut longer = bytes;
        longer.push(change);
        prop_assert!(decode(&longer).is_err());
    }

    /// No bytes make it stop otherwise than with an answer.
    #[test]
    fn any_bytes_are_answered(body in prop::collection::vec(any::<u8>(), 0..60)) {
        use std::io::Write;
        let mut bytes = b"JWP\x01".to_vec();
        let mut gzip = flate2::write::GzEncoder::new(&mut bytes, flate2::Compression::fast());
        gzip.write_all(&body).unwrap();
        gzip.finish().unwrap();
        let _ = decode(&bytes);
        let _ = decode(&body);
    }
}

#[test]
fn what_is_no_population_or_a_later_one_is_told_apart() {
    assert_eq!(decode(b"PK\x03\x04"), Err(NotPlaces::Other));
    assert_eq!(decode(b"JWP"), Err(NotPlaces::Other));
    assert_eq!(decode(b"JWP\x02xyz"), Err(NotPlaces::Later(2)));
    assert!(matches!(decode(b"JWP\x01xyz"), Err(NotPlaces::Damaged(_))));
}
