//! Service circles as they are drawn: one ring for each limit, and their GeoJSON.
//!
//! A picture shows what the figures say and never makes one: people are counted by
//! the time of their own house (see [`crate::cells`] for why the two agree).

use crate::Reached;
use crate::cells::{Canvas, Cells, tenths};
use crate::contour::area_m2;
use domain::topo::{Point, Shape};
use std::cell::RefCell;

/// The ground within some minutes.
#[derive(Debug, Clone, PartialEq)]
pub struct Ring {
    /// The limit.
    pub minutes: u32,
    /// The ground: valid polygons, outlines counter-clockwise and holes clockwise,
    /// within the ring of every greater limit.
    pub shape: Shape,
    /// Its size on the ellipsoid in square metres.
    pub area_m2: f64,
}

thread_local! {
    /// Pictures follow each other while a planner drags; a canvas of half a megabyte
    /// is not laid out anew for each.
    static CANVAS: RefCell<Canvas> = RefCell::default();
}

/// One ring for each of the minutes, in the order asked for, all from one field. A
/// search from many stations gives the ground that any of them reaches.
///
/// The search must have gone as far as the longest limit.
pub fn rings(cells: &Cells, reached: &Reached<'_>, minutes: &[u32]) -> Vec<Ring> {
    let mut limits: Vec<u16> = minutes.iter().map(|minutes| tenths(*minutes)).collect();
    limits.sort_unstable();
    limits.dedup();
    let shapes = CANVAS.with_borrow_mut(|canvas| canvas.draw(cells, reached, &limits));
    let sized: Vec<(Shape, f64)> =
        shapes.into_iter().map(|shape| (area_m2(&shape), shape)).map(|(m2, s)| (s, m2)).collect();
    let ring = |minutes: &u32| {
        let (shape, area_m2) = match limits.binary_search(&tenths(*minutes)) {
            Ok(n) => sized[n].clone(),
            Err(_) => (Shape::default(), 0.0),
        };
        Ring { minutes: *minutes, shape, area_m2 }
    };
    minutes.iter().map(ring).collect()
}

/// The rings as a GeoJSON `FeatureCollection`, one `MultiPolygon` for each with its
/// `minutes` and `area_m2`. Further properties of every feature and further members of
/// the collection come as a name and the JSON text of a value.
pub fn geojson(rings: &[Ring], properties: &[(&str, &str)], members: &[(&str, &str)]) -> String {
    let points: usize = rings.iter().map(|ring| ring.shape.point_count()).sum();
    let mut text = String::with_capacity(256 + 24 * points + 160 * rings.len());
    text.push_str(r#"{"type":"FeatureCollection""#);
    for (name, value) in members {
        member(&mut text, name, value);
    }
    text.push_str(r#","features":["#);
    for (n, ring) in rings.iter().enumerate() {
        if n > 0 {
            text.push(',');
        }
        text.push_str(r#"{"type":"Feature","properties":{"minutes":"#);
        text.push_str(&ring.minutes.to_string());
        member(&mut text, "area_m2", &format!("{:.0}", ring.area_m2));
        for (name, value) in properties {
            member(&mut text, name, value);
        }
        text.push_str(r#"},"geometry":{"type":"MultiPolygon","coordinates":["#);
        for (n, part) in ring.shape.0.iter().enumerate() {
            text.push_str(if n > 0 { ",[" } else { "[" });
            for (n, ring) in part.rings().enumerate() {
                text.push_str(if n > 0 { ",[" } else { "[" });
                // GeoJSON repeats the first position at the end.
                for (n, point) in ring.iter().chain(ring.first()).enumerate() {
                    text.push_str(if n > 0 { ",[" } else { "[" });
                    position(&mut text, *point);
                    text.push(']');
                }
                text.push(']');
            }
            text.push(']');
        }
        text.push_str("]}}");
    }
    text.push_str("]}");
    text
}

fn member(text: &mut String, name: &str, value: &str) {
    text.push_str(",\"");
    text.push_str(name);
    text.push_str("\":");
    text.push_str(value);
}

fn position(text: &mut String, point: Point) {
    degrees(text, point.x);
    text.push(',');
    degrees(text, point.y);
}

/// Lattice steps as degrees, exactly and without trailing zeros. A picture has
/// thousands of them, which is why no float is asked.
fn degrees(text: &mut String, steps: i32) {
    if steps < 0 {
        text.push('-');
    }
    let steps = steps.unsigned_abs();
    let (whole, mut rest) = (steps / 10_000_000, steps % 10_000_000);
    let mut digits = [b'0'; 11];
    let mut end = 0;
    let mut put = |digit: u32| {
        digits[end] = b'0' + u8::try_from(digit % 10).unwrap_or(0);
        end += 1;
    };
    if whole >= 100 {
        put(whole / 100);
    }
    if whole >= 10 {
        put(whole / 10);
    }
    put(whole);
    let mut unit = 1_000_000;
    if rest > 0 {
        end += 1;
        digits[end - 1] = b'.';
    }
    while rest > 0 {
        digits[end] = b'0' + u8::try_from(rest / unit).unwrap_or(0);
        end += 1;
        rest %= unit;
        unit /= 10;
    }
    text.push_str(std::str::from_utf8(&digits[..end]).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::topo::Polygon;

    fn shown(steps: i32) -> String {
        let mut text = String::new();
        degrees(&mut text, steps);
        text
    }

    #[test]
    fn lattice_steps_are_written_as_degrees() {
        let cases = [
            (0, "0"),
            (-1, "-0.0000001"),
            (1_210_000_000, "121"),
            (1_211_234_567, "121.1234567"),
            (-86_100_000, "-8.61"),
            (490_000_500, "49.00005"),
            (-1_800_000_000, "-180"),
        ];
        for (steps, text) in cases {
            assert_eq!(shown(steps), text);
        }
    }

    #[test]
    fn every_written_degree_reads_back_as_the_same_step() {
        for steps in (-1_800_000_000..=1_800_000_000).step_by(7_654_321) {
            let degrees: f64 = shown(steps).parse().unwrap();
            assert_eq!(Point::from_degrees(degrees, 0.0), Some(Point::new(steps, 0)));
        }
    }

    #[test]
    fn a_ring_becomes_a_feature_with_what_belongs_to_it() {
        let corner = |x: i32, y: i32| Point::new(x * 10_000_000, y * 10_000_000);
        let outer = vec![corner(0, 0), corner(1, 0), corner(1, 1)];
        let shape = Shape(vec![Polygon { outer, holes: vec![] }]);
        let ring = Ring { minutes: 15, shape, area_m2: 2_310_000.4 };
        assert_eq!(
            geojson(&[ring], &[("station", "7")], &[("release", "3")]),
            "{\"type\":\"FeatureCollection\",\"release\":3,\"features\":[{\"type\":\"Feature\",\
             \"properties\":{\"minutes\":15,\"area_m2\":2310000,\"station\":7},\"geometry\":\
             {\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[1,0],[1,1],[0,0]]]]}}]}"
        );
    }
}
