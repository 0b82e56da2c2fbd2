//! What must hold for the rings of any field.

use super::{Field, Fill, NEVER, Scratch, area_m2, contours};
use domain::topo::plane::{self, Local};
use domain::topo::{Cell, Label, Point, Shape};
use proptest::prelude::*;

const STEP: [i32; 2] = [1194, 900];
/// Ten metres at walking speed.
const STRIDE: u16 = 71;
const LIMITS: [u16; 3] = [4_800, 5_200, 9_000];

const NONE: Fill<'static> = Fill { below_m2: 0.0, allows: &|_| false };

/// A field drawn with letters, the northernmost row first: `a` is within every limit,
/// `b` beyond the first, `c` beyond the second, anything else is never reached.
fn drawn(picture: &str) -> Field {
    let rows: Vec<&str> = picture.lines().map(str::trim).rev().collect();
    let time = |letter: u8| match letter {
        b'a' => 3_000,
        b'b' => 5_000,
        b'c' => 8_000,
        _ => NEVER,
    };
    let times: Vec<Vec<u16>> = rows.iter().map(|row| row.bytes().map(time).collect()).collect();
    framed(&times)
}

fn framed(rows: &[Vec<u16>]) -> Field {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0) + 2;
    let mut times = vec![NEVER; width * (rows.len() + 2)];
    for (y, row) in rows.iter().enumerate() {
        times[(y + 1) * width + 1..][..row.len()].copy_from_slice(row);
    }
    Field { origin: Point::new(86_000_000, 494_000_000), step: STEP, width, times, stride: STRIDE }
}

fn centre(field: &Field, cell: usize) -> Point {
    let at = |steps: usize, axis: usize| i32::try_from(steps).unwrap() * field.step[axis];
    Point::new(
        field.origin.x + at(cell % field.width, 0),
        field.origin.y + at(cell / field.width, 1),
    )
}

/// The plain even-odd rule.
fn holds(shape: &Shape, p: Point) -> bool {
    let mut inside = false;
    for ring in shape.rings() {
        for (n, b) in ring.iter().enumerate() {
            let a = ring[(n + ring.len() - 1) % ring.len()];
            if (a.y > p.y) != (b.y > p.y) {
                let (ux, uy) = (i64::from(b.x - a.x), i64::from(b.y - a.y));
                let (vx, vy) = (i64::from(p.x - a.x), i64::from(p.y - a.y));
                inside ^= (ux * vy > uy * vx) == (uy > 0);
            }
        }
    }
    inside
}

/// Faults that the partition's own check finds in a shape, a judge that shares
/// nothing with the tracing.
fn faults(shape: &Shape) -> usize {
    domain::topo::Arrangement::of(&[Cell { label: Label(1), shape }]).ring_faults().len()
}

fn area2(ring: &[Point]) -> i64 {
    let last = *ring.last().unwrap();
    let mut from = last;
    let mut sum = 0;
    for to in ring {
        let seen = |p: Point| (i64::from(p.x - last.x), i64::from(p.y - last.y));
        let ((ax, ay), (bx, by)) = (seen(from), seen(*to));
        sum += ax * by - ay * bx;
        from = *to;
    }
    sum
}

