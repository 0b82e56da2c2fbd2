"""Everything that is not housing: school, town hall, hospital, market, shops, works, yard, park, bank."""

from shapely import affinity
from shapely.geometry import LineString, box

import lattice
from built import Building, Ground, Site, Way
from chance import Dice
from estates import Frame, block_turn
from parcels import building_land
from streets import frame_lines


def _yard(parcel):
    """The parcel's frame and its largest building land in the frame."""
    frame = Frame(parcel.ground, block_turn(parcel.ground))
    land = building_land(parcel)
    if not land:
        return frame, None
    return frame, max(lattice.polygons(frame.inward(land[0]).buffer(-4.0)), key=lambda part: part.area)


def _put(site, frame, yard, plan):
    """Stands buildings in the yard: (u, v as shares of the yard, width, depth, kind, levels, name, homes)."""
    left, bottom, right, top = yard.bounds
    for u, v, width, depth, kind, levels, name, homes in plan:
        # Where the yard tapers, a building moves inward until it fits.
        for push in (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3):
            x = left + (right - left) * (u + (0.5 - u) * push)
            y = bottom + (top - bottom) * (v + (0.5 - v) * push)
            shape = box(x - width / 2, y - depth / 2, x + width / 2, y + depth / 2)
            taken = any(frame.inward(other.shape).distance(shape) < 4.0 for other in site.buildings)
            if yard.buffer(1.5).covers(shape) and not taken:
                site.buildings.append(
                    Building(frame.outward(shape), kind, levels, homes=float(homes), name=name)
                )
                break


def _through_road(site, frame, parcel, yard, share, tags):
    """A drive from street to street at the given share of the yard's width."""
    left, bottom, right, top = yard.bounds
    x = left + (right - left) * share
    reach = parcel.ground.buffer(1.0).difference(frame_lines()["rail"].buffer(18.0))
    line = LineString([(x, bottom - 90), (x, top + 90)]).intersection(frame.inward(reach))
    line = max(getattr(line, "geoms", [line]), key=lambda part: part.length)
    site.ways.append(Way(frame.outward(line), tags))


def _track(x, y, length, width):
    """A running track: a rectangle with half circles at its ends."""
    return LineString([(x - (length - width) / 2, y), (x + (length - width) / 2, y)]).buffer(width / 2, quad_segs=6)


def school(parcel):
    """A primary school: teaching rows in the north, sports ground in the south, walled."""
    frame, yard = _yard(parcel)
    site = Site()
    left, bottom, right, top = yard.bounds
    _put(site, frame, yard, [
        (0.5, 0.90, 62, 11, "school", 4, "教学楼", 0),
        (0.5, 0.74, 62, 11, "school", 4, "实验楼", 0),
        (0.2, 0.58, 26, 16, "school", 2, "食堂", 0),
        (0.72, 0.58, 30, 18, "school", 2, "风雨操场", 0),
    ])
    track = _track((left + right) / 2, bottom + (top - bottom) * 0.28, min(88, right - left - 8), 46)
    track = affinity.rotate(track, 90 if (right - left) < 70 else 0)
    site.grounds.append(Ground(frame.outward(track), {"leisure": "pitch", "sport": "athletics", "name": f"{parcel.name}操场"}))
    wall = max(lattice.polygons(yard.buffer(3.0, join_style="mitre")), key=lambda part: part.area)
    site.grounds.append(Ground(frame.outward(wall), {"amenity": "school", "name": parcel.name}))
    site.walls.append((frame.outward(wall), "wall", parcel.name))
    _through_road(site, frame, parcel, yard, 0.42, {"highway": "service", "access": "private"})
    return site


def civic(parcel):
    """The subdistrict's offices around a square, and a block of official flats."""
    frame, yard = _yard(parcel)
    site = Site()
    left, bottom, right, top = yard.bounds
    _put(site, frame, yard, [
        (0.5, 0.86, 64, 15, "government", 6, parcel.name, 0),
        (0.16, 0.62, 18, 34, "civic", 4, "示范街道党群服务中心", 0),
        (0.84, 0.62, 18, 34, "civic", 3, "示范街道文化站", 0),
        (0.22, 0.12, 40, 12, "retail", 3, "人民路邮局", 0),
        (0.78, 0.12, 40, 12, "apartments", 6, "", 36),
    ])
    square = box(left + (right - left) * 0.32, bottom + (top - bottom) * 0.28, left + (right - left) * 0.68, bottom + (top - bottom) * 0.72)
    site.grounds.append(Ground(frame.outward(square), {"highway": "pedestrian", "area": "yes", "name": "示范广场"}))
    _through_road(site, frame, parcel, yard, 0.5, {"highway": "footway"})
    return site


