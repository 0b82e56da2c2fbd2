"""Blocks: the faces between street centre lines, the railway and the river bank."""

from functools import cache

from shapely.geometry import LineString, Point, Polygon
from shapely.ops import substring

import lattice
import plan
from streets import frame_lines, riverside_cuts, town_streets


def _cross(a, b):
    """The single crossing point of two frame lines."""
    crossing = a.intersection(b)
    return crossing if crossing.geom_type == "Point" else crossing.geoms[0]


def _between(line, a, b):
    """The part of `line` between two points on it."""
    return substring(line, line.project(a), line.project(b))


@cache
def outline():
    """The mainland outline in metres: avenues, railway, river bank."""
    frame = frame_lines()
    west, east, rail, bank = frame["west"], frame["east"], frame["rail"], frame["north_bank"]
    north_west, north_east = _cross(west, rail), _cross(east, rail)
    south_east = _cross(east, bank)
    south_west = Point(west.coords[-1])
    points = [
        *_between(rail, north_west, north_east).coords,
        *_between(east, north_east, south_east).coords,
        *_between(bank, south_east, south_west).coords,
        *_between(west, south_west, north_west).coords,
    ]
    return Polygon(points)


@cache
def island():
    """The river island, a part of the subdistrict that touches no other."""
    return Polygon(lattice.smooth([*plan.ISLAND, plan.ISLAND[0]]).coords)


@cache
def border_lines():
    """All lines that bound blocks, clipped to the town."""
    town = outline()
    lines = [LineString(town.exterior.coords)]
    inside = town.buffer(0.2)
    for street in town_streets():
        if street.kind == "trunk":
            continue
        part = street.line.intersection(inside)
        lines.extend(getattr(part, "geoms", [part]))
    lines.extend(riverside_cuts())
    return lines


@cache
def town_blocks():
    """Block polygons in metres, in a fixed order."""
    return [lattice.metre_geometry(face) for face in lattice.faces(border_lines())]
