"""Cuts parcels into micro-grids: between building rows, along inner roads, along old lanes.

The result is a set of labelled seeds (polygons) per parcel; `partition` makes them exact.
"""

from itertools import pairwise

from shapely.geometry import LineString, Polygon
from shapely.ops import unary_union

import lattice

# How far a cut goes beyond the line it ends on, in metres; what sticks out bounds no face.
REACH_PAST = 0.1


def wanted(parcel, homes_per_microgrid):
    """How many micro-grids a parcel is to have."""
    return max(1, round(parcel.homes / homes_per_microgrid))


def _groups(levels, heights, count):
    """Cut levels that part the buildings (their v and homes) into `count` groups of like size."""
    whole = sum(homes for _, homes in heights)
    chosen = []
    for k in range(1, count):
        best = min(
            levels,
            key=lambda level: abs(sum(h for v, h in heights if v < level) - whole * k / count),
            default=None,
        )
        if best is not None and best not in chosen:
            chosen.append(best)
    # The outermost levels part nothing.
    return sorted(
        c for c in chosen if any(v < c for v, _ in heights) and any(v > c for v, _ in heights)
    )


def cut_rows(parcel, site, count):
    """Micro-grids of a parcel built in rows: (polygons, the lines that part them)."""
    if count == 1 or not site.cuts:
        return [parcel.ground], []
    frame, axis, levels = site.cuts[0]
    ground = frame.inward(parcel.ground)
    left, bottom, right, top = ground.bounds
    spots = []
    for building in site.buildings:
        spot = frame.inward(building.shape).centroid
        spots.append((spot.x, spot.y, building.homes))
    west, east = (left - 9, axis), (axis, right + 9)
    shares = [sum(h for x, _, h in spots if a <= x < b) for a, b in (west, east)]
    lines, cells = [LineString([(axis, bottom - 9), (axis, top + 9)])], []
    crosscuts = {}
    on_west = max(1, min(count - 1, round(count * shares[0] / sum(shares))))
    for (a, b), number in ((west, on_west), (east, count - on_west)):
        chosen = _groups(levels, [(y, h) for x, y, h in spots if a <= x < b], number)
        for v in chosen:
            # A cut on both sides is one line; a cut on one side goes a little past the inner road, so that
            # it still meets it once both lie on the lattice.
            low, high = crosscuts.get(v, (a - REACH_PAST, b + REACH_PAST))
            crosscuts[v] = (min(low, a - REACH_PAST), max(high, b + REACH_PAST))
        edges = [bottom - 9, *chosen, top + 9]
        cells += [(a, low, b, high) for low, high in pairwise(edges)]
    lines += [LineString([(a, v), (b, v)]) for v, (a, b) in sorted(crosscuts.items())]
    return cut(
        parcel.ground,
        [frame.outward(line) for line in lines],
        [frame.outward(Polygon([(a, c), (b, c), (b, d), (a, d)])) for a, c, b, d in cells],
    )


def cut(ground, lines, cells):
    """Faces of `ground` between `lines`, gathered by the cell each mostly lies in: (polygons, lines).

    Every polygon is one piece. The lines are clipped a hand's breadth beyond the ground.
    """
    boundary = [LineString(ring.coords) for ring in (ground.exterior, *ground.interiors)]
    inside = ground.buffer(REACH_PAST)
    parts = []
    for line in lines:
        part = line.intersection(inside)
        parts.extend(p for p in getattr(part, "geoms", [part]) if p.geom_type == "LineString")
    pieces = [lattice.metre_geometry(face) for face in lattice.faces(boundary + parts)]
    pieces = [piece for piece in pieces if ground.contains(piece.representative_point())]
    labels = [
        max(range(len(cells)), key=lambda c: (cells[c].intersection(piece).area, -c))
        for piece in pieces
    ]
    return gather(pieces, labels), parts


def gather(pieces, labels):
    """Unions of the pieces by label; a scrap cut off from its label's main part joins its neighbour."""
    main = {}
    for label in sorted(set(labels)):
        whole = lattice.polygons(unary_union([p for p, own in zip(pieces, labels) if own == label]))
        main[label] = whole[0]
        for scrap in whole[1:]:
            for k, piece in enumerate(pieces):
                if scrap.contains(piece.representative_point()):
                    labels[k] = None
    while None in labels:
        for k, piece in enumerate(pieces):
            if labels[k] is None:
                touching = [
                    (shape.boundary.intersection(piece.boundary).length, -label)
                    for label, shape in main.items()
                ]
                length, label = max(touching)
                if length > 0.01:
                    labels[k] = -label
                    main[-label] = unary_union([main[-label], piece])
    return [
        lattice.polygons(unary_union([p for p, own in zip(pieces, labels) if own == label]))[0]
        for label in sorted(main)
    ]
