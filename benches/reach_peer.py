"""The peer: Valhalla on the same extracts, judged by the same points.

    reach_peer.py DATA SCRATCH

Prints its version, then answers each line of JSON with one line of JSON. Times are nanoseconds of
this thread's processor time; building tiles counts the processor time and the greatest memory of
the child that does it.

Stations and points of comparison come from here as well, so that they are the same in every run:
stations lie up to 25 m off a node of a street in the middle of the city, points of comparison up to
20 m off a street between 250 and 1,900 m away, or anywhere within 1,500 m.
"""

import json
import math
import os
import random
import shutil
import sys
import time
from pathlib import Path

import osmium
import valhalla

CITIES = {
    "porto": ("osm/porto_2015.osm.pbf", (-8.69, 41.13, -8.55, 41.19)),
    "heidelberg": ("osm/heidelberg_2024.osm.pbf", (8.63, 49.38, 8.73, 49.43)),
    "liechtenstein": ("osm/liechtenstein_2015.osm.pbf", (9.48, 47.05, 9.60, 47.25)),
}
STREETS = {
    "residential",
    "pedestrian",
    "footway",
    "living_street",
    "tertiary",
    "secondary",
    "unclassified",
}
# Valhalla walks the way with the least cost and then tells its time. With every preference switched
# off the cost is the time, so that its answer is the fastest walk, which is what ours is.
NEUTRAL = {
    **dict.fromkeys(
        (
            "step_penalty",
            "private_access_penalty",
            "gate_penalty",
            "destination_only_penalty",
            "maneuver_penalty",
            "service_penalty",
            "elevator_penalty",
        ),
        0,
    ),
    **dict.fromkeys(("driveway_factor", "alley_factor", "service_factor"), 1),
    "use_living_streets": 1,
    "use_tracks": 1,
    "use_ferry": 0,
    "exclude_ferries": True,
}
DEGREE_M = 111_195.0


def moved(rng, lon, lat, least, most):
    angle, away = rng.uniform(0, 2 * math.pi), rng.uniform(least, most)
    return (
        round(lon + away * math.cos(angle) / DEGREE_M / math.cos(math.radians(lat)), 7),
        round(lat + away * math.sin(angle) / DEGREE_M, 7),
    )


def metres(a, b):
    east = (a[0] - b[0]) * math.cos(math.radians((a[1] + b[1]) / 2))
    return DEGREE_M * math.hypot(east, a[1] - b[1])


def unpacked(text):
    """The positions of an encoded polyline with six decimals."""
    places, at, numbers = [], [0, 0], []
    value = shift = 0
    for letter in text:
        bits = ord(letter) - 63
        value |= (bits & 31) << shift
        shift += 5
        if bits < 32:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    for north, east in zip(numbers[::2], numbers[1::2], strict=True):
        at = [at[0] + north, at[1] + east]
        places.append((at[1] / 1e6, at[0] / 1e6))
    return places


