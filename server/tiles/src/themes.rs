//! Layers of single features: streets, buildings, stations, circles, blind spots.
//!
//! Unlike areas they share no borders, so each feature is drawn for itself: cut to the
//! tile, rounded, and without corners that nobody could see. A layer says from which
//! zoom on each of its features shows.

use crate::VectorLayer;
use crate::clip::{Clipper, pieces, twice_area};
use crate::mercator::{BUFFER, MAX_ZOOM, Tile, TileError, Unit, World, project};
use crate::mvt::{Geometry, Kind, LayerWriter};
use domain::topo::{Bounds, Point, Shape};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Corners closer together than this many units are drawn as one: half a pixel.
const DETAIL: i32 = 4;

/// A polygon smaller than this many square units is not drawn below the last zoom: it
/// would be a speck of one pixel.
const SPECK: i64 = 64;

/// What a feature is on the ground.
#[derive(Debug, Clone, PartialEq)]
pub enum Form {
    /// A place.
    Point(Point),
    /// A line of at least two places.
    Line(Vec<Point>),
    /// Ground.
    Shape(Shape),
}

/// One property of a feature.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A text.
    Text(String),
    /// A whole number.
    Whole(u64),
    /// A number with a fraction.
    Fraction(f32),
}

/// One thing to draw.
#[derive(Debug, Clone, PartialEq)]
pub struct ThemeFeature {
    /// Its id in the tiles.
    pub id: u64,
    /// The first zoom that shows it.
    pub min_zoom: u8,
    /// Its place.
    pub form: Form,
    /// Its properties, by the order of the layer's fields; `None` leaves one out.
    pub values: Vec<Option<Value>>,
}

/// One layer of features.
#[derive(Debug, Clone, PartialEq)]
pub struct ThemeSource {
    /// Its name in the tiles.
    pub name: &'static str,
    /// The name of each property and its type as TileJSON says it (`String`, `Number`).
    pub fields: &'static [(&'static str, &'static str)],
    /// What it holds, in drawing order.
    pub features: Vec<ThemeFeature>,
}

/// Layers of features, ready for any address.
#[derive(Debug)]
pub struct Themes {
    layers: Vec<Theme>,
}

impl Themes {
    /// Lays the layers out.
    pub fn new(sources: Vec<ThemeSource>) -> Self {
        Self { layers: sources.into_iter().map(Theme::new).collect() }
    }

    /// One tile as MVT, not compressed; `None` where nothing is.
    pub fn encode(&self, z: u8, x: u32, y: u32) -> Result<Option<Vec<u8>>, TileError> {
        let tile = Tile::new(z, x, y)?;
        let mut bytes = Vec::new();
        for layer in &self.layers {
            layer.encode(tile, &mut bytes);
        }
        Ok((!bytes.is_empty()).then_some(bytes))
    }

    /// What the layers are called and hold, for a TileJSON.
    pub fn vector_layers(&self) -> Vec<VectorLayer> {
        let one = |layer: &Theme| VectorLayer {
            id: layer.name.into(),
            fields: layer.fields.iter().copied().collect(),
            min_zoom: layer.features.iter().map(|f| f.min_zoom).min().unwrap_or(0),
            max_zoom: MAX_ZOOM,
        };
        self.layers.iter().map(one).collect()
    }

    /// The box round everything as west, south, east, north in degrees.
    pub fn bounds(&self) -> Option<[f64; 4]> {
        let corners = self.layers.iter().filter_map(|l| l.bounds).flat_map(|b| [b.min, b.max]);
        let Bounds { min, max } = Bounds::of(corners)?;
        Some([min.lon(), min.lat(), max.lon(), max.lat()])
    }
}

/// One layer laid out.
#[derive(Debug)]
struct Theme {
    name: &'static str,
    fields: &'static [(&'static str, &'static str)],
    features: Vec<Laid>,
    corners: Vec<World>,
    index: RTree<GeomWithData<Rectangle<[i64; 2]>, usize>>,
    bounds: Option<Bounds>,
}

/// A feature with its corners projected.
#[derive(Debug)]
struct Laid {
    id: u64,
    min_zoom: u8,
    kind: Kind,
    values: Vec<Option<Value>>,
    /// Runs of `corners`: one for a point or a line, for ground every ring with whether
    /// it is an outline.
    runs: Vec<(Range<usize>, bool)>,
}

impl Theme {
    fn new(source: ThemeSource) -> Self {
        let mut theme = Self {
            name: source.name,
            fields: source.fields,
            features: Vec::with_capacity(source.features.len()),
            corners: Vec::new(),
            index: RTree::new(),
            bounds: Bounds::of(source.features.iter().flat_map(|f| places(&f.form))),
        };
        let mut boxes = Vec::with_capacity(source.features.len());
        for feature in source.features {
            let from = theme.corners.len();
            theme.lay(feature);
            let Some(window) = window(&theme.corners[from..]) else { continue };
            boxes.push(GeomWithData::new(window, theme.features.len() - 1));
        }
        theme.index = RTree::bulk_load(boxes);
        theme
    }

