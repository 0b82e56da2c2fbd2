"""The ground under the plan: which block belongs to whom, with enclaves cut out, and its building land."""

from dataclasses import dataclass
from functools import cache

from shapely.geometry import LineString, Point, Polygon
from shapely.ops import unary_union

import blocks
import lattice
import plan
from quarters import COMMUNITIES
from streets import frame_lines, town_streets

# Uses whose ground is not a face between streets but drawn by hand.
DRAWN_USES = {"market": plan.MARKET, "hospital": plan.HOSPITAL}

# Homes per square metre of block, relative to each other, where a grid has several blocks.
HOME_WEIGHT = {
    "slab": 1.0,
    "mid": 1.2,
    "tower": 1.6,
    "old": 1.0,
    "factory": 0.2,
    "freight": 0.1,
    "civic": 0.1,
    "shops": 0.15,
    "hospital": 0.1,
    "market": 0.4,
    "school": 0.0,
    "park": 0.0,
}


@dataclass(frozen=True)
class Parcel:
    """One block as ground: its polygon in metres (whole lattice steps) and its place in the tree."""

    community: int
    grid: int
    number: int
    use: str
    name: str
    ground: Polygon
    homes: int


@cache
def _reserved():
    """Land no building may take: streets to their building lines, railway, ramps, banks."""
    frame = frame_lines()
    strips = [street.line.buffer(street.half_width) for street in town_streets()]
    strips.append(frame["rail"].buffer(plan.HALF_WIDTH["rail"]))
    strips.append(frame["north_bank"].buffer(plan.HALF_WIDTH["bank"]))
    strips.extend(lattice.smooth(ramp).buffer(13.0) for ramp in plan.RAMPS)
    strips.extend(LineString(points).buffer(7.0) for _, _, points in plan.ENCLAVE_ROADS)
    strips.append(lattice.smooth(plan.RAILWAY_BRANCH).buffer(9.0))
    return unary_union(strips)


def building_land(parcel):
    """The parts of a parcel where one may build, largest first, without scraps."""
    rest = parcel.ground.difference(_reserved()).buffer(-3.0).buffer(3.0, join_style="mitre")
    return [part for part in lattice.polygons(rest) if part.area > 900]


@cache
def parcels():
    """All parcels in code order. Every block of the town must be claimed exactly once."""
    free = list(blocks.town_blocks())
    drawn = {
        use: lattice.metre_geometry(lattice.faces([Polygon(ring).exterior])[0])
        for use, ring in DRAWN_USES.items()
    }
    found = []
    for c, community in enumerate(COMMUNITIES):
        for g, grid in enumerate(community.grids):
            grounds = []
            for block in grid.blocks:
                if block.use in drawn:
                    ground = drawn[block.use]
                elif block.use == "isle":
                    ground = lattice.metre_geometry(lattice.faces([blocks.island().exterior])[0])
                else:
                    spot = Point(block.x, block.y)
                    ground = next(face for face in free if face.contains(spot))
                    free.remove(ground)
                    for enclave in drawn.values():
                        if ground.contains(enclave):
                            ground = Polygon(ground.exterior, [enclave.exterior])
                grounds.append(ground)
            weights = [
                ground.area * HOME_WEIGHT.get(block.use, 0.0)
                for block, ground in zip(grid.blocks, grounds)
            ]
            whole = sum(weights)
            for n, (block, ground) in enumerate(zip(grid.blocks, grounds)):
                homes = round(grid.homes * weights[n] / whole) if whole else 0
                found.append(Parcel(c, g, n, block.use, block.name, ground, homes))
    if free:
        raise ValueError(f"blocks nobody claims: {[face.representative_point().wkt for face in free]}")
    return found