/// Fields like a town's: slopes along a few streets, leaps between them, holes.
fn any_field() -> impl Strategy<Value = Field> {
    let sources = prop::collection::vec((0..24_i32, 0..18_i32, 0..9_000_i32, 1..4_i32), 1..8);
    let noise = prop::collection::vec(0..100_u8, 24 * 18);
    (sources, noise, 0..60_u8).prop_map(|(sources, noise, wild)| {
        let time = |x: i32, y: i32| {
            let reached = |(sx, sy, start, reach): &(i32, i32, i32, i32)| {
                let away = (x - sx).abs().max((y - sy).abs());
                (away <= reach * 3).then_some(start + away * 71 + (y - sy) * 11)
            };
            let best = sources.iter().filter_map(reached).min();
            best.map_or(NEVER, |time| u16::try_from(time.max(0)).unwrap_or(NEVER))
        };
        let rows: Vec<Vec<u16>> = (0..18)
            .map(|y| {
                let row = (0..24).map(|x| match noise[usize::try_from(y * 24 + x).unwrap()] {
                    n if n >= wild => time(x, y),
                    n if n % 2 == 0 => NEVER,
                    n => u16::from(n) * 300,
                });
                row.collect()
            })
            .collect();
        framed(&rows)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Simplified or not, a ring holds the centres of the cells in time and no other.
    #[test]
    fn a_picture_holds_just_the_cells_in_time(field in any_field()) {
        let shapes = contours(&field, &LIMITS, &NONE, &mut Scratch::default());
        for (shape, limit) in shapes.iter().zip(LIMITS) {
            for (cell, time) in field.times.iter().enumerate() {
                prop_assert_eq!(holds(shape, centre(&field, cell)), *time <= limit);
            }
        }
    }

    /// No ring crosses or touches itself or another ring of its limit; outlines run
    /// counter-clockwise, holes clockwise.
    #[test]
    fn every_picture_is_valid(field in any_field()) {
        for shape in contours(&field, &LIMITS, &NONE, &mut Scratch::default()) {
            prop_assert_eq!(faults(&shape), 0);
            for part in &shape.0 {
                prop_assert!(area2(&part.outer) > 0);
                prop_assert!(part.holes.iter().all(|hole| area2(hole) < 0));
                for hole in &part.holes {
                    let outline = Shape(vec![domain::topo::Polygon {
                        outer: part.outer.clone(),
                        holes: vec![],
                    }]);
                    prop_assert!(hole.iter().all(|corner| holds(&outline, *corner)));
                }
            }
        }
    }

    /// A smaller ring lies within the greater: together they cover what the greater
    /// covers alone. With holes filled too.
    #[test]
    fn pictures_are_nested(field in any_field(), below_m2 in 0.0..3_000.0) {
        let fill = Fill { below_m2, allows: &|cell| cell % 7 != 0 };
        let shapes = contours(&field, &LIMITS, &fill, &mut Scratch::default());
        for pair in shapes.windows(2) {
            let cells = [
                Cell { label: Label(1), shape: &pair[0] },
                Cell { label: Label(2), shape: &pair[1] },
            ];
            let only_inner = domain::topo::Arrangement::of(&cells);
            let lost: i128 = only_inner.faces().filter(|face| only_inner.claims(*face) == [Label(1)])
                .map(|face| only_inner.area2(face)).sum();
            prop_assert_eq!(lost, 0);
        }
    }

    /// Simplifying neither wins nor loses ground: the area is that of the cells, but
    /// for corners and for what the limit leaves of a slope.
    #[test]
    fn the_area_is_that_of_the_cells(field in any_field()) {
        let cell_m2 = Local::at(field.origin).step_m2() * f64::from(STEP[0] * STEP[1]);
        let shapes = contours(&field, &LIMITS, &NONE, &mut Scratch::default());
        for (shape, limit) in shapes.iter().zip(LIMITS) {
            let count = |n: usize| f64::from(u32::try_from(n).unwrap());
            let within = count(field.times.iter().filter(|time| **time <= limit).count());
            // A ring leaves the middle between two cells by less than half a cell, and
            // cuts off or adds an eighth of one where it turns.
            let pairs = |apart: usize| field.times.iter().zip(&field.times[apart..]);
            let split = |(a, b): &(&u16, &u16)| (**a <= limit) != (**b <= limit);
            let sides = pairs(1).filter(split).count() + pairs(field.width).filter(split).count();
            let off = (area_m2(shape) / cell_m2 - within).abs();
            prop_assert!(off <= 0.6 * count(sides), "{off} of {within}");
        }
    }

    /// The short way to the area gives what the ellipsoid gives.
    #[test]
    fn the_area_is_that_of_the_ellipsoid(field in any_field()) {
        for shape in contours(&field, &LIMITS, &NONE, &mut Scratch::default()) {
            let (short, long) = (area_m2(&shape), plane::area_m2(&shape));
            prop_assert!((short - long).abs() <= 2e-6 * long, "{short} {long}");
        }
    }

    /// The scratch carries nothing from one picture into the next.
    #[test]
    fn a_used_scratch_draws_the_same(one in any_field(), other in any_field()) {
        let mut scratch = Scratch::default();
        contours(&one, &LIMITS, &NONE, &mut scratch);
        let again = contours(&other, &LIMITS, &NONE, &mut scratch);
        prop_assert_eq!(again, contours(&other, &LIMITS, &NONE, &mut Scratch::default()));
    }
}

#[test]
fn a_single_cell_is_a_diamond() {
    let field = drawn("a");
    let shapes = contours(&field, &LIMITS[..1], &NONE, &mut Scratch::default());
    assert_eq!(shapes[0].0.len(), 1);
    assert_eq!(shapes[0].0[0].outer.len(), 4);
    assert_eq!(shapes[0].area2(), i128::from(STEP[0]) * i128::from(STEP[1]));
}

#[test]
fn nothing_in_time_is_an_empty_picture() {
    let shapes = contours(&drawn("...\n..."), &LIMITS, &NONE, &mut Scratch::default());
    assert_eq!(shapes, vec![Shape::default(); 3]);
}

#[test]
fn a_straight_side_needs_no_corner_between_its_ends() {
    let field = drawn(
        "aaaaaaaaaaaa
         aaaaaaaaaaaa
         aaaaaaaaaaaa",
    );
    let shapes = contours(&field, &LIMITS[..1], &NONE, &mut Scratch::default());
    assert!(shapes[0].point_count() <= 8, "{:?}", shapes[0]);
}

#[test]
fn cells_that_touch_at_a_corner_are_two_parts() {
    let field = drawn(
        "a.
         .a",
    );
    assert_eq!(contours(&field, &LIMITS[..1], &NONE, &mut Scratch::default())[0].0.len(), 2);
}

#[test]
fn a_hole_goes_to_the_outline_round_it_and_an_island_stands_alone() {
    let field = drawn(
        "aaaaaaaaa
         a.......a
         a.aaaaa.a
         a.a.a.a.a
         a.aaaaa.a
         a.......a
         aaaaaaaaa",
    );
    let shapes = contours(&field, &LIMITS[..1], &NONE, &mut Scratch::default());
    let holes: Vec<usize> = shapes[0].0.iter().map(|part| part.holes.len()).collect();
    assert_eq!(holes, [1, 2]);
}

#[test]
fn a_small_hole_is_filled_with_the_islands_in_it() {
    let field = drawn(
        "aaaaaaa
         a.....a
         a.aaa.a
         a.a.a.a
         a.aaa.a
         a.....a
         aaaaaaa",
    );
    let fill = Fill { below_m2: 10_000.0, allows: &|_| true };
    let shapes = contours(&field, &LIMITS[..1], &fill, &mut Scratch::default());
    assert_eq!(shapes[0].0.len(), 1);
    assert_eq!(shapes[0].0[0].holes.len(), 0);
}

#[test]
fn a_hole_over_water_stays_open() {
    let field = drawn(
        "aaaaa
         a.a.a
         aaaaa",
    );
    let water = 2 * field.width + 2;
    let fill = Fill { below_m2: 10_000.0, allows: &|cell| cell != water };
    let shapes = contours(&field, &LIMITS[..1], &fill, &mut Scratch::default());
    assert_eq!(shapes[0].0[0].holes.len(), 1);
    assert!(!holds(&shapes[0], centre(&field, water)));
    assert!(holds(&shapes[0], centre(&field, water + 2)));
}

#[test]
fn a_border_between_streets_stands_half_way() {
    // A leap of a thousand is no slope: the ring runs along the border of the cells.
    let field = drawn("ab");
    let shapes = contours(&field, &LIMITS[..1], &NONE, &mut Scratch::default());
    let east = shapes[0].bounds().unwrap().max.x - centre(&field, field.width + 1).x;
    assert_eq!(east, STEP[0] / 2);
}

#[test]
fn on_a_shore_the_ring_keeps_to_the_land() {
    let mut field = drawn("a.");
    field.times[field.width + 2] = super::WATER;
    let shapes = contours(&field, &LIMITS[..1], &NONE, &mut Scratch::default());
    let east = shapes[0].bounds().unwrap().max.x - centre(&field, field.width + 1).x;
    assert_eq!(east, STEP[0] / 4);
}

#[test]
fn along_a_slope_the_time_decides() {
    let field = framed(&[vec![4_760, 4_840]]);
    let shapes = contours(&field, &[4_780], &NONE, &mut Scratch::default());
    let east = shapes[0].bounds().unwrap().max.x - centre(&field, field.width + 1).x;
    assert_eq!(east, STEP[0] / 4);
}
