"""Writes the demo town's files. Run: python data/demo/generator/main.py [FOLDER]"""

import sys
from pathlib import Path

import areas
import geojson
import incidents
import stations
import tables
import town
import townmap

DEFAULT_FOLDER = Path(__file__).resolve().parent.parent
FILES = (
    "subdistrict.geojson",
    "communities.geojson",
    "grids.geojson",
    "microgrids.geojson",
    "estates.geojson",
    "stations.geojson",
    "streets.osm.gz",
    "population.csv",
    "incidents.csv",
)


def write_all(folder):
    """Writes every file of the demo town into `folder`."""
    built = town.build()
    for stem, features in areas.levels(built).items():
        geojson.write(folder / f"{stem}.geojson", stem, features)
    document, building_ids = townmap.draw(built)
    document.write(folder / "streets.osm.gz")
    geojson.write(folder / "estates.geojson", "estates", tables.estates(built))
    geojson.write(folder / "stations.geojson", "stations", stations.stations(built))
    people = tables.population(built, building_ids)
    (folder / "population.csv").write_text(people, encoding="utf-8", newline="")
    reports = tables.csv_text(incidents.HEADER, incidents.incidents(built))
    (folder / "incidents.csv").write_text(reports, encoding="utf-8", newline="")


if __name__ == "__main__":
    write_all(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_FOLDER)
