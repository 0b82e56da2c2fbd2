"""The written border, 四至: what an area reaches to in the east, west, south and north."""

import math
from functools import cache
from itertools import pairwise

import shapely
from shapely.geometry import Point

import lattice
from streets import frame_lines, town_streets

# An edge whose middle is this near to a named line runs along it.
ALONG = 1.5
# How far outside an edge its neighbour is looked for, in metres.
BEYOND = 0.4
RIVER = "清织河"


@cache
def _named_lines():
    frame = frame_lines()
    named = [(street.name, street.line) for street in town_streets()]
    named += [("铁路", frame["rail"]), (RIVER, frame["north_bank"])]
    return [name for name, _ in named], shapely.STRtree([line for _, line in named])


def four_sides(shape, neighbours):
    """东至…西至…南至北至 for a shape in metres.

    Each border edge counts for the side its outward normal points to, with its length; per side the
    name with most metres is written. An edge along no street is named after the area beyond it, one of
    `neighbours` (name, shape); beyond those lies only the river.
    """
    names, tree = _named_lines()
    sides = {"东": {}, "西": {}, "南": {}, "北": {}}
    for part in lattice.polygons(shape):
        ring = list(shapely.geometry.polygon.orient(part).exterior.coords)
        for a, b in pairwise(ring):
            length = math.dist(a, b)
            if length == 0:
                continue
            # On a counter-clockwise ring the outside is to the right.
            east, north = (b[1] - a[1]) / length, (a[0] - b[0]) / length
            side = (
                ("东" if east > 0 else "西")
                if abs(east) > abs(north)
                else ("北" if north > 0 else "南")
            )
            middle = Point((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
            near = [names[k] for k in sorted(tree.query(middle, predicate="dwithin", distance=ALONG))]
            beyond = Point(middle.x + east * BEYOND, middle.y + north * BEYOND)
            name = (
                near[0]
                if near
                else next((n for n, other in neighbours if other.contains(beyond)), RIVER)
            )
            sides[side][name] = sides[side].get(name, 0.0) + length
    return "，".join(
        f"{side}至{max(sorted(found), key=found.get)}" for side, found in sides.items() if found
    )
