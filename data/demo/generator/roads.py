"""The town's roads as ways: carriageways, bridges, the underpass, ramps, crossings, steps."""

import math

from shapely.geometry import LineString, Point, Polygon
from shapely.ops import substring

import blocks
import lattice
import plan
from built import Way
from network import pieces
from streets import frame_lines, town_streets

CARRIAGEWAY = 8.5
SIDEWALK = 19.0
LANES = {"primary": "6", "secondary": "4", "tertiary": "2"}
# How far a bridge or underpass reaches beyond what it crosses, in metres.
BANK_APPROACH = 14.0
RAIL_APPROACH = 24.0
FLYOVER_APPROACH = 45.0


def _crossings(line, other):
    """Distances along `line` at which it crosses `other`."""
    crossing = line.intersection(other)
    points = [part for part in getattr(crossing, "geoms", [crossing]) if part.geom_type == "Point"]
    return sorted(line.project(point) for point in points)


def _levels(line, kind):
    """Parts of a through road with the tags of their level: bridges, underpass, ground."""
    frame = frame_lines()
    spans = []
    banks = _crossings(line, frame["north_bank"]) + _crossings(line, frame["south_bank"])
    if len(banks) == 2:
        spans.append(
            (min(banks) - BANK_APPROACH, max(banks) + BANK_APPROACH, {"bridge": "yes", "layer": "1"})
        )
    for at in _crossings(line, frame["rail"]):
        # A street that merely ends at the railway does not pass it.
        if at > line.length - 60:
            continue
        if kind == "trunk":
            spans.append(
                (at - FLYOVER_APPROACH, at + FLYOVER_APPROACH, {"bridge": "yes", "layer": "1"})
            )
        else:
            spans.append((at - RAIL_APPROACH, at + RAIL_APPROACH, {"tunnel": "yes", "layer": "-1"}))
    return spans


def _cut_levels(line, spans, tags):
    """Ways for a line with the given raised or sunken spans."""
    marks = [mark for low, high, _ in spans for mark in (low, high)]
    ways, along = [], 0.0
    for part in pieces(line, [mark for mark in marks if 0 < mark < line.length]):
        middle = along + part.length / 2
        level = next((t for low, high, t in spans if low < middle < high), {})
        ways.append(Way(part, tags | level))
        along += part.length
    return ways


def _avenue(name, line, flyover):
    """A dual carriageway with pavements: two one-way lines and two footways."""
    ways = []
    for offset, tags in (
        (-CARRIAGEWAY, {"highway": "trunk", "name": name, "oneway": "yes", "lanes": "3", "foot": "no"}),
        (CARRIAGEWAY, {"highway": "trunk", "name": name, "oneway": "yes", "lanes": "3", "foot": "no"}),
        (-SIDEWALK, {"highway": "footway", "footway": "sidewalk", "name": name}),
        (SIDEWALK, {"highway": "footway", "footway": "sidewalk", "name": name}),
    ):
        # Traffic keeps right: the carriageway on the left of the drawn line runs against it.
        side = line.offset_curve(offset).simplify(0.1)
        spans = _levels(side, "trunk")
        if flyover is not None:
            at = side.project(flyover)
            spans.append(
                (at - FLYOVER_APPROACH, at + FLYOVER_APPROACH, {"bridge": "yes", "layer": "1"})
            )
        if offset > 0 and "oneway" in tags:
            length = side.length
            side = side.reverse()
            spans = [(length - high, length - low, t) for low, high, t in spans]
        ways += _cut_levels(side, spans, tags)
    _name_bridges(ways, f"{name[:2]}大桥")
    return ways


def _name_bridges(ways, name):
    """Names the bridges over the river; those over the railway and 人民路 are flyovers without one."""
    river = Polygon(
        [*frame_lines()["north_bank"].coords, *reversed(frame_lines()["south_bank"].coords)]
    )
    for way in ways:
        if way.tags.get("bridge") == "yes" and way.line.intersects(river):
            way.tags["bridge:name"] = name


