"""One year of incidents: true place, reported place, stated accuracy, kind and words."""

import datetime
import math

import shapely
from shapely.geometry import Point

import lattice
from areas import numbers
from chance import Dice
from complaints import ACCURACIES, CHANNELS, KINDS, SPOTS
from streets import town_streets

YEAR = 2025
COUNT = 1836
# Share of reports inside the stated radius, and what that makes of the normal error's sigma.
INSIDE = 0.68
SIGMA_PER_RADIUS = 1 / math.sqrt(-2 * math.log(1 - INSIDE))
# A true place keeps this far from every border, in lattice steps, so that its area is beyond doubt.
CLEARANCE = 30
HEADER = (
    "id",
    "time",
    "kind",
    "text",
    "channel",
    "lon",
    "lat",
    "accuracy_m",
    "true_lon",
    "true_lat",
    "true_microgrid",
)


class _Places:
    """Draws true places: at homes by residents, at kerbs by length, on greens by area."""

    def __init__(self, town):
        self._codes = numbers(town)
        self._homes = [(home, home.residents) for home in town.homes]
        inside = shapely.union_all([lattice.metre_geometry(cell.face) for cell in town.cells])
        self._kerbs = []
        for street in town_streets():
            offset = {"trunk": 21.0, "primary": 13.0, "secondary": 9.5}.get(street.kind, 4.5)
            for side in (offset, -offset):
                line = street.line.offset_curve(side).intersection(inside)
                for part in getattr(line, "geoms", [line]):
                    if part.length > 5:
                        self._kerbs.append(((street.name, part), part.length))
        greens = [
            (ground, site)
            for site in town.sites
            for ground in site.grounds
            if ground.tags.get("leisure") == "park"
        ]
        self._greens = [
            ((ground.tags["name"], ground.shape), ground.shape.area) for ground, _ in greens
        ]
        self._tree = shapely.STRtree([cell.face for cell in town.cells])

    def draw(self, sort, dice):
        """(words for the place, lattice position, micro-grid code)."""
        while True:
            place, x, y = getattr(self, f"_{sort}")(dice)
            position = lattice.to_lattice(x, y)
            disc = Point(position).buffer(CLEARANCE, quad_segs=2)
            hits = self._tree.query(disc, predicate="within")
            if len(hits) == 1:
                return place, position, self._codes[int(hits[0])][2]

    def _home(self, dice):
        home = dice.weighted(self._homes)
        building = home.building
        left, bottom, right, top = building.shape.buffer(4.0).bounds
        x, y = dice.between(left, right), dice.between(bottom, top)
        if building.estate:
            return f"{building.estate}{building.number}", x, y
        return f"{building.tags['addr:street']}{building.tags['addr:housenumber']}", x, y

    def _street(self, dice):
        name, line = dice.weighted(self._kerbs)
        spot = line.interpolate(dice.unit() * line.length)
        return name, spot.x + dice.between(-1.5, 1.5), spot.y + dice.between(-1.5, 1.5)

    def _green(self, dice):
        name, shape = dice.weighted(self._greens)
        left, bottom, right, top = shape.bounds
        while True:
            spot = Point(dice.between(left, right), dice.between(bottom, top))
            if shape.contains(spot):
                return name, spot.x, spot.y


def incidents(town):
    """Rows of the incident table in order of time."""
    dice = Dice("incidents")
    places = _Places(town)
    kinds = [(kind, kind.weight) for kind in KINDS]
    rows = []
    for _ in range(COUNT):
        kind = dice.weighted(kinds)
        moment = _moment(kind, dice)
        sort = dice.weighted((("home", kind.home), ("street", kind.street), ("green", kind.green)))
        place, position, microgrid = places.draw(sort, dice)
        text = dice.pick(kind.texts).format(place=place, spot=dice.pick(SPOTS[sort]))
        channel = dice.weighted(CHANNELS)
        accuracy = dice.weighted(ACCURACIES)
        x, y = lattice.to_metres(*position)
        dx, dy = dice.offset(accuracy * SIGMA_PER_RADIUS)
        reported = lattice.to_degrees(*lattice.to_lattice(x + dx, y + dy))
        true = lattice.to_degrees(*position)
        rows.append(
            (
                moment,
                kind.name,
                text,
                channel,
                *map(lattice.decimals, reported),
                f"{accuracy:.0f}",
                *map(lattice.decimals, true),
                microgrid,
            )
        )
    rows.sort()
    return [(f"SF{YEAR}{number:05d}", *row) for number, row in enumerate(rows, 1)]


def _moment(kind, dice):
    """A time of the year in local time (+08:00), in the kind's months and hours more often."""
    month = dice.weighted([(m, 2 if m in kind.months else 0 if kind.only else 1) for m in range(1, 13)])
    first = datetime.date(YEAR, month, 1)
    days = ((first + datetime.timedelta(days=31)).replace(day=1) - first).days
    low, high = kind.hours if dice.happens(0.85) else (0, 23)
    hour, minute, second = dice.whole(low, high), dice.whole(0, 59), dice.whole(0, 59)
    return f"{YEAR}-{month:02d}-{dice.whole(1, days):02d}T{hour:02d}:{minute:02d}:{second:02d}+08:00"
