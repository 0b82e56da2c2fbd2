//! Small towns drawn in the tests, so that what is expected can be seen.

use std::sync::Arc;

use domain::topo::{Point, plane};

use crate::osm::{
    Building, Extract, Foot, Ground, GroundKind, Line, LineKind, Mark, MarkKind, NO_NAME, OneWay,
    Street, StreetClass,
};
use crate::{Network, Preset, Snap, Walk};

/// Metres from one letter of a picture to the next, across and down.
pub const STEP_M: f64 = 10.0;

/// A town's streets as a picture.
///
/// Letters are street corners, ten metres a step. Streets run across on `-` and down
/// on `|`; private ones on `=` and `"`; stairs on `s` and `S`; on `>` and `<`
/// people walk one way only. A lower letter is a private gate; `*` joins lines without
/// being a corner that anybody asks for.
///
/// ```
/// use reach::{Preset, testing::Town};
/// let town = Town::drawn("A----B
///                         |    |
///                         D----C");
/// let walk = town.walk(Preset::standard());
/// assert_eq!(town.seconds(&walk, 'A', 'C'), Some(63), "70 m at 1.11 m/s");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Town {
    corners: Vec<(char, Point)>,
    /// What an OpenStreetMap file of the town would give; tests may change it.
    pub extract: Extract,
}

impl Town {
    /// Reads a picture. Blanks before each row are measured from the least indented.
    pub fn drawn(picture: &str) -> Town {
        let rows: Vec<Vec<char>> = picture.lines().map(|row| row.chars().collect()).collect();
        let blanks = |row: &Vec<char>| row.iter().take_while(|c| **c == ' ').count();
        // The first row starts right after the quotation mark.
        let below = rows.iter().skip(1).filter(|row| blanks(row) < row.len());
        let margin = below.map(blanks).min().unwrap_or(0);
        let cell = |x: usize, y: usize| {
            let x = if y == 0 { x } else { x + margin };
            rows.get(y).and_then(|row| row.get(x)).copied().unwrap_or(' ')
        };
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        let mut town = Town::default();
        let mut node_at = std::collections::BTreeMap::new();
        for (x, y) in (0..rows.len()).flat_map(|y| (0..width).map(move |x| (x, y))) {
            let c = cell(x, y);
            if is_corner(c) {
                let node = town.node(at_step(x, y));
                node_at.insert((x, y), node);
                town.corners.push((c, at_step(x, y)));
                if c.is_ascii_lowercase() {
                    town.mark(node, MarkKind::Gate(Foot::Private));
                }
            }
        }
        for (&(x, y), &from) in &node_at {
            for (dx, dy, pens) in [(1, 0, "-=s><"), (0, 1, "|\"Sv^")] {
                let pen = cell(x + dx, y + dy);
                if !pens.contains(pen) {
                    if let Some(&to) = node_at.get(&(x + dx, y + dy)) {
                        town.pen('-', from, to);
                    }
                    continue;
                }
                let ends = (1..=width + rows.len()).find(|n| cell(x + n * dx, y + n * dy) != pen);
                let end = ends.map(|steps| (x + steps * dx, y + steps * dy));
                if let Some(&to) = end.and_then(|end| node_at.get(&end)) {
                    town.pen(pen, from, to);
                }
            }
        }
        town
    }

    fn pen(&mut self, pen: char, from: u32, to: u32) {
        let street = self.street(&[from, to]);
        match pen {
            '=' | '"' => street.foot = Foot::Private,
            's' | 'S' => street.class = StreetClass::Steps,
            '>' | 'v' => street.one_way = OneWay::Forward,
            '<' | '^' => street.one_way = OneWay::Backward,
            _ => {}
        }
    }

    /// Adds a street node.
    pub fn node(&mut self, at: Point) -> u32 {
        self.extract.points.push(at);
        u32::try_from(self.extract.points.len() - 1).expect("a town is small")
    }

    /// Adds a street over nodes.
    pub fn street(&mut self, nodes: &[u32]) -> &mut Street {
        let size = |list: &[u32]| u32::try_from(list.len()).expect("a town is small");
        let first = size(&self.extract.refs);
        self.extract.refs.extend_from_slice(nodes);
        let end = size(&self.extract.refs);
        let id = i64::try_from(self.extract.streets.len()).expect("a town is small") + 1;
        self.extract.streets.push(Street {
            id,
            class: StreetClass::Residential,
            foot: Foot::Yes,
            one_way: OneWay::No,
            bridge: false,
            tunnel: false,
            crossing: false,
            layer: 0,
            name: NO_NAME,
            first,
            end,
        });
        self.extract.streets.last_mut().expect("it was just added")
    }

    /// Puts something on a street node.
    pub fn mark(&mut self, node: u32, kind: MarkKind) {
        self.extract.marks.push(Mark { node, kind });
    }

    /// Adds water round these places.
    pub fn water(&mut self, ring: &[Point]) {
        let polygon = domain::topo::Polygon { outer: ring.to_vec(), holes: vec![] };
        let shape = domain::topo::Shape(vec![polygon]);
        self.extract.grounds.push(Ground { kind: GroundKind::Water, name: NO_NAME, shape });
    }

    /// Adds a line that is no street.
    pub fn line(&mut self, kind: LineKind, points: &[Point]) -> &mut Line {
        let points = points.to_vec();
        self.extract.lines.push(Line { kind, bridge: false, tunnel: false, name: NO_NAME, points });
        self.extract.lines.last_mut().expect("it was just added")
    }

    /// Adds a building.
    pub fn building(&mut self, ring: &[Point]) {
        let shape = domain::topo::Polygon { outer: ring.to_vec(), holes: vec![] };
        let id = i64::try_from(self.extract.buildings.len()).expect("a town is small") + 1;
        self.extract.buildings.push(Building { id, shape, entrances: vec![] });
    }

    /// Where a corner lies.
    pub fn at(&self, corner: char) -> Point {
        let found = self.corners.iter().find(|(name, _)| *name == corner);
        found.expect("the corner is in the picture").1
    }

    /// The place so many metres east and north of a corner.
    pub fn beside(&self, corner: char, east: f64, north: f64) -> Point {
        plane::Local::at(self.at(corner)).from_m([east, north])
    }

    /// The town's network without changes.
    pub fn network(&self) -> Network {
        Network::build(&self.extract, &[])
    }

    /// The same with a preset.
    pub fn walk(&self, preset: Preset) -> Walk {
        Walk::new(Arc::new(self.network()), preset)
    }

    /// A corner linked to the network.
    pub fn snap(&self, walk: &Walk, corner: char) -> Snap {
        walk.snap(self.at(corner), 50.0).expect("a street is near")
    }

    /// Seconds on foot between two corners, rounded; `None` where there is no way.
    pub fn seconds(&self, walk: &Walk, from: char, to: char) -> Option<u32> {
        let route = walk.route(&mut crate::Scratch::new(), self.at(from), self.at(to))?;
        Some((route.ms + 500) / 1000)
    }
}

fn is_corner(c: char) -> bool {
    c == '*' || (c.is_ascii_alphabetic() && !"sSv".contains(c))
}

/// The place of a picture's cell.
#[expect(clippy::cast_precision_loss, reason = "a picture is small")]
fn at_step(x: usize, y: usize) -> Point {
    let origin = Point::new(1_020_500_000, 403_500_000);
    plane::Local::at(origin).from_m([x as f64 * STEP_M, -(y as f64) * STEP_M])
}
