//! Tile addresses, and the plane that tiles are cut from.
//!
//! Web Mercator (EPSG:3857) takes longitude and latitude as if on a sphere; CGCS2000
//! agrees with WGS 84 to centimetres, so nothing is converted. The world is a square of
//! 2^32 units from the north-west corner, which is as fine as the lattice; a tile
//! of 4096 units at zoom z is cut from it by a shift of 20 - z bits.

use domain::topo::Point;
use std::f64::consts::PI;

/// The last zoom with tiles.
pub const MAX_ZOOM: u8 = 16;

/// Units along the side of a tile.
pub(crate) const EXTENT: i32 = 4096;

/// Units round a tile in which ground is kept, so that border lines do not show the
/// tile's edge: an eighth of a screen pixel is a unit, so 8 pixels.
pub(crate) const BUFFER: i32 = 64;

/// Metres round the equator.
const EQUATOR_M: f64 = 40_075_016.685_578_49;

/// Pixels along a tile as MapLibre draws it.
const TILE_PX: f64 = 512.0;

const WORLD: f64 = 4_294_967_296.0;

/// Why there can be no tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TileError {
    /// The zoom is beyond the last.
    #[error("there are tiles of the zooms 0 to {MAX_ZOOM}, not {z}")]
    Zoom {
        /// The zoom asked for.
        z: u8,
    },
    /// There is no such column or row.
    #[error("at zoom {z} columns and rows run from 0 to {last}; there is no tile {x}/{y}")]
    Address {
        /// The zoom asked for.
        z: u8,
        /// The column asked for.
        x: u32,
        /// The row asked for.
        y: u32,
        /// The last column and row there is.
        last: u32,
    },
}

/// A place in the square of 2^32 units: east from 180° W, south from 85.05° N.
pub(crate) type World = [u32; 2];

/// A place in a tile.
pub(crate) type Unit = [i32; 2];

/// An address that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tile {
    pub(crate) z: u8,
    x: u32,
    y: u32,
}

impl Tile {
    pub(crate) fn new(z: u8, x: u32, y: u32) -> Result<Self, TileError> {
        if z > MAX_ZOOM {
            return Err(TileError::Zoom { z });
        }
        let last = (1 << z) - 1;
        if x > last || y > last {
            return Err(TileError::Address { z, x, y, last });
        }
        Ok(Self { z, x, y })
    }

    fn shift(self) -> u32 {
        20 - u32::from(self.z)
    }

    /// The cut that takes world places to this tile.
    pub(crate) fn cut(self) -> Cut {
        let origin = |number: u32| i64::from(number) << (12 + self.shift());
        let shift = self.shift();
        Cut { origin: [origin(self.x), origin(self.y)], shift, half: 1 << (shift - 1) }
    }

    /// The tile's box in the world with this many units round it.
    pub(crate) fn window(self, buffer: i32) -> [[i64; 2]; 2] {
        let [west, north] = self.cut().origin;
        let step = 1_i64 << self.shift();
        let (out, side) = (i64::from(buffer) * step, i64::from(EXTENT) * step);
        [[west - out, north - out], [west + side + out, north + side + out]]
    }
}

/// Takes world places to one tile.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cut {
    origin: [i64; 2],
    shift: u32,
    half: i64,
}

impl Cut {
    /// The nearest unit. Equal places give equal units, whichever polygon they are of.
    #[expect(clippy::cast_possible_truncation, reason = "the whole world is 2^28 units at zoom 16")]
    pub(crate) fn round(&self, [x, y]: World) -> Unit {
        let one = |at: u32, from: i64| ((i64::from(at) - from + self.half) >> self.shift) as i32;
        [one(x, self.origin[0]), one(y, self.origin[1])]
    }

    /// The unit a place lies in, so that it belongs to one tile only.
    #[expect(clippy::cast_possible_truncation, reason = "the whole world is 2^28 units at zoom 16")]
    pub(crate) fn floor(&self, [x, y]: World) -> Unit {
        let one = |at: u32, from: i64| ((i64::from(at) - from) >> self.shift) as i32;
        [one(x, self.origin[0]), one(y, self.origin[1])]
    }
}

/// A place of the lattice in the world. What lies beyond 85.05° is drawn at the edge.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` saturates, which is the clamp to the edge of the world"
)]
pub(crate) fn project(point: Point) -> World {
    let east = (point.lon() + 180.0) / 360.0;
    let sine = point.lat().to_radians().sin();
    let south = 0.5 - ((1.0 + sine) / (1.0 - sine)).ln() / (4.0 * PI);
    [(east * WORLD).round() as u32, (south * WORLD).round() as u32]
}

/// Metres on the ground that a screen pixel covers at a latitude.
pub(crate) fn pixel_m(z: u8, latitude: f64) -> f64 {
    EQUATOR_M * latitude.to_radians().cos() / (TILE_PX * f64::from(1_u32 << z))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corners_of_the_world_are_the_corners_of_tile_zero() {
        let cut = Tile::new(0, 0, 0).unwrap().cut();
        let at = |lon, lat| cut.round(project(Point::from_degrees(lon, lat).unwrap()));
        assert_eq!(at(-180.0, 85.051_128_78), [0, 0]);
        assert_eq!(at(0.0, 0.0), [2048, 2048]);
        assert_eq!(at(180.0, -85.051_128_78), [4096, 4096]);
        assert_eq!(at(180.0, -90.0), [4096, 4096]);
        assert_eq!(at(-180.0, 90.0), [0, 0]);
    }

    #[test]
    fn addresses_that_do_not_exist_are_refused() {
        assert!(Tile::new(0, 0, 0).is_ok() && Tile::new(16, 65_535, 65_535).is_ok());
        assert_eq!(Tile::new(17, 0, 0), Err(TileError::Zoom { z: 17 }));
        assert_eq!(Tile::new(255, 0, 0), Err(TileError::Zoom { z: 255 }));
        assert_eq!(Tile::new(3, 8, 0), Err(TileError::Address { z: 3, x: 8, y: 0, last: 7 }));
        assert!(Tile::new(3, 0, u32::MAX).is_err());
    }

    #[test]
    fn a_known_place_lies_in_its_known_tile() {
        // Tian'anmen at zoom 14, by the usual formula of slippy maps.
        let place = project(Point::from_degrees(116.3913, 39.9075).unwrap());
        let tile = Tile::new(14, 13_489, 6_208).unwrap();
        let [x, y] = tile.cut().floor(place);
        assert!((0..EXTENT).contains(&x) && (0..EXTENT).contains(&y), "{x} {y}");
    }

    #[test]
    fn a_pixel_at_the_equator_is_the_known_length() {
        assert!((pixel_m(0, 0.0) - 78_271.517).abs() < 0.001);
        assert!((pixel_m(16, 60.0) - 78_271.517 / 65_536.0 / 2.0).abs() < 1e-6);
    }
}
