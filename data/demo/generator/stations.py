"""Service stations: per community one centre, three stations, ten points, at places people pass."""

import lattice
from areas import grid_name, numbers
from chance import Dice
from quarters import COMMUNITIES, NUMERALS, community_code
from teams import phone

KINDS = {
    "centre": {
        "title": "党群服务中心",
        "hours": "Mo-Fr 08:30-17:30; Sa 09:00-16:00",
        "services": [
            "社保医保",
            "户籍居住证",
            "养老助残",
            "退役军人",
            "法律咨询",
            "党员活动",
            "矛盾调解",
        ],
        "capacity": (1800, 2600),
    },
    "station": {
        "title": "邻里驿站",
        "hours": "Mo-Su 08:00-20:00",
        "services": ["代办代领", "助餐配送", "便民打印", "健康自测", "儿童托管"],
        "capacity": (500, 800),
    },
    "point": {
        "title": "微站点",
        "hours": "Mo-Su 07:00-22:00",
        "services": ["饮水", "充电", "雨具", "应急药箱", "意见收集"],
        "capacity": (80, 160),
    },
}
PLAN = (("centre", 1), ("station", 3), ("point", 10))


def stations(town):
    """[(properties, point in lattice steps)] in code order."""
    codes = numbers(town)
    found = []
    for community in range(len(COMMUNITIES)):
        sites = _sites(town, community)
        serial = 0
        for kind, count in PLAN:
            for number in range(1, count + 1):
                serial += 1
                cell, building = sites[serial - 1]
                found.append(_feature(town, codes, community, kind, number, serial, cell, building))
    return found


def _sites(town, community):
    """Fourteen (cell, building) pairs of a community: the most central first, then far from all before.

    Farthest-point choice spreads them; the weight of the homes nearby keeps them where people live.
    """
    homes = [home for home in town.homes if home.parcel.community == community]
    spots = [(h.building.shape.centroid.x, h.building.shape.centroid.y) for h in homes]
    whole = sum(h.residents for h in homes)
    x = sum(s[0] * h.residents for s, h in zip(spots, homes)) / whole
    y = sum(s[1] * h.residents for s, h in zip(spots, homes)) / whole
    gap = [((sx - x) ** 2 + (sy - y) ** 2) ** 0.5 for sx, sy in spots]
    chosen = [min(range(len(homes)), key=lambda k: (gap[k], k))]
    gap = [float("inf")] * len(homes)
    while len(chosen) < sum(count for _, count in PLAN):
        last = spots[chosen[-1]]
        gap = [
            min(g, ((s[0] - last[0]) ** 2 + (s[1] - last[1]) ** 2) ** 0.5) for g, s in zip(gap, spots)
        ]
        chosen.append(
            max(range(len(homes)), key=lambda k: (gap[k] * (1 + homes[k].residents / 400), -k))
        )
    return [(homes[k].cell, homes[k].building) for k in chosen]


def _feature(town, codes, community, kind, number, serial, cell, building):
    """One station's properties and its place, at the edge of its building."""
    dice = Dice("station", community, serial)
    custom = KINDS[kind]
    door = building.entrances[0] if building.entrances else building.shape.representative_point()
    spot = lattice.lattice_geometry(door)
    if not town.cells[cell].face.contains(spot):
        spot = lattice.lattice_geometry(building.shape.representative_point())
    name = COMMUNITIES[community].name
    address = "".join(
        building.tags.get(key, "") for key in ("addr:street", "addr:housenumber", "addr:block_number")
    )
    if kind == "centre":
        title, owner = f"{name}{custom['title']}", community_code(community)
    else:
        title, owner = f"{name}第{NUMERALS[number - 1]}{custom['title']}", codes[cell][1]
        if kind == "point":
            title = f"{grid_name(community, town.cells[cell].grid)}{custom['title']}{number:02d}"
    services = custom["services"]
    if kind != "centre":
        services = [service for service in services if dice.happens(0.8)] or services[:1]
    properties = {
        "code": f"{community_code(community)}S{serial:02d}",
        "name": title,
        "kind": kind,
        "owner": owner,
        "hours": custom["hours"],
        "services": ";".join(services),
        "capacity": dice.whole(*custom["capacity"]),
        "phone": phone(community, 2000 + serial),
        "address": address,
    }
    return properties, spot