def _avenue_crossings(avenue, streets):
    """A pedestrian crossing over the avenue beside every street that meets it at grade."""
    ways = []
    for street in streets:
        for at in _crossings(avenue, street.line.buffer(0.3).boundary)[:1]:
            spot = avenue.interpolate(at - 16.0)
            ahead = avenue.interpolate(at - 15.0)
            east, north = ahead.y - spot.y, spot.x - ahead.x
            ends = [
                (spot.x + east * side * (SIDEWALK + 1), spot.y + north * side * (SIDEWALK + 1))
                for side in (-1, 1)
            ]
            ways.append(
                Way(
                    LineString(ends),
                    {"highway": "footway", "footway": "crossing", "crossing": "traffic_signals"},
                )
            )
    return ways


def _footbridge(avenue, at):
    """A pedestrian bridge over the avenue with steps on both sides (人行天桥)."""
    foot = avenue.project(Point(at))
    spot, ahead = avenue.interpolate(foot), avenue.interpolate(foot + 14)
    along = (ahead.x - spot.x, ahead.y - spot.y)
    length = math.hypot(*along)
    right = (along[1] / length, -along[0] / length)
    tops, ways = [], []
    for side in (-1, 1):
        top = (spot.x + right[0] * side * (SIDEWALK - 2.5), spot.y + right[1] * side * (SIDEWALK - 2.5))
        curb = avenue.interpolate(foot + 14)
        low = (curb.x + right[0] * side * (SIDEWALK + 1), curb.y + right[1] * side * (SIDEWALK + 1))
        ways.append(Way(LineString([low, top]), {"highway": "steps", "handrail": "yes"}))
        tops.append(top)
    ways.append(
        Way(
            LineString(tops),
            {"highway": "footway", "bridge": "yes", "layer": "2", "name": "枫桥路人行天桥"},
        )
    )
    return ways


def _extended(street, avenues):
    """A street's line carried across the avenue it ends on, to the far pavement."""
    points = list(street.line.coords)
    for end, inner in ((0, 1), (-1, -2)):
        if any(avenue.distance(Point(points[end])) < 0.1 for avenue in avenues):
            length = math.dist(points[end], points[inner])
            points[end] = tuple(
                p + (p - q) / length * (SIDEWALK + 0.6) for p, q in zip(points[end], points[inner])
            )
    line = LineString(points)
    if line.intersects(frame_lines()["rail"]) and street.name != "文昌路":
        line = substring(line, 0, line.length - 22)
    return line


def _ending_on(points, lines, ends=((0, 1), (-1, -2))):
    """The points with their ends moved onto the nearest of `lines`, a hand's breadth too far."""
    points = list(points)
    for end, inner in ends:
        target = min(lines, key=lambda line: line.distance(Point(points[end])))
        foot = target.interpolate(target.project(Point(points[end])))
        length = math.dist(points[inner], (foot.x, foot.y))
        points[end] = (
            foot.x + (foot.x - points[inner][0]) / length * 0.3,
            foot.y + (foot.y - points[inner][1]) / length * 0.3,
        )
    return lattice.smooth(points, 10.0)


def _greenway(frame):
    """滨河绿道 and the lower waterside path, along the whole bank between the avenues' pavements."""
    between = (
        blocks.outline()
        .difference(frame["west"].buffer(0.5))
        .difference(frame["east"].buffer(SIDEWALK - 0.6))
    )
    ways = []
    for distance, name in ((26.0, "滨河绿道"), (9.0, "亲水步道")):
        # The bank is drawn from west to east, so that land is on its left.
        path = frame["north_bank"].offset_curve(distance).intersection(between)
        path = max(getattr(path, "geoms", [path]), key=lambda part: part.length)
        ways.append(Way(path.simplify(0.15), {"highway": "footway", "name": name}))
    return ways