class City:
    def __init__(self, name, data, scratch):
        extract, self.box = CITIES[name]
        self.extract = data / extract
        self.tiles = scratch / f"{name}.tiles"
        self.settings = scratch / f"{name}.json"
        self.actor = None
        self.streets = None

    def build(self):
        """Valhalla's tiles out of the extract: processor time and peak memory of the child."""
        shutil.rmtree(self.tiles, ignore_errors=True)
        self.tiles.mkdir()
        settings = valhalla.get_config(tile_extract="", tile_dir=self.tiles)
        settings["mjolnir"]["concurrency"] = 2
        for unused in ("tile_extract", "admin", "timezone", "traffic_extract"):
            settings["mjolnir"].pop(unused, None)
        settings["additional_data"] = {}
        self.settings.write_text(json.dumps(settings))
        program = Path(valhalla.__file__).parent / "bin" / "valhalla_build_tiles"
        began = time.monotonic_ns()
        quiet = os.open(os.devnull, os.O_WRONLY)
        child = os.posix_spawn(
            program,
            [str(program), "-c", str(self.settings), str(self.extract)],
            os.environ,
            file_actions=[(os.POSIX_SPAWN_DUP2, quiet, 1), (os.POSIX_SPAWN_DUP2, quiet, 2)],
        )
        _, status, used = os.wait4(child, 0)
        os.close(quiet)
        if status:
            sys.exit(f"valhalla_build_tiles ended with {status}")
        self.actor = None
        return {
            "ns": int((used.ru_utime + used.ru_stime) * 1e9),
            "wall_ns": time.monotonic_ns() - began,
            "peak_kb": used.ru_maxrss,
        }

    def ask(self, what, question):
        if self.actor is None:
            self.actor = valhalla.Actor(str(self.settings))
        return getattr(self.actor, what)(json.dumps(question))

    def nodes(self):
        """Every node of a street, in the order of the file."""
        if self.streets is None:
            ways = osmium.FileProcessor(self.extract).with_locations().with_filter(
                osmium.filter.KeyFilter("highway")
            )
            found = {}
            for way in ways:
                if way.is_way() and way.tags["highway"] in STREETS:
                    for node in way.nodes:
                        if node.location.valid():
                            found[node.ref] = (node.lon, node.lat)
            self.streets = list(found.values())
        return self.streets

    def stations(self, count):
        west, south, east, north = self.box
        rng = random.Random(42)
        inside = [p for p in self.nodes() if west <= p[0] <= east and south <= p[1] <= north]
        return [moved(rng, *place, 0, 25) for place in rng.sample(inside, count)]

    def points(self, stations):
        """For each station 60 points near streets and 60 anywhere round it."""
        rng = random.Random(5)
        answer = []
        for station in stations:
            near = [p for p in self.nodes() if 250 <= metres(station, p) <= 1900]
            street = [moved(rng, *p, 0, 20) for p in rng.sample(near, min(60, len(near)))]
            anywhere = [moved(rng, *station, 0, 1500) for _ in range(60)]
            answer.append({"street": street, "anywhere": anywhere})
        return answer

    def isochrone(self, at, minutes, neutral):
        question = {
            "locations": [{"lon": at[0], "lat": at[1]}],
            "costing": "pedestrian",
            "contours": [{"time": minute} for minute in minutes],
            "polygons": True,
        }
        if neutral:
            question["costing_options"] = {"pedestrian": NEUTRAL}
        question = json.dumps(question)
        if self.actor is None:
            self.ask("status", {})
        began = time.thread_time_ns()
        answer = self.actor.isochrone(question)
        return {"ns": time.thread_time_ns() - began, "text": answer}

    def matrix(self, at, targets):
        """Seconds and metres to each target, null where there is no way.

        Valhalla holds people to the one-way signs of footways, so that the walk there and the walk
        back differ. A sign for carts binds nobody on foot: the shorter of the two counts.
        """
        station = [{"lon": at[0], "lat": at[1]}]
        answer = []
        for first in range(0, len(targets), 30):
            places = [{"lon": p[0], "lat": p[1]} for p in targets[first : first + 30]]
            there = self.walks(station, places)[0]
            back = [row[0] for row in self.walks(places, station)]
            for pair in zip(there, back, strict=True):
                found = [
                    [walk["time"], walk["distance"] * 1000]
                    for walk in pair
                    if walk["time"] is not None
                ]
                answer.append(min(found, default=None))
        return answer

    def walks(self, sources, targets):
        question = {
            "sources": sources,
            "targets": targets,
            "costing": "pedestrian",
            "costing_options": {"pedestrian": NEUTRAL},
            "units": "kilometers",
        }
        return json.loads(self.ask("matrix", question))["sources_to_targets"]

    def route(self, a, b):
        """The shorter of the walk there and the walk back: metres, the line, the turns."""
        walks = []
        for ends in ((a, b), (b, a)):
            question = {
                "locations": [{"lon": p[0], "lat": p[1]} for p in ends],
                "costing": "pedestrian",
                "costing_options": {"pedestrian": NEUTRAL},
            }
            try:
                leg = json.loads(self.ask("route", question))["trip"]["legs"][0]
            except valhalla.ValhallaError:
                continue
            line = unpacked(leg["shape"])
            walks.append(
                {
                    "metres": leg["summary"]["length"] * 1000,
                    "line": line if ends[0] is a else line[::-1],
                    "told": [turn["instruction"] for turn in leg["maneuvers"]],
                }
            )
        return min(walks, key=lambda walk: walk["metres"])


def replicate(extract, into, times):
    """The extract side by side so many times, with ids and places shifted: a test of size."""
    if into.exists():
        return
    part = into.with_suffix(".part.pbf")
    side = math.isqrt(times)
    with osmium.SimpleWriter(str(part), overwrite=True) as writer:
        for kind in (osmium.osm.NODE, osmium.osm.WAY):
            for copy in range(times):
                ids = copy * 10**10
                east, north = 0.7 * (copy % side), 0.6 * (copy // side)
                for thing in osmium.FileProcessor(extract, kind):
                    if thing.is_node():
                        place = (thing.lon + east, thing.lat + north)
                        new = thing.replace(id=thing.id + ids, location=place)
                        writer.add_node(new)
                    else:
                        refs = [ids + node.ref for node in thing.nodes]
                        writer.add_way(thing.replace(id=thing.id + ids, nodes=refs))
    part.rename(into)


def main():
    data, scratch = Path(sys.argv[1]), Path(sys.argv[2])
    cities = {name: City(name, data, scratch) for name in CITIES}
    print(json.dumps({"about": f"Valhalla {valhalla.__version__}"}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        do, city = asked.pop("do"), cities.get(asked.pop("city", None))
        if do == "replicate":
            replicate(city.extract, Path(asked["into"]), asked["times"])
            answer = None
        else:
            answer = getattr(city, do)(**asked)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
