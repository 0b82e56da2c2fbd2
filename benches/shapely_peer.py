"""The peer: GEOS through shapely on the same city.

    shapely_peer.py FOLDER

Prints its versions, then answers one line for each line it reads. `JOB TIMES` does a job so often
and answers the nanoseconds of this thread's processor time; `points` answers how many points are
left after simplifying. Reading files and making geometries is never counted.
"""

import itertools
import json
import sys
import time
from pathlib import Path

import numpy as np
import shapely
from shapely import STRtree

# The same tolerance as ours: a corner goes if its triangle is smaller than (300 lattice units)².
TOLERANCE = 300e-7


def load(folder):
    features = json.loads((folder / "micro.geojson").read_text())["features"]
    cells = shapely.from_geojson([json.dumps(feature["geometry"]) for feature in features])
    parents = np.array([feature["properties"]["parent"] for feature in features])
    order = np.argsort(parents, kind="stable")
    _, starts = np.unique(parents[order], return_index=True)
    groups = [group for group in np.split(cells[order], starts[1:])]
    places = np.fromfile(folder / "points.f64").reshape(-1, 2)[:100_000]
    return cells, groups, places


def main():
    cells, groups, places = load(Path(sys.argv[1]))
    tree = STRtree(cells)
    shapely.prepare(cells)

    def look_up():
        found, cell = tree.query(shapely.points(places))
        inside = shapely.contains_xy(cells[cell], places[found, 0], places[found, 1])
        return cell[inside]

    middles = itertools.cycle(range(0, len(cells), 7))

    def neighbourhood():
        # The coverage check takes it for granted that the polygons themselves are valid, so the
        # cell that was edited is looked at first.
        middle = cells[next(middles)]
        near = cells[tree.query(middle)]
        return shapely.is_valid(middle) and shapely.coverage_is_valid(near)

    jobs = {
        "neighbourhood": neighbourhood,
        "validate": lambda: shapely.coverage_is_valid(cells),
        "dissolve": lambda: [shapely.coverage_union_all(group) for group in groups],
        "simplify": lambda: shapely.coverage_simplify(cells, TOLERANCE),
        "look_up": look_up,
    }
    print(f"shapely {shapely.__version__}, GEOS {shapely.geos_version_string}", flush=True)
    for line in sys.stdin:
        job, *times = line.split()
        if job == "points":
            answer = int(shapely.get_num_coordinates(jobs["simplify"]()).sum())
        else:
            began = time.thread_time_ns()
            for _ in range(int(times[0])):
                jobs[job]()
            answer = time.thread_time_ns() - began
        print(answer, flush=True)


if __name__ == "__main__":
    main()
