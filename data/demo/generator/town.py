"""The whole town put together: sites on parcels, micro-grids, homes and people."""

from dataclasses import dataclass
from functools import cache

import estates
import greens
import landmarks
import lattice
import microgrids
import oldtown
import partition
from addresses import address_all, name_lanes
from blocks import border_lines, island
from chance import Dice, apportion
from parcels import DRAWN_USES, parcels
from quarters import HOUSEHOLDS, RESIDENTS

# These two set how many micro-grids there are; chosen to give 230.
HOMES_PER_MICROGRID = 98.5
HOMES_PER_WARD = 86.0


@dataclass
class Home:
    """One building with people: its micro-grid (index) and its counts."""

    building: object
    parcel: object
    cell: int
    households: int = 0
    residents: int = 0


@dataclass
class Town:
    """Everything later files are written from."""

    parcels: list
    sites: list
    cells: list
    cell_parcels: list
    homes: list
    estates: list


def _site_and_seeds(parcel):
    if parcel.use in estates.STYLES:
        site = estates.lay_out(parcel)
        return site, microgrids.cut_rows(parcel, site, microgrids.wanted(parcel, HOMES_PER_MICROGRID))
    if parcel.use == "old":
        site, lanes, wards = oldtown.lay_out(parcel, microgrids.wanted(parcel, HOMES_PER_WARD))
        return site, microgrids.cut(parcel.ground, lanes, wards)
    module = greens if hasattr(greens, parcel.use) else landmarks
    return getattr(module, parcel.use)(parcel), ([parcel.ground], [])


@cache
def build():
    """The town, built once."""
    ground = parcels()
    sites, seeds, cell_parcels = [], [], []
    lines = [*border_lines(), island().exterior]
    for number, parcel in enumerate(ground):
        site, (shapes, cuts) = _site_and_seeds(parcel)
        lines += cuts
        if parcel.use in DRAWN_USES:
            lines.append(parcel.ground.exterior)
        sites.append(site)
        for shape in sorted(shapes, key=lambda s: (-round(s.centroid.y), s.centroid.x)):
            seeds.append((parcel.community, parcel.grid, shape))
            cell_parcels.append(number)
    cells = partition.build(lines, seeds)
    homes = _homes(ground, sites, cells, cell_parcels)
    _settle(ground, homes)
    name_lanes(sites)
    return Town(ground, sites, cells, cell_parcels, homes, address_all(sites))


def _homes(ground, sites, cells, cell_parcels):
    """All buildings with room for homes, each in the micro-grid that holds its middle."""
    homes = []
    for number, site in enumerate(sites):
        own = [k for k, p in enumerate(cell_parcels) if p == number]
        for building in site.buildings:
            if not building.homes:
                continue
            spot = lattice.lattice_geometry(building.shape.representative_point())
            cell = next(k for k in own if cells[k].face.contains(spot))
            homes.append(Home(building, ground[number], cell))
    return homes


def _settle(ground, homes):
    """Households and residents to buildings: planned homes by parcel, flats within, exact sums."""
    room = {}
    for home in homes:
        room[id(home.parcel)] = room.get(id(home.parcel), 0.0) + home.building.homes
    shares = apportion(
        HOUSEHOLDS, [home.parcel.homes * home.building.homes / room[id(home.parcel)] for home in homes]
    )
    dice = Dice("people")
    moods = {id(parcel): dice.between(0.8, 1.2) for parcel in ground}
    weights = []
    for home, households in zip(homes, shares):
        home.households = households
        weights.append(households * moods[id(home.parcel)] * dice.between(0.85, 1.15))
        if home.building.kind == "apartments":
            home.building.levels = max(3, -(-households * 20 // round(home.building.homes * 19)))
            home.building.flats = round(home.building.homes) * home.building.levels
        else:
            home.building.flats = households
    # Every household has one member; the others are spread.
    for home, others in zip(homes, apportion(RESIDENTS - HOUSEHOLDS, weights)):
        home.residents = home.households + others
