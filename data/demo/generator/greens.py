"""Open ground: the lotus park with its pond, the riverside walk, the river island."""

import math

from shapely.geometry import LineString, Point, Polygon

import lattice
import plan
from built import Building, Ground, Site, Way
from streets import town_streets


def _bean(x, y, length, width, turn):
    """A pond outline: an ellipse with a waist, turned."""
    points = []
    for k in range(28):
        a = 2 * math.pi * k / 28
        r = 1 + 0.16 * math.cos(2 * a + 0.7) + 0.07 * math.sin(3 * a)
        u, v = length / 2 * r * math.cos(a), width / 2 * r * math.sin(a)
        points.append(
            (x + u * math.cos(turn) - v * math.sin(turn), y + u * math.sin(turn) + v * math.cos(turn))
        )
    return Polygon(points)


def park(parcel):
    """荷塘公园: a pond with a walk around it, paths to the four streets, a pavilion and a zigzag bridge."""
    site = Site()
    ground = parcel.ground.buffer(-14.0)
    pond = _bean(408, -92, 150, 70, -0.05)
    site.grounds.append(Ground(ground, {"leisure": "park", "name": parcel.name}))
    site.grounds.append(Ground(pond, {"natural": "water", "water": "pond", "name": "荷塘"}))
    walk = LineString(pond.buffer(9.0, quad_segs=4).simplify(0.3).exterior.coords)
    site.ways.append(Way(walk, {"highway": "footway", "name": "环塘步道"}))
    for end in plan.PARK_GATES:
        start = walk.interpolate(walk.project(Point(end)))
        bend = ((start.x + end[0]) / 2 + 5, (start.y + end[1]) / 2 - 4)
        site.ways.append(Way(lattice.smooth([(start.x, start.y), bend, end]), {"highway": "footway"}))
    site.ways.append(
        Way(
            LineString(plan.ZIGZAG_BRIDGE),
            {"highway": "footway", "bridge": "boardwalk", "name": "九曲桥"},
        )
    )
    site.buildings.append(
        Building(Point(530, -70).buffer(5.5, quad_segs=2), "pavilion", 1, name="听荷亭")
    )
    site.buildings.append(
        Building(
            Polygon([(494, -40), (520, -42), (521, -30), (495, -28)]), "public", 2, name="荷塘书屋"
        )
    )
    return site


def riverside(parcel):
    """The greenway's ground: all between 河滨路 and the bank. Its paths are laid in one go by `roads`."""
    site = Site()
    road = next(street for street in town_streets() if street.name == "河滨路")
    ground = parcel.ground.difference(road.line.buffer(road.half_width))
    site.grounds.append(Ground(lattice.polygons(ground)[0], {"leisure": "park", "name": parcel.name}))
    return site


def isle(parcel):
    """白鹭洲: reeds, a round walk, an observation hut."""
    site = Site()
    site.grounds.append(Ground(parcel.ground, {"place": "islet", "name": parcel.name}))
    site.grounds.append(
        Ground(parcel.ground.buffer(-3.0), {"natural": "wetland", "wetland": "reedbed"})
    )
    walk = LineString(parcel.ground.buffer(-11.0).simplify(0.5).exterior.coords)
    site.ways.append(Way(walk, {"highway": "footway", "name": "白鹭洲步道"}))
    site.buildings.append(
        Building(Polygon([(196, -806), (204, -806), (204, -799), (196, -799)]), "hut", 1, name="观鸟屋")
    )
    return site
