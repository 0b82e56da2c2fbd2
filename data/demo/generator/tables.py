"""The remaining tables: estates as areas, people by building."""

import csv
import io

import shapely

import lattice
from areas import numbers
from quarters import SUBDISTRICT_CODE


def estates(town):
    """[(properties, ground in lattice steps)]: the walled ground of every housing estate."""
    codes = numbers(town)
    counts = {}
    for home in town.homes:
        households, residents = counts.get(home.building.estate, (0, 0))
        counts[home.building.estate] = (households + home.households, residents + home.residents)
    grid_of = {}
    for cell, (_, grid, _) in zip(town.cell_parcels, codes):
        grid_of[cell] = grid
    found = []
    for number, estate in enumerate(town.estates, 1):
        households, residents = counts[estate.name]
        ground = shapely.MultiPolygon(estate.grounds) if len(estate.grounds) > 1 else estate.grounds[0]
        properties = {
            "code": f"{SUBDISTRICT_CODE}E{number:02d}",
            "name": estate.name,
            "address": f"{estate.street}{estate.number}号",
            "grids": ";".join(sorted({grid_of[parcel] for parcel in estate.parcels})),
            "buildings": sum(1 for building in estate.buildings if building.homes),
            "households": households,
            "residents": residents,
        }
        found.append((properties, lattice.lattice_geometry(ground)))
    return found


def population(town, building_ids):
    """CSV text: people by building, in order of the map's way ids."""
    codes = numbers(town)
    rows = []
    for home, number in zip(town.homes, building_ids):
        spot = lattice.lattice_geometry(home.building.shape.representative_point())
        lon, lat = lattice.to_degrees(spot.x, spot.y)
        rows.append(
            (
                number,
                lattice.decimals(lon),
                lattice.decimals(lat),
                home.residents,
                home.households,
                codes[home.cell][2],
            )
        )
    return csv_text(("building", "lon", "lat", "residents", "households", "microgrid"), sorted(rows))


def csv_text(header, rows):
    """CSV with a header line and plain line feeds."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()