def town_roads():
    """All roads, ramps, crossings and steps of the town and its approaches."""
    frame = frame_lines()
    avenues = [frame["west"], frame["east"]]
    streets = [street for street in town_streets() if street.kind != "trunk"]
    main = next(street for street in streets if street.name == "人民路")
    river_road = next(street for street in streets if street.name == "河滨路")
    interchange = frame["east"].intersection(main.line)
    west = substring(
        frame["west"], 0, _crossings(frame["west"], river_road.line.buffer(0.3).boundary)[0] + 6
    )
    ways = _avenue("西环大道", west, None) + _avenue("东环大道", frame["east"], interchange)
    for street in streets:
        tags = {"highway": street.kind, "name": street.name}
        if street.kind in LANES:
            tags |= {"lanes": LANES[street.kind], "sidewalk": "both"}
        line = _extended(street, avenues)
        parts = _cut_levels(line, _levels(line, street.kind), tags)
        _name_bridges(parts, "文昌桥")
        ways += parts
    carriageways = [
        way.line for way in ways if way.tags["highway"] == "trunk" and "bridge" not in way.tags
    ]
    ways += [
        Way(
            _ending_on(points, [*carriageways, main.line]),
            {"highway": "trunk_link", "oneway": "yes", "foot": "no"},
        )
        for points in plan.RAMPS
    ]
    for avenue in avenues:
        at_grade = [s for s in streets if s.name != "人民路" or avenue is frame["west"]]
        ways += _avenue_crossings(avenue, [s for s in at_grade if s.line.distance(avenue) < 0.1])
    ways += _footbridge(frame["east"], (838, -190))
    ways += [
        Way(_ending_on(points, [street.line for street in streets]), {"highway": kind, "name": name})
        for name, kind, points in plan.ENCLAVE_ROADS
    ]
    ways += _greenway(frame) + _riverside_links(frame) + _island_bridge()
    ways.append(
        Way(
            lattice.smooth(plan.RAILWAY_BRANCH),
            {"railway": "rail", "service": "spur", "usage": "industrial"},
        )
    )
    ways += [Way(lattice.smooth(points), dict(tags)) for points, tags in plan.COUNTRY_ROADS]
    return ways


def _riverside_links(frame):
    """Ways down from 河滨路 to the greenway: a path, then steps to the water."""
    road = next(street for street in town_streets() if street.name == "河滨路").line
    bank = frame["north_bank"]
    ways = []
    for x in plan.RIVERSIDE_STEPS:
        top = road.interpolate(road.project(Point(x, -600)))
        green = bank.offset_curve(26.0)
        low = bank.offset_curve(9.0)
        middle = green.interpolate(green.project(top))
        water = low.interpolate(low.project(middle))
        ways.append(Way(_past(top, middle), {"highway": "footway"}))
        ways.append(Way(_past(middle, water), {"highway": "steps", "handrail": "yes"}))
    return ways


def _past(a, b):
    """A segment from a to b and a little beyond, so that both ends cross what they join."""
    length = math.dist((a.x, a.y), (b.x, b.y))
    step = ((b.x - a.x) / length * 0.6, (b.y - a.y) / length * 0.6)
    return LineString([(a.x - step[0], a.y - step[1]), (b.x + step[0], b.y + step[1])])


def _island_bridge():
    """白鹭栈桥 from the waterside path to the island's round walk."""
    (north, bank, shore, south) = plan.ISLAND_BRIDGE
    tags = {"highway": "footway", "name": "白鹭栈桥"}
    return [
        Way(LineString([north, bank]), dict(tags)),
        Way(LineString([bank, shore]), tags | {"bridge": "boardwalk", "layer": "1"}),
        Way(LineString([shore, south]), dict(tags)),
    ]


def railways():
    """The two main tracks. The works' line runs with the roads, for its level crossings."""
    rail = frame_lines()["rail"]
    return [
        Way(
            rail.offset_curve(offset).simplify(0.1),
            {"railway": "rail", "usage": "main", "electrified": "contact_line"},
        )
        for offset in (-2.4, 2.4)
    ]
