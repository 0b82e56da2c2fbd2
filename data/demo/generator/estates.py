"""Housing estates: rows of slabs looking south, an inner road, row paths, a wall with gates.

A block is laid out in its own frame (u east along the rows, v north), turned a few degrees so that the
rows follow the block. Micro-grid cuts run along the paths between rows and along the inner road.
"""

import math
from itertools import pairwise

from shapely import affinity
from shapely.geometry import LineString, Point, box

import lattice
import plan
from built import Building, Ground, Site, Way
from chance import Dice
from parcels import building_land
from shopfronts import shop_fronts
from streets import frame_lines

# Per style: storeys the layout is spaced for, depth of a slab, row pitch, slab lengths, gap in a row.
STYLES = {
    "slab": (6, 11.5, 27.5, (32.0, 62.0), 7.0),
    "mid": (11, 13.5, 40.0, (32.0, 54.0), 10.0),
    "tower": (24, 17.0, 45.0, (26.0, 32.0), 15.0),
}
STYLES_WITH_GARDEN = {"mid", "tower"}
STAIR_WIDTH = 15.5
FLATS_PER_STAIR = 2
# Turns tried for an estate, in degrees: small enough that rows still look south.
TURNS = range(-14, 15, 2)
INNER_ROAD = {"highway": "service", "service": "driveway", "access": "private", "foot": "permissive"}


def block_turn(ground):
    """The block's turn against east-west in degrees, small enough that rows still look south."""
    ring = list(ground.minimum_rotated_rectangle.exterior.coords)
    best = 0.0
    longest = -1.0
    for a, b in pairwise(ring):
        turn = math.degrees(math.atan2(b[1] - a[1], b[0] - a[0])) % 180
        turn = turn - 180 if turn > 90 else turn
        across = abs(turn) > 45
        turn = turn - math.copysign(90, turn) if across else turn
        length = math.dist(a, b) * (0.8 if across else 1.0)
        if length > longest:
            longest, best = length, turn
    return max(-15.0, min(15.0, best))


class Frame:
    """A parcel's own axes: turned about its centroid."""

    def __init__(self, ground, turn):
        self.turn = turn
        self.centre = (ground.centroid.x, ground.centroid.y)

    def inward(self, shape):
        """Town metres -> frame."""
        return affinity.rotate(shape, -self.turn, origin=self.centre)

    def outward(self, shape):
        """Frame -> town metres."""
        return affinity.rotate(shape, self.turn, origin=self.centre)


def _runs(land, low, high):
    """Intervals of u in which the whole strip low..high lies on the land."""
    left, _, right, _ = land.bounds
    runs = None
    for v in (low, (low + high) / 2, high):
        cross = land.intersection(LineString([(left - 1, v), (right + 1, v)]))
        spans = [
            (part.bounds[0], part.bounds[2])
            for part in getattr(cross, "geoms", [cross])
            if part.geom_type == "LineString" and not part.is_empty
        ]
        if runs is None:
            runs = spans
        else:
            runs = [(max(a, c), min(b, d)) for a, b in runs for c, d in spans if min(b, d) > max(a, c)]
    return sorted(runs)


def _slabs(start, end, lengths, gap, dice):
    """Slab intervals of about equal length filling start..end."""
    width = end - start
    shortest, longest = lengths
    if width < shortest * 0.62:
        return []
    wished = dice.between(shortest * 1.1, longest)
    count = max(1, math.floor((width + gap) / (wished + gap) + 0.35))
    length = min(longest, (width - gap * (count - 1)) / count)
    if length < shortest * 0.62:
        return []
    pitch = length if count == 1 else (width - length) / (count - 1)
    return [(start + k * pitch, start + k * pitch + length) for k in range(count)]


def lay_out(parcel):
    """The estate on a parcel, turned so that most homes fit."""
    site = Site()
    fronts, shops = shop_fronts(parcel)
    ground = max(
        lattice.polygons(building_land(parcel)[0].difference(fronts)), key=lambda part: part.area
    )
    tries = [_try_turn(parcel, ground, turn) for turn in TURNS]
    along = block_turn(parcel.ground)

    def merit(layout):
        return sum(b.homes for b in layout[4].buildings) * (1 - 0.012 * abs(layout[0].turn - along))

    frame, land, axis, rows, laid, style = max(tries, key=merit)
    site.buildings += laid.buildings
    site.grounds += laid.grounds
    road = frame.outward(_inner_road(parcel, frame, axis))
    site.ways.append(Way(road, dict(INNER_ROAD)))
    _row_paths(site, frame, land, axis, rows)
    wall = max(
        lattice.polygons(land.buffer(-1.2, join_style="mitre")), key=lambda part: part.area
    ).simplify(0.4)
    site.walls.append((frame.outward(wall), style, parcel.name))
    site.buildings += [shop for shop in shops if not shop.shape.intersects(road.buffer(7.0))]
    site.cuts.append((frame, axis, [v + 3.0 for v, _, _ in rows]))
    return site


