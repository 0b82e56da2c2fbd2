"""Proves what the README says of the committed files. Run: python data/demo/generator/check.py"""

import csv
import gzip
import hashlib
import json
import math
import tempfile
import unittest
from collections import Counter, defaultdict
from functools import cache
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import shapely
from shapely.geometry import Point, shape

import lattice
from main import DEFAULT_FOLDER, FILES, write_all

PARENTS = (("communities", "subdistrict"), ("grids", "communities"), ("microgrids", "grids"))
WALKABLE = {
    "primary", "secondary", "tertiary", "residential", "living_street", "pedestrian", "service", "footway",
    "steps",
}  # fmt: skip


def content(path):
    """A file's bytes; of a gzipped file what it holds, as deflate differs between zlib builds."""
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


@cache
def areas(stem):
    """{code: (properties, geometry)} of one GeoJSON file."""
    features = json.loads((DEFAULT_FOLDER / f"{stem}.geojson").read_text("utf-8"))["features"]
    return {f["properties"]["code"]: (f["properties"], shape(f["geometry"])) for f in features}


@cache
def table(stem):
    """Rows of one CSV file as dictionaries."""
    with open(DEFAULT_FOLDER / f"{stem}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def street_map():
    """(nodes {id: (lon, lat, tags)}, ways {id: (node ids, tags)}) of the map file."""
    root = ElementTree.fromstring(content(DEFAULT_FOLDER / "streets.osm.gz"))

    def tags(item):
        return {tag.get("k"): tag.get("v") for tag in item.iter("tag")}

    nodes = {
        n.get("id"): (float(n.get("lon")), float(n.get("lat")), tags(n)) for n in root.iter("node")
    }
    ways = {w.get("id"): ([nd.get("ref") for nd in w.iter("nd")], tags(w)) for w in root.iter("way")}
    return nodes, ways


class Areas(unittest.TestCase):
    """The partition and its people."""

    def test_there_are_as_many_areas_as_promised(self):
        counts = {
            stem: len(areas(stem)) for stem in ("subdistrict", "communities", "grids", "microgrids")
        }
        self.assertEqual(counts, {"subdistrict": 1, "communities": 8, "grids": 57, "microgrids": 230})

    def test_the_subdistrict_measures_2_32_square_kilometres(self):
        ((_, ground),) = areas("subdistrict").values()
        self.assertAlmostEqual(lattice.ground_area(ground) / 1e6, 2.32, delta=0.005)

    def test_every_level_is_a_valid_coverage(self):
        for stem in ("subdistrict", "communities", "grids", "microgrids"):
            shapes = [ground for _, ground in areas(stem).values()]
            self.assertTrue(shapely.coverage_is_valid(shapes), stem)
            self.assertTrue(all(ground.is_valid for ground in shapes), stem)

    def test_children_tile_their_parent_vertex_for_vertex(self):
        for child, parent in PARENTS:
            members = defaultdict(list)
            for properties, ground in areas(child).values():
                members[properties["parent"]].append(ground)
            for code, (_, ground) in areas(parent).items():
                union = shapely.normalize(shapely.coverage_union_all(members[code]))
                self.assertTrue(union.equals_exact(shapely.normalize(ground), 0), code)

    def test_codes_nest_by_prefix_and_lead_nowhere_real(self):
        for child, parent in PARENTS:
            for code, (properties, _) in areas(child).items():
                self.assertTrue(code.startswith(properties["parent"]), code)
                self.assertIn(properties["parent"], areas(parent))
        # GB/T 2260 gives out no province code 99.
        self.assertTrue(next(iter(areas("subdistrict"))).startswith("999999"))

    def test_people_and_households_add_up_on_every_level(self):
        for child, parent in PARENTS:
            for key in ("population", "households"):
                sums = Counter()
                for properties, _ in areas(child).values():
                    sums[properties["parent"]] += properties[key]
                for code, (properties, _) in areas(parent).items():
                    self.assertEqual(sums[code], properties[key], code)
        ((whole, _),) = areas("subdistrict").values()
        self.assertEqual((whole["population"], whole["households"]), (42864, 21036))

    def test_most_grids_hold_300_to_500_households(self):
        sizes = [properties["households"] for properties, _ in areas("grids").values()]
        self.assertGreaterEqual(sum(300 <= size <= 500 for size in sizes), 45)
        self.assertLessEqual(max(sizes), 500)

    def test_the_awkward_shapes_are_there(self):
        grids = [ground for _, ground in areas("grids").values()]
        holes = [
            hole for ground in grids for part in lattice.polygons(ground) for hole in part.interiors
        ]
        self.assertEqual(len(holes), 2, "two enclaves lie inside other grids")
        self.assertEqual(sum(ground.geom_type == "MultiPolygon" for ground in grids), 2)
        ((_, ground),) = areas("subdistrict").values()
        self.assertEqual(len(lattice.polygons(ground)), 2, "the mainland and the river island")

    def test_every_grid_names_its_team_by_role_and_a_number_that_cannot_ring(self):
        for properties, _ in areas("grids").values():
            for key in ("organisation", "leader_role", "worker_role", "hours", "four_sides"):
                self.assertTrue(properties[key])
            for key in ("public_phone", "leader_phone", "worker_phone"):
                self.assertRegex(properties[key], r"^0000-\d{7}$")


class Tables(unittest.TestCase):
    """Estates, people, stations, incidents."""

    def test_there_are_45_estates_with_their_people(self):
        self.assertEqual(len(areas("estates")), 45)
        self.assertTrue(all(properties["residents"] > 0 for properties, _ in areas("estates").values()))

    def test_every_building_with_people_stands_in_its_microgrid_and_on_the_map(self):
        _, ways = street_map()
        sums = Counter()
        for row in table("population"):
            self.assertIn("building", ways[row["building"]][1])
            spot = Point(float(row["lon"]), float(row["lat"]))
            self.assertTrue(areas("microgrids")[row["microgrid"]][1].contains(spot), row)
            sums[row["microgrid"], "population"] += int(row["residents"])
            sums[row["microgrid"], "households"] += int(row["households"])
        for code, (properties, _) in areas("microgrids").items():
            for key in ("population", "households"):
                self.assertEqual(sums[code, key], properties[key], code)

    def test_every_community_has_one_centre_three_stations_ten_points(self):
        self.assertEqual(len(areas("stations")), 112)
        kinds = Counter((code[:12], p["kind"]) for code, (p, _) in areas("stations").items())
        for code in areas("communities"):
            self.assertEqual([kinds[code, kind] for kind in ("centre", "station", "point")], [1, 3, 10])

    def test_every_station_stands_in_the_area_that_owns_it(self):
        for properties, spot in areas("stations").values():
            owner = properties["owner"]
            level = "communities" if len(owner) == 12 else "grids"
            self.assertTrue(areas(level)[owner][1].contains(spot), properties["code"])

    def test_there_are_1836_incidents_of_one_year_in_order(self):
        rows = table("incidents")
        self.assertEqual(len(rows), 1836)
        times = [row["time"] for row in rows]
        self.assertEqual(times, sorted(times))
        self.assertTrue(all(time.startswith("2025-") and time.endswith("+08:00") for time in times))

    def test_every_true_place_lies_inside_its_microgrid(self):
        for row in table("incidents"):
            spot = Point(float(row["true_lon"]), float(row["true_lat"]))
            self.assertTrue(areas("microgrids")[row["true_microgrid"]][1].contains(spot), row["id"])

    def test_68_of_100_reports_lie_within_their_stated_accuracy(self):
        inside = 0
        for row in table("incidents"):
            east = (float(row["lon"]) - float(row["true_lon"])) * lattice.METRES_PER_LON
            north = (float(row["lat"]) - float(row["true_lat"])) * lattice.METRES_PER_LAT
            inside += math.hypot(east, north) <= float(row["accuracy_m"])
        self.assertAlmostEqual(inside / len(table("incidents")), 0.68, delta=0.03)


class StreetMap(unittest.TestCase):
    """The OpenStreetMap file."""

    def test_every_way_knows_its_nodes(self):
        nodes, ways = street_map()
        for number, (refs, _) in ways.items():
            self.assertGreaterEqual(len(refs), 2, number)
            self.assertTrue(all(ref in nodes for ref in refs), number)

    def test_one_can_walk_from_everywhere_to_everywhere(self):
        _, ways = street_map()
        near = defaultdict(set)
        for refs, tags in ways.values():
            if tags.get("highway") in WALKABLE and tags.get("area") != "yes":
                for a, b in pairwise(refs):
                    near[a].add(b)
                    near[b].add(a)
        start = min(near)
        seen, waiting = {start}, [start]
        while waiting:
            for other in near[waiting.pop()] - seen:
                seen.add(other)
                waiting.append(other)
        self.assertEqual(len(seen), len(near))

    def test_two_bridges_one_underpass_gates_and_steps_are_there(self):
        nodes, ways = street_map()
        tags = [own for _, own in ways.values()]
        river_bridges = {t.get("bridge:name") for t in tags if t.get("bridge:name")}
        self.assertEqual(river_bridges, {"文昌桥", "东环大桥"})
        self.assertEqual(sum(t.get("tunnel") == "yes" for t in tags), 1)
        self.assertGreaterEqual(sum(t.get("highway") == "steps" for t in tags), 10)
        gates = [t for _, _, t in nodes.values() if t.get("barrier") == "gate"]
        self.assertGreater(len(gates), 90)
        self.assertTrue(any(t.get("locked") == "yes" for t in gates))

    def test_estate_walls_have_gates(self):
        nodes, ways = street_map()
        for refs, tags in ways.values():
            if tags.get("barrier") in ("wall", "fence"):
                gates = [nodes[ref][2] for ref in refs if nodes[ref][2].get("barrier") == "gate"]
                self.assertTrue(any(gate.get("locked") != "yes" for gate in gates))


class Repeatability(unittest.TestCase):
    """The generator."""

    def test_the_readme_states_every_checksum(self):
        readme = (DEFAULT_FOLDER.parent / "README.md").read_text("utf-8")
        for name in FILES:
            self.assertIn(
                hashlib.sha256((DEFAULT_FOLDER / name).read_bytes()).hexdigest(), readme, name
            )

    def test_generating_again_gives_the_committed_files(self):
        with tempfile.TemporaryDirectory() as folder:
            write_all(Path(folder))
            for name in FILES:
                self.assertEqual(content(Path(folder) / name), content(DEFAULT_FOLDER / name), name)


if __name__ == "__main__":
    unittest.main()
