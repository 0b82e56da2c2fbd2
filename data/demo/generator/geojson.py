"""GeoJSON with one feature a line and exactly seven decimals, the same bytes every time."""

import json

import shapely
from shapely.geometry import Point, Polygon

import lattice


def _position(i, j):
    lon, lat = lattice.to_degrees(i, j)
    return f"[{lattice.decimals(lon)},{lattice.decimals(lat)}]"


def _ring(ring):
    return "[" + ",".join(_position(i, j) for i, j in ring.coords) + "]"


def _polygon(shape):
    return "[" + ",".join(_ring(ring) for ring in (shape.exterior, *shape.interiors)) + "]"


def _geometry(shape):
    """A geometry in lattice steps as GeoJSON text; rings start at a fixed corner, outer ones turn left."""
    if isinstance(shape, Point):
        return f'{{"type":"Point","coordinates":{_position(shape.x, shape.y)}}}'
    parts = [
        shapely.geometry.polygon.orient(shapely.normalize(part)) for part in lattice.polygons(shape)
    ]
    if isinstance(shape, Polygon) or len(parts) == 1:
        return f'{{"type":"Polygon","coordinates":{_polygon(parts[0])}}}'
    return f'{{"type":"MultiPolygon","coordinates":[{",".join(_polygon(part) for part in parts)}]}}'


def write(path, name, features):
    """Writes a feature collection of (properties, geometry in lattice steps)."""
    lines = [
        f'{{"type":"Feature","properties":{json.dumps(properties, ensure_ascii=False, separators=(",", ":"))}'
        f',"geometry":{_geometry(shape)}}}'
        for properties, shape in features
    ]
    body = ",\n".join(lines)
    path.write_text(
        f'{{"type":"FeatureCollection","name":"{name}","features":[\n{body}\n]}}\n', encoding="utf-8"
    )
