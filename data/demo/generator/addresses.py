"""Names and numbers: estates and their buildings, lanes of the old quarter, house numbers."""

from dataclasses import dataclass, field

import shapely

from streets import town_streets

LANE_NAMES = (
    "纱线弄",
    "茶亭弄",
    "豆腐弄",
    "井头弄",
    "篾匠弄",
    "灯笼弄",
    "竹器弄",
    "鱼行弄",
    "箍桶弄",
    "糖坊弄",
    "当铺弄",
    "三官弄",
    "银匠弄",
    "酱园弄",
    "伞店弄",
    "木梳弄",
    "铁匠弄",
    "草席弄",
    "磨剪弄",
    "绣花弄",
    "石狮弄",
    "水井弄",
)
# Metres of street front one house number stands for.
FRONT = 14.0


@dataclass
class Estate:
    """One housing estate: its walled grounds, its buildings, where its address lies."""

    name: str
    street: str
    number: int
    grounds: list = field(default_factory=list)
    buildings: list = field(default_factory=list)
    parcels: list = field(default_factory=list)


def name_lanes(sites):
    """Gives the unnamed living streets of the old quarter their names."""
    names = iter(LANE_NAMES)
    for site in sites:
        for way in site.ways:
            if way.tags.get("highway") == "living_street" and "name" not in way.tags:
                way.tags["name"] = next(names)


class StreetIndex:
    """Finds the named street a place belongs to."""

    def __init__(self, sites):
        lines = [(street.name, street.line) for street in town_streets()]
        lines += [
            (way.tags["name"], way.line)
            for site in sites
            for way in site.ways
            if way.tags.get("highway") == "living_street" and "name" in way.tags
        ]
        self._lines = lines
        self._tree = shapely.STRtree([line for _, line in lines])

    def address(self, point):
        """(street, house number) at a point in metres: odd numbers left of the drawn line."""
        name, line = self._lines[int(self._tree.nearest(point))]
        along = line.project(point)
        foot, ahead = line.interpolate(along), line.interpolate(along + 1.0)
        left = (ahead.x - foot.x) * (point.y - foot.y) - (ahead.y - foot.y) * (point.x - foot.x) > 0
        return name, 2 * int(along / FRONT) + (1 if left else 2)


def address_all(sites):
    """Estates in code order; fills the buildings' names, numbers and address tags."""
    index = StreetIndex(sites)
    estates = {}
    for number, site in enumerate(sites):
        for shape, _, name in site.walls:
            if any(building.estate == name for building in site.buildings):
                gate = shapely.Point(site.ways[0].line.coords[0])
                if name not in estates:
                    estates[name] = Estate(name, *index.address(gate))
                estates[name].grounds.append(shape)
                estates[name].parcels.append(number)
        for building in _in_order(site.buildings):
            estate = estates.get(building.estate)
            if estate is not None:
                estate.buildings.append(building)
                building.number = f"{len(estate.buildings)}号楼"
                building.tags |= {
                    "name": f"{estate.name}{building.number}",
                    "addr:street": estate.street,
                    "addr:housenumber": f"{estate.number}号",
                    "addr:block_number": building.number,
                }
            else:
                street, house = index.address(building.shape.centroid)
                building.number = f"{house}号"
                building.tags |= {"addr:street": street, "addr:housenumber": building.number}
                if building.name:
                    building.tags["name"] = building.name
    return list(estates.values())


def _in_order(buildings):
    """Row by row from the south, each from the west."""
    return sorted(buildings, key=lambda b: (round(b.shape.centroid.y / 14), b.shape.centroid.x))