def shops(parcel):
    """A shopping block: a mall, two shop houses, a small tower of flats."""
    frame, yard = _yard(parcel)
    site = Site()
    _put(site, frame, yard, [
        (0.46, 0.30, 70, 58, "retail", 4, parcel.name, 0),
        (0.28, 0.78, 30, 18, "apartments", 15, "", 60),
        (0.72, 0.78, 34, 20, "commercial", 9, f"{parcel.name}写字楼", 0),
    ])
    _through_road(site, frame, parcel, yard, 0.97, {"highway": "service"})
    return site


def hospital(parcel):
    """A small hospital: outpatients, a ward block, staff flats."""
    frame = Frame(parcel.ground, block_turn(parcel.ground))
    yard = frame.inward(parcel.ground).buffer(-5.0)
    site = Site()
    _put(site, frame, yard, [
        (0.36, 0.28, 52, 15, "hospital", 4, f"{parcel.name}门诊楼", 0),
        (0.36, 0.74, 50, 15, "hospital", 9, f"{parcel.name}住院楼", 0),
        (0.89, 0.50, 13, 24, "apartments", 6, "", 24),
    ])
    site.grounds.append(Ground(frame.outward(yard), {"amenity": "hospital", "name": parcel.name}))
    return site


def market(parcel):
    """A covered market in the old quarter, with stalls and a few homes above shops."""
    frame = Frame(parcel.ground, 0.0)
    yard = parcel.ground.buffer(-3.5)
    site = Site()
    _put(site, frame, yard, [
        (0.50, 0.55, 34, 26, "retail", 1, parcel.name, 0),
        (0.15, 0.54, 8, 22, "house", 2, "", 14),
        (0.86, 0.60, 8, 22, "house", 2, "", 14),
        (0.50, 0.13, 34, 7, "house", 3, "", 18),
    ])
    site.grounds.append(Ground(frame.outward(yard), {"amenity": "marketplace", "name": parcel.name}))
    return site


def factory(parcel):
    """Long halls in rows behind a gate, an office and a workers' house at the street."""
    dice = Dice("works", parcel.community, parcel.grid, parcel.number)
    frame, yard = _yard(parcel)
    site = Site()
    left, bottom, right, top = yard.bounds
    width = right - left
    plan = [(0.10, 0.14, 30, 13, "office", 4, "", 0), (0.24, 0.14, 40, 12, "apartments", 5, "", 32)]
    for v, depth in ((0.42, 26), (0.78, 30)):
        u = 0.04
        while u < 0.96:
            length = dice.between(48, 92)
            u += length / width / 2
            plan.append((u, v, length, depth, "industrial", 1, "", 0))
            u += (length / 2 + dice.between(10, 18)) / width
    u = 0.38
    while u < 0.95:
        length = dice.between(26, 44)
        u += length / width / 2
        plan.append((u, 0.12, length, 18, "warehouse", 1, "", 0))
        u += (length / 2 + 12) / width
    _put(site, frame, yard, plan)
    wall = max(lattice.polygons(yard.buffer(2.5, join_style="mitre")), key=lambda part: part.area)
    site.grounds.append(Ground(frame.outward(wall), {"landuse": "industrial", "name": parcel.name}))
    site.walls.append((frame.outward(wall), "wall", parcel.name))
    road = LineString([(left + width * 0.15, bottom - 60), (left + width * 0.15, top - 4)])
    road = road.intersection(frame.inward(parcel.ground).buffer(1.0))
    site.ways.append(Way(frame.outward(road), {"highway": "service", "access": "private"}))
    return site


def freight(parcel):
    """The freight yard: sheds along the works' line, staff house at the street."""
    frame, yard = _yard(parcel)
    site = Site()
    _put(site, frame, yard, [
        (0.20, 0.45, 60, 20, "warehouse", 1, "一号货棚", 0),
        (0.55, 0.45, 70, 20, "warehouse", 1, "二号货棚", 0),
        (0.20, 0.10, 38, 12, "apartments", 5, "", 36),
        (0.50, 0.10, 30, 12, "office", 3, "货场办公楼", 0),
    ])
    site.grounds.append(Ground(frame.outward(yard.buffer(2.0)), {"landuse": "railway", "name": parcel.name}))
    _through_road(site, frame, parcel, yard, 0.82, {"highway": "service"})
    return site
