"""The walking and driving network: every way of the map, with shared nodes where ways meet.

Ways on the ground are joined wherever they cross; bridges and tunnels only at their ends. A wall that a
way crosses gets a gate there. All coordinates leave this module in lattice steps.
"""

import math
from itertools import pairwise

import shapely
from shapely.geometry import Point
from shapely.ops import substring

import lattice
from chance import Dice

# Overshoot beyond a joint that is cut away, in metres.
TRIM = 4.0
# Vertices nearer to a joint than this are taken as the joint itself, in metres.
SAME_SPOT = 0.8


class Line:
    """One way being joined: its points in metres, its tags, and the joints on it by lattice position."""

    def __init__(self, way, role):
        self.points = list(way.line.coords)
        self.tags = way.tags
        self.role = role
        self.label = way.label
        self.layer = int(way.tags.get("layer", "0"))
        self.shape = way.line
        self.joints = {}

    @property
    def is_ring(self):
        return self.points[0] == self.points[-1]

    def add(self, position):
        """Notes a joint (lattice position) at its place along the line."""
        spot = Point(lattice.to_metres(*position))
        self.joints[position] = self.shape.project(spot)

    def positions(self):
        """The way's nodes in lattice steps: its vertices and joints, overshoot trimmed."""
        stops = [(along, position) for position, along in self.joints.items()]
        taken = [along for along, _ in stops]
        for point in self.points[:-1] if self.is_ring else self.points:
            along = self.shape.project(Point(point))
            if all(abs(along - other) > SAME_SPOT for other in taken):
                stops.append((along, lattice.to_lattice(*point)))
        stops.sort()
        if not self.is_ring:
            joints = sorted(self.joints.values())
            if joints and self.role == "road":
                first = joints[0] if joints[0] < TRIM else 0.0
                last = joints[-1] if self.shape.length - joints[-1] < TRIM else self.shape.length
                stops = [stop for stop in stops if first - 1e-6 <= stop[0] <= last + 1e-6]
        nodes = []
        for _, position in stops:
            if not nodes or nodes[-1] != position:
                nodes.append(position)
        if self.is_ring:
            nodes.append(nodes[0])
        return nodes


def join(roads, walls):
    """Lines for roads and walls with joints set; returns (lines, gate positions)."""
    lines = [Line(way, "road") for way in roads] + [Line(way, "wall") for way in walls]
    tree = shapely.STRtree([line.shape for line in lines])
    gates = {}
    pairs = tree.query([line.shape for line in lines], predicate="dwithin", distance=0.05).T
    for a, b in sorted((int(a), int(b)) for a, b in pairs if a < b):
        one, two = lines[a], lines[b]
        if one.role == two.role == "wall":
            continue
        for spot in _meeting(one, two):
            position = _settled(spot, one, two)
            one.add(position)
            two.add(position)
            if "wall" in (one.role, two.role):
                wall, road = (one, two) if one.role == "wall" else (two, one)
                gates.setdefault(id(wall), (wall, []))[1].append((position, road))
    return lines, [gates[key] for key in gates]


def _meeting(one, two):
    """Points where two lines meet: crossings on one level, or an end of either on the other."""
    if one.layer == two.layer:
        crossing = one.shape.intersection(two.shape)
        found = [part for part in getattr(crossing, "geoms", [crossing]) if part.geom_type == "Point"]
        if found:
            return [(point.x, point.y) for point in found]
    spots = []
    for line, other in ((one, two), (two, one)):
        if line.is_ring or "wall" in (line.role, other.role):
            continue
        for end in (line.points[0], line.points[-1]):
            if other.shape.distance(Point(end)) < 0.05 and (
                one.layer == two.layer or _is_end(end, other)
            ):
                spots.append(end)
    return spots


def _is_end(point, line):
    return (
        not line.is_ring
        and min(math.dist(point, line.points[0]), math.dist(point, line.points[-1])) < 0.05
    )


def _settled(spot, one, two):
    """The lattice position for a meeting: an existing joint or vertex close by, else the spot itself."""
    for line in (one, two):
        for position in sorted(line.joints):
            if math.dist(lattice.to_metres(*position), spot) < SAME_SPOT:
                return position
    return lattice.to_lattice(*spot)


def pieces(line, marks):
    """A line cut at the given distances along it, in order."""
    stops = [0.0, *sorted(marks), line.length]
    return [substring(line, a, b) for a, b in pairwise(stops) if b - a > 0.01]


def gate_tags(gates):
    """Tags of all gates: {position: tags}. One gate of every wall stands open to people on foot."""
    tags = {}
    for number, (wall, crossings) in enumerate(gates):
        dice = Dice("gate", number)
        for order, (position, _) in enumerate(sorted(crossings, key=lambda found: found[0][1])):
            if order == 0:
                tags[position] = {
                    "barrier": "gate",
                    "access": "private",
                    "foot": "permissive",
                    "name": f"{wall.label}大门",
                }
            elif dice.happens(0.35):
                tags[position] = {"barrier": "gate", "access": "no", "locked": "yes"}
            else:
                tags[position] = {"barrier": "gate", "access": "private", "foot": "permissive"}
    return tags
