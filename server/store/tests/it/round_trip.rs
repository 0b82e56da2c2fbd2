//! What goes in comes out, to the last bit.

use crate::scratch::Scratch;
use crate::town::{area, initialised, levels, plain, publish_contents, square, town};
use domain::topo::{Point, Polygon, Shape};
use domain::{BlankRow, Contents, Division, DivisionKey};
use serde_json::json;

on_both!(
    ground_comes_back_bit_for_bit,
    attributes_come_back_as_given,
    areas_of_several_divisions_come_back_in_order,
    ground_may_be_nothing_at_all,
);

fn ground_comes_back_bit_for_bit(scratch: &Scratch) {
    let store = initialised(scratch);
    let corners = [
        Point { x: -1_800_000_000, y: -900_000_000 },
        Point { x: 1_800_000_000, y: -899_999_999 },
        Point { x: 1_163_912_757, y: 399_067_943 },
        Point { x: 1, y: -1 },
    ];
    let mut contents = town(3);
    contents.areas[1].shape = Shape(vec![
        Polygon {
            outer: corners.to_vec(),
            holes: vec![square(5, 5, 3), square(-1_000_000_007, 333_333_333, 1)],
        },
        Polygon { outer: square(1_000_000_000, 7, 1), holes: Vec::new() },
    ]);
    contents.blanks[0].shape.0.push(Polygon { outer: corners.to_vec(), holes: Vec::new() });
    let number = publish_contents(&store, &contents);
    assert_eq!(store.contents(number).unwrap(), contents);
    assert_eq!(scratch.open().contents(number).unwrap(), contents, "through another connection");
}

fn attributes_come_back_as_given(scratch: &Scratch) {
    let store = initialised(scratch);
    let mut contents = town(1);
    let given = &mut contents.areas[1].area;
    given.name = "“引号”与\n换行 🏠".into();
    for (number, value) in [
        json!(null),
        json!("文本\u{0}与\t符号"),
        json!({ "嵌套": [1, 2.5, { "深": true }] }),
        json!(0.1 + 0.2),
        json!(1.0e-7),
        json!(123_456_789.123_456_78),
        json!(u64::MAX),
        json!(i64::MIN),
    ]
    .into_iter()
    .enumerate()
    {
        given.attributes.insert(format!("字段{number}"), value);
    }
    // A fast reader of numbers gets about one in a thousand of these wrong by a bit.
    let thirds = (0..20_000).map(|n| f64::from(n) * 1_000.7 / 3.0).collect::<Vec<_>>();
    given.attributes.insert("thirds".into(), json!(thirds));
    let number = publish_contents(&store, &contents);
    assert_eq!(store.contents(number).unwrap(), contents);
}

fn areas_of_several_divisions_come_back_in_order(scratch: &Scratch) {
    let store = initialised(scratch);
    let police = DivisionKey::new("police").unwrap();
    let mut contents = town(2);
    contents.divisions.push(Division { key: police.clone(), name: "警务区".into() });
    contents.areas.push(area(4_294_967_294, "community", None, plain(square(0, 0, 9))));
    let last = contents.areas.last_mut().unwrap();
    last.division = police.clone();
    let parent = last.area.id;
    contents.blanks.push(BlankRow { division: police, parent, shape: plain(square(1, 1, 2)) });
    let number = publish_contents(&store, &contents);
    assert_eq!(store.contents(number).unwrap(), contents);
    assert_eq!(store.highest_ids().unwrap().area, 4_294_967_294);
}

fn ground_may_be_nothing_at_all(scratch: &Scratch) {
    let store = initialised(scratch);
    let nothing = publish_contents(&store, &Contents::empty(levels()));
    assert_eq!(store.contents(nothing).unwrap(), Contents::empty(levels()));
    let mut contents = town(1);
    contents.areas[1].shape = Shape(Vec::new());
    let number = publish_contents(&store, &contents);
    assert_eq!(store.contents(number).unwrap(), contents);
}