    fn lay(&mut self, feature: ThemeFeature) {
        let ThemeFeature { id, min_zoom, form, values } = feature;
        let mut runs = Vec::new();
        let mut run = |corners: &mut Vec<World>, points: &[Point], outline: bool| {
            let from = corners.len();
            corners.extend(points.iter().copied().map(project));
            runs.push((from..corners.len(), outline));
        };
        let kind = match form {
            Form::Point(at) => {
                run(&mut self.corners, &[at], true);
                Kind::Point
            }
            Form::Line(points) => {
                run(&mut self.corners, &points, true);
                Kind::Line
            }
            Form::Shape(shape) => {
                for polygon in &shape.0 {
                    for (number, ring) in polygon.rings().enumerate() {
                        run(&mut self.corners, ring, number == 0);
                    }
                }
                Kind::Polygon
            }
        };
        self.features.push(Laid { id, min_zoom, kind, values, runs });
    }

    fn encode(&self, tile: Tile, out: &mut Vec<u8>) {
        let [min, max] = tile.window(BUFFER);
        let touched = self.index.locate_in_envelope_intersecting(AABB::from_corners(min, max));
        let mut touched: Vec<usize> = touched.map(|found| found.data).collect();
        touched.sort_unstable();
        let names: Vec<&str> = self.fields.iter().map(|(name, _)| *name).collect();
        let mut layer = LayerWriter::new(self.name, &names);
        let mut texts: FxHashMap<&str, u32> = FxHashMap::default();
        let mut pen = Pen::default();
        for feature in touched.into_iter().map(|number| &self.features[number]) {
            if feature.min_zoom > tile.z {
                continue;
            }
            pen.geometry.clear();
            self.draw(feature, tile, &mut pen);
            if pen.geometry.is_empty() {
                continue;
            }
            let mut tags: Vec<(u32, u32)> = Vec::with_capacity(feature.values.len());
            for (key, value) in (0..).zip(&feature.values) {
                let at = match value {
                    None => continue,
                    Some(Value::Text(text)) => {
                        *texts.entry(text).or_insert_with(|| layer.text(text))
                    }
                    Some(Value::Whole(number)) => layer.whole(*number),
                    Some(Value::Fraction(number)) => layer.fraction(*number),
                };
                tags.push((key, at));
            }
            layer.feature(feature.id, feature.kind, &tags, &pen.geometry);
        }
        layer.finish(out);
    }

    fn draw(&self, feature: &Laid, tile: Tile, pen: &mut Pen) {
        let cut = tile.cut();
        // The first ring of a polygon decides whether its holes have anything to be in.
        let mut shown = false;
        for (run, outline) in &feature.runs {
            let corners = self.corners[run.clone()].iter();
            match feature.kind {
                Kind::Point => {
                    let at = cut.floor(self.corners[run.start]);
                    // Each point is in one tile of a zoom only.
                    if at.iter().all(|axis| (0..crate::mercator::EXTENT).contains(axis)) {
                        pen.geometry.point(at);
                    }
                }
                Kind::Line => {
                    pen.thin(corners.map(|corner| cut.round(*corner)), tile.z);
                    for piece in pieces(&pen.units) {
                        pen.geometry.line(&piece);
                    }
                }
                Kind::Polygon => {
                    pen.thin(corners.map(|corner| cut.round(*corner)), tile.z);
                    pen.ring(*outline, tile.z, &mut shown);
                }
            }
        }
    }
}

/// What is drawn with, kept from feature to feature.
#[derive(Default)]
struct Pen {
    geometry: Geometry,
    units: Vec<Unit>,
    clipper: Clipper,
}

impl Pen {
    /// Takes corners and leaves out those too close to the one before; the last zoom is
    /// enlarged on the screen and keeps all.
    fn thin(&mut self, corners: impl Iterator<Item = Unit>, z: u8) {
        let least = if z < MAX_ZOOM { DETAIL } else { 1 };
        self.units.clear();
        let mut last = None;
        for corner in corners {
            last = Some(corner);
            let far = self.units.last().is_none_or(|before: &Unit| {
                (corner[0] - before[0]).abs() >= least || (corner[1] - before[1]).abs() >= least
            });
            if far {
                self.units.push(corner);
            }
        }
        // A line ends where it ends.
        if let Some(last) = last.filter(|last| self.units.last() != Some(last)) {
            self.units.push(last);
        }
    }

    fn ring(&mut self, outline: bool, z: u8, shown: &mut bool) {
        let ring = self.clipper.clip(self.units.iter().copied());
        let area = twice_area(ring);
        if outline {
            *shown = area != 0 && (z == MAX_ZOOM || area.abs() >= 2 * SPECK);
        }
        if !*shown || area == 0 {
            return;
        }
        // Outlines have a positive area in a tile, holes a negative one.
        if (area > 0) == outline {
            self.geometry.ring(ring);
        } else {
            let turned: Vec<Unit> = ring.iter().rev().copied().collect();
            self.geometry.ring(&turned);
        }
    }
}

fn places(form: &Form) -> Vec<Point> {
    match form {
        Form::Point(at) => vec![*at],
        Form::Line(points) => points.clone(),
        Form::Shape(shape) => shape.0.iter().flat_map(|p| p.rings().flatten().copied()).collect(),
    }
}

fn window(corners: &[World]) -> Option<Rectangle<[i64; 2]>> {
    let wide = |[x, y]: &World| [i64::from(*x), i64::from(*y)];
    let first = wide(corners.first()?);
    let (min, max) = corners.iter().map(wide).fold((first, first), |(min, max), at| {
        let each =
            |pick: fn(i64, i64) -> i64, one: [i64; 2]| [pick(one[0], at[0]), pick(one[1], at[1])];
        (each(i64::min, min), each(i64::max, max))
    });
    Some(Rectangle::from_corners(min, max))
}
