"""The old quarter: bent lanes cut the blocks into wards, passages into plots, a house on every plot.

A ward is a micro-grid. The cutting is a recursive halving across the longer side, each cut slightly off
centre and slightly bent, which is much how such quarters came about.
"""

import math

from shapely.geometry import LineString, Polygon
from shapely.ops import unary_union

import lattice
from built import Building, Site, Way
from chance import Dice
from parcels import building_land
from streets import town_streets

LANE_HALF_WIDTH = 1.9
PLOT_AREA = 250.0
SMALLEST_HOUSE = 45.0
ALLEY_REACH = 26.0
OLD_TRADES = (
    ("tea", "茶庄"),
    ("fabric", "布庄"),
    ("deli", "酱园"),
    ("tailor", "裁缝铺"),
    ("craft", "竹器店"),
    ("herbalist", "药铺"),
    ("confectionery", "糕团店"),
    ("antiques", "旧货店"),
)


def _halving(shape, dice, bend):
    """A bent line across the shape's longer side, near its middle."""
    ring = list(shape.minimum_rotated_rectangle.exterior.coords)
    a, b, c = ring[0], ring[1], ring[2]
    if math.dist(a, b) < math.dist(b, c):
        a, b, c = b, c, ring[3]
    along = (b[0] - a[0], b[1] - a[1])
    across = (c[0] - b[0], c[1] - b[1])
    start = dice.between(0.42, 0.58)
    end = start + dice.between(-0.06, 0.06)
    middle = (start + end) / 2 + dice.between(-bend, bend)
    knee = dice.between(0.35, 0.65)

    def spot(s, t):
        return (a[0] + along[0] * s + across[0] * t, a[1] + along[1] * s + across[1] * t)

    return LineString([spot(start, -0.08), spot(middle, knee), spot(end, 1.08)])


def _split(shape, line):
    """The parts of a shape on both sides of a line."""
    pieces = lattice.polygons(shape.difference(line.buffer(0.01, cap_style="flat")))
    return [piece for piece in pieces if piece.area > 1.0]


def wards(parcel, count):
    """Cuts a parcel into about `count` wards: (lanes, ward shapes)."""
    dice = Dice("wards", parcel.community, parcel.grid, parcel.number)
    shapes, lanes = [parcel.ground], []
    while len(shapes) < count:
        shapes.sort(key=lambda shape: (-shape.area, shape.bounds))
        biggest = shapes.pop(0)
        line = _halving(biggest, dice, 0.05)
        halves = _split(biggest, line)
        if len(halves) < 2:
            shapes.append(biggest)
            break
        lane = max(lattice_parts(line.intersection(biggest)), key=lambda part: part.length)
        lanes.append(lane)
        shapes += halves
    return lanes, sorted(shapes, key=lambda shape: (-shape.centroid.y, shape.centroid.x))


def lattice_parts(line):
    """The line strings of a geometry."""
    return [part for part in getattr(line, "geoms", [line]) if part.geom_type == "LineString"]


def _plots(shape, dice, ways, depth=0):
    """Plots of a shape; the first two halvings leave a passage one can walk."""
    if shape.area < PLOT_AREA * dice.between(0.9, 1.7):
        return [shape]
    line = _halving(shape, dice, 0.02)
    half = 1.1 if depth < 2 else 0.35
    if depth < 2:
        ways += [
            Way(part, {"highway": "footway", "footway": "alley"})
            for part in lattice_parts(line.intersection(shape.buffer(3.5)))
            if part.length > 12
        ]
    pieces = lattice.polygons(shape.difference(line.buffer(half)))
    if len(pieces) < 2:
        return [shape]
    return [plot for piece in pieces for plot in _plots(piece, dice, ways, depth + 1)]


def _house(plot, dice):
    """A house on its plot: squared up, with a court open to the south where there is room."""
    shape = plot.buffer(-0.5, join_style="mitre").simplify(0.8)
    shape = max(lattice.polygons(shape), key=lambda part: part.area, default=None)
    if shape is None or shape.area < SMALLEST_HOUSE:
        return None
    if shape.area > 170 and dice.happens(0.75):
        left, bottom, right, top = shape.bounds
        width, height = right - left, top - bottom
        court = Polygon(
            [
                (left + width * 0.34, bottom - 1),
                (left + width * 0.66, bottom - 1),
                (left + width * 0.66, bottom + height * 0.55),
                (left + width * 0.34, bottom + height * 0.55),
            ]
        )
        cut = lattice.polygons(shape.difference(court))
        if len(cut) == 1 and len(cut[0].interiors) == 0:
            shape = cut[0]
    return shape


def lay_out(parcel, count):
    """The old quarter on a parcel, cut for `count` micro-grids. Returns the site and the ward shapes."""
    dice = Dice("houses", parcel.community, parcel.grid, parcel.number)
    site = Site()
    lanes, shapes = wards(parcel, count)
    for lane in lanes:
        site.ways.append(Way(lane, {"highway": "living_street" if lane.length > 90 else "footway"}))
    lane_lines = [*lanes, *(street.line for street in town_streets())]
    old_street = next(street.line for street in town_streets() if street.name == "老街")
    lane_ground = unary_union([lane.buffer(LANE_HALF_WIDTH) for lane in lanes]) if lanes else Polygon()
    land = unary_union(building_land(parcel)).difference(lane_ground)
    for ward in shapes:
        for part in lattice.polygons(land.intersection(ward)):
            if part.area < 120:
                continue
            for plot in _plots(part.buffer(-0.4), dice, site.ways):
                house = _house(plot, dice)
                if house is None:
                    continue
                levels = dice.weighted([(1, 4), (2, 6), (3, 1)])
                homes = max(1.0, house.area * levels / 120.0)
                site.buildings.append(Building(house, "house", levels, homes=homes))
                if house.distance(old_street) < 6.5 and dice.happens(0.6):
                    kind, name = dice.pick(OLD_TRADES)
                    site.buildings[-1].tags |= {"shop": kind, "name": f"老街{name}"}
    site.ways = [_reaching(way, lane_lines) for way in site.ways]
    return site, lanes, shapes


def _reaching(way, targets):
    """An alley carried on at both ends to the lane or street it nearly reaches."""
    if way.tags.get("footway") != "alley":
        return way
    points = list(way.line.coords)
    for end, inner in ((0, 1), (-1, -2)):
        length = math.dist(points[end], points[inner])
        step = [(p - q) / length for p, q in zip(points[end], points[inner])]
        ray = LineString(
            [
                points[end],
                (points[end][0] + step[0] * ALLEY_REACH, points[end][1] + step[1] * ALLEY_REACH),
            ]
        )
        hits = [part for line in targets for part in _points(line.intersection(ray))]
        if hits:
            nearest = min(hits, key=lambda hit: math.dist((hit.x, hit.y), points[end]))
            points[end] = (nearest.x + step[0] * 0.5, nearest.y + step[1] * 0.5)
    return Way(LineString(points), way.tags)


def _points(geometry):
    return [part for part in getattr(geometry, "geoms", [geometry]) if part.geom_type == "Point"]
