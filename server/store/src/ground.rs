//! Ground as the databases keep it: EWKB multi-polygons in degrees, SRID 4490.
//!
//! A lattice coordinate is written as the double nearest to it times 1e-7 and
//! rounds back to exactly itself, so nothing moves on the way in and out.

#![expect(private_interfaces, reason = "traits are public; the backend they are for is ours alone")]

use crate::connection::AnyBackend;
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql};
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::HasSqlType;
use domain::topo::{self, Shape};
use postgis_diesel::sql_types::Geometry;
use postgis_diesel::types::{MultiPolygon, Point, Polygon};

/// CGCS2000 in degrees, the datum in which ground is kept.
pub(crate) const CGCS2000: u32 = 4490;

/// A column value of the type geometry: the ground of an area.
pub(crate) type Ground = MultiPolygon<Point>;

/// A column value of the type geometry: the place of a station.
pub(crate) type Spot = Point;

impl HasSqlType<Geometry> for AnyBackend {
    fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
        Self::lookup_sql_type::<Geometry>(lookup)
    }
}

impl FromSql<Geometry, AnyBackend> for Ground {
    fn from_sql(bytes: <AnyBackend as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        bytes.from_sql::<Self, Geometry>()
    }
}

impl FromSql<Geometry, AnyBackend> for Spot {
    fn from_sql(bytes: <AnyBackend as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        bytes.from_sql::<Self, Geometry>()
    }
}

impl ToSql<Geometry, AnyBackend> for Spot {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, AnyBackend>) -> serialize::Result {
        out.set_value((Geometry, self));
        Ok(IsNull::No)
    }
}

impl ToSql<Geometry, AnyBackend> for Ground {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, AnyBackend>) -> serialize::Result {
        out.set_value((Geometry, self));
        Ok(IsNull::No)
    }
}

/// A place in degrees.
pub(crate) fn from_point(at: topo::Point) -> Spot {
    Point { x: at.lon(), y: at.lat(), srid: Some(CGCS2000) }
}

/// The place of the lattice; `None` where it is no place on Earth.
pub(crate) fn to_point(spot: &Spot) -> Option<topo::Point> {
    topo::Point::from_degrees(spot.x, spot.y)
}

/// Closes every ring, as the format wants it.
pub(crate) fn from_shape(shape: &Shape) -> Ground {
    let point = |at: &topo::Point| from_point(*at);
    let ring = |open: &Vec<topo::Point>| open.iter().chain(open.first()).map(point).collect();
    let polygons = shape.0.iter().map(|polygon| Polygon {
        rings: std::iter::once(&polygon.outer).chain(&polygon.holes).map(ring).collect(),
        srid: Some(CGCS2000),
    });
    Ground { polygons: polygons.collect(), srid: Some(CGCS2000) }
}

/// Opens every ring again. `None` where a coordinate is no place on Earth or a
/// polygon has no ring: this program wrote neither.
pub(crate) fn to_shape(ground: &Ground) -> Option<Shape> {
    ground.polygons.iter().map(to_polygon).collect::<Option<_>>().map(Shape)
}

fn to_polygon(polygon: &Polygon<Point>) -> Option<topo::Polygon> {
    let mut rings = polygon.rings.iter().map(|ring| {
        let (_closing, open) = ring.split_last()?;
        open.iter().map(to_point).collect::<Option<Vec<_>>>()
    });
    let outer = rings.next()??;
    Some(topo::Polygon { outer, holes: rings.collect::<Option<_>>()? })
}

/// Ground in a backup: `[[[x, y, x, y, …], hole, …], …]`, whole lattice steps of
/// 1e-7 degrees, rings open. Smaller than degrees, and exact by construction.
pub(crate) mod lattice {
    use super::{Ground, Shape, from_shape, to_shape, topo};
    use serde::de::Error as _;
    use serde::ser::Error as _;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    type Rings = Vec<Vec<Vec<i32>>>;

    pub(crate) fn serialize<S: Serializer>(ground: &Ground, to: S) -> Result<S::Ok, S::Error> {
        let shape = to_shape(ground).ok_or_else(|| S::Error::custom("ground off the Earth"))?;
        let flat = |ring: &Vec<topo::Point>| ring.iter().flat_map(|at| [at.x, at.y]).collect();
        let polygon = |polygon: &topo::Polygon| {
            std::iter::once(&polygon.outer).chain(&polygon.holes).map(flat).collect()
        };
        shape.0.iter().map(polygon).collect::<Rings>().serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Ground, D::Error> {
        let ring = |flat: Vec<i32>| match flat.as_chunks() {
            (pairs, []) => Ok(pairs.iter().map(|&[x, y]| topo::Point { x, y }).collect()),
            _ => Err(D::Error::custom("a ring with half a point")),
        };
        let polygon = |rings: Vec<Vec<i32>>| {
            let mut rings = rings.into_iter().map(ring);
            let outer = rings.next().ok_or_else(|| D::Error::custom("a polygon of no rings"))??;
            Ok(topo::Polygon { outer, holes: rings.collect::<Result<_, _>>()? })
        };
        let polygons = Rings::deserialize(from)?.into_iter().map(polygon);
        Ok(from_shape(&Shape(polygons.collect::<Result<_, D::Error>>()?)))
    }
}

/// A place in a backup: `[x, y]`, whole lattice steps of 1e-7 degrees.
pub(crate) mod steps {
    use super::{Spot, from_point, to_point, topo};
    use serde::ser::Error as _;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(crate) fn serialize<S: Serializer>(spot: &Spot, to: S) -> Result<S::Ok, S::Error> {
        let at = to_point(spot).ok_or_else(|| S::Error::custom("a place off the Earth"))?;
        [at.x, at.y].serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Spot, D::Error> {
        let [x, y] = <[i32; 2]>::deserialize(from)?;
        Ok(from_point(topo::Point { x, y }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lattice_coordinate_comes_back_as_itself() {
        // A stride that is coprime to all powers of ten, over the whole Earth.
        for x in (-1_800_000_000..=1_800_000_000_i32).step_by(7919) {
            let y = x / 2;
            let shape = Shape(vec![topo::Polygon {
                outer: vec![topo::Point { x, y }, topo::Point { x: -x, y }],
                holes: vec![vec![topo::Point { x: y, y: -y }]],
            }]);
            assert_eq!(to_shape(&from_shape(&shape)), Some(shape));
        }
    }

    #[test]
    fn ground_that_is_nowhere_is_not_read() {
        let nowhere = Point { x: f64::NAN, y: 200.0, srid: None };
        let polygon = Polygon { rings: vec![vec![nowhere, nowhere]], srid: None };
        assert_eq!(to_shape(&Ground { polygons: vec![polygon], srid: None }), None);
    }
}
