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


def _put(site, frame, yard, plan, clear=()):
    """Stands buildings in the yard: (u, v as shares of the yard, width, depth, kind, levels, name, homes).

    They keep clear of each other, of the ways already on the site, and of the shapes in `clear`.
    """
    left, bottom, right, top = yard.bounds
    taken = [*clear, *(frame.inward(way.line) for way in site.ways)]
    for u, v, width, depth, kind, levels, name, homes in plan:
        # Where the yard tapers, a building moves inward until it fits.
        for push in (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3):
            x = left + (right - left) * (u + (0.5 - u) * push)
            y = bottom + (top - bottom) * (v + (0.5 - v) * push)
            shape = box(x - width / 2, y - depth / 2, x + width / 2, y + depth / 2)
            if yard.buffer(1.5).covers(shape) and all(other.distance(shape) > 4.0 for other in taken):
                building = Building(frame.outward(shape), kind, levels, homes=float(homes), name=name)
                site.buildings.append(building)
                taken.append(shape)
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
    return LineString([(x - (length - width) / 2, y), (x + (length - width) / 2, y)]).buffer(
        width / 2, quad_segs=6
    )


def school(parcel):
    """A primary school: teaching rows in the north, sports ground in the south, walled."""
    frame, yard = _yard(parcel)
    site = Site()
    left, bottom, right, _ = yard.bounds
    wall = max(lattice.polygons(yard.buffer(3.0, join_style="mitre")), key=lambda part: part.area)
    wall = wall.simplify(0.4)
    middle = yard.representative_point()
    # The widest oval that fits the southern half.
    tracks = [
        affinity.rotate(_track(middle.x + dx, bottom + dy, length, length * 0.56), 90)
        for length in range(96, 48, -4)
        for dy in range(30, 90, 4)
        for dx in range(-12, 13, 4)
    ]
    track = next(oval for oval in tracks if yard.covers(oval))
    pitch = {"leisure": "pitch", "sport": "athletics", "name": f"{parcel.name}操场"}
    site.grounds.append(Ground(frame.outward(wall), {"amenity": "school", "name": parcel.name}))
    site.grounds.append(Ground(frame.outward(track), pitch))
    site.walls.append((frame.outward(wall), "wall", parcel.name))
    drive = LineString([(left - 60, track.bounds[3] + 8), (middle.x, track.bounds[3] + 8)])
    drive = drive.intersection(frame.inward(parcel.ground).buffer(1.0))
    site.ways.append(Way(frame.outward(drive), {"highway": "service", "access": "private"}))
    width = right - left
    plan = [
        (0.5, 0.94, width * 0.68, 11, "school", 4, "教学楼", 0),
        (0.5, 0.80, width * 0.62, 11, "school", 4, "实验楼", 0),
        (0.34, 0.67, 22, 13, "school", 2, "食堂", 0),
        (0.68, 0.67, 26, 16, "school", 2, "风雨操场", 0),
    ]
    _put(site, frame, yard, plan, clear=[track])
    return site


def civic(parcel):
    """The subdistrict's offices around a square, and a block of official flats."""
    frame, yard = _yard(parcel)
    site = Site()
    left, bottom, right, top = yard.bounds
    plan = [
        (0.5, 0.86, 64, 15, "government", 6, parcel.name, 0),
        (0.16, 0.62, 18, 34, "civic", 4, "示范街道党群服务中心", 0),
        (0.84, 0.62, 18, 34, "civic", 3, "示范街道文化站", 0),
        (0.22, 0.12, 40, 12, "retail", 3, "人民路邮局", 0),
        (0.78, 0.12, 40, 12, "apartments", 6, "", 36),
    ]
    _put(site, frame, yard, plan)
    width, height = right - left, top - bottom
    square = box(
        left + width * 0.32, bottom + height * 0.28, left + width * 0.68, bottom + height * 0.72
    )
    tags = {"highway": "pedestrian", "area": "yes", "name": "示范广场"}
    site.grounds.append(Ground(frame.outward(square), tags))
    walk = LineString([(left + width / 2, bottom - 90), (left + width / 2, bottom + height * 0.72)])
    walk = walk.intersection(frame.inward(parcel.ground).buffer(1.0))
    site.ways.append(Way(frame.outward(walk), {"highway": "footway"}))
    return site


def shops(parcel):
    """A shopping block: a mall, two shop houses, a small tower of flats."""
    frame, yard = _yard(parcel)
    site = Site()
    _put(
        site,
        frame,
        yard,
        [
            (0.46, 0.30, 70, 58, "retail", 4, parcel.name, 0),
            (0.28, 0.78, 30, 18, "apartments", 15, "", 60),
            (0.72, 0.78, 34, 20, "commercial", 9, f"{parcel.name}写字楼", 0),
        ],
    )
    _through_road(site, frame, parcel, yard, 0.97, {"highway": "service"})
    return site


