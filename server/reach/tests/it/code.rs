//! The stored form of an extract.

use domain::topo::{Point, Polygon, Shape};
use proptest::prelude::*;
use reach::Extract;
use reach::osm::{
    Building, DecodeError, Foot, Ground, GroundKind, Line, LineKind, Mark, MarkKind, NO_NAME,
    OneWay, Plaza, Street, StreetClass,
};

fn any_point() -> impl Strategy<Value = Point> {
    (-1_800_000_000..=1_800_000_000, -900_000_000..=900_000_000).prop_map(|(x, y)| Point::new(x, y))
}

fn any_ring() -> impl Strategy<Value = Vec<Point>> {
    prop::collection::vec(any_point(), 0..6)
}

fn any_polygon() -> impl Strategy<Value = Polygon> {
    (any_ring(), prop::collection::vec(any_ring(), 0..3))
        .prop_map(|(outer, holes)| Polygon { outer, holes })
}

fn any_name() -> impl Strategy<Value = u32> {
    prop_oneof![Just(NO_NAME), 0..3_u32]
}

fn any_foot() -> impl Strategy<Value = Foot> {
    prop::sample::select(vec![Foot::Yes, Foot::Private, Foot::No])
}

fn any_class() -> impl Strategy<Value = StreetClass> {
    prop::sample::select(vec![StreetClass::Motorway, StreetClass::Steps, StreetClass::Platform])
}

fn any_street() -> impl Strategy<Value = Street> {
    let one_way = prop::sample::select(vec![OneWay::No, OneWay::Forward, OneWay::Backward]);
    let flags = any::<[bool; 3]>();
    let tags = (any_class(), any_foot(), one_way, flags, any::<i8>(), any_name());
    (any::<i64>(), tags, 0..5_u32).prop_map(|(id, tags, end)| {
        let (class, foot, one_way, [bridge, tunnel, crossing], layer, name) = tags;
        Street { id, class, foot, one_way, bridge, tunnel, crossing, layer, name, first: 0, end }
    })
}

fn any_extract() -> impl Strategy<Value = Extract> {
    let streets = prop::collection::vec(any_street(), 0..8);
    let rings = prop::collection::vec(prop::collection::vec(0..9_u32, 0..5), 0..3);
    let plaza = (any::<i64>(), any_class(), any_foot(), any::<i8>(), any_name(), rings).prop_map(
        |(id, class, foot, layer, name, rings)| Plaza { id, class, foot, layer, name, rings },
    );
    let kind = prop_oneof![Just(MarkKind::Signals), any_foot().prop_map(MarkKind::Gate)];
    let mark = (0..9_u32, kind).prop_map(|(node, kind)| Mark { node, kind });
    let building = (any::<i64>(), any_polygon(), any_ring())
        .prop_map(|(id, shape, entrances)| Building { id, shape, entrances });
    let kind = prop::sample::select(vec![GroundKind::Water, GroundKind::Farmland]);
    let ground = (kind, any_name(), prop::collection::vec(any_polygon(), 0..3))
        .prop_map(|(kind, name, parts)| Ground { kind, name, shape: Shape(parts) });
    let kind = prop::sample::select(vec![LineKind::River, LineKind::Fence]);
    let line = (kind, any::<[bool; 2]>(), any_name(), any_ring()).prop_map(
        |(kind, [bridge, tunnel], name, points)| Line { kind, bridge, tunnel, name, points },
    );
    (
        (prop::option::of(".*"), prop::collection::vec(any_point(), 9), streets),
        prop::collection::vec(plaza, 0..3),
        prop::collection::vec(mark, 0..5),
        prop::collection::vec(building, 0..4),
        prop::collection::vec(ground, 0..4),
        prop::collection::vec(line, 0..4),
    )
        .prop_map(|((date, points, mut streets), plazas, marks, buildings, grounds, lines)| {
            let names = ["文昌路", "", "Rua"].map(String::from).to_vec();
            let mut refs = Vec::new();
            for street in &mut streets {
                street.first = u32::try_from(refs.len()).unwrap();
                refs.extend((0..street.end).map(|node| (node * 7 + street.first) % 9));
                street.end += street.first;
            }
            Extract { date, names, points, streets, refs, plazas, marks, buildings, grounds, lines }
        })
}

proptest! {
    /// What is stored comes back whole.
    #[test]
    fn an_extract_comes_back_as_it_was_stored(extract in any_extract()) {
        prop_assert_eq!(Extract::decode(&extract.encode()), Ok(extract));
    }

    /// One flipped bit is found, wherever it is.
    #[test]
    fn a_flipped_bit_changes_nothing_unseen(extract in any_extract(), at in any::<usize>(), bit in 0..8_u32) {
        let mut bytes = extract.encode();
        let at = at % bytes.len();
        bytes[at] ^= 1 << bit;
        match Extract::decode(&bytes) {
            Err(_) => {}
            // The packing has bits that mean nothing, such as its clock.
            Ok(again) => prop_assert_eq!(again, extract, "byte {}", at),
        }
    }

    /// Half of it is not taken for the whole.
    #[test]
    fn a_cut_is_refused(extract in any_extract(), at in any::<usize>()) {
        let bytes = extract.encode();
        prop_assert!(Extract::decode(&bytes[..at % bytes.len()]).is_err());
    }
}

#[test]
fn another_version_is_told_from_damage() {
    let mut bytes = Extract::default().encode();
    bytes[16] += 1;
    assert_eq!(Extract::decode(&bytes), Err(DecodeError::Version { found: 2 }));
    assert_eq!(Extract::decode(b"PK and so on"), Err(DecodeError::Damaged));
}

#[test]
fn an_index_that_leads_nowhere_is_refused() {
    let mut extract = Extract::default();
    extract.marks.push(Mark { node: 0, kind: MarkKind::Signals });
    assert_eq!(Extract::decode(&extract.encode()), Err(DecodeError::Damaged));
}
