"""Housing estates: rows of slabs looking south, an inner road, row paths, a wall with gates.

A block is laid out in its own frame (u east along the rows, v north), turned a few degrees so that the
rows follow the block. Micro-grid cuts run along the paths between rows and along the inner road.
"""

import math

import shapely
from shapely import affinity
from shapely.geometry import LineString, Polygon, box

from built import Building, Site, Way
from chance import Dice
from parcels import building_land

# Per style: storeys the layout is spaced for, depth of a slab, row pitch, slab lengths, gap in a row.
STYLES = {
    "slab": (6, 12.0, 31.0, (34.0, 62.0), 9.0),
    "mid": (11, 13.5, 45.0, (36.0, 56.0), 13.0),
    "tower": (24, 17.0, 47.0, (26.0, 32.0), 15.0),
}
STAIR_WIDTH = 15.5
FLATS_PER_STAIR = 2
LARGEST_TURN = 15.0


def block_turn(ground):
    """The block's turn against east-west in degrees, small enough that rows still look south."""
    ring = list(ground.minimum_rotated_rectangle.exterior.coords)
    best = 0.0
    longest = -1.0
    for a, b in zip(ring, ring[1:]):
        turn = math.degrees(math.atan2(b[1] - a[1], b[0] - a[0])) % 180
        turn = turn - 180 if turn > 90 else turn
        across = abs(turn) > 45
        turn = turn - math.copysign(90, turn) if across else turn
        length = math.dist(a, b) * (0.8 if across else 1.0)
        if length > longest:
            longest, best = length, turn
    return max(-LARGEST_TURN, min(LARGEST_TURN, best))


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
            runs = [
                (max(a, c), min(b, d)) for a, b in runs for c, d in spans if min(b, d) > max(a, c)
            ]
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
    """The estate on a parcel."""
    dice = Dice("estate", parcel.community, parcel.grid, parcel.number)
    site = Site()
    frame = Frame(parcel.ground, block_turn(parcel.ground) + dice.between(-1.5, 1.5))
    storeys, depth, pitch, lengths, gap = STYLES[parcel.use]
    pitch *= dice.between(0.97, 1.06)
    for part_number, ground in enumerate(building_land(parcel)):
        land = frame.inward(ground)
        yard = land.buffer(-5.0)
        if yard.is_empty:
            continue
        yard = max(getattr(yard, "geoms", [yard]), key=lambda shape: shape.area)
        left, bottom, right, top = yard.bounds
        axis = left + (right - left) * dice.between(0.42, 0.58)
        wide = right - left > 105.0
        room = top - bottom - depth
        rows = max(1, math.floor(room / pitch + 0.28) + 1)
        step = room / (rows - 1) if rows > 1 else 0.0
        paths = []
        for row in range(rows):
            low = bottom + 0.5 + row * step * 0.995
            row_slabs = []
            for start, end in _runs(yard, low, low + depth):
                spans = [(start, axis - 6.0), (axis + 6.0, end)] if wide else [(start, end)]
                for a, b in spans:
                    shift = dice.between(0, 1.5)
                    row_slabs += [(u, w, low + shift) for u, w in _slabs(a, b, lengths, gap, dice)]
            for u, w, v in row_slabs:
                flats = FLATS_PER_STAIR * max(1, round((w - u) / STAIR_WIDTH))
                if parcel.use == "tower":
                    flats = 6
                if not yard.buffer(2.0).covers(box(u, v, w, v + depth)):
                    continue
                shape = frame.outward(box(u, v, w, v + depth))
                site.buildings.append(
                    Building(shape, "apartments", storeys, homes=float(flats), estate=parcel.name)
                )
            if row_slabs:
                paths.append((low + depth + 4.5, min(s[0] for s in row_slabs), max(s[1] for s in row_slabs)))
        _inner_ways(site, parcel, frame, land, axis if wide else right - 2.0, paths, dice)
        _cuts(site, parcel, frame, axis if wide else None, [v + 3.0 for v, _, _ in paths], (left, right))
    return site


def _inner_ways(site, parcel, frame, land, axis, paths, dice):
    """The inner road from street to street, a path north of every row, and the wall with its gates."""
    reach = frame.inward(parcel.ground).buffer(1.0)
    left, bottom, right, top = reach.bounds
    wall = land.buffer(-1.2, join_style="mitre")
    wall = max(getattr(wall, "geoms", [wall]), key=lambda shape: shape.area)
    inside = wall.buffer(-1.5)
    road = LineString([(axis, bottom - 5), (axis, top + 5)]).intersection(reach)
    road = max(getattr(road, "geoms", [road]), key=lambda part: part.length)
    site.ways.append(
        Way(frame.outward(road), {"highway": "service", "service": "driveway", "access": "private", "foot": "yes"})
    )
    for v, start, end in paths:
        path = LineString([(min(start, axis), v), (max(end, axis), v)]).intersection(inside)
        for part in getattr(path, "geoms", [path]):
            if part.geom_type == "LineString" and part.length > 8:
                site.ways.append(Way(frame.outward(part), {"highway": "footway"}))
    site.walls.append((frame.outward(wall), dice.pick(["wall", "wall", "fence"]), parcel.name))


def _cuts(site, parcel, frame, axis, levels, span):
    """Lines the micro-grids may be cut along: the inner road and the gaps between rows."""
    site.cuts.append((frame, axis, levels))
