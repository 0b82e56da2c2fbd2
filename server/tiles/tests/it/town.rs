//! Towns for the tests: a net of streets, bent at random, whose blocks are dealt out.

use domain::topo::{Cell, Label, Partition, Point, Polygon, Shape, inscribed};
use proptest::prelude::*;
use tiles::{Feature, LayerSource};

/// A net of blocks round a middle, each block dealt to an area by number.
#[derive(Debug, Clone)]
pub(crate) struct Town {
    /// Blocks along a side.
    side: usize,
    /// Lattice steps along a block.
    step: i32,
    middle: Point,
    /// How far each street corner is off the net, in hundredths of a block.
    bent: Vec<(i32, i32)>,
    /// The area of each block; 0 for ground that nobody holds.
    dealt: Vec<u32>,
}

/// Areas with holes, enclaves and several parts, about 2 to 6 km across.
pub(crate) fn any_town() -> impl Strategy<Value = Town> {
    (3..7_usize, 30_000..100_000_i32, 1..9_u32).prop_flat_map(|(side, step, areas)| {
        let bent = prop::collection::vec((-30..30_i32, -30..30_i32), (4 * side + 1).pow(2));
        let dealt = prop::collection::vec(0..=areas, side * side);
        let middle = (-1_700_000_000..1_700_000_000_i32, -700_000_000..700_000_000_i32);
        (bent, dealt, middle).prop_map(move |(bent, dealt, (x, y))| Town {
            side,
            step,
            middle: Point::new(x, y),
            bent,
            dealt,
        })
    })
}

impl Town {
    /// A town of squares without a bend, all dealt to their own area.
    pub(crate) fn of_squares(side: usize, step: i32, middle: Point) -> Self {
        let bent = vec![(0, 0); (4 * side + 1).pow(2)];
        Self { side, step, middle, bent, dealt: (1..).take(side * side).collect() }
    }

    /// Quarter points of the streets, so that borders have corners between nodes.
    fn corner(&self, column: usize, row: usize) -> Point {
        let (dx, dy) = self.bent[row * (4 * self.side + 1) + column];
        let along = |at: usize, off: i32| {
            let quarters = i32::try_from(at).unwrap() - 2 * i32::try_from(self.side).unwrap();
            quarters * (self.step / 4) + off * (self.step / 400)
        };
        Point::new(self.middle.x + along(column, dx), self.middle.y + along(row, dy))
    }

    fn block(&self, column: usize, row: usize) -> Shape {
        let (x, y) = (4 * column, 4 * row);
        let south = (0..4).map(|i| self.corner(x + i, y));
        let east = (0..4).map(|i| self.corner(x + 4, y + i));
        let north = (0..4).map(|i| self.corner(x + 4 - i, y + 4));
        let west = (0..4).map(|i| self.corner(x, y + 4 - i));
        let outer = south.chain(east).chain(north).chain(west).collect();
        Shape(vec![Polygon { outer, holes: vec![] }])
    }

    pub(crate) fn partition(&self) -> Partition {
        let places = (0..self.side * self.side).map(|at| (at % self.side, at / self.side));
        let blocks: Vec<Shape> = places.map(|(column, row)| self.block(column, row)).collect();
        let held = blocks.iter().zip(&self.dealt).filter(|(_, area)| **area > 0);
        let cells: Vec<_> = held.map(|(shape, area)| Cell { label: Label(*area), shape }).collect();
        Partition::from_cells(&cells).unwrap()
    }

    pub(crate) fn layer(&self, name: &str) -> LayerSource {
        let partition = self.partition();
        let features = partition.shapes().into_iter().map(|(label, shape)| {
            let circle = inscribed(&shape);
            Feature {
                id: u64::from(label.0),
                code: format!("A-{}", label.0),
                name: format!("第{}网格", label.0),
                level: name.into(),
                parent: (label.0 > 2).then_some(1000),
                colour: u8::try_from(label.0 % 6).unwrap(),
                label: circle.at,
                label_radius_m: circle.radius_m,
            }
        });
        LayerSource { name: name.into(), features: features.collect(), partition }
    }
}
