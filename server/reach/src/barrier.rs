//! What stops somebody on foot where no street leads across.
//!
//! Water with its islands, rivers and canals, the sea's edge, railways at grade and
//! motorways stop everybody. A wall or a fence may have a door that nobody mapped, so
//! callers may ask for the hard ones alone.

use domain::topo::{Bounds, Point, Shape};

use crate::osm::{Extract, GroundKind, LineKind, StreetClass};
use crate::segments::{Grid, crosses, sides};

/// Barriers by where they are.
#[derive(Clone, Debug)]
pub struct Barriers {
    pieces: Vec<[Point; 2]>,
    /// Pieces from here on are walls and fences.
    walls_from: u32,
    grid: Grid,
    waters: Vec<(Bounds, Shape)>,
}

impl Barriers {
    /// The barriers of an extract. What runs on a bridge or in a tunnel stops nobody.
    pub fn of(extract: &Extract) -> Barriers {
        let mut pieces: Vec<[Point; 2]> = Vec::new();
        let water = extract.grounds.iter().filter(|ground| ground.kind == GroundKind::Water);
        for ring in water.flat_map(|ground| ground.shape.rings()) {
            pieces.extend(sides(ring).map(|(a, b)| [a, b]));
        }
        for street in &extract.streets {
            if street.class == StreetClass::Motorway && !street.bridge && !street.tunnel {
                let points: Vec<Point> = extract.street_points(street).collect();
                pieces.extend(points.windows(2).map(|pair| [pair[0], pair[1]]));
            }
        }
        let at_grade = || extract.lines.iter().filter(|line| !line.bridge && !line.tunnel);
        let hard = [LineKind::River, LineKind::Canal, LineKind::Coast, LineKind::Rail];
        for line in at_grade().filter(|line| hard.contains(&line.kind)) {
            pieces.extend(line.points.windows(2).map(|pair| [pair[0], pair[1]]));
        }
        let walls_from = count(&pieces);
        let walls = [LineKind::Wall, LineKind::Fence];
        for line in at_grade().filter(|line| walls.contains(&line.kind)) {
            pieces.extend(line.points.windows(2).map(|pair| [pair[0], pair[1]]));
        }
        let grid = Grid::over(count(&pieces), |piece| Some(pieces[piece as usize]));
        let waters = extract.grounds.iter().filter(|ground| ground.kind == GroundKind::Water);
        let boxed = |shape: &Shape| Some((shape.bounds()?, shape.clone()));
        let waters = waters.filter_map(|ground| boxed(&ground.shape)).collect();
        Barriers { pieces, walls_from, grid, waters }
    }

    /// Whether the straight walk goes through any barrier.
    pub fn crosses(&self, a: Point, b: Point) -> bool {
        self.grid.any([a, b], |piece| crosses([a, b], self.pieces[piece as usize]))
    }

    /// The same for barriers that are no wall and no fence.
    pub fn crosses_hard(&self, a: Point, b: Point) -> bool {
        self.grid.any([a, b], |piece| {
            piece < self.walls_from && crosses([a, b], self.pieces[piece as usize])
        })
    }

    /// Every water, each with the box round it: what lies inside by the even-odd rule.
    pub fn waters(&self) -> &[(Bounds, Shape)] {
        &self.waters
    }

    /// How many line pieces there are.
    pub fn len(&self) -> usize {
        self.pieces.len()
    }

    /// Whether nothing stops anybody.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }
}

fn count(pieces: &[[Point; 2]]) -> u32 {
    u32::try_from(pieces.len()).expect("four thousand million pieces do not fit memory")
}
