"""Street centre lines as geometry: smoothed, with their ends exactly on the lines they join."""

import math
from dataclasses import dataclass
from functools import cache

from shapely.geometry import LineString, Point

import plan
from lattice import smooth

# An end this near to another line is meant to lie on it.
SNAP_REACH = 40.0
# Two joints nearer than this on one line are one junction.
JUNCTION_REACH = 9.0
# Ends farther out than this belong to the country around and stay free.
TOWN_RADIUS = 1100.0


@dataclass(frozen=True)
class Street:
    """One named centre line in metres."""

    name: str
    kind: str
    line: LineString

    @property
    def half_width(self):
        """Metres from the centre line to the building line."""
        return plan.HALF_WIDTH[self.kind]


class _Drawing:
    """Lines under construction: joining two of them gives both the same vertex."""

    def __init__(self):
        self.points = {}
        self.joints = {}

    def add(self, key, points):
        self.points[key] = list(smooth(points).coords)
        self.joints[key] = []

    def join(self, key, index):
        """Pull one end of a line onto the nearest other line within reach."""
        end = self.points[key][index]
        if math.hypot(*end) > TOWN_RADIUS:
            return
        best = None
        for other, points in self.points.items():
            line = LineString(points)
            along, distance = line.project(Point(end)), line.distance(Point(end))
            # A line that itself ends nearby is no target: it is on its way to the same one.
            if other == key or distance > SNAP_REACH or not 1.0 < along < line.length - 1.0:
                continue
            if best is None or distance < best[0]:
                best = (distance, other, along)
        if best is not None:
            self.points[key][index] = self._joint(best[1], best[2])

    def _joint(self, key, along):
        line = LineString(self.points[key])
        foot = line.interpolate(along)
        for joint in self.joints[key]:
            if math.dist(joint, (foot.x, foot.y)) < JUNCTION_REACH:
                return joint
        at = next(
            (k for k, p in enumerate(self.points[key]) if line.project(Point(p)) > along),
            len(self.points[key]) - 1,
        )
        self.points[key].insert(at, (foot.x, foot.y))
        self.joints[key].append((foot.x, foot.y))
        return (foot.x, foot.y)


@cache
def _drawing():
    drawing = _Drawing()
    for key, points in (
        ("west", plan.WEST_AVENUE),
        ("east", plan.EAST_AVENUE),
        ("rail", plan.RAILWAY),
        ("north_bank", plan.NORTH_BANK),
        ("south_bank", plan.SOUTH_BANK),
    ):
        drawing.add(key, points)
    drawing.join("west", -1)
    for name, _, points in plan.STREETS:
        drawing.add(name, points)
    for name, _, _ in plan.STREETS:
        drawing.join(name, 0)
        drawing.join(name, -1)
    for number, points in enumerate(plan.RIVERSIDE_CUTS):
        drawing.add(f"cut {number}", points)
        drawing.join(f"cut {number}", 0)
        drawing.join(f"cut {number}", -1)
    return drawing


@cache
def frame_lines():
    """The lines around the town and the river's far bank, by role."""
    points = _drawing().points
    return {
        key: LineString(points[key]) for key in ("west", "east", "rail", "north_bank", "south_bank")
    }


@cache
def riverside_cuts():
    """The lines that divide the riverside among the blocks behind it."""
    points = _drawing().points
    return [LineString(points[f"cut {number}"]) for number in range(len(plan.RIVERSIDE_CUTS))]


@cache
def town_streets():
    """All block-bounding streets with the two avenues."""
    points = _drawing().points
    kinds = [("西环大道", "trunk", "west"), ("东环大道", "trunk", "east")]
    kinds += [(name, kind, name) for name, kind, _ in plan.STREETS]
    return [Street(name, kind, LineString(points[key])) for name, kind, key in kinds]