def _try_turn(parcel, ground, turn):
    """One layout at a given turn: (frame, land, axis, rows, site, kind of wall)."""
    dice = Dice("estate", parcel.community, parcel.grid, parcel.number)
    style = dice.pick(["wall", "wall", "fence"])
    frame = Frame(parcel.ground, turn + dice.between(-1.0, 1.0))
    pitch = STYLES[parcel.use][2] * dice.between(0.98, 1.04)
    land = frame.inward(ground)
    yard = max(lattice.polygons(land.buffer(-3.5)), key=lambda part: part.area)
    left, _, right, _ = yard.bounds
    axis = left + (right - left) * dice.between(0.43, 0.57)
    site = Site()
    rows = _rows(site, parcel, frame, yard, axis, pitch, dice)
    return frame, land, axis, rows, site, style


def _rows(site, parcel, frame, yard, axis, pitch, dice):
    """Rows of slabs from south to north; returns (v of the path, its start, its end) per row."""
    storeys, depth, _, lengths, gap = STYLES[parcel.use]
    _, bottom, _, top = yard.bounds
    room = top - bottom - depth - 1.0
    count = max(1, math.floor(room / pitch + 0.3) + 1)
    step = room / (count - 1) if count > 1 else 0.0
    paths = []
    for row in range(count):
        low = bottom + 0.5 + row * step
        placed = []
        for start, end in _runs(yard, low, low + depth):
            for a, b in ((start, min(end, axis - 6.0)), (max(start, axis + 6.0), end)):
                shift = dice.between(-0.4, 0.4)
                placed += [(u, w, low + shift) for u, w in _slabs(a, b, lengths, gap, dice)]
        if parcel.use in STYLES_WITH_GARDEN and row == count // 2 and len(placed) > 3:
            placed.remove(_garden(site, parcel, frame, placed, axis, depth))
        placed = [(u, w, v) for u, w, v in placed if yard.buffer(1.5).covers(box(u, v, w, v + depth))]
        for u, w, v in placed:
            stairs = max(1, round((w - u) / STAIR_WIDTH))
            flats = 6 if parcel.use == "tower" else FLATS_PER_STAIR * stairs
            doors = [u + (w - u) * (k + 0.5) / stairs for k in range(stairs)]
            site.buildings.append(
                Building(
                    frame.outward(box(u, v, w, v + depth)),
                    "apartments",
                    storeys,
                    homes=float(flats),
                    estate=parcel.name,
                    entrances=[frame.outward(Point(x, v + depth)) for x in doors],
                )
            )
        if placed:
            paths.append((low + depth + 4.5, min(p[0] for p in placed), max(p[1] for p in placed)))
    return paths


def _garden(site, parcel, frame, placed, axis, depth):
    """A garden with a playground in place of the slab nearest the inner road; returns that slab."""
    u, w, v = min(placed, key=lambda slab: abs((slab[0] + slab[1]) / 2 - axis))
    lawn = box(u + 4, v - 3, w - 4, v + depth - 1).buffer(3.5, quad_segs=3)
    sand = box((u + w) / 2 - 6, v + 1, (u + w) / 2 + 4, v + depth - 4)
    site.grounds.append(
        Ground(frame.outward(lawn), {"leisure": "garden", "name": f"{parcel.name}中心花园"})
    )
    site.grounds.append(Ground(frame.outward(sand), {"leisure": "playground"}))
    return u, w, v


def _inner_road(parcel, frame, axis):
    """The inner road: straight from street to street, or to the railway's foot."""
    beyond_rail = frame_lines()["rail"].buffer(plan.HALF_WIDTH["rail"] + 4.0)
    reach = frame.inward(parcel.ground.buffer(1.0).difference(beyond_rail))
    _, bottom, _, top = reach.bounds
    road = LineString([(axis, bottom - 5), (axis, top + 5)]).intersection(reach)
    return max(getattr(road, "geoms", [road]), key=lambda part: part.length)


def _row_paths(site, frame, land, axis, rows):
    """A path north of every row, joined to the inner road."""
    inside = land.buffer(-3.0)
    for v, start, end in rows:
        path = LineString([(min(start, axis - 0.6), v), (max(end, axis + 0.6), v)]).intersection(inside)
        for part in getattr(path, "geoms", [path]):
            if part.geom_type == "LineString" and part.bounds[0] < axis < part.bounds[2]:
                site.ways.append(Way(frame.outward(part), {"highway": "footway"}))
