"""The four levels as GeoJSON features: codes, names, people, teams, sides, and shared geometry."""

import lattice
import partition
from quarters import COMMUNITIES, NUMERALS, SUBDISTRICT_CODE, SUBDISTRICT_NAME, community_code
from sides import four_sides
from teams import team


def numbers(town):
    """Per cell: (community code, grid code, micro-grid code)."""
    seen, codes = {}, []
    for cell in town.cells:
        community = community_code(cell.community)
        grid = f"{community}{cell.grid + 1:03d}"
        seen[grid] = seen.get(grid, 0) + 1
        codes.append((community, grid, f"{grid}{seen[grid]:03d}"))
    return codes


def grid_name(community, grid):
    """桃园社区第三网格."""
    return f"{COMMUNITIES[community].name}第{NUMERALS[grid]}网格"


def _counts(town, keys):
    """Households and residents summed by key of the home's cell."""
    sums = {}
    for home in town.homes:
        households, residents = sums.get(keys[home.cell], (0, 0))
        sums[keys[home.cell]] = (households + home.households, residents + home.residents)
    return sums


def _write_sides(features):
    """Adds 四至 to the properties of one level's features."""
    shapes = [(properties["name"], lattice.metre_geometry(shape)) for properties, shape in features]
    for (properties, _), (name, shape) in zip(features, shapes):
        properties["four_sides"] = four_sides(shape, [other for other in shapes if other[0] != name])


def levels(town):
    """{file stem: [(properties, geometry in lattice steps)]}, finest level last."""
    codes = numbers(town)
    places = {
        "subdistrict": [SUBDISTRICT_CODE] * len(codes),
        "communities": [code[0] for code in codes],
        "grids": [code[1] for code in codes],
        "microgrids": [code[2] for code in codes],
    }
    parents = {"communities": 9, "grids": 12, "microgrids": 15}
    result = {}
    for stem, keys in places.items():
        sums = _counts(town, keys)
        result[stem] = []
        for key in sorted(set(keys)):
            members = [k for k, own in enumerate(keys) if own == key]
            cell = town.cells[members[0]]
            shape = partition.union([town.cells[k].face for k in members])
            households, residents = sums.get(key, (0, 0))
            properties = {
                "code": key,
                "name": SUBDISTRICT_NAME,
                "parent": key[: parents[stem]] if stem in parents else None,
                "population": residents,
                "households": households,
            }
            if stem == "communities":
                properties["name"] = COMMUNITIES[cell.community].name
            if stem in ("grids", "microgrids"):
                properties["name"] = grid_name(cell.community, cell.grid)
            if stem == "grids":
                properties |= team(cell.community, cell.grid)
            if stem == "microgrids":
                properties["name"] += f"第{int(key[-3:])}微网格"
            result[stem].append((properties, shape))
        if stem in ("communities", "grids"):
            _write_sides(result[stem])
    return result
