"""The town as an OpenStreetMap document: roads, walls with gates, buildings, water, green, rail."""

import shapely
from shapely.geometry import LineString, Polygon

import blocks
import lattice
import plan
import surroundings
from built import Way
from mapfile import MapFile
from network import gate_tags, join
from roads import railways, town_roads
from streets import frame_lines

RANK = {"trunk": 4, "primary": 3, "secondary": 2, "tertiary": 1}
RIVER = "清织河"


def draw(town):
    """The document and the way id of every home's building, by its place in `town.homes`."""
    document = MapFile()
    roads = town_roads() + [way for site in town.sites for way in site.ways]
    walls = [
        Way(LineString(shape.exterior.coords), {"barrier": kind}, name)
        for site in town.sites
        for shape, kind, name in site.walls
    ]
    lines, gates = join(roads, walls)
    for line in lines:
        positions = line.positions()
        if len(positions) > 1:
            document.way(positions, line.tags)
    for position, tags in sorted(_junction_tags(lines).items()):
        document.node(position, tags)
    for position, tags in sorted(gate_tags(gates).items()):
        document.node(position, tags)
    for way in railways():
        document.way([lattice.to_lattice(*p) for p in way.line.coords], way.tags)
    _water(document)
    outside, fields = surroundings.country(roads)
    for ground in [ground for site in town.sites for ground in site.grounds] + fields:
        document.ring(lattice.lattice_geometry(ground.shape), ground.tags)
    for ring in plan.INTERCHANGE_GREENS:
        document.ring(lattice.lattice_geometry(Polygon(ring)), {"landuse": "grass"})
    for estate in town.estates:
        for shape in estate.grounds:
            document.ring(
                lattice.lattice_geometry(shape), {"landuse": "residential", "name": estate.name}
            )
    ids = {}
    for building in [b for site in town.sites for b in site.buildings] + outside:
        ids[id(building)] = _building(document, building)
    return document, [ids[id(home.building)] for home in town.homes]


def _junction_tags(lines):
    """Signals where two main roads meet, zebra crossings where a side street joins a main road."""
    meeting = {}
    for line in lines:
        if line.role == "road":
            for position in line.joints:
                meeting.setdefault(position, []).append(line.tags)
    tags = {}
    for position, found in meeting.items():
        names = {t.get("name") for t in found}
        ranks = sorted((RANK.get(t.get("highway"), 0) for t in found), reverse=True)
        if any("railway" in t for t in found):
            tags[position] = {"railway": "level_crossing"}
        elif any(t.get("footway") == "crossing" for t in found) and ranks[0] == 4:
            tags[position] = {"highway": "crossing", "crossing": "traffic_signals"}
        elif len(names) > 1 and len(ranks) > 1 and ranks[1] >= 1 and ranks[0] >= 2:
            tags[position] = {"highway": "traffic_signals", "crossing": "traffic_signals"}
        elif (
            len(names) > 1
            and ranks[0] in (2, 3)
            and any(t.get("highway") == "residential" for t in found)
        ):
            tags[position] = {"highway": "crossing", "crossing": "uncontrolled"}
    return tags


def _water(document):
    """The river as a multipolygon around the island, with its middle line."""
    frame = frame_lines()
    north, south = frame["north_bank"], frame["south_bank"]
    outer = Polygon([*north.coords, *reversed(south.coords)])
    tags = {"natural": "water", "water": "river", "name": RIVER, "type": "multipolygon"}
    rings = [(document.ring(lattice.lattice_geometry(outer), {}), "outer")]
    rings.append((document.ring(lattice.lattice_geometry(blocks.island()), {}), "inner"))
    document.relation(rings, tags)
    middle = []
    for k in range(61):
        a = north.interpolate(k / 60, normalized=True)
        b = south.interpolate(south.project(a))
        middle.append(
            lattice.to_lattice((a.x + b.x) / 2, (a.y + b.y) / 2 - (30 if 0 < a.x < 330 else 0))
        )
    document.way(middle, {"waterway": "river", "name": RIVER})


def _building(document, building):
    """Adds a building with its entrances; returns the way's id."""
    tags = {"building": building.kind, "building:levels": building.levels} | building.tags
    stops = [(building.shape.exterior.project(door), door) for door in building.entrances]
    ring = []
    outline = building.shape.exterior
    for point in outline.coords[:-1]:
        ring.append((outline.project(shapely.Point(point)), lattice.to_lattice(*point)))
    for number, (along, door) in enumerate(stops, 1):
        position = lattice.to_lattice(door.x, door.y)
        ring.append((along, position))
        document.node(position, {"entrance": "staircase", "ref": f"{number}单元"})
    positions = [position for _, position in sorted(ring)]
    if building.homes:
        tags["building:flats"] = building.flats
    return document.way([*positions, positions[0]], tags)
