"""Ground and lattice: metres around the town's origin, and the 1e-7 degree lattice all output lies on.

Everything is designed in metres (x east, y north). Borders are moved to whole lattice steps *before*
they are cut into faces, so that every file shows the same vertices bit for bit.
"""

import math
from itertools import pairwise

import shapely
from shapely.geometry import LineString, MultiPolygon, Polygon

# The town stands on open dunes of the Badain Jaran desert: a plausible latitude, and nobody's street.
ORIGIN_LON, ORIGIN_LAT = 102.05, 40.35
STEPS_PER_DEGREE = 10_000_000

# WGS 84; CGCS2000 differs in the eleventh digit of the flattening, far below a lattice step.
SEMI_MAJOR = 6_378_137.0
FLATTENING = 1 / 298.257223563
ECCENTRICITY_SQUARED = FLATTENING * (2 - FLATTENING)


def _metres_per_degree():
    """Lengths of one degree of longitude and latitude on the ellipsoid at the origin."""
    phi = math.radians(ORIGIN_LAT)
    w2 = 1 - ECCENTRICITY_SQUARED * math.sin(phi) ** 2
    east = SEMI_MAJOR / math.sqrt(w2) * math.cos(phi)
    north = SEMI_MAJOR * (1 - ECCENTRICITY_SQUARED) / w2**1.5
    return math.radians(east), math.radians(north)


METRES_PER_LON, METRES_PER_LAT = _metres_per_degree()
STEP_X = METRES_PER_LON / STEPS_PER_DEGREE
STEP_Y = METRES_PER_LAT / STEPS_PER_DEGREE


def to_lattice(x, y):
    """Metres -> whole lattice steps from the origin."""
    return round(x / STEP_X), round(y / STEP_Y)


def to_metres(i, j):
    """Lattice steps from the origin -> metres."""
    return i * STEP_X, j * STEP_Y


def to_degrees(i, j):
    """Lattice steps from the origin -> (lon, lat), exact to the last of seven decimals."""
    lon = round(ORIGIN_LON * STEPS_PER_DEGREE) + int(i)
    lat = round(ORIGIN_LAT * STEPS_PER_DEGREE) + int(j)
    return lon / STEPS_PER_DEGREE, lat / STEPS_PER_DEGREE


def decimals(value):
    """A degree value as text with exactly seven decimals."""
    return f"{value:.7f}"


def map_points(geometry, move):
    """The geometry with `move(x, y)` applied to every vertex."""
    return shapely.transform(geometry, lambda xy: [move(x, y) for x, y in xy])


def lattice_geometry(geometry):
    """A geometry in metres as one in lattice steps."""
    return map_points(geometry, to_lattice)


def metre_geometry(geometry):
    """A geometry in lattice steps as one in metres."""
    return map_points(geometry, to_metres)


def faces(lines):
    """Faces of the planar graph of `lines` (metres): noded on the lattice, polygonised, in lattice steps.

    Snap rounding with a grid of one step puts every crossing on the lattice, so no later rounding can
    pull two neighbours apart.
    """
    noded = shapely.unary_union([lattice_geometry(line) for line in lines], grid_size=1.0)
    return sorted(shapely.polygonize([noded]).geoms, key=lambda face: face.bounds)


def ground_area(geometry):
    """Area in m2 on the ellipsoid of a (multi)polygon given in degrees.

    Each edge contributes its longitude span times the mean of the authalic function at its ends
    (Snyder, Map Projections, eq. 3-12); for edges of some hundred metres the mean is exact to 1e-9.
    """
    e = math.sqrt(ECCENTRICITY_SQUARED)

    def authalic(lat):
        s = math.sin(math.radians(lat))
        return s / (2 * (1 - ECCENTRICITY_SQUARED * s * s)) + math.atanh(e * s) / (2 * e)

    def ring_area(ring):
        points = list(ring.coords)
        total = math.fsum(
            math.radians(b[0] - a[0]) * (authalic(a[1]) + authalic(b[1])) / 2
            for a, b in pairwise(points)
        )
        return abs(total) * SEMI_MAJOR**2 * (1 - ECCENTRICITY_SQUARED)

    return sum(
        ring_area(part.exterior) - sum(ring_area(hole) for hole in part.interiors)
        for part in polygons(geometry)
    )


def polygons(geometry):
    """The polygons of a geometry, largest first, nothing else."""
    if isinstance(geometry, Polygon):
        return [geometry] if not geometry.is_empty else []
    if isinstance(geometry, MultiPolygon) or hasattr(geometry, "geoms"):
        parts = [part for geom in geometry.geoms for part in polygons(geom)]
        return sorted(parts, key=lambda part: (-part.area, part.bounds))
    return []


def smooth(points, step=18.0):
    """A uniform Catmull-Rom curve through the points, a vertex about every `step` metres.

    Straight runs keep only their ends: vertices nearer than 12 cm to the chord are dropped.
    """
    if len(points) < 3:
        return LineString(points)
    first = (2 * points[0][0] - points[1][0], 2 * points[0][1] - points[1][1])
    last = (2 * points[-1][0] - points[-2][0], 2 * points[-1][1] - points[-2][1])
    padded = [first, *points, last]
    curve = [points[0]]
    for p0, p1, p2, p3 in zip(padded, padded[1:], padded[2:], padded[3:]):
        pieces = max(1, round(math.dist(p1, p2) / step))
        for k in range(1, pieces + 1):
            t = k / pieces
            curve.append(
                tuple(
                    0.5
                    * (
                        2 * b
                        + (c - a) * t
                        + (2 * a - 5 * b + 4 * c - d) * t * t
                        + (3 * b - a - 3 * c + d) * t**3
                    )
                    for a, b, c, d in zip(p0, p1, p2, p3)
                )
            )
    return LineString(curve).simplify(0.12)