def hospital(parcel):
    """A small hospital: outpatients, a ward block, staff flats."""
    frame = Frame(parcel.ground, block_turn(parcel.ground))
    yard = frame.inward(parcel.ground).buffer(-5.0)
    site = Site()
    _put(
        site,
        frame,
        yard,
        [
            (0.36, 0.28, 52, 15, "hospital", 4, f"{parcel.name}门诊楼", 0),
            (0.36, 0.74, 50, 15, "hospital", 9, f"{parcel.name}住院楼", 0),
            (0.89, 0.50, 13, 24, "apartments", 6, "", 24),
        ],
    )
    site.grounds.append(Ground(frame.outward(yard), {"amenity": "hospital", "name": parcel.name}))
    return site


def market(parcel):
    """A covered market in the old quarter, with stalls and a few homes above shops."""
    frame = Frame(parcel.ground, 0.0)
    yard = parcel.ground.buffer(-3.5)
    site = Site()
    _put(
        site,
        frame,
        yard,
        [
            (0.50, 0.55, 34, 26, "retail", 1, parcel.name, 0),
            (0.15, 0.54, 8, 22, "house", 2, "", 14),
            (0.86, 0.60, 8, 22, "house", 2, "", 14),
            (0.50, 0.13, 34, 7, "house", 3, "", 18),
        ],
    )
    site.grounds.append(Ground(frame.outward(yard), {"amenity": "marketplace", "name": parcel.name}))
    return site


def factory(parcel):
    """Long halls in rows behind a gate, an office and a workers' house at the street."""
    dice = Dice("works", parcel.community, parcel.grid, parcel.number)
    frame, yard = _yard(parcel)
    site = Site()
    left, bottom, right, top = yard.bounds
    width = right - left
    drive_at = left + width * 0.42
    end = yard.intersection(LineString([(drive_at, bottom), (drive_at, top)])).bounds[3] - 6
    drive = LineString([(drive_at, bottom - 60), (drive_at, end)])
    drive = drive.intersection(frame.inward(parcel.ground).buffer(1.0))
    site.ways.append(Way(frame.outward(drive), {"highway": "service", "access": "private"}))
    plan = [(0.12, 0.14, 30, 13, "office", 4, "", 0), (0.28, 0.14, 36, 12, "apartments", 5, "", 32)]
    for v, depth, kind, shortest, longest in (
        (0.42, 26, "industrial", 44, 80),
        (0.78, 30, "industrial", 44, 80),
        (0.12, 18, "warehouse", 26, 44),
    ):
        for start, end in ((0.05, 0.39), (0.45, 0.97)):
            if kind == "warehouse" and start < 0.3:
                continue
            plan += _halls(
                start * width, end * width, width, v, depth, kind, dice.between(shortest, longest)
            )
    _put(site, frame, yard, plan)
    wall = max(lattice.polygons(yard.buffer(2.5, join_style="mitre")), key=lambda part: part.area)
    wall = wall.simplify(0.4)
    site.grounds.append(Ground(frame.outward(wall), {"landuse": "industrial", "name": parcel.name}))
    site.walls.append((frame.outward(wall), "wall", parcel.name))
    return site


def _halls(start, end, width, v, depth, kind, wished):
    """Halls of equal length side by side from start to end."""
    count = max(1, round((end - start) / (wished + 12)))
    length = (end - start - 12 * (count - 1)) / count
    return [
        ((start + k * (length + 12) + length / 2) / width, v, length, depth, kind, 1, "", 0)
        for k in range(count)
    ]


def freight(parcel):
    """The freight yard: sheds along the works' line, staff house at the street."""
    frame, yard = _yard(parcel)
    site = Site()
    _put(
        site,
        frame,
        yard,
        [
            (0.20, 0.45, 60, 20, "warehouse", 1, "一号货棚", 0),
            (0.55, 0.45, 70, 20, "warehouse", 1, "二号货棚", 0),
            (0.20, 0.10, 38, 12, "apartments", 5, "", 36),
            (0.50, 0.10, 30, 12, "office", 3, "货场办公楼", 0),
        ],
    )
    site.grounds.append(
        Ground(frame.outward(yard.buffer(2.0)), {"landuse": "railway", "name": parcel.name})
    )
    _through_road(site, frame, parcel, yard, 0.82, {"highway": "service"})
    return site
