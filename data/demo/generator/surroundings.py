"""The country around the town: some buildings, fields and woods, so that the border is no world's end."""

from shapely import affinity
from shapely.geometry import Polygon, box
from shapely.ops import unary_union

import blocks
import lattice
from built import Building, Ground
from chance import Dice
from streets import frame_lines, town_streets

# (west, south, east, north, turn, kind, levels, spacing along a row, row pitch)
SETTLEMENTS = (
    (-1120, -260, -890, 100, 3, "apartments", 6, 62, 32),
    (-1110, 150, -880, 480, -2, "apartments", 5, 62, 34),
    (-1110, -560, -900, -320, 2, "house", 2, 24, 26),
    (900, -400, 1120, -80, -2, "industrial", 1, 86, 50),
    (900, 140, 1110, 360, 4, "apartments", 6, 62, 34),
    (900, 410, 1110, 560, 4, "warehouse", 1, 80, 48),
    (-330, -1080, 40, -920, 2, "apartments", 6, 62, 34),
    (110, -1100, 430, -1000, -3, "house", 2, 24, 26),
    (-430, 770, 40, 900, 1, "house", 2, 26, 26),
    (80, 770, 420, 890, 2, "apartments", 6, 62, 34),
)
SIZES = {"apartments": (52, 12), "house": (15, 11), "industrial": (70, 32), "warehouse": (62, 28)}
FIELDS = (
    ([(-1340, -560), (-1200, -560), (-1190, 600), (-1340, 590)], {"landuse": "farmland"}),
    ([(1160, -600), (1340, -620), (1340, 560), (1150, 380)], {"landuse": "farmland"}),
    ([(-800, 740), (-450, 750), (-460, 900), (-800, 880)], {"landuse": "farmland"}),
    ([(460, 740), (830, 730), (820, 870), (480, 910)], {"landuse": "orchard"}),
    ([(520, -870), (850, -820), (850, -740), (640, -750)], {"landuse": "forest"}),
    ([(-840, -820), (-500, -800), (-500, -730), (-840, -760)], {"landuse": "forest"}),
)


def country(roads):
    """(buildings, grounds) outside the border, clear of the given roads, the river and the railway."""
    frame = frame_lines()
    river = Polygon([*frame["north_bank"].coords, *reversed(frame["south_bank"].coords)])
    lines = [way.line.buffer(15.0) for way in roads] + [frame["rail"].buffer(20.0)]
    lines += [street.line.buffer(26.0) for street in town_streets()]
    taken = unary_union([*lines, river.buffer(12.0), blocks.outline().buffer(26.0)])
    dice = Dice("country")
    buildings = []
    for west, south, east, north, turn, kind, levels, spacing, pitch in SETTLEMENTS:
        length, depth = SIZES[kind]
        y = south
        while y < north:
            x = west + dice.between(0, 8)
            while x + length < east:
                shape = affinity.rotate(
                    box(x, y, x + length * dice.between(0.8, 1), y + depth), turn, origin=(0, 0)
                )
                if not shape.intersects(taken):
                    buildings.append(Building(shape, kind, levels))
                x += spacing
            y += pitch
    grounds = [
        Ground(part, dict(tags))
        for ring, tags in FIELDS
        for part in lattice.polygons(Polygon(ring).difference(taken))
    ]
    return buildings, grounds
