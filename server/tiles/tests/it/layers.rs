//! Which layers there are, from which zoom, and what they hold.

use crate::seen::{seen, tile_of};
use crate::town::Town;
use domain::topo::Point;
use fast_mvt::MvtValue;
use tiles::{TileError, Tileset};

const MIDDLE: Point = Point::new(1_163_913_000, 399_075_000);

#[test]
fn an_area_carries_its_properties() {
    let town = Town::of_squares(2, 40_000, MIDDLE);
    let set = Tileset::new(vec![town.layer("grid")], vec![]);
    let (x, y, _) = tile_of(MIDDLE, 14);
    let grids = seen(&set, 14, x, y).remove("grid").unwrap();
    assert_eq!(grids.iter().map(|grid| grid.id).collect::<Vec<_>>(), [1, 2, 3, 4]);
    let text = |text: &str| MvtValue::String(text.into());
    let third: Vec<_> = grids[2].properties.clone().into_iter().collect();
    let expected = [
        ("code", text("A-3")),
        ("colour", MvtValue::UInt(3)),
        ("level", text("grid")),
        ("name", text("第3网格")),
        ("parent", MvtValue::UInt(1000)),
    ];
    assert_eq!(third, expected.map(|(key, value)| (key.to_owned(), value)));
    assert!(!grids[0].properties.contains_key("parent"), "no parent, no property");
}

#[test]
fn a_level_begins_where_its_areas_can_be_told_apart() {
    // Blocks of about 4 km, 340 m and 43 m: widths of 16 pixels at zooms 8, 12 and 15.
    let layers = [("community", 2, 400_000), ("grid", 4, 40_000), ("microgrid", 8, 5_000)];
    let sources = layers.map(|(name, side, step)| Town::of_squares(side, step, MIDDLE).layer(name));
    let set = Tileset::new(sources.into(), vec![]);
    let begins: Vec<_> =
        set.vector_layers().into_iter().map(|layer| (layer.id, layer.min_zoom)).collect();
    let expected = [
        ("community", 0),
        ("grid", 12),
        ("microgrid", 15),
        ("community_labels", 0),
        ("grid_labels", 12),
        ("microgrid_labels", 15),
    ];
    assert_eq!(begins, expected.map(|(id, zoom)| (id.to_owned(), zoom)));
    for z in 0..=16 {
        let (x, y, _) = tile_of(Point::new(MIDDLE.x + 1_000, MIDDLE.y + 1_000), z);
        let tile = seen(&set, z, x, y);
        let shown: Vec<_> = ["community", "grid", "microgrid"]
            .into_iter()
            .filter(|name| tile.contains_key(*name))
            .collect();
        let depth =
            if z < 4 { shown.len() } else { 1 + usize::from(z >= 12) + usize::from(z >= 15) };
        assert_eq!(shown.len(), depth, "zoom {z}: {shown:?}");
    }
}

#[test]
fn every_layer_is_described_with_its_fields() {
    let town = Town::of_squares(1, 40_000, MIDDLE);
    let shape = town.partition().shapes().remove(0).1;
    let blank = tiles::BlankSource { layer: "blanks".into(), parent: 1, shape };
    let set = Tileset::new(vec![town.layer("grid")], vec![blank]);
    let described: Vec<String> = set
        .vector_layers()
        .into_iter()
        .map(|layer| {
            format!("{}: {}", layer.id, layer.fields.into_keys().collect::<Vec<_>>().join(" "))
        })
        .collect();
    assert_eq!(
        described,
        ["grid: code colour level name parent", "blanks: parent", "grid_labels: code id name size"]
    );
    assert_eq!((set.min_zoom(), set.max_zoom()), (0, 16));
    let [west, south, east, north] = set.bounds().unwrap();
    assert!((west - 116.3893).abs() < 1e-9 && (east - 116.3933).abs() < 1e-9);
    assert!((south - 39.9055).abs() < 1e-9 && (north - 39.9095).abs() < 1e-9);
}

#[test]
fn a_tile_without_ground_is_empty_and_one_that_does_not_exist_is_refused() {
    let set = Tileset::new(vec![Town::of_squares(2, 40_000, MIDDLE).layer("grid")], vec![]);
    assert_eq!(set.encode(12, 0, 0).unwrap(), None);
    assert_eq!(set.encode(17, 0, 0), Err(TileError::Zoom { z: 17 }));
    let message = set.encode(2, 4, 0).unwrap_err().to_string();
    assert_eq!(message, "at zoom 2 columns and rows run from 0 to 3; there is no tile 4/0");
    let nothing = Tileset::new(vec![], vec![]);
    assert_eq!((nothing.encode(0, 0, 0).unwrap(), nothing.bounds()), (None, None));
}

#[test]
fn equal_input_gives_equal_bytes_in_any_order_of_features() {
    let town = Town::of_squares(4, 40_000, MIDDLE);
    let mut turned = town.layer("grid");
    turned.features.reverse();
    let (x, y, _) = tile_of(MIDDLE, 13);
    let bytes = |layer| Tileset::new(vec![layer], vec![]).encode(13, x, y).unwrap();
    assert_eq!(bytes(town.layer("grid")), bytes(turned));
}
